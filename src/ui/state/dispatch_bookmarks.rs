//! Bookmarks of the site that the session was made from, and saving a session as a site. Pure.

use super::action::{Effect, Go};
use super::dispatch_site_store::change;
use super::dispatch_sites::{edit_site, new_site};
use super::navigate;
use super::pane::display;
use super::side::Side;
use super::site_action::{BookmarkAction, SitesAction, SitesWork};
use super::sites::{SiteKey, SitePage};
use super::ui_state::UiState;
use crate::engine::{Location, site_of_wish};
use crate::model::escape_bytes;
use crate::site::{Bookmark, Edit, Node, Site};

pub(super) fn bookmark(state: &mut UiState, action: BookmarkAction) -> Vec<Effect> {
    match action {
        BookmarkAction::Go(at) => go(state, at),
        BookmarkAction::Add => {
            let bookmark = here(state);
            edit(state, |site| site.bookmarks.push(bookmark))
        }
        BookmarkAction::Remove(at) => edit(state, |site| {
            if at < site.bookmarks.len() {
                site.bookmarks.remove(at);
            }
        }),
        BookmarkAction::Manage => {
            let Some(id) = state.session_site().map(|node| node.id) else { return Vec::new() };
            let effects = edit_site(state, id);
            state.sites.page = SitePage::Advanced;
            effects
        }
    }
}

/// Opens both folders.
fn go(state: &mut UiState, at: usize) -> Vec<Effect> {
    let found = state.session_site().and_then(Node::as_site).and_then(|site| site.bookmarks.get(at)).cloned();
    let Some(bookmark) = found else { return Vec::new() };
    let focus = state.here.focus;
    let mut effects = Vec::new();
    if let Some(folder) = bookmark.local_folder {
        effects.extend(navigate::navigate(state, Side::Left, Go::Typed(folder)));
    }
    if let (Some(folder), Some(session)) = (bookmark.remote_folder, state.ready_session()) {
        effects.extend(match crate::model::RemotePath::parse(&folder) {
            // Bytes that are no text get there as they are.
            Ok(path) => navigate::go_to(state, Side::Right, Location::Remote(session, path), None),
            Err(_) => navigate::navigate(state, Side::Right, Go::Typed(escape_bytes(&folder))),
        });
    }
    state.here.focus = focus;
    effects
}

/// The folders that are shown.
fn here(state: &UiState) -> Bookmark {
    let local_folder = match &state.pane(Side::Left).folder {
        Some(Location::Local(path)) => path.to_str().map(str::to_owned),
        _ => None,
    };
    let (remote_folder, name) = match &state.pane(Side::Right).folder {
        Some(Location::Remote(_, path)) => {
            let place = Location::Remote(crate::model::SessionId::from(0), path.clone());
            let name = super::pane::name_of(&place).map_or_else(|| display(&place), |name| name.display());
            (Some(path.as_bytes().to_vec()), name)
        }
        _ => (None, String::new()),
    };
    Bookmark { name, local_folder, remote_folder, ..Bookmark::default() }
}

fn edit(state: &mut UiState, how: impl FnOnce(&mut Site)) -> Vec<Effect> {
    let Some(node) = state.session_site() else { return Vec::new() };
    let Some(site) = node.as_site() else { return Vec::new() };
    let (id, parent, name) = (node.id, node.parent, node.name.clone());
    let from = Box::new(site.clone());
    let mut to = from.clone();
    how(&mut to);
    change(state, vec![Edit::Change { id, parent, from: (name.clone(), from), to: (name, to) }])
}

/// Opens the site manager on a new site like the session.
pub(super) fn save_session(state: &mut UiState) -> Vec<Effect> {
    let Some(session) = state.here.session.as_ref() else { return Vec::new() };
    let site = site_of_wish(&session.wish);
    let name = site.host.clone();
    let mut effects = super::dispatch_sites::sites(state, SitesAction::Open);
    state.sites.choose(None);
    effects.extend(new_site(state, name, site));
    if let (Some(SiteKey::Node(id)), Some(session)) = (state.sites.chosen.clone(), state.here.session.as_mut()) {
        session.site = Some(id);
    }
    effects.retain(|effect| !matches!(effect, Effect::Sites(SitesWork::Apply { edits, .. }) if edits.is_empty()));
    effects
}
