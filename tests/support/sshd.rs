//! A real OpenSSH server: own configuration, own keys, a random loopback port. Works as root and as an ordinary user.

use super::inetd::Listener;
use super::key_files::key_files;
use catamaran::model::{Endpoint, Protocol, SessionId};
use catamaran::remote::sftp::{ConnectRequest, KnownHostsFiles};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// How the server serves files.
#[derive(Clone, Debug)]
pub enum Subsystem {
    /// `internal-sftp`.
    Internal,
    /// The program that the distribution ships.
    Program,
    /// Any other command line; runs through the user's shell.
    Command(String),
    /// No SFTP at all.
    Missing,
}

/// What is special about a server.
#[derive(Clone, Debug)]
pub struct SshdOptions {
    pub subsystem: Subsystem,
    /// Lines that come first in the configuration, so that they win.
    pub config: String,
    /// Types of host keys, as `ssh-keygen -t` takes them.
    pub host_keys: Vec<&'static str>,
    /// What stands in the place of `/etc/pam.d/sshd` for this server, in a mount namespace of its own: only as root.
    pub pam: Option<String>,
    /// Lines of `authorized_keys` beyond the key of `Sshd::identity`.
    pub authorized: Vec<String>,
}

impl Default for SshdOptions {
    fn default() -> Self {
        Self {
            subsystem: Subsystem::Internal,
            config: String::new(),
            host_keys: vec!["ed25519", "ecdsa", "rsa"],
            pam: None,
            authorized: Vec::new(),
        }
    }
}

/// A running server; stops, with every session, when dropped.
pub struct Sshd {
    pub port: u16,
    /// Who runs the tests, and who can log in.
    pub user: String,
    /// A private key without passphrase that is let in.
    pub identity: PathBuf,
    /// A file that knows the server's keys.
    pub known_hosts: PathBuf,
    /// An empty folder for files of the test, open to all.
    pub files: PathBuf,
    pub dir: TempDir,
    listener: Listener,
}

/// Path of a tool of OpenSSH (`ssh-keygen`, `ssh-agent`...).
pub fn ssh_tool(name: &str) -> PathBuf {
    ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/usr/sbin", "/usr/local/sbin"]
        .iter()
        .map(|dir| Path::new(dir).join(name))
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("{name} is missing: install the packages openssh-server and openssh-client"))
}

impl Sshd {
    /// Starts a server.
    pub fn start(options: SshdOptions) -> Self {
        let sshd = ssh_tool("sshd");
        let dir = tempfile::Builder::new().prefix("sshd").tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        if rustix::process::getuid().is_root() {
            fs::create_dir_all("/run/sshd").unwrap();
        }
        let files = dir.path().join("files");
        fs::create_dir(&files).unwrap();
        fs::set_permissions(&files, fs::Permissions::from_mode(0o777)).unwrap();
        let copy = |from: &str| {
            let to = dir.path().join(from);
            fs::copy(key_files().join(from), &to).unwrap();
            fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).unwrap();
            to
        };
        let identity = copy("user_ed25519");
        let mut authorized = fs::read_to_string(key_files().join("user_ed25519.pub")).unwrap();
        for line in &options.authorized {
            authorized.push_str(line.trim_end());
            authorized.push('\n');
        }
        let authorized_keys = dir.path().join("authorized_keys");
        fs::write(&authorized_keys, authorized).unwrap();

        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut known = String::new();
        let mut config = format!("{}\n", options.config);
        for kind in &options.host_keys {
            config.push_str(&format!("HostKey {}\n", copy(&format!("host_{kind}")).display()));
            let public = fs::read_to_string(key_files().join(format!("host_{kind}.pub"))).unwrap();
            known.push_str(&format!("[127.0.0.1]:{port} {public}"));
        }
        let known_hosts = dir.path().join("known_hosts");
        fs::write(&known_hosts, known).unwrap();
        match &options.subsystem {
            Subsystem::Internal => config.push_str("Subsystem sftp internal-sftp\n"),
            Subsystem::Program => config.push_str(&format!("Subsystem sftp {}\n", sftp_server().display())),
            Subsystem::Command(line) => config.push_str(&format!("Subsystem sftp {line}\n")),
            Subsystem::Missing => {}
        }
        config.push_str(&format!(
            "AuthorizedKeysFile {}\nPermitRootLogin yes\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n\
             KbdInteractiveAuthentication no\nPidFile none\nLogLevel DEBUG1\nUseDNS no\nPrintMotd no\n",
            authorized_keys.display()
        ));
        let config_file = dir.path().join("sshd_config");
        fs::write(&config_file, config).unwrap();
        let pam = options.pam.map(|text| {
            let file = dir.path().join("pam");
            fs::write(&file, text).unwrap();
            file
        });
        let serve = move || {
            let mut command = match &pam {
                Some(file) => {
                    let mut command = Command::new("unshare");
                    let script = "mount --bind \"$0\" /etc/pam.d/sshd && exec \"$@\"";
                    command.args(["-m", "sh", "-c", script]).arg(file).arg(&sshd);
                    command
                }
                None => Command::new(&sshd),
            };
            command.arg("-i").arg("-e").arg("-f").arg(&config_file);
            command
        };
        let listener = Listener::start(listener, Box::new(serve), dir.path().join("sshd.log"));
        Self { port, user: user(), identity, known_hosts, files, dir, listener }
    }

    /// A request that logs in with the test's key, without agent, default keys, or the user's own files.
    pub fn connect_request(&self) -> ConnectRequest {
        let endpoint = Endpoint {
            protocol: Protocol::Sftp,
            host: "127.0.0.1".into(),
            port: self.port,
            user: Some(self.user.clone()),
        };
        let mut request = ConnectRequest::new(endpoint, SessionId::from(1));
        request.agent_socket = None;
        request.default_identity_files = Vec::new();
        request.identity_files = vec![self.identity.clone()];
        request.known_hosts =
            KnownHostsFiles { read: vec![self.known_hosts.clone()], write: Some(self.known_hosts.clone()) };
        request
    }

    /// The URL of a path on this server, user included.
    pub fn url(&self, path: &str) -> String {
        format!("sftp://{}@127.0.0.1:{}{path}", self.user, self.port)
    }

    /// Kills every session now; new connections are still served.
    pub fn kill_sessions(&self) {
        self.listener.kill();
    }

    /// Stops every process of every session as it stands, so that the server falls silent.
    pub fn freeze_sessions(&self) {
        for child in self.listener.children.lock().unwrap().iter() {
            let group = rustix::process::Pid::from_child(child);
            rustix::process::kill_process_group(group, rustix::process::Signal::STOP).unwrap();
        }
    }

    /// Kills every session and refuses new connections.
    pub fn stop(&mut self) {
        self.listener.stop();
    }

    /// How many connections were accepted so far.
    pub fn connections(&self) -> usize {
        self.listener.children.lock().unwrap().len()
    }

    /// How many sessions are alive.
    pub fn live_sessions(&self) -> usize {
        let mut children = self.listener.children.lock().unwrap();
        children.iter_mut().filter_map(|child| child.try_wait().unwrap().is_none().then_some(())).count()
    }

    /// What the server wrote to its log.
    pub fn log(&self) -> String {
        fs::read(self.dir.path().join("sshd.log")).map(|b| b.escape_ascii().to_string()).unwrap_or_default()
    }

    /// The public key file of a host key.
    pub fn host_public_key(&self, kind: &str) -> PathBuf {
        key_files().join(format!("host_{kind}.pub"))
    }

    /// The private key file of a host key.
    pub fn host_private_key(kind: &str) -> PathBuf {
        key_files().join(format!("host_{kind}"))
    }

    /// A user's private key of another type, with its `.pub` beside it; not let in unless its line is in `authorized`.
    pub fn user_key(kind: &str) -> PathBuf {
        key_files().join(format!("user_{kind}"))
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.listener.stop();
        if std::thread::panicking() {
            eprintln!("sshd log:\n{}", self.log().replace("\\n", "\n"));
        }
    }
}

/// The name of the user who runs the tests.
fn user() -> String {
    let uid = rustix::process::getuid().as_raw().to_string();
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then(|| name.to_owned())
    });
    named.or_else(|| std::env::var("USER").ok()).expect("the user's name")
}

fn sftp_server() -> PathBuf {
    [
        "/usr/lib/openssh/sftp-server",
        "/usr/libexec/openssh/sftp-server",
        "/usr/lib/ssh/sftp-server",
        "/usr/libexec/sftp-server",
    ]
    .iter()
    .map(PathBuf::from)
    .find(|path| path.exists())
    .expect("sftp-server (package openssh-sftp-server)")
}
