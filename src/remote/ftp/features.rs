//! What a server says that it can do (FEAT, RFC 2389). Pure.

use super::reply::Reply;
use crate::model::escape_bytes;

/// The features of a server; names in capital letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Features {
    lines: Vec<(String, String)>,
}

impl Features {
    /// Reads the answer to FEAT. Lines that are no features are passed over.
    pub(super) fn read(reply: &Reply) -> Self {
        let mut lines = Vec::new();
        for line in reply.lines().skip(1) {
            // Feature lines begin with one space; some servers send more of them, or put the code in front of each.
            let code = reply.code.to_string();
            let line = match line.strip_prefix(b" ") {
                Some(rest) => rest,
                None => match line.strip_prefix(code.as_bytes()).and_then(|rest| rest.strip_prefix(b"-")) {
                    Some(rest) => rest,
                    None => continue,
                },
            };
            let text = escape_bytes(line);
            let text = text.trim();
            let (name, value) = text.split_once(' ').unwrap_or((text, ""));
            if !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic()) {
                lines.push((name.to_ascii_uppercase(), value.trim().to_owned()));
            }
        }
        Self { lines }
    }

    /// Every feature with what stands behind it, as the server told them.
    pub(super) fn names(&self) -> Vec<String> {
        self.lines.iter().map(|(name, value)| format!("{name} {value}").trim_end().to_owned()).collect()
    }

    /// Whether it has a feature.
    pub(super) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// What stands behind a feature; `None` where the server does not have it.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.lines.iter().find(|(feature, _)| feature == name).map(|(_, value)| value.as_str())
    }

    /// Whether a `SITE` command is announced (`SITE UTIME;CHMOD` or one a line).
    pub(super) fn has_site(&self, name: &str) -> bool {
        let sites = self.lines.iter().filter(|(feature, _)| feature == "SITE");
        sites.flat_map(|(_, value)| value.split([';', ' '])).any(|word| word.eq_ignore_ascii_case(name))
    }

    /// The facts that MLST can tell and those that are on by default: `("type", true)`.
    pub(super) fn facts(&self) -> Vec<(String, bool)> {
        let value = self.value("MLST").unwrap_or_default();
        value
            .split(';')
            .filter(|fact| !fact.is_empty())
            .map(|fact| match fact.strip_suffix('*') {
                Some(name) => (name.to_ascii_lowercase(), true),
                None => (fact.to_ascii_lowercase(), false),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_of_real_servers() {
        let vsftpd = b"211-Features:\r\n EPRT\r\n EPSV\r\n MDTM\r\n PASV\r\n REST STREAM\r\n SIZE\r\n TVFS\r\n UTF8\r\n211 End\r\n";
        let features = Features::read(&Reply::read(vsftpd).unwrap());
        assert!(features.has("EPSV") && features.value("REST") == Some("STREAM") && !features.has("MLST"));
        assert!(!features.has("FEATURES:") && !features.has("END"));
        let proftpd =
            b"211-Features:\r\n MLST modify*;perm*;size*;type*;UNIX.mode;\r\n SITE UTIME\r\n SITE MKDIR\r\n211 End\r\n";
        let features = Features::read(&Reply::read(proftpd).unwrap());
        assert!(features.has_site("UTIME") && !features.has_site("CHMOD"));
        let facts = features.facts();
        assert!(facts.contains(&("type".into(), true)) && facts.contains(&("unix.mode".into(), false)));
        assert_eq!(Features::read(&Reply::read(b"211 none").unwrap()), Features::default());
    }
}
