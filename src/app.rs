//! Puts the program together: reads the command line, and starts what it asks for.

use crate::cli::{self, Exit, FilesWish, Invocation};
use crate::engine::{Engine, EngineOptions, SftpConnector};
use crate::i18n::{self, fl};
use crate::log::MessageLog;
use crate::model::{Clock, SystemClock};
use crate::platform;
use crate::remote::sftp::{KnownHostsFiles, UnknownHostKey};
use crate::settings::{Settings, SettingsStore};
use crate::ui::{self, Startup};
use std::path::PathBuf;
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
        Ok(Invocation::Window) => window(),
        Ok(Invocation::Demo(_)) => ExitCode::from(Exit::Usage.code()),
        Err(fault) => {
            // Nobody is left to be told when the output is closed.
            let _closed = fault.print();
            ExitCode::from(u8::try_from(fault.exit_code()).unwrap_or(Exit::Usage.code()))
        }
    }
}

/// Opens the window on the user's own settings.
fn window() -> ExitCode {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let log = Arc::new(MessageLog::new(Arc::clone(&clock), MessageLog::DEFAULT_CAP));
    let store = platform::settings_file().map_or_else(SettingsStore::nowhere, SettingsStore::at);
    let settings = store.load().unwrap_or_else(|fault| {
        log::warn!("settings cannot be read: {fault}");
        Settings::default()
    });
    let options = EngineOptions {
        clock: Arc::clone(&clock),
        log: Arc::clone(&log),
        connector: Arc::new(SftpConnector::new(Arc::clone(&clock), own_known_hosts())),
        wake: Arc::new(|| ()),
        parallel: settings.parallel,
        durable: true,
    };
    let startup = Startup { clock, log, settings, store, connect: None, local_folder: None, driver: None };
    open_window(startup, options)
}

/// Opens a window and the engine behind it, and stays until it is closed.
fn open_window(startup: Startup, options: EngineOptions) -> ExitCode {
    let opened = ui::run_window(startup, |wake| {
        let engine = Engine::start(EngineOptions { wake, ..options })?;
        Ok(Box::new(engine))
    });
    match opened {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{}", fl!("no-window", why = fault.to_string()));
            ExitCode::from(Exit::Usage.code())
        }
    }
}

fn files(wish: FilesWish) -> Exit {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let mut connector = SftpConnector::new(Arc::clone(&clock), own_known_hosts());
    if let Some(file) = &wish.options.known_hosts {
        connector.known_hosts = KnownHostsFiles { read: vec![file.clone()], write: Some(file.clone()) };
    }
    if wish.options.accept_new_host_key {
        connector.unknown_host_key = UnknownHostKey::AcceptNew;
    }
    cli::run(wish, Arc::new(connector), clock)
}

/// Where the keys of servers are remembered that were accepted here; `None` where the system has no place for data of
/// programs.
fn own_known_hosts() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "catamaran").map(|dirs| dirs.data_dir().join("known_hosts"))
}
