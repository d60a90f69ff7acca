//! Carries out what the user means in the site manager. Pure.

use super::action::{DoctorAction, Effect};
use super::begin_session::connect_beside;
use super::dialog::Dialog;
use super::dispatch_doctor;
use super::dispatch_export;
use super::dispatch_site_store::{change, close, discard_and_close, page_of, save, stored, unstored};
use super::side::CursorMove;
use super::site_action::{SiteMove, SitesAction, SitesWork};
use super::site_form::SiteForm;
use super::sites::{Removed, SiteDraft, SiteKey, SitePage, SiteRowKind};
use super::ui_state::UiState;
use crate::engine::{ConnectWish, wish_of_site};
use crate::site::{Edit, Node, NodeId, Site};
use std::collections::HashMap;
use std::sync::Arc;

pub(super) fn sites(state: &mut UiState, action: SitesAction) -> Vec<Effect> {
    let sites = &mut state.sites;
    match action {
        SitesAction::Open => {
            if state.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Sites)) {
                return Vec::new();
            }
            state.dialogs.push_front(Dialog::Sites);
            return vec![Effect::Sites(SitesWork::Load { seq: sites.sent }), Effect::Sites(SitesWork::Watch(true))];
        }
        SitesAction::Stored { seq, loaded, seed, error } => return stored(state, seq, &loaded, seed, error),
        SitesAction::Unstored { report, lost } => return unstored(state, *report, lost),
        SitesAction::Hosts { hosts, file } => {
            sites.hosts = hosts;
            sites.hosts_file = file;
            if sites.host().is_none() && matches!(sites.chosen, Some(SiteKey::Host(_))) {
                sites.choose(None);
            }
        }
        SitesAction::Search(query) => sites.query = query,
        SitesAction::Choose(key) => {
            sites.rename = None;
            sites.choose(Some(key));
        }
        SitesAction::Expand(SiteKey::Node(id), open) => return change(state, vec![Edit::Open(id, open)]),
        SitesAction::Expand(_, open) => sites.hosts_open = open,
        SitesAction::Fold(open) => return fold(state, open),
        SitesAction::Step(step) => return move_cursor(state, step),
        // The file cannot take anything in, as the page says.
        SitesAction::NewSite(_)
        | SitesAction::NewFolder(_)
        | SitesAction::Duplicate(_)
        | SitesAction::CopyHost
        | SitesAction::Save
            if !sites.can_store() => {}
        SitesAction::NewSite(name) => return new_site(state, name, Site::default()),
        SitesAction::NewFolder(name) => return new_folder(state, name),
        SitesAction::Duplicate(name) => return duplicate(state, name),
        SitesAction::CopyHost => {
            let Some(host) = sites.host() else { return Vec::new() };
            let (name, site) = (host.alias.clone(), site_of_alias(&host.alias));
            sites.choose(None);
            return new_site(state, name, site);
        }
        SitesAction::BeginRename => {
            if let Some(folder) = sites.folder() {
                sites.rename = Some((folder.id, folder.name.clone()));
            } else {
                // The name of a site stands there.
                sites.page = SitePage::Basic;
                sites.focus_name += 1;
            }
        }
        SitesAction::EditRename(name) => {
            if let Some((_, text)) = &mut sites.rename {
                *text = name;
            }
        }
        SitesAction::EndRename(take) => {
            if let Some((id, name)) = sites.rename.take()
                && take
                && !name.trim().is_empty()
            {
                return change(state, vec![Edit::Rename { id, name: name.trim().to_owned() }]);
            }
        }
        SitesAction::Delete => return delete(state),
        SitesAction::Undo => return undo(state),
        SitesAction::Sort => {
            let folder = sites.place_for_new();
            return change(state, vec![Edit::Sort(folder)]);
        }
        SitesAction::Move(SiteMove { id, parent, before }) => {
            if let Some(draft) = sites.drafts.get_mut(&id) {
                draft.parent = parent;
            }
            let opened = parent.map(|folder| Edit::Open(folder, true));
            let all = std::iter::once(Edit::Move { id, parent, before }).chain(opened).collect();
            return change(state, all);
        }
        SitesAction::Edit(draft) => {
            if let Some(SiteKey::Node(id)) = sites.chosen {
                sites.drafts.insert(id, *draft);
            }
        }
        SitesAction::KeyFile(id, path) => {
            if let Some(draft) = draft_of(state, id) {
                let path = path.display().to_string();
                let listed = &mut draft.form.key_files;
                let known: Vec<&str> = listed.split(';').map(str::trim).filter(|file| !file.is_empty()).collect();
                if !known.contains(&path.as_str()) {
                    *listed = known.into_iter().chain([path.as_str()]).collect::<Vec<_>>().join("; ");
                }
            }
        }
        SitesAction::LocalFolder(id, path) => {
            if let Some(draft) = draft_of(state, id) {
                draft.form.local_folder = path.display().to_string();
            }
        }
        SitesAction::Unwritten { file, error } => dispatch_export::exported(state, &file, &Err(error)),
        SitesAction::Page(page) => sites.page = page,
        SitesAction::Save => return save(state).unwrap_or_default(),
        SitesAction::Discard => return discard_and_close(state),
        SitesAction::Connect => return connect_chosen(state),
        SitesAction::ConnectTo(key) => {
            sites.choose(Some(key));
            return connect_chosen(state);
        }
        // These change more than the list, see `dispatch_bookmarks`.
        SitesAction::SaveSession | SitesAction::Bookmark(_) => {}
        SitesAction::Test => {
            let Some((wish, ..)) = chosen_wish(state) else { return Vec::new() };
            return dispatch_doctor::doctor(state, DoctorAction::Open(Some(Box::new(wish))));
        }
    }
    Vec::new()
}

/// Opens the site manager on an entry of the list.
pub(super) fn edit_site(state: &mut UiState, id: NodeId) -> Vec<Effect> {
    let mut effects = sites(state, SitesAction::Open);
    state.sites.query.clear();
    state.sites.page = SitePage::Basic;
    effects.extend(sites(state, SitesAction::Choose(SiteKey::Node(id))));
    effects
}

/// Opens it on a site that cannot be connected to, and shows why.
pub(super) fn show_faults(state: &mut UiState, id: NodeId) -> Vec<Effect> {
    let effects = edit_site(state, id);
    // Marks what is wrong; makes no wish, for there is none.
    let _marked = chosen_wish(state);
    effects
}

/// Opens it on all sites of one name, the first one chosen.
pub(super) fn choose_among(state: &mut UiState, name: String, first: NodeId) -> Vec<Effect> {
    let effects = edit_site(state, first);
    state.sites.query = name;
    effects
}

/// The draft of a site, begun where nobody edited it yet: another one may be chosen meanwhile.
fn draft_of(state: &mut UiState, id: NodeId) -> Option<&mut SiteDraft> {
    let sites = &mut state.sites;
    let book = Arc::clone(&sites.book);
    if let (false, Some(node)) = (sites.drafts.contains_key(&id), book.get(id))
        && let Some(site) = node.as_site()
    {
        sites.drafts.insert(id, SiteDraft::of(node.parent, &node.name, site));
    }
    sites.drafts.get_mut(&id)
}

fn move_cursor(state: &mut UiState, step: CursorMove) -> Vec<Effect> {
    let sites = &mut state.sites;
    let rows = sites.rows();
    let at = rows.iter().position(|row| Some(&row.key) == sites.chosen.as_ref());
    let last = rows.len().saturating_sub(1);
    let to = match (step, at) {
        (CursorMove::First, _) | (CursorMove::Down(_), None) => 0,
        (CursorMove::Last, _) | (CursorMove::Up(_), None) => last,
        (CursorMove::Up(count), Some(at)) => at.saturating_sub(count),
        (CursorMove::Down(count), Some(at)) => at.saturating_add(count).min(last),
    };
    if let Some(row) = rows.get(to) {
        let key = row.key.clone();
        sites.choose(Some(key));
    }
    Vec::new()
}

/// Opens or closes the chosen folder; where that is done already, goes into it or out of it.
fn fold(state: &mut UiState, open: bool) -> Vec<Effect> {
    let rows = state.sites.rows();
    let Some(at) = rows.iter().position(|row| Some(&row.key) == state.sites.chosen.as_ref()) else { return Vec::new() };
    let Some(row) = rows.get(at) else { return Vec::new() };
    let is_open = match row.kind {
        SiteRowKind::Folder { open } | SiteRowKind::Hosts { open } => Some(open),
        SiteRowKind::Site { .. } | SiteRowKind::Host { .. } => None,
    };
    let to = match (is_open, open) {
        (Some(false), true) | (Some(true), false) => {
            return sites(state, SitesAction::Expand(row.key.clone(), open));
        }
        (Some(true), true) => rows.get(at + 1).filter(|next| next.depth > row.depth),
        (None, true) => None,
        (_, false) => rows.iter().take(at).rev().find(|before| before.depth < row.depth),
    };
    if let Some(key) = to.map(|row| row.key.clone()) {
        state.sites.choose(Some(key));
    }
    Vec::new()
}

/// A new site; it is stored when the person says so.
pub(super) fn new_site(state: &mut UiState, name: String, site: Site) -> Vec<Effect> {
    let sites = &mut state.sites;
    let parent = sites.place_for_new();
    let id = sites.next_id();
    sites.query.clear();
    let form = SiteForm::of(&site);
    sites.choose(Some(SiteKey::Node(id)));
    sites.drafts.insert(id, SiteDraft { parent, new: true, from: (name.clone(), site), name, form });
    sites.page = SitePage::Basic;
    sites.focus_name += 1;
    match parent {
        Some(folder) => change(state, vec![Edit::Open(folder, true)]),
        None => Vec::new(),
    }
}

fn new_folder(state: &mut UiState, name: String) -> Vec<Effect> {
    let sites = &mut state.sites;
    let parent = sites.place_for_new();
    let id = sites.next_id();
    sites.query.clear();
    let mut edits: Vec<Edit> = parent.map(|folder| Edit::Open(folder, true)).into_iter().collect();
    edits.push(Edit::Add { node: Node::folder(id, parent, name.clone()), before: None });
    let effects = change(state, edits);
    state.sites.choose(Some(SiteKey::Node(id)));
    state.sites.rename = Some((id, name));
    effects
}

fn duplicate(state: &mut UiState, name: String) -> Vec<Effect> {
    let sites = &mut state.sites;
    if let Some((_, draft)) = sites.draft() {
        let (site, _) = draft.read();
        return new_site(state, name, site);
    }
    let Some(folder) = sites.folder() else { return Vec::new() };
    let (top, parent) = (folder.id, folder.parent);
    let all: Vec<Node> = sites.book.with_content(top).into_iter().cloned().collect();
    let ids: HashMap<NodeId, NodeId> = all.iter().map(|node| (node.id, sites.next_id())).collect();
    let before = sites.book.children(parent).skip_while(|node| node.id != top).nth(1).map(|node| node.id);
    let copies = all.into_iter().filter_map(|node| {
        let id = *ids.get(&node.id)?;
        let is_top = node.id == top;
        let parent = if is_top { parent } else { node.parent.and_then(|folder| ids.get(&folder).copied()) };
        let name = if is_top { name.clone() } else { node.name };
        Some(Edit::Add { node: Node { id, parent, name, kind: node.kind }, before: before.filter(|_| is_top) })
    });
    let copies: Vec<Edit> = copies.collect();
    let effects = change(state, copies);
    state.sites.choose(ids.get(&top).copied().map(SiteKey::Node));
    effects
}

fn delete(state: &mut UiState) -> Vec<Effect> {
    let sites = &mut state.sites;
    let Some(SiteKey::Node(id)) = sites.chosen else { return Vec::new() };
    let shown = sites.shown();
    let all: Vec<NodeId> = shown.with_content(id).into_iter().map(|node| node.id).collect();
    let Some(node) = shown.get(id) else { return Vec::new() };
    let rows = sites.rows();
    let place = rows.iter().position(|row| row.key == SiteKey::Node(id)).unwrap_or(0);
    let inside = |key: &SiteKey| matches!(key, SiteKey::Node(id) if all.contains(id));
    let next = rows.iter().skip(place).chain(rows.iter().take(place).rev()).find(|row| !inside(&row.key));
    let next = next.map(|row| row.key.clone());
    let drafts: Vec<_> = all.iter().filter_map(|id| Some((*id, sites.drafts.remove(id)?))).collect();
    let stored = sites.book.get(id).is_some();
    let undo = if stored { sites.book.undo_of_removal(&[id]) } else { Vec::new() };
    let name = node.name.clone();
    sites.removed = Some(Removed { name, content: all.len().saturating_sub(1), undo, drafts, chosen: id });
    sites.choose(next);
    if stored { change(state, vec![Edit::Remove(vec![id])]) } else { Vec::new() }
}

fn undo(state: &mut UiState) -> Vec<Effect> {
    let Some(removed) = state.sites.removed.take() else { return Vec::new() };
    let effects = if removed.undo.is_empty() { Vec::new() } else { change(state, removed.undo) };
    state.sites.drafts.extend(removed.drafts);
    state.sites.choose(Some(SiteKey::Node(removed.chosen)));
    effects
}

fn site_of_alias(alias: &str) -> Site {
    Site { host: alias.to_owned(), ..Site::default() }
}

/// The wish for what is chosen, with its local folder; `None` where it cannot be connected to, which is shown then.
fn chosen_wish(state: &mut UiState) -> Option<(ConnectWish, Option<String>, Option<NodeId>)> {
    if let Some(host) = state.sites.host() {
        let wish = wish_of_site(&host.alias, &site_of_alias(&host.alias), &state.home).ok()?;
        return Some((wish, None, None));
    }
    let (id, draft) = state.sites.draft()?;
    let problems = draft.problems();
    let (site, _) = draft.read();
    let name = draft.name.clone();
    match (problems.first(), wish_of_site(&name, &site, &state.home)) {
        (None, Ok(wish)) => Some((wish, site.local_folder, Some(id))),
        (problem, _) => {
            state.sites.page = page_of(problem.is_none_or(|problem| problem.field().is_basic()));
            state.sites.tried = true;
            None
        }
    }
}

fn connect_chosen(state: &mut UiState) -> Vec<Effect> {
    let Some((wish, local, of)) = chosen_wish(state) else { return Vec::new() };
    let Some(mut effects) = save(state) else { return Vec::new() };
    effects.extend(close(state));
    effects.extend(connect_beside(state, wish, local, of));
    effects
}
