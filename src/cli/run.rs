//! Runs what the command line asks for, from the first connection to the exit code.

use super::client::{Client, Secrets};
use super::exit::Exit;
use super::invocation::{FilesWish, Options, Verb};
use crate::engine::{Command, Connector};
use crate::error::{Error, Result};
use crate::i18n::fl;
use crate::model::{ByteRate, Clock, SecretString};
use crate::site::SecretKeeper;
use std::io::{self, BufRead};
use std::sync::Arc;
use std::time::Duration;

/// Does what `wish` says and answers how the program ends. Blocks until then; Ctrl-C stops in order, a second one at
/// once. What `keeper` keeps serves where a saved site is named, which is what the user kept it for; other addresses must not
/// wait for a keyring to be unlocked.
pub fn run(wish: FilesWish, connector: Arc<dyn Connector>, keeper: SecretKeeper, clock: Arc<dyn Clock>) -> Exit {
    let kept = wish.verb.urls().iter().any(|url| url.site.is_some()).then(|| Arc::new(keeper));
    match start(wish, connector, kept, clock) {
        Ok(exit) => exit,
        Err(error) => {
            eprintln!("{}", crate::text::error_report(&error).to_text().trim_end());
            Exit::of(&error)
        }
    }
}

fn start(
    wish: FilesWish,
    connector: Arc<dyn Connector>,
    kept: Option<Arc<SecretKeeper>>,
    clock: Arc<dyn Clock>,
) -> Result<Exit> {
    let password = if wish.options.password_stdin { Some(next_line()?) } else { None };
    let of_proxy = if wish.options.proxy_password_stdin { Some(next_line()?) } else { None };
    let secrets = Secrets { password, of_proxy, kept };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|source| Error::io(&source))?;
    let exit = runtime.block_on(work(wish, secrets, connector, clock));
    // A question that still stands at the terminal must not hold the program.
    runtime.shutdown_timeout(Duration::ZERO);
    exit
}

async fn work(
    FilesWish { options, verb }: FilesWish,
    secrets: Secrets,
    connector: Arc<dyn Connector>,
    clock: Arc<dyn Clock>,
) -> Result<Exit> {
    let options: Options = options;
    let mut client =
        Client::start(connector, options, secrets, verb.how(), clock).map_err(|source| Error::io(&source))?;
    if let Some(ByteRate(limit)) = verb.limit() {
        let (upload, download) = (Some(limit), Some(limit));
        client.engine.send(Command::SetLimits { session: None, upload, download });
    }
    let checkup = matches!(verb, Verb::Doctor { .. });
    let transfers = matches!(verb, Verb::Get { .. } | Verb::Put { .. });
    let stopped = tokio::select! {
        () = perform(&mut client, &verb) => false,
        () = interrupted() => true,
    };
    if stopped {
        client.output.bar.finish_and_clear();
        if transfers {
            client.output.note(&fl!("cli-stopping"));
        }
        client.output.tally.exit = Exit::Cancelled;
    }
    tokio::select! {
        () = client.stop() => {}
        () = interrupted() => client.output.tally.exit = Exit::Cancelled,
    }
    // A checkup ends with its verdict.
    if !checkup {
        client.output.summary(transfers);
    }
    let tally = client.output.tally;
    Ok(match tally.exit {
        // Something failed that had no error of its own to tell.
        Exit::Ok if tally.failed > 0 => Exit::Remote,
        exit => exit,
    })
}

async fn perform(client: &mut Client, verb: &Verb) {
    match verb {
        Verb::Ls { urls } => client.ls(urls).await,
        Verb::Stat { urls } => client.stat(urls).await,
        Verb::Doctor { url, limit } => client.doctor(url, *limit).await,
        Verb::FtpCommand { url, line } => client.ftp_command(url, line).await,
        Verb::Get { urls, target, how } => client.get(urls, target.as_deref(), *how).await,
        Verb::Put { files, target, how } => client.put(files, target, *how).await,
        Verb::Mkdir { urls, parents } => client.mkdir(urls, *parents).await,
        Verb::Rm { urls, recursive } => client.rm(urls, *recursive).await,
        Verb::Mv { from, to } => client.mv(from, to).await,
        Verb::InstallKey { url, key, mend } => client.install_key(url, key, *mend).await,
        Verb::Chmod { change, urls, recursive } => client.chmod(*change, urls, *recursive).await,
    }
}

/// Waits for Ctrl-C; for ever where the system tells of none.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The next line of standard input, without its end; blocks.
///
/// # Errors
/// When it cannot be read.
pub(super) fn next_line() -> Result<SecretString> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(|source| Error::io(&source))?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(SecretString::new(line))
}
