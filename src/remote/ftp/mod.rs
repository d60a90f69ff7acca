//! FTP and FTPS (RFC 959 with 2228, 2389, 2428, 3659, 4217): sessions over suppaftp, wrapped where it says less than it
//! heard.

mod by_hand;
mod certificate;
mod channel;
mod charset;
mod checksum;
mod checkup;
mod command;
mod connect;
mod connector;
mod control;
mod data;
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
mod seen;
mod session;
mod set;
mod site;
mod stages;
mod steps;
mod stream;
mod text;
mod tickets;
mod tls;
mod tls_facts;
mod verifier;
mod ways;
mod why;
mod write;

pub use crate::model::{DataDirection, FtpOptions};
pub use charset::{Charset, knows_charset};
pub use checkup::check;
pub use connect::connect;
pub use request::{CertificateTrust, FtpLimits, FtpRequest};
pub use ways::DataWays;
