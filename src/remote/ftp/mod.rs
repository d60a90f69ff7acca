//! FTP and FTPS (RFC 959 with 2228, 2389, 2428, 3659, 4217).

pub mod listing;
