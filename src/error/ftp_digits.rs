//! What the digits of an FTP reply code say, also of codes that no table has. Pure.
//!
//! RFC 959, section 4.2; the sixth series is from RFC 2228, section 5.

/// What the first digit says: how to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FtpSeries {
    /// 1: begun, another reply follows.
    Wait,
    /// 2: done.
    Done,
    /// 3: fine so far, the server waits for more.
    SendMore,
    /// 4: not done, but the same command may work later.
    Transient,
    /// 5: not done, and the same command will not work.
    Permanent,
    /// 6: another reply in protected form.
    Protected,
}

impl FtpSeries {
    /// All of them, from 1 to 6.
    pub const ALL: [Self; 6] =
        [Self::Wait, Self::Done, Self::SendMore, Self::Transient, Self::Permanent, Self::Protected];

    /// The series of a code; `None` where the first of three digits is none of 1 to 6.
    #[must_use]
    pub fn of(code: u16) -> Option<Self> {
        match code / 100 {
            1 => Some(Self::Wait),
            2 => Some(Self::Done),
            3 => Some(Self::SendMore),
            4 => Some(Self::Transient),
            5 => Some(Self::Permanent),
            6 => Some(Self::Protected),
            _ => None,
        }
    }

    /// The series as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Done => "done",
            Self::SendMore => "send_more",
            Self::Transient => "transient",
            Self::Permanent => "permanent",
            Self::Protected => "protected",
        }
    }
}

/// What the second digit says: what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FtpSubject {
    /// 0: the form of the command.
    Syntax,
    /// 1: information that was asked for.
    Information,
    /// 2: control and data connections.
    Connections,
    /// 3: login, accounts and security.
    Login,
    /// 4: not laid down.
    Unspecified,
    /// 5: the server's files.
    Files,
}

impl FtpSubject {
    /// All of them, from 0 to 5.
    pub const ALL: [Self; 6] =
        [Self::Syntax, Self::Information, Self::Connections, Self::Login, Self::Unspecified, Self::Files];

    /// The subject of a code; `None` where the first of three digits is none of 1 to 6 or the second none of 0 to 5.
    #[must_use]
    pub fn of(code: u16) -> Option<Self> {
        FtpSeries::of(code)?;
        match code / 10 % 10 {
            0 => Some(Self::Syntax),
            1 => Some(Self::Information),
            2 => Some(Self::Connections),
            3 => Some(Self::Login),
            4 => Some(Self::Unspecified),
            5 => Some(Self::Files),
            _ => None,
        }
    }

    /// The subject as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Information => "information",
            Self::Connections => "connections",
            Self::Login => "login",
            Self::Unspecified => "unspecified",
            Self::Files => "files",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_known_and_unknown_codes() {
        assert_eq!((FtpSeries::of(459), FtpSubject::of(459)), (Some(FtpSeries::Transient), Some(FtpSubject::Files)));
        assert_eq!((FtpSeries::of(598), FtpSubject::of(598)), (Some(FtpSeries::Permanent), None));
        assert_eq!(FtpSeries::of(631), Some(FtpSeries::Protected));
        for junk in [0, 7, 55, 99, 700, 999, 1000, u16::MAX] {
            assert_eq!((FtpSeries::of(junk), FtpSubject::of(junk)), (None, None), "{junk}");
        }
    }
}
