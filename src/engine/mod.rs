//! The engine: takes commands, runs sessions and the transfer queue in the background, sends events.

mod browse;
mod command;
mod connect;
mod connecting;
mod crew;
mod event;
mod event_lane;
mod handle;
mod happening;
mod on_folder;
mod on_session;
mod operate;
mod operate_local;
mod operate_remote;
mod options;
mod prompts;
mod runtime;
mod session;
mod sftp_connector;
mod snapshot;
mod tally;

pub use command::{
    Answer, Command, ConnectWish, LinkPolicy, Location, Operation, OverwriteAnswer, QueueCommand, Target,
    TransferSource, TransferWish,
};
pub use connect::Connector;
pub use event::{BatchSummary, Event, FileFacts, OperationReport, OverwriteQuestion, Question, SessionState};
pub use handle::Engine;
pub use options::EngineOptions;
pub use sftp_connector::SftpConnector;
