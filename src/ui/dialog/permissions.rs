//! Permission bits: a grid of check boxes beside the octal number.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::model::Permissions;
use crate::ui::state::{Action, Dialog, PermissionsDraft};
use crate::ui::theme::{Tokens, measure, mono, secondary, tokens};
use crate::ui::widget::{FieldKind, labelled, sized_field};
use eframe::egui::{Checkbox, Grid, Label, RichText, Ui, vec2};

/// What is to become of one bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bit {
    On,
    Off,
    /// As it is: the entries differ.
    Keep,
}

pub(super) fn show(ui: &Ui, front: Front, draft: &PermissionsDraft) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let mut edited = draft.clone();
    let heading = match draft.names.as_slice() {
        [name] => fl!("permissions-title-one", name = name.as_str()),
        names => fl!("permissions-title-many", count = names.len()),
    };
    let ((), ending) = modal(
        ui,
        front,
        &heading,
        470.0,
        |ui, focus| {
            Grid::new("permissions").num_columns(4).spacing(vec2(26.0, 10.0)).show(ui, |ui| {
                ui.label("");
                for head in [fl!("permissions-read"), fl!("permissions-write"), fl!("permissions-execute")] {
                    ui.label(RichText::new(head).font(secondary()).color(t.dim));
                }
                ui.end_row();
                let rows =
                    [(fl!("permissions-owner"), 6), (fl!("permissions-group"), 3), (fl!("permissions-others"), 0)];
                for (who, shift) in rows {
                    ui.colored_label(t.text, &who);
                    for (what, bit) in
                        [(fl!("permissions-read"), 2), (fl!("permissions-write"), 1), (fl!("permissions-execute"), 0)]
                    {
                        check(ui, &mut edited, 1 << (shift + bit), &format!("{who}: {what}"), "");
                    }
                    ui.end_row();
                }
            });
            ui.add_space(4.0);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 18.0;
                for (label, bit) in [
                    (fl!("permissions-set-user"), 0o4000),
                    (fl!("permissions-set-group"), 0o2000),
                    (fl!("permissions-sticky"), 0o1000),
                ] {
                    check(ui, &mut edited, bit, &label, &label);
                }
            });
            ui.add_space(4.0);
            labelled(ui, &fl!("permissions-octal"), |ui| {
                let wrong = !octal_fits(&edited);
                let name = fl!("permissions-octal");
                let field = sized_field(ui, &mut edited.octal, &name, "", FieldKind::Mono, wrong, 84.0);
                focus.field(&field);
                if field.changed() {
                    read_octal(&mut edited);
                }
                ui.label(RichText::new(letters(&edited)).font(mono()).color(t.dim));
            });
            if draft.any_folder {
                ui.checkbox(&mut edited.recursive, fl!("permissions-recursive"));
                ui.add_enabled_ui(edited.recursive, |ui| {
                    ui.indent("only-folders", |ui| {
                        ui.checkbox(&mut edited.folders_only_execute, fl!("permissions-folders-only"));
                    });
                });
            }
            if mixed(&edited) {
                let words = RichText::new(fl!("permissions-mixed")).font(secondary()).color(t.dim);
                ui.add(Label::new(words).wrap());
            }
            ui.add_space(measure::GAP / 2.0);
        },
        |()| {
            let fits = octal_fits(draft);
            vec![Choice::primary(Simple::Accept, fl!("permissions-accept")).enabled(fits), cancel()]
        },
    );
    let changed = (edited != *draft).then_some(Dialog::Permissions(edited));
    actions(changed, ending)
}

/// What is to become of a bit: what was chosen, else what the entries have.
fn bit(draft: &PermissionsDraft, mask: u32) -> Bit {
    let has = |permissions: Permissions| permissions.mode() & mask != 0;
    if has(draft.set) {
        Bit::On
    } else if has(draft.clear) {
        Bit::Off
    } else if has(draft.all_on) {
        Bit::On
    } else if has(draft.some_on) {
        Bit::Keep
    } else {
        Bit::Off
    }
}

fn differs(draft: &PermissionsDraft, mask: u32) -> bool {
    draft.some_on.mode() & mask != 0 && draft.all_on.mode() & mask == 0
}

fn choose(draft: &mut PermissionsDraft, mask: u32, wish: Bit) {
    let with = |permissions: Permissions, on: bool| {
        Permissions::from_mode(if on { permissions.mode() | mask } else { permissions.mode() & !mask })
    };
    draft.set = with(draft.set, wish == Bit::On);
    draft.clear = with(draft.clear, wish == Bit::Off);
}

const ALL_BITS: u32 = 0o7777;

fn mixed(draft: &PermissionsDraft) -> bool {
    (0..12).any(|shift| bit(draft, 1 << shift) == Bit::Keep)
}

fn present(draft: &PermissionsDraft) -> Permissions {
    let on = (0..12).map(|shift| 1 << shift).filter(|mask| bit(draft, *mask) == Bit::On);
    Permissions::from_mode(on.fold(0, |all, mask| all | mask))
}

fn letters(draft: &PermissionsDraft) -> String {
    if mixed(draft) { String::new() } else { present(draft).to_string() }
}

fn octal_fits(draft: &PermissionsDraft) -> bool {
    let text = draft.octal.trim();
    text.is_empty() || Permissions::parse_octal(text).is_some()
}

fn read_octal(draft: &mut PermissionsDraft) {
    if let Some(wish) = Permissions::parse_octal(draft.octal.trim()) {
        draft.set = wish;
        draft.clear = Permissions::from_mode(ALL_BITS & !wish.mode());
    }
}

fn check(ui: &mut Ui, draft: &mut PermissionsDraft, mask: u32, name: &str, label: &str) {
    let now = bit(draft, mask);
    let mut on = now == Bit::On;
    let response = ui.add(Checkbox::new(&mut on, label).indeterminate(now == Bit::Keep));
    response.widget_info(|| {
        eframe::egui::WidgetInfo::selected(eframe::egui::accesskit::Role::CheckBox, true, now == Bit::On, name)
    });
    if response.changed() {
        // Where the entries differ, a box goes from "as it is" to on, off, and back.
        let next = match now {
            Bit::Keep => Bit::On,
            Bit::On => Bit::Off,
            Bit::Off if differs(draft, mask) => Bit::Keep,
            Bit::Off => Bit::On,
        };
        choose(draft, mask, next);
        draft.octal = if mixed(draft) { String::new() } else { present(draft).octal() };
    }
}
