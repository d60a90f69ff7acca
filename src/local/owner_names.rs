//! Names of users and groups of this computer, read from its own lists.

use std::collections::HashMap;

/// Numbers and names, as they stood when read. Users that a directory service knows have no name here.
#[derive(Debug, Default)]
pub(super) struct OwnerNames {
    users: HashMap<u32, String>,
    groups: HashMap<u32, String>,
}

impl OwnerNames {
    /// Reads `/etc/passwd` and `/etc/group`; a list that cannot be read is empty.
    pub(super) fn read() -> Self {
        let file = |path: &str| std::fs::read(path).unwrap_or_default();
        Self { users: parse(&file("/etc/passwd")), groups: parse(&file("/etc/group")) }
    }

    pub(super) fn user(&self, id: u32) -> Option<String> {
        self.users.get(&id).cloned()
    }

    pub(super) fn group(&self, id: u32) -> Option<String> {
        self.groups.get(&id).cloned()
    }
}

/// Lines `name:password:number:...`; the first name of a number counts.
fn parse(content: &[u8]) -> HashMap<u32, String> {
    let mut names = HashMap::new();
    for line in content.split(|b| *b == b'\n') {
        let mut fields = line.split(|b| *b == b':');
        let (Some(name), Some(id)) = (fields.next(), fields.nth(1)) else { continue };
        if let Some(id) = std::str::from_utf8(id).ok().and_then(|id| id.parse().ok()) {
            names.entry(id).or_insert_with(|| crate::model::escape_bytes(name));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_of_a_number_counts() {
        let names =
            parse(b"root:x:0:0:root:/root:/bin/sh\nbroken\n# comment\nada:x:1000:1000::/home/ada:/bin/sh\ntoor:x:0:0");
        assert_eq!(names.get(&0).map(String::as_str), Some("root"));
        assert_eq!(names.get(&1000).map(String::as_str), Some("ada"));
        assert_eq!(names.len(), 2);
    }
}
