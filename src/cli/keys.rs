//! `keygen` and `install-key`.

use super::client::Client;
use super::exit::Exit;
use super::invocation::{KeygenWish, RemoteUrl};
use super::output::Output;
use super::run::next_line;
use crate::engine::{NewKey, make_key};
use crate::error::Result;
use crate::i18n::fl;
use crate::model::{SecretString, escape_bytes};
use crate::remote::{InstalledKey, LoosePermissions, PublicKeyLine, install_key};
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
        match new_passphrase() {
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

/// A new passphrase, typed twice; `None` when the user gave up.
fn new_passphrase() -> Option<SecretString> {
    loop {
        let typed = rpassword::prompt_password(format!("{} ", fl!("cli-ask-new-passphrase"))).ok()?;
        let again = rpassword::prompt_password(format!("{} ", fl!("cli-ask-new-passphrase-again"))).ok()?;
        let (typed, again) = (SecretString::new(typed), SecretString::new(again));
        if typed == again {
            return Some(typed);
        }
        eprintln!("{}", fl!("cli-passphrases-differ"));
    }
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
        let key = match read {
            Ok(Ok(key)) => key,
            Ok(Err(error)) => return self.output.error(&error, None),
            Err(_) => return,
        };
        let server = match self.server(url).await {
            Ok(server) => server,
            Err(error) => return self.output.error(&error, Some(tried_connect(&url.endpoint().host_port()))),
        };
        let files = std::sync::Arc::clone(&server.files);
        let installed = match self.during(install_key(&*files, &key, mend)).await {
            Ok(installed) => installed,
            Err(error) => return self.explained(&server, error, Some(fl!("tried-install-key"))).await,
        };
        self.tell(&installed);
        if installed.loose.is_empty() {
            return;
        }
        for place in &installed.loose {
            self.output.note(&loose_words(place));
        }
        if Output::can_ask() && agreed().await {
            match self.during(install_key(&*files, &key, true)).await {
                Ok(mended) => self.tell(&mended),
                Err(error) => self.explained(&server, error, Some(fl!("tried-install-key"))).await,
            }
        } else {
            self.output.note(&fl!("cli-not-mended"));
            self.output.tally.failed += 1;
        }
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
