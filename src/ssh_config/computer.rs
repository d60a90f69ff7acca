//! What the configuration may ask about this computer and its user. Pure.

use std::collections::HashMap;
use std::path::PathBuf;

/// The computer that connects, and who uses it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Computer {
    /// The name of the local user (`%u`).
    pub user: String,
    /// The user's home folder (`%d`, `~`); `None`: not known.
    pub home: Option<PathBuf>,
    /// The user's number (`%i`); empty where there is none.
    pub uid: String,
    /// The name of the computer (`%l`); `%L` is what stands before its first dot.
    pub host: String,
    /// Environment variables (`${NAME}`).
    pub variables: HashMap<String, String>,
}
