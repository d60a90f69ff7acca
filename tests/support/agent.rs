//! A private ssh-agent, and ports that speak something else than SSH.

use super::ssh_tool;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// An `ssh-agent` of the test's own; ends when dropped.
pub struct SshAgent {
    pub socket: PathBuf,
    child: Child,
    _dir: TempDir,
}

impl SshAgent {
    /// Starts an agent that holds the keys in these files.
    pub fn start(keys: &[&Path]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("agent");
        // In the foreground it says where it listens once it does.
        let mut child = Command::new(ssh_tool("ssh-agent"))
            .args(["-D", "-a"])
            .arg(&socket)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut first_line = String::new();
        let out = child.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut first_line).unwrap();
        for key in keys {
            let added = Command::new(ssh_tool("ssh-add"))
                .arg("-q")
                .arg(key)
                .env("SSH_AUTH_SOCK", &socket)
                .stdin(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            assert!(added.success(), "{}", key.display());
        }
        Self { socket, child, _dir: dir }
    }
}

impl Drop for SshAgent {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// A port that says `greeting` at once, and `answer` when something came; gives its number.
pub async fn speaker(greeting: &'static [u8], answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _gone = stream.write_all(greeting).await;
                let mut heard = [0; 256];
                let _gone = stream.read(&mut heard).await;
                let _gone = stream.write_all(answer).await;
                // Servers hang up after an error page; those that greet wait for a command.
                while answer.is_empty() && stream.read(&mut heard).await.is_ok_and(|n| n > 0) {}
            });
        }
    });
    port
}

/// The longest that a condition in a test may take.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A throwaway account of this computer, for logins with a password; removed when dropped.
pub struct Account {
    pub name: String,
}

impl Account {
    /// Makes one; `None` with a message where that is not possible: only root can.
    pub fn create(password: &str) -> Option<Self> {
        if !rustix::process::getuid().is_root() {
            eprintln!("SKIPPED: only root can make an account to log in to with a password");
            return None;
        }
        let name = format!("catamaran{}", std::process::id());
        let made = Command::new("useradd").args(["-M", "-N", "-d", "/", "-s", "/bin/sh"]).arg(&name).status();
        if !made.is_ok_and(|status| status.success()) {
            eprintln!("SKIPPED: useradd made no account");
            return None;
        }
        let account = Self { name };
        let mut setting = Command::new("chpasswd").stdin(Stdio::piped()).spawn().unwrap();
        let line = format!("{}:{password}\n", account.name);
        std::io::Write::write_all(&mut setting.stdin.take().unwrap(), line.as_bytes()).unwrap();
        assert!(setting.wait().unwrap().success());
        Some(account)
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        let _gone = Command::new("userdel").arg("-f").arg(&self.name).stderr(Stdio::null()).status();
    }
}
