//! Whether a server's key is let through: the files of known hosts, then the user.

use super::pace::Pace;
use super::request::{KnownHostsFiles, UnknownHostKey};
use crate::error::{Error, ErrorKind, HostKeyConflict, Result, StoredKey};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::{SessionId, escape_bytes};
use crate::remote::{HostKeyAnswer, HostKeyQuestion, Prompter};
use crate::trust::{HostKey, HostKeyVerdict, KnownHosts, fingerprint, lookup_name, randomart, remember};
use std::path::Path;
use std::sync::Arc;

/// Judges the key of one server.
#[derive(Debug)]
pub(super) struct HostKeyGate {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) files: KnownHostsFiles,
    pub(super) unknown: UnknownHostKey,
    pub(super) known: Arc<KnownHosts>,
    pub(super) prompter: Arc<dyn Prompter>,
    pub(super) pace: Pace,
    pub(super) log: Arc<MessageLog>,
    pub(super) session: SessionId,
}

impl HostKeyGate {
    /// Lets a key through and gives its algorithm and fingerprint.
    ///
    /// # Errors
    /// `HostKeyChanged`, `HostKeyRevoked`, `HostKeyRejected`, `Cancelled`.
    pub(super) async fn check(&self, blob: Vec<u8>) -> Result<(String, String)> {
        let Some(key) = HostKey::from_blob(blob) else {
            return Err(Error::new(ErrorKind::SshProtocol("host key without a name".into())));
        };
        match self.known.judge(&self.host, self.port, &key) {
            HostKeyVerdict::Known => {}
            HostKeyVerdict::Changed(conflict) => return Err(Error::new(ErrorKind::HostKeyChanged(Box::new(conflict)))),
            HostKeyVerdict::Revoked(conflict) => return Err(Error::new(ErrorKind::HostKeyRevoked(Box::new(conflict)))),
            HostKeyVerdict::Unknown { other_algorithms, known_as } => match self.unknown {
                UnknownHostKey::AcceptNew if other_algorithms.is_empty() => self.save(&key).await,
                // Nobody looks at the question, so a server must not slip in with a key of another type.
                UnknownHostKey::AcceptNew => {
                    return Err(Error::new(ErrorKind::HostKeyChanged(Box::new(self.other_keys(&key)))));
                }
                UnknownHostKey::Ask => self.ask(&key, other_algorithms, known_as).await?,
            },
        }
        Ok((key.algorithm().to_owned(), fingerprint(&key)))
    }

    async fn ask(&self, key: &HostKey, other_algorithms: Vec<String>, known_as: Vec<String>) -> Result<()> {
        let question = HostKeyQuestion {
            host: lookup_name(&self.host, self.port),
            algorithm: key.algorithm().to_owned(),
            fingerprint: fingerprint(key),
            randomart: randomart(key),
            known_as,
            other_algorithms,
        };
        match self.pace.asking(self.prompter.host_key(question)).await {
            Some(HostKeyAnswer::Once) => Ok(()),
            Some(HostKeyAnswer::Always) => {
                self.save(key).await;
                Ok(())
            }
            Some(HostKeyAnswer::Cancel) => Err(Error::new(ErrorKind::HostKeyRejected)),
            None => Err(Error::new(ErrorKind::Cancelled)),
        }
    }

    /// Adds the key to the file; a fault there is logged and does not end the connection that the user agreed to.
    async fn save(&self, key: &HostKey) {
        let Some(file) = self.files.write.clone() else { return };
        let (host, port, key) = (self.host.clone(), self.port, key.clone());
        let saved = tokio::task::spawn_blocking(move || remember(&file, &host, port, &key)).await;
        if let Ok(Err(error)) = saved {
            self.log.push(Some(self.session), LogBody::Error(Arc::new(*error)));
        }
    }

    fn other_keys(&self, key: &HostKey) -> HostKeyConflict {
        let host = lookup_name(&self.host, self.port);
        let stored = self.known.find(&host).filter_map(|line| {
            let key = line.key.as_ref()?;
            Some(StoredKey {
                algorithm: key.algorithm().to_owned(),
                fingerprint: fingerprint(key),
                file: line.file.clone(),
                line: line.line,
            })
        });
        let stored = stored.collect();
        HostKeyConflict { host, algorithm: key.algorithm().to_owned(), fingerprint: fingerprint(key), stored }
    }
}

/// Reads the files of known hosts off the runtime and logs what could not be read in them.
pub(super) async fn load_known_hosts(files: &KnownHostsFiles, log: &MessageLog, session: SessionId) -> Arc<KnownHosts> {
    let mut read = files.read.clone();
    // What was remembered must be found again.
    read.extend(files.write.clone().filter(|file| !files.read.contains(file)));
    let known = tokio::task::spawn_blocking(move || KnownHosts::load(&read)).await.unwrap_or_default();
    for error in known.unreadable() {
        log.push(Some(session), LogBody::Error(Arc::new((**error).clone())));
    }
    for skipped in known.skipped() {
        let file = path_text(&skipped.file);
        log.push(Some(session), LogBody::Status(StatusMessage::KnownHostsLineSkipped { file, line: skipped.line }));
    }
    Arc::new(known)
}

fn path_text(path: &Path) -> String {
    escape_bytes(path.as_os_str().as_encoded_bytes())
}
