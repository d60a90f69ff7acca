//! Work on FTP connections that is given up at any moment: afterwards every question gets its own answer.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use catamaran::model::{ByteSize, RemotePath};
use catamaran::remote::ftp::connect;
use catamaran::remote::{FinishWrite, FollowLinks, OpenWrite, RemoteFs, WriteBuffer};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use support::{FtpDaemon, FtpSecurity, FtpServer, Silent, log};
use tokio_util::sync::CancellationToken;

/// How often something is given up on each server.
const TIMES: usize = 200;
const KNOWN: usize = 3_000_017;
const OTHERS: usize = 300;

/// Numbers that look random and are the same in every run (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }
}

/// Work that may be looked at so often, and is dropped then, wherever it is. `None`: it was dropped.
struct Until<F> {
    work: Pin<Box<F>>,
    looks: usize,
}

impl<F: Future> Future for Until<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.looks == 0 {
            return Poll::Ready(None);
        }
        self.looks -= 1;
        self.work.as_mut().poll(context).map(Some)
    }
}

fn until<F: Future>(looks: usize, work: F) -> Until<F> {
    Until { work: Box::pin(work), looks }
}

struct Place {
    folder: RemotePath,
    known: RemotePath,
    upload: RemotePath,
}

async fn download(files: &dyn RemoteFs, place: &Place) -> usize {
    let mut reader = files.open_read(&place.known, 0, Some(ByteSize(KNOWN as u64))).await.unwrap();
    let mut length = 0;
    while let Some(chunk) = reader.next().await.unwrap() {
        length += chunk.bytes.len();
    }
    length
}

/// `abandon`: how the engine gives uploads up; otherwise the writer is dropped.
async fn upload(files: &dyn RemoteFs, place: &Place, abandon: bool) {
    let how = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };
    let mut writer = files.open_write(&place.upload, how).await.unwrap();
    let piece = vec![7; writer.max_content()];
    for _ in 0..4 {
        writer.write(WriteBuffer::from_content(writer.header_room(), &piece)).await.unwrap();
    }
    if abandon {
        let kept = writer.abandon().await;
        assert!(kept <= 4 * piece.len() as u64);
    } else {
        writer.finish(FinishWrite::default()).await.unwrap();
    }
}

/// Two sizes that differ and a listing: a reply too many or too few would give one to the question of another.
async fn everything_is_answered_rightly(files: &dyn RemoteFs, place: &Place, after: &str) {
    let size = |path: RemotePath| async move { files.stat(&path, FollowLinks::Yes).await.unwrap().size.unwrap().0 };
    assert_eq!(size(place.known.clone()).await, KNOWN as u64, "{after}");
    assert_eq!(size(place.folder.join_bytes(b"other-7").unwrap()).await, 7, "{after}");
    let listing = files.list(&place.folder, &mut |_| {}).await.unwrap();
    let names = listing.entries.iter().filter(|entry| entry.name.as_bytes() != b"upload").count();
    assert_eq!((names, listing.unread.count, listing.refused.len()), (OTHERS + 1, 0, 0), "{after}");
}

async fn given_up_at_any_moment(daemon: FtpDaemon, security: FtpSecurity, seed: u64) {
    let Some(server) = FtpServer::start(daemon, security) else { return };
    std::fs::write(server.files.join("known"), vec![3; KNOWN]).unwrap();
    for number in 0..OTHERS {
        std::fs::write(server.files.join(format!("other-{number}")), vec![b'x'; number]).unwrap();
    }
    let session = connect(server.request(), Arc::new(Silent), log(), CancellationToken::new()).await.unwrap();
    let files = session.open_files().await.unwrap();
    let folder = RemotePath::parse(server.folder.as_bytes()).unwrap();
    let (known, upload_to) = (folder.join_bytes(b"known").unwrap(), folder.join_bytes(b"upload").unwrap());
    let place = Place { folder, known, upload: upload_to };
    let mut random = Random(seed);
    let mut dropped = 0;
    for round in 0..TIMES {
        // On most servers all is done after a dozen looks, so every part of it is met.
        let looks = random.below(14);
        let what = random.below(4);
        let given_up = match what {
            0 => pin!(until(looks, files.list(&place.folder, &mut |_| {}))).await.map(|listing| drop(listing.unwrap())),
            1 => pin!(until(looks, download(&*files, &place))).await.map(|length| assert_eq!(length, KNOWN)),
            abandoned => pin!(until(looks, upload(&*files, &place, abandoned == 2))).await,
        };
        dropped += usize::from(given_up.is_none());
        let after = format!("{daemon:?} {security:?} round {round}: {what} after {looks} looks");
        everything_is_answered_rightly(&*files, &place, &after).await;
    }
    assert_eq!(download(&*files, &place).await, KNOWN);
    assert!(dropped > TIMES / 8, "{dropped} of {TIMES} were given up");
    eprintln!("{daemon:?} {security:?}: {dropped} of {TIMES} given up, {} connections", server.connections());
    session.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_vsftpd() {
    given_up_at_any_moment(FtpDaemon::Vsftpd, FtpSecurity::Plain, 0x1234_5678_9ABC_DEF1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_vsftpd_with_tls() {
    given_up_at_any_moment(FtpDaemon::Vsftpd, FtpSecurity::Explicit, 0x0FED_CBA9_8765_4321).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_proftpd() {
    given_up_at_any_moment(FtpDaemon::ProFtpd, FtpSecurity::Plain, 0x1357_9BDF_0246_8ACE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_pure_ftpd() {
    given_up_at_any_moment(FtpDaemon::PureFtpd, FtpSecurity::Plain, 0x2468_ACE0_1357_9BDF).await;
}
