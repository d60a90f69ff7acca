//! Real causes provoked on FTP servers, and what the diagnosis makes of their replies. vsftpd says one sentence for most
//! of them; `ProFTPD` and pure-ftpd mostly name the reason in the words of the C library.
//!
//! The cases and folders are those of `tests/causes`.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "../engine_support/mod.rs"]
mod engine_support;
mod many;
#[path = "../causes/provoke.rs"]
mod provoke;
mod server;
#[path = "../support/mod.rs"]
mod support;

use catamaran::error::{Confidence, ErrorKind, diagnose};
use catamaran::model::ByteSize;
use provoke::CASES;
use server::Server;
use support::FtpDaemon;

/// Provokes everything on one server. At most `most_unknown` cases may stay without a cause, and none may be wrong.
async fn causes_on(daemon: FtpDaemon, most_unknown: usize) {
    let Some(server) = Server::start(daemon).await else {
        println!("skipped: {daemon:?} cannot be started here");
        return;
    };
    let (mut named, mut second) = (0, 0);
    let (mut right, mut sure, mut wrong, mut unknown, mut skipped) = (0, 0, Vec::new(), Vec::new(), Vec::new());
    for case in CASES.iter().filter(|case| !case.limited && server.has(case.feature)) {
        // ProFTPD moves to another disk by copying, where a case expects a refusal.
        server.make_again("plain/second");
        let error = match provoke::provoke(&server, case).await {
            Err(error) if error.kind != ErrorKind::Unsupported => error,
            // The server can do it, or FTP knows nothing of it (links).
            _ => {
                skipped.push(case.name);
                continue;
            }
        };
        let mut attempt = error.attempt().unwrap_or_else(|| panic!("{}: {error} has no path", case.name));
        if case.needed > 0 {
            attempt = attempt.needing(ByteSize(case.needed));
        }
        let facts = server.prober().ask(&error, &attempt).await;
        let diagnosis = diagnose(&error, &attempt, &facts);
        let (cause, confidence) = (diagnosis.cause.name(), diagnosis.confidence);
        println!("{:<52} {:?} -> {cause:<22} {}   {error}", case.name, error.kind, confidence.name());
        // On a read-only disk a full folder cannot be removed for two reasons.
        let also_true = case.feature == "readonly" && cause == "folder_not_empty";
        if cause == case.cause || also_true {
            right += 1;
            sure += usize::from(confidence == Confidence::Certain);
        } else if confidence == Confidence::Likely && diagnosis.alternatives.iter().any(|c| c.name() == case.cause) {
            // One number of the system for a full disk and one without room for files.
            second += 1;
        } else if confidence == Confidence::Unknown {
            named += usize::from(diagnosis.alternatives.iter().any(|cause| cause.name() == case.cause));
            unknown.push(format!("{}: should be {}; {error}", case.name, case.cause));
        } else {
            let told = format!("{cause}, {}", confidence.name());
            wrong.push(format!("{}: should be {} and is {told}; {error}; {facts:?}", case.name, case.cause));
        }
    }
    println!(
        "{daemon:?}: causes provoked {}, right {right} (certain {sure}), second guess {second}, wrong {}, unknown {} \
         ({named} with the cause among the usual reasons), skipped {}",
        right + second + wrong.len() + unknown.len(),
        wrong.len(),
        unknown.len(),
        skipped.len()
    );
    println!("unknown:\n{}\nskipped: {skipped:?}", unknown.join("\n"));
    assert!(wrong.is_empty(), "wrong:\n{}", wrong.join("\n"));
    assert!(unknown.len() <= most_unknown, "not found:\n{}", unknown.join("\n"));
    assert!(second <= 2, "more than a disk without room for files");
    assert!(right > 40, "too few causes could be provoked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn causes_are_found_on_vsftpd() {
    // One sentence for everything, and no answer about disks: other disks, read-only ones, and rights beyond the bits.
    causes_on(FtpDaemon::Vsftpd, 20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn causes_are_found_on_proftpd() {
    causes_on(FtpDaemon::ProFtpd, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn causes_are_found_on_pure_ftpd() {
    causes_on(FtpDaemon::PureFtpd, 0).await;
}
