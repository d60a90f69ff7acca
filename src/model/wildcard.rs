//! Patterns with `*` and `?` as OpenSSH has them, in configuration and in files of known hosts. Pure.

/// Longest single pattern that OpenSSH looks at; a list with a longer one matches nothing.
const PATTERN_MAX: usize = 1023;

/// Matches one pattern with `*` and `?`, in time bounded by the product of both lengths. Letters differ by their case.
#[must_use]
pub fn wildcard_matches(pattern: &[u8], name: &[u8]) -> bool {
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
/// out whatever else matches. Letters differ by their case.
#[must_use]
pub fn wildcard_list_matches(list: &[u8], name: &[u8]) -> bool {
    let mut matched = false;
    for pattern in list.split(|b| *b == b',') {
        let (negated, pattern) = pattern.strip_prefix(b"!").map_or((false, pattern), |rest| (true, rest));
        if pattern.len() >= PATTERN_MAX {
            return false;
        }
        if wildcard_matches(pattern, name) {
            if negated {
                return false;
            }
            matched = true;
        }
    }
    matched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_stars_cost_no_time() {
        assert!(!wildcard_matches(&b"*a".repeat(300), &b"a".repeat(250)));
        assert!(wildcard_matches(&b"*a".repeat(250), &b"a".repeat(250)));
    }
}
