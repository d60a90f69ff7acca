//! A file on its way to the server. It is complete when the server says so.

use super::channel::Held;
use super::command::Command;
use super::data::Data;
use super::read::LAST_REPLY;
use super::set::{learn_clock, set_attributes};
use super::tls::io_error;
use crate::error::{Act, Error, ErrorKind, FtpFault, Result, Stage};
use crate::model::RemotePath;
use crate::remote::{AttributeChange, FinishWrite, RemoteWriter, WriteBuffer};
use async_trait::async_trait;
use std::time::Duration;
use suppaftp::tokio::AsyncDataStream as DataStream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// How much one buffer carries.
const PIECE: usize = 256 << 10;
/// From this size on the server is asked how much it has, when it says that it is done.
const ASK_SIZE_FROM: u64 = 256 << 10;
/// How long the server may take to close its end of a TLS stream: tickets for further connections come with it.
const DRAIN: Duration = Duration::from_secs(2);

/// Writes one file.
pub(super) struct FtpWriter {
    held: Option<Held>,
    data: Option<Data>,
    path: RemotePath,
    request: String,
    start: u64,
    at: u64,
    limit: Duration,
}

impl FtpWriter {
    pub(super) fn new(held: Held, data: Data, path: RemotePath, request: String, at: u64, limit: Duration) -> Self {
        Self { held: Some(held), data: Some(data), path, request, start: at, at, limit }
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
        match control.next_reply(Duration::from_secs(3)).await {
            Ok(reply) if reply.code >= 400 => {
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
            match tokio::time::timeout(self.limit, data.write(left)).await {
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
        let closed = tokio::time::timeout(self.limit, closing).await;
        let closed = closed.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()));
        if closed.is_ok() && matches!(data, DataStream::Ssl(_)) {
            // Unread bytes would make the system reset the connection, before the server has read all of it.
            let mut rest = [0_u8; 1024];
            let drain = async { while matches!(data.read(&mut rest).await, Ok(length) if length > 0) {} };
            let _slow = tokio::time::timeout(DRAIN, drain).await;
        }
        drop(data);
        let Some(held) = &mut self.held else { return Err(Error::new(ErrorKind::ConnectionLost)) };
        let reply = held.control()?.next_reply(LAST_REPLY).await;
        let reply = held.told(reply)?.done()?;
        drop(reply);
        closed.map_err(|fault| io_error(&fault))
    }

    /// How much of the file the server has; `None` where it does not tell.
    async fn size(&mut self) -> Result<Option<u64>> {
        let Some(held) = &mut self.held else { return Ok(None) };
        let command = Command::on("SIZE", &held.site().bytes(&self.path));
        let reply = held.control()?.exchange(&command).await?;
        Ok(std::str::from_utf8(reply.text())
            .ok()
            .filter(|_| reply.code == 213)
            .and_then(|text| text.trim().parse().ok()))
    }

    /// Ends a file that was sent as text, with so many bytes put in for the way. Its size on the server is another one,
    /// unless lines end there as on the way.
    ///
    /// # Errors
    /// `FtpProtocol(TextIgnored)` where a server of Unix kept what is only meant for the way: vsftpd does without
    /// `ascii_upload_enable`, and says that it has switched.
    pub(super) async fn finish_text(&mut self, how: FinishWrite, added: u64) -> Result<()> {
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
        self.conclude().await.map_err(|error| self.about(error))?;
        if self.at - self.start >= ASK_SIZE_FROM || self.start > 0 {
            let there = self.size().await.map_err(|error| self.about(error))?;
            if there.is_some_and(|there| there != self.at) {
                return Err(self.about(Error::new(ErrorKind::EndedEarly)));
            }
        }
        self.dress(how).await
    }

    async fn dress(&mut self, how: FinishWrite) -> Result<()> {
        let change = AttributeChange { permissions: how.permissions, modified: how.modified, ..Default::default() };
        if let Some(held) = self.held.as_mut().filter(|_| how.modified.is_some()) {
            learn_clock(held, &self.path).await.map_err(|error| error.at_remote(&self.path))?;
        }
        match &mut self.held {
            Some(held) => set_attributes(held, &self.path, change).await,
            None => Ok(()),
        }
    }
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
        let (header, bytes) = buffer.into_parts();
        let sent = self.send(bytes.get(header..).unwrap_or_default()).await;
        sent.map_err(|error| self.about(error))
    }

    /// What the system took to send; the server confirms nothing before the end. `abandon` tells how much arrived.
    fn confirmed(&self) -> u64 {
        self.at
    }

    async fn finish(mut self: Box<Self>, how: FinishWrite) -> Result<()> {
        self.finish_all(how).await
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
