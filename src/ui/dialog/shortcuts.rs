//! All keys at a glance, taken from the commands themselves.

use super::ending::{Simple, actions};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::ui::state::Action;
use crate::ui::theme::{Tokens, mono, semibold, tokens};
use crate::ui::widget::UiCommand;
use eframe::egui::{Frame, Label, Margin, RichText, Stroke, Ui, vec2};

pub(super) fn show(ui: &Ui, front: Front) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("shortcuts-title"),
        660.0,
        |ui, _| {
            let columns = groups(ui);
            ui.horizontal_top(|ui| {
                let width = (ui.available_width() - 28.0) / 2.0;
                ui.spacing_mut().item_spacing.x = 28.0;
                for column in columns {
                    ui.allocate_ui(vec2(width, 0.0), |ui| {
                        ui.vertical(|ui| {
                            ui.set_width(width);
                            ui.spacing_mut().item_spacing = vec2(8.0, 5.0);
                            for (title, rows) in column {
                                ui.label(RichText::new(title).font(semibold()).color(t.text));
                                for (keys, words) in rows {
                                    row(ui, &keys, &words);
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

fn row(ui: &mut Ui, keys: &str, words: &str) {
    let t: &Tokens = tokens(ui);
    ui.horizontal(|ui| {
        ui.allocate_ui(vec2(116.0, 20.0), |ui| {
            ui.set_min_width(116.0);
            Frame::new()
                .fill(t.field)
                .stroke(Stroke::new(1.0, t.line))
                .corner_radius(4)
                .inner_margin(Margin::symmetric(6, 1))
                .show(ui, |ui| ui.label(RichText::new(keys).font(mono()).color(t.text)));
        });
        ui.add(Label::new(RichText::new(words).color(t.dim)).truncate());
    });
}

/// A title, and keys with what they do.
type Group = (String, Vec<(String, String)>);

fn groups(ui: &Ui) -> [Vec<Group>; 2] {
    use UiCommand as C;
    let of = |commands: &[UiCommand]| -> Vec<(String, String)> {
        let row = |command: &UiCommand| {
            let keys = command.keys().first().map(|keys| ui.ctx().format_shortcut(keys))?;
            Some((keys, command.name().trim_end_matches(['…', '.']).to_owned()))
        };
        commands.iter().filter_map(row).collect()
    };
    let mut selection = of(&[C::SelectAll, C::InvertSelection]);
    selection.extend([
        ("Space".to_owned(), fl!("shortcuts-toggle")),
        ("Shift+↑ ↓".to_owned(), fl!("shortcuts-extend")),
        ("a–z".to_owned(), fl!("shortcuts-type")),
    ]);
    [
        vec![
            (
                fl!("shortcuts-files"),
                of(&[C::Copy, C::Move, C::Open, C::Rename, C::NewFolder, C::Delete, C::Permissions, C::CopyPath]),
            ),
            (fl!("shortcuts-select"), selection),
        ],
        vec![
            (
                fl!("shortcuts-go"),
                of(&[C::SwitchPane, C::Up, C::Back, C::Forward, C::Home, C::TypePath, C::Refresh, C::ShowHidden]),
            ),
            (
                fl!("shortcuts-window"),
                of(&[
                    C::ConnectForm,
                    C::FocusAddress,
                    C::Disconnect,
                    C::ShowTransfers,
                    C::ShowErrors,
                    C::ShowLog,
                    C::ShowConsole,
                    C::ShowBottom,
                    C::ZoomIn,
                    C::ZoomOut,
                    C::Codes,
                    C::Quit,
                ]),
            ),
        ],
    ]
}
