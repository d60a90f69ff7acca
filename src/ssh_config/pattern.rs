//! Patterns of hosts, users and algorithms (`ssh_config(5)`, section PATTERNS). Pure.

/// Longest single pattern that OpenSSH looks at; a list with a longer one matches nothing.
const PATTERN_MAX: usize = 1023;

/// Matches one pattern with `*` and `?`, in time bounded by the product of both lengths. Letters differ by their case.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    // Where to go on after the last star, should what follows it not match.
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = name.get(n) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p + 1, n));
                p += 1;
            }
            Some(b'?') => (p, n) = (p + 1, n + 1),
            Some(expected) if expected == byte => (p, n) = (p + 1, n + 1),
            _ => {
                let Some((after, from)) = star else { return false };
                star = Some((after, from + 1));
                (p, n) = (after, from + 1);
            }
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|b| *b == b'*')
}

/// Whether `name` matches a list of patterns divided by commas; a match of a pattern that begins with `!` rules the name
/// out whatever else matches.
pub(super) fn list_matches(list: &str, name: &str) -> bool {
    let mut matched = false;
    for pattern in list.split(',') {
        let (negated, pattern) = pattern.strip_prefix('!').map_or((false, pattern), |rest| (true, rest));
        if pattern.len() >= PATTERN_MAX {
            return false;
        }
        if matches(pattern, name) {
            if negated {
                return false;
            }
            matched = true;
        }
    }
    matched
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
