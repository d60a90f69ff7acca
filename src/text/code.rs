//! What codes mean in plain words, for every family of the code book.

use crate::error::{CodeBook, CodeClass, CodeFamily, CodeRow, FtpEffect, FtpSeries, FtpSubject, StatusCode};
use crate::i18n::{fl, lookup};

/// The number with its name, as it stands in the family's documents: `4 SSH_FX_FAILURE`, `28 ENOSPC`; `999` with a note
/// that no document defines it.
#[must_use]
pub fn code_line(code: StatusCode) -> String {
    match code.name() {
        Some(name) => format!("{} {name}", code.number()),
        None => fl!("code-undefined", number = code.number().to_string()),
    }
}

/// What a code means, as part of a sentence; for unknown numbers that no table has them, or what their digits say.
#[must_use]
pub fn code_meaning(code: StatusCode) -> String {
    if let Some(row) = CodeBook::get().of_code(code) {
        return row_meaning(row);
    }
    match code {
        StatusCode::Sftp(_) => fl!("sftp-status-unknown"),
        StatusCode::SshDisconnect(_) => fl!("ssh-disconnect-unknown"),
        StatusCode::Os(_) => fl!("os-unknown"),
        StatusCode::Ftp(number) => unlisted_reply(number).unwrap_or_else(|| fl!("code-unknown")),
        StatusCode::SshChannelOpen(_)
        | StatusCode::TlsAlert(_)
        | StatusCode::Winsock(_)
        | StatusCode::Socks(_)
        | StatusCode::HttpProxy(_) => fl!("code-unknown"),
    }
}

/// What a person can do about a code; `None` where there is nothing to say beyond the cause.
#[must_use]
pub fn code_advice(code: StatusCode) -> Option<String> {
    match (CodeBook::get().of_code(code), code) {
        (Some(row), _) => own_action(row),
        (None, StatusCode::Ftp(number)) => FtpSeries::of(number).map(series_action),
        (None, _) => None,
    }
}

/// What a row means, as part of a sentence.
pub(super) fn row_meaning(row: &CodeRow) -> String {
    lookup(&key(row)).unwrap_or_else(|| fl!("code-unknown"))
}

/// What a person can do about a row: what is said of it, else what is said of everything of its kind.
pub(super) fn row_action(row: &CodeRow) -> String {
    own_action(row).unwrap_or_else(|| match row.command {
        Some(command) => lookup(&format!("ftp-effect-{}-action", command.effect.name()))
            .unwrap_or_else(|| fl!("code-unknown-action")),
        None => lookup(&format!("code-class-{}-action", dashed(row.class.name())))
            .unwrap_or_else(|| fl!("code-unknown-action")),
    })
}

fn own_action(row: &CodeRow) -> Option<String> {
    lookup(&format!("{}-action", key(row)))
}

/// The family's name for eyes.
#[must_use]
pub fn family_name(family: CodeFamily) -> String {
    lookup(&format!("code-family-{}", dashed(family.name()))).unwrap_or_else(|| family.name().to_owned())
}

/// The class's name for eyes.
#[must_use]
pub fn class_name(class: CodeClass) -> String {
    lookup(&format!("code-class-{}", dashed(class.name()))).unwrap_or_else(|| class.name().to_owned())
}

/// What the first digit of a reply says.
pub(super) fn series_words(series: FtpSeries) -> String {
    lookup(&format!("ftp-series-{}", dashed(series.name()))).unwrap_or_else(|| series.name().to_owned())
}

/// What to do by the first digit of a reply.
pub(super) fn series_action(series: FtpSeries) -> String {
    lookup(&format!("ftp-series-{}-action", dashed(series.name()))).unwrap_or_else(|| fl!("code-unknown-action"))
}

/// What the second digit of a reply says.
pub(super) fn subject_words(subject: FtpSubject) -> String {
    lookup(&format!("ftp-subject-{}", subject.name())).unwrap_or_else(|| subject.name().to_owned())
}

/// What sending a command by hand does, as part of a sentence.
#[must_use]
pub fn effect_words(effect: FtpEffect) -> String {
    lookup(&format!("ftp-effect-{}", effect.name())).unwrap_or_else(|| effect.name().to_owned())
}

/// What the digits of a reply say that no table has; `None` where they say nothing.
pub(super) fn unlisted_reply(code: u16) -> Option<String> {
    let series = series_words(FtpSeries::of(code)?);
    Some(match FtpSubject::of(code) {
        Some(subject) => fl!("ftp-unlisted-about", series = series, subject = subject_words(subject)),
        None => fl!("ftp-unlisted", series = series),
    })
}

fn dashed(name: &str) -> String {
    name.replace('_', "-")
}

/// The key of a row's texts. Rows that mean the same share them.
fn key(row: &CodeRow) -> String {
    let own = |family, number: Option<i64>, name: &str| {
        let number = number.unwrap_or_default();
        let name = dashed(&name.to_ascii_lowercase());
        match family {
            CodeFamily::Sftp => format!("sftp-status-{number}"),
            CodeFamily::Ftp => format!("ftp-reply-{number}"),
            CodeFamily::FtpCommand => format!("ftp-command-{name}"),
            CodeFamily::SshDisconnect => format!("ssh-disconnect-{number}"),
            CodeFamily::SshChannelOpen => format!("ssh-channel-{number}"),
            CodeFamily::TlsAlert => format!("tls-alert-{number}"),
            CodeFamily::Certificate => format!("certificate-{name}"),
            CodeFamily::Errno => format!("os-{name}"),
            CodeFamily::Dns => format!("dns-{}", name.strip_prefix("eai-").unwrap_or(&name)),
            CodeFamily::Winsock => format!("winsock-{number}"),
            CodeFamily::Win32 => format!("win32-{number}"),
            CodeFamily::Socks => format!("socks-{number}"),
            CodeFamily::HttpProxy => format!("http-proxy-{number}"),
        }
    };
    match row.like {
        Some((family, name)) => {
            let number = CodeBook::get().of_family(family).find(|row| row.name == name).and_then(|row| row.number);
            own(family, number, name)
        }
        None => own(row.family, row.number, row.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_has_meaning_and_action_of_its_own_or_of_its_kind() {
        for row in CodeBook::get().rows() {
            assert!(lookup(&key(row)).is_some(), "{} of {:?} {}", key(row), row.family, row.name);
            let action = row_action(row);
            assert!(
                action.len() > 4 && action.ends_with(|c: char| ".|".contains(c) || c.is_alphanumeric()),
                "{action}"
            );
            assert_ne!(action, fl!("code-unknown-action"), "{}", row.name);
            assert!(!row_meaning(row).ends_with('.'), "{}", row_meaning(row));
        }
        let strict = [
            CodeFamily::Sftp,
            CodeFamily::Ftp,
            CodeFamily::SshDisconnect,
            CodeFamily::SshChannelOpen,
            CodeFamily::Socks,
            CodeFamily::HttpProxy,
        ];
        for row in CodeBook::get().rows() {
            if strict.contains(&row.family) || matches!(row.family, CodeFamily::TlsAlert | CodeFamily::Certificate) {
                assert!(own_action(row).is_some(), "{}-action", key(row));
            }
        }
    }

    #[test]
    fn every_word_around_codes_exists() {
        for family in CodeFamily::ALL {
            assert_ne!(family_name(family), family.name());
        }
        for class in CodeClass::ALL {
            assert!(lookup(&format!("code-class-{}", dashed(class.name()))).is_some(), "{class:?}");
            assert!(lookup(&format!("code-class-{}-action", dashed(class.name()))).is_some(), "{class:?}");
        }
        for series in FtpSeries::ALL {
            assert!(
                series_words(series).len() > 3 && series_action(series) != fl!("code-unknown-action"),
                "{series:?}"
            );
        }
        for subject in FtpSubject::ALL {
            assert!(subject_words(subject) != subject.name(), "{subject:?}");
        }
        for effect in FtpEffect::ALL {
            assert!(effect_words(effect) != effect.name(), "{effect:?}");
            assert_eq!(effect_words(effect).contains("derail"), effect.derails(), "{effect:?}");
        }
    }

    #[test]
    fn no_text_stands_there_for_a_code_that_no_table_has() {
        let known: BTreeSet<String> = CodeBook::get().rows().iter().map(key).collect();
        let prefixes = [
            "sftp-status-",
            "ftp-reply-",
            "ftp-command-",
            "ssh-disconnect-",
            "ssh-channel-",
            "tls-alert-",
            "certificate-",
            "os-",
            "dns-",
            "winsock-",
            "win32-",
            "socks-",
            "http-proxy-",
        ];
        for line in include_str!("../../i18n/en/catamaran.ftl").lines() {
            let Some((text_key, _)) = line.split_once(" = ") else { continue };
            if !prefixes.iter().any(|prefix| text_key.starts_with(prefix)) || text_key.ends_with("-unknown") {
                continue;
            }
            let code = text_key.strip_suffix("-action").unwrap_or(text_key);
            assert!(known.contains(code), "{text_key} belongs to no code");
        }
    }

    #[test]
    fn codes_of_errors_have_words() {
        assert_eq!(code_line(StatusCode::Sftp(14)), "14 SSH_FX_NO_SPACE_ON_FILESYSTEM");
        assert!(code_line(StatusCode::Sftp(999)).starts_with("999 "));
        assert_eq!(code_meaning(StatusCode::Sftp(999)), fl!("sftp-status-unknown"));
        assert_eq!(code_meaning(StatusCode::SshDisconnect(99)), fl!("ssh-disconnect-unknown"));
        assert_eq!(code_meaning(StatusCode::Os(i32::MAX)), fl!("os-unknown"));
        assert_eq!(code_meaning(StatusCode::TlsAlert(255)), fl!("code-unknown"));
        assert_eq!(code_meaning(StatusCode::Winsock(10054)), lookup("os-econnreset").unwrap());
        assert_eq!(code_meaning(StatusCode::SshChannelOpen(1)), lookup("ssh-channel-1").unwrap());
        assert!(code_advice(StatusCode::Ftp(530)).unwrap().contains("TLS"));
    }

    #[test]
    fn digits_speak_for_replies_that_no_table_has() {
        let words = code_meaning(StatusCode::Ftp(459));
        assert!(words.contains("may work later") && words.contains("files on the server"), "{words}");
        assert!(code_meaning(StatusCode::Ftp(599)).contains("will not work"));
        assert_eq!(code_advice(StatusCode::Ftp(459)), Some(series_action(FtpSeries::Transient)));
        assert_eq!(code_meaning(StatusCode::Ftp(999)), fl!("code-unknown"));
        assert_eq!(code_advice(StatusCode::Ftp(7)), None);
    }
}
