//! Shall the key or certificate that a server shows take the place of the known one? Both are shown; Enter says no.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::error::{CertificateConflict, HostKeyConflict};
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::ui::state::{Action, ReplaceDraft, TrustConflict};
use crate::ui::theme::{Tokens, icon, mono, regular_icon, secondary, semibold, tokens};
use eframe::egui::{Color32, Frame, Label, Margin, RichText, Stroke, Ui};
use std::path::Path;

/// One side of the comparison.
struct Side {
    title: String,
    /// What it is and its fingerprint.
    lines: Vec<String>,
    /// Where it stands.
    place: Option<String>,
}

pub(super) fn show(ui: &Ui, front: Front, draft: &ReplaceDraft) -> Vec<Action> {
    let (title, accept, known, shown) = match &draft.conflict {
        TrustConflict::Key(conflict) => key(conflict),
        TrustConflict::Certificate(conflict) => certificate(conflict),
    };
    let ((), ending) = modal(
        ui,
        front,
        &title,
        600.0,
        |ui, _| {
            let t = tokens(ui);
            for side in &known {
                card(ui, t, side, t.line);
            }
            card(ui, t, &shown, t.warn);
            ui.add_space(4.0);
            ui.horizontal_top(|ui| {
                ui.label(RichText::new(icon::SHIELD_WARNING).font(regular_icon()).color(t.warn));
                ui.add(Label::new(RichText::new(fl!("trust-replace-warning")).color(t.text)).wrap());
            });
        },
        |()| vec![Choice::danger(Simple::Accept, accept).by_enter(false), cancel().by_enter(true)],
    );
    actions(None, ending)
}

type Comparison = (String, String, Vec<Side>, Side);

fn safe(text: &str) -> String {
    escape_bytes(text.as_bytes())
}

fn path(file: &Path) -> String {
    escape_bytes(file.as_os_str().as_encoded_bytes())
}

fn key(conflict: &HostKeyConflict) -> Comparison {
    let known = conflict.stored.iter().map(|stored| Side {
        title: fl!("trust-replace-known"),
        lines: vec![safe(&stored.algorithm), safe(&stored.fingerprint)],
        place: Some(fl!("security-trust-place", file = path(&stored.file), line = stored.line.to_string())),
    });
    let shown = Side {
        title: fl!("trust-replace-shown"),
        lines: vec![safe(&conflict.algorithm), safe(&conflict.fingerprint)],
        place: None,
    };
    let title = fl!("trust-replace-title-key", host = safe(&conflict.host));
    (title, fl!("trust-replace-accept-key"), known.collect(), shown)
}

fn certificate(conflict: &CertificateConflict) -> Comparison {
    let known = Side {
        title: fl!("trust-replace-known"),
        lines: vec![safe(&conflict.trusted)],
        place: conflict.file.as_deref().map(path),
    };
    let shown = Side { title: fl!("trust-replace-shown"), lines: vec![safe(&conflict.shown)], place: None };
    let title = fl!("trust-replace-title-certificate", host = safe(&conflict.host));
    (title, fl!("trust-replace-accept-certificate"), vec![known], shown)
}

fn card(ui: &mut Ui, t: &Tokens, side: &Side, edge: Color32) {
    let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, edge)).corner_radius(8);
    frame.inner_margin(Margin::symmetric(15, 12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.add(Label::new(RichText::new(&side.title).font(semibold()).color(t.text)));
        for line in &side.lines {
            ui.add(Label::new(RichText::new(line).font(mono()).color(t.text)).wrap().selectable(true));
        }
        if let Some(place) = &side.place {
            ui.add(Label::new(RichText::new(place).font(secondary()).color(t.dim)).wrap());
        }
    });
}
