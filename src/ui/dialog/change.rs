//! Shall a server be changed whose site is locked?

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Ending, Front, modal};
use crate::engine::{Answer, ChangeAnswer, ChangeQuestion};
use crate::i18n::fl;
use crate::model::PromptId;
use crate::text::{change_site, change_words};
use crate::ui::state::{Action, DialogAction, UnlockDraft};
use crate::ui::theme::{Tokens, secondary, tokens};
use eframe::egui::{Frame, Label, Margin, RichText, Stroke, Ui};

fn boxed(ui: &mut Ui, text: String) {
    let t: &Tokens = tokens(ui);
    let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8);
    frame.inner_margin(Margin::symmetric(15, 12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(Label::new(RichText::new(text).color(t.text)).wrap());
    });
}

/// The question of the engine before a command changes a server.
pub(super) fn ask(ui: &Ui, front: Front, prompt: PromptId, asked: &ChangeQuestion) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let site = change_site(asked);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("change-title", site = site.as_str()),
        520.0,
        |ui, _| {
            ui.spacing_mut().item_spacing.y = 12.0;
            boxed(ui, change_words(&asked.change));
            ui.add(Label::new(RichText::new(fl!("change-note")).font(secondary()).color(t.dim)).wrap());
        },
        |()| {
            // Enter says no: the site was locked because mistakes there are dear.
            vec![
                Choice::danger(ChangeAnswer::Once, fl!("change-once")).by_enter(false),
                Choice::plain(ChangeAnswer::No, fl!("dialog-cancel")).by_enter(true),
                Choice::plain(ChangeAnswer::Session, fl!("change-session")),
            ]
        },
    );
    let answer = match ending {
        Some(Ending::Chosen(answer)) => answer,
        Some(Ending::Dismissed) => ChangeAnswer::No,
        None => return Vec::new(),
    };
    vec![Action::Dialog(DialogAction::Answer(prompt, Answer::Change(answer)))]
}

/// Whether to lift the lock of a site.
pub(super) fn unlock(ui: &Ui, front: Front, draft: &UnlockDraft) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("unlock-title", site = draft.site.as_str()),
        480.0,
        |ui, _| {
            ui.spacing_mut().item_spacing.y = 12.0;
            ui.add(Label::new(RichText::new(fl!("unlock-words")).color(t.text)).wrap());
            ui.add(Label::new(RichText::new(fl!("unlock-note")).font(secondary()).color(t.dim)).wrap());
        },
        |()| {
            let label = if draft.about.is_some() { fl!("unlock-and-again") } else { fl!("unlock-accept") };
            vec![Choice::danger(Simple::Accept, label).by_enter(false), cancel().by_enter(true)]
        },
    );
    actions(None, ending)
}
