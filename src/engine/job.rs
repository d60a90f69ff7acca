//! One piece of work on an item of the queue, what it is given, and what it returns.

use super::command::LinkPolicy;
use super::event::FileFacts;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::{ByteSize, Entry, OverwriteRule, SessionId};
use crate::queue::{Direction, Item, NewItem, PartMemory};
use crate::remote::RemoteFs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_util::sync::CancellationToken;

/// How the runtime stops a job.
#[derive(Debug, Default)]
pub(super) struct JobControl {
    pub(super) cancel: CancellationToken,
    /// The job removes its part file when it stops.
    discard: AtomicBool,
}

impl JobControl {
    /// Stops the job; its part file is kept.
    pub(super) fn stop(&self) {
        self.cancel.cancel();
    }

    /// Stops the job; its part file is removed.
    pub(super) fn stop_and_discard(&self) {
        self.discard.store(true, Ordering::SeqCst);
        self.cancel.cancel();
    }

    pub(super) fn discards(&self) -> bool {
        self.discard.load(Ordering::SeqCst)
    }
}

/// What a job works with.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) item: Item,
    pub(super) direction: Direction,
    pub(super) session: SessionId,
    pub(super) rule: OverwriteRule,
    pub(super) links: LinkPolicy,
    pub(super) remove_source: bool,
    /// Force what is complete to disk before it gets its name.
    pub(super) durable: bool,
    /// Write uploads under their name at once, without a part file.
    pub(super) in_place: bool,
    pub(super) files: Arc<dyn RemoteFs>,
    pub(super) control: Arc<JobControl>,
    pub(super) log: Arc<MessageLog>,
}

impl Job {
    /// Waits for `work`, or for the wish to stop.
    pub(super) async fn unless_stopped<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            biased;
            () = self.control.cancel.cancelled() => Err(Error::new(ErrorKind::Cancelled)),
            done = work => done,
        }
    }

    /// The error that ends a job which is to stop.
    pub(super) fn check_stop(&self) -> Result<()> {
        if self.control.cancel.is_cancelled() { Err(Error::new(ErrorKind::Cancelled)) } else { Ok(()) }
    }

    /// Whether the file is transferred as text, by its name on the server.
    pub(super) fn is_text(&self) -> bool {
        let place = match self.direction {
            Direction::Upload => &self.item.target,
            Direction::Download => &self.item.source,
        };
        matches!(place, Place::Remote(path) if path.name().is_some_and(|name| self.files.is_text(name.as_bytes())))
    }

    pub(super) fn tell(&self, message: StatusMessage) {
        self.log.push(Some(self.session), LogBody::Status(message));
    }
}

/// How a job ended.
#[derive(Debug)]
pub(super) enum JobEnd {
    /// The item is complete under its final name.
    Done {
        /// Its size, as far as it is a file.
        size: Option<ByteSize>,
        /// It is not known to be on disk yet: the batch does that at its end.
        unsynced: bool,
    },
    /// Left out by rule.
    Skipped,
    /// The target exists, and the user must say what to do.
    Exists(Box<Exists>),
    /// It failed.
    Failed(Box<Error>),
    /// It was told to stop.
    Stopped,
    /// The thing turned out to be a folder.
    IsFolder(Box<Entry>),
    /// A folder was made at the target and read.
    Expanded(Box<Expanded>),
}

/// Both sides of an overwrite question.
#[derive(Debug)]
pub(super) struct Exists {
    pub(super) source: FileFacts,
    pub(super) target: FileFacts,
    pub(super) can_resume: bool,
}

/// The content of a folder, ready for the queue.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) made_by_us: bool,
    pub(super) children: Vec<NewItem>,
    /// Entries that are left out, each with the reason where it is a failure.
    pub(super) left_out: Vec<(NewItem, Option<Box<Error>>)>,
}

/// What a job returns.
#[derive(Debug)]
pub(super) struct JobReport {
    pub(super) end: JobEnd,
    /// What remains for a later try.
    pub(super) part: Option<PartMemory>,
    /// The target, where the job chose another one.
    pub(super) target: Option<Place>,
}

impl From<JobEnd> for JobReport {
    fn from(end: JobEnd) -> Self {
        Self { end, part: None, target: None }
    }
}

impl From<Box<Error>> for JobEnd {
    fn from(error: Box<Error>) -> Self {
        if error.is_cancelled() { Self::Stopped } else { Self::Failed(error) }
    }
}
