//! A file on its way from the server. It is complete when the server says so and the sizes agree.

use super::channel::Held;
use super::data::Data;
use super::request::FtpLimits;
use super::tls::io_error;
use crate::error::{Act, Error, ErrorKind, Result, Stage};
use crate::model::RemotePath;
use crate::remote::{Chunk, RemoteReader};
use async_trait::async_trait;
use bytes::BytesMut;
use std::io;
use tokio::io::AsyncReadExt;

/// How much is read at once.
const PIECE: usize = 256 << 10;
/// What a record of TLS may carry (RFC 8446, section 5.1).
const RECORD: usize = 16 << 10;

/// Where a file, or the part of it that is wanted, ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    /// The offset behind the last byte.
    pub(super) at: u64,
    /// The server has just told this as the size of the whole file: when more comes, the file is growing. Otherwise more may
    /// follow, and is not wanted.
    pub(super) whole: bool,
}

/// Reads one file.
pub(super) struct FtpReader {
    held: Option<Held>,
    data: Option<Data>,
    path: RemotePath,
    request: String,
    at: u64,
    /// Where the file ends; `None` when that is not known.
    end: Option<End>,
    limits: FtpLimits,
    buffer: BytesMut,
}

impl FtpReader {
    /// Reads from `at` on; `data` is `None` where the server had nothing to send.
    pub(super) fn new(
        held: Held,
        data: Option<Data>,
        path: RemotePath,
        request: String,
        at: u64,
        end: Option<End>,
    ) -> Self {
        let limits = held.site().maker.request.limits;
        Self { held: Some(held), data, path, request, at, end, limits, buffer: BytesMut::new() }
    }

    fn about(&self, error: Box<Error>) -> Box<Error> {
        let error = error.during(self.request.clone()).trying(Act::Read).at_remote(&self.path);
        match &self.held {
            Some(held) => error.on_host(held.site().host.clone()),
            None => error,
        }
    }

    fn give_up(&mut self) {
        let had_data = self.data.take().is_some();
        if let Some(held) = self.held.take()
            && had_data
        {
            held.give_up();
        }
    }

    /// The stream ended: with the goodbye of TLS, or cut.
    async fn finish(&mut self, cut: Option<io::Error>) -> Result<()> {
        if self.data.take().is_some()
            && let Some(held) = &mut self.held
        {
            let complete = self.end.is_none_or(|end| self.at == end.at);
            let whole = self.end.is_some() && complete;
            // Of a file that is whole by its size nothing is to be learned but that the connection is in step.
            let limit = if whole { self.limits.last_words } else { self.limits.last_reply };
            let reply = match held.control()?.next_reply(limit).await {
                Err(error) if whole && error.ends_session() => return Ok(()),
                reply => held.told(reply)?,
            };
            if !reply.is_done() {
                let mut error = reply.error();
                if error.kind == ErrorKind::Failure {
                    error.kind = ErrorKind::EndedEarly;
                }
                return Err(error);
            }
            // Without the goodbye of TLS anybody could have cut the stream: the sizes must agree.
            if let Some(cut) = cut.filter(|_| self.end.is_none() || !complete) {
                return Err(Error::new(ErrorKind::EndedEarly).with_detail(cut.to_string()));
            }
        }
        match self.end {
            Some(end) if self.at < end.at => Err(Error::new(ErrorKind::EndedEarly)),
            _ => Ok(()),
        }
    }

    async fn read(&mut self) -> Result<Option<Chunk>> {
        let Some(data) = &mut self.data else {
            self.finish(None).await?;
            return Ok(None);
        };
        // One piece of memory serves several reads: TLS hands out one record at a time.
        if self.buffer.capacity() < RECORD {
            self.buffer.reserve(PIECE);
        }
        let reading = tokio::time::timeout(self.limits.answer, data.read_buf(&mut self.buffer)).await;
        let mut piece = self.buffer.split();
        match reading {
            Err(_elapsed) => Err(Error::new(ErrorKind::TimedOut(Stage::Session))),
            Ok(Ok(0)) => {
                self.finish(None).await?;
                Ok(None)
            }
            Ok(Ok(_)) => {
                let offset = self.at;
                if let Some(end) = self.end {
                    let left = end.at.saturating_sub(offset);
                    if u64::try_from(piece.len()).unwrap_or(u64::MAX) > left {
                        if end.whole {
                            return Err(Error::new(ErrorKind::ChangedDuringTransfer));
                        }
                        // The asked range is complete; what follows is not wanted.
                        piece.truncate(usize::try_from(left).unwrap_or(usize::MAX));
                        self.give_up();
                        if piece.is_empty() {
                            return Ok(None);
                        }
                    }
                }
                self.at += u64::try_from(piece.len()).unwrap_or(0);
                Ok(Some(Chunk { offset, bytes: piece.freeze() }))
            }
            Ok(Err(fault)) if fault.kind() == io::ErrorKind::UnexpectedEof => {
                self.finish(Some(fault)).await?;
                Ok(None)
            }
            Ok(Err(fault)) => {
                // Why a server ends a stream stands in its last reply.
                let mut error = io_error(&fault);
                self.data = None;
                if let Some(held) = &mut self.held
                    && let Ok(Some(reply)) = held.control()?.last_words().await
                {
                    error = if reply.is_done() { Error::new(ErrorKind::EndedEarly) } else { reply.error() };
                    error.detail = Some(fault.to_string());
                }
                Err(error)
            }
        }
    }
}

#[async_trait]
impl RemoteReader for FtpReader {
    async fn next(&mut self) -> Result<Option<Chunk>> {
        if self.held.is_none() {
            return Ok(None);
        }
        let read = self.read().await;
        if !matches!(read, Ok(Some(_))) {
            let read = read.map_err(|error| self.about(error));
            self.give_up();
            self.held = None;
            return read;
        }
        read
    }

    async fn close(mut self: Box<Self>) -> Result<()> {
        self.give_up();
        Ok(())
    }
}

impl Drop for FtpReader {
    fn drop(&mut self) {
        self.give_up();
    }
}
