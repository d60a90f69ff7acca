//! Logins that need accounts: passwords, the server's own questions, several methods one after the other.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use catamaran::error::{Error, ErrorKind};
use catamaran::log::{LogBody, MessageLog, StatusMessage};
use catamaran::model::SystemClock;
use catamaran::remote::sftp::{ConnectRequest, connect};
use catamaran::remote::{Prompter, RemoteSession};
use russh::MethodKind::{KeyboardInteractive, Password, PublicKey};
use std::sync::Arc;
use std::time::Duration;
use support::{LoginServer, Rules, Scripted, Sshd};
use tokio_util::sync::CancellationToken;

type Connected = Result<Arc<dyn RemoteSession>, Box<Error>>;

async fn dial(request: ConnectRequest, prompter: &Arc<Scripted>) -> Connected {
    dial_logged(request, prompter).await.0
}

async fn dial_logged(request: ConnectRequest, prompter: &Arc<Scripted>) -> (Connected, Vec<LogBody>) {
    let log = Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 1000));
    let prompter = Arc::clone(prompter) as Arc<dyn Prompter>;
    let connected = connect(request, prompter, Arc::clone(&log), CancellationToken::new()).await;
    (connected, log.read(0..1000).into_iter().map(|(_, entry)| entry.body.clone()).collect())
}

fn refused(tried: &[&str], accepted: &[&str]) -> ErrorKind {
    let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
    ErrorKind::LoginRefused { tried: list(tried), accepted: list(accepted) }
}

#[tokio::test]
async fn a_given_password_comes_first_and_then_the_user_is_asked() {
    let server = LoginServer::start(Rules { wanted: vec![Password], password: "right", ..Rules::default() }).await;
    let nobody = Arc::new(Scripted::default());
    dial(server.connect_request(Some("right")), &nobody).await.unwrap();
    let person = Arc::new(Scripted::default().password("nearly").password("right"));
    dial(server.connect_request(Some("wrong")), &person).await.unwrap();
    assert_eq!(server.seen(), ["password right", "password wrong", "password nearly", "password right"]);
    let asked = person.asked_passwords.lock().unwrap().clone();
    assert!(asked.iter().all(|q| q.refused_before && q.user == "user" && q.host.ends_with(&server.port.to_string())));
}

#[tokio::test]
async fn a_wrong_password_is_refused_after_three_times_and_never_logged() {
    let server = LoginServer::start(Rules { wanted: vec![Password], password: "right", ..Rules::default() }).await;
    let person =
        Arc::new(Scripted::default().password("canary1").password("canary2").password("canary3").password("right"));
    let (connected, log) = dial_logged(server.connect_request(None), &person).await;
    let error = connected.unwrap_err();
    assert_eq!(error.kind, refused(&["password"], &["password"]));
    assert_eq!(error.host.as_deref(), Some(&*format!("127.0.0.1:{}", server.port)));
    assert_eq!(person.asked_passwords.lock().unwrap().len(), 3);
    assert!(!format!("{log:?}{error:?}{:?}", server.connect_request(Some("canary4"))).contains("canary"));
}

#[tokio::test]
async fn a_server_asks_its_own_questions() {
    let rounds =
        vec![vec![("Token: ", false, "123"), ("Colour?", true, "blue")], vec![], vec![("More\u{1b}[2J ", true, "x")]];
    let rules = Rules { wanted: vec![KeyboardInteractive], rounds, ..Rules::default() };
    let server = LoginServer::start(rules).await;
    let person = Arc::new(Scripted::default().answers(&["1", "2"]).answers(&["123", "blue"]).answers(&["x"]));
    // The given password is not spent on a question that does not ask for it.
    dial(server.connect_request(Some("secret")), &person).await.unwrap();
    let asked = person.asked_interactive.lock().unwrap().clone();
    assert_eq!(asked.len(), 3, "the wrong answers, the right ones, and the second round");
    assert_eq!(asked[0].instruction, "Two\nlines\\u{202E}");
    assert_eq!((asked[0].prompts[0].echo, asked[0].prompts[1].echo), (false, true));
    assert_eq!(asked[2].prompts[0].text, "More\\x1B[2J ");
    assert!(!server.seen().iter().any(|s| s.contains("secret")));
}

#[tokio::test]
async fn a_given_password_answers_one_question_for_it_once() {
    let rounds = vec![vec![("Password: ", false, "right")]];
    let server = LoginServer::start(Rules { wanted: vec![KeyboardInteractive], rounds, ..Rules::default() }).await;
    dial(server.connect_request(Some("right")), &Arc::new(Scripted::default())).await.unwrap();
    let person = Arc::new(Scripted::default());
    let error = dial(server.connect_request(Some("wrong")), &person).await.unwrap_err();
    assert_eq!(error.kind, refused(&["keyboard-interactive"], &["keyboard-interactive"]));
    assert_eq!(server.seen().iter().filter(|s| *s == "answers wrong").count(), 1);
    assert_eq!(person.asked_interactive.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_that_asks_without_end_or_too_much_is_left() {
    let one = vec![vec![("Again: ", true, "")]];
    let rules = Rules { wanted: vec![KeyboardInteractive], rounds: one, endless: true, ..Rules::default() };
    let server = LoginServer::start(rules).await;
    let mut person = Scripted::default();
    for _ in 0..100 {
        person = person.answers(&["x"]);
    }
    let person = Arc::new(person);
    let error = dial(server.connect_request(None), &person).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::LoginRefused { .. }));
    assert_eq!(person.asked_interactive.lock().unwrap().len(), 10);

    let many = vec![vec![("One of many: ", true, ""); 11]];
    let server =
        LoginServer::start(Rules { wanted: vec![KeyboardInteractive], rounds: many, ..Rules::default() }).await;
    let error = dial(server.connect_request(None), &person).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::LoginRefused { .. }));
    assert_eq!(person.asked_interactive.lock().unwrap().len(), 10, "nobody is asked eleven things at once");
}

#[tokio::test]
async fn methods_follow_each_other_where_the_server_wants_several() {
    let key = russh::keys::load_public_key(Sshd::user_key("ecdsa").with_extension("pub")).unwrap();
    let rules = Rules {
        wanted: vec![PublicKey, Password, KeyboardInteractive],
        password: "right",
        rounds: vec![vec![("Code: ", false, "42")]],
        key: Some(key),
        banner: Some("Authorised\nusers\u{7} only\n"),
        ..Rules::default()
    };
    let server = LoginServer::start(rules).await;
    let mut request = server.connect_request(Some("right"));
    request.identity_files = vec![Sshd::user_key("rsa"), Sshd::user_key("ecdsa")];
    let person = Arc::new(Scripted::default().answers(&["42"]));
    let (session, log) = dial_logged(request.clone(), &person).await;
    assert_eq!(session.unwrap().info().banner, "Authorised\nusers\\x07 only");
    assert!(log.iter().any(|b| matches!(b, LogBody::Status(StatusMessage::Banner { .. }))));
    assert_eq!(server.seen().last().unwrap(), "answers 42");
    request.password = Some(catamaran::model::SecretString::new("wrong".into()));
    let error = dial(request, &person).await.unwrap_err();
    let tried = ["publickey", "password", "keyboard-interactive"];
    assert_eq!(error.kind, refused(&tried, &["password", "keyboard-interactive"]));
}

#[tokio::test]
async fn cancelling_ends_a_login_that_waits_for_a_person() {
    #[derive(Debug, Default)]
    struct Absent(tokio::sync::Notify);
    #[async_trait::async_trait]
    impl Prompter for Absent {
        async fn host_key(&self, _: catamaran::remote::HostKeyQuestion) -> catamaran::remote::HostKeyAnswer {
            std::future::pending().await
        }
        async fn password(&self, _: catamaran::remote::PasswordQuestion) -> Option<catamaran::model::SecretString> {
            self.0.notify_one();
            std::future::pending().await
        }
        async fn passphrase(&self, _: catamaran::remote::PassphraseQuestion) -> Option<catamaran::model::SecretString> {
            None
        }
        async fn interactive(
            &self,
            _: catamaran::remote::InteractiveQuestion,
        ) -> Option<Vec<catamaran::model::SecretString>> {
            None
        }
    }
    let server = LoginServer::start(Rules { wanted: vec![Password], ..Rules::default() }).await;
    let absent = Arc::new(Absent::default());
    let cancel = CancellationToken::new();
    let log = Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 1000));
    let prompter = Arc::clone(&absent) as Arc<dyn Prompter>;
    let connecting = tokio::spawn(connect(server.connect_request(None), prompter, log, cancel.clone()));
    absent.0.notified().await;
    cancel.cancel();
    let ended = tokio::time::timeout(Duration::from_secs(10), connecting).await.unwrap().unwrap();
    assert!(ended.unwrap_err().is_cancelled());
}
