//! `ftp-command`: one command for an FTP server, as it was written, and the whole reply with its meaning.

use super::client::Client;
use super::exit::Exit;
use super::invocation::RemoteUrl;
use crate::engine::{Command, Event};
use crate::error::{Error, ErrorKind, FtpSeries, Result, StatusCode};
use crate::i18n::fl;
use crate::model::{SecretString, escape_bytes};
use crate::remote::{HandAnswer, HandReply, effect_of, secret_in, verb_of, without_secret};
use crate::text::{code_meaning, effect_words, reply_meaning, tried_by_hand, tried_connect};
use serde::Serialize;
use std::sync::Arc;

/// A reply as a line of `--json`; the order of the fields is the order of the keys: a stable interface, described in
/// README.md.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct ReplyLine {
    event: &'static str,
    family: &'static str,
    code: u16,
    name: Option<&'static str>,
    meaning: String,
    /// Whether it refuses (400 to 599).
    failed: bool,
    /// The lines with visible escapes.
    lines: Vec<String>,
}

impl ReplyLine {
    fn of(reply: &HandReply) -> Self {
        let code = StatusCode::Ftp(reply.code);
        Self {
            event: "reply",
            family: StatusCode::family(code),
            code: reply.code,
            name: code.name(),
            meaning: code_meaning(code),
            failed: is_refusal(reply),
            lines: lines(reply),
        }
    }
}

fn is_refusal(reply: &HandReply) -> bool {
    matches!(FtpSeries::of(reply.code), Some(FtpSeries::Transient | FtpSeries::Permanent))
}

fn lines(reply: &HandReply) -> Vec<String> {
    let lines = reply.raw.split(|byte| *byte == b'\n');
    lines.map(|line| escape_bytes(line.strip_suffix(b"\r").unwrap_or(line))).collect()
}

/// The line that the words of a command make.
///
/// # Errors
/// In words: it is for another protocol, holds a line break or a password, or would derail the session without `force`.
pub(super) fn line_of(url: &RemoteUrl, words: &[String], force: bool) -> std::result::Result<SecretString, String> {
    let line = words.join(" ");
    if !url.endpoint().protocol.is_ftp() {
        return Err(fl!("cli-fault-not-ftp"));
    }
    if line.contains(['\r', '\n', '\0']) || line.trim().is_empty() {
        return Err(fl!("cli-fault-ftp-line"));
    }
    if secret_in(&line).is_some() {
        return Err(fl!("cli-fault-ftp-secret"));
    }
    let effect = effect_of(&line);
    if effect.derails() && !force {
        let command = verb_of(&line).to_ascii_uppercase();
        return Err(fl!("cli-fault-ftp-derails", command = command, effect = effect_words(effect)));
    }
    Ok(SecretString::new(line))
}

impl Client {
    /// `ftp-command`: sends the line and prints every reply.
    pub(super) async fn ftp_command(&mut self, url: &RemoteUrl, line: &SecretString) {
        let server = match self.server(url).await {
            Ok(server) => server,
            Err(error) => return self.output.error(&error, Some(tried_connect(&url.endpoint().host_port()))),
        };
        let request = self.next_request();
        self.engine.send(Command::ByHand { request, session: server.session, line: line.clone() });
        let answer: Result<Arc<HandAnswer>> = loop {
            let event = self.event_or_tick().await;
            self.fresh_log();
            match event {
                Some(Event::Answered { request: of, result }) if of == request => {
                    break result.map_err(|error| Box::new(Arc::unwrap_or_clone(error)));
                }
                Some(Event::Stopped) => break Err(Error::new(ErrorKind::Cancelled)),
                _ => {}
            }
        };
        match answer {
            Ok(answer) => {
                if let HandAnswer::Replies(replies) = &*answer {
                    for reply in replies {
                        self.tell_reply(reply);
                    }
                    let refused = replies.last().is_some_and(is_refusal);
                    self.output.tally.files += u64::from(!refused);
                    self.output.tally.failed += u64::from(refused);
                    if refused {
                        self.output.tally.exit = self.output.tally.exit.and(Exit::Remote);
                    }
                }
            }
            Err(error) => self.output.error(&error, Some(tried_by_hand(&without_secret(line.expose())))),
        }
    }

    fn tell_reply(&mut self, reply: &HandReply) {
        if self.output.is_json() {
            self.output.print_json(&ReplyLine::of(reply));
            return;
        }
        for line in lines(reply) {
            self.output.print(&line);
        }
        // Apart from what the server said, so that programs read that alone.
        self.output.note(&reply_meaning(reply.code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Address;

    fn url(text: &str) -> RemoteUrl {
        RemoteUrl { typed: text.into(), address: Address::parse(text).unwrap(), site: None }
    }

    fn line(address: &str, text: &str, force: bool) -> bool {
        line_of(&url(address), &[text.to_owned()], force).is_ok()
    }

    #[test]
    fn what_derails_needs_force_and_passwords_are_never_taken() {
        let ftp = "ftp://h/";
        assert!(line(ftp, "SITE CHMOD 644 a b", false) && line(ftp, "NOOP", false) && line(ftp, "XFROB", false));
        for derails in ["RETR x", "quit", "TYPE A", "PORT 1,2,3,4,5,6", "AUTH TLS", "rein", "STOR a", "PASV"] {
            assert!(!line(ftp, derails, false) && line(ftp, derails, true), "{derails}");
        }
        for never in ["NOOP\r\nDELE a", "a\nb", "a\0", "", "  ", "PASS secret", "acct secret"] {
            assert!(!line(ftp, never, true), "{never:?}");
        }
        assert!(!line("sftp://h/", "NOOP", true) && line("ftpes://h/", "NOOP", false));
    }

    #[test]
    fn replies_have_the_documented_keys_in_the_documented_order() {
        let reply = HandReply { code: 211, raw: b"211-Features:\r\n UTF8\r\n211 End".to_vec() };
        let line = serde_json::to_string(&ReplyLine::of(&reply)).unwrap();
        assert!(line.starts_with(r#"{"event":"reply","family":"ftp","code":211,"name":"SYSTEM_STATUS","meaning":""#));
        assert!(line.ends_with(r#","failed":false,"lines":["211-Features:"," UTF8","211 End"]}"#), "{line}");
    }
}
