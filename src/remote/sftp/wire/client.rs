//! Calls: a request with what is said about it in the log and in errors, and its answer.

use super::attrs::Attrs;
use super::fields::{Fields, PacketWriter};
use super::link::{Expect, Link, RemoteHandle, Reply, ReplyReceiver, connection_lost};
use super::options::StartOptions;
use super::packet::{
    CLOSE, FSETSTAT, LSTAT, MKDIR, OPENDIR, READDIR, READLINK, REMOVE, RENAME, RMDIR, SETSTAT, STAT, SYMLINK,
    packet_name,
};
use super::reply::NameEntry;
use crate::error::{Act, Error, ErrorKind, Result};
use crate::log::LogBody;
use crate::model::RemotePath;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// One live SFTP session; closes the stream when the last reader, writer and `SftpFs` of it are gone.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) link: Arc<Link>,
    pub(super) options: StartOptions,
    /// Whether an upload showed that large writes are answered soon.
    pub(super) uploads_fast: AtomicBool,
}

impl Drop for Client {
    fn drop(&mut self) {
        self.link.close();
    }
}

/// What a request is and what is said about it.
#[derive(Debug)]
pub(super) struct Call<'a> {
    packet_type: u8,
    expect: Expect,
    act: Option<Act>,
    path: Option<&'a RemotePath>,
    parameters: String,
    quiet: bool,
    slow: bool,
}

/// What a request tries, where its type alone tells.
fn act_of(packet_type: u8) -> Option<Act> {
    Some(match packet_type {
        OPENDIR | READDIR => Act::List,
        STAT | LSTAT => Act::Stat,
        READLINK => Act::ReadLink,
        SETSTAT | FSETSTAT => Act::SetAttributes,
        MKDIR => Act::CreateFolder,
        REMOVE => Act::RemoveFile,
        RMDIR => Act::RemoveFolder,
        RENAME => Act::Rename { replace: false },
        SYMLINK => Act::CreateLink,
        _ => return None,
    })
}

impl<'a> Call<'a> {
    /// A call about a path.
    pub(super) fn on(packet_type: u8, expect: Expect, path: &'a RemotePath) -> Self {
        let parameters = path.display();
        Self { packet_type, expect, act: act_of(packet_type), path: Some(path), parameters, quiet: false, slow: false }
    }

    /// A call about bytes that are no path yet.
    pub(super) fn about(packet_type: u8, expect: Expect, parameters: String) -> Self {
        Self { packet_type, expect, act: act_of(packet_type), path: None, parameters, quiet: false, slow: false }
    }

    /// The same with more parameters.
    pub(super) fn with(mut self, more: &str) -> Self {
        self.parameters.push_str(more);
        self
    }

    /// The same with what is tried, where the type of the request does not tell.
    pub(super) fn trying(mut self, act: Act) -> Self {
        self.act = Some(act);
        self
    }

    /// The same call for an extension, named first.
    pub(super) fn extension(mut self, name: &str) -> Self {
        self.parameters = format!("{name} {}", self.parameters);
        self
    }

    /// One of many that a user did not ask for one by one: one line of debug log instead of two of the dialogue.
    pub(super) fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// A request that a healthy server may work on for minutes.
    pub(super) fn slow(mut self) -> Self {
        self.slow = true;
        self
    }
}

/// What a request is about, for its log lines and its error.
#[derive(Debug)]
struct Subject {
    request: String,
    act: Option<Act>,
    path: Option<RemotePath>,
}

/// A request under way.
#[derive(Debug)]
pub(super) struct Waiting {
    number: u32,
    reply: Result<ReplyReceiver>,
    about: Subject,
    quiet: bool,
    sent: Duration,
    options: StartOptions,
}

impl Client {
    /// Sends a request at once; its answer can be awaited later, or never.
    pub(super) fn send(&self, call: Call<'_>, fill: impl FnOnce(&mut PacketWriter)) -> Waiting {
        let Call { packet_type, expect, act, path, parameters: mut request, quiet, slow } = call;
        request.insert(0, ' ');
        request.insert_str(0, packet_name(packet_type));
        let sent = self.options.clock.elapsed();
        let (number, reply) = match self.link.request(packet_type, expect, slow, fill) {
            Ok((number, reply)) => (number, Ok(reply)),
            Err(error) => (0, Err(error)),
        };
        if !quiet && reply.is_ok() {
            let line = LogBody::Command(format!("#{number} {request}"));
            self.options.log.push(self.options.session, line);
        }
        let about = Subject { request, act, path: path.cloned() };
        Waiting { number, reply, about, quiet, sent, options: self.options.clone() }
    }

    /// Closes a handle in the open.
    pub(super) fn send_close(&self, handle: RemoteHandle, path: &RemotePath) -> Waiting {
        let handle = handle.into_bytes();
        self.send(Call::on(CLOSE, Expect::Status, path).quiet(), |packet| packet.string(&handle))
    }
}

impl Waiting {
    async fn reply(self) -> (Result<Reply>, Subject) {
        let Self { number, reply, about, quiet, sent, options } = self;
        let result = match reply {
            Ok(reply) => reply.await.unwrap_or_else(|_| Err(connection_lost(""))),
            Err(error) => Err(error),
        };
        let answer = match &result {
            Ok(Reply::Status(status)) => status.describe(),
            Ok(Reply::Handle(_)) => "SSH_FXP_HANDLE".to_owned(),
            Ok(Reply::Names(names)) => format!("SSH_FXP_NAME, {}", names.len()),
            Ok(Reply::Attrs(_)) => "SSH_FXP_ATTRS".to_owned(),
            Ok(Reply::Extended(_)) => "SSH_FXP_EXTENDED_REPLY".to_owned(),
            Err(error) => return (Err(error.clone().about(&about.request, about.path.as_ref())), about),
        };
        let took = options.clock.elapsed().saturating_sub(sent).as_secs_f64() * 1000.0;
        let request = &about.request;
        let line = if quiet {
            LogBody::Debug(format!("#{number} {request}: {answer}, {took:.1} ms"))
        } else {
            LogBody::Response(format!("#{number} {request}: {answer}, {took:.1} ms"))
        };
        options.log.push(options.session, line);
        (result, about)
    }

    /// Waits for success.
    ///
    /// # Errors
    /// The status when it is another, or the fault of the link.
    pub(super) async fn done(self) -> Result<()> {
        match self.reply().await {
            (Ok(Reply::Status(status)), _) if status.is_ok() => Ok(()),
            (reply, about) => Err(refusal(reply, &about)),
        }
    }

    /// Waits for a handle.
    ///
    /// # Errors
    /// The status in place of it, or the fault of the link.
    pub(super) async fn handle(self) -> Result<RemoteHandle> {
        match self.reply().await {
            (Ok(Reply::Handle(handle)), _) => Ok(handle),
            (reply, about) => Err(refusal(reply, &about)),
        }
    }

    /// Waits for names.
    ///
    /// # Errors
    /// The status in place of them, or the fault of the link.
    pub(super) async fn names(self) -> Result<Vec<NameEntry>> {
        match self.reply().await {
            (Ok(Reply::Names(names)), _) => Ok(names),
            (reply, about) => Err(refusal(reply, &about)),
        }
    }

    /// Waits for attributes.
    ///
    /// # Errors
    /// The status in place of them, or the fault of the link.
    pub(super) async fn attrs(self) -> Result<Attrs> {
        match self.reply().await {
            (Ok(Reply::Attrs(attrs)), _) => Ok(attrs),
            (reply, about) => Err(refusal(reply, &about)),
        }
    }

    /// Waits for the answer of an extension.
    ///
    /// # Errors
    /// The status in place of it, or the fault of the link.
    pub(super) async fn extended(self) -> Result<Fields> {
        match self.reply().await {
            (Ok(Reply::Extended(fields)), _) => Ok(fields),
            (reply, about) => Err(refusal(reply, &about)),
        }
    }
}

fn refusal(reply: Result<Reply>, about: &Subject) -> Box<Error> {
    let error = match reply {
        Ok(Reply::Status(status)) => status.into_error(),
        // The link lets through only a status or the type that was asked for.
        Ok(_) => Error::new(ErrorKind::Failure),
        Err(error) => error,
    }
    .about(&about.request, about.path.as_ref());
    match about.act {
        Some(act) => error.trying(act),
        None => error,
    }
}

/// Says what an error is about.
pub(super) trait About {
    /// Adds the request, and the path where there is one.
    #[must_use]
    fn about(self, request: &str, path: Option<&RemotePath>) -> Box<Error>;
}

impl About for Box<Error> {
    fn about(self, request: &str, path: Option<&RemotePath>) -> Box<Error> {
        let error = self.during(request);
        match path {
            Some(path) => error.at_remote(path),
            None => error,
        }
    }
}
