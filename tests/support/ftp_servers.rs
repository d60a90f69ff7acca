//! Real FTP servers: own configuration, users and certificates, random loopback ports, one process for each connection.
//!
//! `packaging/ensure` unpacks them below `target/servers` without installing them. vsftpd and pure-ftpd serve as root only;
//! vsftpd knows its user from files that stand over `/etc` in a mount namespace of its own. What cannot be started is left
//! out with a line that says why.

use super::certificates::certificates;
use super::inetd::{Listener, Serve};
use catamaran::model::{Endpoint, Protocol, SecretString, SessionId, SystemClock};
use catamaran::remote::ftp::{CertificateTrust, DataWays, FtpLimits, FtpOptions, FtpRequest};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FtpDaemon {
    Vsftpd,
    ProFtpd,
    PureFtpd,
}

impl FtpDaemon {
    pub const ALL: [Self; 3] = [Self::Vsftpd, Self::ProFtpd, Self::PureFtpd];
}

/// What the server asks for: vsftpd requires that data connections resume the TLS session, `ProFTPD` does so by default,
/// pure-ftpd never resumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FtpSecurity {
    /// No TLS at all.
    Plain,
    /// TLS after AUTH, required.
    Explicit,
    /// TLS from the first byte.
    Implicit,
}

impl FtpSecurity {
    pub fn protocol(self) -> Protocol {
        match self {
            Self::Plain => Protocol::Ftp,
            Self::Explicit => Protocol::Ftpes,
            Self::Implicit => Protocol::Ftps,
        }
    }

    /// What stands in front of addresses.
    pub fn scheme(self) -> &'static str {
        self.protocol().scheme()
    }
}

/// What a server does other than usual.
#[derive(Clone, Debug, Default)]
pub struct FtpExtras {
    /// Where it listens; `None`: 127.0.0.1.
    pub address: Option<IpAddr>,
    /// Commands that it refuses; not on pure-ftpd.
    pub without: Vec<&'static str>,
    /// Users must show a certificate of the authority; not on pure-ftpd.
    pub user_certificates: bool,
    /// Lines at the end of its configuration; for pure-ftpd: options.
    pub config: String,
    /// Its time zone; `None`: UTC.
    pub zone: Option<&'static str>,
    /// The process whose mount namespace it serves from, once there is one.
    pub mounts_of: Arc<OnceLock<u32>>,
}

/// A running server; stops, with every session, when dropped.
pub struct FtpServer {
    pub port: u16,
    pub user: &'static str,
    pub password: &'static str,
    /// The certificate of the authority that vouches for the server, for `localhost` and 127.0.0.1.
    pub authority: PathBuf,
    /// The served folder as this computer sees it, open to all.
    pub files: PathBuf,
    /// The same folder as the server calls it.
    pub folder: String,
    pub security: FtpSecurity,
    pub dir: TempDir,
    listener: Listener,
}

const USER: &str = "tester";
const PASSWORD: &str = "Test3r-pass";
/// `nobody` and `nogroup`, who serve when the tests run as root.
const NOBODY: u32 = 65_534;

/// Where `packaging/ensure` unpacks servers.
fn unpacked() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("servers")
}

fn run(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|done| done.success())
}

fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

/// Who serves the files: user and group.
fn ids() -> (u32, u32) {
    let (user, group) = (rustix::process::getuid().as_raw(), rustix::process::getgid().as_raw());
    if is_root() { (NOBODY, NOBODY) } else { (user, group) }
}

/// Makes the one who serves the files the owner of a path, where that is another than who runs the tests.
fn give(path: &Path) {
    if is_root() {
        let (user, group) = ids();
        std::os::unix::fs::chown(path, Some(user), Some(group)).unwrap();
    }
}

/// The name of a number in `/etc/passwd` or `/etc/group`.
fn named(list: &str, id: u32) -> String {
    let (text, id) = (fs::read_to_string(list).unwrap(), id.to_string());
    let mut lines = text.lines().map(|line| line.split(':'));
    let name = lines.find_map(|mut fields| Some((fields.next()?, fields.nth(1)?)).filter(|(_, of)| *of == id));
    name.unwrap_or_else(|| panic!("{id} has no name in {list}")).0.to_owned()
}

impl FtpServer {
    /// Starts a server; `None`, with a line on standard error, where it cannot run here.
    pub fn start(daemon: FtpDaemon, security: FtpSecurity) -> Option<Self> {
        Self::start_with(daemon, security, FtpExtras::default())
    }

    /// The same with something else than usual.
    pub fn start_with(daemon: FtpDaemon, security: FtpSecurity, extras: FtpExtras) -> Option<Self> {
        let program = unpacked().join(match daemon {
            FtpDaemon::Vsftpd => "usr/sbin/vsftpd",
            FtpDaemon::ProFtpd => "usr/sbin/proftpd",
            FtpDaemon::PureFtpd => "usr/sbin/pure-ftpd",
        });
        let missing = if !program.exists() {
            Some("it is not there; `make test` unpacks it")
        } else if daemon != FtpDaemon::ProFtpd && !is_root() {
            Some("it serves only as root")
        } else if daemon == FtpDaemon::Vsftpd && !run(Command::new("unshare").args(["-m", "true"])) {
            Some("mount namespaces are not allowed here")
        } else {
            None
        };
        if let Some(why) = missing {
            eprintln!("left out: {daemon:?} ({security:?}): {why}");
            return None;
        }
        let dir = tempfile::Builder::new().prefix("ftp").tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let files = dir.path().join("files");
        fs::create_dir(&files).unwrap();
        fs::set_permissions(&files, fs::Permissions::from_mode(0o777)).unwrap();
        give(&files);
        let address = extras.address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let place = Place { program, dir: dir.path().to_owned(), files: files.clone(), security, extras };
        let serve = match daemon {
            FtpDaemon::Vsftpd => place.vsftpd(),
            FtpDaemon::ProFtpd => place.proftpd(),
            FtpDaemon::PureFtpd => place.pure_ftpd(),
        };
        let listener = TcpListener::bind((address, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let listener = Listener::start(listener, serve, dir.path().join("log"));
        // pure-ftpd shows its users their home as the root.
        let folder = if daemon == FtpDaemon::PureFtpd { "/".into() } else { files.to_str().unwrap().to_owned() };
        let authority = certificates().join("ca.pem");
        Some(Self { port, user: USER, password: PASSWORD, authority, files, folder, security, dir, listener })
    }

    /// What it takes to connect, its authority trusted.
    pub fn request(&self) -> FtpRequest {
        let protocol = self.security.protocol();
        let user = Some(self.user.to_owned());
        FtpRequest {
            endpoint: Endpoint { protocol, host: "localhost".into(), port: self.port, user },
            password: Some(SecretString::new(self.password.to_owned())),
            account: None,
            proxy: None,
            options: FtpOptions { plain: true, ..FtpOptions::default() },
            trust: CertificateTrust { authorities: Some(self.authority.clone()), ..CertificateTrust::default() },
            ways: DataWays::default(),
            limits: FtpLimits::default(),
            session: SessionId::from(1),
            clock: Arc::new(SystemClock::new()),
        }
    }

    /// The address of a path below the served folder; `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        self.url_by(self.security.scheme(), path)
    }

    /// The same by another protocol.
    pub fn url_by(&self, scheme: &str, path: &str) -> String {
        format!("{scheme}://{}@localhost:{}{}", self.user, self.port, self.path(path))
    }

    /// A path below the served folder as the server calls it; `path` begins with a slash.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.folder.trim_end_matches('/'))
    }

    /// Gives a path, which the test has made, to the user of the server, so that it may be changed there.
    pub fn give(&self, path: &Path) {
        give(path);
    }

    /// Kills every session now; new connections are still served.
    pub fn kill_sessions(&self) {
        self.listener.kill();
    }

    /// How many connections were accepted so far.
    pub fn connections(&self) -> usize {
        self.listener.children.lock().unwrap().len()
    }

    /// What the server wrote to its logs.
    pub fn log(&self) -> String {
        let read = |name: &str| fs::read(self.dir.path().join(name)).unwrap_or_default().escape_ascii().to_string();
        ["log", "system.log", "tls.log"].map(read).join("\n").replace("\\n", "\n")
    }
}

impl Drop for FtpServer {
    fn drop(&mut self) {
        self.listener.stop();
        if std::thread::panicking() {
            eprintln!("FTP server log:\n{}", self.log());
        }
    }
}

/// Where a server lives.
struct Place {
    program: PathBuf,
    dir: PathBuf,
    files: PathBuf,
    security: FtpSecurity,
    extras: FtpExtras,
}

impl Place {
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.join(name);
        fs::write(&path, text).unwrap();
        // ProFTPD refuses a list of users that others can read.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// A command that finds the unpacked libraries and stands in the mount namespace that was named.
    fn command(&self, program: &Path) -> Command {
        let mut command = if let Some(process) = self.extras.mounts_of.get() {
            let mut command = Command::new("nsenter");
            command.arg(format!("--mount=/proc/{process}/ns/mnt")).arg(format!("--wd={}", self.dir.display()));
            command.arg(program);
            command
        } else {
            Command::new(program)
        };
        let libraries =
            fs::read_dir(unpacked().join("usr/lib")).into_iter().flatten().flatten().map(|entry| entry.path());
        let libraries: Vec<PathBuf> =
            libraries.filter(|path| path.to_str().is_some_and(|p| p.ends_with("-linux-gnu"))).collect();
        command.env("LD_LIBRARY_PATH", std::env::join_paths(libraries).unwrap()).current_dir(&self.dir);
        command.env("TZ", self.extras.zone.unwrap_or("UTC"));
        command
    }

    fn hash(&self) -> String {
        let hash = Command::new("openssl").args(["passwd", "-6", PASSWORD]).output().unwrap().stdout;
        String::from_utf8(hash).unwrap().trim().to_owned()
    }

    /// A line of `passwd` for the test's user.
    fn account(&self, password: &str) -> String {
        let (user, group) = ids();
        format!("{USER}:{password}:{user}:{group}::{}:/bin/sh\n", self.files.display())
    }

    fn vsftpd(self) -> Serve {
        let empty = self.dir.join("empty");
        fs::create_dir(&empty).unwrap();
        let mut config = format!(
            "listen=NO\nbackground=NO\nanonymous_enable=NO\nlocal_enable=YES\nwrite_enable=YES\nlocal_umask=022\n\
             pam_service_name=other\nsecure_chroot_dir={}\nseccomp_sandbox=NO\nxferlog_enable=NO\nutf8_filesystem=YES\n\
             use_localtime=NO\nmdtm_write=YES\n",
            empty.display()
        );
        if self.security != FtpSecurity::Plain {
            config.push_str(&format!(
                "ssl_enable=YES\nrsa_cert_file={}\nrequire_ssl_reuse=YES\nforce_local_logins_ssl=YES\n\
                 force_local_data_ssl=YES\nssl_ciphers=HIGH\n",
                certificates().join("both.pem").display()
            ));
        }
        if self.security == FtpSecurity::Implicit {
            config.push_str("implicit_ssl=YES\n");
        }
        if !self.extras.without.is_empty() {
            config.push_str(&format!("cmds_denied={}\n", self.extras.without.join(",")));
        }
        if self.extras.user_certificates {
            let authority = certificates().join("ca.pem");
            config.push_str(&format!("require_cert=YES\nvalidate_cert=YES\nca_certs_file={}\n", authority.display()));
        }
        config.push_str(&self.extras.config);
        let config = self.write("vsftpd.conf", &config);
        self.write("passwd", &format!("root:x:0:0::/root:/bin/sh\n{}", self.account("x")));
        self.write("shadow", &format!("{USER}:{}:19000:0:99999:7:::\n", self.hash()));
        self.write("group", "root:x:0:\nnogroup:x:65534:\n");
        for world_readable in ["passwd", "group"] {
            fs::set_permissions(self.dir.join(world_readable), fs::Permissions::from_mode(0o644)).unwrap();
        }
        fs::create_dir(self.dir.join("pam.d")).unwrap();
        self.write(
            "pam.d/other",
            "auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n",
        );
        let script = "mount --make-rprivate / && for f in passwd shadow group pam.d; do mount --bind $f /etc/$f || exit 9; done \
                      && exec \"$@\"";
        Box::new(move || {
            let mut command = self.command(Path::new("unshare"));
            command.args(["-m", "sh", "-c", script, "sh"]).arg(&self.program).arg(&config);
            command
        })
    }

    fn proftpd(self) -> Serve {
        let users = self.write("users", &self.account(&self.hash()));
        let (user, group) = ids();
        let mut config = format!("User {}\nGroup {}\n", named("/etc/passwd", user), named("/etc/group", group));
        config.push_str(&format!(
            "ModulePath {}\nLoadModule mod_tls.c\nLoadModule mod_site_misc.c\nServerName test\nServerType inetd\n\
             DefaultServer on\nUseIPv6 {}\nUseReverseDNS off\nScoreboardFile {}\nDelayEngine off\nWtmpLog off\n\
             TransferLog none\nSystemLog {}\nAuthUserFile {}\nAuthOrder mod_auth_file.c\nRequireValidShell off\n\
             AllowOverwrite on\nAllowStoreRestart on\nAllowRetrieveRestart on\nTimesGMT on\nLangEngine on\n",
            unpacked().join("usr/lib/proftpd").display(),
            if self.extras.address.is_some_and(|address| address.is_ipv6()) { "on" } else { "off" },
            self.dir.join("score").display(),
            self.dir.join("system.log").display(),
            users.display()
        ));
        if self.security != FtpSecurity::Plain {
            let certificates = certificates();
            config.push_str(&format!(
                "TLSEngine on\nTLSProtocol TLSv1.2 TLSv1.3\nTLSECCertificateFile {}\nTLSECCertificateKeyFile {}\n\
                 TLSRequired on\nTLSLog {}\n",
                certificates.join("server.pem").display(),
                certificates.join("server.key").display(),
                self.dir.join("tls.log").display()
            ));
        }
        if self.security == FtpSecurity::Implicit {
            config.push_str("TLSOptions UseImplicitSSL\n");
        }
        if !self.extras.without.is_empty() {
            config.push_str(&format!("<Limit {}>\nDenyAll\n</Limit>\n", self.extras.without.join(" ")));
        }
        if self.extras.user_certificates {
            let authority = certificates().join("ca.pem");
            config.push_str(&format!("TLSCACertificateFile {}\nTLSVerifyClient on\n", authority.display()));
        }
        config.push_str(&self.extras.config);
        let config = self.write("proftpd.conf", &config);
        Box::new(move || {
            let mut command = self.command(&self.program);
            command.arg("-c").arg(&config);
            command
        })
    }

    fn pure_ftpd(self) -> Serve {
        let users = self.write(
            "users",
            &format!("{USER}:{}:{NOBODY}:{NOBODY}::{}/./::::::::::::\n", self.hash(), self.files.display()),
        );
        let database = self.dir.join("users.pdb");
        let tool = self.program.with_file_name("../bin/pure-pw");
        let made = run(self.command(&tool).arg("mkdb").arg(&database).arg("-f").arg(&users));
        assert!(made, "pure-pw mkdb");
        let when = match self.security {
            FtpSecurity::Plain => "0",
            FtpSecurity::Explicit => "2",
            FtpSecurity::Implicit => "3",
        };
        Box::new(move || {
            let mut command = self.command(&self.program);
            command.arg("-l").arg(format!("puredb:{}", database.display()));
            command.args(["-Y", when, "-2"]).arg(certificates().join("both.pem"));
            command.args(self.extras.config.split_whitespace());
            command.args(["-E", "-H", "-z", "-D", "-L", "200000:10"]);
            command
        })
    }
}
