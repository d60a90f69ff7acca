//! Permission changes as `chmod` reads them. Pure.

use crate::model::Permissions;

/// Bits to switch on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModeChange {
    /// Bits to switch on.
    pub set: Permissions,
    /// Bits to switch off.
    pub clear: Permissions,
    /// Switch execute bits on only for folders and for files that have one already (`X`).
    pub folders_only_execute: bool,
}

impl ModeChange {
    /// Reads octal digits (`644`, `4755`) or clauses (`u+x`, `go-w,a+rX`, `u=rw`). Set-id and sticky bits are left alone by
    /// clauses, but by octal digits set exactly. `None` when it is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(exact) = Permissions::parse_octal(text) {
            let clear = Permissions::from_mode(0o7777 & !exact.mode());
            return Some(Self { set: exact, clear, folders_only_execute: false });
        }
        let (mut set, mut clear, mut folders_only_execute) = (0, 0, false);
        for clause in text.split(',') {
            let at = clause.find(['+', '-', '='])?;
            let (who, what) = clause.split_at_checked(at)?;
            let mut letters = what.chars();
            let sign = letters.next()?;
            let who = who_mask(who)?;
            let mut bits = 0;
            for letter in letters {
                bits |= match letter {
                    'r' => 0o444,
                    'w' => 0o222,
                    'X' if sign != '-' => {
                        folders_only_execute = true;
                        0o111
                    }
                    'x' | 'X' => 0o111,
                    _ => return None,
                };
            }
            let bits = bits & who;
            // A later clause wins over an earlier one.
            match sign {
                '+' => (set, clear) = (set | bits, clear & !bits),
                '-' => (set, clear) = (set & !bits, clear | bits),
                _ => (set, clear) = (set & !who | bits, clear & !bits | who & !bits),
            }
        }
        Some(Self { set: Permissions::from_mode(set), clear: Permissions::from_mode(clear), folders_only_execute })
    }
}

fn who_mask(who: &str) -> Option<u32> {
    if who.is_empty() {
        return Some(0o777);
    }
    who.chars().try_fold(0, |mask, letter| {
        Some(
            mask | match letter {
                'u' => 0o700,
                'g' => 0o070,
                'o' => 0o007,
                'a' => 0o777,
                _ => return None,
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_as_chmod_reads_them() {
        for (text, set, clear) in [
            ("644", 0o644, 0o7133),
            ("4755", 0o4755, 0o3022),
            ("u+x", 0o100, 0),
            ("+x", 0o111, 0),
            ("go-w", 0, 0o022),
            ("u=rw", 0o600, 0o100),
            ("a=", 0, 0o777),
            ("u=rwx,go=rx", 0o755, 0o022),
            ("a+w,o-w", 0o220, 0o002),
        ] {
            let change = ModeChange::parse(text).unwrap();
            assert_eq!((change.set.mode(), change.clear.mode()), (set, clear), "{text}");
            assert!(!change.folders_only_execute);
        }
        assert!(ModeChange::parse("a+rX").unwrap().folders_only_execute);
    }

    #[test]
    fn what_is_no_mode() {
        for text in ["", "9", "77777", "ux", "z+r", "u+q", "u+r,"] {
            assert_eq!(ModeChange::parse(text), None, "{text}");
        }
    }
}
