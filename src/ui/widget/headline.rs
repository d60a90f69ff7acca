//! What was tried, in words: the title of an error card.

use crate::error::{Error, ErrorKind};
use crate::i18n::fl;
use crate::text::{
    error_report, tried_connect, tried_list, tried_operation, tried_repair, tried_transfer, tried_words,
};
use crate::ui::state::Attempt;

/// `Could not upload report.pdf to /srv/data`; where the attempt is not known any more, what the error is about.
#[must_use]
pub fn headline(attempt: &Attempt, error: &Error) -> String {
    match attempt {
        Attempt::Connect { host } => match error.kind {
            ErrorKind::LoginRefused { .. } | ErrorKind::KeyUnusable(_) => {
                fl!("headline-login", host = host.as_str())
            }
            _ => tried_connect(host),
        },
        Attempt::KeepConnection { host } => fl!("headline-lost", host = host.as_str()),
        Attempt::List(folder) => tried_list(folder),
        Attempt::ListTyped { typed } => fl!("tried-list", folder = typed.as_str()),
        Attempt::Transfer(Some(row)) => tried_transfer(row),
        Attempt::Transfer(None) => error_report(error).headline,
        Attempt::Noted(tried) => tried_words(tried, error),
        Attempt::Operate(operation) => tried_operation(operation),
        Attempt::Repair(repair) => tried_repair(repair),
        Attempt::Save { name } => fl!("save-failed", name = name.as_str()),
        Attempt::Open { name } => fl!("tried-open", name = name.as_str()),
    }
}
