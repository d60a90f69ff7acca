//! What it takes to connect: where, as whom, with which keys, against which known hosts, within which time.

use super::algorithms::Algorithms;
use super::user::{home_folder, local_user};
use super::wire::ByteBudget;
use crate::model::{Clock, Endpoint, ProxyAccess, SecretString, SessionId, SystemClock};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The files of known hosts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownHostsFiles {
    /// Read in this order; missing ones are passed over.
    pub read: Vec<PathBuf>,
    /// Where accepted keys are added; `None`: nowhere, so that "always" means "once".
    pub write: Option<PathBuf>,
}

impl KnownHostsFiles {
    /// The user's own and the system's files of OpenSSH, to be read; nothing to be written.
    #[must_use]
    pub fn of_openssh() -> Self {
        let mut read = Self::of_user();
        read.extend(Self::of_system());
        Self { read, write: None }
    }

    /// The user's own files of OpenSSH.
    #[must_use]
    pub fn of_user() -> Vec<PathBuf> {
        let home = home_folder();
        let file = |name| home.as_ref().map(|home| home.join(".ssh").join(name));
        ["known_hosts", "known_hosts2"].into_iter().filter_map(file).collect()
    }

    /// The system's files of OpenSSH.
    #[must_use]
    pub fn of_system() -> Vec<PathBuf> {
        ["ssh_known_hosts", "ssh_known_hosts2"].map(|name| system_folder().join(name)).into()
    }
}

fn system_folder() -> PathBuf {
    if cfg!(windows) {
        PathBuf::from(std::env::var_os("PROGRAMDATA").unwrap_or_default()).join("ssh")
    } else {
        PathBuf::from("/etc/ssh")
    }
}

/// What happens when a server shows a key that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnknownHostKey {
    /// The user is asked.
    Ask,
    /// It is turned down.
    Refuse,
    /// The key of a server that is wholly new is remembered; a server of which another key is known is turned down.
    AcceptNew,
}

/// How long each stage may take. Time in which a question waits for its answer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimits {
    /// Lookup and TCP connection.
    pub connect: Duration,
    /// Greeting and key exchange.
    pub handshake: Duration,
    /// Each answer during login; long, because a server may wait for a tap on a telephone.
    pub login: Duration,
    /// Opening a channel and starting the SFTP service on it.
    pub service: Duration,
    /// Silence of the server in a running session after which it is asked whether it is there; when it has been asked
    /// as often as [`ConnectRequest::keepalive_tries`] says and stays silent, the session ends. Zero: it is never asked.
    pub quiet: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            handshake: Duration::from_secs(20),
            login: Duration::from_mins(2),
            service: Duration::from_secs(20),
            quiet: Duration::from_secs(15),
        }
    }
}

/// Which commands of the SSH configuration may run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandConsent {
    /// The file that remembers what the user agreed to; `None`: each one is asked about each time.
    pub file: Option<PathBuf>,
    /// Every command may run: the user has said so for this run of the program.
    pub all: bool,
}

/// A way to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoginMethod {
    /// With a key.
    PublicKey,
    /// With a password.
    Password,
    /// By the server's own questions.
    KeyboardInteractive,
}

impl LoginMethod {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 3] = [Self::PublicKey, Self::Password, Self::KeyboardInteractive];

    /// The name that the protocol has for it (RFC 4252, RFC 4256).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PublicKey => "publickey",
            Self::Password => "password",
            Self::KeyboardInteractive => "keyboard-interactive",
        }
    }
}

/// A wish to connect.
#[derive(Clone)]
pub struct ConnectRequest {
    /// Server and user.
    pub endpoint: Endpoint,
    /// The name by which the user calls the server where it is another one than the endpoint's host; for messages.
    pub alias: Option<String>,
    /// The server as its login's secrets are kept for: where an alias of the SSH configuration was named, that one with the port
    /// that was said, for two aliases may lead to one address over different ways; else [`Self::endpoint`].
    pub kept_as: Endpoint,
    /// The server to go through; `None`: the connection is made from here.
    pub jump: Option<Box<ConnectRequest>>,
    /// The proxy to go through to this server, or to the first one on the way to it; of no meaning where `jump` is set.
    pub proxy: Option<ProxyAccess>,
    /// The command whose input and output are the connection (`ProxyCommand` of OpenSSH), with all tokens put in; run only
    /// when the user agrees. Of no meaning where `jump` or `proxy` is set.
    pub proxy_command: Option<String>,
    /// Which commands may run.
    pub command_consent: CommandConsent,
    /// A password to try before asking for one.
    pub password: Option<SecretString>,
    /// Key files that the user named; a fault in one of them ends the login.
    pub identity_files: Vec<PathBuf>,
    /// Key files to try besides; missing and faulty ones are passed over.
    pub default_identity_files: Vec<PathBuf>,
    /// Certificates for keys of these files, besides those that lie beside the keys (`CertificateFile` of OpenSSH).
    pub certificate_files: Vec<PathBuf>,
    /// Of the agent's keys use only those that belong to `identity_files` or `default_identity_files` (`IdentitiesOnly`
    /// of OpenSSH).
    pub identities_only: bool,
    /// The socket (on Windows the named pipe) of the SSH agent; `None`: no agent is asked.
    pub agent_socket: Option<PathBuf>,
    /// The files of known hosts.
    pub known_hosts: KnownHostsFiles,
    /// What happens when the server's key is not known.
    pub unknown_host_key: UnknownHostKey,
    /// The name under which the server's key is known, whatever its host and port; `None`: by host and port.
    pub host_key_alias: Option<String>,
    /// Which ways to log in are tried, in this order.
    pub methods: Vec<LoginMethod>,
    /// Which of these may begin the login; `None`: all. What the server asks for after a first success may be another one.
    pub first_methods: Option<Vec<LoginMethod>>,
    /// The command that starts SFTP in place of the subsystem; `None`: the subsystem.
    pub sftp_server: Option<String>,
    /// How often a password or the server's questions are asked for, at least once.
    pub password_tries: usize,
    /// How often a silent server is asked whether it is there before the session ends.
    pub keepalive_tries: usize,
    /// Which algorithms are offered.
    pub algorithms: Algorithms,
    /// How long each stage may take.
    pub limits: TimeLimits,
    /// The session that log lines belong to.
    pub session: SessionId,
    /// The clock of the program.
    pub clock: Arc<dyn Clock>,
    /// The memory that all transfers of the program share.
    pub budget: Arc<ByteBudget>,
}

impl ConnectRequest {
    /// A request as `ssh` would make it: the user's agent, default key files and known hosts; unknown keys are asked
    /// about; a memory budget and a clock of its own.
    #[must_use]
    pub fn new(endpoint: Endpoint, session: SessionId) -> Self {
        Self {
            kept_as: endpoint.clone(),
            endpoint,
            alias: None,
            jump: None,
            proxy: None,
            proxy_command: None,
            command_consent: CommandConsent::default(),
            password: None,
            identity_files: Vec::new(),
            default_identity_files: default_identity_files(),
            certificate_files: Vec::new(),
            identities_only: false,
            agent_socket: default_agent_socket(),
            known_hosts: KnownHostsFiles::of_openssh(),
            unknown_host_key: UnknownHostKey::Ask,
            host_key_alias: None,
            methods: LoginMethod::ALL.into(),
            first_methods: None,
            sftp_server: None,
            password_tries: 3,
            keepalive_tries: 3,
            algorithms: Algorithms::default(),
            limits: TimeLimits::default(),
            session,
            clock: Arc::new(SystemClock::new()),
            budget: ByteBudget::new(ByteBudget::DEFAULT_TOTAL),
        }
    }

    /// The request for the server that is connected to from here: the first one on the way, else this one.
    pub fn first_on_the_way(&mut self) -> &mut Self {
        match self.jump {
            Some(ref mut jump) => jump.first_on_the_way(),
            None => self,
        }
    }

    /// The server for messages: `host:port`, behind the alias where there is one.
    #[must_use]
    pub fn shown_host(&self) -> String {
        match &self.alias {
            Some(alias) => format!("{alias} ({})", self.endpoint.host_port()),
            None => self.endpoint.host_port(),
        }
    }

    /// Name and port by which the server's key is looked up.
    pub(super) fn key_name(&self) -> (&str, u16) {
        match &self.host_key_alias {
            // OpenSSH looks it up without the port.
            Some(alias) => (alias, 22),
            None => (&self.endpoint.host, self.endpoint.port),
        }
    }

    /// Who logs in: the endpoint's user, else the local user.
    #[must_use]
    pub fn user(&self) -> String {
        self.endpoint.user.clone().unwrap_or_else(local_user)
    }
}

impl std::fmt::Debug for ConnectRequest {
    /// Leaves the password out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectRequest")
            .field("endpoint", &self.endpoint)
            .field("identity_files", &self.identity_files)
            .field("known_hosts", &self.known_hosts)
            .finish_non_exhaustive()
    }
}

/// The key files that OpenSSH tries where none is named.
fn default_identity_files() -> Vec<PathBuf> {
    let Some(home) = home_folder() else { return Vec::new() };
    // The order of ssh_config(5), IdentityFile.
    ["id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"].map(|name| home.join(".ssh").join(name)).into()
}

/// The agent that the environment names; on Windows else OpenSSH's own.
#[must_use]
pub fn default_agent_socket() -> Option<PathBuf> {
    match std::env::var_os("SSH_AUTH_SOCK") {
        Some(socket) if !socket.is_empty() => Some(PathBuf::from(socket)),
        _ if cfg!(windows) => Some(PathBuf::from(r"\\.\pipe\openssh-ssh-agent")),
        _ => None,
    }
}
