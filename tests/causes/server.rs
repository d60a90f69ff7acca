//! An `sftp-server` whose folders provoke errors.

use crate::wire_support::{PipeReceiver, PipeSender, options};
use catamaran::model::{RemotePath, SystemClock};
use catamaran::remote::sftp::wire::SftpFs;
use catamaran::remote::{Prober, RemoteFs};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::process::Command;

const PROGRAMS: [&str; 4] = [
    "/usr/lib/openssh/sftp-server",
    "/usr/libexec/openssh/sftp-server",
    "/usr/lib/ssh/sftp-server",
    "/usr/libexec/sftp-server",
];

pub struct Server {
    pub fs: Arc<dyn RemoteFs>,
    dir: PathBuf,
    login: String,
    // Behind the channel, so that the server is gone before its folders are.
    _socket: UnixListener,
    _keep: TempDir,
}

impl Server {
    /// `None` when no `sftp-server` is installed.
    pub async fn start(limited: bool) -> Option<Self> {
        let program = PROGRAMS.into_iter().find(|path| Path::new(path).exists())?;
        let keep = tempfile::Builder::new().prefix("causes").tempdir().unwrap();
        let dir = keep.path().canonicalize().unwrap();
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir_all(dir.join("plain")).unwrap();
        fs::create_dir_all(dir.join("have")).unwrap();
        let socket = UnixListener::bind(dir.join("plain/socket")).unwrap();
        let root = rustix::process::geteuid().is_root();
        let mut command = if root {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/causes/setup.sh");
            let mut command = Command::new("unshare");
            command.arg("--mount").arg("sh").arg(script).arg(&dir).arg(program);
            command.arg(if limited { "limited" } else { "" });
            command
        } else {
            prepare(&dir);
            let mut command = Command::new(program);
            command.current_dir(dir.join("home"));
            command
        };
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, receiver) = (PipeSender::new(stdin), PipeReceiver::new(stdout, child));
        let fs = SftpFs::start(Box::new(sender), Box::new(receiver), options()).await.unwrap();
        let login = if root { "nobody".to_owned() } else { std::env::var("USER").unwrap_or_default() };
        Some(Self { fs, dir, login, _socket: socket, _keep: keep })
    }

    pub fn path(&self, name: &str) -> RemotePath {
        RemotePath::parse(self.dir.join(name).as_os_str().as_encoded_bytes()).unwrap()
    }

    /// Whether this machine could prepare what a case needs; the empty text needs nothing.
    pub fn has(&self, feature: &str) -> bool {
        feature.is_empty() || self.dir.join("have").join(feature).exists()
    }

    pub fn prober(&self) -> Prober {
        Prober::new(Arc::clone(&self.fs), self.login.clone(), Arc::new(SystemClock::new()))
    }
}

/// What an ordinary user can prepare.
fn prepare(dir: &Path) {
    for folder in ["home", "plain/full", "plain/empty", "plain/a/deep", "plain/ownclosed", "plain/linked"] {
        fs::create_dir_all(dir.join(folder)).unwrap();
    }
    for file in ["plain/file", "plain/second", "plain/full/.hidden", "plain/readonly"] {
        fs::write(dir.join(file), b"").unwrap();
    }
    symlink("nowhere", dir.join("plain/broken")).unwrap();
    symlink("loop2", dir.join("plain/loop")).unwrap();
    symlink("loop", dir.join("plain/loop2")).unwrap();
    symlink("full", dir.join("plain/linktofolder")).unwrap();
    let mode = |name: &str, mode| fs::set_permissions(dir.join(name), fs::Permissions::from_mode(mode)).unwrap();
    mode("plain/ownclosed", 0o500);
    mode("plain/readonly", 0o444);
    fs::write(dir.join("have/socket"), b"").unwrap();
}
