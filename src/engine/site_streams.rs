//! Files on their way to and from a server whose site limits the speed.

use super::brake::Brakes;
use super::site_gate::SiteGate;
use super::site_lock::locked;
use crate::error::Result;
use crate::model::RemotePath;
use crate::remote::{Chunk, FinishWrite, Finished, RemoteReader, RemoteWriter, WriteBuffer};
use async_trait::async_trait;
use std::sync::Arc;

/// A reader that hands out no more than may pass.
pub(super) struct HeldReader {
    pub(super) reader: Box<dyn RemoteReader>,
    pub(super) gate: Arc<SiteGate>,
    /// How many bytes were waited for beforehand.
    pub(super) paid: usize,
}

#[async_trait]
impl RemoteReader for HeldReader {
    async fn next(&mut self) -> Result<Option<Chunk>> {
        let next = self.reader.next().await.map_err(|error| self.gate.error_in(error))?;
        if let Some(chunk) = &next {
            let paid = chunk.bytes.len().min(self.paid);
            self.paid -= paid;
            Brakes::pass(&self.gate.brakes.down, chunk.bytes.len() - paid).await;
        }
        Ok(next)
    }

    async fn close(self: Box<Self>) -> Result<()> {
        let gate = self.gate;
        self.reader.close().await.map_err(|error| gate.error_in(error))
    }
}

/// A writer that sends no more than may pass, and nothing once its site is locked.
pub(super) struct HeldWriter {
    pub(super) writer: Box<dyn RemoteWriter>,
    pub(super) gate: Arc<SiteGate>,
    /// A person agreed to what is written.
    pub(super) consented: bool,
}

#[async_trait]
impl RemoteWriter for HeldWriter {
    fn header_room(&self) -> usize {
        self.writer.header_room()
    }

    fn max_content(&self) -> usize {
        self.writer.max_content()
    }

    async fn write(&mut self, buffer: WriteBuffer) -> Result<()> {
        Brakes::pass(&self.gate.brakes.up, buffer.len()).await;
        // The lock may have been closed meanwhile.
        if !self.gate.lock.allows(self.consented) {
            return Err(locked());
        }
        self.writer.write(buffer).await.map_err(|error| self.gate.error_in(error))
    }

    fn spare(&mut self) -> Option<WriteBuffer> {
        self.writer.spare()
    }

    fn confirmed(&self) -> u64 {
        self.writer.confirmed()
    }

    async fn finish(self: Box<Self>, how: FinishWrite) -> Result<()> {
        let how = FinishWrite { modified: how.modified.map(|time| self.gate.time_out(time)), ..how };
        let gate = self.gate;
        self.writer.finish(how).await.map_err(|error| gate.error_in(error))
    }

    fn names_at_once(&self) -> bool {
        self.writer.names_at_once()
    }

    async fn finish_as(self: Box<Self>, how: FinishWrite, to: &RemotePath) -> Result<Finished> {
        if !self.gate.lock.allows(self.consented) {
            return Err(locked());
        }
        let how = FinishWrite { modified: how.modified.map(|time| self.gate.time_out(time)), ..how };
        let (gate, to) = (self.gate, to);
        let finished = self.writer.finish_as(how, &*gate.path_out(to)?).await.map_err(|error| gate.error_in(error))?;
        Ok(Finished {
            attributes: finished.attributes.map_err(|error| gate.error_in(error)),
            name: finished.name.map_err(|error| gate.error_in(error)),
        })
    }

    async fn abandon(self: Box<Self>) -> u64 {
        self.writer.abandon().await
    }
}
