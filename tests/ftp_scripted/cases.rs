//! Misbehaviour in cases of our own: `tests/data/ftp/misbehaviour.txt`.

use crate::script::Script;
use crate::trial::{PASSWORD, Trial, run};
use catamaran::model::Protocol;
use tokio::task::JoinSet;

/// One case.
#[derive(Clone, Debug)]
struct Case {
    name: String,
    script: Script,
    trial: Option<Trial>,
    expect: String,
    then: Vec<String>,
    never: Vec<String>,
    sent: Vec<String>,
}

/// The lines of one case, without comments.
type Block<'a> = (&'a str, Vec<&'a str>);

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("case ") {
            Some(name) => blocks.push((name, Vec::new())),
            None => blocks.last_mut().expect("a case begins with its name").1.push(line),
        }
    }
    blocks
}

fn case(name: &str, lines: &[&str], word: &str) -> Case {
    let name = if word.is_empty() { name.to_owned() } else { format!("{name} ({word})") };
    let mut case = Case {
        name,
        script: Script::usual(),
        trial: None,
        expect: String::new(),
        then: Vec::new(),
        never: Vec::new(),
        sent: Vec::new(),
    };
    let own_result = format!("expect[{word}]");
    for line in lines {
        let line = line.replace("{word}", &word.replace('_', " "));
        let (first, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match first {
            "for" | "why" => {}
            own if own == own_result => rest.clone_into(&mut case.expect),
            other if other.starts_with("expect[") => {}
            "do" => case.trial = Some(Trial::read(rest)),
            "expect" => rest.clone_into(&mut case.expect),
            "then" => case.then.push(rest.to_owned()),
            "never" => case.never.push(rest.to_owned()),
            "sent" => case.sent.push(rest.to_owned()),
            _ => assert!(case.script.line(&line), "{}: what is {line}?", case.name),
        }
    }
    case
}

fn cases() -> Vec<Case> {
    let text = include_str!("../data/ftp/misbehaviour.txt");
    let mut cases = Vec::new();
    for (name, lines) in blocks(text) {
        match lines.iter().find_map(|line| line.strip_prefix("for ")) {
            Some(words) => cases.extend(words.split(' ').map(|word| case(name, &lines, word))),
            None => cases.push(case(name, &lines, "")),
        }
    }
    cases
}

async fn check(case: Case) -> Vec<String> {
    let Case { name, script, trial, expect, then, never, sent } = case;
    let trial = trial.expect("every case does something");
    let ended = run(script, &trial, &then).await;
    let mut faults = ended.afterwards;
    if ended.outcome != expect {
        let error = ended.error.map(|error| error.to_string()).unwrap_or_default();
        faults.push(format!("{} instead of {expect}\n    {error}\n    {:?}", ended.outcome, ended.told));
    }
    let secret = |word: &str| ended.clear.contains(word);
    if trial.protocol != Protocol::Ftp && (secret(PASSWORD) || secret(&trial.user)) {
        faults.push(format!("the login went out in clear: {}", ended.clear));
    }
    for verb in never {
        if ended.told.iter().any(|line| line.split(' ').next() == Some(&verb)) {
            faults.push(format!("{verb} was sent: {:?}", ended.told));
        }
    }
    for line in sent {
        if !ended.told.contains(&line) {
            faults.push(format!("{line} was not sent: {:?}", ended.told));
        }
    }
    faults.into_iter().map(|fault| format!("{name}: {fault}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_misbehaviour_ends_in_a_defined_result() {
    let wanted = std::env::var("FTP_CASE").unwrap_or_default();
    let cases = cases();
    assert!(cases.len() > 120, "{} cases", cases.len());
    let mut running = JoinSet::new();
    let mut faults = Vec::new();
    for case in cases.into_iter().filter(|case| case.name.contains(&wanted)) {
        // Not all at once: limits of time are short for some.
        if running.len() >= 12
            && let Some(done) = running.join_next().await
        {
            faults.extend(done.unwrap());
        }
        running.spawn(check(case));
    }
    while let Some(done) = running.join_next().await {
        faults.extend(done.unwrap());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
