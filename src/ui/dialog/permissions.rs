//! Permission bits: a grid of check boxes beside the octal number.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::model::Permissions;
use crate::ui::state::{Action, Dialog, PermissionsDraft};
use crate::ui::theme::{Tokens, measure, mono, secondary, tokens};
use crate::ui::widget::{Check, FieldKind, check_box, labelled, select_all, sized_field, switch};
use eframe::egui::{Grid, Label, RichText, Ui, vec2};

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
                if front.first {
                    select_all(ui, &field, &edited.octal);
                }
                if field.changed() {
                    read_octal(&mut edited);
                }
                ui.label(RichText::new(letters(&edited)).font(mono()).color(t.dim));
            });
            if draft.any_folder {
                switch(ui, &mut edited.recursive, &fl!("permissions-recursive"), true);
                ui.horizontal(|ui| {
                    ui.add_space(24.0);
                    let words = fl!("permissions-folders-only");
                    switch(ui, &mut edited.folders_only_execute, &words, draft.recursive);
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

/// What is to become of a bit: what was chosen, else what the entries have; mixed where they differ and stay so.
fn bit(draft: &PermissionsDraft, mask: u32) -> Check {
    let has = |permissions: Permissions| permissions.mode() & mask != 0;
    if has(draft.set) {
        Check::On
    } else if has(draft.clear) {
        Check::Off
    } else if has(draft.all_on) {
        Check::On
    } else if has(draft.some_on) {
        Check::Mixed
    } else {
        Check::Off
    }
}

fn differs(draft: &PermissionsDraft, mask: u32) -> bool {
    draft.some_on.mode() & mask != 0 && draft.all_on.mode() & mask == 0
}

fn choose(draft: &mut PermissionsDraft, mask: u32, wish: Check) {
    let put = |permissions: Permissions, on: bool| {
        Permissions::from_mode(if on { permissions.mode() | mask } else { permissions.mode() & !mask })
    };
    draft.set = put(draft.set, wish == Check::On);
    draft.clear = put(draft.clear, wish == Check::Off);
}

const ALL_BITS: u32 = 0o7777;

fn mixed(draft: &PermissionsDraft) -> bool {
    (0..12).any(|shift| bit(draft, 1 << shift) == Check::Mixed)
}

fn present(draft: &PermissionsDraft) -> Permissions {
    let on = (0..12).map(|shift| 1 << shift).filter(|mask| bit(draft, *mask) == Check::On);
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
    if check_box(ui, now, name, label, true).clicked() {
        // Where the entries differ, a box goes from "as it is" to on, off, and back.
        let next = match now {
            Check::On => Check::Off,
            Check::Off if differs(draft, mask) => Check::Mixed,
            Check::Mixed | Check::Off => Check::On,
        };
        choose(draft, mask, next);
        draft.octal = if mixed(draft) { String::new() } else { present(draft).octal() };
    }
}
