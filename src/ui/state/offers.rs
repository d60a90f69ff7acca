//! Which fixes can be done about a failure here and now, and which one comes first. Pure.

use super::dialog::{ErrorReport, Retry};
use super::find::find_row;
use super::offer::Offer;
use super::session::SessionView;
use super::trust::{ReplaceDraft, TrustConflict};
use super::ui_state::UiState;
use crate::engine::{Failed, Location, Operation};
use crate::error::{ErrorKind, Fix, Place};
use crate::model::{Protocol, SessionId};
use crate::queue::RowView;

/// The offers of a card, the first choice first: the most promising one that is safe.
#[must_use]
pub fn offers(report: &ErrorReport, state: &UiState) -> Vec<Offer> {
    let Some(retry) = &report.retry else { return elsewhere(report, state) };
    // Going on would be the mistake that an attacker waits for.
    if matches!(
        report.error.kind,
        ErrorKind::HostKeyChanged(_) | ErrorKind::HostKeyRevoked(_) | ErrorKind::CertificateChanged(_)
    ) {
        return if replaceable(report).is_some() { vec![Offer::CompareTrust] } else { Vec::new() };
    }
    let found = report.error.diagnosis.as_ref().map(|diagnosis| diagnosis.fixes.clone()).unwrap_or_default();
    let mut offers: Vec<Offer> = found.into_iter().filter(|fix| can(fix, retry, state)).map(Offer::Fix).collect();
    let mut add = |offer: Offer| {
        if !offers.contains(&offer) {
            offers.push(offer);
        }
    };
    match retry {
        Retry::Transfer(_) => {
            add(Offer::Fix(Fix::Retry));
            add(Offer::Fix(Fix::Skip));
            if alike(report, state) > 0 {
                add(Offer::RetryAlike);
                add(Offer::SkipAlike);
            }
            add(Offer::Abort);
        }
        Retry::Connect(..) => {
            add(Offer::Fix(Fix::Reconnect));
            add(Offer::Fix(Fix::EditConnection));
        }
        Retry::List(..) | Retry::Operate(_) => add(Offer::Fix(Fix::Retry)),
        Retry::Repair(failed, _) => {
            add(Offer::Fix(Fix::Retry));
            if matches!(**failed, Failed::Transfers { .. }) {
                add(Offer::Fix(Fix::Skip));
            }
        }
    }
    if let Some(first) = offers.iter().position(is_first_choice) {
        let offer = offers.remove(first);
        offers.insert(0, offer);
    }
    offers
}

/// What a person may replace after comparing it: nothing that was revoked, and only with what the server showed just now.
pub(super) fn replaceable(report: &ErrorReport) -> Option<ReplaceDraft> {
    let Some(Retry::Connect(wish, site)) = &report.retry else { return None };
    let conflict = match &report.error.kind {
        ErrorKind::HostKeyChanged(conflict) if !conflict.key.is_empty() && !conflict.stored.is_empty() => {
            TrustConflict::Key(conflict.clone())
        }
        ErrorKind::CertificateChanged(conflict) if conflict.file.is_some() => {
            TrustConflict::Certificate(conflict.clone())
        }
        _ => return None,
    };
    Some(ReplaceDraft { conflict, wish: wish.clone(), site: *site })
}

/// The first choice does something about it; to look around or to leave it out is what remains.
fn is_first_choice(offer: &Offer) -> bool {
    offer.is_safe() && !matches!(offer, Offer::Fix(Fix::ShowFolder(_) | Fix::Skip))
}

/// What cannot be tried again may still be looked at.
fn elsewhere(report: &ErrorReport, state: &UiState) -> Vec<Offer> {
    let found = report.error.diagnosis.as_ref().map(|diagnosis| diagnosis.fixes.clone()).unwrap_or_default();
    let shows = |fix: &Fix| matches!(fix, Fix::ShowFolder(place) if reachable(place, state));
    found.into_iter().filter(shows).map(Offer::Fix).collect()
}

fn reachable(place: &Place, state: &UiState) -> bool {
    place.is_local() || state.ready_session().is_some()
}

/// The session that a failure belongs to, in whichever tab; else that of the tab in front.
fn owner<'a>(retry: &Retry, state: &'a UiState) -> Option<&'a SessionView> {
    let own = state.session_behind(retry).and_then(|session| state.session_of(session));
    own.or(state.here.session.as_ref())
}

/// Whether a fix can be done about this.
fn can(fix: &Fix, retry: &Retry, state: &UiState) -> bool {
    let operation = match retry {
        Retry::Operate(what) => Some(&**what),
        Retry::Repair(failed, _) => match &**failed {
            Failed::Operation(what) => Some(&**what),
            Failed::Transfers { .. } => None,
        },
        _ => None,
    };
    let transfers = match retry {
        Retry::Transfer(_) => true,
        Retry::Repair(failed, _) => matches!(**failed, Failed::Transfers { .. }),
        _ => false,
    };
    let moves =
        matches!(operation, Some(Operation::Rename { .. } | Operation::MoveInto { .. } | Operation::MoveTo { .. }));
    match fix {
        Fix::CreateFolder(_) | Fix::DeleteContent(_) => transfers || operation.is_some(),
        Fix::MakeWritable { .. } => transfers || operation.is_some() || matches!(retry, Retry::List(..)),
        Fix::Overwrite => transfers || moves,
        Fix::CopyAndDelete => moves,
        Fix::ShowFolder(place) => reachable(place, state),
        Fix::ChooseFolder => {
            let into = matches!(
                operation,
                Some(Operation::CreateFolder { .. } | Operation::MoveInto { .. } | Operation::MoveTo { .. })
            );
            transfers || into
        }
        Fix::Rename => match operation {
            Some(Operation::CreateFolder { .. } | Operation::Rename { .. }) => true,
            Some(Operation::MoveInto { items, .. }) => items.len() == 1,
            Some(Operation::MoveTo { moves, .. }) => moves.len() == 1,
            _ => transfers,
        },
        Fix::Skip => transfers,
        Fix::Retry => true,
        Fix::SwitchDataMode(_) => speaks_ftp(retry, state) && !matches!(retry, Retry::Connect(..)),
        Fix::Reconnect => matches!(retry, Retry::Connect(..)) || reconnects(retry, state),
        Fix::Unlock => owner(retry, state).is_some() && !matches!(retry, Retry::Connect(..)),
        Fix::EditConnection => matches!(retry, Retry::Connect(..)) || owner(retry, state).is_some(),
    }
}

fn speaks_ftp(retry: &Retry, state: &UiState) -> bool {
    owner(retry, state).is_some_and(|session| session.wish.endpoint.protocol != Protocol::Sftp)
}

/// Whether the session of a transfer is over and can be made again.
fn reconnects(retry: &Retry, state: &UiState) -> bool {
    let own = state.session_behind(retry).and_then(|session| state.session_of(session));
    let over = own.is_some_and(|session| !session.is_ready() && !session.is_connecting());
    over && matches!(retry, Retry::Transfer(_))
}

/// How many others failed for the same cause in the same batch, by the picture of the queue.
#[must_use]
pub fn alike(report: &ErrorReport, state: &UiState) -> u64 {
    let Some(Retry::Transfer(id)) = &report.retry else { return 0 };
    let Some(own) = find_row(&state.queue.rows, *id) else { return 0 };
    let like = |row: &RowView| row.error.as_ref().is_some_and(|error| error.is_like(&report.error));
    let count = |row: &RowView| {
        let children = row.children.iter().filter(|child| like(child)).count();
        match u64::try_from(children).unwrap_or(u64::MAX) {
            0 => u64::from(row.files_failed > 0 && like(row)),
            // Only the first ones are listed; where all of these are alike, so may be the rest.
            listed if children == row.children.len() => listed.max(row.files_failed),
            listed => listed,
        }
    };
    let all: u64 = state.queue.rows.iter().filter(|row| row.batch == own.batch).map(|row| count(row)).sum();
    all.saturating_sub(1)
}

/// A place as a location of the present session; `None` for one on a server while there is no session.
pub(super) fn location(place: &Place, session: Option<SessionId>) -> Option<Location> {
    match place {
        Place::Local(path) => Some(Location::Local(path.clone())),
        Place::Remote(path) => Some(Location::Remote(session?, path.clone())),
    }
}
