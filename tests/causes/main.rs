//! Real causes provoked on OpenSSH's `sftp-server`, and what the diagnosis makes of the server's bare codes.
//!
//! As root the server runs as an ordinary user in a mount namespace of its own, with a small disk, one without room for
//! files, a read-only one, and a second one. As an ordinary user only what plain folders can show is provoked; what is
//! left out is printed.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod provoke;
mod server;
#[path = "../wire_support/mod.rs"]
mod wire_support;

use catamaran::error::{
    Attempt, Cause, Class, Confidence, Diagnosis, Error, Facts, Need, Place, StatusCode, Told, User, diagnose,
};
use catamaran::model::{Clock, SystemClock};
use provoke::{CASES, Case};
use server::Server;
use std::collections::{BTreeMap, BTreeSet};

/// On a read-only disk these hinder as well, and each of them alone would.
const TWO_CAUSES: [&str; 2] = ["read_only_file_system", "folder_not_empty"];

/// What is known beyond the name of the cause.
fn facts_are_right(server: &Server, case: &Case, diagnosis: &Diagnosis) -> bool {
    let at = |name: &str| Place::Remote(server.path(name));
    match (case.name, &diagnosis.cause) {
        ("make a folder in a missing folder" | "write below a missing folder", Cause::MissingFolder { folder }) => {
            *folder == at("plain/none")
        }
        ("write below a file", Cause::NotAFolder { at: found, .. }) => *found == Some(at("plain/file")),
        ("read behind a closed folder" | "list behind a closed folder", Cause::PermissionDenied(Some(denial))) => {
            denial.at == at("plain/closed") && denial.need == Need::Enter
        }
        ("read a secret file", Cause::PermissionDenied(Some(denial))) => {
            denial.at == at("plain/secret") && denial.need == Need::Read
        }
        ("make a file in a closed folder of one's own", Cause::PermissionDenied(Some(denial))) => {
            denial.at == at("plain/ownclosed")
                && denial.need == Need::Write
                && denial.class == Some(Class::Owner)
                && diagnosis.fixes.iter().any(|fix| matches!(fix, catamaran::error::Fix::MakeWritable { permissions, .. } if permissions.octal() == "700"))
        }
        ("fill a small disk", Cause::DiskFull { free, needed, .. }) => free.unwrap().0 < needed.unwrap().0,
        ("remove a folder that holds a hidden file", Cause::FolderNotEmpty { entries, .. }) => *entries == Some(1),
        (_, Cause::StickyFolder { folder, .. }) => *folder == at("plain/sticky"),
        _ => true,
    }
}

async fn look_into(server: &Server, error: &Error, case: &Case) -> (Attempt, Facts) {
    let mut attempt = error.attempt().unwrap_or_else(|| panic!("{}: {error} has no path", case.name));
    if case.needed > 0 {
        attempt = attempt.needing(catamaran::model::ByteSize(case.needed));
    }
    let facts = server.prober().ask(error, &attempt).await;
    (attempt, facts)
}

/// The answers without some of them, as from a server that does not know a question or falls silent.
fn with_gaps(facts: &Facts) -> Vec<Facts> {
    type Gap = fn(&mut Facts);
    let gaps: [Gap; 18] = [
        |facts| facts.target.itself = Told::Silent,
        |facts| facts.target.led_to = Told::Silent,
        |facts| facts.target.parent = Told::Silent,
        |facts| facts.target.space = Told::Silent,
        |facts| facts.target.own_space = Told::Silent,
        |facts| facts.target.content = Told::Silent,
        |facts| facts.target.link_end = None,
        |facts| facts.target.steps.clear(),
        |facts| facts.target.steps.iter_mut().for_each(|step| step.itself = Told::Silent),
        |facts| facts.target.steps.iter_mut().for_each(|step| step.led_to = Told::Silent),
        |facts| facts.target.steps.iter_mut().take(2).for_each(|step| step.itself = Told::Silent),
        |facts| facts.second.itself = Told::Silent,
        |facts| facts.second.parent = Told::Silent,
        |facts| facts.second.space = Told::Silent,
        |facts| facts.second.steps.clear(),
        |facts| facts.user = User::default(),
        |facts| (facts.user.sure, facts.user.id) = (false, Some(4711)),
        |facts| *facts = facts.of_folder(Place::Remote(catamaran::model::RemotePath::root())),
    ];
    let mut all = Vec::new();
    for (at, one) in gaps.iter().enumerate() {
        for other in &gaps[at..] {
            let mut facts = facts.clone();
            one(&mut facts);
            other(&mut facts);
            all.push(facts);
        }
    }
    all.push(Facts::default());
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn causes_are_found_behind_bare_codes() {
    let Some(plain) = Server::start(false).await else {
        println!("skipped: no sftp-server is installed (package openssh-sftp-server)");
        return;
    };
    let limited = Server::start(true).await.unwrap();
    let (mut right, mut sure, mut wrong, mut unknown, mut skipped) = (0, 0, Vec::new(), Vec::new(), Vec::new());
    let (mut gaps, mut overconfident) = (0, BTreeSet::new());
    let (clock, mut took) = (SystemClock::new(), Vec::new());
    let mut codes: BTreeMap<i64, usize> = BTreeMap::new();
    for case in CASES {
        let server = if case.limited { &limited } else { &plain };
        if !server.has(case.feature) {
            skipped.push(case.name);
            continue;
        }
        // An old kernel or another file system may allow it.
        let Err(error) = provoke::provoke(server, case).await else {
            skipped.push(case.name);
            continue;
        };
        *codes.entry(error.code.map_or(-1, StatusCode::number)).or_default() += 1;
        let before = clock.elapsed();
        let (attempt, facts) = look_into(server, &error, case).await;
        took.push(clock.elapsed().saturating_sub(before));
        let diagnosis = diagnose(&error, &attempt, &facts);
        for gappy in with_gaps(&facts) {
            gaps += 1;
            let guess = diagnose(&error, &attempt, &gappy);
            let also_true = case.feature == "readonly" && TWO_CAUSES.contains(&guess.cause.name());
            if guess.confidence == Confidence::Certain && guess.cause.name() != case.cause && !also_true {
                overconfident.insert(format!("{}: certain of {} with {gappy:?}", case.name, guess.cause.name()));
            }
        }
        let code = error.code.map(|code| code.number().to_string()).unwrap_or_default();
        println!("{:<52} code {code:<2} -> {:<22} {}", case.name, diagnosis.cause.name(), diagnosis.confidence.name());
        let named = diagnosis.cause.name() == case.cause && facts_are_right(server, case, &diagnosis);
        if named {
            right += 1;
            sure += usize::from(diagnosis.confidence == Confidence::Certain);
        } else if diagnosis.confidence == Confidence::Unknown {
            unknown.push(format!("{}: should be {}; {diagnosis:#?}", case.name, case.cause));
        } else {
            wrong.push(format!("{}: should be {}; {error}; {diagnosis:#?}", case.name, case.cause));
        }
    }
    for name in &skipped {
        println!("skipped: {name}");
    }
    let provoked = right + wrong.len() + unknown.len();
    println!(
        "causes provoked {provoked}, right {right} (certain {sure}), wrong {}, unknown {}, skipped {}; codes sent {codes:?}",
        wrong.len(),
        unknown.len(),
        skipped.len()
    );
    took.sort();
    println!("looking around took {:?} in the middle, {:?} at most", took[took.len() / 2], took[took.len() - 1]);
    println!("with answers missing: {gaps} diagnoses, {} of them certain of a wrong cause", overconfident.len());
    let overconfident: Vec<_> = overconfident.into_iter().collect();
    assert!(overconfident.is_empty(), "{}", overconfident.join("\n"));
    assert!(wrong.is_empty(), "wrong:\n{}", wrong.join("\n"));
    assert!(unknown.is_empty(), "not found:\n{}", unknown.join("\n"));
    assert!(provoked >= 12, "too few causes could be provoked");
}
