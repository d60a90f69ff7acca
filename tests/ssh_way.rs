//! Real servers are reached as the user's SSH configuration says: aliases, keys, known hosts, and servers on the way.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use cli_support::{ClosedPort, Ran, catamaran, in_home};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use support::{SshAgent, Sshd, SshdOptions, ssh_tool, strange_key};
use tempfile::TempDir;

/// A configuration in a file of its own.
struct Config {
    dir: TempDir,
    file: PathBuf,
}

impl Config {
    fn new(text: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config");
        fs::write(&file, text).unwrap();
        Self { dir, file }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let (verb, rest) = arguments.split_first().unwrap();
        let all = [&[*verb, "-v", "--ssh-config", self.file.to_str().unwrap()], rest].concat();
        // Keys that are accepted are kept below the home folder.
        in_home(self.dir.path(), &all)
    }
}

/// The block of a server that lets us in with its key.
fn block(alias: &str, sshd: &Sshd, more: &str) -> String {
    format!(
        "Host {alias}\n HostName 127.0.0.1\n Port {}\n User {}\n IdentityFile {}\n UserKnownHostsFile {}\n{more}\n",
        sshd.port,
        sshd.user,
        sshd.identity.display(),
        sshd.known_hosts.display()
    )
}

fn folder_of(sshd: &Sshd) -> String {
    fs::write(sshd.files.join("found"), "x").unwrap();
    sshd.files.display().to_string()
}

#[test]
fn an_alias_is_reached_as_its_block_says_and_the_log_names_the_lines() {
    let sshd = Sshd::start(SshdOptions::default());
    let config = Config::new(&block("box", &sshd, " Match exec \"touch /tmp/never\"\n  Port 1\n"));
    let url = format!("sftp://box{}", folder_of(&sshd));
    let ran = config.run(&["ls", &url]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out.contains("found"), "{ran}");
    let line = format!("{}, line 2: HostName 127.0.0.1", config.file.display());
    assert!(ran.err.contains(&line) && ran.err.contains("line 7: touch /tmp/never"), "{ran}");
    // What the address says wins.
    let ran = config.run(&["ls", "sftp://nobody-here@box:1/"]);
    assert_eq!(ran.code, 3, "{ran}");
    assert!(ran.err.contains("box (127.0.0.1:1)"), "{ran}");
    let ran = config.run(&["ls", "sftp://-oProxyCommand=x/"]);
    assert_eq!(ran.code, 2, "{ran}");
    let ran = catamaran(&["ls", "--ssh-config", "/no/such/file", "sftp://box/"], b"");
    assert!(ran.code != 0 && ran.err.contains("/no/such/file"), "{ran}");
}

#[test]
fn strict_checking_refuses_unknown_keys_and_no_checking_never_accepts_changed_ones() {
    let sshd = Sshd::start(SshdOptions::default());
    let url = format!("sftp://box{}", folder_of(&sshd));
    let empty = tempfile::NamedTempFile::new().unwrap();
    let set = |more: &str| {
        Config::new(&format!("UserKnownHostsFile {}\n{more}{}", empty.path().display(), block("box", &sshd, "")))
    };
    let ran = set("StrictHostKeyChecking yes\n").run(&["ls", &url]);
    assert_eq!(ran.code, 4, "{ran}");
    assert!(ran.err.contains("StrictHostKeyChecking") && ran.err.contains("box (127.0.0.1:"), "{ran}");
    let ran = set("StrictHostKeyChecking no\n").run(&["ls", &url]);
    assert_eq!(ran.code, 0, "{ran}");
    fs::write(empty.path(), format!("[127.0.0.1]:{} {}", sshd.port, strange_key("ed25519"))).unwrap();
    let ran = set("StrictHostKeyChecking no\n").run(&["ls", &url]);
    assert_eq!(ran.code, 4, "{ran}");
    // Under an alias the port plays no part.
    let key = fs::read_to_string(sshd.host_public_key("ed25519")).unwrap();
    fs::write(empty.path(), format!("shared-name {key}")).unwrap();
    let ran = set("HostKeyAlias Shared-Name\nStrictHostKeyChecking yes\n").run(&["ls", &url]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn two_hops_lead_to_a_server_each_with_its_own_login_and_key() {
    let [first, second, target] = [(); 3].map(|()| Sshd::start(SshdOptions::default()));
    let url = format!("sftp://target{}", folder_of(&target));
    let blocks = |first_more: &str, second_more: &str, target_more: &str| {
        Config::new(
            &[
                block("first", &first, first_more),
                block("second", &second, second_more),
                block("target", &target, target_more),
            ]
            .concat(),
        )
    };
    let count = || [first.connections(), second.connections(), target.connections()];
    // As a list, as a chain, and on the command line.
    for (config, more) in [
        (blocks("", "", " ProxyJump first,second"), &[][..]),
        (blocks("", " ProxyJump first", " ProxyJump second"), &[]),
        (blocks("", "", " ProxyCommand false"), &["--jump", "first,second"]),
    ] {
        let before = count();
        let ran = config.run(&[&["ls"], more, &[&url]].concat());
        assert_eq!(ran.code, 0, "{ran}");
        assert!(ran.out.contains("found"), "{ran}");
        assert_eq!(count(), before.map(|n| n + 1), "{ran}");
        assert!(ran.err.contains("Going through second (127.0.0.1:"), "{ran}");
    }
    // A hop whose key is not known is not gone through.
    let strict = blocks(" StrictHostKeyChecking yes\n HostKeyAlias stranger", "", " ProxyJump first,second");
    let before = count();
    let ran = strict.run(&["ls", &url]);
    assert_eq!(ran.code, 4, "{ran}");
    assert!(ran.err.contains("first (127.0.0.1:"), "{ran}");
    assert_eq!(count(), [before[0] + 1, before[1], before[2]]);
    // The doctor goes the same way.
    let ran = blocks("", "", " ProxyJump first,second").run(&["doctor", &url]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_dead_hop_is_named_and_a_server_that_a_hop_cannot_reach_too() {
    let [hop, target] = [(); 2].map(|()| Sshd::start(SshdOptions::default()));
    let nothing = ClosedPort::take();
    let closed = nothing.port;
    let jump = block("target", &target, &format!(" ProxyJump 127.0.0.1:{closed}"));
    let ran = Config::new(&jump).run(&["ls", "sftp://target/"]);
    assert_eq!(ran.code, 3, "{ran}");
    assert!(ran.err.contains(&format!("127.0.0.1:{closed}")), "{ran}");
    let config = [block("hop", &hop, ""), block("target", &target, " ProxyJump hop")].concat();
    let ran = Config::new(&config).run(&["ls", &format!("sftp://target:{closed}/")]);
    assert_eq!(ran.code, 3, "{ran}");
    assert!(ran.err.contains(&format!("target (127.0.0.1:{closed})")) && ran.err.contains("refused"), "{ran}");
    let forbidding = Sshd::start(SshdOptions { config: "AllowTcpForwarding no".into(), ..SshdOptions::default() });
    let config = [block("hop", &forbidding, ""), block("target", &target, " ProxyJump hop")].concat();
    let ran = Config::new(&config).run(&["ls", "sftp://target/"]);
    assert_eq!(ran.code, 3, "{ran}");
    assert!(ran.err.contains(&format!("hop (127.0.0.1:{})", forbidding.port)), "{ran}");
    assert_eq!(target.connections(), 0);
}

#[test]
fn what_cannot_be_followed_is_told_and_no_command_is_run() {
    let mark = tempfile::tempdir().unwrap();
    let mark = mark.path().join("ran");
    let command = format!("touch {}", mark.display());
    let config = Config::new(&format!(
        "Host a\n ProxyJump b\nHost b\n ProxyJump a\nHost c\n ProxyCommand {command}\nHost d\n Ciphers rot13\n\
         Host e\n HostName -oProxyCommand=x\n"
    ));
    for (host, code, words) in
        [("a", 3, "circle"), ("c", 3, command.as_str()), ("d", 3, "Ciphers rot13"), ("e", 2, "-oproxycommand=x")]
    {
        let ran = config.run(&["ls", &format!("sftp://{host}/")]);
        assert_eq!(ran.code, code, "{ran}");
        assert!(ran.err.contains(words), "{words}: {ran}");
    }
    assert!(!mark.exists());
}

#[test]
fn a_proxy_command_runs_only_after_consent() {
    let sshd = Sshd::start(SshdOptions::default());
    let mark = tempfile::tempdir().unwrap();
    let mark = mark.path().join("ran");
    // A server on the standard input and output of the command, as inetd would start it.
    let server = format!("{} -i -f {}", ssh_tool("sshd").display(), sshd.dir.path().join("sshd_config").display());
    let command = format!(" ProxyCommand sh -c 'touch {}; exec {server}' # %h:%p\n", mark.display());
    let config = Config::new(&block("box", &sshd, &command));
    let url = format!("sftp://box{}", folder_of(&sshd));
    let ran = config.run(&["ls", &url]);
    assert_eq!(ran.code, 3, "{ran}");
    assert!(ran.err.contains("--allow-proxy-command") && ran.err.contains(&server) && !mark.exists(), "{ran}");
    let ran = config.run(&["ls", "--allow-proxy-command", &url]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out.contains("found") && mark.exists(), "{ran}");
    assert_eq!(sshd.connections(), 0, "the command is the connection");
    // That it was allowed once on the command line is not remembered.
    fs::remove_file(&mark).unwrap();
    assert_eq!(config.run(&["ls", &url]).code, 3);
    // What the user agreed to for good runs; any other command or host does not.
    let kept = config.dir.path().join(".local/share/catamaran/allowed_commands");
    fs::create_dir_all(kept.parent().unwrap()).unwrap();
    let whole = format!("sh -c 'touch {}; exec {server}' # 127.0.0.1:{}", mark.display(), sshd.port);
    let consent = |host: &str, command: &str| {
        fs::write(&kept, format!("{}\n", serde_json::json!({ "host": host, "command": command }))).unwrap();
    };
    consent("box", &format!("{whole} "));
    assert_eq!(config.run(&["ls", &url]).code, 3);
    consent("other", &whole);
    assert_eq!(config.run(&["ls", &url]).code, 3);
    assert!(!mark.exists());
    consent("box", &whole);
    let ran = config.run(&["ls", &url]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn identities_only_gets_in_past_five_agent_keys_where_two_tries_are_allowed() {
    let dir = tempfile::tempdir().unwrap();
    let make = |name: &str| {
        let path = dir.path().join(name);
        let made =
            Command::new(ssh_tool("ssh-keygen")).args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&path).status();
        assert!(made.unwrap().success());
        path
    };
    let keys: Vec<PathBuf> = (0..5).map(|n| make(&format!("key{n}"))).collect();
    let agent = SshAgent::start(&keys.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    // The last key of the agent is the right one; its file holds the public half alone.
    let public = keys[4].with_extension("pub");
    let authorized = vec![fs::read_to_string(&public).unwrap()];
    fs::remove_file(&keys[4]).unwrap();
    let sshd = Sshd::start(SshdOptions { config: "MaxAuthTries 2".into(), authorized, ..SshdOptions::default() });
    let url = format!("sftp://box{}", folder_of(&sshd));
    let text = |more: &str| {
        Config::new(&format!(
            "Host box\n HostName 127.0.0.1\n Port {}\n User {}\n UserKnownHostsFile {}\n IdentityAgent {}\n{more}",
            sshd.port,
            sshd.user,
            sshd.known_hosts.display(),
            agent.socket.display()
        ))
    };
    let ran = text("").run(&["ls", &url]);
    assert_eq!(ran.code, 5, "{ran}");
    assert!(ran.err.contains("Too many authentication failures") && ran.err.contains("IdentitiesOnly"), "{ran}");
    let ran = text(&format!(" IdentityFile {}\n IdentitiesOnly yes\n", public.display())).run(&["ls", &url]);
    assert_eq!(ran.code, 0, "{ran}");
    let ran = text(&format!(" IdentityFile {}\n PubkeyAuthentication no\n", public.display())).run(&["ls", &url]);
    assert_eq!(ran.code, 5, "{ran}");
}

#[test]
fn a_certificate_of_another_name_opens_the_door() {
    let dir = tempfile::tempdir().unwrap();
    let keygen = |arguments: &[&str]| {
        let done = Command::new(ssh_tool("ssh-keygen")).current_dir(dir.path()).arg("-q").args(arguments).status();
        assert!(done.unwrap().success());
    };
    keygen(&["-t", "ed25519", "-N", "", "-f", "ca"]);
    keygen(&["-t", "ed25519", "-N", "", "-f", "key"]);
    let authority = dir.path().join("ca.pub");
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let sshd = Sshd::start(SshdOptions {
        config: format!("TrustedUserCAKeys {}", authority.display()),
        ..SshdOptions::default()
    });
    keygen(&["-s", "ca", "-I", "test", "-n", &sshd.user, "key.pub"]);
    let certificate = dir.path().join("elsewhere.pub");
    fs::rename(dir.path().join("key-cert.pub"), &certificate).unwrap();
    let url = format!("sftp://box{}", folder_of(&sshd));
    let text = |more: &str| {
        Config::new(&format!(
            "Host box\n HostName 127.0.0.1\n Port {}\n User {}\n UserKnownHostsFile {}\n IdentityFile {}\n{more}",
            sshd.port,
            sshd.user,
            sshd.known_hosts.display(),
            dir.path().join("key").display()
        ))
    };
    assert_eq!(text("").run(&["ls", &url]).code, 5);
    let config = text(&format!(" CertificateFile {}\n", certificate.display()));
    let ran = config.run(&["ls", &url]);
    assert_eq!(ran.code, 0, "{ran}");
    // The agent holds the key without the certificate, and the key's file is gone.
    let agent = SshAgent::start(&[&dir.path().join("key")]);
    fs::remove_file(dir.path().join("key")).unwrap();
    let by_agent = format!(" IdentityAgent {}\n", agent.socket.display());
    assert_eq!(text(&by_agent).run(&["ls", &url]).code, 5);
    let config = text(&format!("{by_agent} CertificateFile {}\n IdentitiesOnly yes\n", certificate.display()));
    let ran = config.run(&["ls", &url]);
    assert_eq!(ran.code, 0, "{ran}");
}
