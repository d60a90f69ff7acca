//! A thousand files that fail for one reason over FTP: one group, one dialog, and one look at what is behind it.

use crate::engine_support::{Bench, wish};
use crate::server::Server;
use crate::support::FtpDaemon;
use catamaran::engine::{Event, FtpConnector};
use catamaran::error::Confidence;
use catamaran::journal::Book;
use catamaran::log::LogBody;
use catamaran::model::{FtpOptions, OverwriteRule, SystemClock};
use catamaran::text::group_title;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const FILES: usize = 1000;

async fn a_thousand_on(daemon: FtpDaemon) {
    let Some(server) = Server::start(daemon).await else {
        println!("skipped: {daemon:?} cannot be started here");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = (0..FILES).map(|n| dir.path().join(format!("{n:04}"))).collect();
    for path in &paths {
        fs::write(path, b"content").unwrap();
    }
    let request = server.ftp.request();
    let folder = server.path("plain/rootfolder");
    tokio::task::spawn_blocking(move || {
        let connector = FtpConnector::new(Arc::new(SystemClock::new()), request.trust.clone());
        let mut bench = Bench::start(Arc::new(connector));
        let mut wish = wish(request.endpoint.clone(), None);
        wish.password.clone_from(&request.password);
        wish.ftp = Box::new(FtpOptions { plain: true, ..FtpOptions::default() });
        bench.connect(wish);
        let sources: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let batch = bench.upload(&sources, folder.as_bytes(), OverwriteRule::Overwrite);
        let summary = bench.finished(batch);
        assert_eq!(summary.failed, FILES as u64);
        let told = bench.events.iter().filter(|event| matches!(event, Event::TransferFailed { .. })).count();
        assert_eq!(told, 1, "one dialog");
        let mut book = Book::new(0);
        for note in bench.engine.journal().read(0, 10 * FILES).notes {
            book.take_in(note);
        }
        let groups: Vec<_> = book.groups().map(|group| (group_title(group), group.len())).collect();
        assert_eq!(groups.len(), 1, "{groups:?}");
        assert_eq!(groups[0].1, FILES);
        let error = &book.groups().next().unwrap().example.error;
        assert_eq!(error.cause_name(), "permission_denied");
        assert_ne!(error.confidence(), Confidence::Unknown);
        let lines = bench.log.read(bench.log.range());
        let sent = lines.iter().filter(|(_, entry)| matches!(entry.body, LogBody::Command(_))).count();
        println!("{daemon:?}: {FILES} failures: {groups:?}; {sent} commands in all");
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_like_failures_on_vsftpd_are_one_group() {
    a_thousand_on(FtpDaemon::Vsftpd).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_like_failures_on_proftpd_are_one_group() {
    a_thousand_on(FtpDaemon::ProFtpd).await;
}
