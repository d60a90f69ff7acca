//! Unix permission bits. Pure.

use std::fmt;

/// The twelve permission bits of a file: `rwxrwxrwx` with set-user-id, set-group-id and sticky (0 to 0o7777).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permissions(u16);

impl Permissions {
    /// Set-user-id, set-group-id and sticky together.
    pub const SPECIAL: u16 = 0o7000;

    /// Takes the permission bits of a mode; bits for the kind of file are dropped.
    #[must_use]
    pub fn from_mode(mode: u32) -> Self {
        Self((mode & 0o7777) as u16)
    }

    /// The bits, 0 to 0o7777.
    #[must_use]
    pub fn mode(self) -> u32 {
        u32::from(self.0)
    }

    /// The same bits without set-user-id, set-group-id and sticky: what a downloaded file may have at most.
    #[must_use]
    pub fn without_special(self) -> Self {
        Self(self.0 & !Self::SPECIAL)
    }

    /// Octal text as people type it, one to four digits.
    #[must_use]
    pub fn parse_octal(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| (b'0'..=b'7').contains(&b)) {
            return None;
        }
        u16::from_str_radix(text, 8).ok().map(Self)
    }

    /// Octal digits: `644`, or `4755` with special bits.
    #[must_use]
    pub fn octal(self) -> String {
        format!("{:03o}", self.0)
    }
}

impl fmt::Display for Permissions {
    /// `rwxr-xr-x` as `ls` writes it, special bits included (`s`, `S`, `t`, `T`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
            let bits = self.0 >> shift;
            let x = match (bits & 1 != 0, self.0 & special != 0) {
                (true, true) => letter,
                (false, true) => letter.to_ascii_uppercase(),
                (true, false) => 'x',
                (false, false) => '-',
            };
            let r = if bits & 4 != 0 { 'r' } else { '-' };
            let w = if bits & 2 != 0 { 'w' } else { '-' };
            write!(f, "{r}{w}{x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_written_as_ls_does() {
        for (mode, text, octal) in [
            (0o100_644, "rw-r--r--", "644"),
            (0o755, "rwxr-xr-x", "755"),
            (0o4755, "rwsr-xr-x", "4755"),
            (0o2640, "rw-r-S---", "2640"),
            (0o1777, "rwxrwxrwt", "1777"),
            (0o1000, "--------T", "1000"),
            (0, "---------", "000"),
        ] {
            assert_eq!(Permissions::from_mode(mode).to_string(), text);
            assert_eq!(Permissions::from_mode(mode).octal(), octal);
        }
        assert_eq!(Permissions::parse_octal("0644").map(Permissions::mode), Some(0o644));
        assert_eq!(Permissions::parse_octal("8"), None);
        assert_eq!(Permissions::parse_octal("17777"), None);
    }
}
