//! What a test scripts: faults at chosen operations, gates that hold them, counts of what was called.

use crate::error::{Act, Error};
use crate::model::RemotePath;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};

/// An operation of a `RemoteFs` or of a reader or writer of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FakeOp {
    /// `RemoteFs::home`.
    Home,
    /// `RemoteFs::real_path`.
    RealPath,
    /// `RemoteFs::list`.
    List,
    /// `RemoteFs::stat`.
    Stat,
    /// `RemoteFs::read_link`.
    ReadLink,
    /// `RemoteFs::create_folder`.
    CreateFolder,
    /// `RemoteFs::remove_file`.
    RemoveFile,
    /// `RemoteFs::remove_folder`.
    RemoveFolder,
    /// `RemoteFs::rename`; its path is the old one.
    Rename,
    /// `RemoteFs::set_attributes`.
    SetAttributes,
    /// `RemoteFs::create_symlink`.
    CreateSymlink,
    /// `RemoteFs::create_hard_link`.
    CreateHardLink,
    /// `RemoteFs::space`.
    Space,
    /// `RemoteFs::copy_on_server`.
    CopyOnServer,
    /// `RemoteFs::open_read`.
    OpenRead,
    /// `RemoteFs::open_write`.
    OpenWrite,
    /// One `RemoteReader::next`.
    Read,
    /// One `RemoteWriter::write`.
    Write,
    /// `RemoteWriter::finish`.
    Finish,
    /// `RemoteReader::close` and `RemoteWriter::abandon`.
    Close,
    /// `RemoteSession::open_files`.
    OpenFiles,
}

impl FakeOp {
    /// What it tries, in the terms of errors.
    pub(super) fn act(self) -> Act {
        match self {
            Self::Home | Self::RealPath | Self::Space | Self::OpenFiles => Act::Other,
            Self::List => Act::List,
            Self::Stat => Act::Stat,
            Self::ReadLink => Act::ReadLink,
            Self::CreateFolder => Act::CreateFolder,
            Self::RemoveFile => Act::RemoveFile,
            Self::RemoveFolder => Act::RemoveFolder,
            Self::Rename => Act::Rename { replace: false },
            Self::SetAttributes => Act::SetAttributes,
            Self::CreateSymlink => Act::CreateLink,
            Self::CreateHardLink => Act::CreateHardLink,
            Self::OpenRead => Act::OpenRead,
            Self::OpenWrite => Act::OpenWrite { exclusive: false },
            Self::Read => Act::Read,
            Self::CopyOnServer | Self::Write | Self::Finish | Self::Close => Act::Write,
        }
    }
}

/// At which call a script takes effect, counted from 1 among the calls of its operation (and path, when it has one)
/// after it was scripted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At this call only.
    Nth(u64),
    /// At each call.
    Always,
}

/// Holds operations until the test lets them go. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate {
    passes: Arc<Semaphore>,
    arrived: watch::Sender<u64>,
}

impl Gate {
    /// A closed gate.
    #[must_use]
    pub fn new() -> Self {
        Self { passes: Arc::new(Semaphore::new(0)), arrived: watch::Sender::new(0) }
    }

    /// Lets everything pass from now on.
    pub fn open(&self) {
        self.passes.close();
    }

    /// Lets `count` operations pass, those that wait first.
    pub fn let_pass(&self, count: usize) {
        self.passes.add_permits(count);
    }

    /// Waits until `count` operations in all have arrived at the gate.
    pub async fn arrivals(&self, count: u64) {
        // The sender lives as long as this gate does.
        let mut seen = self.arrived.subscribe();
        let _never_closed = seen.wait_for(|arrived| *arrived >= count).await;
    }

    pub(super) async fn pass(&self) {
        self.arrived.send_modify(|arrived| *arrived += 1);
        if let Ok(pass) = self.passes.acquire().await {
            pass.forget();
        }
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

/// What a script does.
#[derive(Clone, Debug)]
pub(super) enum Action {
    Fail(Box<Error>),
    CutLink,
    Hold(Gate),
}

#[derive(Debug)]
struct Rule {
    op: FakeOp,
    path: Option<RemotePath>,
    when: When,
    seen: u64,
    action: Action,
}

/// All rules and counts of one server.
#[derive(Debug, Default)]
pub(super) struct Script {
    rules: Vec<Rule>,
    counts: HashMap<FakeOp, u64>,
}

impl Script {
    pub(super) fn add(&mut self, op: FakeOp, path: Option<RemotePath>, when: When, action: Action) {
        self.rules.push(Rule { op, path, when, seen: 0, action });
    }

    pub(super) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(super) fn count(&self, op: FakeOp) -> u64 {
        self.counts.get(&op).copied().unwrap_or(0)
    }

    /// Counts a call; answers what is to be done, in the order in which it was scripted.
    pub(super) fn call(&mut self, op: FakeOp, path: &RemotePath) -> Vec<Action> {
        *self.counts.entry(op).or_default() += 1;
        let mut actions = Vec::new();
        for rule in &mut self.rules {
            if rule.op == op && rule.path.as_ref().is_none_or(|only| only == path) {
                rule.seen += 1;
                if rule.when == When::Always || rule.when == When::Nth(rule.seen) {
                    actions.push(rule.action.clone());
                }
            }
        }
        actions
    }
}
