//! Stores what was edited in the site manager, and closes it. What was typed is given up only once it is in the file. Pure.

use super::action::Effect;
use super::dialog::{Dialog, ErrorReport};
use super::quit::quit;
use super::site_action::SitesWork;
use super::sites::{Saving, SiteDraft, SiteKey, SitePage};
use super::ui_state::UiState;
use crate::error::Error;
use crate::journal::{Failure, Note, Tried};
use crate::site::{Edit, Loaded};
use std::sync::Arc;

/// The file holds this now.
pub(super) fn stored(
    state: &mut UiState,
    seq: u64,
    loaded: &Loaded,
    seed: u64,
    error: Option<Arc<Error>>,
) -> Vec<Effect> {
    let sites = &mut state.sites;
    if sites.seed == 0 {
        sites.seed = seed;
    }
    if let Some(error) = error {
        tell(state, error);
    }
    let sites = &mut state.sites;
    sites.loaded = true;
    if loaded.fault.is_some() {
        sites.fault.clone_from(&loaded.fault);
    }
    sites.saving.retain(|saving| saving.seq > seq);
    // What was sent later is not in it yet.
    if seq >= sites.sent && *sites.book != loaded.book {
        sites.take(Arc::new(loaded.book.clone()));
    }
    if sites.saving.is_empty() && std::mem::take(&mut state.quit_when_stored) {
        return quit(state);
    }
    Vec::new()
}

/// The file could not be read, or not be written: then what was typed is there again.
pub(super) fn unstored(state: &mut UiState, report: ErrorReport, lost: Option<u64>) -> Vec<Effect> {
    let sites = &mut state.sites;
    sites.loaded = true;
    let mut effects = Vec::new();
    let (back, waiting) = std::mem::take(&mut sites.saving).into_iter().partition(|saving| Some(saving.seq) == lost);
    sites.saving = waiting;
    let back: Vec<Saving> = back;
    if !back.is_empty() {
        state.quit_when_stored = false;
        for (id, draft) in back.into_iter().flat_map(|saving| saving.drafts) {
            match sites.drafts.get_mut(&id) {
                // What was typed since stays, on top of what the file holds.
                Some(now) => (now.new, now.from) = (draft.new, draft.from),
                None => drop(sites.drafts.insert(id, draft)),
            }
        }
        if !state.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Sites)) {
            state.dialogs.push_front(Dialog::Sites);
            effects.push(Effect::Sites(SitesWork::Watch(true)));
        }
    }
    state.dialogs.push_front(Dialog::Error(report));
    effects
}

/// The site manager was closed.
pub(super) fn closed(state: &mut UiState) -> Vec<Effect> {
    let sites = &mut state.sites;
    if sites.has_changes() {
        state.dialogs.push_front(Dialog::Sites);
        state.dialogs.push_front(Dialog::UnsavedSites { quit: false });
        return Vec::new();
    }
    sites.drafts.clear();
    sites.chosen = None;
    sites.query.clear();
    sites.removed = None;
    sites.rename = None;
    sites.fault = None;
    sites.tried = false;
    sites.page = SitePage::Basic;
    vec![Effect::Sites(SitesWork::Watch(false))]
}

/// What was not stored is stored, then the site manager is closed, and with `ends` the program, once all is in the file.
pub(super) fn save_and_close(state: &mut UiState, ends: bool) -> Vec<Effect> {
    let Some(mut effects) = save(state) else { return Vec::new() };
    effects.extend(close(state));
    if ends {
        effects.extend(quit(state));
    }
    effects
}

/// Closes it with all that is not stored, and the program where that was wished.
pub(super) fn discard_and_close(state: &mut UiState) -> Vec<Effect> {
    let ends = state.dialogs.iter().any(|dialog| matches!(dialog, Dialog::UnsavedSites { quit: true }));
    state.sites.drafts.clear();
    let mut effects = close(state);
    if ends {
        effects.extend(quit(state));
    }
    effects
}

/// Closes it; what is not stored is asked about.
pub(super) fn close(state: &mut UiState) -> Vec<Effect> {
    state.dialogs.retain(|dialog| !matches!(dialog, Dialog::Sites | Dialog::UnsavedSites { .. }));
    closed(state)
}

/// A fault of the file goes into the errors panel.
fn tell(state: &mut UiState, error: Arc<Error>) {
    let failure = Failure { time: state.now, session: None, transfer: None, tried: Tried::Other, size: None, error };
    state.errors.book.take_in(Note::Failed(Arc::new(failure), false));
}

/// Stores everything that is not stored; `None` where a field cannot be understood, which is shown then.
pub(super) fn save(state: &mut UiState) -> Option<Vec<Effect>> {
    let sites = &mut state.sites;
    let mut edits: Vec<Edit> = Vec::new();
    let mut sent = Vec::new();
    for (id, draft) in sites.drafts.iter().filter(|(_, draft)| draft.is_changed()) {
        let (_, bad) = draft.read();
        if let Some(field) = bad.first() {
            let (key, page) = (SiteKey::Node(*id), page_of(field.is_basic()));
            sites.choose(Some(key));
            sites.page = page;
            sites.tried = true;
            return None;
        }
        edits.push(draft.edit(*id));
        sent.push((*id, draft.clone()));
    }
    for draft in sites.drafts.values_mut() {
        let (site, _) = draft.read();
        *draft = SiteDraft::of(draft.parent, &draft.name, &site);
    }
    if edits.is_empty() {
        return Some(Vec::new());
    }
    let effects = change(state, edits);
    state.sites.saving.push(Saving { seq: state.sites.sent, drafts: sent });
    Some(effects)
}

/// Changes the list, here at once and in its file soon.
pub(super) fn change(state: &mut UiState, edits: Vec<Edit>) -> Vec<Effect> {
    let sites = &mut state.sites;
    let mut book = (*sites.book).clone();
    for edit in &edits {
        book.apply(edit.clone());
    }
    sites.take(Arc::new(book));
    sites.sent += 1;
    vec![Effect::Sites(SitesWork::Apply { seq: sites.sent, edits })]
}

/// Where a field stands.
pub(super) fn page_of(basic: bool) -> SitePage {
    if basic { SitePage::Basic } else { SitePage::Advanced }
}
