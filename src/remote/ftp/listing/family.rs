//! The forms of listing lines, in the order in which they are tried. Pure.

use super::facts::Expecting;
use super::row::Line;
use super::system::ServerSystem;
use super::words::Words;
use super::{
    as400, connect_enterprise, dos, eplf, facts, mvs, mvs_member, netware, nonstop, nortel, os2, os9, unix,
    unix_numeric, vms, vshell, vxworks, zvm,
};

/// A form of listing lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// MLSD (RFC 3659).
    Facts,
    /// `ls -l`.
    Unix,
    /// `dir`.
    Dos,
    /// Easily Parsed LIST Format.
    Eplf,
    /// `OpenVMS`.
    Vms,
    /// z/OS data sets.
    Mvs,
    /// Members of z/OS libraries.
    MvsMember,
    /// OS/400.
    As400,
    /// Novell `NetWare`.
    NetWare,
    /// HP `NonStop`.
    NonStop,
    /// OS/2.
    Os2,
    /// `VxWorks`.
    VxWorks,
    /// `VShell` before version 2.
    VShell,
    /// Nortel `wfFtp`.
    Nortel,
    /// z/VM.
    Zvm,
    /// OS-9.
    Os9,
    /// Unix in numbers only.
    UnixNumeric,
    /// Connect:Enterprise.
    ConnectEnterprise,
}

/// The common ones first; no line of the corpora fits two.
const ORDER: [Family; 18] = [
    Family::Facts,
    Family::Unix,
    Family::Dos,
    Family::Eplf,
    Family::Vms,
    Family::Mvs,
    Family::MvsMember,
    Family::As400,
    Family::NetWare,
    Family::NonStop,
    Family::Os2,
    Family::VxWorks,
    Family::VShell,
    Family::Nortel,
    Family::Zvm,
    Family::Os9,
    Family::UnixNumeric,
    Family::ConnectEnterprise,
];

impl Family {
    /// Whether sizes are the exact numbers of bytes that RETR will send. Elsewhere they are blocks, records or rounded, and
    /// only SIZE tells.
    #[must_use]
    pub fn sizes_are_exact(self) -> bool {
        !matches!(self, Self::Vms | Self::Mvs | Self::MvsMember | Self::As400 | Self::Zvm)
    }

    /// Whether times are of the server's own zone, so that [`super::time_offset`] applies to them.
    #[must_use]
    pub fn times_are_local(self) -> bool {
        !matches!(self, Self::Facts | Self::Eplf | Self::UnixNumeric)
    }

    /// The line as this family reads it.
    fn parse<'a>(self, words: &Words<'a>) -> Option<Line<'a>> {
        match self {
            Self::Facts => facts::parse(words.line(), Expecting::Anything),
            Self::Unix => unix::parse(words).map(Line::from),
            Self::Dos => dos::parse(words),
            Self::Eplf => eplf::parse(words.line()).map(Line::from),
            Self::Vms => vms::parse(words),
            Self::Mvs => mvs::parse(words),
            Self::MvsMember => mvs_member::parse(words),
            Self::As400 => as400::parse(words).map(Line::from),
            Self::NetWare => netware::parse(words).map(Line::from),
            Self::NonStop => nonstop::parse(words),
            Self::Os2 => os2::parse(words).map(Line::from),
            Self::VxWorks => vxworks::parse(words),
            Self::VShell => vshell::parse(words).map(Line::from),
            Self::Nortel => nortel::parse(words).map(Line::from),
            Self::Zvm => zvm::parse(words).map(Line::from),
            Self::Os9 => os9::parse(words).map(Line::from),
            Self::UnixNumeric => unix_numeric::parse(words).map(Line::from),
            Self::ConnectEnterprise => connect_enterprise::parse(words).map(Line::from),
        }
    }
}

/// What a line is, and in which form: the remembered one when it fits, else the first that does.
pub(super) fn recognise<'a>(
    words: &Words<'a>,
    remembered: Option<Family>,
    system: ServerSystem,
) -> Option<(Family, Line<'a>)> {
    let try_one = |family: Family| family.parse(words).map(|line| (family, line));
    let others = || ORDER.into_iter().filter(|family| Some(*family) != remembered);
    remembered.and_then(try_one).or_else(|| others().find_map(try_one)).or_else(|| {
        let on_mvs = system == ServerSystem::Mvs || matches!(remembered, Some(Family::Mvs | Family::MvsMember));
        let member = || mvs_member::parse_known(words).map(|row| (Family::MvsMember, row.into()));
        on_mvs.then(|| mvs::parse_known(words).map(|row| (Family::Mvs, row.into())).or_else(member))?
    })
}
