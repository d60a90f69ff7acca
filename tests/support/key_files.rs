//! Keys of the tests, made once by `ssh-keygen`: making them costs more than starting servers.

use super::made_once::made_once;
use super::sshd::ssh_tool;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder with `host_ed25519`, `user_ed25519` and the same of `ecdsa` and `rsa`, without passphrases, each with its `.pub`
/// beside it.
pub fn key_files() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| made_once(&format!("keys-{:08x}", crc32fast::hash(include_bytes!("key_files.rs"))), make))
}

fn make(dir: &Path) {
    for kind in ["ed25519", "ecdsa", "rsa"] {
        for role in ["host", "user"] {
            let done = Command::new(ssh_tool("ssh-keygen"))
                .args(["-q", "-N", "", "-C", "test", "-t", kind, "-f"])
                .arg(dir.join(format!("{role}_{kind}")))
                .status()
                .unwrap();
            assert!(done.success());
        }
    }
}
