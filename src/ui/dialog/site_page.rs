//! The right side of the site manager: the form of a site, or what there is to say about what is chosen.

use super::modal::Front;
use super::site_advanced::advanced;
use super::site_basic::basic;
use super::site_fields::Rows;
use crate::engine::ListedHost;
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::{Node, NodeId};
use crate::ui::state::{Action, ImportAction, SiteDraft, SiteKey, SitePage, SitesAction, SitesState};
use crate::ui::theme::{Tokens, body, icon, mono, secondary, title, tokens};
use crate::ui::widget::{Look, button};
use eframe::egui::{Align2, FontId, Frame, Label, Margin, RichText, ScrollArea, Ui, pos2, vec2};

/// Draws it into all of `ui`.
pub(super) fn page(ui: &mut Ui, front: Front, sites: &SitesState, out: &mut Vec<Action>) {
    if let Some((id, draft)) = sites.draft() {
        form(ui, front, sites, id, draft, out);
    } else if let Some(folder) = sites.folder() {
        folder_page(ui, sites, folder, out);
    } else if let Some(host) = sites.host() {
        host_page(ui, host, sites.can_store(), out);
    } else if sites.chosen == Some(SiteKey::Hosts) {
        message(ui, icon::TERMINAL, &sites.hosts_file, &fl!("sites-hosts-words"), |_| {});
    } else if !sites.loaded {
        message(ui, icon::SITES, &fl!("sites-loading"), "", |_| {});
    } else if sites.book.nodes().is_empty() {
        message(ui, icon::SITES, &fl!("sites-empty-title"), &fl!("sites-empty-words"), |ui| {
            if button(ui, Look::Plain, Some(icon::PLUS), &fl!("sites-new"), sites.can_store()).clicked() {
                out.push(Action::Sites(SitesAction::NewSite(fl!("sites-new-name"))));
            }
            if button(ui, Look::Plain, Some(icon::DOWNLOAD), &fl!("command-import-sites"), true).clicked() {
                out.push(Action::Import(ImportAction::Open));
            }
        });
    } else {
        message(ui, icon::SITES, &fl!("sites-choose-title"), &fl!("sites-choose-words"), |_| {});
    }
}

fn form(ui: &mut Ui, front: Front, sites: &SitesState, id: NodeId, draft: &SiteDraft, out: &mut Vec<Action>) {
    let mut edited = draft.clone();
    let salt = (front.id, id.get(), sites.page == SitePage::Advanced);
    ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 12, right: 24, top: 20, bottom: 20 }).show(ui, |ui| {
            ui.push_id(id.get(), |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 13.0);
                let rows = Rows::new(ui, draft.problems(), sites.tried);
                let changed = match sites.page {
                    SitePage::Basic => basic(ui, &rows, sites, &mut edited, out),
                    SitePage::Advanced => advanced(ui, &rows, &mut edited),
                };
                if changed {
                    out.insert(0, Action::Sites(SitesAction::Edit(Box::new(edited))));
                }
            });
        });
    });
}

/// A sign, a heading, some words, and perhaps buttons, in the middle.
fn message(ui: &mut Ui, sign: &str, heading: &str, words: &str, buttons: impl FnOnce(&mut Ui)) {
    let t: &Tokens = tokens(ui);
    let room = ui.max_rect();
    let at = pos2(room.center().x, room.top() + (room.height() * 0.3).max(40.0));
    let font = FontId::new(34.0, crate::ui::theme::regular_icon().family);
    ui.painter().text(at, Align2::CENTER_CENTER, sign, font, t.faint);
    ui.vertical_centered(|ui| {
        ui.add_space(at.y - room.top() + 32.0);
        ui.set_max_width((room.width() - 60.0).clamp(80.0, 420.0));
        ui.add(Label::new(RichText::new(heading).font(title()).color(t.text)).wrap());
        ui.add_space(8.0);
        ui.add(Label::new(RichText::new(words).font(body()).color(t.dim)).wrap());
        ui.add_space(16.0);
    });
    let below = ui.min_rect().bottom();
    // Buttons in a row, in the middle: their width is known one frame later.
    let id = ui.make_persistent_id("message-buttons");
    let width = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(0.0);
    let place = eframe::egui::Rect::from_min_size(pos2(room.center().x - width / 2.0, below), vec2(room.width(), 36.0));
    let builder = eframe::egui::UiBuilder::new()
        .max_rect(place)
        .layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center));
    let mut row = ui.new_child(builder);
    buttons(&mut row);
    let now = row.min_rect().width();
    if (now - width).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, now));
        ui.ctx().request_repaint();
    }
}

fn folder_page(ui: &mut Ui, sites: &SitesState, folder: &Node, out: &mut Vec<Action>) {
    let shown = sites.shown();
    let count = shown.with_content(folder.id).iter().filter(|node| node.as_site().is_some()).count();
    let name = escape_bytes(folder.name.as_bytes());
    message(ui, icon::FOLDER_OPEN, &name, &fl!("sites-folder-words", count = count), |ui| {
        if button(ui, Look::Plain, Some(icon::PLUS), &fl!("sites-new"), sites.can_store()).clicked() {
            out.push(Action::Sites(SitesAction::NewSite(fl!("sites-new-name"))));
        }
        if button(ui, Look::Plain, Some(icon::RENAME), &fl!("sites-rename"), true).clicked() {
            out.push(Action::Sites(SitesAction::BeginRename));
        }
        if button(ui, Look::Plain, Some(icon::SORT), &fl!("sites-sort"), true).clicked() {
            out.push(Action::Sites(SitesAction::Sort));
        }
    });
}

fn host_page(ui: &mut Ui, host: &ListedHost, able: bool, out: &mut Vec<Action>) {
    let t: &Tokens = tokens(ui);
    let safe = |text: &str| escape_bytes(text.as_bytes());
    ScrollArea::vertical().id_salt("host-page").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(24).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            ui.add(Label::new(RichText::new(safe(&host.alias)).font(title()).color(t.text)).wrap());
            ui.add(Label::new(RichText::new(fl!("sites-host-words")).font(secondary()).color(t.dim)).wrap());
            ui.add_space(8.0);
            let mut rows = vec![(fl!("connect-host"), safe(&host.host_name))];
            rows.extend(host.port.map(|port| (fl!("connect-port"), port.to_string())));
            rows.extend(host.user.as_deref().map(|user| (fl!("connect-user"), safe(user))));
            if !host.via.is_empty() {
                rows.push((fl!("site-jump"), safe(&host.via.join(" → "))));
            }
            if host.by_command {
                rows.push((fl!("sites-host-command"), fl!("sites-host-command-words")));
            }
            for (label, value) in rows {
                ui.add(Label::new(RichText::new(label).font(secondary()).color(t.dim)));
                ui.add(Label::new(RichText::new(value).font(mono()).color(t.text)).wrap().selectable(true));
                ui.add_space(4.0);
            }
            ui.add_space(8.0);
            if button(ui, Look::Plain, Some(icon::COPY), &fl!("sites-copy-host"), able).clicked() {
                out.push(Action::Sites(SitesAction::CopyHost));
            }
        });
    });
}
