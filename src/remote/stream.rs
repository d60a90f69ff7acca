//! The content of files on its way: chunks from a reader, buffers to a writer, both with many requests under way.

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Permissions, RemotePath, Timestamp};
use async_trait::async_trait;
use bytes::{Bytes, BytesMut};

/// A piece of a file as it arrived. A reader hands pieces out in order and without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Where in the file it belongs.
    pub offset: u64,
    /// The bytes; never empty. A slice of what the network brought, not a copy.
    pub bytes: Bytes,
}

/// Reads a file from `offset` on with a window of requests under way.
///
/// Dropping a reader closes the remote handle in the background; `close` waits for the server's answer.
#[async_trait]
pub trait RemoteReader: Send {
    /// The next piece; `None` at the end of the file: the server said so, or the asked range is complete.
    ///
    /// # Errors
    /// Anything the server answers to a read; `EndedEarly` when the file ends before the size it was opened with;
    /// `ConnectionLost`. After an error the reader yields nothing more.
    async fn next(&mut self) -> Result<Option<Chunk>>;

    /// Closes the remote file.
    ///
    /// # Errors
    /// What the server answered to the close.
    async fn close(self: Box<Self>) -> Result<()>;
}

/// A buffer that a writer sends without copying: room for the protocol's header in front, then the content.
#[derive(Debug)]
pub struct WriteBuffer {
    bytes: BytesMut,
    header: usize,
}

impl WriteBuffer {
    /// A zeroed buffer for `length` bytes of content behind `header` bytes of room.
    #[must_use]
    pub fn new(header: usize, length: usize) -> Self {
        Self { bytes: BytesMut::zeroed(header + length), header }
    }

    /// The same of one that was sent: memory that was used just now costs less than new memory. Holds anything.
    #[must_use]
    pub fn again(self, header: usize, length: usize) -> Self {
        let mut bytes = self.bytes;
        bytes.resize(header + length, 0);
        Self { bytes, header }
    }

    /// A buffer with this content.
    #[must_use]
    pub fn from_content(header: usize, content: &[u8]) -> Self {
        let mut buffer = Self::new(header, content.len());
        buffer.content_mut().copy_from_slice(content);
        buffer
    }

    /// The content.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        self.bytes.get(self.header..).unwrap_or_default()
    }

    /// The content, to be filled.
    pub fn content_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.header..).unwrap_or_default()
    }

    /// How many bytes of content there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len() - self.header
    }

    /// Whether there is no content.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shortens the content, when less was read than the buffer holds.
    pub fn truncate(&mut self, length: usize) {
        self.bytes.truncate(self.header + length);
    }

    /// The whole buffer, header room first; for the writer that asked for this much room.
    #[must_use]
    pub fn into_parts(self) -> (usize, BytesMut) {
        (self.header, self.bytes)
    }
}

/// What to do with a file when all of it is written. `None` and `false` leave things as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FinishWrite {
    /// Force the data to disk before the answer, where the server can.
    pub sync: bool,
    /// Set the permission bits.
    pub permissions: Option<Permissions>,
    /// Set the time of the last change.
    pub modified: Option<Timestamp>,
}

/// What became of a file whose content stands on the server, closed and confirmed.
#[derive(Debug)]
pub struct Finished {
    /// Whether the attributes were taken.
    pub attributes: Result<()>,
    /// Whether it got its new name. `AlreadyExists` where that was not free.
    pub name: Result<()>,
}

/// Writes a file from an offset on with a window of requests under way.
#[async_trait]
pub trait RemoteWriter: Send {
    /// How many bytes in front of the content a `WriteBuffer` for this writer needs.
    fn header_room(&self) -> usize;

    /// The most content that one buffer may carry; at least 1.
    fn max_content(&self) -> usize;

    /// Sends a buffer at the current end; waits while the window is full. Never more than `max_content` bytes.
    ///
    /// # Errors
    /// Anything that the server answered to this or an earlier write: each answer is checked.
    async fn write(&mut self, buffer: WriteBuffer) -> Result<()>;

    /// A buffer that was sent and is not needed any more, to be filled anew; `None`: there is none.
    fn spare(&mut self) -> Option<WriteBuffer> {
        None
    }

    /// Up to which offset, from where writing began, the server has confirmed every byte.
    fn confirmed(&self) -> u64;

    /// Waits until every byte is confirmed, then does what `how` says and closes the file.
    ///
    /// # Errors
    /// The first error of a write, sync, attribute change, or of the close. The file on the server is closed anyhow.
    async fn finish(self: Box<Self>, how: FinishWrite) -> Result<()>;

    /// Whether [`Self::finish_as`] does something: where a server answers in turn, it saves ways there and back.
    fn names_at_once(&self) -> bool {
        false
    }

    /// As [`Self::finish`], and then gives the file the name `to`, unless something is there. The name is given even where
    /// the attributes are refused.
    ///
    /// # Errors
    /// As [`Self::finish`] without the refusal of attributes; `Unsupported` where [`Self::names_at_once`] does not hold.
    #[must_use]
    async fn finish_as(self: Box<Self>, _how: FinishWrite, _to: &RemotePath) -> Result<Finished> {
        Err(Error::new(ErrorKind::Unsupported))
    }

    /// Closes the file without waiting for more than the requests under way; for cancelled transfers. Returns the
    /// offset up to which every byte is confirmed.
    async fn abandon(self: Box<Self>) -> u64;
}
