//! How the session is secured: the verdict, and what was agreed on.

use super::modal::{Choice, Ending, Front, modal};
use crate::engine::SessionState;
use crate::i18n::fl;
use crate::text::{SecurityGrade, SecurityGroup, SecurityWords, security_words};
use crate::ui::state::{Action, DialogAction, UiState};
use crate::ui::theme::{Tokens, fill_icon, icon, mono, secondary, semibold, tokens};
use eframe::egui::{Label, RichText, Ui, vec2};

const LABEL: f32 = 132.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Close,
    Copy,
}

pub(super) fn show(ui: &Ui, front: Front, state: &UiState) -> Vec<Action> {
    let words = words(state);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("security-title"),
        640.0,
        |ui, _| {
            let t = tokens(ui);
            let Some(words) = &words else {
                ui.add(Label::new(RichText::new(fl!("status-offline")).color(t.dim)).wrap());
                return;
            };
            verdict(ui, t, words);
            for group in &words.groups {
                ui.add_space(8.0);
                rows(ui, t, group);
            }
        },
        |()| {
            vec![
                Choice::primary(Choose::Close, fl!("dialog-close")),
                Choice::apart(Choose::Copy, fl!("security-copy"), icon::COPY).enabled(words.is_some()),
            ]
        },
    );
    match ending {
        Some(Ending::Chosen(Choose::Copy)) => words.iter().map(|words| Action::CopyText(words.to_text())).collect(),
        Some(Ending::Chosen(Choose::Close) | Ending::Dismissed) => {
            vec![Action::Dialog(DialogAction::Dismiss)]
        }
        None => Vec::new(),
    }
}

/// `None` where the session has ended meanwhile.
fn words(state: &UiState) -> Option<SecurityWords> {
    let session = state.here.session.as_ref()?;
    match &session.state {
        SessionState::Connected { info, .. } => Some(security_words(&session.wish.endpoint, info)),
        SessionState::Connecting | SessionState::Reconnecting { .. } | SessionState::Ended(_) => None,
    }
}

fn verdict(ui: &mut Ui, t: &Tokens, words: &SecurityWords) {
    let (sign, ink) = match words.grade {
        SecurityGrade::Good => (icon::SHIELD_CHECK, t.ok),
        SecurityGrade::Weak => (icon::SHIELD_WARNING, t.warn),
        SecurityGrade::Open => (icon::SHIELD_WARNING, t.error),
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        ui.add(Label::new(RichText::new(sign).font(fill_icon()).color(ink)));
        ui.add(Label::new(RichText::new(&words.verdict).color(t.text)).wrap());
    });
}

fn rows(ui: &mut Ui, t: &Tokens, group: &SecurityGroup) {
    ui.add(Label::new(RichText::new(&group.title).font(semibold()).color(t.text)));
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(14.0, 6.0);
        for (label, value) in &group.rows {
            ui.horizontal_top(|ui| {
                ui.allocate_ui(vec2(LABEL, 16.0), |ui| {
                    ui.set_min_width(LABEL);
                    ui.add(Label::new(RichText::new(label).font(secondary()).color(t.dim)));
                });
                ui.add(Label::new(RichText::new(value).font(mono()).color(t.text)).wrap().selectable(true));
            });
        }
    });
}
