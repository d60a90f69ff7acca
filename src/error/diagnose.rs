//! From an error and what was answered afterwards to its cause. Pure.

use super::attempt::{Act, Attempt};
use super::case::{Case, Conclusion, certain};
use super::cause::Cause;
use super::diagnosis::{Confidence, Diagnosis, Evidence, Finding};
use super::facts::Facts;
use super::failure::Error;
use super::fixes::{fixes, fixes_alone};
use super::kind::ErrorKind;
use super::{reasons, rules_bare, rules_data, rules_denied, rules_failure, rules_missing, rules_named};

/// Which questions can help with an error; all false where none can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent question")]
pub struct Questions {
    /// What is at the path and its folder.
    pub target: bool,
    /// The folders above it, one by one.
    pub steps: bool,
    /// The file system of its folder.
    pub space: bool,
    /// The file system of the item itself.
    pub own_space: bool,
    /// Whether the folder at the path holds anything.
    pub content: bool,
    /// Whether the folder at the second path holds anything.
    pub second_content: bool,
    /// As whom it was tried.
    pub user: bool,
}

impl Questions {
    /// Whether nothing is to be asked.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// Which questions can help to find the cause of an error.
#[must_use]
pub fn questions(error: &Error, attempt: &Attempt) -> Questions {
    let none = Questions::default();
    let asked = Questions { target: true, ..none };
    let moves = matches!(attempt.act, Act::Rename { .. });
    match &error.kind {
        ErrorKind::Failure => Questions {
            target: true,
            steps: rules_bare::is_bare(error),
            user: rules_bare::is_bare(error),
            space: attempt.act.changes(),
            own_space: moves || attempt.act == Act::RemoveFolder,
            content: attempt.act == Act::RemoveFolder,
            second_content: attempt.act == Act::Rename { replace: true },
        },
        ErrorKind::NotFound | ErrorKind::NotAFolder => Questions { steps: true, ..asked },
        ErrorKind::PermissionDenied => Questions { steps: true, user: true, ..asked },
        ErrorKind::InvalidArgument | ErrorKind::NameTooLong => Questions { space: true, ..asked },
        ErrorKind::AlreadyExists | ErrorKind::IsAFolder | ErrorKind::LinkLoop | ErrorKind::SpecialFile => asked,
        ErrorKind::FolderNotEmpty => Questions { content: true, ..asked },
        ErrorKind::DiskFull | ErrorKind::QuotaExceeded | ErrorKind::ReadOnlyFileSystem | ErrorKind::OtherFileSystem => {
            Questions { space: true, ..none }
        }
        ErrorKind::Busy => Questions { space: true, own_space: true, ..asked },
        _ => none,
    }
}

/// The cause of an error, from what was answered. Never names a wrong cause as certain: where the answers leave several,
/// it is likely at most, and without answers it is unknown, with the usual reasons of the operation.
#[must_use]
pub fn diagnose(error: &Error, attempt: &Attempt, facts: &Facts) -> Diagnosis {
    let this = Case { error, attempt, facts };
    let conclusion = match &error.kind {
        _ if rules_bare::is_bare(error) => rules_bare::conclude(this),
        ErrorKind::Failure => rules_failure::conclude(this),
        ErrorKind::NotFound => rules_missing::conclude(this),
        ErrorKind::PermissionDenied => rules_denied::conclude(this),
        ErrorKind::InvalidArgument => rules_named::invalid_argument(this),
        // The program itself did it.
        ErrorKind::SiteLocked => certain(Cause::of(&error.kind, error.code)),
        ErrorKind::NoDataConnection | ErrorKind::TlsFailed(_) => {
            rules_data::conclude(error).or_else(|| rules_named::conclude(this))
        }
        _ => rules_named::conclude(this),
    };
    let conclusion = conclusion.unwrap_or_else(|| fallback(this));
    Diagnosis {
        fixes: fixes(this, &conclusion.cause),
        evidence: tries(error).chain(facts.evidence(&attempt.place, attempt.second.as_ref())).collect(),
        cause: conclusion.cause,
        confidence: conclusion.confidence,
        alternatives: conclusion.alternatives,
    }
}

/// The cause of an error around which nothing can be asked, such as one of a connection.
#[must_use]
pub fn diagnose_alone(error: &Error) -> Diagnosis {
    if let Some(Conclusion { cause, confidence, alternatives }) = rules_data::conclude(error) {
        let fixes = fixes_alone(&cause);
        return Diagnosis { fixes, cause, confidence, alternatives, evidence: tries(error).collect() };
    }
    let cause = Cause::of(&error.kind, error.code);
    let confidence = if cause == Cause::Unknown { Confidence::Unknown } else { Confidence::Certain };
    Diagnosis { fixes: fixes_alone(&cause), cause, confidence, alternatives: Vec::new(), evidence: Vec::new() }
}

/// The ways to a connection for data that were tried.
fn tries(error: &Error) -> impl Iterator<Item = Evidence> {
    error.tries.iter().map(|tried| Evidence { about: None, finding: Finding::Data(*tried) })
}

/// No rule found anything.
fn fallback(this: Case<'_>) -> Conclusion {
    let cause = Cause::of(&this.error.kind, this.error.code);
    match cause {
        Cause::Unknown => Conclusion { cause, confidence: Confidence::Unknown, alternatives: reasons::usual(this) },
        // The server named it; what lies behind it stays open.
        cause => Conclusion { cause, confidence: Confidence::Likely, alternatives: Vec::new() },
    }
}
