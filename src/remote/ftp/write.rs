//! A file on its way to the server. It is complete when the server says so.

use super::channel::Held;
use super::clock::learn_clock;
use super::command::Command;
use super::data::Data;
use super::look::{existence, is_there, stat};
use super::open::{rename, rename_at_once};
use super::request::FtpLimits;
use super::set::{Setting, set_attributes};
use super::tls::io_error;
use crate::error::{Act, Error, ErrorKind, FtpFault, Place, Result, Stage};
use crate::log::LogBody;
use crate::model::RemotePath;
use crate::remote::{AttributeChange, FinishWrite, Finished, FollowLinks, RemoteWriter, RenameMode, WriteBuffer};
use async_trait::async_trait;
use std::sync::atomic::Ordering;
use suppaftp::tokio::AsyncDataStream as DataStream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// How much one buffer carries.
const PIECE: usize = 256 << 10;
/// From this size on the server is asked how much it has, when it says that it is done.
const ASK_SIZE_FROM: u64 = 256 << 10;
/// Writes one file.
pub(super) struct FtpWriter {
    held: Option<Held>,
    data: Option<Data>,
    path: RemotePath,
    request: String,
    start: u64,
    at: u64,
    /// The buffer that was sent last.
    spare: Option<WriteBuffer>,
    /// How many of these bytes were put in for the way of a text.
    added: u64,
    /// How many tickets of TLS had come before this data connection.
    tickets: u64,
    limits: FtpLimits,
}

impl FtpWriter {
    pub(super) fn new(mut held: Held, data: Data, path: RemotePath, request: String, at: u64) -> Self {
        let limits = held.site().maker.request.limits;
        let tickets = held.control().ok().and_then(|control| control.tls.as_ref());
        let tickets = tickets.map_or(0, |tls| tls.tickets_that_came());
        Self {
            held: Some(held),
            data: Some(data),
            path,
            request,
            start: at,
            at,
            spare: None,
            added: 0,
            tickets,
            limits,
        }
    }

    fn about(&self, error: Box<Error>) -> Box<Error> {
        let error = error.during(self.request.clone()).trying(Act::Write).at_remote(&self.path);
        match &self.held {
            Some(held) => error.on_host(held.site().host.clone()),
            None => error,
        }
    }

    /// The stream broke: the server's last reply tells why, where one comes.
    async fn broken(&mut self, error: Box<Error>) -> Box<Error> {
        self.data = None;
        let Some(held) = &mut self.held else { return error };
        let Ok(control) = held.control() else { return error };
        match control.last_words().await {
            Ok(Some(reply)) if reply.code >= 400 => {
                let mut told = reply.error();
                told.detail.clone_from(&error.detail);
                told
            }
            _ => error,
        }
    }

    async fn send(&mut self, content: &[u8]) -> Result<()> {
        let Some(data) = &mut self.data else { return Err(Error::new(ErrorKind::ConnectionLost)) };
        let mut left = content;
        while !left.is_empty() {
            // Each step is progress, so the limit is one of silence.
            match tokio::time::timeout(self.limits.answer, data.write(left)).await {
                Err(_elapsed) => return Err(Error::new(ErrorKind::TimedOut(Stage::Session))),
                Ok(Ok(0)) => return Err(self.broken(Error::new(ErrorKind::ConnectionLost)).await),
                Ok(Ok(sent)) => {
                    left = left.get(sent..).unwrap_or_default();
                    self.at += u64::try_from(sent).unwrap_or(0);
                }
                Ok(Err(fault)) => return Err(self.broken(io_error(&fault)).await),
            }
        }
        Ok(())
    }

    /// Closes the data connection in order, and awaits what the server says to the file.
    async fn conclude(&mut self) -> Result<()> {
        let Some(mut data) = self.data.take() else { return Err(Error::new(ErrorKind::ConnectionLost)) };
        let closing = async {
            data.flush().await?;
            data.shutdown().await
        };
        let closed = tokio::time::timeout(self.limits.answer, closing).await;
        let closed = closed.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()));
        let over_tls = closed.is_ok() && matches!(data, DataStream::Ssl(_));
        if over_tls {
            // Unread bytes would make the system reset the connection, before the server has read all of it.
            let mut rest = [0_u8; 1024];
            let drain = async { while matches!(data.read(&mut rest).await, Ok(length) if length > 0) {} };
            let _slow = tokio::time::timeout(self.limits.last_words, drain).await;
        }
        drop(data);
        let Some(held) = &mut self.held else { return Err(Error::new(ErrorKind::ConnectionLost)) };
        match held.control()?.next_reply(self.limits.last_reply).await {
            Ok(reply) => {
                let _done = reply.done()?;
                if over_tls {
                    self.learn_of_tickets();
                }
            }
            Err(error) if error.ends_session() && closed.is_ok() => return self.unconfirmed(error).await,
            Err(error) => return held.told(Err(error)),
        }
        closed.map_err(|fault| io_error(&fault))
    }

    /// A server whose data connection for a whole upload brought no ticket of TLS 1.3 gives none with uploads.
    fn learn_of_tickets(&mut self) {
        let Some(Ok(control)) = self.held.as_mut().map(Held::control) else { return };
        let Some(tls) = control.tls.clone() else { return };
        if self.tickets > 0 && tls.tickets_that_came() == self.tickets {
            let maker = self.held.as_ref().map(|held| &held.site().maker);
            if let Some(maker) = maker.filter(|maker| !maker.only_tls12.swap(true, Ordering::Relaxed)) {
                let words = "no tickets of TLS 1.3 with uploads: TLS 1.2 from the next connection on";
                maker.log.push(Some(maker.request.session), LogBody::Debug(words.to_owned()));
            }
        }
    }

    /// The server got everything and never said what became of it: what is there is looked at, on a new connection.
    async fn unconfirmed(&mut self, error: Box<Error>) -> Result<()> {
        let Some(held) = &mut self.held else { return Err(error) };
        held.renew().await?;
        let told = stat(held, &self.path, FollowLinks::Yes).await;
        match told.ok().and_then(|entry| entry.size) {
            // Lines of a text may end there as they do here.
            Some(there) if there.0 == self.at || there.0 == self.at - self.added => {
                let (log, session) = (&held.site().maker.log, held.site().maker.request.session);
                log.push(Some(session), LogBody::Debug(format!("not confirmed, but {} bytes are there", there.0)));
                Ok(())
            }
            Some(_) => Err(Error::new(ErrorKind::EndedEarly).with_detail(error.to_string())),
            None => Err(error),
        }
    }

    /// How much of the file the server has; `None` where it does not tell.
    async fn size(&mut self) -> Result<Option<u64>> {
        let Some(held) = &mut self.held else { return Ok(None) };
        let command = Command::on("SIZE", &held.site().bytes(&self.path));
        Ok(held.control()?.exchange(&command).await?.size())
    }

    /// Ends a file that was sent as text, with so many bytes put in for the way. Its size on the server is another one,
    /// unless lines end there as on the way.
    ///
    /// # Errors
    /// `FtpProtocol(TextIgnored)` where a server of Unix kept what is only meant for the way: vsftpd does without
    /// `ascii_upload_enable`, and says that it has switched.
    pub(super) async fn finish_text(&mut self, how: FinishWrite, added: u64) -> Result<()> {
        self.added = added;
        self.conclude().await.map_err(|error| self.about(error))?;
        let Some(held) = &mut self.held else { return Ok(()) };
        let binary = held.control()?.set_text(false).await;
        held.told(binary)?;
        let unix = held.site().facts().system.to_ascii_uppercase().contains("UNIX");
        if added > 0 && unix && self.size().await.map_err(|error| self.about(error))? == Some(self.at) {
            return Err(self.about(Error::new(ErrorKind::FtpProtocol(FtpFault::TextIgnored))));
        }
        self.dress(how).await
    }

    async fn finish_all(&mut self, how: FinishWrite) -> Result<()> {
        self.complete().await?;
        self.dress(how).await
    }

    async fn finish_all_as(&mut self, how: FinishWrite, to: &RemotePath) -> Result<Finished> {
        self.complete().await?;
        let told = self.dress_as(how, to).await;
        let Some(held) = &self.held else { return Err(Error::new(ErrorKind::ConnectionLost)) };
        let finished = held.told(told)?;
        let about = |error: Box<Error>| {
            let error = error.trying(Act::Rename { replace: false });
            error.at_remote(&self.path).and_place(Place::Remote(to.clone()))
        };
        let name = held.told(finished.name).map_err(about);
        Ok(Finished { attributes: held.told(finished.attributes), name })
    }

    /// The server has all of it, as far as it tells.
    async fn complete(&mut self) -> Result<()> {
        self.conclude().await.map_err(|error| self.about(error))?;
        if self.at - self.start >= ASK_SIZE_FROM || self.start > 0 {
            let there = self.size().await.map_err(|error| self.about(error))?;
            if there.is_some_and(|there| there != self.at) {
                return Err(self.about(Error::new(ErrorKind::EndedEarly)));
            }
        }
        Ok(())
    }

    /// Sets attributes, asks whether a name is free, and gives it: the questions and what is set in one go.
    async fn dress_as(&mut self, how: FinishWrite, to: &RemotePath) -> Result<Finished> {
        self.learn_clock(how).await?;
        let Some(held) = &mut self.held else { return Err(Error::new(ErrorKind::ConnectionLost)) };
        let setting = match Setting::new(held, &self.path, change(how)) {
            Ok(setting) => setting,
            Err(error) => {
                let name = rename(held, &self.path, to, RenameMode::KeepExisting).await;
                return Ok(Finished { attributes: Err(error), name });
            }
        };
        // What cannot be sent as the last command begins nothing.
        let named = Command::on("RNTO", &held.site().bytes(to));
        named.line()?;
        let settings = setting.commands.len();
        let mut commands = setting.commands.clone();
        // A file was written into its folder just now.
        let entered = self.path.parent() == to.parent();
        commands.extend(existence(held, to, entered));
        let replies = held.control()?.exchange_all(commands).await?;
        let (set, asked) = replies.split_at_checked(settings).unwrap_or_default();
        let attributes = match setting.end(held, set).await {
            Err(error) if error.ends_session() => return Err(error),
            set => set,
        };
        let name = match is_there(held, to, asked, entered).await {
            Ok(false) => rename_at_once(held, &self.path, to, false).await,
            Ok(true) => Err(Error::new(ErrorKind::AlreadyExists).during(named.shown())),
            Err(error) => Err(error),
        };
        Ok(Finished { attributes, name })
    }

    async fn learn_clock(&mut self, how: FinishWrite) -> Result<()> {
        let Some(held) = self.held.as_mut().filter(|_| how.modified.is_some()) else { return Ok(()) };
        learn_clock(held, &self.path).await.map_err(|error| error.at_remote(&self.path))
    }

    async fn dress(&mut self, how: FinishWrite) -> Result<()> {
        self.learn_clock(how).await?;
        match &mut self.held {
            Some(held) => {
                let set = set_attributes(held, &self.path, change(how)).await;
                held.told(set)
            }
            None => Ok(()),
        }
    }
}

fn change(how: FinishWrite) -> AttributeChange {
    AttributeChange { permissions: how.permissions, modified: how.modified, ..Default::default() }
}

#[async_trait]
impl RemoteWriter for FtpWriter {
    fn header_room(&self) -> usize {
        0
    }

    fn max_content(&self) -> usize {
        PIECE
    }

    async fn write(&mut self, buffer: WriteBuffer) -> Result<()> {
        let sent = self.send(buffer.content()).await;
        self.spare = Some(buffer);
        sent.map_err(|error| self.about(error))
    }

    fn spare(&mut self) -> Option<WriteBuffer> {
        self.spare.take()
    }

    /// What the system took to send; the server confirms nothing before the end. `abandon` tells how much arrived.
    fn confirmed(&self) -> u64 {
        self.at
    }

    async fn finish(mut self: Box<Self>, how: FinishWrite) -> Result<()> {
        self.finish_all(how).await
    }

    /// Where copies are compared before they get their name that comes first.
    fn names_at_once(&self) -> bool {
        self.held.as_ref().is_some_and(|held| !held.site().maker.request.options.verify)
    }

    async fn finish_as(mut self: Box<Self>, how: FinishWrite, to: &RemotePath) -> Result<Finished> {
        self.finish_all_as(how, to).await
    }

    async fn abandon(mut self: Box<Self>) -> u64 {
        // The server takes the end of the stream for the end of the file, and keeps what came.
        if self.data.is_some() {
            let _whatever = self.conclude().await;
        }
        let there = self.size().await.ok().flatten();
        there.map_or(self.start, |there| there.clamp(self.start, self.at))
    }
}

impl Drop for FtpWriter {
    fn drop(&mut self) {
        let had_data = self.data.take().is_some();
        if let Some(held) = self.held.take()
            && had_data
        {
            held.give_up();
        }
    }
}
