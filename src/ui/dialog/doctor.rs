//! The connection doctor: an address, the steps as they are done, and the report.

use super::doctor_steps::{sign, steps};
use super::modal::{Choice, Ending, Front, modal};
use crate::i18n::fl;
use crate::remote::{CheckState, Verdict};
use crate::text::{address_fault, checkup_markdown, checkup_text, checkup_verdict, step_name};
use crate::ui::state::{Action, DialogAction, DoctorAction, DoctorRun, DoctorState, UiState};
use crate::ui::theme::{Tokens, body, fill_icon, icon, secondary, tokens};
use crate::ui::widget::{FieldKind, text_field};
use eframe::egui::{Label, RichText, Ui};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Start,
    Stop,
    Close,
    Copy,
    CopyMarkdown,
}

pub(super) fn show(ui: &Ui, front: Front, state: &UiState) -> Vec<Action> {
    let doctor = &state.doctor;
    let (mut actions, ending) = modal(
        ui,
        front,
        &fl!("doctor-title"),
        720.0,
        |ui, focus| {
            let mut actions = Vec::new();
            let mut address = doctor.address.clone();
            let hint = fl!("doctor-address-hint");
            let wrong = doctor.fault.is_some();
            let field = text_field(ui, &mut address, &fl!("doctor-address"), &hint, FieldKind::Plain, wrong);
            focus.field(&field);
            if field.changed() {
                actions.push(Action::Doctor(DoctorAction::Edit(address)));
            }
            let t = tokens(ui);
            ui.add_space(4.0);
            match (&doctor.fault, &doctor.run) {
                (Some(fault), _) => {
                    ui.add(Label::new(RichText::new(address_fault(fault)).font(secondary()).color(t.error)).wrap());
                }
                (None, Some(run)) => summary(ui, t, run),
                (None, None) => {
                    let words = RichText::new(fl!("doctor-words")).font(secondary()).color(t.dim);
                    ui.add(Label::new(words).wrap());
                }
            }
            ui.add_space(4.0);
            steps(ui, front.id.with("steps"), doctor, &mut actions);
            actions
        },
        |_| choices(doctor),
    );
    let dismiss = Action::Dialog(DialogAction::Dismiss);
    let report = |words: fn(&str, &crate::remote::Checkup) -> String| {
        let run = doctor.run.as_ref()?;
        Some(Action::CopyText(words(&run.wish.endpoint.host_port(), &run.checkup)))
    };
    match ending {
        Some(Ending::Chosen(Choose::Start)) => actions.push(Action::Doctor(DoctorAction::Start)),
        Some(Ending::Chosen(Choose::Stop)) => actions.push(Action::Doctor(DoctorAction::Stop)),
        Some(Ending::Chosen(Choose::Copy)) => actions.extend(report(checkup_text)),
        Some(Ending::Chosen(Choose::CopyMarkdown)) => actions.extend(report(checkup_markdown)),
        Some(Ending::Chosen(Choose::Close) | Ending::Dismissed) => actions.push(dismiss),
        None => {}
    }
    actions
}

/// From the right edge to the left.
fn choices(doctor: &DoctorState) -> Vec<Choice<Choose>> {
    let first = match (doctor.is_running(), &doctor.run) {
        (true, _) => Choice::plain(Choose::Stop, fl!("doctor-stop")),
        (false, Some(_)) => Choice::primary(Choose::Start, fl!("doctor-again")),
        (false, None) => Choice::primary(Choose::Start, fl!("doctor-start")),
    };
    let there = doctor.run.as_ref().is_some_and(|run| !run.checkup.results.is_empty());
    vec![
        first,
        Choice::plain(Choose::Close, fl!("dialog-close")),
        Choice::apart(Choose::Copy, fl!("doctor-copy"), icon::COPY).enabled(there),
        Choice::apart(Choose::CopyMarkdown, fl!("doctor-copy-markdown"), icon::COPY).enabled(there),
    ]
}

/// How it stands, in a sentence.
fn summary(ui: &mut Ui, t: &Tokens, run: &DoctorRun) {
    let checkup = &run.checkup;
    let failed = checkup.verdict() == Verdict::Failed;
    let (state, words) = match (run.ended, checkup.verdict()) {
        // The card below says why.
        (_, Verdict::Failed) => {
            let step = checkup.reason().map(|result| step_name(result.step)).unwrap_or_default();
            (CheckState::Failed, fl!("doctor-fails-at", step = step))
        }
        (false, _) => (CheckState::Skipped, fl!("doctor-running")),
        (true, Verdict::Ok) => (CheckState::Ok, checkup_verdict(checkup)),
        (true, Verdict::Warning | Verdict::Untrusted) => (CheckState::Warning, checkup_verdict(checkup)),
        (true, Verdict::Cancelled) => (CheckState::Skipped, checkup_verdict(checkup)),
    };
    let (sign, colour) = sign(state, t);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        ui.add(Label::new(RichText::new(sign).font(fill_icon()).color(colour)));
        let ink = if failed { t.error } else { t.text };
        ui.add(Label::new(RichText::new(words).font(body()).color(ink)).wrap());
    });
}
