//! Questions that a connection must put to a person, and their answers.

use crate::error::CertificateFault;
use crate::model::{Endpoint, SecretString, Timestamp};
use async_trait::async_trait;

/// A server shows a key that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostKeyQuestion {
    /// The server, as `host` or `[host]:port`.
    pub host: String,
    /// `ssh-ed25519` and the like.
    pub algorithm: String,
    /// `SHA256:...` as OpenSSH writes it.
    pub fingerprint: String,
    /// OpenSSH's randomart picture of the fingerprint, lines divided by newlines.
    pub randomart: String,
    /// Other names under which exactly this key is known already.
    pub known_as: Vec<String>,
    /// Algorithms of other keys that are known for this very host; empty when the host is new.
    pub other_algorithms: Vec<String>,
}

/// What to do with an unknown key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostKeyAnswer {
    /// Connect, ask again next time.
    Once,
    /// Connect and remember the key.
    Always,
    /// Do not connect.
    Cancel,
}

/// One certificate as it is shown to a person. All texts come with visible escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateInfo {
    /// For whom it is made out, as `CN=..., O=...`.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// The host names and addresses that it is good for.
    pub names: Vec<String>,
    /// From when on it is valid; `None` when that cannot be read.
    pub not_before: Option<Timestamp>,
    /// Until when it is valid; `None` when that cannot be read.
    pub not_after: Option<Timestamp>,
    /// SHA-256 of the whole certificate, as hexadecimal bytes with colons.
    pub sha256: String,
}

/// A server shows a certificate that nobody vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateQuestion {
    /// The server, as `host:port`.
    pub host: String,
    /// What is wrong with it; never empty.
    pub faults: Vec<CertificateFault>,
    /// The certificates that the server sent, its own first; never empty.
    pub chain: Vec<CertificateInfo>,
}

impl CertificateQuestion {
    /// Whether nothing is wrong but that no authority is known that vouches for it. Only then does remembering it make good
    /// what is wrong: a name or a time that does not fit stays so.
    #[must_use]
    pub fn is_only_unknown(&self) -> bool {
        use CertificateFault::{IncompleteChain, SelfSigned, UnknownIssuer};
        self.faults.iter().all(|fault| matches!(fault, SelfSigned | UnknownIssuer | IncompleteChain))
    }
}

/// What to do with a certificate that nobody vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateAnswer {
    /// Connect, ask again next time.
    Once,
    /// Connect and remember this very certificate for this server.
    Always,
    /// Do not connect.
    Cancel,
}

/// What a password is for: one that is kept for one of them is never given to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The login of a user on this server; the user of the endpoint is of no meaning.
    Server(Endpoint),
    /// The account that an FTP server wants besides (ACCT; RFC 959, section 4.1.1).
    Account(Endpoint),
    /// The login at a proxy.
    Proxy {
        /// Name or address, without brackets.
        host: String,
        /// The port.
        port: u16,
    },
}

/// A password is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordQuestion {
    /// What it is for.
    pub whose: Whose,
    /// The server, for eyes.
    pub host: String,
    /// The user to log in as.
    pub user: String,
    /// Whether a password was refused just before.
    pub refused_before: bool,
}

/// The passphrase of a key file is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassphraseQuestion {
    /// The key file, for eyes.
    pub key: String,
    /// Whether a passphrase did not open it just before.
    pub refused_before: bool,
}

/// One line that the server wants answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InteractivePrompt {
    /// The server's words, with visible escapes.
    pub text: String,
    /// Whether the answer may be shown while it is typed.
    pub echo: bool,
}

/// Questions of the server itself (keyboard-interactive, RFC 4256).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InteractiveQuestion {
    /// The server.
    pub host: String,
    /// The user to log in as.
    pub user: String,
    /// The server's title, with visible escapes; may be empty.
    pub name: String,
    /// The server's instruction, with visible escapes; may be empty.
    pub instruction: String,
    /// What to answer; at least one, at most ten.
    pub prompts: Vec<InteractivePrompt>,
}

/// A server is reached through a command of the SSH configuration, which runs with all rights of this user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyCommandQuestion {
    /// The server, as the user calls it.
    pub host: String,
    /// The command, exactly as it would be run.
    pub command: String,
}

/// What to do with such a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProxyCommandAnswer {
    /// Run it, ask again next time.
    Once,
    /// Run it, and remember that exactly this command may run for exactly this server.
    Always,
    /// Do not run it.
    Cancel,
}

/// Puts questions to whoever sits before the program. `None` means that the person gave up.
#[async_trait]
pub trait Prompter: Send + Sync + std::fmt::Debug {
    /// Shall a server with an unknown key be trusted?
    async fn host_key(&self, question: HostKeyQuestion) -> HostKeyAnswer;
    /// Shall a server whose certificate nobody vouches for be trusted? Who cannot be asked does not trust it.
    async fn certificate(&self, _question: CertificateQuestion) -> CertificateAnswer {
        CertificateAnswer::Cancel
    }
    /// Shall a command be run that the way to a server needs? Who cannot be asked runs none.
    async fn proxy_command(&self, _question: ProxyCommandQuestion) -> ProxyCommandAnswer {
        ProxyCommandAnswer::Cancel
    }
    /// The password of a user.
    async fn password(&self, question: PasswordQuestion) -> Option<SecretString>;
    /// The password of this user was refused. Told at once, for nobody may ask again: a server may hang up behind a refusal.
    async fn refused(&self, _whose: Whose, _user: &str) {}
    /// The passphrase of a key file.
    async fn passphrase(&self, question: PassphraseQuestion) -> Option<SecretString>;
    /// Answers to the server's own questions, as many as there are prompts.
    async fn interactive(&self, question: InteractiveQuestion) -> Option<Vec<SecretString>>;
}
