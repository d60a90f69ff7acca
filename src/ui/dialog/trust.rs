//! What says which servers are trusted: found as a host is typed, looked at, removed.

use super::chooser::moved;
use super::codes::part;
use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Ending, Front, modal};
use super::trust_list::{List, list, sign};
use crate::i18n::fl;
use crate::text::{TrustWords, trust_words};
use crate::trust::{Marker, TrustItem};
use crate::ui::state::{Action, DialogAction, TrustAction, TrustState};
use crate::ui::theme::{icon, mono, regular_icon, secondary, semibold, tokens};
use crate::ui::widget::{FieldKind, text_field};
use eframe::egui::{Label, Rect, RichText, ScrollArea, Sense, Ui, pos2, vec2};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Close,
    Remove,
}

const WIDTH: f32 = 940.0;
/// Room that heading, buttons and the edge of the window need.
const AROUND: f32 = 180.0;
const TALLEST: f32 = 520.0;

pub(super) fn show(ui: &Ui, front: Front, trust: &TrustState) -> Vec<Action> {
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(120.0, TALLEST);
    let (mut out, ending) = modal(
        ui,
        front,
        &fl!("trust-title"),
        WIDTH,
        |ui, focus| {
            let mut out = Vec::new();
            let row = moved(ui, trust.chosen, trust.found.len());
            let top = ui.cursor().top();
            let mut query = trust.query.clone();
            let hint = fl!("trust-search-hint");
            let field = text_field(ui, &mut query, &fl!("trust-search"), &hint, FieldKind::Plain, false);
            focus.field(&field);
            if field.changed() {
                out.push(Action::Trust(TrustAction::Search(query)));
            }
            notes(ui, trust);
            ui.add_space(4.0);
            let room = vec2(ui.available_width(), height - (ui.cursor().top() - top));
            let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
            let split = rect.left() + (rect.width() * 0.5).clamp(260.0, 460.0);
            let mut left = part(ui, Rect::from_min_max(rect.min, pos2(split, rect.bottom())), "list");
            let clicked = list(&mut left, &List { id: front.id.with("rows"), first: front.first, trust }, row);
            if clicked != trust.chosen {
                out.push(Action::Trust(TrustAction::Choose(clicked)));
            }
            let mut right = part(ui, Rect::from_min_max(pos2(split + 20.0, rect.top()), rect.max), "page");
            if let Some(item) = trust.item() {
                ScrollArea::vertical().auto_shrink(false).show(&mut right, |ui| page(ui, item));
            }
            out
        },
        |_| {
            vec![
                Choice::plain(Choose::Close, fl!("dialog-close")),
                Choice::apart(Choose::Remove, fl!("trust-remove"), icon::DELETE).enabled(trust.item().is_some()),
            ]
        },
    );
    match ending {
        Some(Ending::Chosen(Choose::Remove)) => out.push(Action::Trust(TrustAction::Forget)),
        Some(Ending::Chosen(Choose::Close) | Ending::Dismissed) => out.push(Action::Dialog(DialogAction::Dismiss)),
        None => {}
    }
    out
}

/// What could not be read.
fn notes(ui: &mut Ui, trust: &TrustState) {
    let t = tokens(ui);
    let Some(store) = &trust.store else { return };
    let mut say = |words: String| {
        ui.horizontal_top(|ui| {
            ui.label(RichText::new(icon::WARNING).font(regular_icon()).color(t.warn));
            ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).wrap());
        });
    };
    for error in &store.faults {
        let file = error.place.as_ref().map(crate::error::Place::display).unwrap_or_default();
        say(fl!("trust-unusable", file = file));
    }
    if !store.skipped.is_empty() {
        say(fl!("trust-skipped", count = store.skipped.len()));
    }
}

/// All that is known of one.
fn page(ui: &mut Ui, item: &TrustItem) {
    let t = tokens(ui);
    let TrustWords { kind, rows, .. } = trust_words(item);
    ui.spacing_mut().item_spacing.y = 6.0;
    ui.horizontal_top(|ui| {
        let (sign, ink) = sign(item, t);
        ui.label(RichText::new(sign).font(regular_icon()).color(ink));
        ui.add(Label::new(RichText::new(kind).font(semibold()).color(t.text)).wrap());
    });
    ui.add_space(4.0);
    for (label, value) in rows {
        ui.add(Label::new(RichText::new(label).font(secondary()).color(t.dim)));
        ui.add(Label::new(RichText::new(value).font(mono()).color(t.text)).wrap().selectable(true));
        ui.add_space(4.0);
    }
    if item.hosts().is_none() {
        ui.add(Label::new(RichText::new(fl!("trust-hashed-note")).font(secondary()).color(t.dim)).wrap());
    }
}

/// Asks whether to remove one. Enter says no.
pub(super) fn forget(ui: &Ui, front: Front, item: &TrustItem) -> Vec<Action> {
    let what = match item {
        TrustItem::Key(line) => match line.marker {
            Marker::Plain => fl!("trust-forget-key"),
            Marker::CertAuthority => fl!("trust-forget-authority"),
            Marker::Revoked => fl!("trust-forget-revoked"),
        },
        TrustItem::Certificate { .. } => fl!("trust-forget-certificate"),
    };
    let ((), ending) = modal(
        ui,
        front,
        &fl!("trust-forget-title"),
        560.0,
        |ui, _| {
            let t = tokens(ui);
            for (label, value) in trust_words(item).rows {
                ui.horizontal_top(|ui| {
                    ui.allocate_ui(vec2(84.0, 16.0), |ui| {
                        ui.set_min_width(84.0);
                        ui.add(Label::new(RichText::new(label).font(secondary()).color(t.dim)));
                    });
                    ui.add(Label::new(RichText::new(value).font(mono()).color(t.text)).wrap());
                });
            }
            ui.add_space(4.0);
            ui.horizontal_top(|ui| {
                ui.label(RichText::new(icon::WARNING).font(regular_icon()).color(t.warn));
                ui.add(Label::new(RichText::new(what).color(t.text)).wrap());
            });
        },
        |()| {
            let remove = Choice::danger(Simple::Accept, fl!("trust-forget-accept")).by_enter(false);
            vec![remove, cancel().by_enter(true)]
        },
    );
    actions(None, ending)
}
