//! What can be done with the tree of sites: the buttons below it.

use crate::i18n::fl;
use crate::ui::state::{Action, SiteKey, SitesAction, SitesState};
use crate::ui::theme::icon;
use crate::ui::widget::{Look, button, icon_button};
use eframe::egui::Ui;

/// The buttons below the tree.
pub(super) fn actions_bar(ui: &mut Ui, sites: &SitesState, out: &mut Vec<Action>) {
    let own = matches!(&sites.chosen, Some(SiteKey::Node(_)));
    let able = sites.can_store();
    ui.spacing_mut().item_spacing.x = 4.0;
    let narrow = ui.available_width() < 250.0;
    let new = if narrow {
        icon_button(ui, icon::PLUS, &fl!("sites-new"), able)
    } else {
        button(ui, Look::Plain, Some(icon::PLUS), &fl!("sites-new"), able)
    };
    if new.clicked() {
        out.push(Action::Sites(SitesAction::NewSite(fl!("sites-new-name"))));
    }
    if icon_button(ui, icon::NEW_FOLDER, &fl!("sites-new-folder"), able).clicked() {
        out.push(Action::Sites(SitesAction::NewFolder(fl!("sites-new-folder-name"))));
    }
    if icon_button(ui, icon::COPY, &fl!("sites-duplicate"), own && able).clicked() {
        out.push(Action::Sites(duplicate(sites)));
    }
    if icon_button(ui, icon::SORT, &fl!("sites-sort"), !sites.book.nodes().is_empty()).clicked() {
        out.push(Action::Sites(SitesAction::Sort));
    }
    if icon_button(ui, icon::DELETE, &fl!("sites-delete"), own).clicked() {
        out.push(Action::Sites(SitesAction::Delete));
    }
}

/// Another one like the chosen entry, with a name that says so.
pub(super) fn duplicate(sites: &SitesState) -> SitesAction {
    let name = match sites.draft() {
        Some((_, draft)) => draft.name.clone(),
        None => sites.folder().map(|folder| folder.name.clone()).unwrap_or_default(),
    };
    SitesAction::Duplicate(fl!("sites-copy-of", name = name))
}
