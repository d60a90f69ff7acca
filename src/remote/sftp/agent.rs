//! The SSH agent: its keys, and signatures by it (draft-miller-ssh-agent).

use crate::remote::Pace;
use russh::Signer;
use russh::keys::agent::AgentIdentity;
use russh::keys::agent::client::{AgentClient, AgentStream};
use russh::keys::{Certificate, HashAlg, PublicKey};
use russh::{AgentAuthError, SendError};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Most bytes of an answer, as in OpenSSH.
const ANSWER_MAX: usize = 256 * 1024;
/// Most keys that are looked at.
const KEYS_MAX: usize = 2048;
const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;

/// What agents are spoken to over: sockets, named pipes, messages between windows (Pageant).
type Stream = Box<dyn AgentStream + Send + Unpin>;

/// A connection to an agent.
pub(super) struct Agent {
    /// Never locked, only taken by those who own it: not every stream may be shared between threads.
    client: Mutex<AgentClient<Stream>>,
}

/// The keys of an agent.
#[derive(Debug, Default)]
pub(super) struct AgentKeys {
    /// Those that can be used.
    pub(super) usable: Vec<AgentIdentity>,
    /// Comments of those that cannot be read; they do not spoil the list.
    pub(super) unreadable: Vec<String>,
}

impl Agent {
    /// Connects to the agent at a socket (on Windows: a named pipe) and lists its keys.
    pub(super) async fn connect(socket: &Path) -> io::Result<(Self, AgentKeys)> {
        let mut stream = open(socket).await?;
        let keys = list(&mut stream).await?;
        Ok((Self { client: Mutex::new(AgentClient::connect(stream)) }, keys))
    }
}

#[cfg(unix)]
async fn open(socket: &Path) -> io::Result<Stream> {
    Ok(Box::new(tokio::net::UnixStream::connect(socket).await?))
}

/// The agent at a named pipe; where nothing listens there, Pageant.
#[cfg(windows)]
async fn open(pipe: &Path) -> io::Result<Stream> {
    match open_pipe(pipe).await {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => match AgentClient::connect_pageant().await {
            Ok(pageant) => Ok(pageant.into_inner()),
            Err(_) => Err(fault),
        },
        opened => opened,
    }
}

#[cfg(windows)]
async fn open_pipe(pipe: &Path) -> io::Result<Stream> {
    // The pipe is busy while another program connects; OpenSSH's agent is ready again at once.
    const ERROR_PIPE_BUSY: i32 = 231;
    loop {
        match tokio::net::windows::named_pipe::ClientOptions::new().open(pipe) {
            Ok(client) => return Ok(Box::new(client)),
            Err(fault) if fault.raw_os_error() == Some(ERROR_PIPE_BUSY) => {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            Err(fault) => return Err(fault),
        }
    }
}

async fn list(stream: &mut Stream) -> io::Result<AgentKeys> {
    stream.write_all(&[0, 0, 0, 1, REQUEST_IDENTITIES]).await?;
    stream.flush().await?;
    let length = usize::try_from(stream.read_u32().await?).unwrap_or(usize::MAX);
    if length > ANSWER_MAX {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer).await?;
    Ok(parse(&answer))
}

/// Reads an answer as far as it can be read.
fn parse(answer: &[u8]) -> AgentKeys {
    let mut keys = AgentKeys::default();
    let Some(mut rest) = answer.strip_prefix(&[IDENTITIES_ANSWER]).and_then(|rest| rest.get(4..)) else { return keys };
    for _ in 0..KEYS_MAX {
        let Some((blob, comment)) = field(&mut rest).and_then(|blob| Some((blob, field(&mut rest)?))) else { break };
        let comment = crate::model::escape_bytes(comment);
        match identity(blob, comment.clone()) {
            Some(identity) => keys.usable.push(identity),
            None => keys.unreadable.push(comment),
        }
    }
    keys
}

fn identity(blob: &[u8], comment: String) -> Option<AgentIdentity> {
    if let Ok(key) = PublicKey::from_bytes(blob) {
        return Some(AgentIdentity::PublicKey { key, comment });
    }
    Certificate::from_bytes(blob).ok().map(|certificate| AgentIdentity::Certificate { certificate, comment })
}

fn field<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, behind) = rest.split_first_chunk::<4>()?;
    let (field, behind) = behind.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *rest = behind;
    Some(field)
}

/// Signs by the agent. A person may have to confirm or to touch a device, so the time limit stands still.
pub(super) struct AgentSigner<'a> {
    pub(super) agent: &'a mut Agent,
    pub(super) pace: Pace,
    /// For a certificate: the agent holds its key without it.
    pub(super) bare_key: bool,
}

/// Why an agent did not sign.
#[derive(Debug)]
pub(super) struct SigningFault(pub(super) String);

impl From<SendError> for SigningFault {
    fn from(error: SendError) -> Self {
        Self(error.to_string())
    }
}

impl From<AgentAuthError> for SigningFault {
    fn from(error: AgentAuthError) -> Self {
        Self(error.to_string())
    }
}

impl Signer for AgentSigner<'_> {
    type Error = SigningFault;

    async fn auth_sign(
        &mut self,
        key: &AgentIdentity,
        hash: Option<HashAlg>,
        to_sign: Vec<u8>,
    ) -> Result<Vec<u8>, SigningFault> {
        // The agent may know the bare key only, although a certificate for it lies in a file.
        let bare = match (key, self.bare_key) {
            (AgentIdentity::Certificate { certificate, comment }, true) => {
                let key = PublicKey::from(certificate.public_key().clone());
                Some(AgentIdentity::PublicKey { key, comment: comment.clone() })
            }
            _ => None,
        };
        let key = bare.as_ref().unwrap_or(key);
        let client = self.agent.client.get_mut().unwrap_or_else(PoisonError::into_inner);
        let signed = self.pace.asking(client.auth_sign(key, hash, to_sign)).await;
        Ok(signed.ok_or_else(|| SigningFault("cancelled".into()))??)
    }
}

/// Finds out whether the server would take a key, without signing: remembers that it was asked to sign, and does not.
#[derive(Debug, Default)]
pub(super) struct Probe {
    /// Whether the server asked for a signature.
    pub(super) wanted: bool,
}

impl Signer for Probe {
    type Error = SigningFault;

    async fn auth_sign(&mut self, _: &AgentIdentity, _: Option<HashAlg>, _: Vec<u8>) -> Result<Vec<u8>, SigningFault> {
        self.wanted = true;
        Err(SigningFault("probe".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_unreadable_key_does_not_spoil_the_list() {
        let string = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat();
        // The base point of the curve is a valid public key.
        let point = [&[0x58][..], &[0x66; 31]].concat();
        let good = [string(b"ssh-ed25519"), string(&point)].concat();
        let answer = [
            vec![IDENTITIES_ANSWER, 0, 0, 0, 9],
            string(b"rubbish"),
            string(b"bad"),
            string(&good),
            string(b"good"),
            string(&good)[..7].to_vec(),
        ];
        let keys = parse(&answer.concat());
        assert_eq!(keys.unreadable, ["bad"]);
        assert_eq!(keys.usable.iter().map(AgentIdentity::comment).collect::<Vec<_>>(), ["good"]);
        assert!(parse(&[5]).usable.is_empty() && parse(&[]).usable.is_empty());
    }
}
