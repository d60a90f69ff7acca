//! A target exists: both sides with sizes and dates, and what to do.

use super::modal::{Choice, Ending, Front, modal};
use crate::engine::{Answer, FileFacts, OverwriteAnswer, OverwriteQuestion};
use crate::error::Place;
use crate::i18n::fl;
use crate::model::{OverwriteRule, PromptId, Timestamp};
use crate::text::{parent_words, place_name, size, when};
use crate::ui::state::{Action, AnswerDraft, Dialog, DialogAction};
use crate::ui::theme::{Tokens, icon, measure, regular_icon, secondary, semibold, tokens};
use crate::ui::widget::switch;
use eframe::egui::{Frame, Label, Margin, RichText, Stroke, Ui, vec2};

pub(super) fn show(
    ui: &Ui,
    front: Front,
    prompt: PromptId,
    dialog: &Dialog,
    asked: &OverwriteQuestion,
    draft: &AnswerDraft,
    now: Timestamp,
) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let name = place_name(&asked.target.place);
    let newer = newer(&asked.source, &asked.target);
    let (for_all, ending) = modal(
        ui,
        front,
        &fl!("overwrite-title", name = name.as_str()),
        660.0,
        |ui, _| {
            let folder = parent_words(&asked.target.place);
            ui.add(Label::new(RichText::new(fl!("overwrite-intro", folder = folder)).color(t.dim)).wrap());
            ui.add_space(4.0);
            ui.horizontal_top(|ui| {
                let width = (ui.available_width() - 12.0 - measure::GAP) / 2.0;
                ui.spacing_mut().item_spacing.x = 12.0;
                side(ui, width, &fl!("overwrite-there"), &asked.target, newer == Some(Newer::Target), now);
                side(ui, width, &fl!("overwrite-new"), &asked.source, newer == Some(Newer::Source), now);
            });
            ui.add_space(4.0);
            let mut for_all = draft.overwrite.for_all;
            switch(ui, &mut for_all, &fl!("overwrite-for-all"), true);
            for_all
        },
        |_| {
            // Enter replaces only what is older for sure.
            let suggested = match newer {
                Some(Newer::Source) => OverwriteRule::Overwrite,
                _ => OverwriteRule::Skip,
            };
            let choice = |rule, label| {
                if rule == suggested { Choice::primary(rule, label) } else { Choice::plain(rule, label) }
            };
            vec![
                choice(OverwriteRule::Overwrite, fl!("overwrite-overwrite")),
                choice(OverwriteRule::Newer, fl!("overwrite-newer")),
                choice(OverwriteRule::Resume, fl!("overwrite-resume")).enabled(asked.can_resume),
                choice(OverwriteRule::Rename, fl!("overwrite-rename")),
                choice(OverwriteRule::Skip, fl!("overwrite-skip")),
                // Esc skips this one; stopping the transfer is a choice of its own.
                Choice::apart(OverwriteRule::Ask, fl!("overwrite-stop"), icon::STOP),
            ]
        },
    );
    let rule = match ending {
        Some(Ending::Chosen(rule)) => rule,
        Some(Ending::Dismissed) => OverwriteRule::Skip,
        None if for_all != draft.overwrite.for_all => return vec![edit(dialog, for_all)],
        None => return Vec::new(),
    };
    let answer = Answer::Overwrite(OverwriteAnswer { rule, for_all });
    vec![Action::Dialog(DialogAction::Answer(prompt, answer))]
}

fn edit(dialog: &Dialog, for_all: bool) -> Action {
    let mut edited = dialog.clone();
    if let Dialog::Question { draft, .. } = &mut edited {
        draft.overwrite.for_all = for_all;
    }
    Action::Dialog(DialogAction::Edit(Box::new(edited)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Newer {
    Source,
    Target,
}

/// Which one is newer; `None` when they are of the same age as far as can be told.
fn newer(source: &FileFacts, target: &FileFacts) -> Option<Newer> {
    match (source.modified?, target.modified?) {
        (source, target) if source.is_newer_than(target) => Some(Newer::Source),
        (source, target) if target.is_newer_than(source) => Some(Newer::Target),
        _ => None,
    }
}

fn side(ui: &mut Ui, width: f32, title: &str, facts: &FileFacts, newer: bool, now: Timestamp) {
    let t: &Tokens = tokens(ui);
    let (sign, place) = match &facts.place {
        Place::Local(_) => (icon::COMPUTER, fl!("overwrite-local")),
        Place::Remote(_) => (icon::SERVER, fl!("overwrite-remote")),
    };
    let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8);
    frame.inner_margin(Margin::symmetric(14, 12)).show(ui, |ui| {
        ui.set_width(width - 30.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(measure::GAP, 5.0);
            ui.label(RichText::new(title).font(secondary()).color(t.dim));
            ui.horizontal(|ui| {
                ui.label(RichText::new(sign).font(regular_icon()).color(t.dim));
                ui.label(RichText::new(place).font(semibold()).color(t.text));
            });
            let unknown = || fl!("overwrite-unknown");
            let bytes = facts.size.map_or_else(unknown, size);
            ui.label(RichText::new(bytes).color(t.text));
            let time = facts.modified.map(|time| when(time, now)).filter(|text| !text.is_empty());
            ui.horizontal(|ui| {
                ui.label(RichText::new(time.unwrap_or_else(unknown)).color(t.text));
                if newer {
                    ui.label(RichText::new(fl!("overwrite-is-newer")).font(secondary()).color(t.ok));
                }
            });
        });
    });
}
