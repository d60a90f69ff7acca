//! Lists of host patterns as they stand in files of known hosts (sshd(8), section on the format of these files). Pure.

/// Longest single pattern that OpenSSH looks at; a list with a longer one matches nothing.
const PATTERN_MAX: usize = 1023;

/// Whether `name` matches a list of patterns divided by commas: `*` and `?` are wildcards, letters match in either case,
/// and a match of a pattern that begins with `!` rules the name out whatever else matches.
pub(super) fn list_matches(list: &[u8], name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let mut matched = false;
    for pattern in list.split(|b| *b == b',') {
        let (negated, pattern) = match pattern.strip_prefix(b"!") {
            Some(rest) => (true, rest),
            None => (false, pattern),
        };
        if pattern.len() >= PATTERN_MAX {
            return false;
        }
        if wildcard_matches(&pattern.to_ascii_lowercase(), &name) {
            if negated {
                return false;
            }
            matched = true;
        }
    }
    matched
}

/// Matches one pattern with `*` and `?`, in time bounded by the product of both lengths.
pub(super) fn wildcard_matches(pattern: &[u8], name: &[u8]) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_match_as_openssh_matches_them() {
        for (list, name, matches) in [
            ("a.example", "a.example", true),
            ("A.Example", "a.eXample", true),
            ("a.example,b.example", "b.example", true),
            ("*.example", "a.b.example", true),
            ("*.example", "example", false),
            ("?.example", "a.example", true),
            ("?.example", ".example", false),
            ("*", "", true),
            ("*,!a.example", "a.example", false),
            ("!a.example,*", "a.example", false),
            ("!a.example", "b.example", false),
            ("*.example,!*.b.example", "a.b.example", false),
            ("[a]:22", "[a]:22", true),
            ("[*]:2222", "[a.example]:2222", true),
            ("a*b*c", "axxbyybzc", true),
            ("a*b*c", "axxbyybz", false),
            ("", "a", false),
            (",", "a", false),
            ("***a", "a", true),
        ] {
            assert_eq!(list_matches(list.as_bytes(), name.as_bytes()), matches, "{list} {name}");
        }
    }

    #[test]
    fn many_stars_cost_no_time() {
        let pattern = b"*a".repeat(300);
        assert!(!list_matches(&pattern, &b"a".repeat(250)));
    }
}
