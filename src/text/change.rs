//! Changes of a server that a person is asked about, in words.

use super::attempt::{location_words, name_words};
use crate::engine::{Change, ChangeQuestion, Operation};
use crate::i18n::fl;
use crate::model::escape_bytes;

/// What would be done, as one sentence without a full stop.
#[must_use]
pub fn change_words(change: &Change) -> String {
    let many = |count: &usize| *count;
    match change {
        Change::Upload { count, folder } => fl!("change-upload", count = many(count), folder = folder.display()),
        Change::TakeAway { count } => fl!("change-take-away", count = many(count)),
        Change::Operation(what) => operation(what),
        Change::Repair => fl!("change-repair"),
        Change::Again { count } => fl!("change-again", count = many(count)),
        Change::Line => fl!("change-line"),
        Change::InstallKey => fl!("change-install-key"),
    }
}

fn operation(what: &Operation) -> String {
    match what {
        Operation::CreateFolder { parent, name } => {
            fl!("change-create-folder", name = name.display(), folder = location_words(parent))
        }
        Operation::Rename { item, name } => fl!("change-rename", name = name_words(item), to = name.display()),
        Operation::MoveInto { items, folder } => {
            fl!("change-move", count = items.len(), folder = location_words(folder))
        }
        Operation::MoveTo { moves, .. } => match moves.as_slice() {
            [(from, to)] => fl!("change-rename", name = location_words(from), to = location_words(to)),
            moves => fl!("change-rename-many", count = moves.len()),
        },
        Operation::Delete { items, .. } => match items.as_slice() {
            [item] => fl!("change-delete-one", path = location_words(item)),
            items => fl!("change-delete-many", count = items.len()),
        },
        Operation::SetPermissions { items, .. } => fl!("change-permissions", count = items.len()),
    }
}

/// The site that asks, for eyes: its name, else the server.
#[must_use]
pub fn change_site(question: &ChangeQuestion) -> String {
    escape_bytes(question.site.as_deref().unwrap_or(&question.host).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Location;
    use crate::model::{EntryName, RemotePath, SessionId};

    #[test]
    fn one_and_many_are_told_apart_and_nothing_hostile_passes() {
        let at = |path: &str| Location::Remote(SessionId::from(1), RemotePath::parse(path.as_bytes()).unwrap());
        let delete = |items| change_words(&Change::Operation(Box::new(Operation::Delete { items, permanently: true })));
        assert!(delete(vec![at("/srv/a")]).contains("/srv/a"));
        assert!(delete(vec![at("/a"), at("/b"), at("/c")]).contains('3'));
        let folder = RemotePath::parse(b"/srv").unwrap();
        assert_ne!(
            change_words(&Change::Upload { count: 1, folder: folder.clone() }),
            change_words(&Change::Upload { count: 2, folder })
        );
        let name = EntryName::new(&b"a\x1b[2J"[..]).unwrap();
        let made = Change::Operation(Box::new(Operation::CreateFolder { parent: at("/"), name }));
        assert!(!change_words(&made).contains('\u{1b}'));
        let question = ChangeQuestion { site: Some("a\u{7}b".into()), host: "h".into(), change: Change::Line };
        assert_eq!(change_site(&question), "a\\x07b");
    }
}
