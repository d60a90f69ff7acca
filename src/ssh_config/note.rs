//! What was passed over while the configuration was read. Pure.

use super::directives::Source;

/// Why a line has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// The file cannot be read.
    Unreadable,
    /// The file is larger than 1 MiB.
    TooLarge,
    /// The file, or the folder of it, can be changed by other users, so it is not used; OpenSSH does the same.
    ForeignFile,
    /// Files include each other more than 16 deep, or too many of them.
    TooManyIncludes,
    /// A quote is not closed.
    OpenQuote,
    /// There is nothing behind the keyword.
    NoValue,
    /// The value is not one that the keyword takes.
    BadValue,
    /// More words than the keyword takes.
    ExtraWords,
    /// No keyword of OpenSSH.
    UnknownKeyword,
    /// A keyword of OpenSSH that has no effect here.
    NotUsed,
    /// `Match exec`: commands are never run, so the block is left out.
    ExecNotRun,
    /// A condition of `Match` that cannot be understood; the block is left out.
    BadMatch,
}

impl NoteKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Unreadable,
        Self::TooLarge,
        Self::ForeignFile,
        Self::TooManyIncludes,
        Self::OpenQuote,
        Self::NoValue,
        Self::BadValue,
        Self::ExtraWords,
        Self::UnknownKeyword,
        Self::NotUsed,
        Self::ExecNotRun,
        Self::BadMatch,
    ];

    /// Its name in the message log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too-large",
            Self::ForeignFile => "foreign-file",
            Self::TooManyIncludes => "too-many-includes",
            Self::OpenQuote => "open-quote",
            Self::NoValue => "no-value",
            Self::BadValue => "bad-value",
            Self::ExtraWords => "extra-words",
            Self::UnknownKeyword => "unknown-keyword",
            Self::NotUsed => "not-used",
            Self::ExecNotRun => "exec-not-run",
            Self::BadMatch => "bad-match",
        }
    }
}

/// A line without effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it stands.
    pub source: Source,
    /// Why.
    pub kind: NoteKind,
    /// The keyword or what is wrong, as written; the system's words for [`NoteKind::Unreadable`].
    pub what: String,
}
