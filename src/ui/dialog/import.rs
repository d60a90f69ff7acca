//! Sites of other programs: what was found where, a list to tick, and what could not be taken of each.

use super::import_row::{height_of, row};
use super::modal::{Choice, Ending, Front, modal};
use crate::i18n::fl;
use crate::model::{SecretString, escape_bytes};
use crate::site::import::Found;
use crate::text::{import_fault, left_out, secret_fault};
use crate::ui::state::{Action, DialogAction, ImportAction, ImportState, PathPurpose};
use crate::ui::theme::{Tokens, icon, regular_icon, secondary, semibold, tokens};
use crate::ui::widget::{Check, Look, button, check_box, secret_field, switch};
use eframe::egui::{Frame, Key, Label, Margin, RichText, ScrollArea, Stroke, Ui, vec2};
use zeroize::Zeroize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Take,
    Close,
    File,
}

const WIDTH: f32 = 760.0;
/// Room that heading, buttons and the edge of the window need.
const AROUND: f32 = 250.0;
const TALLEST: f32 = 420.0;

pub(super) fn show(ui: &Ui, front: Front, import: &ImportState) -> Vec<Action> {
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(90.0, TALLEST);
    let (mut out, ending) = modal(
        ui,
        front,
        &fl!("import-title"),
        WIDTH,
        |ui, _| {
            let t = tokens(ui);
            let mut out = Vec::new();
            intro(ui, t, import);
            let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8).inner_margin(1);
            frame.show(ui, |ui| {
                ui.set_min_size(vec2(ui.available_width(), height));
                if import.found.is_empty() {
                    empty(ui, t, import, height);
                    return;
                }
                ScrollArea::vertical().auto_shrink(false).max_height(height).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (file, found) in import.found.iter().enumerate() {
                        one(ui, front, import, file, found, &mut out);
                    }
                });
            });
            if import.has_secrets() {
                let mut on = import.passwords;
                if switch(ui, &mut on, &fl!("import-passwords"), true) {
                    out.push(Action::Import(ImportAction::Passwords(on)));
                }
            }
            out
        },
        |_| choices(import),
    );
    match ending {
        Some(Ending::Chosen(Choose::Take)) => out.push(Action::Import(ImportAction::Take)),
        Some(Ending::Chosen(Choose::File)) => out.push(Action::PickPath(PathPurpose::ImportSites)),
        Some(Ending::Chosen(Choose::Close) | Ending::Dismissed) => out.push(Action::Dialog(DialogAction::Dismiss)),
        None => {}
    }
    out
}

fn choices(import: &ImportState) -> Vec<Choice<Choose>> {
    let count = import.ticked.len();
    let take = Choice::primary(Choose::Take, fl!("import-take", count = count)).enabled(count > 0 && !import.taking);
    let close = Choice::plain(Choose::Close, fl!("dialog-close"));
    let file = Choice::apart(Choose::File, fl!("import-file"), icon::FOLDER_OPEN);
    if import.taken.is_some() && count == 0 { vec![close.by_enter(true), file] } else { vec![take, close, file] }
}

fn intro(ui: &mut Ui, t: &Tokens, import: &ImportState) {
    match import.taken {
        Some(count) => {
            ui.horizontal_top(|ui| {
                ui.label(RichText::new(icon::DONE).font(regular_icon()).color(t.ok));
                ui.add(Label::new(RichText::new(fl!("import-taken", count = count)).color(t.text)).wrap());
            });
            let words = match (&import.kept, import.keeping) {
                (_, Some(_)) => Some(fl!("import-keeping")),
                (Some(kept), None) => Some(match &kept.fault {
                    None => fl!("import-kept", count = kept.kept),
                    Some(fault) => fl!("import-not-kept", count = kept.kept, why = secret_fault(fault)),
                }),
                (None, None) => None,
            };
            if let Some(words) = words {
                ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).wrap());
            }
        }
        None => {
            ui.add(Label::new(RichText::new(fl!("import-words")).font(secondary()).color(t.dim)).wrap());
        }
    }
}

fn empty(ui: &mut Ui, t: &Tokens, import: &ImportState, height: f32) {
    let words = if import.looking { fl!("import-looking") } else { fl!("import-nothing") };
    ui.vertical_centered(|ui| {
        ui.add_space((height / 2.0 - 26.0).max(8.0));
        ui.set_max_width((ui.available_width() - 60.0).max(60.0));
        ui.add(Label::new(RichText::new(words).color(t.dim)).wrap());
    });
}

/// What opens our own sealed file.
fn unseal(ui: &mut Ui, import: &ImportState, file: usize, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let mut typed = import.passphrase.expose().to_owned();
        let shown = ui.scope_id().with("unseal-shown");
        let mut reveal = ui.data(|data| data.get_temp::<bool>(shown)).unwrap_or_default();
        ui.scope(|ui| {
            ui.set_max_width(300.0);
            let field = secret_field(ui, &mut typed, &fl!("share-passphrase"), &mut reveal);
            if field.changed() {
                out.push(Action::Import(ImportAction::Passphrase(SecretString::new(typed.clone()))));
            }
            if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                out.push(Action::Import(ImportAction::Unseal(file)));
            }
        });
        typed.zeroize();
        ui.data_mut(|data| data.insert_temp(shown, reveal));
        let ready = !import.passphrase.is_empty() && import.opening.is_none();
        let words = if import.opening == Some(file) { fl!("vault-busy") } else { fl!("import-unseal") };
        if button(ui, Look::Plain, None, &words, ready).clicked() {
            out.push(Action::Import(ImportAction::Unseal(file)));
        }
    });
}

/// One file: its head, its sites, and what was left out.
fn one(ui: &mut Ui, front: Front, import: &ImportState, file: usize, found: &Found, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let place = escape_bytes(found.place.as_os_str().as_encoded_bytes());
    let sites: Vec<_> = import.sites(file).collect();
    let ticked = sites.iter().filter(|(place, _)| import.ticked.contains(place)).count();
    Frame::new().inner_margin(Margin { left: 12, right: 12, top: 10, bottom: 6 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            let name = found.program.map_or_else(|| fl!("import-unknown"), |program| program.name().to_owned());
            if !sites.is_empty() {
                let value = match ticked {
                    0 => Check::Off,
                    all if all == sites.len() => Check::On,
                    _ => Check::Mixed,
                };
                let label = fl!("import-all-of", place = place.as_str());
                if check_box(ui, value, &label, "", true).clicked() {
                    out.push(Action::Import(ImportAction::TickAll(file, value != Check::On)));
                }
            }
            ui.add(Label::new(RichText::new(name).font(semibold()).color(t.text)));
            ui.add(Label::new(RichText::new(place).font(secondary()).color(t.dim)).truncate());
        });
        let mut say = |words: String| {
            ui.horizontal_top(|ui| {
                ui.label(RichText::new(icon::WARNING).font(regular_icon()).color(t.warn));
                ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).wrap());
            });
        };
        match &found.import {
            Err(fault) => say(import_fault(fault)),
            Ok(import) => import.left_out.iter().for_each(|one| say(left_out(one))),
        }
        if found.wants_passphrase() {
            unseal(ui, import, file, out);
        }
    });
    // Rows beyond what is in sight are room only: a file may hold thousands.
    let heights: Vec<f32> = sites.iter().map(|(_, site)| height_of(site)).collect();
    for ((place, site), height) in sites.into_iter().zip(heights) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), eframe::egui::Sense::hover());
        if !ui.is_rect_visible(rect) {
            continue;
        }
        let on = import.ticked.contains(&place);
        if row(ui, front.id.with(place), rect, site, on, import.there.contains(&place)) {
            out.push(Action::Import(ImportAction::Tick(place, !on)));
        }
    }
}
