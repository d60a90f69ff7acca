//! Questions of the engine, put to whoever sits at the terminal.

use super::output::Output;
use crate::engine::{Answer, ChangeAnswer, ChangeQuestion, FileFacts, OverwriteAnswer, OverwriteQuestion, Question};
use crate::i18n::fl;
use crate::model::{OverwriteRule, SecretString, Timestamp, escape_bytes};
use crate::remote::{
    CertificateAnswer, CertificateQuestion, HostKeyAnswer, HostKeyQuestion, InteractiveQuestion, ProxyCommandAnswer,
    ProxyCommandQuestion, Whose,
};
use crate::text::{certificate_fault, change_site, change_words, day, size, when};
use std::io::{self, Write};

/// What a question is answered with where nobody can be asked, and the note that says so.
pub(super) fn without_terminal(question: &Question) -> (Answer, String) {
    match question {
        Question::HostKey(_, asked) => (
            Answer::HostKey(HostKeyAnswer::Cancel),
            fl!("cli-unasked-host-key", host = safe(&asked.host), fingerprint = safe(&asked.fingerprint)),
        ),
        Question::Certificate(_, asked) => (
            Answer::Certificate(CertificateAnswer::Cancel),
            fl!("cli-unasked-certificate", host = safe(&asked.host), fingerprint = shown_fingerprint(asked)),
        ),
        Question::ProxyCommand(_, asked) => (
            Answer::ProxyCommand(ProxyCommandAnswer::Cancel),
            fl!("cli-unasked-proxy-command", host = safe(&asked.host), command = safe(&asked.command)),
        ),
        Question::Password(_, asked, _) => {
            (Answer::Secret(None), fl!("cli-unasked-password", user = safe(&asked.user), host = safe(&asked.host)))
        }
        Question::Passphrase(_, asked, _) => {
            (Answer::Secret(None), fl!("cli-unasked-passphrase", key = safe(&asked.key)))
        }
        Question::Vault(..) => (Answer::Secret(None), fl!("cli-unasked-vault")),
        Question::Interactive(_, asked) => {
            (Answer::Secrets(None), fl!("cli-unasked-password", user = safe(&asked.user), host = safe(&asked.host)))
        }
        Question::Change(_, asked) => (
            Answer::Change(ChangeAnswer::No),
            fl!("cli-unasked-change", site = change_site(asked), change = change_words(&asked.change)),
        ),
        Question::Overwrite(_, asked) => (
            Answer::Overwrite(OverwriteAnswer { rule: OverwriteRule::Ask, for_all: false }),
            fl!("cli-unasked-overwrite", path = asked.target.place.display()),
        ),
    }
}

/// Puts a question at the terminal and waits for the answer; blocks.
pub(super) fn ask(question: Question, now: Timestamp) -> Answer {
    match question {
        Question::HostKey(_, asked) => Answer::HostKey(host_key(&asked)),
        Question::Certificate(_, asked) => Answer::Certificate(certificate(&asked)),
        Question::ProxyCommand(_, asked) => Answer::ProxyCommand(proxy_command(&asked)),
        Question::Password(_, asked, _) => {
            if asked.refused_before {
                say(&fl!("cli-password-refused"));
            }
            let (user, host) = (safe(&asked.user), safe(&asked.host));
            let words = match asked.whose {
                Whose::Server(_) | Whose::Proxy { .. } => fl!("cli-ask-password", user = user, host = host),
                Whose::Account(_) => fl!("cli-ask-account", user = user, host = host),
            };
            Answer::Secret(secret(&words))
        }
        Question::Passphrase(_, asked, _) => {
            if asked.refused_before {
                say(&fl!("cli-passphrase-refused"));
            }
            Answer::Secret(secret(&fl!("cli-ask-passphrase", key = safe(&asked.key))))
        }
        Question::Vault(_, asked) => {
            if asked.refused_before {
                say(&fl!("vault-refused"));
            }
            Answer::Secret(secret(&fl!("cli-ask-vault")))
        }
        Question::Interactive(_, asked) => Answer::Secrets(interactive(&asked)),
        Question::Change(_, asked) => Answer::Change(change(&asked)),
        Question::Overwrite(_, asked) => Answer::Overwrite(overwrite(&asked, now)),
    }
}

fn safe(text: &str) -> String {
    escape_bytes(text.as_bytes())
}

fn say(text: &str) {
    // The terminal was there a moment ago; without it the answer will be missing as well.
    let _gone = writeln!(io::stderr(), "{text}");
}

/// A line that may be seen while it is typed; `None` at the end of input.
fn line(prompt: &str) -> Option<String> {
    let mut err = io::stderr();
    let _gone = write!(err, "{prompt} ").and_then(|()| err.flush());
    let mut line = String::new();
    match io::stdin().read_line(&mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
    }
}

/// A line that nobody sees; `None` when the user gave up with Ctrl-C or Ctrl-D.
fn secret(prompt: &str) -> Option<SecretString> {
    rpassword::prompt_password(format!("{prompt} ")).ok().map(SecretString::new)
}

fn host_key(asked: &HostKeyQuestion) -> HostKeyAnswer {
    say(&fl!("cli-host-key-unknown", host = safe(&asked.host)));
    say(&fl!("cli-host-key-shown", algorithm = safe(&asked.algorithm), fingerprint = safe(&asked.fingerprint)));
    for row in asked.randomart.lines() {
        say(&safe(row));
    }
    if !asked.known_as.is_empty() {
        say(&fl!("cli-host-key-known-as", names = safe(&asked.known_as.join(", "))));
    }
    if !asked.other_algorithms.is_empty() {
        say(&fl!("cli-host-key-others", algorithms = safe(&asked.other_algorithms.join(", "))));
    }
    loop {
        match line(&fl!("cli-host-key-ask")).as_deref().map(str::trim) {
            Some("once") => return HostKeyAnswer::Once,
            Some("always" | "yes") => return HostKeyAnswer::Always,
            Some("cancel" | "no") | None => return HostKeyAnswer::Cancel,
            Some(_) => {}
        }
    }
}

fn change(asked: &ChangeQuestion) -> ChangeAnswer {
    say(&fl!("cli-change", site = change_site(asked), change = change_words(&asked.change)));
    loop {
        match line(&fl!("cli-change-ask")).as_deref().map(str::trim) {
            Some("yes") => return ChangeAnswer::Once,
            Some("all") => return ChangeAnswer::Session,
            Some("no") | None => return ChangeAnswer::No,
            Some(_) => {}
        }
    }
}

fn shown_fingerprint(asked: &CertificateQuestion) -> String {
    asked.chain.first().map(|info| info.sha256.clone()).unwrap_or_default()
}

fn certificate(asked: &CertificateQuestion) -> CertificateAnswer {
    say(&fl!("cli-certificate-unknown", host = safe(&asked.host)));
    for fault in &asked.faults {
        say(&format!("  {}", certificate_fault(*fault)));
    }
    let when = |time: Option<Timestamp>| time.map_or_else(|| fl!("cli-unknown"), day);
    for info in &asked.chain {
        say(&fl!("cli-certificate-subject", subject = info.subject.clone(), issuer = info.issuer.clone()));
        if !info.names.is_empty() {
            say(&fl!("cli-certificate-names", names = info.names.join(", ")));
        }
        say(&fl!("cli-certificate-valid", from = when(info.not_before), to = when(info.not_after)));
        say(&fl!("cli-certificate-sha256", fingerprint = info.sha256.clone()));
    }
    loop {
        match line(&fl!("cli-host-key-ask")).as_deref().map(str::trim) {
            Some("always") => return CertificateAnswer::Always,
            // Remembering makes neither a name nor a time fit.
            Some("yes") if asked.is_only_unknown() => return CertificateAnswer::Always,
            Some("once" | "yes") => return CertificateAnswer::Once,
            Some("cancel" | "no") | None => return CertificateAnswer::Cancel,
            Some(_) => {}
        }
    }
}

fn proxy_command(asked: &ProxyCommandQuestion) -> ProxyCommandAnswer {
    say(&fl!("proxy-command-intro", host = safe(&asked.host)));
    say(&format!("  {}", safe(&asked.command)));
    loop {
        match line(&fl!("cli-proxy-command-ask")).as_deref().map(str::trim) {
            Some("once") => return ProxyCommandAnswer::Once,
            Some("always" | "yes") => return ProxyCommandAnswer::Always,
            Some("cancel" | "no") | None => return ProxyCommandAnswer::Cancel,
            Some(_) => {}
        }
    }
}

fn interactive(asked: &InteractiveQuestion) -> Option<Vec<SecretString>> {
    for text in [&asked.name, &asked.instruction] {
        if !text.is_empty() {
            say(&fl!("cli-server-says", host = safe(&asked.host), text = safe(text)));
        }
    }
    asked
        .prompts
        .iter()
        .map(|prompt| {
            let words = fl!("cli-server-asks", host = safe(&asked.host), text = safe(&prompt.text));
            if prompt.echo { line(&words).map(SecretString::new) } else { secret(&words) }
        })
        .collect()
}

fn overwrite(asked: &OverwriteQuestion, now: Timestamp) -> OverwriteAnswer {
    say(&fl!("cli-overwrite-exists", path = asked.target.place.display()));
    say(&fl!("cli-overwrite-new", facts = facts(&asked.source, now)));
    say(&fl!("cli-overwrite-old", facts = facts(&asked.target, now)));
    let prompt = if asked.can_resume { fl!("cli-overwrite-ask-resume") } else { fl!("cli-overwrite-ask") };
    loop {
        let Some(typed) = line(&prompt) else {
            return OverwriteAnswer { rule: OverwriteRule::Ask, for_all: false };
        };
        if let Some(answer) = overwrite_answer(typed.trim(), asked.can_resume) {
            return answer;
        }
    }
}

/// `o` and the like for this file, `O` for all that follow.
fn overwrite_answer(typed: &str, can_resume: bool) -> Option<OverwriteAnswer> {
    let mut letters = typed.chars();
    let (letter, None) = (letters.next()?, letters.next()) else { return None };
    let rule = match letter.to_ascii_lowercase() {
        'o' => OverwriteRule::Overwrite,
        'n' => OverwriteRule::Newer,
        'r' if can_resume => OverwriteRule::Resume,
        'b' => OverwriteRule::Rename,
        's' => OverwriteRule::Skip,
        'q' => OverwriteRule::Ask,
        _ => return None,
    };
    Some(OverwriteAnswer { rule, for_all: letter.is_ascii_uppercase() })
}

fn facts(file: &FileFacts, now: Timestamp) -> String {
    let unknown = || fl!("cli-unknown");
    let time = file.modified.map_or_else(unknown, |time| when(time, now));
    fl!("cli-overwrite-facts", size = file.size.map_or_else(unknown, size), time = time)
}

impl Output {
    /// Answers a question: at the terminal where there is one, else as [`without_terminal`] says.
    pub(super) async fn answer(&self, question: Question, now: Timestamp) -> Answer {
        let (refusal, note) = without_terminal(&question);
        if !Self::can_ask() {
            self.note(&note);
            return refusal;
        }
        let was_hidden = self.bar.is_hidden();
        if !was_hidden {
            self.bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
        }
        let answer = tokio::task::spawn_blocking(move || ask(question, now)).await.unwrap_or(refusal);
        if !was_hidden {
            self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_answer_for_one_or_for_all() {
        let answer = |rule, for_all| Some(OverwriteAnswer { rule, for_all });
        assert_eq!(overwrite_answer("o", false), answer(OverwriteRule::Overwrite, false));
        assert_eq!(overwrite_answer("S", false), answer(OverwriteRule::Skip, true));
        assert_eq!(overwrite_answer("r", true), answer(OverwriteRule::Resume, false));
        for typed in ["", "r", "x", "oo"] {
            assert_eq!(overwrite_answer(typed, false), None, "{typed}");
        }
    }
}
