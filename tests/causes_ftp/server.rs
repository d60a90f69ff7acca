//! A real FTP server whose folders provoke errors.

use crate::support::{FtpDaemon, FtpExtras, FtpSecurity, FtpServer, Silent};
use catamaran::log::MessageLog;
use catamaran::model::{RemotePath, SystemClock};
use catamaran::remote::ftp::connect;
use catamaran::remote::{Prober, RemoteFs, RemoteSession};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub struct Server {
    pub fs: Arc<dyn RemoteFs>,
    _session: Arc<dyn RemoteSession>,
    pub ftp: FtpServer,
    // Behind the server, which must be gone before its folders are.
    folders: Child,
}

impl Server {
    /// `None` where it cannot be started: not as root, or not unpacked.
    pub async fn start(daemon: FtpDaemon) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let extras = FtpExtras::default();
        let mounts_of = Arc::clone(&extras.mounts_of);
        let ftp = FtpServer::start_with(daemon, FtpSecurity::Plain, extras)?;
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = Command::new("unshare")
            .arg("--mount")
            .arg("sh")
            .arg(root.join("tests/causes_ftp/setup.sh"))
            .arg(&ftp.files)
            .arg(root.join("tests/causes"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(folders.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        mounts_of.set(folders.id()).unwrap();
        let log = Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 1000));
        let session = connect(ftp.request(), Arc::new(Silent), log, CancellationToken::new()).await.unwrap();
        let fs = session.open_files().await.unwrap();
        Some(Self { fs, _session: session, ftp, folders })
    }

    pub fn path(&self, name: &str) -> RemotePath {
        RemotePath::parse(self.ftp.path(&format!("/{name}")).as_bytes()).unwrap()
    }

    /// Whether this machine could prepare what a case needs; the empty text needs nothing.
    pub fn has(&self, feature: &str) -> bool {
        feature.is_empty() || self.ftp.files.join("have").join(feature).exists()
    }

    /// Makes an empty file of the user's where there is none.
    pub fn make_again(&self, name: &str) {
        let path = self.ftp.files.join(name);
        if !path.exists() {
            std::fs::write(&path, b"").unwrap();
            self.ftp.give(&path);
        }
    }

    pub fn prober(&self) -> Prober {
        Prober::new(Arc::clone(&self.fs), self.ftp.user.to_owned(), Arc::new(SystemClock::new()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ftp.kill_sessions();
        drop(self.folders.stdin.take());
        let _ended = self.folders.wait();
    }
}
