//! Takes secrets out of texts before they are kept: those that were typed in this run, and what looks like one. Pure.

use super::secret::SecretString;
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

/// What stands in place of a secret.
pub const MASK: &str = "•••";
/// Shorter secrets are not looked for: they would be found in every second word.
const LEAST: usize = 4;
/// How many secrets are remembered: the latest.
const MOST: usize = 64;

/// Knows the secrets of this run, and takes them out of texts.
#[derive(Default)]
pub struct Redactor {
    secrets: Mutex<Vec<SecretString>>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}

impl Redactor {
    /// Remembers a secret: it is taken out of every text from now on, also as it stands in an address.
    pub fn hide(&self, secret: &SecretString) {
        if secret.expose().len() < LEAST {
            return;
        }
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        for form in [secret.clone(), SecretString::new(percent(secret.expose()))] {
            if !secrets.contains(&form) {
                secrets.push(form);
            }
        }
        // The longest first: one may be a part of another.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        if secrets.len() > MOST {
            secrets.truncate(MOST);
        }
    }

    /// The text without secrets.
    #[must_use]
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut clean = patterns(text);
        for secret in self.secrets.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if clean.contains(secret.expose()) {
                clean = Cow::Owned(clean.replace(secret.expose(), MASK));
            }
        }
        clean
    }

    /// Bytes without secrets; the same bytes when there is none in them.
    #[must_use]
    pub fn clean_bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return match self.clean(text) {
                Cow::Borrowed(_) => Cow::Borrowed(bytes),
                Cow::Owned(clean) => Cow::Owned(clean.into_bytes()),
            };
        }
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let found = |secret: &SecretString| {
            let secret = secret.expose().as_bytes();
            bytes.windows(secret.len()).any(|part| part == secret)
        };
        if secrets.iter().any(found) { Cow::Borrowed(MASK.as_bytes()) } else { Cow::Borrowed(bytes) }
    }
}

/// As it stands in an address (RFC 3986): everything but letters, digits and `-._~` is percent-encoded.
fn percent(text: &str) -> String {
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            coded.push('%');
            coded.extend(
                [byte >> 4, byte & 15]
                    .map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()),
            );
        }
    }
    coded
}

/// Takes out what looks like a secret: passwords in addresses, in FTP commands, and private keys.
fn patterns(text: &str) -> Cow<'_, str> {
    let mut clean = Cow::Borrowed(text);
    if text.contains("://") {
        clean = Cow::Owned(addresses(text));
    }
    let command = clean.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let word = command.split([' ', '\t']).next().unwrap_or_default();
    if (word.eq_ignore_ascii_case("PASS") || word.eq_ignore_ascii_case("ACCT")) && command.len() > word.len() {
        let before = clean.len() - command.len() + word.len();
        clean = Cow::Owned(format!("{} {MASK}", clean.get(..before).unwrap_or_default()));
    }
    if clean.contains("PRIVATE KEY-----") || clean.contains("b3BlbnNzaC1rZXkt") || clean.contains("Private-Lines:") {
        clean = Cow::Owned(keys(&clean));
    }
    clean
}

/// `sftp://user:•••@host`.
fn addresses(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        clean.push_str(before);
        clean.push_str("://");
        let end = after.find(|c: char| c == '/' || c.is_whitespace() || c == '"').unwrap_or(after.len());
        let (authority, behind) = after.split_at(end);
        match authority.rsplit_once('@').map(|(login, host)| (login.split_once(':'), host)) {
            Some((Some((user, _password)), host)) => clean.extend([user, ":", MASK, "@", host]),
            _ => clean.push_str(authority),
        }
        rest = behind;
    }
    clean.push_str(rest);
    clean
}

/// Everything from the beginning of a private key on: what follows a secret without an end is taken for it.
fn keys(text: &str) -> String {
    let begin = ["-----BEGIN", "b3BlbnNzaC1rZXkt", "Private-Lines:"].iter().filter_map(|sign| text.find(sign)).min();
    let before = begin.and_then(|at| text.get(..at)).unwrap_or_default();
    let after = text.rfind("PRIVATE KEY-----").and_then(|at| text.get(at + "PRIVATE KEY-----".len()..));
    let ended = text.contains("-----END");
    format!("{before}{MASK}{}", after.filter(|_| ended).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_secret_is_taken_out() {
        let redactor = Redactor::default();
        for (text, clean) in [
            ("sftp://ada:pa55@h:22/x and ftp://h/y", "sftp://ada:•••@h:22/x and ftp://h/y"),
            ("sftp://ada:p@ss:word@h/x", "sftp://ada:•••@h/x"),
            ("PASS hunter2 and more", "PASS •••"),
            ("#7 pass x", "#7 pass •••"),
            ("PASSIVE mode of PASS", "PASSIVE mode of PASS"),
            ("a -----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY----- b", "a ••• b"),
            ("key b3BlbnNzaC1rZXktdjEAAAAA", "key •••"),
            ("nothing to hide", "nothing to hide"),
        ] {
            assert_eq!(redactor.clean(text), clean);
        }
    }

    #[test]
    fn secrets_of_this_run_are_taken_out_in_every_form() {
        let redactor = Redactor::default();
        redactor.hide(&SecretString::new("c@nary/1".into()));
        redactor.hide(&SecretString::new("abc".into()));
        assert_eq!(redactor.clean("you said c@nary/1, abc"), "you said •••, abc");
        assert_eq!(redactor.clean("c%40nary%2F1"), MASK);
        assert_eq!(&*redactor.clean_bytes(b"\xff c@nary/1"), MASK.as_bytes());
        assert_eq!(&*redactor.clean_bytes(b"\xff"), b"\xff");
        assert_eq!(format!("{redactor:?}"), "Redactor");
    }
}
