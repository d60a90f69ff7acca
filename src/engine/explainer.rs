//! Finding out why something failed, before the error is told: over the browsing channel, once for a group of like errors.

use crate::error::{
    Act, Attempt, Cause, Confidence, Diagnosis, Error, Facts, Fix, Place, Result, StatusCode, diagnose, diagnose_alone,
    questions,
};
use crate::local;
use crate::model::{ByteSize, Clock};
use crate::remote::Prober;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;

/// Questions to this computer take no longer; network folders can hang.
const LOCAL_LIMIT: Duration = Duration::from_secs(5);
/// Errors of one kind are one group as long as they follow each other within this time...
const GROUP_GAP: Duration = Duration::from_secs(2);
/// ...and no longer than this after the first one: then everything is looked at anew.
const GROUP_AGE: Duration = Duration::from_secs(30);
/// How often a cause that lies in one item alone is looked for in a group, before it is taken to be the same one.
const MOST_SINGLE: u32 = 8;
/// The most groups that are remembered.
const MOST_GROUPS: usize = 256;

/// What makes errors alike: the operation, its kind and code, and the folders it was about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Likeness {
    act: Act,
    kind: &'static str,
    code: Option<StatusCode>,
    folder: Option<Place>,
    second: Option<Place>,
}

/// What was found out about the first error of a group.
#[derive(Debug)]
struct Leader {
    place: Place,
    facts: Facts,
    diagnosis: Arc<Diagnosis>,
}

/// Like errors.
#[derive(Debug, Default)]
struct Group {
    leader: OnceCell<Leader>,
}

#[derive(Debug)]
struct Entry {
    group: Arc<Group>,
    started: Duration,
    last: Duration,
    /// How many of the group were looked at one by one.
    single: u32,
}

/// Explains the errors of one connection, or of this computer.
#[derive(Debug)]
pub(super) struct Explainer {
    /// Asks the server; `None`: only this computer is asked.
    prober: Option<Prober>,
    clock: Arc<dyn Clock>,
    groups: Mutex<HashMap<Likeness, Entry>>,
}

impl Explainer {
    pub(super) fn new(prober: Option<Prober>, clock: Arc<dyn Clock>) -> Self {
        Self { prober, clock, groups: Mutex::new(HashMap::new()) }
    }

    /// Something was changed: what was found out before says nothing about what comes now.
    pub(super) fn forget(&self) {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The same error with what is behind it; `needed` bytes were still to be written. Takes a round trip or two for the
    /// first error of a group, at most five seconds.
    pub(super) async fn explain(&self, error: Box<Error>, needed: Option<ByteSize>) -> Box<Error> {
        if error.is_cancelled() || error.diagnosis.is_some() {
            return error;
        }
        let Some(attempt) = error.attempt() else {
            let alone = diagnose_alone(&error);
            return error.explained(Arc::new(alone));
        };
        let attempt = Attempt { needed, ..attempt };
        let diagnosis = if questions(&error, &attempt).is_empty() {
            Arc::new(diagnose(&error, &attempt, &Facts::default()))
        } else {
            self.diagnose_in_group(&error, &attempt).await
        };
        error.explained(diagnosis)
    }

    /// The same for a result.
    pub(super) async fn explain_result<T>(&self, result: Result<T>) -> Result<T> {
        match result {
            Err(error) => Err(self.explain(error, None).await),
            done => done,
        }
    }

    async fn diagnose_in_group(&self, error: &Error, attempt: &Attempt) -> Arc<Diagnosis> {
        let likeness = Likeness {
            act: attempt.act,
            kind: error.kind.cause_name(),
            code: error.code,
            folder: attempt.place.parent(),
            second: attempt.second.as_ref().and_then(Place::parent),
        };
        let group = self.group(&likeness);
        let mut first = false;
        let leader = group.leader.get_or_init(|| async {
            first = true;
            let facts = self.ask(error, attempt).await;
            let diagnosis = Arc::new(diagnose(error, attempt, &facts));
            Leader { place: attempt.place.clone(), facts, diagnosis }
        });
        let leader = leader.await;
        if first || leader.place == attempt.place {
            return Arc::clone(&leader.diagnosis);
        }
        let facts = leader.facts.of_folder(leader.place.clone());
        let found = diagnose(error, attempt, &facts);
        if found.cause.name() == leader.diagnosis.cause.name() && found.confidence != Confidence::Unknown {
            return Arc::new(found);
        }
        if self.may_look_again(&likeness) {
            return Arc::new(diagnose(error, attempt, &self.ask(error, attempt).await));
        }
        Arc::new(same_as(leader, found))
    }

    /// The group of an error; a new one where there was none for a while.
    fn group(&self, likeness: &Likeness) -> Arc<Group> {
        let now = self.clock.elapsed();
        let mut groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        groups.retain(|_, entry| {
            now.saturating_sub(entry.last) < GROUP_GAP && now.saturating_sub(entry.started) < GROUP_AGE
        });
        if groups.len() >= MOST_GROUPS {
            groups.clear();
        }
        let entry = groups.entry(likeness.clone()).or_insert_with(|| Entry {
            group: Arc::new(Group::default()),
            started: now,
            last: now,
            single: 0,
        });
        entry.last = now;
        Arc::clone(&entry.group)
    }

    fn may_look_again(&self, likeness: &Likeness) -> bool {
        let mut groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = groups.get_mut(likeness) else { return true };
        entry.single += 1;
        entry.single <= MOST_SINGLE
    }

    async fn ask(&self, error: &Error, attempt: &Attempt) -> Facts {
        match (&self.prober, attempt.place.is_local()) {
            (_, true) => {
                let (error, attempt) = (error.clone(), attempt.clone());
                let asking = tokio::task::spawn_blocking(move || local::probe(&error, &attempt));
                match tokio::time::timeout(LOCAL_LIMIT, asking).await {
                    Ok(Ok(facts)) => facts,
                    // A folder that hangs, or a fault of ours: nothing is known.
                    _ => Facts::default(),
                }
            }
            (Some(prober), false) => prober.ask(error, attempt).await,
            (None, false) => Facts::default(),
        }
    }
}

/// An error around which nothing can be asked, with what it tells of itself; others stay as they are.
pub(super) fn explain_alone(error: Box<Error>) -> Box<Error> {
    let askable = error.attempt().is_some_and(|attempt| !questions(&error, &attempt).is_empty());
    if askable || error.diagnosis.is_some() {
        return error;
    }
    let diagnosis = diagnose_alone(&error);
    error.explained(Arc::new(diagnosis))
}

/// The cause of the first error of a group for another one that was not looked at: likely the same, in its own place.
fn same_as(leader: &Leader, found: Diagnosis) -> Diagnosis {
    let diagnosis = &leader.diagnosis;
    let own = match &diagnosis.cause {
        Cause::AlreadyExists { kind, .. } => Cause::AlreadyExists { at: None, kind: *kind },
        Cause::IsAFolder { .. } => Cause::IsAFolder { at: None },
        Cause::NotAFolder { kind, .. } => Cause::NotAFolder { at: None, kind: *kind },
        Cause::NotFound { .. } => Cause::NotFound { at: None },
        Cause::FolderNotEmpty { .. } => Cause::FolderNotEmpty { at: None, entries: None },
        Cause::FileBusy { .. } => Cause::FileBusy { at: None },
        Cause::SpecialFile { .. } => Cause::SpecialFile { at: None },
        Cause::ProtectedByPolicy { .. } => Cause::ProtectedByPolicy { at: None },
        Cause::LinkLoop { .. } => Cause::LinkLoop { at: None },
        Cause::PermissionDenied(Some(denial)) if denial.at == leader.place => Cause::PermissionDenied(None),
        Cause::BrokenLink { .. } | Cause::MountPoint { .. } | Cause::MovedIntoItself { .. } => return found,
        cause => cause.clone(),
    };
    let confidence = diagnosis.confidence.min(Confidence::Likely);
    let alternatives = if confidence == Confidence::Unknown { found.alternatives } else { Vec::new() };
    let for_others = |fix: &&Fix| !matches!(fix, Fix::MakeWritable { .. } | Fix::DeleteContent(_));
    let fixes = diagnosis.fixes.iter().filter(for_others).cloned().collect();
    Diagnosis { cause: own, confidence, alternatives, evidence: found.evidence, fixes }
}
