//! Carries out gestures that move files: one command a gesture, whatever it moves. Pure.

use super::action::{Carry, Effect, TransferAction};
use super::navigate::{go_to, operate};
use super::pane::{name_of, parent};
use super::side::Side;
use super::ui_state::UiState;
use crate::engine::{Command, LinkPolicy, Location, Operation, Target, TransferSource, TransferWish};
use crate::model::{EntryName, OverwriteRule, SessionId};
use crate::queue::Direction;
use std::path::PathBuf;

pub(super) fn transfer(state: &mut UiState, action: TransferAction) -> Vec<Effect> {
    match action {
        TransferAction::Selection(from, carry) => {
            let Some(into) = state.pane(from.other()).folder.clone() else { return Vec::new() };
            let names = state.pane(from).chosen();
            send(state, from, &names, into, carry)
        }
        TransferAction::DownloadTo(folder) => {
            let names = state.pane(Side::Right).chosen();
            send(state, Side::Right, &names, Location::Local(folder), Carry::Copy)
        }
        TransferAction::Drop { from, names, into, carry } => send(state, from, &names, into, carry),
        TransferAction::Import { paths, into } => import(state, paths, into),
    }
}

fn send(state: &mut UiState, from: Side, names: &[EntryName], into: Location, carry: Carry) -> Vec<Effect> {
    let pane = state.pane(from);
    let sources: Vec<Location> = names.iter().filter_map(|name| pane.location_of(name)).collect();
    if sources.is_empty() {
        return Vec::new();
    }
    match (&into, sources.first()) {
        (Location::Remote(session, folder), Some(Location::Local(_))) => {
            let sources = sources.into_iter().filter_map(local).map(TransferSource::Local).collect();
            let target = Target::RemoteFolder(folder.clone());
            wish(state, *session, Direction::Upload, sources, target, carry)
        }
        (Location::Local(folder), Some(Location::Remote(session, _))) => {
            let session = *session;
            let sources = sources.into_iter().filter_map(|place| match place {
                Location::Remote(_, path) => Some(TransferSource::Remote(path)),
                Location::Local(_) => None,
            });
            let target = Target::LocalFolder(folder.clone());
            wish(state, session, Direction::Download, sources.collect(), target, carry)
        }
        _ => move_into(state, sources, into),
    }
}

fn local(place: Location) -> Option<PathBuf> {
    match place {
        Location::Local(path) => Some(path),
        Location::Remote(..) => None,
    }
}

/// Within one side things are moved: nothing is copied there.
fn move_into(state: &mut UiState, items: Vec<Location>, folder: Location) -> Vec<Effect> {
    // A folder does not go into itself, and nothing goes where it is.
    let fits = |item: &Location| *item != folder && parent(item).as_ref() != Some(&folder) && !within(&folder, item);
    let items: Vec<Location> = items.into_iter().filter(fits).collect();
    if items.is_empty() {
        return Vec::new();
    }
    operate(state, Operation::MoveInto { items, folder }, None)
}

fn within(place: &Location, folder: &Location) -> bool {
    match (place, folder) {
        (Location::Local(place), Location::Local(folder)) => place.starts_with(folder),
        (Location::Remote(a, place), Location::Remote(b, folder)) => a == b && place.is_within(folder),
        _ => false,
    }
}

fn import(state: &mut UiState, paths: Vec<PathBuf>, into: Location) -> Vec<Effect> {
    match into {
        Location::Remote(session, folder) => {
            let sources = paths.into_iter().map(TransferSource::Local).collect();
            wish(state, session, Direction::Upload, sources, Target::RemoteFolder(folder), Carry::Copy)
        }
        // Dropped on the local pane: show where it is.
        Location::Local(_) => match paths.into_iter().next() {
            Some(path) => {
                let place = Location::Local(path);
                match parent(&place) {
                    Some(folder) => go_to(state, Side::Left, folder, name_of(&place)),
                    None => go_to(state, Side::Left, place, None),
                }
            }
            None => Vec::new(),
        },
    }
}

fn wish(
    state: &mut UiState,
    session: SessionId,
    direction: Direction,
    sources: Vec<TransferSource>,
    target: Target,
    carry: Carry,
) -> Vec<Effect> {
    if sources.is_empty() || state.ready_session() != Some(session) {
        return Vec::new();
    }
    let wish = TransferWish {
        batch: state.ids.batch.next_id(),
        session,
        direction,
        sources,
        target,
        rename: None,
        rule: OverwriteRule::Ask,
        links: LinkPolicy::default(),
        remove_source: carry == Carry::Move,
    };
    vec![Effect::Engine(Command::Transfer(wish))]
}
