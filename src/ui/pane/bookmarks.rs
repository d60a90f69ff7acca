//! The star of a path bar: the bookmarks of the site, each a folder here and one on the server.

use crate::engine::Location;
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::ui::state::{Action, BookmarkAction, Side, SitesAction, UiState};
use crate::ui::theme::icon;
use crate::ui::widget::{UiCommand, icon_button, menu_entries, menu_line, plain_entry};
use eframe::egui::{Popup, Ui};

/// Draws the star; a click opens the menu of bookmarks.
pub(super) fn bookmarks(ui: &mut Ui, state: &UiState, out: &mut Vec<Action>) {
    let star = icon_button(ui, icon::STAR, &fl!("bookmarks"), true);
    Popup::menu(&star).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let Some(site) = state.session_site().and_then(|node| node.as_site()) else {
            plain_entry(ui, None, &fl!("bookmarks-need-site"), "", false);
            menu_entries(ui, &[UiCommand::SaveSite], state, out);
            return;
        };
        let mut act = |action| out.push(Action::Sites(SitesAction::Bookmark(action)));
        let here = match &state.pane(Side::Right).folder {
            Some(Location::Remote(_, path)) => Some(path.as_bytes()),
            _ => None,
        };
        let mut shown = None;
        for (at, bookmark) in site.bookmarks.iter().enumerate() {
            let remote = bookmark.remote_folder.as_deref();
            if remote.is_some() && remote == here {
                shown = shown.or(Some(at));
            }
            let folder = remote.map(escape_bytes).or_else(|| bookmark.local_folder.clone()).unwrap_or_default();
            let name = Some(bookmark.name.clone()).filter(|name| !name.trim().is_empty()).unwrap_or(folder);
            if plain_entry(ui, Some(icon::STAR), &escape_bytes(name.as_bytes()), "", true) {
                act(BookmarkAction::Go(at));
            }
        }
        if !site.bookmarks.is_empty() {
            menu_line(ui);
        }
        match shown {
            Some(at) => {
                if plain_entry(ui, Some(icon::CLOSE), &fl!("bookmarks-remove"), "", true) {
                    act(BookmarkAction::Remove(at));
                }
            }
            None => {
                if plain_entry(ui, Some(icon::PLUS), &fl!("bookmarks-add"), "", here.is_some()) {
                    act(BookmarkAction::Add);
                }
            }
        }
        if plain_entry(ui, Some(icon::SETTINGS), &fl!("bookmarks-manage"), "", true) {
            act(BookmarkAction::Manage);
        }
    });
}
