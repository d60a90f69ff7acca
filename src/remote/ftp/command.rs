//! A command as it is sent, and as it is shown. Pure.

use super::charset::Charset;
use crate::error::{Error, ErrorKind, Result};
use crate::model::escape_bytes;
use crate::remote::secret_in;

/// One command of FTP. The argument is bytes, for names are bytes.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Command {
    /// The word in front, in capital letters, with fixed arguments where there are any (`SITE CHMOD`).
    verb: String,
    argument: Option<Vec<u8>>,
    secret: bool,
}

impl Command {
    /// A command without argument.
    pub(super) fn bare(verb: &str) -> Self {
        Self { verb: verb.to_owned(), argument: None, secret: false }
    }

    /// A command about something.
    pub(super) fn with(verb: &str, argument: impl Into<Vec<u8>>) -> Self {
        Self { verb: verb.to_owned(), argument: Some(argument.into()), secret: false }
    }

    /// A command about a path, as bytes of the server's own charset.
    pub(super) fn on(verb: &str, path: &[u8]) -> Self {
        Self::with(verb, path)
    }

    /// A command whose argument is shown nowhere.
    pub(super) fn secret(verb: &str, argument: &str) -> Self {
        Self { secret: true, ..Self::with(verb, argument) }
    }

    /// The word in front, with the fixed arguments.
    pub(super) fn verb(&self) -> &str {
        &self.verb
    }

    /// Its argument as bytes; empty where it has none, or one that is shown nowhere.
    pub(super) fn argument(&self) -> &[u8] {
        self.argument.as_deref().filter(|_| !self.secret).unwrap_or_default()
    }

    /// A whole line that a user typed; the argument in the server's charset.
    pub(super) fn raw(line: &str, charset: Charset) -> Self {
        let line = line.trim_start();
        match line.split_once(' ') {
            Some((verb, rest)) => {
                Self { secret: secret_in(line).is_some(), ..Self::with(verb, charset.encode(rest.as_bytes())) }
            }
            None => Self::bare(line),
        }
    }

    /// Whether its argument is shown nowhere.
    pub(super) fn is_secret(&self) -> bool {
        self.secret
    }

    /// The line without its end, one character a byte: what suppaftp is handed with its encoding of one byte a character.
    ///
    /// # Errors
    /// `NameRefused` for a line break, which would begin a second command, and for NUL.
    pub(super) fn line(&self) -> Result<String> {
        let argument = self.argument.as_deref().unwrap_or_default();
        if argument.iter().chain(self.verb.as_bytes()).any(|b| matches!(b, b'\r' | b'\n' | 0)) {
            return Err(Error::new(ErrorKind::NameRefused).during(self.shown()));
        }
        let mut line = self.verb.clone();
        if self.argument.is_some() {
            line.push(' ');
            line.extend(argument.iter().map(|b| char::from(*b)));
        }
        Ok(line)
    }

    /// For eyes: visible escapes, secrets left out.
    pub(super) fn shown(&self) -> String {
        match &self.argument {
            None => self.verb.clone(),
            Some(_) if self.secret => format!("{} ****", self.verb),
            Some(argument) => format!("{} {}", self.verb, escape_bytes(argument)),
        }
    }
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_and_nul_are_never_sent() {
        for hostile in [&b"a\r\nDELE b"[..], b"a\nb", b"a\rb", b"a\0b"] {
            let command = Command::on("RETR", hostile);
            let error = command.line().unwrap_err();
            assert_eq!(error.kind, ErrorKind::NameRefused);
            assert!(!error.request.unwrap().contains(['\r', '\n', '\0']));
        }
        assert_eq!(Command::on("RETR", b"/caf\xe9 \xff").line().unwrap(), "RETR /caf\u{e9} \u{ff}");
    }

    #[test]
    fn secrets_are_not_shown() {
        let raw = |line| Command::raw(line, Charset::AS_IT_IS);
        for command in [Command::secret("PASS", "hunter2"), raw("pass hunter2"), raw(" ACCT hunter2")] {
            assert!(!command.shown().contains("hunter2") && !format!("{command:?}").contains("hunter2"));
            assert!(command.line().unwrap().ends_with(" hunter2"));
        }
    }
}
