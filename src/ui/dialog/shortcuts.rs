//! All keys at a glance.

use super::ending::{Simple, actions};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::ui::state::Action;
use crate::ui::theme::{Tokens, mono, semibold, tokens};
use eframe::egui::{Frame, Label, Margin, RichText, Stroke, Ui, vec2};

pub(super) fn show(ui: &Ui, front: Front) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("shortcuts-title"),
        640.0,
        |ui, _| {
            let [left, right] = groups();
            ui.horizontal_top(|ui| {
                let width = (ui.available_width() - 32.0) / 2.0;
                ui.spacing_mut().item_spacing.x = 32.0;
                for column in [left, right] {
                    ui.allocate_ui(vec2(width, 0.0), |ui| {
                        ui.vertical(|ui| {
                            ui.set_width(width);
                            ui.spacing_mut().item_spacing = vec2(8.0, 5.0);
                            for (title, keys) in column {
                                ui.label(RichText::new(title).font(semibold()).color(t.text));
                                for (key, words) in keys {
                                    row(ui, key, &words);
                                }
                                ui.add_space(10.0);
                            }
                        });
                    });
                }
            });
        },
        |()| vec![Choice::primary(Simple::Cancel, fl!("dialog-close"))],
    );
    actions(None, ending)
}

fn row(ui: &mut Ui, key: &str, words: &str) {
    let t: &Tokens = tokens(ui);
    ui.horizontal(|ui| {
        ui.allocate_ui(vec2(112.0, 20.0), |ui| {
            ui.set_min_width(112.0);
            Frame::new()
                .fill(t.field)
                .stroke(Stroke::new(1.0, t.line))
                .corner_radius(4)
                .inner_margin(Margin::symmetric(6, 1))
                .show(ui, |ui| ui.label(RichText::new(key).font(mono()).color(t.text)));
        });
        ui.add(Label::new(RichText::new(words).color(t.dim)).truncate());
    });
}

type Group = (String, Vec<(&'static str, String)>);

fn groups() -> [Vec<Group>; 2] {
    [
        vec![
            (
                fl!("shortcuts-files"),
                vec![
                    ("F5", fl!("shortcuts-copy")),
                    ("F6", fl!("shortcuts-move")),
                    ("F2", fl!("shortcuts-rename")),
                    ("F7", fl!("shortcuts-new-folder")),
                    ("Del", fl!("shortcuts-delete")),
                    ("Enter", fl!("shortcuts-open")),
                ],
            ),
            (
                fl!("shortcuts-select"),
                vec![
                    ("Space", fl!("shortcuts-toggle")),
                    ("Ctrl+A", fl!("shortcuts-select-all")),
                    ("Shift+↑ ↓", fl!("shortcuts-extend")),
                    ("a–z", fl!("shortcuts-type")),
                ],
            ),
        ],
        vec![
            (
                fl!("shortcuts-go"),
                vec![
                    ("Tab", fl!("shortcuts-switch")),
                    ("Backspace", fl!("shortcuts-up")),
                    ("Alt+←", fl!("shortcuts-back")),
                    ("Alt+→", fl!("shortcuts-forward")),
                    ("Ctrl+R", fl!("shortcuts-refresh")),
                    ("Ctrl+L", fl!("shortcuts-path")),
                ],
            ),
            (
                fl!("shortcuts-window"),
                vec![
                    ("Ctrl+K", fl!("shortcuts-address")),
                    ("Ctrl++ Ctrl+-", fl!("shortcuts-zoom")),
                    ("Ctrl+Q", fl!("shortcuts-quit")),
                ],
            ),
        ],
    ]
}
