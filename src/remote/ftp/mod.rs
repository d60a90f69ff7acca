//! FTP and FTPS (RFC 959 with 2228, 2389, 2428, 3659, 4217): sessions over suppaftp, wrapped where it says less than it
//! heard.

mod certificate;
mod channel;
mod charset;
mod checkup;
mod command;
mod connect;
mod connector;
mod control;
mod data;
mod direction;
mod establish;
mod features;
mod first_words;
mod ftp_fs;
mod gate;
mod keep_alive;
mod list;
pub mod listing;
mod login;
mod look;
mod mfmt;
mod open;
mod passive;
#[cfg(test)]
mod properties;
mod quoted;
mod read;
mod reason;
mod reply;
mod request;
mod session;
mod set;
mod site;
mod stages;
mod steps;
mod stream;
mod tickets;
mod tls;
mod tls_facts;
mod verifier;
mod ways;
mod why;
mod write;

pub use checkup::check;
pub use connect::connect;
pub use direction::DataDirection;
pub use request::{CertificateTrust, FtpLimits, FtpOptions, FtpRequest};
pub use ways::DataWays;
