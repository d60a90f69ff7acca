//! What "no such file" means: OpenSSH also sends it for a file in the middle of a path and for links in a circle. Pure.

use super::attempt::Act;
use super::case::{Case, Conclusion, certain, likely};
use super::cause::Cause;
use super::facts::{LinkEnd, PathFacts, Step};
use super::place::Place;
use crate::model::{Entry, EntryKind};

pub(super) fn conclude(this: Case<'_>) -> Option<Conclusion> {
    let place = &this.attempt.place;
    if let Some(found) = on_the_way(&this.facts.target.steps) {
        return Some(found);
    }
    let target = &this.facts.target;
    if let Some(there) = target.itself.yes() {
        return exists(this, there);
    }
    // With two paths the other one may be what is missing.
    if let Some(found) = on_the_way(&this.facts.second.steps) {
        return Some(found);
    }
    if this.act().needs_target() && target.itself.is_missing() {
        let cause = Cause::NotFound { at: Some(place.clone()) };
        // Only beside a folder that was seen is it the item itself that is missing.
        let beside = target.parent.yes().is_some_and(|entry| entry.kind == EntryKind::Folder);
        return if beside { certain(cause) } else { likely(cause, Vec::new()) };
    }
    no_source(this)
}

/// A hard link to something that is not there.
fn no_source(this: Case<'_>) -> Option<Conclusion> {
    let facts = &this.facts.second;
    let beside = facts.parent.yes().is_some_and(|entry| entry.kind == EntryKind::Folder);
    if this.act() == Act::CreateHardLink && facts.itself.is_missing() && beside {
        return certain(Cause::NotFound { at: this.attempt.second.clone() });
    }
    None
}

/// The first thing on the way that is no folder.
fn on_the_way(steps: &[Step]) -> Option<Conclusion> {
    for step in steps {
        if step.itself.is_missing() {
            return certain(Cause::MissingFolder { folder: step.place.clone() });
        }
        if let Some(entry) = step.led_to.yes()
            && !matches!(entry.kind, EntryKind::Folder | EntryKind::Unknown)
        {
            return certain(Cause::NotAFolder { at: Some(step.place.clone()), kind: Some(entry.kind) });
        }
        if let Some(entry) = step.itself.yes().filter(|entry| entry.kind == EntryKind::Link)
            && step.led_to.is_missing()
        {
            return broken(&step.place, entry, None);
        }
        step.itself.yes()?;
    }
    None
}

/// Something is at the path all the same.
fn exists(this: Case<'_>, there: &Entry) -> Option<Conclusion> {
    let target: &PathFacts = &this.facts.target;
    let place = &this.attempt.place;
    if there.kind == EntryKind::Link && target.led_to.is_missing() && this.act().follows_link() {
        return broken(place, there, target.link_end.as_ref());
    }
    let folder_wanted = match this.act() {
        Act::List => target.led_to.yes().or(Some(there).filter(|entry| entry.kind != EntryKind::Link)),
        // A link to a folder is no folder to remove.
        Act::RemoveFolder => Some(there),
        _ => None,
    };
    if let Some(entry) = folder_wanted.filter(|entry| !matches!(entry.kind, EntryKind::Folder | EntryKind::Unknown)) {
        return certain(Cause::NotAFolder { at: Some(place.clone()), kind: Some(entry.kind) });
    }
    if let Act::Rename { replace } = this.act() {
        if let Some(found) = on_the_way(&this.facts.second.steps) {
            return Some(found);
        }
        let to = this.facts.second.itself.yes().filter(|_| replace);
        if let Some(to) = to.filter(|to| there.kind == EntryKind::Folder && to.kind != EntryKind::Folder) {
            return certain(Cause::NotAFolder { at: this.attempt.second.clone(), kind: Some(to.kind) });
        }
    }
    if this.act().needs_target() {
        // It was not there then and is there now.
        return likely(Cause::NotFound { at: Some(place.clone()) }, Vec::new());
    }
    None
}

fn broken(at: &Place, link: &Entry, end: Option<&LinkEnd>) -> Option<Conclusion> {
    let target = link.link_target.clone().unwrap_or_default();
    let broken = Cause::BrokenLink { at: at.clone(), target };
    let circle = Cause::LinkLoop { at: Some(at.clone()) };
    match end {
        Some(LinkEnd::Loop) => certain(circle),
        Some(LinkEnd::Missing(_)) => certain(broken),
        None => likely(broken, vec![circle]),
    }
}
