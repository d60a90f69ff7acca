//! Writes one file with a window of requests under way.

use super::attrs::Attrs;
use super::budget::StreamShare;
use super::client::{About, Call, Client};
use super::extensions::FSYNC;
use super::link::{Expect, RemoteHandle};
use super::packet::{
    EXTENDED, FSETSTAT, FX_OP_UNSUPPORTED, FXF_CREAT, FXF_EXCL, FXF_TRUNC, FXF_WRITE, OPEN, SAFE_CHUNK, WRITE,
    flag_names,
};
use super::window::{self, Window};
use super::write_queue::WriteQueue;
use crate::error::{Act, Error, ErrorKind, Result};
use crate::model::{Permissions, RemotePath};
use crate::remote::{FinishWrite, OpenWrite, RemoteWriter, WriteBuffer};
use async_trait::async_trait;
use bytes::BytesMut;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The fields of a WRITE packet before the content, without the handle.
const HEADER: usize = 25;
/// Files up to this size are finished without waiting for the answers to their writes in between.
const SMALL_FILE: u64 = 64 * 1024;
/// Before an upload of the session was this fast, in bytes per second, large buffers are sent as writes of 32 KiB: each
/// answer is progress, and on a slow link one to a large write would look like a stall.
const LARGE_WRITES_FROM: f64 = 1_000_000.0;

/// One file open for writing.
#[derive(Debug)]
pub(super) struct WriteStream {
    path: RemotePath,
    queue: Arc<WriteQueue>,
    handle: RemoteHandle,
    share: StreamShare,
    window: Window,
    /// The largest write that the server takes.
    chunk: u32,
    can_sync: bool,
    start: u64,
    offset: u64,
    /// Last, because the stream may be closed when it is dropped: the handle goes first.
    client: Arc<Client>,
}

impl WriteStream {
    pub(super) async fn open(
        client: &Arc<Client>,
        path: &RemotePath,
        how: OpenWrite,
        chunk: u32,
        can_sync: bool,
    ) -> Result<Self> {
        let bit = |set: bool, flag: u32| if set { flag } else { 0 };
        let flags = FXF_WRITE | FXF_CREAT | bit(how.exclusive, FXF_EXCL) | bit(how.truncate, FXF_TRUNC);
        let call = Call::on(OPEN, Expect::Handle, path).with(&format!(", flags {}", flag_names(flags))).quiet();
        let call = call.trying(Act::OpenWrite { exclusive: how.exclusive });
        let opening = client.send(call, |packet| {
            packet.string(path.as_bytes());
            packet.u32(flags);
            Attrs { mode: how.permissions.map(Permissions::mode), ..Attrs::default() }.write(packet);
        });
        let handle = opening.handle().await?;
        Ok(Self {
            client: Arc::clone(client),
            path: path.clone(),
            queue: Arc::new(WriteQueue::new(how.offset)),
            handle,
            share: client.options.budget.join(),
            window: Window::new(window::START, client.options.clock.elapsed()),
            chunk,
            can_sync,
            start: how.offset,
            offset: how.offset,
        })
    }

    /// Waits until every write is answered.
    async fn settle(&self) {
        while self.queue.unanswered() > 0 {
            self.queue.changed().await;
        }
    }

    fn packet(&self, buffer: WriteBuffer) -> BytesMut {
        let handle = self.handle.bytes();
        let room = HEADER + handle.len();
        let content = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        let (header, mut bytes) = buffer.into_parts();
        if header != room {
            let mut moved = BytesMut::zeroed(room);
            moved.extend_from_slice(bytes.get(header..).unwrap_or_default());
            bytes = moved;
        }
        let whole = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut fields = bytes.get_mut(..room).unwrap_or_default();
        let parts: [&[u8]; 7] = [
            &whole.saturating_sub(4).to_be_bytes(),
            &[WRITE],
            // The link puts the number here.
            &[0; 4],
            &u32::try_from(handle.len()).unwrap_or(u32::MAX).to_be_bytes(),
            handle,
            &self.offset.to_be_bytes(),
            &content.to_be_bytes(),
        ];
        for part in parts {
            let Some((field, rest)) = fields.split_at_mut_checked(part.len()) else { break };
            field.copy_from_slice(part);
            fields = rest;
        }
        bytes
    }

    async fn send_parts(&mut self, buffer: WriteBuffer) -> Result<()> {
        let (header, bytes) = buffer.into_parts();
        for part in bytes.get(header..).unwrap_or_default().chunks(SAFE_CHUNK as usize) {
            self.send(WriteBuffer::from_content(self.header_room(), part)).await?;
        }
        Ok(())
    }

    async fn send(&mut self, buffer: WriteBuffer) -> Result<()> {
        let length = buffer.len();
        self.window.moved(self.queue.answered_bytes(), self.client.options.clock.elapsed());
        if self.window.best_rate() >= LARGE_WRITES_FROM {
            self.client.uploads_fast.store(true, Ordering::Relaxed);
        }
        let permit = loop {
            let under_way = self.queue.under_way()?;
            let permit = self.share.try_take(length);
            // Without a free permit one write still goes out when none is under way: nobody waits for memory.
            if under_way == 0 {
                break permit;
            }
            let limit = self.window.bytes().min(self.share.bytes());
            if under_way + length <= limit && permit.is_some() {
                break permit;
            }
            drop(permit);
            self.queue.changed().await;
        };
        let packet = self.packet(buffer);
        let slot = self.queue.add(self.offset, u32::try_from(length).unwrap_or(u32::MAX), permit);
        self.client.link.write(&self.queue, slot, packet).inspect_err(|error| self.queue.lost(error))?;
        self.offset += length as u64;
        Ok(())
    }
}

#[async_trait]
impl RemoteWriter for WriteStream {
    fn header_room(&self) -> usize {
        HEADER + self.handle.bytes().len()
    }

    fn max_content(&self) -> usize {
        self.chunk as usize
    }

    async fn write(&mut self, buffer: WriteBuffer) -> Result<()> {
        if buffer.is_empty() {
            return Ok(());
        }
        let result = if buffer.len() > self.chunk as usize {
            Err(Error::new(ErrorKind::InvalidArgument))
        } else if buffer.len() > SAFE_CHUNK as usize && !self.client.uploads_fast.load(Ordering::Relaxed) {
            self.send_parts(buffer).await
        } else {
            self.send(buffer).await
        };
        result.map_err(|error| error.about("SSH_FXP_WRITE", Some(&self.path)).trying(Act::Write))
    }

    fn confirmed(&self) -> u64 {
        self.queue.watermark()
    }

    async fn finish(self: Box<Self>, how: FinishWrite) -> Result<()> {
        // Servers work on the requests of one handle in order; with much under way nothing is lost by waiting first.
        if self.offset - self.start > SMALL_FILE {
            self.settle().await;
        }
        let Self { client, path, queue, handle, can_sync, .. } = *self;
        let mut syncing = None;
        let mut setting = None;
        if queue.under_way().is_ok() {
            if how.sync && can_sync {
                let call = Call::on(EXTENDED, Expect::Status, &path).extension(FSYNC).quiet().slow();
                syncing = Some(client.send(call, |packet| {
                    packet.string(FSYNC.as_bytes());
                    packet.string(handle.bytes());
                }));
            }
            let attrs = Attrs {
                mode: how.permissions.map(Permissions::mode),
                times: how.modified.and_then(Attrs::both_times),
                ..Attrs::default()
            };
            if attrs != Attrs::default() {
                let call = Call::on(FSETSTAT, Expect::Status, &path).quiet();
                setting = Some(client.send(call, |packet| {
                    packet.string(handle.bytes());
                    attrs.write(packet);
                }));
            }
        }
        let closing = client.send_close(handle, &path);
        while queue.unanswered() > 0 {
            queue.changed().await;
        }
        let written = queue.under_way().map(|_| ()).map_err(|error| error.about("SSH_FXP_WRITE", Some(&path)));
        let synced = match syncing {
            Some(syncing) => match syncing.done().await {
                // Announced and then not supported for this file: the server cannot.
                Err(error) if error.code == Some(crate::error::StatusCode::Sftp(FX_OP_UNSUPPORTED)) => Ok(()),
                result => result,
            },
            None => Ok(()),
        };
        let set = match setting {
            Some(setting) => setting.done().await,
            None => Ok(()),
        };
        let closed = closing.done().await;
        written.and(synced).and(set).and(closed).map_err(|error| error.trying(Act::Write))
    }

    async fn abandon(self: Box<Self>) -> u64 {
        self.settle().await;
        let Self { client, path, queue, handle, .. } = *self;
        // The caller gives up; what the server thinks of it is in the log.
        let _verdict = client.send_close(handle, &path).done().await;
        queue.watermark()
    }
}
