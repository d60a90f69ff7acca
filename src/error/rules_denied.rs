//! What "permission denied" means: which right is missing on which folder of the path, or that rights are not it. Pure.

use super::attempt::Act;
use super::case::{Case, Conclusion, certain, likely};
use super::cause::{Cause, Need};
use super::diagnosis::Confidence;
use super::facts::{PathFacts, Verdict};
use super::place::Place;
use crate::model::{Entry, EntryKind};

const STICKY: u32 = 0o1000;

pub(super) fn conclude(this: Case<'_>) -> Option<Conclusion> {
    let place = &this.attempt.place;
    let (target, second) = (&this.facts.target, &this.facts.second);
    if let Some(found) = barred_way(this, place, target) {
        return Some(found);
    }
    if let Some(other) = &this.attempt.second
        && let Some(found) = barred_way(this, other, second)
    {
        return Some(found);
    }
    let found = match this.act() {
        Act::List | Act::OpenRead | Act::Read => item(this, Need::Read),
        Act::OpenWrite { exclusive: false } if target.itself.yes().is_some() => match this.kind() {
            // Some servers call it so.
            Some(EntryKind::Folder) => return certain(Cause::IsAFolder { at: this.at() }),
            _ => item(this, Need::Write),
        },
        Act::OpenWrite { exclusive: false } if !target.itself.is_missing() => {
            // What is there was not seen; if something is, its own rights would decide.
            folder(this, place, target).and_then(|found| likely(found.cause, found.alternatives))
        }
        Act::OpenWrite { .. } | Act::CreateFolder | Act::CreateLink | Act::CreateHardLink => {
            folder(this, place, target)
        }
        Act::SetAttributes => item(this, Need::Ownership),
        Act::RemoveFile if target.itself.yes().is_some_and(|entry| entry.kind == EntryKind::Folder) => {
            // Systems other than Linux refuse to unlink a folder with EPERM.
            return likely(Cause::IsAFolder { at: this.at() }, vec![Cause::PermissionDenied(None)]);
        }
        Act::RemoveFile | Act::RemoveFolder => folder(this, place, target).or_else(|| sticky(this, place, target)),
        Act::Rename { .. } => rename(this),
        Act::Write | Act::Stat | Act::ReadLink | Act::Other => return None,
    };
    let by_words = if this.act() == Act::SetAttributes { None } else { not_by_bits(this, found.as_ref()) };
    if by_words.is_some() || found.is_some() {
        return by_words.or(found);
    }
    let asked = match this.act() {
        Act::List | Act::OpenRead | Act::Read | Act::SetAttributes => this.found().is_some(),
        _ => target.parent.yes().is_some(),
    };
    // Everything that was asked would allow it.
    if asked { likely(Cause::ProtectedByPolicy { at: this.at() }, Vec::new()) } else { None }
}

/// Linux refuses by the bits of a file or folder in the words of EACCES. Those of EPERM mean a sticky folder, or what stands
/// above the bits, such as the immutable attribute.
fn not_by_bits(this: Case<'_>, found: Option<&Conclusion>) -> Option<Conclusion> {
    let words = this.error.server_text.as_ref()?.message.to_ascii_lowercase();
    let guessed = found.is_some_and(|found| {
        found.confidence == Confidence::Likely && matches!(found.cause, Cause::PermissionDenied(_))
    });
    if !words.trim_ascii_end().ends_with(b"operation not permitted") {
        return None;
    }
    let kind = |facts: &PathFacts| facts.itself.yes().map(|entry| entry.kind);
    let pair = (kind(&this.facts.target), kind(&this.facts.second));
    if matches!(this.act(), Act::Rename { .. }) && pair == (Some(EntryKind::File), Some(EntryKind::Folder)) {
        // ProFTPD 1.3.8 does not rename a file over a folder, and calls it so.
        return likely(Cause::IsAFolder { at: Some(this.makes_at().clone()) }, vec![Cause::PermissionDenied(None)]);
    }
    if guessed {
        let alternatives = found.map(|found| found.cause.clone()).into_iter().collect();
        return likely(Cause::ProtectedByPolicy { at: this.at() }, alternatives);
    }
    None
}

/// A folder on the way that may not be entered: the one above the first that cannot be seen.
fn barred_way(this: Case<'_>, place: &Place, facts: &PathFacts) -> Option<Conclusion> {
    let mut above: Option<(&Place, Option<&Entry>)> = None;
    for step in &facts.steps {
        if step.itself.is_denied() || step.led_to.is_denied() {
            return enter(this, above);
        }
        above = Some((&step.place, step.led_to.yes()));
    }
    let parent = place.parent();
    let above = above.or_else(|| parent.as_ref().map(|parent| (parent, facts.parent.yes())));
    if facts.itself.is_denied() { enter(this, above) } else { None }
}

fn enter(this: Case<'_>, folder: Option<(&Place, Option<&Entry>)>) -> Option<Conclusion> {
    let (at, entry) = folder?;
    let (verdict, sure) = entry.map_or((Verdict::Open, false), |entry| this.facts.user.sure_access(entry, Need::Enter));
    let class = match verdict {
        // The bits let the user in, and still nobody gets through.
        Verdict::Allowed if sure => return likely(Cause::ProtectedByPolicy { at: Some(at.clone()) }, Vec::new()),
        Verdict::Denied(class) => class,
        _ => None,
    };
    // That this folder is where it ends was seen; for whom the bit is missing may stay open.
    certain(this.denied(at, entry, Need::Enter, class))
}

/// A right on the item itself.
fn item(this: Case<'_>, need: Need) -> Option<Conclusion> {
    this.denial(&this.attempt.place, this.found()?, need)
}

/// The right to make and remove names in the folder that holds `place`.
fn folder(this: Case<'_>, place: &Place, facts: &PathFacts) -> Option<Conclusion> {
    let at = place.parent()?;
    let parent = facts.parent.yes()?;
    this.denial(&at, parent, Need::Write).or_else(|| this.denial(&at, parent, Need::Enter))
}

/// A folder in which only owners remove and rename.
fn sticky(this: Case<'_>, place: &Place, facts: &PathFacts) -> Option<Conclusion> {
    let (at, parent, there) = (place.parent()?, facts.parent.yes()?, facts.itself.yes()?);
    if parent.permissions?.mode() & STICKY == 0 {
        return None;
    }
    let user = &this.facts.user;
    let (owns, rules) = (user.owns(&there.owner), user.owns(&parent.owner));
    if user.id == Some(0) || owns == Some(true) || rules == Some(true) {
        return None;
    }
    let cause = Cause::StickyFolder { folder: at, owner: there.owner.clone() };
    if user.sure && owns == Some(false) && rules == Some(false) {
        certain(cause)
    } else {
        likely(cause, vec![Cause::ProtectedByPolicy { at: Some(place.clone()) }])
    }
}

fn rename(this: Case<'_>) -> Option<Conclusion> {
    let (from, to) = (&this.facts.target, &this.facts.second);
    let place = &this.attempt.place;
    if let Some(found) = folder(this, place, from).or_else(|| sticky(this, place, from)) {
        return Some(found);
    }
    if let Some(second) = &this.attempt.second {
        if let Some(found) = folder(this, second, to).or_else(|| sticky(this, second, to)) {
            return Some(found);
        }
        // Moving a folder elsewhere changes the `..` in it.
        let itself = from.itself.yes().filter(|entry| entry.kind == EntryKind::Folder);
        if let Some(entry) = itself.filter(|_| second.parent() != place.parent()) {
            return this.denial(place, entry, Need::Write);
        }
    }
    None
}
