//! File name patterns of `Include`, as glob(3) matches them.

use super::files::ConfigFiles;
use std::path::{Component, Path, PathBuf};

/// Most files that one pattern stands for.
const MATCHES_MAX: usize = 1_000;

/// The paths that a pattern stands for, sorted. A pattern without wildcards stands for itself, whether it exists or not.
pub(super) fn paths(pattern: &Path, files: &dyn ConfigFiles) -> Vec<PathBuf> {
    let mut found = vec![PathBuf::new()];
    for component in pattern.components() {
        let part = match component {
            Component::Normal(part) => part.to_str().unwrap_or_default(),
            other => {
                for path in &mut found {
                    path.push(other);
                }
                continue;
            }
        };
        if !part.contains(['*', '?', '[']) {
            for path in &mut found {
                path.push(component);
            }
            continue;
        }
        let mut below = Vec::new();
        for folder in found {
            let mut names = files.names(&folder).unwrap_or_default();
            names.retain(|name| name.to_str().is_some_and(|name| matches(part, name)));
            names.sort();
            below.extend(names.into_iter().map(|name| folder.join(name)));
            below.truncate(MATCHES_MAX);
        }
        found = below;
    }
    found
}

/// Whether a name fits; a dot in front is matched by a dot alone.
fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let pattern = pieces(pattern);
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(c) = name.get(n) {
        match pattern.get(p) {
            Some(Piece::Any) => {
                star = Some((p + 1, n));
                p += 1;
            }
            Some(piece) if piece.fits(*c) => (p, n) = (p + 1, n + 1),
            _ => {
                let Some((after, from)) = star else { return false };
                star = Some((after, from + 1));
                (p, n) = (after, from + 1);
            }
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|piece| matches!(piece, Piece::Any))
}

enum Piece {
    Any,
    One,
    Char(char),
    Set { negated: bool, ranges: Vec<(char, char)> },
}

impl Piece {
    fn fits(&self, c: char) -> bool {
        match self {
            Self::Any => false,
            Self::One => true,
            Self::Char(wanted) => *wanted == c,
            Self::Set { negated, ranges } => ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != *negated,
        }
    }
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        let piece = match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            '\\' => Piece::Char(rest.next().unwrap_or('\\')),
            '[' => match set(rest.as_str()) {
                Some((set, behind)) => {
                    rest = behind.chars();
                    set
                }
                None => Piece::Char('['),
            },
            c => Piece::Char(c),
        };
        pieces.push(piece);
    }
    pieces
}

/// A set in brackets, and what stands behind it; `None` where it is not closed.
fn set(text: &str) -> Option<(Piece, &str)> {
    let (negated, text) = text.strip_prefix(['!', '^']).map_or((false, text), |rest| (true, rest));
    // A bracket in first place is a member.
    let end = text.char_indices().skip(1).find(|(_, c)| *c == ']').map(|(at, _)| at)?;
    let (members, behind) = (text.get(..end)?, text.get(end + 1..)?);
    let members: Vec<char> = members.chars().collect();
    let mut ranges = Vec::new();
    let mut left = members.as_slice();
    while let Some((first, tail)) = left.split_first() {
        left = if let ['-', last, after @ ..] = tail {
            ranges.push((*first, *last));
            after
        } else {
            ranges.push((*first, *first));
            tail
        };
    }
    Some((Piece::Set { negated, ranges }, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_sets_and_hidden_names() {
        for (pattern, name, wanted) in [
            ("*", "a.conf", true),
            ("*", ".hidden", false),
            (".*", ".hidden", true),
            ("[0-9]?-*.conf", "10-a.conf", true),
            ("[!0-9]*", "1", false),
            ("[]x]", "]", true),
            ("a[b", "a[b", true),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
        ] {
            assert_eq!(matches(pattern, name), wanted, "{pattern} {name}");
        }
    }
}
