//! What the session's task learns and others need: banner, algorithms, refusals, and why it ended.

use super::failure::{SessionFault, disconnected, escape_lines};
use super::host_key::{HostKeyGate, ShownKey};
use crate::error::{Error, ErrorKind};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::{SessionId, escape_bytes};
use crate::remote::{HostKeyTrust, SshSecurity};
use russh::client::{DisconnectReason, Handler, Session};
use russh::compression::Compression;
use russh::keys::PublicKeyOrCertificate;
use russh::{ChannelId, ChannelOpenFailure, Names};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Most bytes of banners that are kept.
const BANNER_MAX: usize = 16 * 1024;

/// Written by the session's task, read by everyone else.
#[derive(Debug)]
pub(super) struct Observed {
    facts: Mutex<Facts>,
    ending: watch::Sender<Option<Arc<Error>>>,
}

/// What was seen so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// The server's identification, with visible escapes.
    pub(super) server_version: String,
    /// How the session is secured.
    pub(super) security: SshSecurity,
    /// Banners, with visible escapes.
    pub(super) banner: String,
    /// The server's key with what is known of it.
    pub(super) shown_key: Option<ShownKey>,
    /// Why the last channel was refused, raw.
    pub(super) refusal: Option<String>,
}

impl Observed {
    /// Nothing seen yet.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { facts: Mutex::default(), ending: watch::Sender::new(None) })
    }

    /// What was seen so far.
    pub(super) fn facts(&self) -> MutexGuard<'_, Facts> {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why the session ended; `None` while it runs.
    pub(super) fn ending(&self) -> Option<Arc<Error>> {
        self.ending.borrow().clone()
    }

    /// Waits for the end of the session.
    pub(super) async fn ended(&self) -> Arc<Error> {
        let mut ending = self.ending.subscribe();
        let ended = ending.wait_for(Option::is_some).await.ok().and_then(|ended| ended.clone());
        ended.unwrap_or_else(|| Arc::new(*Error::new(ErrorKind::ConnectionLost)))
    }

    /// The first reason stays.
    pub(super) fn end(&self, error: Box<Error>) {
        self.ending.send_if_modified(|ending| {
            let first = ending.is_none();
            ending.get_or_insert_with(|| Arc::new(*error));
            first
        });
    }
}

/// The session's own ear at the library.
pub(super) struct Ear {
    pub(super) observed: Arc<Observed>,
    pub(super) gate: HostKeyGate,
    /// Every key is let through, for whoever made the connection judges by `Facts::shown_key` before anything that is
    /// meant for the right server only is sent.
    pub(super) only_looks: bool,
    pub(super) log: Arc<MessageLog>,
    pub(super) session: SessionId,
    /// `host:port`, for errors.
    pub(super) host: String,
}

impl Ear {
    fn status(&self, message: StatusMessage) {
        self.log.push(Some(self.session), LogBody::Status(message));
    }
}

impl Handler for Ear {
    type Error = SessionFault;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, SessionFault> {
        let shown = self.gate.look(key).map_err(SessionFault::Own)?;
        let trust = if self.only_looks {
            HostKeyTrust::Unjudged
        } else {
            self.gate.let_through(shown.clone()).await.map_err(SessionFault::Own)?
        };
        let mut facts = self.observed.facts();
        facts.security.trust = trust;
        facts.security.host_key_bits = shown.key.bits();
        facts.security.host_key_algorithm.clone_from(&shown.algorithm);
        facts.security.host_key_fingerprint = shown.fingerprint();
        facts.shown_key = Some(shown);
        Ok(true)
    }

    async fn kex_done(&mut self, _: Option<&[u8]>, names: &Names, session: &mut Session) -> Result<(), SessionFault> {
        let mut facts = self.observed.facts();
        let first = facts.security.cipher.is_empty();
        facts.server_version = escape_bytes(session.remote_sshid().trim_ascii_end());
        let security = &mut facts.security;
        names.kex.as_ref().clone_into(&mut security.key_exchange);
        names.cipher.as_ref().clone_into(&mut security.cipher);
        // These ciphers authenticate by themselves; what was agreed on besides is not used.
        let own_mac = ["gcm", "poly1305"].iter().any(|name| security.cipher.contains(name));
        let (ours, theirs) = (names.client_mac.as_ref(), names.server_mac.as_ref());
        security.mac = match (own_mac, ours == theirs) {
            (true, _) => String::new(),
            (false, true) => ours.to_owned(),
            (false, false) => format!("{ours}, {theirs}"),
        };
        compression_name(&names.client_compression).clone_into(&mut security.compression);
        // Only the first exchange can agree on it.
        security.strict_key_exchange |= names.strict_kex();
        if first {
            let secured = StatusMessage::Secured {
                key_exchange: security.key_exchange.clone(),
                cipher: security.cipher.clone(),
                host_key: security.host_key_algorithm.clone(),
                fingerprint: security.host_key_fingerprint.clone(),
            };
            drop(facts);
            self.status(secured);
        }
        Ok(())
    }

    async fn auth_banner(&mut self, banner: &str, _: &mut Session) -> Result<(), SessionFault> {
        let text = escape_lines(banner);
        if text.is_empty() {
            return Ok(());
        }
        {
            let mut facts = self.observed.facts();
            if facts.banner.len() + text.len() > BANNER_MAX {
                return Ok(());
            }
            if !facts.banner.is_empty() {
                facts.banner.push('\n');
            }
            facts.banner.push_str(&text);
        }
        self.status(StatusMessage::Banner { text });
        Ok(())
    }

    async fn channel_open_failure(
        &mut self,
        _: ChannelId,
        _: ChannelOpenFailure,
        description: &str,
        _: &str,
        _: &mut Session,
    ) -> Result<(), SessionFault> {
        self.observed.facts().refusal = Some(description.to_owned());
        Ok(())
    }

    async fn disconnected(&mut self, reason: DisconnectReason<SessionFault>) -> Result<(), SessionFault> {
        let error = match reason {
            DisconnectReason::ReceivedDisconnect(info) => {
                self.status(StatusMessage::Disconnected { reason: escape_lines(&info.message) });
                disconnected(info)
            }
            DisconnectReason::Error(fault) => fault.into(),
        };
        self.observed.end(error.on_host(self.host.clone()));
        Ok(())
    }
}

fn compression_name(compression: &Compression) -> &'static str {
    match compression {
        Compression::None => "none",
        Compression::Zlib => "zlib",
        Compression::ZlibOpenSSH => "zlib@openssh.com",
    }
}

impl Drop for Ear {
    /// The task is gone; when nothing told why, that alone is known.
    fn drop(&mut self) {
        self.observed.end(Error::new(ErrorKind::ConnectionLost).on_host(self.host.clone()));
    }
}
