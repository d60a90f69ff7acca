//! Each dialog, driven with keyboard and pointer: what comes out are actions, and the commands they lead to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod window;

use catamaran::engine::{Answer, Command, Event, Location, Operation, OverwriteAnswer, Question, TrustCommand};
use catamaran::error::CertificateFault;
use catamaran::model::{EntryName, OverwriteRule, Permissions, SecretString, SessionId};
use catamaran::remote::{CertificateAnswer, CertificateInfo, CertificateQuestion, HostKeyAnswer, SecurityInfo};
use catamaran::site::import::Found;
use catamaran::site::{Node, NodeId, Site, SiteBook};
use catamaran::trust::{KnownHosts, TrustItem, TrustStore};
use catamaran::ui::dialog::dialogs;
use catamaran::ui::state::{
    Action, Dialog, Effect, FixAsk, ImportAction, PermissionsDraft, Side, UiState, apply, dispatch,
};
use catamaran::ui::theme;
use catamaran::ui::widget::UiCommand;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::path::Path;
use std::sync::Arc;

struct Window {
    state: UiState,
    effects: Vec<Effect>,
    actions: usize,
}

fn open(dialog: Dialog) -> Harness<'static, Window> {
    let mut state = window::window(0);
    state.dialogs.push_back(dialog);
    let mut harness = Harness::builder()
        .with_size([1000.0, 800.0])
        .with_max_steps(30)
        .with_context_setup(theme::install)
        .build_ui_state(
            |ui, window: &mut Window| {
                // A field behind the dialog must not get the keyboard.
                let mut behind = String::new();
                let field = ui.text_edit_singleline(&mut behind);
                field.widget_info(|| eframe::egui::WidgetInfo::labeled(Role::TextInput, true, "behind"));
                for action in dialogs(ui, &window.state) {
                    window.actions += 1;
                    let effects = dispatch(&mut window.state, action);
                    window.effects.extend(effects);
                }
            },
            Window { state, effects: Vec::new(), actions: 0 },
        );
    harness.run();
    harness
}

fn certificate(faults: &[CertificateFault], chain: &[(&str, &str)]) -> Dialog {
    let info = |(subject, issuer): &(&str, &str)| CertificateInfo {
        subject: (*subject).into(),
        issuer: (*issuer).into(),
        names: vec!["web-01".into()],
        not_before: None,
        not_after: None,
        sha256: format!("AA:BB:{subject}"),
    };
    let (host, faults) = ("web-01:21".into(), faults.to_vec());
    let asked = CertificateQuestion { host, faults, chain: chain.iter().map(info).collect() };
    window::question(Question::Certificate(SessionId::from(1), asked))
}

/// What was sent to the engine.
fn commands(harness: &Harness<'_, Window>) -> Vec<Command> {
    let engine = |effect: &Effect| match effect {
        Effect::Engine(command) => Some(command.clone()),
        _ => None,
    };
    harness.state().effects.iter().filter_map(engine).collect()
}

fn only_command(harness: &Harness<'_, Window>) -> Command {
    let commands = commands(harness);
    assert_eq!(commands.len(), 1);
    assert!(harness.state().state.dialog().is_none(), "the dialog is closed");
    commands.into_iter().next().unwrap()
}

fn click(harness: &mut Harness<'_, Window>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn press(harness: &mut Harness<'_, Window>, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn typed(harness: &mut Harness<'_, Window>, text: &str) {
    harness.event(eframe::egui::Event::Text(text.to_owned()));
    harness.run();
}

fn answer(command: Command) -> Answer {
    match command {
        Command::Answer { answer, .. } => answer,
        _ => panic!("no answer"),
    }
}

fn remote(path: &str) -> Location {
    Location::Remote(SessionId::from(1), window::remote(path))
}

#[test]
fn a_certificate_is_remembered_by_default_only_where_nothing_but_its_issuer_is_unknown() {
    use CertificateAnswer::{Always, Cancel, Once};
    let chain = [("CN=web", "CN=middle"), ("CN=middle", "CN=root")];
    for (faults, default, other, label) in [
        (&[CertificateFault::UnknownIssuer][..], Always, Once, "Trust once"),
        (&[CertificateFault::SelfSigned], Always, Once, "Trust once"),
        (&[CertificateFault::Expired], Once, Always, "Trust and remember"),
        (&[CertificateFault::WrongName], Once, Always, "Trust and remember"),
        (&[CertificateFault::UnknownIssuer, CertificateFault::WrongName], Once, Always, "Trust and remember"),
    ] {
        let mut harness = open(certificate(faults, &chain));
        press(&mut harness, Key::Enter);
        assert!(answer(only_command(&harness)) == Answer::Certificate(default), "{faults:?}");
        let mut harness = open(certificate(faults, &chain));
        click(&mut harness, label);
        assert!(answer(only_command(&harness)) == Answer::Certificate(other), "{faults:?}");
        let mut harness = open(certificate(faults, &chain));
        press(&mut harness, Key::Escape);
        assert!(answer(only_command(&harness)) == Answer::Certificate(Cancel));
    }
}

#[test]
fn the_whole_chain_of_a_certificate_is_shown() {
    let chain = [("CN=web", "CN=middle"), ("CN=middle", "CN=upper"), ("CN=upper", "CN=root"), ("CN=stray", "CN=stray")];
    let harness = open(certificate(&[CertificateFault::UnknownIssuer], &chain[..3]));
    for (subject, _) in &chain[..3] {
        harness.get_by_label(&format!("AA:BB:{subject}"));
    }
    harness.get_by_label("Certificate 2 of 3, which issued the one above:");
    harness.get_by_label("Certificate 3 of 3, which issued the one above:");
    harness.get_by_label("At the end of the chain stands CN=root, whose own certificate was not sent.");
    let harness = open(certificate(&[CertificateFault::UnknownIssuer], &chain));
    harness.get_by_label("Certificate 4 of 4, sent along:");
    assert!(harness.query_by_label_contains("was not sent").is_none());
}

#[test]
fn an_unknown_key_is_trusted_always_once_or_not() {
    for (label, expected) in [
        ("Trust and remember", HostKeyAnswer::Always),
        ("Trust once", HostKeyAnswer::Once),
        ("Cancel", HostKeyAnswer::Cancel),
    ] {
        let mut harness = open(window::host_key());
        harness.get_by_label("SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM");
        harness.get_by_label("ssh-ed25519");
        click(&mut harness, label);
        assert!(answer(only_command(&harness)) == Answer::HostKey(expected), "{label}");
    }
    let mut harness = open(window::host_key());
    press(&mut harness, Key::Escape);
    assert!(answer(only_command(&harness)) == Answer::HostKey(HostKeyAnswer::Cancel));
}

#[test]
fn a_changed_key_is_replaced_only_after_both_are_shown_and_never_by_enter() {
    let mut harness = open(window::changed_key());
    click(&mut harness, "Compare and replace…");
    for part in ["SHA256:p2QA", "SHA256:9bVc", "/home/ada/.ssh/known_hosts, line 12"] {
        harness.get_by_label_contains(part);
    }
    press(&mut harness, Key::Enter);
    assert!(harness.state().state.dialog().is_none() && commands(&harness).is_empty(), "Enter says no");
    let mut harness = open(window::changed_key());
    click(&mut harness, "Compare and replace…");
    click(&mut harness, "Replace the key and connect");
    let Command::Trust(TrustCommand::ReplaceKey(conflict)) = only_command(&harness) else { panic!() };
    assert_eq!(conflict.stored[0].line, 12);
    // It connects once the file is changed, and not before.
    let done = Event::Trust { store: Arc::default(), error: None };
    let effects = apply(&mut harness.state_mut().state, done);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Engine(Command::Connect { .. }))));
    let again = apply(&mut harness.state_mut().state, Event::Trust { store: Arc::default(), error: None });
    assert!(again.is_empty());
}

fn trust_store() -> Arc<TrustStore> {
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB";
    let mut known = KnownHosts::default();
    let lines = [
        format!("web-01,192.0.2.7 {key} deploy"),
        format!("|1|B7t/AYabn8zgwU47Cb4A/Nqt3eI=|arQPZyRphkzisr7w6wwikvhaOyE= {key}"),
        format!("@cert-authority *.example.org {key}"),
        format!("@revoked * {key}"),
    ];
    known.add(Path::new("/home/ada/.ssh/known_hosts"), lines.join("\n").as_bytes());
    let mut items: Vec<TrustItem> = known.lines().iter().cloned().map(TrustItem::Key).collect();
    items.push(TrustItem::Certificate {
        file: "/home/ada/.local/share/catamaran/trusted_certificates".into(),
        host: "ftp.example.org:21".into(),
        sha256: ["AB"; 32].join(":"),
    });
    Arc::new(TrustStore { items, ..TrustStore::default() })
}

#[test]
fn the_manager_of_trust_finds_hashed_hosts_and_asks_before_it_removes() {
    let mut state = window::window(0);
    let opening = UiCommand::Trust.action(&state);
    let effects = dispatch(&mut state, opening);
    assert!(effects == [Effect::Engine(Command::Trust(TrustCommand::Read))]);
    let mut harness = open(Dialog::Trust);
    harness.get_by_label("Reading the files…");
    apply(&mut harness.state_mut().state, Event::Trust { store: trust_store(), error: None });
    harness.run();
    let rows = |harness: &Harness<'_, Window>| harness.query_all_by_role(Role::ListItem).count();
    assert_eq!(rows(&harness), 5);
    typed(&mut harness, "sisyphus.example.com");
    harness.run();
    assert_eq!(rows(&harness), 2, "the hash of the name, and the line that revokes for all");
    harness.get_by_label_contains("Hashed host name, Key of a server");
    click(&mut harness, "Remove…");
    press(&mut harness, Key::Enter);
    assert!(commands(&harness).is_empty(), "Enter says no");
    click(&mut harness, "Remove…");
    click(&mut harness, "Remove");
    let sent = commands(&harness);
    let [Command::Trust(TrustCommand::Remove(TrustItem::Key(line)))] = &sent[..] else { panic!() };
    assert_eq!(line.line, 2);
    assert!(matches!(harness.state().state.dialog(), Some(Dialog::Trust)), "the list stays");
}

/// A file of another program among the test data.
fn found(name: &str) -> Arc<Found> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import").join(name);
    Arc::new(Found::at(&place))
}

#[test]
fn sites_of_other_programs_are_ticked_and_those_that_are_there_are_marked() {
    let mut state = window::window(0);
    let opening = UiCommand::ImportSites.action(&state);
    assert!(dispatch(&mut state, opening) == [Effect::LookForSites]);
    assert!(matches!(state.dialog(), Some(Dialog::Import)) && state.import.looking);
    let mut harness = open(Dialog::Import);
    let ours =
        Site { host: "web.example.com".into(), port: Some(2222), user: Some("deploy".into()), ..Site::default() };
    let known = SiteBook::new(vec![Node::site(NodeId::from(1), None, "mine", ours)]);
    let known = Arc::new(known);
    let all = vec![found("filezilla.xml"), found("billion_laughs.xml")];
    let news = Action::Import(ImportAction::Found { found: all.clone(), known: Arc::clone(&known) });
    dispatch(&mut harness.state_mut().state, news);
    harness.run();
    harness.get_by_label_contains("sftp://deploy@web.example.com:2222, already there");
    harness.get_by_label("Bucket is left out: S3 is not supported.");
    harness.get_by_label("The file defines entities, which no list of sites does; it was not read.");
    // All but the one that is there already.
    assert_eq!(harness.state().state.import.ticked.len(), 4);
    harness.get_by_label_contains("Production / web-01, sftp://deploy@files.example.com").click();
    harness.run();
    click(&mut harness, "Import 3 sites");
    let taken: Vec<_> = harness.state().effects.clone();
    let [Effect::TakeSites(chosen, false)] = &taken[..] else { panic!() };
    assert!(Arc::ptr_eq(&chosen[0].0, &all[0]) && chosen.len() == 1);
    assert_eq!(chosen[0].1, [1, 3, 4]);
    dispatch(
        &mut harness.state_mut().state,
        Action::Import(ImportAction::Taken {
            secrets: Vec::new(),
            count: 3,
            files: vec![all[0].place.clone()],
            known: Some(known),
        }),
    );
    harness.run();
    harness.get_by_label("3 sites were imported, in folders with the names of the programs.");
    press(&mut harness, Key::Enter);
    assert!(harness.state().state.dialog().is_none());
}

#[test]
fn a_changed_key_shows_both_fingerprints_and_no_way_on() {
    let mut harness = open(window::changed_key());
    for part in ["SHA256:p2QA", "SHA256:9bVc", "/home/ada/.ssh/known_hosts, line 12"] {
        harness.get_by_label_contains(part);
    }
    for way in ["Try again", "Trust once", "Trust and remember", "Edit…"] {
        assert!(harness.query_by_label(way).is_none(), "{way}");
    }
    press(&mut harness, Key::Enter);
    assert!(harness.state().state.dialog().is_none() && commands(&harness).is_empty());
}

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

#[test]
fn a_folder_is_made_by_keyboard_and_wrong_names_are_explained() {
    let dialog = Dialog::NewFolder { side: Side::Right, parent: remote("/srv"), name: String::new(), fault: None };
    let mut harness = open(dialog);
    press(&mut harness, Key::Enter);
    assert!(harness.state().state.dialog().is_some(), "nothing happens without a name");
    typed(&mut harness, "a/b");
    press(&mut harness, Key::Enter);
    harness.get_by_label("A name cannot contain a slash.");
    press(&mut harness, Key::Backspace);
    press(&mut harness, Key::Backspace);
    press(&mut harness, Key::Enter);
    let Command::Operate { what, .. } = only_command(&harness) else { panic!() };
    assert_eq!(what, Operation::CreateFolder { parent: remote("/srv"), name: EntryName::new("a").unwrap() });
}

fn delete(folder: Location) -> Dialog {
    let names = ["a", "b"].map(|name| EntryName::new(name).unwrap()).to_vec();
    Dialog::Delete { side: Side::Right, names, folder, folders: 1, permanently: false }
}

#[test]
fn deleting_on_a_server_needs_more_than_enter() {
    let mut harness = open(delete(remote("/srv")));
    harness.get_by_label("The server has no trash: this cannot be undone.");
    press(&mut harness, Key::Enter);
    assert!(commands(&harness).is_empty() && harness.state().state.dialog().is_none(), "Enter cancels");

    let mut harness = open(delete(remote("/srv")));
    click(&mut harness, "Delete");
    let Command::Operate { what: Operation::Delete { items, permanently }, .. } = only_command(&harness) else {
        panic!()
    };
    assert_eq!((items, permanently), (vec![remote("/srv/a"), remote("/srv/b")], false));
}

#[test]
fn local_files_go_to_the_trash_unless_told_otherwise() {
    let mut harness = open(delete(Location::Local("/home/ada".into())));
    press(&mut harness, Key::Enter);
    let Command::Operate { what: Operation::Delete { permanently, .. }, .. } = only_command(&harness) else { panic!() };
    assert!(!permanently);

    let mut harness = open(delete(Location::Local("/home/ada".into())));
    click(&mut harness, "Delete for good");
    harness.get_by_label("They are deleted for good, not put into the trash.");
    click(&mut harness, "Delete");
    let Command::Operate { what: Operation::Delete { permanently, .. }, .. } = only_command(&harness) else { panic!() };
    assert!(permanently);
}

#[test]
fn permissions_of_several_items_keep_what_was_not_touched() {
    let bits = Permissions::from_mode;
    let draft = PermissionsDraft {
        items: vec![remote("/a"), remote("/b")],
        names: vec!["a".into(), "b".into()],
        any_folder: true,
        all_on: bits(0o644),
        some_on: bits(0o755),
        set: bits(0),
        clear: bits(0),
        octal: String::new(),
        recursive: false,
        folders_only_execute: true,
    };
    let mut harness = open(Dialog::Permissions(draft.clone()));
    click(&mut harness, "Owner: Execute");
    click(&mut harness, "Group: Read");
    click(&mut harness, "Also for everything in folders");
    click(&mut harness, "Apply");
    let Command::Operate { what: Operation::SetPermissions { set, clear, recursive, .. }, .. } = only_command(&harness)
    else {
        panic!()
    };
    assert_eq!((set.mode(), clear.mode(), recursive), (0o100, 0o040, true));

    let mut same = draft.clone();
    same.octal = "644".into();
    (same.all_on, same.some_on) = (bits(0o644), bits(0o644));
    let mut harness = open(Dialog::Permissions(same));
    typed(&mut harness, "600");
    assert_eq!(harness.get_by_role_and_label(Role::TextInput, "Octal").value().as_deref(), Some("600"));

    let mut harness = open(Dialog::Permissions(draft));
    assert!(harness.get_by_role_and_label(Role::TextInput, "Octal").is_focused());
    typed(&mut harness, "640");
    press(&mut harness, Key::Enter);
    let Command::Operate { what: Operation::SetPermissions { set, clear, .. }, .. } = only_command(&harness) else {
        panic!()
    };
    assert_eq!((set.mode(), clear.mode()), (0o640, 0o7137));
}

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

#[test]
fn the_security_panel_asks_for_the_present_state_and_shows_and_copies_all_of_it() {
    let mut state = window::window(0);
    let open = UiCommand::Security.action(&state);
    let asked = dispatch(&mut state, open);
    assert!(asked == [Effect::Engine(Command::LookAtSecurity(SessionId::from(1)))]);
    let mut harness = self::open(Dialog::Security);
    for words in [
        "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3",
        "ssh-ed25519, 256 bits",
        "/home/ada/.ssh/known_hosts, line 3",
        "none",
    ] {
        harness.get_by_label(words);
    }
    click(&mut harness, "Copy");
    let copied = harness.state().effects.iter().find_map(|effect| match effect {
        Effect::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert!(copied.unwrap().contains("Cipher: aes128-gcm@openssh.com\n"));
    // What was learned since comes in while it is open.
    let plain = Event::Security(SessionId::from(1), SecurityInfo::Plain);
    apply(&mut harness.state_mut().state, plain);
    harness.run();
    assert!(harness.query_by_label("ssh-ed25519, 256 bits").is_none());
    press(&mut harness, Key::Escape);
    assert!(harness.state().state.dialog().is_none());
}
