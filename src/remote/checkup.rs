//! The results of a checkup together, and the verdict over them. Pure.

use super::check_step::CheckStep;
use super::finding::{CheckNews, CheckNote, CheckState, StepResult};
use crate::model::Protocol;

/// What the results say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// All is well.
    Ok,
    /// It works; something should be looked at.
    Warning,
    /// It could not be checked to the end, because the server's key or certificate is not known.
    Untrusted,
    /// Something does not work.
    Failed,
    /// The user stopped it.
    Cancelled,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Ok, Self::Warning, Self::Untrusted, Self::Failed, Self::Cancelled];

    /// The verdict as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Untrusted => "untrusted",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A checkup as far as it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkup {
    /// What came of each step, in the order in which it came.
    pub results: Vec<StepResult>,
    /// The step that is under way.
    pub running: Option<CheckStep>,
    /// Whether the user stopped it.
    pub cancelled: bool,
}

impl Checkup {
    /// Takes in what is told.
    pub fn take(&mut self, news: CheckNews) {
        match news {
            CheckNews::Began(step) => self.running = Some(step),
            CheckNews::Step(result) => {
                self.running = None;
                self.results.push(*result);
            }
        }
    }

    /// The steps of a protocol that have neither a result nor begun.
    #[must_use]
    pub fn ahead(&self, protocol: Protocol) -> Vec<CheckStep> {
        let seen = |step: &CheckStep| self.running == Some(*step) || self.results.iter().any(|done| done.step == *step);
        CheckStep::of(protocol).iter().copied().filter(|step| !seen(step)).collect()
    }

    /// The result that explains the verdict: the first red one, else the first amber one.
    #[must_use]
    pub fn reason(&self) -> Option<&StepResult> {
        let first = |state: CheckState| self.results.iter().find(|result| result.state == state);
        first(CheckState::Failed).or_else(|| first(CheckState::Warning))
    }

    /// The verdict on what is there.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let any = |state: CheckState| self.results.iter().any(|result| result.state == state);
        let unknown = [Some(CheckNote::KeyNotTrusted), Some(CheckNote::CertificateNotTrusted)];
        let untrusted = self.results.iter().any(|result| unknown.contains(&result.note));
        match (any(CheckState::Failed), self.cancelled, untrusted, any(CheckState::Warning)) {
            (true, ..) => Verdict::Failed,
            (_, true, ..) => Verdict::Cancelled,
            (_, _, true, _) => Verdict::Untrusted,
            (.., true) => Verdict::Warning,
            _ => Verdict::Ok,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};
    use std::time::Duration;

    fn checkup(results: Vec<StepResult>) -> Checkup {
        Checkup { results, ..Checkup::default() }
    }

    #[test]
    fn the_worst_step_decides_and_the_first_of_its_kind_is_the_reason() {
        let ok = StepResult::ok(CheckStep::Dns, Duration::ZERO, Vec::new());
        let amber = StepResult::ok(CheckStep::HostKey, Duration::ZERO, Vec::new()).warning(CheckNote::UnknownKey);
        let error = Error::new(ErrorKind::ConnectionRefused);
        let red = StepResult::failed(CheckStep::Login, Duration::ZERO, Vec::new(), error);
        let grey = StepResult::skipped(CheckStep::Login, CheckNote::KeyNotTrusted);
        assert_eq!(checkup(vec![ok.clone()]).verdict(), Verdict::Ok);
        assert_eq!(checkup(vec![ok.clone()]).reason(), None);
        assert_eq!(checkup(vec![ok.clone(), amber.clone()]).verdict(), Verdict::Warning);
        let untrusted = checkup(vec![ok.clone(), amber.clone(), grey]);
        assert_eq!(untrusted.verdict(), Verdict::Untrusted);
        assert_eq!(untrusted.reason().map(|result| result.step), Some(CheckStep::HostKey));
        let failed = checkup(vec![ok, amber, red]);
        assert_eq!(failed.verdict(), Verdict::Failed);
        assert_eq!(failed.reason().map(|result| result.step), Some(CheckStep::Login));
        assert_eq!(Checkup { cancelled: true, ..Checkup::default() }.verdict(), Verdict::Cancelled);
    }

    #[test]
    fn what_is_ahead_shrinks_with_the_news() {
        let mut checkup = Checkup::default();
        assert_eq!(checkup.ahead(Protocol::Sftp), CheckStep::of(Protocol::Sftp));
        checkup.take(CheckNews::Began(CheckStep::Dns));
        assert_eq!(checkup.ahead(Protocol::Sftp).first(), Some(&CheckStep::Tcp));
        checkup.take(CheckNews::Step(Box::new(StepResult::ok(CheckStep::Dns, Duration::ZERO, Vec::new()))));
        assert!(
            checkup.running.is_none() && checkup.ahead(Protocol::Sftp).len() == CheckStep::of(Protocol::Sftp).len() - 1
        );
    }
}
