//! The engine: takes commands, runs sessions and the transfer queue in the background, sends events.

mod command;
mod connect;
mod event;
mod event_lane;
mod handle;
mod options;
mod runtime;
mod snapshot;

pub use command::{
    Answer, Command, ConnectWish, LinkPolicy, Location, Operation, OverwriteAnswer, QueueCommand, Target,
    TransferSource, TransferWish,
};
pub use connect::Connector;
pub use event::{BatchSummary, Event, FileFacts, OperationReport, OverwriteQuestion, Question, SessionState};
pub use handle::Engine;
pub use options::EngineOptions;
