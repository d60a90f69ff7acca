//! Everything that the runtime waits for besides commands: one closed list.

use super::command::Answer;
use super::connecting::Connected;
use super::event::{Event, Question};
use super::job::JobReport;
use super::operation::{Location, OperationReport};
use super::survey::Survey;
use crate::error::{Error, Place, Result, SecretFault};
use crate::model::{BatchId, Listing, OperationId, PromptId, RequestId, SessionId, TransferId};
use crate::remote::{HandAnswer, RemoteFs, Space};
use crate::site::SecretName;
use std::sync::Arc;
use tokio::sync::oneshot;

/// The browsing channel that gave no answer any more; `None`: it works.
pub(super) type DeadChannel = Option<Arc<dyn RemoteFs>>;

/// A transfer that is tried again when a repair is done, and perhaps the place that it goes to from then on.
pub(super) type Again = (TransferId, Option<Place>);

/// What happened.
pub(super) enum Happening {
    /// A connection was made, or could not be. `generation` tells it from earlier tries of the same session.
    Connected { session: SessionId, generation: u64, result: Result<Connected> },
    /// A connection is over.
    ConnectionEnded { session: SessionId, generation: u64, error: Arc<Error> },
    /// One more channel for transfers was opened, or refused.
    LaneOpened { session: SessionId, generation: u64, result: Result<Arc<dyn RemoteFs>> },
    /// A connection needs an answer.
    Asked { prompt: PromptId, question: Box<Question>, answer: oneshot::Sender<Answer> },
    /// A secret that a person wanted kept is not.
    NotKept { name: SecretName, fault: SecretFault },
    /// Nobody waits for this answer any more, with or without it.
    PromptLeft(PromptId),
    /// A folder was read.
    Listed { request: RequestId, session: Option<SessionId>, result: Result<(Location, Listing)>, dead: DeadChannel },
    /// Space was told; `None` where it was not.
    SpaceTold { folder: Location, space: Option<Space> },
    /// An operation is over; `changed` are the folders whose content it changed.
    Operated {
        operation: OperationId,
        session: Option<SessionId>,
        report: OperationReport,
        changed: Vec<Location>,
        dead: DeadChannel,
    },
    /// The steps before a next try of transfers are done, or one of them failed.
    Prepared {
        operation: OperationId,
        session: Option<SessionId>,
        report: OperationReport,
        changed: Vec<Location>,
        again: Vec<Again>,
    },
    /// What the user sent was looked at.
    Surveyed { session: SessionId, asked: Vec<TransferId>, found: Survey },
    /// A job of the queue ended.
    JobEnded { id: TransferId, report: Box<JobReport> },
    /// What a batch wrote is on disk; the error says what could not be forced there.
    BatchSynced { batch: BatchId, result: Result<()> },
    /// A line that was sent by hand is answered.
    Answered { request: RequestId, session: SessionId, result: Result<HandAnswer> },
    /// A checkup is over.
    Checked { id: SessionId, cancelled: bool },
    /// A task beside all queues is done: what is told, and what failed in it. `session`: on whose server it worked.
    Told { session: Option<SessionId>, failed: Option<Arc<Error>>, event: Box<Event> },
    /// A connection was closed, or something else that needs no action.
    Nothing,
}
