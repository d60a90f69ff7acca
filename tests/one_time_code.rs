//! A real sshd that asks for a one-time code (PAM over keyboard-interactive): one login serves every channel, so the code is
//! asked for once, however many files are transferred at once.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_support;
mod support;

use catamaran::engine::{Answer, Command, Event, Question, SessionState, SftpConnector};
use catamaran::model::{OverwriteRule, SecretString, SystemClock};
use catamaran::ssh_config::StartFile;
use engine_support::{Bench, endpoint, remote, session, wish};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command as Program;
use std::sync::Arc;
use support::{Sshd, SshdOptions};

/// What PAM runs with the typed code on its standard input: takes the code in the file beside it, once.
const VERIFY: &str = "#!/bin/sh\ncode=\"$(dirname \"$0\")/code\"\nread -r typed\n\
    [ -n \"$typed\" ] && [ \"$typed\" = \"$(cat \"$code\")\" ] && rm \"$code\"\n";

#[test]
fn a_one_time_code_is_asked_for_once() {
    let allowed = Program::new("unshare").args(["-m", "true"]).status().is_ok_and(|status| status.success());
    if !rustix::process::getuid().is_root() || !allowed {
        eprintln!("SKIPPED: only root can give sshd a PAM service of its own");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let verify = dir.path().join("verify");
    fs::write(&verify, VERIFY).unwrap();
    fs::set_permissions(&verify, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(dir.path().join("code"), "424242").unwrap();
    let pam = format!(
        "auth requisite pam_exec.so quiet expose_authtok {}\nauth required pam_permit.so\naccount required pam_permit.so\n\
         session required pam_permit.so\n",
        verify.display()
    );
    let config = "UsePAM yes\nKbdInteractiveAuthentication yes\n\
                  AuthenticationMethods publickey,keyboard-interactive\n";
    let sshd = Sshd::start(SshdOptions { config: config.into(), pam: Some(pam), ..SshdOptions::default() });
    for n in 0..40 {
        fs::write(sshd.files.join(format!("file{n}")), vec![b'x'; 20_000]).unwrap();
    }
    let mut connector = SftpConnector::new(Arc::new(SystemClock::new()), None);
    connector.known_hosts = Some(sshd.connect_request().known_hosts);
    connector.config = StartFile::None;
    let mut bench = Bench::start(Arc::new(connector));
    let wish = wish(endpoint(sshd.port, Some(sshd.user.clone())), Some(sshd.identity.clone()));
    bench.engine.send(Command::Connect { session: session(), wish });
    let (prompt, question) = bench.wait(|event| match event {
        Event::Asked { prompt, question: Question::Interactive(_, question) } => Some((*prompt, question.clone())),
        Event::Session(_, SessionState::Ended(error)) => panic!("{error:?}"),
        _ => None,
    });
    assert_eq!((question.prompts.len(), question.prompts[0].echo), (1, false), "{question:?}");
    let code = SecretString::new("424242".into());
    bench.engine.send(Command::Answer { prompt, answer: Answer::Secrets(Some(vec![code])) });
    bench.wait(|event| match event {
        Event::Session(_, SessionState::Connected { .. }) => Some(()),
        Event::Session(_, SessionState::Ended(error)) => panic!("{error:?}"),
        _ => None,
    });
    let target = tempfile::tempdir().unwrap();
    let folder = remote(sshd.files.as_os_str().as_encoded_bytes());
    let batch = bench.download(&[folder], target.path(), OverwriteRule::Ask);
    let summary = bench.finished(batch);
    assert_eq!((summary.files, summary.failed), (40, 0), "{summary:?}");
    let asked = bench.events.iter().filter(|event| matches!(event, Event::Asked { .. })).count();
    assert_eq!((asked, sshd.connections()), (1, 1), "one question, one connection");
    assert!(!dir.path().join("code").exists(), "the code was used up");
}
