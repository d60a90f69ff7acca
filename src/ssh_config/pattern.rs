//! Patterns of hosts, users and algorithms (`ssh_config(5)`, section PATTERNS). Pure.

use crate::model::{wildcard_list_matches, wildcard_matches};

/// Matches one pattern. Letters differ by their case.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    wildcard_matches(pattern.as_bytes(), name.as_bytes())
}

/// Whether `name` matches a list of patterns divided by commas.
pub(super) fn list_matches(list: &str, name: &str) -> bool {
    wildcard_list_matches(list.as_bytes(), name.as_bytes())
}

/// As [`list_matches`], letters in either case.
pub(super) fn list_matches_host(list: &str, host: &str) -> bool {
    list_matches(&list.to_ascii_lowercase(), &host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negation_wins_and_hosts_match_in_either_case() {
        for (list, name, wanted) in [
            ("*", "", true),
            ("a?c,x*", "abc", true),
            ("a*b*c", "aXXbYYbZc", true),
            ("*,!bad*", "badger", false),
            ("!bad", "good", false),
            ("A", "a", false),
        ] {
            assert_eq!(list_matches(list, name), wanted, "{list} {name}");
        }
        assert!(list_matches_host("*.EXAMPLE.org", "Web.example.ORG"));
        // Would take the age of the universe where stars are tried one inside of the other.
        assert!(!matches(&"*a".repeat(200), &"a".repeat(150)));
    }
}
