//! What to do when the target of a transfer exists. Pure.

use crate::error::ErrorKind;
use crate::model::{ByteSize, Entry, EntryKind, EntryName, OverwriteRule, Timestamp};

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Write the file, in place of one that is there with `replace`.
    Write {
        /// A file is there.
        replace: bool,
    },
    /// Go on behind what the target holds.
    Resume,
    /// Take a free name.
    Rename,
    /// Leave the target as it is.
    Skip,
    /// Put the question.
    Ask,
    /// It cannot be done.
    Refuse(ErrorKind),
}

/// The decision about a source of this size and time, for a target that is there.
pub(super) fn decide(rule: OverwriteRule, size: Option<ByteSize>, modified: Option<Timestamp>, target: &Entry) -> Plan {
    let leads_to = target.link_kind.unwrap_or(target.kind);
    if leads_to == EntryKind::Folder && rule != OverwriteRule::Rename && rule != OverwriteRule::Skip {
        return Plan::Refuse(ErrorKind::IsAFolder);
    }
    if leads_to == EntryKind::Special && rule != OverwriteRule::Rename && rule != OverwriteRule::Skip {
        return Plan::Refuse(ErrorKind::SpecialFile);
    }
    match rule {
        OverwriteRule::Ask => Plan::Ask,
        OverwriteRule::Overwrite => Plan::Write { replace: true },
        OverwriteRule::Newer => match (modified, target.modified) {
            (Some(source), Some(target)) if source.is_newer_than(target) => Plan::Write { replace: true },
            _ => Plan::Skip,
        },
        OverwriteRule::Resume => match (size, target.size) {
            (_, Some(ByteSize(0))) => Plan::Write { replace: true },
            (Some(source), Some(there)) if there < source => Plan::Resume,
            (Some(source), Some(there)) if there == source => Plan::Skip,
            _ => Plan::Refuse(ErrorKind::ResumeMismatch),
        },
        OverwriteRule::Rename => Plan::Rename,
        OverwriteRule::Skip => Plan::Skip,
    }
}

/// Whether going on behind what the target holds may make sense.
pub(super) fn can_resume(size: Option<ByteSize>, target: &Entry) -> bool {
    target.kind == EntryKind::File
        && matches!((size, target.size), (Some(source), Some(there)) if there < source && there.0 > 0)
}

/// The most names that are tried for one file.
pub(super) const MOST_NAMES: u32 = 10_000;

/// The name with a number before its extension, as long as common file systems hold it.
pub(super) fn numbered(name: &EntryName, number: u32) -> Option<EntryName> {
    name.numbered(number, EntryName::MOST_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: EntryKind, size: u64, secs: i64) -> Entry {
        let mut entry = Entry::new(EntryName::new(&b"x"[..]).unwrap(), kind);
        entry.size = Some(ByteSize(size));
        entry.modified = Some(Timestamp::from_secs(secs));
        entry
    }

    #[test]
    fn every_rule_decides() {
        use OverwriteRule as R;
        let file = |size, secs| entry(EntryKind::File, size, secs);
        let write = Plan::Write { replace: true };
        for (rule, target, plan) in [
            (R::Ask, file(5, 50), Plan::Ask),
            (R::Overwrite, file(5, 50), write.clone()),
            (R::Newer, file(5, 50), write.clone()),
            (R::Newer, file(5, 100), Plan::Skip),
            (R::Newer, file(5, 150), Plan::Skip),
            (R::Resume, file(5, 50), Plan::Resume),
            (R::Resume, file(0, 50), write),
            (R::Resume, file(10, 50), Plan::Skip),
            (R::Resume, file(11, 50), Plan::Refuse(ErrorKind::ResumeMismatch)),
            (R::Rename, file(5, 50), Plan::Rename),
            (R::Skip, file(5, 50), Plan::Skip),
            (R::Overwrite, entry(EntryKind::Folder, 0, 0), Plan::Refuse(ErrorKind::IsAFolder)),
            (R::Ask, entry(EntryKind::Special, 0, 0), Plan::Refuse(ErrorKind::SpecialFile)),
            (R::Rename, entry(EntryKind::Folder, 0, 0), Plan::Rename),
        ] {
            let decided = decide(rule, Some(ByteSize(10)), Some(Timestamp::from_secs(100)), &target);
            assert_eq!(decided, plan, "{rule:?} {target:?}");
        }
    }

    #[test]
    fn numbered_names_keep_the_extension() {
        let name = |text: &str| EntryName::new(text.as_bytes()).unwrap();
        for (from, to) in [
            ("a.txt", "a (2).txt"),
            ("a", "a (2)"),
            (".profile", ".profile (2)"),
            ("a.tar.gz", "a.tar (2).gz"),
            ("notes. and a very long sentence", "notes. and a very long sentence (2)"),
        ] {
            assert_eq!(numbered(&name(from), 2), Some(name(to)));
        }
        let long = numbered(&name(&format!("{}.txt", "é".repeat(125))), 10).unwrap();
        assert!(long.as_bytes().len() <= 255 && long.as_str().unwrap().ends_with("é (10).txt"));
    }
}
