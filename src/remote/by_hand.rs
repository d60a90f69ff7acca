//! What a person sends to a server by hand, and what comes back. Pure.

use crate::error::{FtpEffect, ftp_command};

/// One reply of an FTP server to a line that was sent by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandReply {
    /// Its code, 100 to 699.
    pub code: u16,
    /// All its lines as they came.
    pub raw: Vec<u8>,
}

/// How a command of a shell ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShellEnd {
    /// With this exit status.
    Exit(u32),
    /// By a signal (`TERM`).
    Signal(String),
    /// The server did not tell.
    Untold,
}

/// What a command of a shell printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellOutput {
    /// Its output, at most [`ShellOutput::MOST`] bytes.
    pub stdout: Vec<u8>,
    /// Its error output, at most as many.
    pub stderr: Vec<u8>,
    /// How it ended.
    pub end: ShellEnd,
    /// It printed more than is kept, and was stopped.
    pub cut: bool,
}

impl ShellOutput {
    /// The most bytes that are kept of one stream.
    pub const MOST: usize = 256 << 10;
}

/// What came of a line that was sent by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandAnswer {
    /// The replies of an FTP server: one, and those that followed where it said that something begins.
    Replies(Vec<HandReply>),
    /// The command ran on the server.
    Shell(ShellOutput),
}

/// The word in front of a line.
#[must_use]
pub fn verb_of(line: &str) -> &str {
    line.trim_start().split(' ').next().unwrap_or_default()
}

/// What a line does to an FTP session when it is sent by hand; words that are in no table count as harmless.
#[must_use]
pub fn effect_of(line: &str) -> FtpEffect {
    ftp_command(verb_of(line)).map_or(FtpEffect::Harmless, |command| command.effect)
}

/// The secret in a line: what stands behind PASS and ACCT, and behind ADAT.
#[must_use]
pub fn secret_in(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let (verb, rest) = line.split_once(' ')?;
    let secret = ["PASS", "ACCT", "ADAT"].iter().any(|word| verb.eq_ignore_ascii_case(word));
    Some(rest).filter(|rest| secret && !rest.is_empty())
}

/// A line for eyes, without its secret.
#[must_use]
pub fn without_secret(line: &str) -> String {
    match secret_in(line) {
        Some(_) => format!("{} {}", verb_of(line), crate::model::MASK),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_never_stand_in_a_line_for_eyes() {
        for line in ["PASS hunter2", "pass hunter2", "  Acct hunter2 x", "ADAT hunter2"] {
            assert!(secret_in(line).is_some_and(|secret| secret.contains("hunter2")));
            assert!(!without_secret(line).contains("hunter2"), "{line}");
        }
        for line in ["PASV", "PASS", "PWD", "SITE PASS x", "PASS "] {
            assert_eq!((secret_in(line), without_secret(line).as_str()), (None, line));
        }
    }

    #[test]
    fn the_effect_is_that_of_the_word_in_front() {
        assert_eq!(effect_of("retr /x"), FtpEffect::Data);
        assert_eq!(effect_of(" QUIT"), FtpEffect::Session);
        assert_eq!(effect_of("XFROB a"), FtpEffect::Harmless);
        assert_eq!(effect_of(""), FtpEffect::Harmless);
    }
}
