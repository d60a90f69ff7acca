//! Keys: made here, installed on a real server that is strict about permissions, and good for a login afterwards.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use cli_support::{Ran, catamaran};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Sshd, SshdOptions, ssh_tool};
use tempfile::TempDir;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn keys_are_made_in_openssh_form_for_their_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    for (kind, bits, passphrase) in [("ed25519", "256 ", "canary words"), ("rsa-3072", "3072 ", "")] {
        let file = dir.path().join(kind);
        let path = file.to_str().unwrap();
        let arguments = ["keygen", "--type", kind, "-C", "ada@desk", "--passphrase-stdin", path];
        let ran = catamaran(&arguments, format!("{passphrase}\n").as_bytes());
        assert_eq!(ran.code, 0, "{ran}");
        assert_eq!(mode(&file), 0o600);
        let public = fs::read_to_string(file.with_extension("pub")).unwrap();
        assert!(public.trim_end().ends_with(" ada@desk") && ran.out.contains(public.trim_end()), "{public}{ran}");
        let keygen = |arguments: &[&str]| {
            let output = Command::new(ssh_tool("ssh-keygen")).args(arguments).arg("-f").arg(&file).output().unwrap();
            (output.status.success(), String::from_utf8(output.stdout).unwrap())
        };
        // OpenSSH opens it with this passphrase alone, and sees the same key.
        let (opened, derived) = keygen(&["-y", "-P", passphrase]);
        assert!(opened && public.starts_with(derived.trim_end().trim_end_matches(" ada@desk")), "{derived}");
        assert!(passphrase.is_empty() || !keygen(&["-y", "-P", "wrong"]).0);
        let (_, shown) = keygen(&["-l"]);
        assert!(shown.starts_with(bits), "{shown}");
        assert!(ran.out.contains(shown.split(' ').nth(1).unwrap()), "{shown}{ran}");
        // Never over a file that is there, be it one of the two.
        for gone in [None, Some(file.clone()), Some(file.with_extension("pub"))] {
            let kept = fs::read(&file).ok();
            let ran = match gone {
                None => catamaran(&arguments, b"x\n"),
                Some(gone) => {
                    let aside = gone.with_extension("aside");
                    fs::rename(&gone, &aside).unwrap();
                    let ran = catamaran(&arguments, b"x\n");
                    fs::rename(&aside, &gone).unwrap();
                    ran
                }
            };
            assert_eq!(ran.code, 6, "{ran}");
            assert_eq!(fs::read(&file).ok(), kept);
        }
    }
    let missing = dir.path().join("no/such/folder/key");
    assert_eq!(catamaran(&["keygen", "--no-passphrase", missing.to_str().unwrap()], b"").code, 6);
    // Nobody is there to be asked for a passphrase, and none was given.
    let ran = catamaran(&["keygen", dir.path().join("unasked").to_str().unwrap()], b"");
    assert!(ran.code == 2 && !dir.path().join("unasked").exists(), "{ran}");
}

/// A home folder of the test's own on a server that is strict: `sftp` starts in it.
struct Home {
    sshd: Sshd,
    folder: PathBuf,
    _dir: TempDir,
}

impl Home {
    fn new() -> Self {
        // Below a folder that nobody else may write to, for sshd looks at all of them.
        let own = std::env::var_os("HOME").map(PathBuf::from).unwrap();
        let place = if rustix::process::getuid().is_root() { PathBuf::from("/var/lib") } else { own };
        let dir = tempfile::Builder::new().prefix("catamaran-home").tempdir_in(place).unwrap();
        set_mode(dir.path(), 0o755);
        let folder = dir.path().join("ada");
        fs::create_dir(&folder).unwrap();
        let config = format!(
            "Subsystem sftp internal-sftp -d {folder}\nStrictModes yes\n\
             AuthorizedKeysFile %D/first_keys {folder}/.ssh/authorized_keys\n",
            folder = folder.display()
        );
        // The key that the server knows already lies beside, in a folder of its own.
        let first = dir.path().join("first_keys");
        let sshd = Sshd::start(SshdOptions {
            config: config.replace("%D", dir.path().to_str().unwrap()),
            subsystem: support::Subsystem::Missing,
            ..SshdOptions::default()
        });
        fs::copy(sshd.dir.path().join("authorized_keys"), &first).unwrap();
        set_mode(&first, 0o600);
        Self { sshd, folder, _dir: dir }
    }

    fn authorized(&self) -> PathBuf {
        self.folder.join(".ssh/authorized_keys")
    }

    fn run(&self, verb: &[&str], identity: &Path, more: &[&str]) -> Ran {
        let url = self.sshd.url("");
        let known = self.sshd.known_hosts.display().to_string();
        let identity = identity.display().to_string();
        let mut arguments = verb.to_vec();
        arguments.extend(["-F", "none", "--known-hosts", &known, "-i", &identity]);
        arguments.push(&url);
        arguments.extend(more);
        catamaran(&arguments, b"")
    }

    fn install(&self, verb: &[&str], key: &Path) -> Ran {
        self.run(verb, &self.sshd.identity, &[key.to_str().unwrap()])
    }
}

#[test]
fn an_installed_key_lets_its_owner_in_on_a_strict_server() {
    let home = Home::new();
    set_mode(&home.folder, 0o755);
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("new");
    let public = dir.path().join("new.pub");
    assert_eq!(catamaran(&["keygen", "--no-passphrase", key.to_str().unwrap()], b"").code, 0);
    assert_eq!(home.run(&["ls"], &key, &[]).code, 5, "not known yet");
    // The private half is not taken, and goes nowhere.
    let ran = home.install(&["install-key"], &key);
    assert!(ran.code == 5 && ran.err.contains("private") && !home.authorized().exists(), "{ran}");

    let ran = home.install(&["install-key"], &public);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!((mode(&home.folder.join(".ssh")), mode(&home.authorized())), (0o700, 0o600));
    let ran = home.run(&["ls"], &key, &[]);
    assert_eq!(ran.code, 0, "{ran}");
    // A second time changes nothing.
    let before = fs::read(home.authorized()).unwrap();
    let ran = home.install(&["install-key"], &public);
    assert!(ran.code == 0 && ran.out.contains("already"), "{ran}");
    assert_eq!(fs::read(home.authorized()).unwrap(), before);
}

#[test]
fn what_stands_in_the_file_stays_and_loose_permissions_are_mended_on_demand() {
    let home = Home::new();
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("new");
    assert_eq!(catamaran(&["keygen", "--no-passphrase", key.to_str().unwrap()], b"").code, 0);
    let public = dir.path().join("new.pub");
    let line = fs::read_to_string(&public).unwrap();
    // A file without an end of line, behind a link, with rights that are too wide on all three. (Debian's sshd lets the
    // user's own group write.)
    let kept = format!(
        "# mine\nfrom=\"10.0.0.1\" {}",
        fs::read_to_string(Sshd::user_key("rsa").with_extension("pub")).unwrap().trim_end()
    );
    fs::create_dir(home.folder.join(".ssh")).unwrap();
    let real = home.folder.join(".ssh/real");
    fs::write(&real, &kept).unwrap();
    symlink("real", home.authorized()).unwrap();
    set_mode(&real, 0o666);
    set_mode(&home.folder.join(".ssh"), 0o777);
    set_mode(&home.folder, 0o777);

    let ran = home.install(&["install-key"], &public);
    assert_eq!(ran.code, 1, "added, but the server would ignore it: {ran}");
    assert_eq!(fs::read_to_string(&real).unwrap(), format!("{kept}\n{line}"));
    assert!(fs::symlink_metadata(home.authorized()).unwrap().is_symlink());
    assert!(["777", "666", "755", "644", "--mend"].iter().all(|word| ran.err.contains(word)), "{ran}");
    assert_eq!(home.run(&["ls"], &key, &[]).code, 5, "StrictModes ignores the file");

    let ran = home.install(&["install-key", "--mend"], &public);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!((mode(&home.folder), mode(&home.folder.join(".ssh")), mode(&real)), (0o755, 0o755, 0o644));
    assert_eq!(fs::read_to_string(&real).unwrap(), format!("{kept}\n{line}"), "once");
    let ran = home.run(&["ls"], &key, &[]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(fs::read_dir(home.folder.join(".ssh")).unwrap().count(), 2, "nothing stays beside");
    // FTP has no such keys.
    let ran = catamaran(&["install-key", "ftp://127.0.0.1/", public.to_str().unwrap()], b"");
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn a_file_that_a_killed_run_left_stopped_every_later_install() {
    let home = Home::new();
    let public = Sshd::user_key("rsa").with_extension("pub");
    let ssh = home.folder.join(".ssh");
    fs::create_dir(&ssh).unwrap();
    fs::write(home.authorized(), "# mine\n").unwrap();
    set_mode(&home.authorized(), 0o600);
    let left = ssh.join("authorized_keys.catamaran-new");
    fs::write(&left, "half of").unwrap();
    let ran = home.install(&["install-key", "--mend"], &public);
    assert_eq!(ran.code, 0, "{ran}");
    let line = fs::read_to_string(&public).unwrap();
    assert_eq!(fs::read_to_string(home.authorized()).unwrap(), format!("# mine\n{line}"));
    assert!(!left.exists());
    // What is no plain file is somebody else's.
    let other = Sshd::user_key("ecdsa").with_extension("pub");
    symlink("elsewhere", &left).unwrap();
    let ran = home.install(&["install-key", "--mend"], &other);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(fs::symlink_metadata(&left).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(home.authorized()).unwrap(), format!("# mine\n{line}"));
}
