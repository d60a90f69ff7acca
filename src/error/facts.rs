//! What was answered when the surroundings of an error were looked at, and who the user is. Pure.

use super::cause::{Class, Need};
use super::diagnosis::{Evidence, Finding};
use super::kind::ErrorKind;
use super::place::Place;
use crate::model::{Entry, Owner, Space};

/// The answer to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Told<T> {
    /// Nobody was asked.
    #[default]
    NotAsked,
    /// Asked, but no answer came in time.
    Silent,
    /// The answer.
    Yes(T),
    /// The question itself failed.
    No(ErrorKind),
}

impl<T> Told<T> {
    /// The answer, where there is one.
    #[must_use]
    pub fn yes(&self) -> Option<&T> {
        if let Self::Yes(told) = self { Some(told) } else { None }
    }

    /// Whether the answer was that there is nothing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::No(ErrorKind::NotFound))
    }

    /// Whether the answer was that the user may not ask.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(self, Self::No(ErrorKind::PermissionDenied))
    }
}

/// Where a chain of links ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    /// It comes back to itself.
    Loop,
    /// At a path where nothing is.
    Missing(Place),
}

/// A folder on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its path.
    pub place: Place,
    /// What is there; a link of itself.
    pub itself: Told<Entry>,
    /// What is there; links followed.
    pub led_to: Told<Entry>,
}

/// What is known about one path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathFacts {
    /// What is there; a link of itself.
    pub itself: Told<Entry>,
    /// What is there; links followed.
    pub led_to: Told<Entry>,
    /// The folder that holds it; links followed.
    pub parent: Told<Entry>,
    /// The file system of that folder.
    pub space: Told<Space>,
    /// The file system of the item itself.
    pub own_space: Told<Space>,
    /// How many entries a folder holds; counting stops after the first answer of the server.
    pub content: Told<u64>,
    /// The folders above it, the root first; empty when they were not asked for.
    pub steps: Vec<Step>,
    /// Where a link at the path ends; `None` when it is no link, leads somewhere, or was not followed.
    pub link_end: Option<LinkEnd>,
}

/// As whom something was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The name; `None` when not known.
    pub name: Option<String>,
    /// The number; `None` when not known.
    pub id: Option<u32>,
    /// Numbers of groups that the user belongs to.
    pub groups: Vec<u32>,
    /// Whether these are all of them.
    pub all_groups: bool,
    /// Whether the number was told by the system or server for this name, and is not concluded from a home folder.
    pub sure: bool,
}

/// Everything that was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// About the path of the attempt.
    pub target: PathFacts,
    /// About its second path.
    pub second: PathFacts,
    /// As whom it was tried.
    pub user: User,
    /// The like error from which folder facts were taken.
    pub shared_from: Option<Place>,
}

/// Whether a user has a right by the permission bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The bits allow it.
    Allowed,
    /// The bits do not allow it; for whom they were looked at, where that is one class.
    Denied(Option<Class>),
    /// It depends on who the user is, which is not known well enough.
    Open,
}

impl User {
    /// Whether the user owns it; `None` when that cannot be told.
    #[must_use]
    pub fn owns(&self, owner: &Owner) -> Option<bool> {
        match (self.id, owner.id) {
            (Some(user), Some(owner)) => Some(user == owner),
            _ => Some(self.name.as_ref()? == owner.name.as_ref()?),
        }
    }

    /// What the permission bits of `entry` say about a right.
    #[must_use]
    pub fn access(&self, entry: &Entry, need: Need) -> Verdict {
        let Some(permissions) = entry.permissions else { return Verdict::Open };
        if self.id == Some(0) {
            return Verdict::Allowed;
        }
        let bit = match need {
            Need::Read => 4,
            Need::Write => 2,
            Need::Enter => 1,
            Need::Ownership => {
                return match self.owns(&entry.owner) {
                    Some(true) => Verdict::Allowed,
                    Some(false) => Verdict::Denied(None),
                    None => Verdict::Open,
                };
            }
        };
        let has = |class| {
            let shift = match class {
                Class::Owner => 6,
                Class::Group => 3,
                Class::Others => 0,
            };
            permissions.mode() >> shift & bit != 0
        };
        let classes: &[Class] = match self.owns(&entry.owner) {
            Some(true) => &[Class::Owner],
            Some(false) => match entry.group.id {
                Some(group) if self.groups.contains(&group) => &[Class::Group],
                Some(_) if self.all_groups => &[Class::Others],
                _ => &[Class::Group, Class::Others],
            },
            None => &[Class::Owner, Class::Group, Class::Others],
        };
        let single = if let [class] = classes { Some(*class) } else { None };
        if classes.iter().all(|class| has(*class)) {
            Verdict::Allowed
        } else if classes.iter().any(|class| has(*class)) {
            Verdict::Open
        } else {
            Verdict::Denied(single)
        }
    }

    /// The same, and whether the answer can be relied on: it does not rest on a user that was only concluded.
    #[must_use]
    pub fn sure_access(&self, entry: &Entry, need: Need) -> (Verdict, bool) {
        let verdict = self.access(entry, need);
        let without = Self::default().access(entry, need);
        (verdict, self.sure || (without == verdict && verdict != Verdict::Open))
    }
}

impl PathFacts {
    /// What an operation that follows links or not finds at the path.
    #[must_use]
    pub fn found(&self, follow: bool) -> Option<&Entry> {
        if follow { self.led_to.yes().or_else(|| self.itself.yes()) } else { self.itself.yes() }
    }

    /// The facts that hold for every entry of the same folder.
    #[must_use]
    pub fn of_folder(&self) -> Self {
        Self { parent: self.parent.clone(), space: self.space.clone(), steps: self.steps.clone(), ..Self::default() }
    }

    fn evidence(&self, place: &Place, into: &mut Vec<Evidence>) {
        let mut add = |about: &Place, finding: Option<Finding>| {
            if let Some(finding) = finding {
                into.push(Evidence { about: Some(about.clone()), finding });
            }
        };
        let parent = place.parent();
        for step in &self.steps {
            // Only what stands out: folders that are there tell nothing.
            let last = Some(&step.place) == parent.as_ref();
            if last || step.led_to.yes().is_none_or(|e| !e.leads_to_folder()) {
                let told = if step.led_to.yes().is_some() { &step.led_to } else { &step.itself };
                add(&step.place, entry_finding(told));
            }
        }
        if let (Some(parent), true) = (&parent, self.steps.is_empty()) {
            add(parent, entry_finding(&self.parent));
        }
        add(place, entry_finding(&self.itself));
        if let (Some(itself), Some(led_to)) = (self.itself.yes(), self.led_to.yes())
            && itself.kind != led_to.kind
        {
            add(place, Some(Finding::LeadsTo(led_to.kind)));
        }
        if let (Some(_), Some(LinkEnd::Missing(end))) = (self.itself.yes(), &self.link_end) {
            add(end, Some(Finding::Failed(ErrorKind::NotFound)));
        }
        add(parent.as_ref().unwrap_or(place), finding(&self.space, |space| Finding::Space(*space)));
        add(place, finding(&self.own_space, |space| Finding::Space(*space)));
        add(place, finding(&self.content, |count| Finding::Holds(*count)));
    }
}

fn finding<T>(told: &Told<T>, make: impl FnOnce(&T) -> Finding) -> Option<Finding> {
    match told {
        Told::NotAsked => None,
        Told::Silent => Some(Finding::Silent),
        Told::Yes(told) => Some(make(told)),
        Told::No(kind) => Some(Finding::Failed(kind.clone())),
    }
}

fn entry_finding(told: &Told<Entry>) -> Option<Finding> {
    finding(told, |entry| Finding::Entry {
        kind: entry.kind,
        permissions: entry.permissions,
        owner: entry.owner.clone(),
        group: entry.group.clone(),
        link_target: entry.link_target.clone(),
    })
}

impl Facts {
    /// The questions and answers, for showing.
    #[must_use]
    pub fn evidence(&self, place: &Place, second: Option<&Place>) -> Vec<Evidence> {
        let mut all = Vec::new();
        self.target.evidence(place, &mut all);
        if let Some(second) = second {
            self.second.evidence(second, &mut all);
        }
        // Both places of a rename may lie in one folder, which was asked about once or twice all the same.
        let mut once: Vec<Evidence> = Vec::new();
        for evidence in all {
            if !once.contains(&evidence) {
                once.push(evidence);
            }
        }
        let mut all = once;
        if let (Some(name), false) = (&self.user.name, all.is_empty()) {
            let finding = Finding::User { name: name.clone(), id: self.user.id, sure: self.user.sure };
            all.push(Evidence { about: None, finding });
        }
        if let Some(other) = &self.shared_from {
            all.push(Evidence { about: Some(other.clone()), finding: Finding::SameAs });
        }
        all
    }

    /// What holds for another error on an entry of the same folder too.
    #[must_use]
    pub fn of_folder(&self, asked_about: Place) -> Self {
        Self {
            target: self.target.of_folder(),
            second: self.second.of_folder(),
            user: self.user.clone(),
            shared_from: Some(asked_about),
        }
    }
}
