//! Keys that wait for their turn in a login.

use super::agent::Agent;
use russh::keys::agent::AgentIdentity;
use std::collections::{HashSet, VecDeque};
use std::path::PathBuf;

/// A key to try.
pub(super) enum Candidate {
    /// A key of the agent.
    Agent(Box<AgentIdentity>),
    /// A key file, and whether the user named it.
    File { path: PathBuf, named: bool },
}

/// Keys that were not tried yet.
#[derive(Default)]
pub(super) struct KeyQueue {
    pub(super) agent: Option<Agent>,
    pub(super) waiting: VecDeque<Candidate>,
    /// Fingerprints of the keys that were tried.
    pub(super) tried: HashSet<String>,
}
