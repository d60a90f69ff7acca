//! Reads one file with a window of requests under way.

use super::budget::StreamShare;
use super::client::{About, Call, Client, Waiting};
use super::link::{Expect, ReadRange, RemoteHandle};
use super::packet::{FX_EOF, FXF_READ, OPEN, flag_names};
use super::read_queue::{Front, ReadQueue};
use super::window::{self, Window};
use crate::error::{Act, Error, Result};
use crate::model::{ByteSize, RemotePath};
use crate::remote::{Chunk, RemoteReader};
use async_trait::async_trait;
use std::sync::Arc;

/// One open file.
#[derive(Debug)]
pub(super) struct ReadStream {
    path: RemotePath,
    queue: Arc<ReadQueue>,
    /// `None` when the close was sent together with the only read.
    handle: Option<RemoteHandle>,
    closing: Option<Waiting>,
    share: StreamShare,
    window: Window,
    /// The largest request.
    chunk: u32,
    /// Bytes that may be under way while the end of the file is not known: doubles with each piece.
    ramp: usize,
    /// What was asked for, and what was handed out, up to these offsets.
    asked: u64,
    taken: u64,
    /// Where the file ends; `None` when that is not known.
    end: Option<u64>,
    ended: bool,
    /// Last, because the stream may be closed when it is dropped: the handle goes first.
    client: Arc<Client>,
}

impl ReadStream {
    /// Opens the file. When all of it fits into one request, that request and the close go out together.
    pub(super) async fn open(
        client: &Arc<Client>,
        path: &RemotePath,
        offset: u64,
        size: Option<ByteSize>,
        chunk: u32,
    ) -> Result<Self> {
        let handle = open(client, path).await?;
        // Files of /proc and /sys say 0 and have content all the same: their end is where the server says so.
        let end = size.map(|size| size.0).filter(|size| *size > 0);
        let mut stream = Self {
            client: Arc::clone(client),
            path: path.clone(),
            queue: Arc::default(),
            handle: Some(handle),
            closing: None,
            share: client.options.budget.join(),
            window: Window::new(window::START, client.options.clock.elapsed()),
            chunk,
            ramp: if end.is_some() { usize::MAX } else { 2 * chunk as usize },
            asked: offset,
            taken: offset,
            end,
            ended: false,
        };
        let left = end.map_or(0, |end| end.saturating_sub(offset));
        if size.is_some() && left <= u64::from(chunk) && end.is_none_or(|_| left > 0) {
            let length = if end.is_some() { u32::try_from(left).unwrap_or(chunk) } else { chunk };
            stream.read_and_close(length).map_err(|error| error.at_remote(path))?;
        } else {
            stream.refill().map_err(|error| error.at_remote(path))?;
        }
        Ok(stream)
    }

    fn read_and_close(&mut self, length: u32) -> Result<()> {
        let Some(handle) = self.handle.take() else { return Ok(()) };
        let permit = self.share.try_take(length as usize);
        let slot = self.queue.add(self.asked, length, permit);
        self.client.link.read(&self.queue, handle.bytes(), &[(slot, self.asked, length)], true)?;
        self.asked += u64::from(length);
        self.closing = Some(self.client.send_close(handle, &self.path));
        Ok(())
    }

    /// Asks for more, as far as window, memory and the end of the file allow.
    fn refill(&mut self) -> Result<()> {
        let Some(handle) = &self.handle else { return Ok(()) };
        self.window.moved(self.queue.arrived(), self.client.options.clock.elapsed());
        let limit = self.window.bytes().min(self.share.bytes()).min(self.ramp).max(self.chunk as usize) as u64;
        let mut under_way = self.asked - self.taken;
        if under_way > limit / 4 * 3 {
            return Ok(());
        }
        let chunk = self.queue.chunk_cap().map_or(self.chunk, |cap| cap.min(self.chunk));
        let end = self.end.unwrap_or(u64::MAX);
        let mut ranges: Vec<ReadRange> = Vec::new();
        while self.asked < end && under_way < limit {
            let length = u32::try_from((end - self.asked).min(u64::from(chunk))).unwrap_or(chunk);
            let permit = self.share.try_take(length as usize);
            // Without a free permit one request still goes out when none is under way: nobody waits for memory.
            if permit.is_none() && under_way > 0 {
                break;
            }
            ranges.push((self.queue.add(self.asked, length, permit), self.asked, length));
            self.asked += u64::from(length);
            under_way += u64::from(length);
        }
        if ranges.is_empty() {
            return Ok(());
        }
        self.client.link.read(&self.queue, handle.bytes(), &ranges, false)
    }

    /// Opens the file again and goes on where the only read, sent together with the close, fell short.
    async fn reopen(&mut self) -> Result<()> {
        self.handle = Some(open(&self.client, &self.path).await?);
        self.queue.cancel();
        self.queue = Arc::default();
        self.closing = None;
        self.asked = self.taken;
        let now = self.client.options.clock.elapsed();
        self.window = Window::new(window::START, now);
        Ok(())
    }

    async fn advance(&mut self) -> Result<Option<Chunk>> {
        loop {
            if self.end.is_some_and(|end| self.taken >= end) {
                return Ok(None);
            }
            self.refill()?;
            match self.queue.front()? {
                Front::Piece { offset, bytes } => {
                    self.taken = offset + bytes.len() as u64;
                    self.ramp = self.ramp.saturating_mul(2);
                    return Ok(Some(Chunk { offset, bytes }));
                }
                Front::EndOfFile { offset, text } => {
                    return match self.end {
                        Some(end) if offset < end => Err(Error::sftp(FX_EOF, text)
                            .during(format!("SSH_FXP_READ offset {offset}, length {}", end - offset))),
                        _ => Ok(None),
                    };
                }
                Front::Short => self.reopen().await?,
                Front::Idle if self.handle.is_none() => self.reopen().await?,
                Front::Idle | Front::Wait => self.queue.changed().await,
            }
        }
    }
}

async fn open(client: &Client, path: &RemotePath) -> Result<RemoteHandle> {
    let call = Call::on(OPEN, Expect::Handle, path).with(&format!(", flags {}", flag_names(FXF_READ))).quiet();
    let call = call.trying(Act::OpenRead);
    let opening = client.send(call, |packet| {
        packet.string(path.as_bytes());
        packet.u32(FXF_READ);
        packet.u32(0);
    });
    opening.handle().await
}

#[async_trait]
impl RemoteReader for ReadStream {
    async fn next(&mut self) -> Result<Option<Chunk>> {
        if self.ended {
            return Ok(None);
        }
        let result = self.advance().await;
        self.ended = !matches!(result, Ok(Some(_)));
        result.map_err(|error| error.about("SSH_FXP_READ", Some(&self.path)).trying(Act::Read))
    }

    async fn close(mut self: Box<Self>) -> Result<()> {
        self.queue.cancel();
        match (self.closing.take(), self.handle.take()) {
            (Some(closing), _) => closing.done().await,
            (None, Some(handle)) => self.client.send_close(handle, &self.path).done().await,
            (None, None) => Ok(()),
        }
    }
}

impl Drop for ReadStream {
    fn drop(&mut self) {
        self.queue.cancel();
    }
}
