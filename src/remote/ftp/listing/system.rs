//! Which system a server runs on, from its reply to SYST. Pure.

/// The system that a server says it runs on, where that changes how its listings are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ServerSystem {
    /// Unix, Windows and all others, whose lines tell themselves.
    #[default]
    Other,
    /// z/OS: a line may be a bare name.
    Mvs,
}

impl ServerSystem {
    /// The system from a reply to SYST, with or without its code.
    #[must_use]
    pub fn from_syst(reply: &[u8]) -> Self {
        let words = || reply.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'/');
        let named = |name: &[u8]| words().any(|word| word.eq_ignore_ascii_case(name));
        if named(b"MVS") || named(b"z/OS") { Self::Mvs } else { Self::Other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_told_from_syst() {
        for (reply, system) in [
            (&b"215 MVS is the operating system of this server. FTP Server is running on z/OS."[..], ServerSystem::Mvs),
            (b"UNIX Type: L8", ServerSystem::Other),
            (b"215 Windows_NT", ServerSystem::Other),
            (b"", ServerSystem::Other),
        ] {
            assert_eq!(ServerSystem::from_syst(reply), system);
        }
    }
}
