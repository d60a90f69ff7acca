//! Puts the program together: reads the command line, and starts what it asks for.

use crate::cli::{self, Exit, FilesWish, Invocation};
use crate::connector::SshConnector;
use crate::i18n;
use crate::model::{Clock, SystemClock};
use std::process::ExitCode;
use std::sync::Arc;

/// Runs the program with the arguments of this process.
#[must_use]
pub fn run() -> ExitCode {
    if let Err(fault) = i18n::choose(&i18n::system_languages()) {
        // English is built in and stays.
        log::warn!("the texts of the system's language cannot be read: {fault}");
    }
    match cli::parse(std::env::args_os()) {
        Ok(Invocation::Files(wish)) => ExitCode::from(files(*wish).code()),
        Ok(Invocation::Window | Invocation::Demo(_)) => ExitCode::from(Exit::Usage.code()),
        Err(fault) => {
            // Nobody is left to be told when the output is closed.
            let _closed = fault.print();
            ExitCode::from(u8::try_from(fault.exit_code()).unwrap_or(Exit::Usage.code()))
        }
    }
}

fn files(wish: FilesWish) -> Exit {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let mut connector = SshConnector::new(Arc::clone(&clock));
    if let Some(file) = &wish.options.known_hosts {
        connector = connector.with_known_hosts(file.clone());
    }
    if wish.options.accept_new_host_key {
        connector = connector.accepting_new_keys();
    }
    cli::run(wish, Arc::new(connector), clock)
}
