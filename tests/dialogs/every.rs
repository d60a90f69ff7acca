//! What holds of every dialog: the keyboard, names of inputs, and that nothing is said unasked.

use crate::{click, delete, open, press, remote, window};
use catamaran::engine::Location;
use catamaran::ui::state::{Dialog, Effect, FixAsk};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};

#[test]
fn ending_with_transfers_under_way_needs_more_than_enter() {
    let mut harness = open(Dialog::Quit { active: 3 });
    press(&mut harness, Key::Enter);
    assert!(harness.state().effects.is_empty());
    let mut harness = open(Dialog::Quit { active: 3 });
    click(&mut harness, "Quit");
    assert!(harness.state().effects.iter().any(|effect| matches!(effect, Effect::Quit)));
}

#[test]
fn the_keyboard_stays_inside_a_dialog() {
    let mut harness = open(delete(Location::Local("/home/ada".into())));
    for _ in 0..8 {
        press(&mut harness, Key::Tab);
        assert!(!harness.get_by_label("behind").is_focused());
    }
}

#[test]
fn every_dialog_is_quiet_and_names_its_inputs() {
    let all = [
        window::host_key(),
        window::password(),
        window::interactive(),
        window::overwrite(true),
        window::failed_transfer(),
        window::changed_key(),
        window::fix(FixAsk::Overwrite),
        window::fix(FixAsk::Name { name: "a (2)".into(), fault: None }),
        window::fix(FixAsk::Folder { text: "/srv".into(), fault: true }),
        Dialog::Connect,
        delete(remote("/srv")),
        Dialog::About,
        Dialog::Doctor,
        Dialog::Codes(catamaran::ui::state::CodesView::default()),
        Dialog::Shortcuts,
        Dialog::Quit { active: 1 },
        Dialog::Path { purpose: catamaran::ui::state::PathPurpose::KeyFile, text: String::new() },
    ];
    for dialog in all {
        let mut harness = open(dialog);
        let before = harness.state().actions;
        harness.run_steps(3);
        assert_eq!(harness.state().actions, before, "a dialog that nobody touches says nothing");
        let roles = [Role::TextInput, Role::PasswordInput, Role::CheckBox, Role::Button];
        let inputs = harness.root().children_recursive().filter(|node| roles.contains(&node.accesskit_node().role()));
        for input in inputs {
            assert!(input.accesskit_node().label().is_some_and(|label| !label.is_empty()), "{input:?}");
        }
        press(&mut harness, Key::Escape);
        assert!(harness.state().state.dialog().is_none(), "Esc closes it");
    }
}

#[test]
fn pressing_enter_in_a_dialog_of_words_closes_it() {
    for dialog in [Dialog::About, Dialog::Shortcuts] {
        let mut harness = open(dialog);
        press(&mut harness, Key::Enter);
        assert!(harness.state().state.dialog().is_none());
    }
}
