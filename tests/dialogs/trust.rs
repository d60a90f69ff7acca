//! Keys and certificates of servers: what is trusted, and what it takes.

use crate::{Window, answer, click, commands, only_command, open, press, typed, window};
use catamaran::engine::{Answer, Command, Event, Question, TrustCommand};
use catamaran::error::CertificateFault;
use catamaran::model::SessionId;
use catamaran::remote::{CertificateAnswer, CertificateInfo, CertificateQuestion, HostKeyAnswer, SecurityInfo};
use catamaran::trust::{KnownHosts, TrustItem, TrustStore};
use catamaran::ui::state::{Dialog, Effect, apply, dispatch};
use catamaran::ui::widget::UiCommand;
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::path::Path;
use std::sync::Arc;

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
