//! The bookmarks of a site, one row each.

use super::site_fields::Rows;
use crate::i18n::fl;
use crate::ui::state::BookmarkForm;
use crate::ui::theme::{icon, measure};
use crate::ui::widget::{FieldKind, Look, button, icon_button, sized_field};
use eframe::egui::Ui;

/// Draws them; returns whether something was changed.
pub(super) fn bookmarks(ui: &mut Ui, form: &Rows, list: &mut Vec<BookmarkForm>) -> bool {
    let mut changed = false;
    let mut gone = None;
    for (at, bookmark) in list.iter_mut().enumerate() {
        ui.push_id(("bookmark", at), |ui| {
            let label = if at == 0 { fl!("site-bookmarks") } else { String::new() };
            changed |= form.row(ui, &label, |ui| {
                let width = ((ui.available_width() - 28.0 - 3.0 * measure::GAP) / 3.0).floor();
                let (name, local, remote) =
                    (fl!("site-bookmark-name"), fl!("site-local-folder"), fl!("site-remote-folder"));
                let field = |ui: &mut Ui, text: &mut String, name: &str| {
                    sized_field(ui, text, name, name, FieldKind::Plain, false, width).changed()
                };
                let typed = field(ui, &mut bookmark.name, &name)
                    | field(ui, &mut bookmark.local, &local)
                    | field(ui, &mut bookmark.remote, &remote);
                if icon_button(ui, icon::CLOSE, &fl!("site-bookmark-remove"), true).clicked() {
                    gone = Some(at);
                }
                typed
            });
        });
    }
    if let Some(at) = gone {
        list.remove(at);
        changed = true;
    }
    form.row(ui, "", |ui| {
        if button(ui, Look::Plain, Some(icon::PLUS), &fl!("site-bookmark-add"), true).clicked() {
            list.push(BookmarkForm::default());
            changed = true;
        }
    });
    changed
}
