//! The site manager: the tree of sites on the left, what is chosen in it on the right.

use super::modal::{Choice, Ending, Focus, Front, footer};
use super::site_page::page;
use super::site_tree::tree;
use crate::i18n::fl;
use crate::site::FileFault;
use crate::text::sites_fault;
use crate::ui::state::{Action, Dialog, DialogAction, ExportDraft, ImportAction, SitePage, SitesAction, SitesState};
use crate::ui::theme::{Tokens, icon, measure, regular_icon, secondary, title, tokens};
use crate::ui::widget::{Look, button, paint_text};
use eframe::egui::{
    Align, CornerRadius, Frame, Key, Label, Layout, Modal, Modifiers, Popup, Rect, RichText, Shadow, Stroke, Ui,
    UiBuilder, pos2, vec2,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Connect,
    Save,
    Close,
    Test,
    Page(SitePage),
}

const WIDTH: f32 = 980.0;
const HEIGHT: f32 = 640.0;
const HEAD: f32 = 53.0;
const FOOT: f32 = 59.0;

pub(super) fn show(ui: &Ui, front: Front, sites: &SitesState) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let screen = ui.ctx().content_rect();
    let size = vec2(WIDTH.min(screen.width() - 24.0), HEIGHT.min(screen.height() - 24.0)).floor();
    let popup_open = Popup::is_any_open(ui.ctx());
    let frame = Frame::new()
        .fill(t.raised)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(measure::CARD_RADIUS)
        .shadow(Shadow { offset: [0, 16], blur: 48, spread: 0, color: t.shadow });
    let mut out = Vec::new();
    let shown = Modal::new(front.id).backdrop_color(t.backdrop).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(size.x);
        ui.spacing_mut().item_spacing = vec2(measure::GAP, 0.0);
        let (all, _) = ui.allocate_exact_size(vec2(size.x, size.y - FOOT), eframe::egui::Sense::hover());
        head(ui, Rect::from_min_max(all.min, pos2(all.right(), all.top() + HEAD)), &mut out);
        let body = Rect::from_min_max(pos2(all.left(), all.top() + HEAD), all.max);
        let split = body.left() + (body.width() * 0.3).clamp(196.0, 290.0).floor();
        let left = Rect::from_min_max(body.min, pos2(split, body.bottom()));
        let right = Rect::from_min_max(pos2(split + 1.0, body.top()), body.max);
        ui.painter().rect_filled(left, CornerRadius::ZERO, t.panel);
        ui.painter().hline(all.x_range(), body.top() - 0.5, Stroke::new(1.0, t.line));
        ui.painter().vline(split + 0.5, body.y_range(), Stroke::new(1.0, t.line));
        let mut focus = Focus::default();
        let mut tree_ui = ui.new_child(UiBuilder::new().max_rect(left.shrink(10.0)).id_salt("site-tree"));
        tree(&mut tree_ui, front, sites, &mut focus, &mut out);
        let mut right = right;
        if let Some(fault) = &sites.fault {
            let used = banner(ui, right, fault);
            right.min.y += used;
        }
        let mut page_ui = ui.new_child(UiBuilder::new().max_rect(right).id_salt("site-page"));
        page_ui.set_clip_rect(right.intersect(ui.clip_rect()));
        page(&mut page_ui, front, sites, &mut out);
        footer(ui, t, size.x, &mut focus, choices(sites, size.x), front)
    });
    let mut ending = shown.inner;
    let escaped = !popup_open && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escaped && sites.rename.is_some() {
        out.push(Action::Sites(SitesAction::EndRename(false)));
    } else if ending.is_none() && escaped {
        ending = Some(Ending::Dismissed);
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::S)) {
        ending = Some(Ending::Chosen(Choose::Save));
    }
    match ending {
        Some(Ending::Chosen(Choose::Connect)) => out.push(Action::Sites(SitesAction::Connect)),
        Some(Ending::Chosen(Choose::Save)) => out.push(Action::Sites(SitesAction::Save)),
        Some(Ending::Chosen(Choose::Test)) => out.push(Action::Sites(SitesAction::Test)),
        Some(Ending::Chosen(Choose::Page(page))) => out.push(Action::Sites(SitesAction::Page(page))),
        Some(Ending::Chosen(Choose::Close) | Ending::Dismissed) => out.push(Action::Dialog(DialogAction::Dismiss)),
        None => {}
    }
    out
}

fn choices(sites: &SitesState, width: f32) -> Vec<Choice<Choose>> {
    let site = sites.draft().is_some();
    let usable = site || sites.host().is_some();
    let changed = sites.has_changes();
    let close = if changed { fl!("dialog-cancel") } else { fl!("dialog-close") };
    let mut choices = vec![
        Choice::primary(Choose::Connect, fl!("connect-accept")).enabled(usable),
        Choice::plain(Choose::Save, fl!("sites-save")).enabled(changed && sites.can_store()),
        Choice::plain(Choose::Close, close),
    ];
    if usable {
        choices.push(Choice::apart(Choose::Test, fl!("sites-test"), icon::DOCTOR));
    }
    if site {
        let (to, words) = match sites.page {
            SitePage::Basic => (SitePage::Advanced, fl!("sites-advanced")),
            SitePage::Advanced => (SitePage::Basic, fl!("sites-basic")),
        };
        let sign = if to == SitePage::Basic { icon::BACK } else { icon::SETTINGS };
        choices.push(Choice::apart(Choose::Page(to), words, sign));
    }
    if width < 560.0 {
        // What is in the menu of the row as well gives way.
        choices.retain(|choice| choice.value != Some(Choose::Test));
    }
    choices
}

fn head(ui: &mut Ui, rect: Rect, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let text = Rect::from_min_max(pos2(rect.left() + 18.0, rect.top()), pos2(rect.right() - 300.0, rect.bottom()));
    paint_text(ui.painter(), text, Align::Min, &fl!("sites-title"), title(), t.text);
    let layout = Layout::right_to_left(Align::Center);
    let inner = rect.shrink2(vec2(14.0, 0.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("sites-head").layout(layout));
    if button(&mut child, Look::Quiet, Some(icon::DOWNLOAD), &fl!("command-import-sites"), true).clicked() {
        out.push(Action::Import(ImportAction::Open));
    }
    if button(&mut child, Look::Quiet, Some(icon::EXPORT), &fl!("command-export-sites"), true).clicked() {
        let draft = Box::new(ExportDraft::new(None));
        out.push(Action::Dialog(DialogAction::Open(Box::new(Dialog::Export(draft)))));
    }
}

/// What was wrong with the file; returns its height.
fn banner(ui: &mut Ui, rect: Rect, fault: &FileFault) -> f32 {
    let t = tokens(ui);
    let words = sites_fault(fault);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("sites-fault"));
    let shown = Frame::new().fill(t.error_bg).inner_margin(12).show(&mut child, |ui| {
        ui.set_width(rect.width() - 24.0);
        ui.horizontal_top(|ui| {
            ui.label(RichText::new(icon::WARNING).font(regular_icon()).color(t.warn));
            ui.add(Label::new(RichText::new(words).font(secondary()).color(t.text)).wrap());
        });
    });
    shown.response.rect.height()
}
