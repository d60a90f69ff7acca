//! An error with its card: what can be done about it at the right, everything to take along at the left.

use super::modal::{Choice, Ending, Front, modal};
use crate::error::Fix;
use crate::i18n::fl;
use crate::text::{ErrorWords, clock_time, error_json, error_report, fix_button, fix_words};
use crate::ui::state::{
    Action, DialogAction, DoctorAction, ErrorReport, FixAction, Offer, Retry, UiState, ViewAction, alike, attempt,
    offers,
};
use crate::ui::theme::{icon, semibold};
use crate::ui::widget::{CardFacts, error_card, headline, switch};
use eframe::egui::{Color32, Ui};

/// The width of the dialog, and what its edges take.
const WIDTH: f32 = 620.0;
const EDGES: f32 = 48.0;
/// What buttons need beside their words, with the gap to the next one.
const BESIDE: f32 = 26.0 + 8.0;
/// The room of a sign before the words of a button.
const SIGN: f32 = 25.0;
/// The most offers that are buttons; the rest is in the menu.
const MOST: usize = 3;

#[derive(Clone, Debug, PartialEq)]
enum Choose {
    Close,
    Text,
    Markdown,
    Json,
    Diagnose,
    Offer(Offer),
}

pub(super) fn show(ui: &Ui, front: Front, report: &ErrorReport, state: &UiState) -> Vec<Action> {
    let words = error_report(&report.error).under(headline(&attempt(report, state), &report.error));
    let own = report.retry.as_ref().and_then(|retry| state.session_behind(retry)).and_then(|id| state.session_of(id));
    let session = own.or(state.here.session.as_ref()).map(|session| session.wish.endpoint.to_string());
    let mut time = report.at.map(clock_time).unwrap_or_default();
    if let Some(session) = session.as_ref().filter(|_| !time.is_empty()) {
        time = format!("{time} · {session}");
    }
    let others = alike(report, state);
    let facts = CardFacts { time, others: report.others.max(others) };
    let all = offers(report, state);
    // For how many a choice counts is a matter of this card, not of the program.
    let for_all_id = front.id.with(("alike", std::ptr::from_ref(&*report.error).addr()));
    let mut for_all = ui.data(|data| data.get_temp::<bool>(for_all_id)).unwrap_or(false);
    let shown = front.id.with(("card", std::ptr::from_ref(&*report.error).addr()));
    let wide = |words: String| {
        let galley = ui.painter().layout_no_wrap(words, semibold(), Color32::PLACEHOLDER);
        galley.size().x + BESIDE
    };
    let diagnoses = matches!(report.retry, Some(Retry::Connect(..)));
    let doctor = if diagnoses { wide(fl!("command-diagnose")) + SIGN } else { 0.0 };
    let others_wide = wide(fl!("card-copy")) + SIGN + wide(fl!("dialog-close")) + doctor;
    let room = WIDTH.min(ui.ctx().content_rect().width() - 24.0) - EDGES - others_wide;
    let width = |offer: &Offer| wide(label(offer));
    let visible = fitting(&all, room, width);
    let ((asked, toggled), ending) = modal(
        ui,
        front,
        &words.headline,
        WIDTH,
        |ui, _| {
            let asked = error_card(ui, shown, &report.error, &words, &facts);
            let shared = others > 0 && all.iter().any(Offer::fits_all);
            (asked, shared && switch(ui, &mut for_all, &fl!("card-all", count = others), true))
        },
        |_| choices(&all, visible, diagnoses),
    );
    if toggled {
        ui.data_mut(|data| data.insert_temp(for_all_id, for_all));
    }
    if asked.is_some() {
        return vec![Action::View(ViewAction::OpenCodes(asked))];
    }
    let choose = match ending {
        Some(Ending::Chosen(choose)) => choose,
        Some(Ending::Dismissed) => Choose::Close,
        None => return Vec::new(),
    };
    match choose {
        Choose::Close => vec![Action::Dialog(DialogAction::Dismiss)],
        Choose::Offer(offer) => {
            let alike = for_all && offer.fits_all();
            vec![Action::Fix(FixAction::Press { about: Box::new(report.clone()), offer, alike })]
        }
        // The card is there again when the doctor is closed.
        Choose::Diagnose => match &report.retry {
            Some(Retry::Connect(wish, _)) => vec![Action::Doctor(DoctorAction::Open(Some(wish.clone())))],
            _ => Vec::new(),
        },
        Choose::Text => vec![Action::CopyText(with_time(&words, &facts.time))],
        Choose::Markdown => {
            vec![Action::CopyText(words.to_markdown(Some(facts.time.as_str()).filter(|time| !time.is_empty())))]
        }
        Choose::Json => {
            let json = error_json(&report.error, &words.headline, report.at, session.as_deref());
            vec![Action::CopyText(json)]
        }
    }
}

fn with_time(words: &ErrorWords, time: &str) -> String {
    let mut text = words.to_text();
    if !time.is_empty() {
        text.extend(["  ", &fl!("detail-time"), "  ", time, "\n"]);
    }
    text
}

/// How many offers are buttons.
fn fitting(all: &[Offer], room: f32, width: impl Fn(&Offer) -> f32) -> usize {
    let mut left = room;
    let fits = |offer: &&Offer| {
        left -= width(offer);
        left >= 0.0
    };
    all.iter().take(MOST).take_while(fits).count().max(1).min(all.len())
}

fn label(offer: &Offer) -> String {
    match offer {
        Offer::Fix(fix) => fix_button(fix),
        Offer::RetryAlike => fl!("repair-retry-alike"),
        Offer::SkipAlike => fl!("repair-skip-alike"),
        Offer::Abort => fl!("repair-abort"),
        Offer::CompareTrust => fl!("repair-compare-trust"),
    }
}

fn sign(offer: &Offer) -> &'static str {
    match offer {
        Offer::Fix(Fix::CreateFolder(_)) => icon::NEW_FOLDER,
        Offer::Fix(Fix::Overwrite) => icon::FILES,
        Offer::Fix(Fix::CopyAndDelete | Fix::SwitchDataMode(_)) => icon::MOVE,
        Offer::Fix(Fix::MakeWritable { .. } | Fix::Unlock) => icon::LOCK,
        Offer::Fix(Fix::DeleteContent(_)) => icon::DELETE,
        Offer::Fix(Fix::ShowFolder(_)) => icon::FOLDER_OPEN,
        Offer::Fix(Fix::ChooseFolder) => icon::FOLDER,
        Offer::Fix(Fix::Rename) => icon::RENAME,
        Offer::Fix(Fix::Skip) | Offer::SkipAlike => icon::SKIP,
        Offer::Fix(Fix::Retry) | Offer::RetryAlike => icon::RETRY,
        Offer::Fix(Fix::Reconnect) => icon::CONNECT,
        Offer::Fix(Fix::EditConnection) => icon::SETTINGS,
        Offer::Abort => icon::STOP,
        Offer::CompareTrust => icon::FINGERPRINT,
    }
}

/// From the right edge to the left: the first choice, others, the rest in a menu. A key that was changed or revoked has no
/// way on by Enter: both must be compared first.
fn choices(all: &[Offer], visible: usize, diagnoses: bool) -> Vec<Choice<Choose>> {
    let mut choices = Vec::new();
    for (at, offer) in all.iter().take(visible).enumerate() {
        let value = Choose::Offer(offer.clone());
        let choice = match (at, offer) {
            (_, offer) if offer.destroys() => Choice::danger(value, label(offer)).by_enter(false),
            (0, offer) if offer.is_safe() => Choice::primary(value, label(offer)),
            _ => Choice::plain(value, label(offer)),
        };
        let hover = if let Offer::Fix(fix) = offer { fix_words(fix) } else { None };
        choices.push(choice.hinted(hover));
    }
    let close = || Choice::plain(Choose::Close, fl!("dialog-close"));
    let rest: Vec<_> = all
        .iter()
        .skip(visible)
        .map(|offer| Choice::plain(Choose::Offer(offer.clone()), label(offer)).with_icon(sign(offer)))
        .collect();
    if matches!(all, [] | [Offer::CompareTrust]) {
        choices.insert(0, Choice::primary(Choose::Close, fl!("dialog-close")));
    } else if rest.is_empty() {
        choices.push(close());
    } else {
        let mut menu = rest;
        menu.push(close().with_icon(icon::CLOSE));
        choices.push(Choice::menu(fl!("card-more"), None, menu));
    }
    let copies = vec![
        Choice::plain(Choose::Text, fl!("card-copy-text")),
        Choice::plain(Choose::Markdown, fl!("card-copy-markdown")),
        Choice::plain(Choose::Json, fl!("card-copy-json")),
    ];
    choices.push(Choice::menu(fl!("card-copy"), Some(icon::COPY), copies).apart_from_the_rest());
    if diagnoses {
        choices.push(Choice::apart(Choose::Diagnose, fl!("command-diagnose"), icon::DOCTOR));
    }
    choices
}
