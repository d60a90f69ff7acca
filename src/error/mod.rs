//! What went wrong, as values: one `Error` for every protocol and the local system, the tables behind its codes, and the
//! rules that find the cause behind a code.

mod attempt;
mod case;
mod cause;
mod certificate;
mod channel_open;
mod code;
mod code_book;
mod code_class;
mod code_family;
mod code_row;
mod data_try;
mod diagnose;
mod diagnosis;
mod disconnect;
mod dns;
mod errno;
mod errno_table;
mod facts;
mod failure;
mod fixes;
mod ftp_command;
mod ftp_digits;
mod ftp_fault;
mod ftp_reply;
mod ftp_reply_text;
mod host_key;
mod kind;
mod packet;
mod place;
mod reasons;
mod redact;
mod rules_data;
mod rules_denied;
mod rules_failure;
mod rules_missing;
mod rules_named;
mod sftp_status;
mod system_numbers;
mod tls_alert;
mod win32;
mod winsock;

pub use attempt::{Act, Attempt};
pub use cause::{Cause, Class, Denial, Need};
pub use certificate::{CertificateConflict, CertificateFault};
pub use channel_open::{CHANNEL_OPEN_REASONS, ChannelOpenReason, channel_open_reason};
pub use code::StatusCode;
pub use code_book::CodeBook;
pub use code_class::CodeClass;
pub use code_family::CodeFamily;
pub use code_row::CodeRow;
pub use data_try::{DataFault, DataMode, DataTrouble, DataTry, DataWay};
pub use diagnose::{Questions, diagnose, diagnose_alone, questions};
pub use diagnosis::{Confidence, Diagnosis, Evidence, Finding, Fix};
pub use disconnect::{DISCONNECT_REASONS, DisconnectReason, disconnect_reason};
pub use dns::{DNS_ERRORS, DnsError, dns_error};
pub use errno_table::{ERRNO_ALIASES, ERRNOS, Errno, errno};
pub use facts::{Facts, LinkEnd, PathFacts, Step, Told, User, Verdict};
pub use failure::{Error, Result, ServerText};
pub use ftp_command::{FTP_COMMANDS, FtpCommand, FtpEffect, ftp_command};
pub use ftp_digits::{FtpSeries, FtpSubject};
pub use ftp_fault::FtpFault;
pub use ftp_reply::{FTP_REPLIES, FtpReply, ftp_reply};
pub use ftp_reply_text::{
    InnerReply, MAX_PROTECTED_REPLY, ProtectedReply, ReplyProtection, RestartMarker, protected_reply, ready_in_minutes,
    restart_marker,
};
pub use host_key::{HostKeyConflict, StoredKey};
pub use kind::{ErrorKind, KeyFault, RetryClass, SpokenProtocol, SshConfigFault, Stage};
pub use packet::PacketFault;
pub use place::Place;
pub use sftp_status::{SFTP_STATUSES, SftpStatus, sftp_status};
pub use system_numbers::SystemNumbers;
pub use tls_alert::{TLS_ALERTS, TlsAlert, tls_alert};
pub use win32::{WIN32_ERRORS, Win32Error, win32_error};
pub use winsock::{WINSOCK_ERRORS, WinsockError, winsock_error};
