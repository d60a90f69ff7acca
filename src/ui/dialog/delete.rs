//! Are these to be deleted?

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::engine::Location;
use crate::i18n::fl;
use crate::model::EntryName;
use crate::text::location_words;
use crate::ui::state::{Action, Dialog};
use crate::ui::theme::{Tokens, icon, measure, regular_icon, tokens};
use crate::ui::widget::switch;
use eframe::egui::{Frame, Label, Margin, RichText, Stroke, Ui};

/// How many names are listed one by one.
const LISTED: usize = 8;

pub(super) fn show(
    ui: &Ui,
    front: Front,
    dialog: &Dialog,
    names: &[EntryName],
    folder: &Location,
    folders: usize,
    permanently: bool,
) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let local = matches!(folder, Location::Local(_));
    let for_good = permanently || !local;
    let heading = match (names, for_good) {
        ([name], true) => fl!("delete-title-one", name = name.display()),
        ([name], false) => fl!("trash-title-one", name = name.display()),
        (names, true) => fl!("delete-title-many", count = names.len()),
        (names, false) => fl!("trash-title-many", count = names.len()),
    };
    let (toggled, ending) = modal(
        ui,
        front,
        &heading,
        480.0,
        |ui, _| {
            let place = fl!("delete-in", folder = location_words(folder));
            ui.add(Label::new(RichText::new(place).color(t.dim)).wrap());
            let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(measure::RADIUS);
            frame.inner_margin(Margin::symmetric(12, 9)).show(ui, |ui| {
                ui.set_width(ui.available_width());
                for name in names.iter().take(LISTED) {
                    ui.add(Label::new(RichText::new(name.display()).color(t.text)).truncate());
                }
                let more = names.len().saturating_sub(LISTED);
                if more > 0 {
                    ui.colored_label(t.dim, fl!("delete-more", count = more));
                }
            });
            if folders > 0 {
                warning(ui, &fl!("delete-folders", count = folders));
            }
            if for_good {
                warning(ui, &if local { fl!("delete-for-good") } else { fl!("delete-remote") });
            }
            let mut chosen = permanently;
            local && switch(ui, &mut chosen, &fl!("delete-permanently"), true)
        },
        |_| {
            let accept = if for_good {
                // Enter must not destroy anything.
                Choice::danger(Simple::Accept, fl!("delete-accept")).by_enter(false)
            } else {
                Choice::primary(Simple::Accept, fl!("trash-accept"))
            };
            vec![accept, cancel().by_enter(for_good)]
        },
    );
    let edited = toggled.then(|| match dialog.clone() {
        Dialog::Delete { side, names, folder, folders, permanently } => {
            Dialog::Delete { side, names, folder, folders, permanently: !permanently }
        }
        other => other,
    });
    actions(edited, ending)
}

fn warning(ui: &mut Ui, words: &str) {
    let t: &Tokens = tokens(ui);
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(icon::WARNING).font(regular_icon()).color(t.warn));
        ui.add(Label::new(RichText::new(words).color(t.text)).wrap());
    });
}
