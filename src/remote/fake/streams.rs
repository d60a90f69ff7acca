//! Readers and writers of the fake.

use super::script::FakeOp;
use super::state::Shared;
use super::tree::{CHUNK, NodeId, status};
use crate::error::{Act, Error, ErrorKind, Result};
use crate::model::{ByteSize, RemotePath};
use crate::remote::{Chunk, FinishWrite, RemoteReader, RemoteWriter, WriteBuffer};
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;

/// Room that writers ask for; the content of it does not matter.
const HEADER: usize = 29;

/// One open file; counted as open until it is dropped.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub(super) shared: Arc<Shared>,
    pub(super) began: u64,
    pub(super) path: RemotePath,
    pub(super) id: NodeId,
}

impl OpenFile {
    pub(super) fn new(shared: &Arc<Shared>, began: u64, path: &RemotePath, id: NodeId) -> Self {
        shared.inside().open += 1;
        Self { shared: Arc::clone(shared), began, path: path.clone(), id }
    }

    async fn call(&self, op: FakeOp) -> Result<()> {
        self.shared.call(self.began, op, &self.path).await
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        self.shared.inside().open -= 1;
    }
}

/// Reads a file of the fake in pieces of 32 KiB.
#[derive(Debug)]
pub(super) struct FakeReader {
    pub(super) file: OpenFile,
    pub(super) offset: u64,
    pub(super) size: Option<ByteSize>,
    pub(super) ended: bool,
}

#[async_trait]
impl RemoteReader for FakeReader {
    async fn next(&mut self) -> Result<Option<Chunk>> {
        if self.ended {
            return Ok(None);
        }
        self.ended = true;
        let size = self.size.map(|size| size.0).filter(|size| *size > 0);
        if size.is_some_and(|size| self.offset >= size) {
            return Ok(None);
        }
        self.file.call(FakeOp::Read).await?;
        let bytes = {
            let inside = self.file.shared.inside();
            let content = inside
                .tree
                .content(self.file.id)
                .map_err(|error| error.at_remote(&self.file.path).trying(Act::Read))?;
            let left = usize::try_from(self.offset).ok().and_then(|at| content.get(at..)).unwrap_or_default();
            let asked = size.map_or(u64::from(CHUNK), |size| (size - self.offset).min(u64::from(CHUNK)));
            let length = usize::try_from(asked).unwrap_or(usize::MAX).min(left.len());
            Bytes::copy_from_slice(left.get(..length).unwrap_or_default())
        };
        if bytes.is_empty() {
            return match size {
                Some(_) => Err(status(1).during("Read").at_remote(&self.file.path).trying(Act::Read)),
                None => Ok(None),
            };
        }
        self.ended = false;
        let chunk = Chunk { offset: self.offset, bytes };
        self.offset += chunk.bytes.len() as u64;
        Ok(Some(chunk))
    }

    async fn close(self: Box<Self>) -> Result<()> {
        self.file.call(FakeOp::Close).await
    }
}

/// Writes a file of the fake.
#[derive(Debug)]
pub(super) struct FakeWriter {
    pub(super) file: OpenFile,
    pub(super) offset: u64,
    pub(super) failed: Option<Box<Error>>,
}

impl FakeWriter {
    async fn put(&mut self, buffer: WriteBuffer) -> Result<()> {
        self.file.call(FakeOp::Write).await?;
        let (header, bytes) = buffer.into_parts();
        let content = bytes.get(header..).unwrap_or_default();
        if content.len() > self.max_content() {
            return Err(Error::new(ErrorKind::InvalidArgument).at_remote(&self.file.path));
        }
        let written = self.file.shared.inside().tree.write(self.file.id, self.offset, content);
        written.map_err(|error| error.during("Write").at_remote(&self.file.path).trying(Act::Write))?;
        self.offset += content.len() as u64;
        Ok(())
    }
}

#[async_trait]
impl RemoteWriter for FakeWriter {
    fn header_room(&self) -> usize {
        HEADER
    }

    fn max_content(&self) -> usize {
        CHUNK as usize
    }

    async fn write(&mut self, buffer: WriteBuffer) -> Result<()> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let result = self.put(buffer).await;
        self.failed = result.as_ref().err().cloned();
        result
    }

    fn confirmed(&self) -> u64 {
        self.offset
    }

    async fn finish(self: Box<Self>, how: FinishWrite) -> Result<()> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.file.call(FakeOp::Finish).await?;
        let set = self.file.shared.inside().tree.set(self.file.id, how.permissions, how.modified, None);
        set.map_err(|error| error.during("Finish").at_remote(&self.file.path).trying(Act::Write))
    }

    async fn abandon(self: Box<Self>) -> u64 {
        // Nobody hears how closing an abandoned file went.
        let _unheard = self.file.call(FakeOp::Close).await;
        self.offset
    }
}
