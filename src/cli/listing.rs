//! Entries as people read them at a terminal.

use crate::i18n::fl;
use crate::model::{Entry, EntryKind, Owner, Timestamp, escape_bytes};
use crate::text::{iso_time, size, when};

/// One line of a long listing: kind and permissions, size, time, name.
pub(super) fn line(entry: &Entry, now: Timestamp) -> String {
    let kind = match entry.kind {
        EntryKind::Folder => 'd',
        EntryKind::File => '-',
        EntryKind::Link => 'l',
        EntryKind::Special => 's',
        EntryKind::Unknown => '?',
    };
    let bits = entry.permissions.map_or_else(|| "?".repeat(9), |bits| bits.to_string());
    // The size of a folder says nothing about what is in it.
    let bytes = entry.size.filter(|_| entry.kind != EntryKind::Folder).map(size).unwrap_or_default();
    let time = entry.modified.map(|time| when(time, now)).unwrap_or_default();
    format!("{kind}{bits} {bytes:>9}  {time:<18} {}", name(entry))
}

fn name(entry: &Entry) -> String {
    match &entry.link_target {
        Some(target) => format!("{} -> {}", entry.name.display(), escape_bytes(target)),
        None => entry.name.display(),
    }
}

/// All that is known of an entry, a line each.
pub(super) fn facts(entry: &Entry) -> Vec<String> {
    let kind = match entry.kind {
        EntryKind::Folder => fl!("cli-kind-folder"),
        EntryKind::File => fl!("cli-kind-file"),
        EntryKind::Link => fl!("cli-kind-link"),
        EntryKind::Special => fl!("cli-kind-special"),
        EntryKind::Unknown => fl!("cli-kind-unknown"),
    };
    let rows = [
        (fl!("cli-fact-name"), Some(entry.name.display())),
        (fl!("cli-fact-kind"), Some(kind)),
        (fl!("cli-fact-link"), entry.link_target.as_deref().map(escape_bytes)),
        (
            fl!("cli-fact-size"),
            entry.size.map(|bytes| fl!("cli-bytes", size = size(bytes), bytes = bytes.0.to_string())),
        ),
        (fl!("cli-fact-modified"), entry.modified.and_then(iso_time)),
        (fl!("cli-fact-permissions"), entry.permissions.map(|bits| format!("{bits} ({})", bits.octal()))),
        (fl!("cli-fact-owner"), owner(&entry.owner)),
        (fl!("cli-fact-group"), owner(&entry.group)),
    ];
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    rows.into_iter().filter_map(|(label, value)| Some(format!("{label:<width$}  {}", value?))).collect()
}

fn owner(owner: &Owner) -> Option<String> {
    match (&owner.name, owner.id) {
        (Some(name), Some(id)) => Some(format!("{name} ({id})")),
        (Some(name), None) => Some(name.clone()),
        (None, id) => id.map(|id| id.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ByteSize, EntryName, Permissions};

    #[test]
    fn hostile_names_stay_on_one_line() {
        let mut entry = Entry::new(EntryName::new(*b"a\nb\x1b[2J").unwrap(), EntryKind::Link);
        entry.permissions = Some(Permissions::from_mode(0o777));
        entry.size = Some(ByteSize(12));
        entry.link_target = Some(b"/x\xff".to_vec());
        let shown = line(&entry, Timestamp::from_secs(0));
        assert_eq!(shown, r"lrwxrwxrwx      12 B                     a\nb\x1B[2J -> /x\xFF");
        assert!(facts(&entry).iter().all(|line| !line.contains('\n') && !line.contains('\x1b')));
    }
}
