//! The SSH side of the demo: who may log in, and which channels are opened.

use super::folder::ServedFolder;
use super::sftp::Files;
use russh::keys::PublicKey;
use russh::server::{Auth, ChannelOpenHandle, Handler, Msg, Session, VerifiedPublicKey};
use russh::{Channel, ChannelId, MethodKind, MethodSet};
use std::collections::HashMap;
use std::sync::Arc;

/// Who may log in to what.
#[derive(Debug)]
pub(super) struct Access {
    /// The one user.
    pub(super) user: String,
    /// The password; `None` where only the key opens.
    pub(super) password: Option<String>,
    /// The key that opens as well.
    pub(super) key: PublicKey,
    /// Text shown before login.
    pub(super) banner: Option<String>,
    /// What is served.
    pub(super) folder: ServedFolder,
}

impl Access {
    /// The ways that lead in.
    pub(super) fn methods(&self) -> MethodSet {
        let mut methods = MethodSet::from(&[MethodKind::PublicKey][..]);
        if self.password.is_some() {
            methods.push(MethodKind::Password);
        }
        methods
    }
}

/// One SSH connection.
pub(super) struct Login {
    access: Arc<Access>,
    channels: HashMap<ChannelId, Channel<Msg>>,
}

impl Login {
    /// A connection that nobody has logged in to yet.
    pub(super) fn new(access: Arc<Access>) -> Self {
        Self { access, channels: HashMap::new() }
    }

    /// No; but every way that leads in may be tried again, where the library would take away the one just tried.
    fn refusal(&self) -> Auth {
        Auth::Reject { proceed_with_methods: Some(self.access.methods()), partial_success: false }
    }
}

impl Handler for Login {
    type Error = russh::Error;

    async fn authentication_banner(&mut self) -> Result<Option<String>, Self::Error> {
        Ok(self.access.banner.clone())
    }

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        let right = user == self.access.user && self.access.password.as_deref() == Some(password);
        Ok(if right { Auth::Accept } else { self.refusal() })
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        let right = user == self.access.user && key.public_key.key_data() == self.access.key.key_data();
        Ok(if right { Auth::Accept } else { self.refusal() })
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        self.channels.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn channel_eof(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        session.close(channel)
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        match self.channels.remove(&channel) {
            Some(stream) if name == "sftp" => {
                session.channel_success(channel)?;
                russh_sftp::server::run(stream.into_stream(), Files::new(self.access.folder.clone())).await;
                Ok(())
            }
            _ => session.channel_failure(channel),
        }
    }
}
