//! Lines of the message log in words.

use super::number::size;
use super::report::error_report;
use super::secret::{secret_fault, secret_line, secret_place};
use crate::i18n::{fl, lookup};
use crate::log::{LogBody, LogEntry, LogLevel, StatusMessage};
use crate::model::{ByteSize, escape_bytes};
use crate::site::SecretPlace;

/// The level as a word: `Status`, `Command`, `Response`, `Error`, `Debug`.
#[must_use]
pub fn level_name(level: LogLevel) -> String {
    match level {
        LogLevel::Status => fl!("log-level-status"),
        LogLevel::Command => fl!("log-level-command"),
        LogLevel::Response => fl!("log-level-response"),
        LogLevel::Error => fl!("log-level-error"),
        LogLevel::Debug => fl!("log-level-debug"),
    }
}

/// What a line says, in one line and safe to show.
#[must_use]
pub fn log_words(entry: &LogEntry) -> String {
    match &entry.body {
        LogBody::Status(message) => status_words(message),
        LogBody::Command(text) | LogBody::Response(text) | LogBody::Debug(text) => escape_bytes(text.as_bytes()),
        LogBody::Error(error) => error_report(error).line(),
    }
}

fn status_words(message: &StatusMessage) -> String {
    let safe = |text: &String| escape_bytes(text.as_bytes());
    let place = |vault: bool| secret_place(if vault { SecretPlace::Vault } else { SecretPlace::Keyring });
    match message {
        StatusMessage::Resolving { host } => fl!("log-resolving", host = safe(host)),
        StatusMessage::Connecting { address } => fl!("log-connecting", address = safe(address)),
        StatusMessage::Connected { address } => fl!("log-connected", address = safe(address)),
        StatusMessage::Secured { key_exchange, cipher, host_key, fingerprint } => fl!(
            "log-secured",
            cipher = safe(cipher),
            exchange = safe(key_exchange),
            key = safe(host_key),
            fingerprint = safe(fingerprint)
        ),
        StatusMessage::Banner { text } => fl!("log-banner", text = safe(text)),
        StatusMessage::TryingLogin { method, what } if what.is_empty() => {
            fl!("log-trying-login", method = safe(method))
        }
        StatusMessage::TryingLogin { method, what } => {
            fl!("log-trying-login-with", method = safe(method), what = safe(what))
        }
        StatusMessage::SecretUsed { name, vault } => {
            fl!("log-secret-used", name = secret_line(name), place = place(*vault))
        }
        StatusMessage::SecretKept { name, vault } => {
            fl!("log-secret-kept", name = secret_line(name), place = place(*vault))
        }
        StatusMessage::SecretRefused { name, vault } => {
            fl!("log-secret-refused", name = secret_line(name), place = place(*vault))
        }
        StatusMessage::SecretNotKept { name, why } => {
            fl!("log-secret-not-kept", name = secret_line(name), why = secret_fault(why))
        }
        StatusMessage::SecretForgotten { name } => fl!("log-secret-forgotten", name = secret_line(name)),
        StatusMessage::SecretNotForgotten { name, why } => {
            fl!("log-secret-not-forgotten", name = secret_line(name), why = secret_fault(why))
        }
        StatusMessage::VaultUnusable { why } => fl!("log-vault-unusable", why = secret_fault(why)),
        StatusMessage::LoggedIn { user } => fl!("log-logged-in", user = safe(user)),
        StatusMessage::ServiceReady { version, extensions } if extensions.is_empty() => {
            fl!("log-service-ready-plain", version = version.to_string())
        }
        StatusMessage::ServiceReady { version, extensions } => {
            fl!("log-service-ready", version = version.to_string(), extensions = safe(extensions))
        }
        StatusMessage::KnownHostsLineSkipped { file, line } => {
            fl!("log-known-hosts-line-skipped", file = safe(file), line = line.to_string())
        }
        StatusMessage::SshConfigUsed { file, line, setting } => {
            fl!("log-ssh-config-used", file = safe(file), line = line.to_string(), setting = safe(setting))
        }
        StatusMessage::SshConfigSkipped { file, line, why, what } => {
            let why = lookup(&format!("ssh-config-{why}")).unwrap_or_else(|| (*why).to_owned());
            let (file, what) = (safe(file), safe(what));
            fl!("log-ssh-config-skipped", file = file, line = line.to_string(), why = why, what = what)
        }
        StatusMessage::Jumping { through, to } => fl!("log-jumping", through = safe(through), to = safe(to)),
        StatusMessage::Disconnected { reason } if reason.is_empty() => fl!("log-disconnected"),
        StatusMessage::Disconnected { reason } => fl!("log-disconnected-why", reason = safe(reason)),
        StatusMessage::Transferred { source, target, bytes } => {
            fl!("log-transferred", source = safe(source), target = safe(target), size = size(ByteSize(*bytes)))
        }
        StatusMessage::Resumed { name, offset } => {
            fl!("log-resumed", name = safe(name), size = size(ByteSize(*offset)))
        }
        StatusMessage::Verified { name, algorithm } => {
            fl!("log-verified", name = safe(name), algorithm = algorithm.to_string())
        }
        StatusMessage::WrittenInPlace { target } => fl!("log-written-in-place", target = safe(target)),
        StatusMessage::LeftIncomplete { target, there, size: all } => {
            let (there, all) = (size(ByteSize(*there)), size(ByteSize(*all)));
            fl!("log-left-incomplete", target = safe(target), there = there, size = all)
        }
        StatusMessage::LockSet { open: true } => fl!("log-lock-lifted"),
        StatusMessage::LockSet { open: false } => fl!("log-lock-closed"),
        StatusMessage::AttributesRefused { target } => fl!("log-attributes-refused", target = safe(target)),
        StatusMessage::ReconnectPlanned { in_secs } => fl!("log-reconnect-planned", secs = in_secs.to_string()),
        StatusMessage::RetryPlanned { name, in_secs } => {
            fl!("log-retry-planned", name = safe(name), secs = in_secs.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    #[test]
    fn lines_are_one_line_and_safe() {
        let entry = |body| LogEntry { time: Timestamp::from_secs(0), session: None, body };
        let line = log_words(&entry(LogBody::Response("two\nlines\u{1b}[2J".into())));
        assert_eq!(line, "two\\nlines\\x1B[2J");
        let line = log_words(&entry(LogBody::Status(StatusMessage::Resolving { host: "web-01".into() })));
        assert!(line.contains("web-01"));
    }
}
