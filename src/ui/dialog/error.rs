//! An error with its card.

use super::modal::{Choice, Ending, Front, modal};
use crate::engine::QueueCommand;
use crate::error::ErrorKind;
use crate::i18n::fl;
use crate::text::{clock_time, error_report};
use crate::ui::state::{
    Action, ConnectForm, ConnectionAction, Dialog, DialogAction, DoctorAction, ErrorReport, QueueAction, Retry,
    UiState, ViewAction,
};
use crate::ui::theme;
use crate::ui::widget::{CardFacts, error_card, headline};
use eframe::egui::Ui;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Close,
    Copy,
    Skip,
    Retry,
    EditConnection,
    Diagnose,
}

pub(super) fn show(ui: &Ui, front: Front, report: &ErrorReport, state: &UiState) -> Vec<Action> {
    let words = error_report(&report.error).under(headline(&report.attempt, &report.error));
    let mut time = report.at.map(clock_time).unwrap_or_default();
    if let Some(session) = state.session.as_ref().filter(|_| !time.is_empty()) {
        time = format!("{time} · {}", session.wish.endpoint);
    }
    let facts = CardFacts { time, others: report.others };
    let (asked, ending) = modal(
        ui,
        front,
        &words.headline,
        620.0,
        |ui, _| error_card(ui, front.id.with("card"), &report.error, &words, &facts),
        |_| choices(report),
    );
    if asked.is_some() {
        return vec![Action::View(ViewAction::OpenCodes(asked))];
    }
    let choose = match ending {
        Some(Ending::Chosen(choose)) => choose,
        Some(Ending::Dismissed) => Choose::Close,
        None => return Vec::new(),
    };
    let dismiss = Action::Dialog(DialogAction::Dismiss);
    match (choose, &report.retry) {
        (Choose::Copy, _) => vec![Action::CopyText(with_time(words.to_text(), &facts.time))],
        (Choose::Skip, Some(Retry::Transfer(id))) => {
            vec![dismiss, Action::Queue(QueueAction::Command(QueueCommand::Remove(vec![*id])))]
        }
        (Choose::Retry, Some(_)) => vec![Action::Dialog(DialogAction::Retry)],
        // The card is there again when the doctor is closed.
        (Choose::Diagnose, Some(Retry::Connect(wish))) => {
            vec![Action::Doctor(DoctorAction::Open(Some(wish.clone())))]
        }
        (Choose::EditConnection, Some(Retry::Connect(wish))) => vec![
            dismiss,
            Action::Connection(ConnectionAction::EditForm(Box::new(ConnectForm::of_wish(wish)))),
            Action::Dialog(DialogAction::Open(Box::new(Dialog::Connect))),
        ],
        _ => vec![dismiss],
    }
}

fn with_time(mut text: String, time: &str) -> String {
    if !time.is_empty() {
        text.extend(["  ", &fl!("detail-time"), "  ", time, "\n"]);
    }
    text
}

/// From the right edge to the left. A key that was changed or revoked has no way on: the file must be looked at first.
fn choices(report: &ErrorReport) -> Vec<Choice<Choose>> {
    let untrusted = matches!(report.error.kind, ErrorKind::HostKeyChanged(_) | ErrorKind::HostKeyRevoked(_));
    let mut choices = match &report.retry {
        Some(_) if untrusted => vec![Choice::primary(Choose::Close, fl!("dialog-close"))],
        Some(Retry::Transfer(_)) => vec![
            Choice::primary(Choose::Retry, fl!("error-retry")),
            Choice::plain(Choose::Skip, fl!("error-skip")),
            Choice::plain(Choose::Close, fl!("dialog-close")),
        ],
        Some(Retry::Connect(_)) => vec![
            Choice::primary(Choose::Retry, fl!("error-retry")),
            Choice::plain(Choose::EditConnection, fl!("error-edit-connection")),
            Choice::plain(Choose::Close, fl!("dialog-close")),
        ],
        Some(Retry::List(..) | Retry::Operate(_)) => {
            vec![Choice::primary(Choose::Retry, fl!("error-retry")), Choice::plain(Choose::Close, fl!("dialog-close"))]
        }
        None => vec![Choice::primary(Choose::Close, fl!("dialog-close"))],
    };
    let diagnose = matches!(report.retry, Some(Retry::Connect(_)))
        .then(|| Choice::apart(Choose::Diagnose, fl!("command-diagnose"), theme::icon::DOCTOR));
    choices.push(Choice::apart(Choose::Copy, fl!("error-copy"), theme::icon::COPY));
    choices.extend(diagnose);
    choices
}
