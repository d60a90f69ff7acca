//! What a dialog with one thing to do returns.

use super::modal::{Choice, Ending};
use crate::i18n::fl;
use crate::ui::state::{Action, Dialog, DialogAction};

/// The two endings of a simple dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Simple {
    Accept,
    Cancel,
}

/// The button that dismisses.
pub(super) fn cancel() -> Choice<Simple> {
    Choice::plain(Simple::Cancel, fl!("dialog-cancel"))
}

/// The actions of a simple dialog: what is typed now, when it changed, then how it ended.
pub(super) fn actions(edited: Option<Dialog>, ending: Option<Ending<Simple>>) -> Vec<Action> {
    let mut actions = Vec::new();
    actions.extend(edited.map(|dialog| Action::Dialog(DialogAction::Edit(Box::new(dialog)))));
    actions.extend(ending.map(|ending| {
        Action::Dialog(match ending {
            Ending::Chosen(Simple::Accept) => DialogAction::Accept,
            Ending::Chosen(Simple::Cancel) | Ending::Dismissed => DialogAction::Dismiss,
        })
    }));
    actions
}
