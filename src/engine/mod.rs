//! The engine: takes commands, runs sessions and the transfer queue in the background, sends events.

mod batch;
mod brake;
mod browse;
mod command;
mod connect;
mod connecting;
mod copy_file;
mod crew;
mod doctor;
mod download;
mod event;
mod event_lane;
mod every_protocol;
mod expand;
mod explainer;
mod file_side;
mod finish;
mod ftp_connector;
mod handle;
mod happening;
mod job;
mod jobs;
mod keys;
mod lanes;
mod line_effect;
mod link_job;
mod noting;
mod on_folder;
mod on_hand;
mod on_job;
mod on_lock;
mod on_queue;
mod on_repair;
mod on_secrets;
mod on_session;
mod on_transfer;
mod operate;
mod operate_local;
mod operate_remote;
mod operation;
mod options;
mod overwrite;
mod prepare;
mod prompts;
mod publish;
mod read_ahead;
mod relocate;
mod repair;
mod rules;
mod runtime;
mod secret_desk;
mod session;
mod sftp_connector;
mod site_fs;
mod site_gate;
mod site_lock;
mod site_login;
mod site_look;
mod site_names;
mod site_streams;
mod site_wish;
mod snapshot;
mod ssh_way;
mod stored_secrets;
mod survey;
mod tally;
mod target;
mod thinking;
mod transfer;
mod trust;
mod upload;
mod verify;
mod write_behind;

pub use crate::remote::ftp::{CertificateTrust, DataWays, knows_charset};
pub use crate::remote::sftp::{MadeKey, NewKey, NewKeyKind, local_user, make_key};
pub use crate::ssh_config::{ListedHost, StartFile};
pub use command::{
    Answer, ChangeAnswer, CheckupWish, Command, ConnectWish, LinkPolicy, OverwriteAnswer, QueueCommand, SecretsCommand,
    SitesExport, Target, TransferSource, TransferWish, TrustCommand,
};
pub use connect::Connector;
pub use event::{
    BatchSummary, Change, ChangeQuestion, Event, FileFacts, Keeping, OverwriteQuestion, Question, SecretsReport,
    SessionState, VaultQuestion,
};
pub use every_protocol::EveryProtocol;
pub use ftp_connector::FtpConnector;
pub use handle::Engine;
pub use operation::{Location, MoveHow, Operation, OperationReport};
pub use options::EngineOptions;
pub use repair::{Failed, Repair};
pub use rules::SiteRules;
pub use sftp_connector::SftpConnector;
pub use site_look::look_only;
pub use site_wish::{config_hosts, site_of_wish, wish_of_site};
