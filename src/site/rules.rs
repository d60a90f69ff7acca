//! What a site does differently when data connections are made and files are written.

use serde::{Deserialize, Serialize};

/// Who opens the connections for data of FTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataMode {
    /// We do (EPSV, PASV).
    #[default]
    Passive,
    /// The server does (EPRT, PORT).
    Active,
}

/// How uploaded files come to be under their name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SafeWrite {
    /// Written under another name and renamed when complete.
    #[default]
    PartFile,
    /// Written in place: for servers that forbid renaming, or whose watchers must see one file only.
    InPlace,
}

/// What happens to changes of a server that must not be changed by mistake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductionLock {
    /// Changes are made as anywhere.
    #[default]
    Off,
    /// Each change is confirmed first.
    Confirm,
    /// Each change is refused.
    Refuse,
}
