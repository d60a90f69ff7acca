//! The engine: takes commands, runs sessions and the transfer queue in the background, sends events.

mod batch;
mod browse;
mod command;
mod connect;
mod connecting;
mod crew;
mod download;
mod event;
mod event_lane;
mod expand;
mod explainer;
mod handle;
mod happening;
mod job;
mod jobs;
mod link_job;
mod noting;
mod on_folder;
mod on_job;
mod on_queue;
mod on_session;
mod on_transfer;
mod operate;
mod operate_local;
mod operate_remote;
mod options;
mod overwrite;
mod prompts;
mod publish;
mod read_ahead;
mod runtime;
mod session;
mod sftp_connector;
mod snapshot;
mod survey;
mod tally;
mod target;
mod transfer;
mod upload;
mod write_behind;

pub use command::{
    Answer, Command, ConnectWish, LinkPolicy, Location, Operation, OverwriteAnswer, QueueCommand, Target,
    TransferSource, TransferWish,
};
pub use connect::Connector;
pub use event::{BatchSummary, Event, FileFacts, OperationReport, OverwriteQuestion, Question, SessionState};
pub use handle::Engine;
pub use options::EngineOptions;
pub use sftp_connector::SftpConnector;
