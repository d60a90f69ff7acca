//! What servers and transfers ask, and the form to connect.

use crate::{answer, click, commands, only_command, open, press, typed, window};
use catamaran::engine::{Answer, Command, OverwriteAnswer};
use catamaran::model::{OverwriteRule, SecretString};
use catamaran::ui::state::Dialog;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

#[test]
fn a_password_is_typed_blindly_and_sent_with_enter() {
    let mut harness = open(window::password());
    assert!(harness.get_by_role(Role::PasswordInput).is_focused(), "the keyboard starts in the field");
    typed(&mut harness, "s3cret");
    press(&mut harness, Key::Enter);
    let Answer::Secret(Some(secret)) = answer(only_command(&harness)) else { panic!() };
    assert_eq!(secret.expose(), "s3cret");

    let mut harness = open(window::password());
    typed(&mut harness, "x");
    press(&mut harness, Key::Escape);
    assert!(answer(only_command(&harness)) == Answer::Secret(None));
}

#[test]
fn enter_on_a_box_that_was_ticked_is_for_the_dialog() {
    let mut harness = open(window::password());
    typed(&mut harness, "s3cret");
    for key in [Key::Tab, Key::Tab, Key::Space, Key::Enter] {
        press(&mut harness, key);
    }
    let answer = answer(only_command(&harness));
    assert!(matches!(&answer, Answer::Keep(secret) if secret.expose() == "s3cret"), "ticked, and sent as it was");
}

#[test]
fn a_password_can_be_shown_while_it_is_typed() {
    let mut harness = open(window::password());
    typed(&mut harness, "s3cret");
    assert_eq!(harness.get_by_role(Role::PasswordInput).value().as_deref(), Some("••••••"));
    click(&mut harness, "Show what is typed");
    let shown = harness.get_by(|node| node.role() == Role::TextInput && node.label().as_deref() == Some("Password"));
    assert_eq!(shown.value().as_deref(), Some("s3cret"));
}

#[test]
fn questions_of_the_server_are_answered_one_by_one() {
    let mut harness = open(window::interactive());
    harness.get_by_label("Approve the request on your phone, or type the code from the app.");
    typed(&mut harness, "123456");
    press(&mut harness, Key::Tab);
    typed(&mut harness, "pass");
    press(&mut harness, Key::Enter);
    let Answer::Secrets(Some(secrets)) = answer(only_command(&harness)) else { panic!() };
    assert_eq!(secrets.iter().map(SecretString::expose).collect::<Vec<_>>(), ["123456", "pass"]);
}

#[test]
fn overwriting_is_answered_by_rule_and_for_all() {
    for (label, rule) in [
        ("Overwrite", OverwriteRule::Overwrite),
        ("If newer", OverwriteRule::Newer),
        ("Resume", OverwriteRule::Resume),
        ("Keep both", OverwriteRule::Rename),
        ("Skip", OverwriteRule::Skip),
        ("Stop", OverwriteRule::Ask),
    ] {
        let mut harness = open(window::overwrite(true));
        harness.get_by_label("88.0 KB");
        harness.get_by_label("87.4 KB");
        harness.get_by_label("newer");
        click(&mut harness, "Do the same for all others of this transfer");
        click(&mut harness, label);
        assert!(
            answer(only_command(&harness)) == Answer::Overwrite(OverwriteAnswer { rule, for_all: true }),
            "{label}"
        );
    }
    let mut harness = open(window::overwrite(false));
    click(&mut harness, "Resume");
    assert!(commands(&harness).is_empty(), "a target that is not shorter cannot be resumed");
    press(&mut harness, Key::Escape);
    let expected = OverwriteAnswer { rule: OverwriteRule::Skip, for_all: false };
    assert!(answer(only_command(&harness)) == Answer::Overwrite(expected));
}

#[test]
fn connecting_takes_fields_and_refuses_a_wrong_port() {
    let mut harness = open(Dialog::Connect);
    assert!(harness.get_by_role_and_label(Role::TextInput, "Host").is_focused());
    typed(&mut harness, "web-01.example.org");
    press(&mut harness, Key::Tab);
    typed(&mut harness, "99999");
    press(&mut harness, Key::Enter);
    assert!(commands(&harness).is_empty());
    harness.get_by_label_contains("The port must be a number");
    harness.get_by_role_and_label(Role::TextInput, "Port").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    typed(&mut harness, "2222");
    press(&mut harness, Key::Tab);
    typed(&mut harness, "ada");
    press(&mut harness, Key::Tab);
    typed(&mut harness, "pw");
    press(&mut harness, Key::Enter);
    let Some(Command::Connect { wish, .. }) =
        commands(&harness).into_iter().find(|c| matches!(c, Command::Connect { .. }))
    else {
        panic!()
    };
    assert_eq!(wish.endpoint.to_string(), "sftp://ada@web-01.example.org:2222");
    assert_eq!(wish.password.unwrap().expose(), "pw");
}
