//! `keygen` and `install-key`.

use super::client::{Client, Consent};
use super::exit::Exit;
use super::invocation::{KeygenWish, RemoteUrl};
use super::manage::unasked;
use super::output::Output;
use super::run::next_line;
use super::secrets::new_passphrase;
use crate::engine::{NewKey, make_key};
use crate::error::Result;
use crate::i18n::fl;
use crate::model::{SessionId, escape_bytes};
use crate::remote::{InstalledKey, LoosePermissions, PublicKeyLine};
use crate::text::{error_report, tried_connect};
use std::io::Write;
use std::path::Path;

/// Makes a key pair and prints where it is; blocks. A passphrase is asked for twice where somebody can be asked.
#[must_use]
pub fn keygen(wish: &KeygenWish) -> Exit {
    let passphrase = if wish.passphrase_stdin {
        match next_line() {
            Ok(line) => Some(line),
            Err(error) => return told(&error),
        }
    } else if wish.no_passphrase {
        None
    } else if !Output::can_ask() {
        eprintln!("{}", fl!("cli-unasked-new-passphrase"));
        return Exit::Usage;
    } else {
        match new_passphrase(&fl!("cli-ask-new-passphrase")) {
            Some(passphrase) => Some(passphrase),
            None => return Exit::Cancelled,
        }
    };
    let comment = wish.comment.clone().unwrap_or_else(usual_comment);
    match make_key(&NewKey { kind: wish.kind, comment, passphrase, path: wish.file.clone() }) {
        Ok(made) => {
            let mut out = std::io::stdout();
            let shown = |path: &Path| escape_bytes(path.as_os_str().as_encoded_bytes());
            let words = fl!("key-made", file = shown(&made.path), public = shown(&made.public_path));
            // A reader that went away is no fault.
            let _gone = writeln!(out, "{words}\n{}\n{}", made.fingerprint, made.line);
            Exit::Ok
        }
        Err(error) => told(&error),
    }
}

fn told(error: &crate::error::Error) -> Exit {
    eprintln!("{}", error_report(error).to_text().trim_end());
    Exit::of(error)
}

/// `user@computer`, as `ssh-keygen` has it.
fn usual_comment() -> String {
    let computer = gethostname::gethostname().to_string_lossy().into_owned();
    format!("{}@{computer}", crate::engine::local_user())
}

impl Client {
    /// `install-key`: one more key that may log in.
    pub(super) async fn install_key(&mut self, url: &RemoteUrl, key: &Path, mend: bool) {
        let path = key.to_owned();
        let read = tokio::task::spawn_blocking(move || PublicKeyLine::read(&path)).await;
        // A file that is no public key is told before anybody logs in; the engine reads it again.
        if let Ok(Err(error)) = read {
            return self.output.error(&error, None);
        }
        let server = match self.server(url).await {
            Ok(server) => server,
            Err(error) => return self.output.error(&error, Some(tried_connect(&url.endpoint().host_port()))),
        };
        // Whoever agrees to the key agrees to the permissions that it needs, about which there is a question of its own.
        self.consent = Consent::Whole;
        if let Err(error) = self.install_and_mend(server.session, key, mend).await {
            self.explained(&server, unasked(error), Some(fl!("tried-install-key"))).await;
        }
        self.consent = Consent::Single;
    }

    async fn install_and_mend(&mut self, session: SessionId, key: &Path, mend: bool) -> Result<()> {
        let installed = self.put_key(session, key.to_owned(), mend).await?;
        self.tell(&installed);
        if installed.loose.is_empty() {
            return Ok(());
        }
        for place in &installed.loose {
            self.output.note(&loose_words(place));
        }
        if Output::can_ask() && agreed().await {
            let mended = self.put_key(session, key.to_owned(), true).await?;
            self.tell(&mended);
        } else {
            self.output.note(&fl!("cli-not-mended"));
            self.output.tally.failed += 1;
        }
        Ok(())
    }

    fn tell(&mut self, installed: &InstalledKey) {
        let file = installed.file.display();
        let words = match (installed.added, installed.mended.is_empty()) {
            (true, _) => Some(fl!("key-added", file = file)),
            (false, true) => Some(fl!("key-was-there", file = file)),
            (false, false) => None,
        };
        if let Some(words) = words {
            self.output.print(&words);
        }
        for place in &installed.mended {
            let words = fl!("key-mended", path = place.path.display(), mode = octal(place.wanted.mode()));
            self.output.print(&words);
        }
    }
}

fn octal(mode: u32) -> String {
    format!("{:03o}", mode & 0o7777)
}

fn loose_words(place: &LoosePermissions) -> String {
    let (now, wanted) = (octal(place.now.mode()), octal(place.wanted.mode()));
    fl!("key-loose", path = place.path.display(), now = now, wanted = wanted)
}

/// Whether the permissions shall be set right, asked at the terminal.
async fn agreed() -> bool {
    let asked = tokio::task::spawn_blocking(|| -> Result<bool> {
        eprint!("{} ", fl!("cli-ask-mend"));
        let answer = next_line()?;
        Ok(matches!(answer.expose().trim(), "y" | "yes"))
    });
    matches!(asked.await, Ok(Ok(true)))
}
