//! Writing a part file behind the network: large pieces on blocking threads, a few at a time, at most about 4 MiB behind.

use super::browse::join;
use crate::error::Result;
use crate::local::PartFile;
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

/// How much is gathered for one write: task switches cost more than system calls.
const PIECE: usize = 1 << 20;
/// How many writes are under way.
const AT_ONCE: usize = 3;
/// After how many bytes the disk is asked to begin, so that forcing the file to disk at the end does not take long.
const SYNC_EVERY: u64 = 32 << 20;

/// A part file that is being written, from some offset on without gaps.
#[derive(Debug)]
pub(super) struct WriteBehind {
    part: Arc<PartFile>,
    gathered: Vec<Bytes>,
    gathered_len: usize,
    /// Where what is gathered belongs.
    at: u64,
    flights: VecDeque<(u64, JoinHandle<Result<()>>)>,
    confirmed: u64,
    durable: bool,
    sync: Option<JoinHandle<Result<()>>>,
    synced: u64,
}

impl WriteBehind {
    pub(super) fn new(part: Arc<PartFile>, offset: u64, durable: bool) -> Self {
        Self {
            part,
            gathered: Vec::new(),
            gathered_len: 0,
            at: offset,
            flights: VecDeque::new(),
            confirmed: offset,
            durable,
            sync: None,
            synced: offset,
        }
    }

    /// Up to where the file holds everything.
    pub(super) fn confirmed(&self) -> u64 {
        self.confirmed
    }

    /// Up to where everything was handed over.
    pub(super) fn end(&self) -> u64 {
        self.at + self.gathered_len as u64
    }

    /// Takes the next piece; waits while too much is under way.
    pub(super) async fn push(&mut self, bytes: Bytes) -> Result<()> {
        self.gathered_len += bytes.len();
        self.gathered.push(bytes);
        if self.gathered_len >= PIECE {
            self.launch();
            while self.flights.len() > AT_ONCE {
                self.land().await?;
            }
        }
        Ok(())
    }

    fn launch(&mut self) {
        if self.gathered.is_empty() {
            return;
        }
        let (part, at) = (Arc::clone(&self.part), self.at);
        let pieces = std::mem::take(&mut self.gathered);
        self.at += std::mem::take(&mut self.gathered_len) as u64;
        self.flights.push_back((self.at, spawn_blocking(move || part.write_at(&pieces, at))));
    }

    async fn land(&mut self) -> Result<()> {
        let Some((end, flight)) = self.flights.pop_front() else { return Ok(()) };
        join(flight.await)?;
        self.confirmed = end;
        if self.durable && self.confirmed - self.synced >= SYNC_EVERY {
            if let Some(running) = self.sync.take_if(|running| running.is_finished()) {
                join(running.await)?;
            }
            if self.sync.is_none() {
                self.synced = self.confirmed;
                let part = Arc::clone(&self.part);
                self.sync = Some(spawn_blocking(move || part.sync_data()));
            }
        }
        Ok(())
    }

    /// Waits until everything is written, whatever happened before; the first fault is returned.
    pub(super) async fn finish(&mut self) -> Result<()> {
        self.launch();
        let mut result = Ok(());
        while !self.flights.is_empty() {
            if result.is_ok() {
                result = self.land().await;
            } else if let Some((_, flight)) = self.flights.pop_front() {
                // Behind a gap: it must end before the file is closed, but does not count.
                let _behind_a_gap = flight.await;
            }
        }
        if let Some(running) = self.sync.take() {
            let synced = join(running.await);
            result = result.and(synced);
        }
        result
    }
}
