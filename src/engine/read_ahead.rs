//! Reading a source ahead of the network: buffers that the writer sends as they are, filled on blocking threads.

use super::browse::join;
use crate::error::{Error, ErrorKind, Result};
use crate::local::SourceFile;
use crate::remote::WriteBuffer;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

/// How much one blocking call reads: task switches cost more than system calls.
const PIECE: usize = 1 << 20;
/// How many calls are under way or wait to be sent.
const AHEAD: usize = 3;

/// A source that is being read, from some offset to the size it had when it was opened.
#[derive(Debug)]
pub(super) struct ReadAhead {
    source: Arc<SourceFile>,
    header: usize,
    content: usize,
    next: u64,
    end: u64,
    flights: VecDeque<JoinHandle<Result<Vec<WriteBuffer>>>>,
    /// Buffers that were sent.
    spare: Vec<WriteBuffer>,
}

impl ReadAhead {
    /// `header` as the writer wants its buffers.
    pub(super) fn new(source: Arc<SourceFile>, header: usize, offset: u64) -> Self {
        let end = source.state().size.0;
        Self { source, header, content: 1, next: offset, end, flights: VecDeque::new(), spare: Vec::new() }
    }

    /// The next buffers in order; `None` at the end. Those that are read from now on hold at most `content` bytes: a
    /// writer takes larger ones when it knows the link.
    ///
    /// # Errors
    /// `ChangedDuringTransfer` when the file is shorter than it was; faults of the file system.
    pub(super) async fn next(&mut self, content: usize) -> Result<Option<Vec<WriteBuffer>>> {
        self.content = content.max(1);
        while self.flights.len() < AHEAD && self.next < self.end {
            self.launch();
        }
        match self.flights.pop_front() {
            Some(flight) => join(flight.await).map(Some),
            None => Ok(None),
        }
    }

    /// Takes a buffer that was sent, to be filled once more.
    pub(super) fn reuse(&mut self, buffer: WriteBuffer) {
        self.spare.push(buffer);
    }

    fn launch(&mut self) {
        let (source, header, content) = (Arc::clone(&self.source), self.header, self.content);
        let piece = u64::try_from((PIECE / content).max(1) * content).unwrap_or(u64::MAX);
        let (from, to) = (self.next, self.end.min(self.next.saturating_add(piece)));
        self.next = to;
        let mut spare = std::mem::take(&mut self.spare);
        self.flights.push_back(spawn_blocking(move || {
            let mut buffers = Vec::new();
            let mut at = from;
            while at < to {
                let length = usize::try_from(to - at).map_or(content, |rest| rest.min(content));
                let mut buffer = match spare.pop() {
                    Some(sent) => sent.again(header, length),
                    None => WriteBuffer::new(header, length),
                };
                if source.read_at(buffer.content_mut(), at)? < length {
                    return Err(Error::new(ErrorKind::ChangedDuringTransfer).at(source.place()));
                }
                at += length as u64;
                buffers.push(buffer);
            }
            Ok(buffers)
        }));
    }
}
