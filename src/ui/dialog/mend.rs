//! What is asked before a fix is done: whether to destroy something, another name, another folder.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Ending, Front, modal};
use super::new_folder::fault_words;
use crate::error::{Cause, Error, Place};
use crate::i18n::fl;
use crate::text::place_name;
use crate::ui::state::{Action, Dialog, FixAsk, FixDraft};
use crate::ui::theme::{Tokens, icon, regular_icon, secondary, tokens};
use crate::ui::widget::{FieldKind, headline, select_all, text_field};
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(ui: &Ui, front: Front, draft: &FixDraft) -> Vec<Action> {
    match &draft.ask {
        FixAsk::Overwrite => {
            let place = in_the_way(&draft.about.error).filter(|_| !draft.alike);
            let what = match place {
                Some(place) => fl!("mend-overwrite-one", path = place.display()),
                None => fl!("mend-overwrite-all"),
            };
            confirm(ui, front, draft, &fl!("mend-overwrite-title"), &what, fl!("mend-overwrite-accept"))
        }
        FixAsk::DeleteContent(place) => {
            let what = fl!("mend-delete-what", folder = place.display());
            confirm(ui, front, draft, &fl!("mend-delete-title"), &what, fl!("mend-delete-accept"))
        }
        FixAsk::Name { name, fault } => {
            let old = draft.about.error.place.as_ref().map(place_name).unwrap_or_default();
            let below = fault.map(fault_words);
            let make = |typed| FixAsk::Name { name: typed, fault: None };
            let words = Asked {
                title: fl!("mend-name-title"),
                intro: fl!("mend-name-for", name = old),
                field: fl!("new-folder-name"),
                accept: fl!("mend-name-accept"),
            };
            ask(ui, front, draft, words, name, below, make)
        }
        FixAsk::Folder { text, fault } => {
            let below = fault.then(|| fl!("mend-folder-fault"));
            let make = |typed| FixAsk::Folder { text: typed, fault: false };
            let words = Asked {
                title: fl!("mend-folder-title"),
                intro: fl!("mend-folder-intro"),
                field: fl!("mend-folder-field"),
                accept: fl!("mend-folder-accept"),
            };
            ask(ui, front, draft, words, text, below, make)
        }
    }
}

/// What would be lost: what has the name, which for a rename is not what failed.
fn in_the_way(error: &Error) -> Option<&Place> {
    match error.diagnosis.as_ref().map(|diagnosis| &diagnosis.cause) {
        Some(Cause::AlreadyExists { at: Some(place), .. }) => Some(place),
        _ => error.second.as_ref().or(error.place.as_ref()),
    }
}

/// A question whose yes cannot be undone: Enter says no.
fn confirm(ui: &Ui, front: Front, draft: &FixDraft, title: &str, what: &str, accept: String) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let mut about = headline(&draft.about.attempt, &draft.about.error);
    if draft.alike && draft.about.others > 0 {
        about = format!("{about} · {}", fl!("card-others", count = draft.about.others));
    }
    let ((), ending): ((), Option<Ending<Simple>>) = modal(
        ui,
        front,
        title,
        480.0,
        |ui, _| {
            ui.add(Label::new(RichText::new(about).color(t.dim)).wrap());
            ui.horizontal_top(|ui| {
                ui.label(RichText::new(icon::WARNING).font(regular_icon()).color(t.warn));
                ui.add(Label::new(RichText::new(what).color(t.text)).wrap());
            });
        },
        |()| vec![Choice::danger(Simple::Accept, accept).by_enter(false), cancel().by_enter(true)],
    );
    actions(None, ending)
}

/// The words around a field.
struct Asked {
    title: String,
    intro: String,
    field: String,
    accept: String,
}

fn ask(
    ui: &Ui,
    front: Front,
    draft: &FixDraft,
    words: Asked,
    text: &str,
    below: Option<String>,
    make: impl Fn(String) -> FixAsk,
) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let mut typed = text.to_owned();
    let Asked { title, intro, field: label, accept } = words;
    let (changed, ending) = modal(
        ui,
        front,
        &title,
        480.0,
        |ui, focus| {
            ui.add(Label::new(RichText::new(intro).color(t.dim)).wrap());
            let field = text_field(ui, &mut typed, &label, "", FieldKind::Plain, below.is_some());
            if front.first {
                select_all(ui, &field, &typed);
            }
            focus.field(&field);
            if let Some(below) = below {
                ui.add(Label::new(RichText::new(below).font(secondary()).color(t.error)).wrap());
            }
            field.changed()
        },
        |_| vec![Choice::primary(Simple::Accept, accept).enabled(!text.trim().is_empty()), cancel()],
    );
    let edited = changed.then(|| Dialog::Fix(FixDraft { ask: make(typed), ..draft.clone() }));
    actions(edited, ending)
}
