//! What all sessions of a fake server share, and the one way in which every call passes its script.

use super::script::{Action, FakeOp, Script};
use super::tree::{CHUNK, Tree};
use crate::error::{Error, ErrorKind, Result};
use crate::model::RemotePath;
use crate::remote::Capabilities;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The changing part of a server.
#[derive(Debug)]
pub(super) struct State {
    pub(super) tree: Tree,
    pub(super) script: Script,
    pub(super) capabilities: Capabilities,
    pub(super) refused: HashMap<RemotePath, Vec<Vec<u8>>>,
    pub(super) open: usize,
}

pub(super) type Inside<'a> = MutexGuard<'a, State>;

/// A server, as its sessions see it.
#[derive(Debug)]
pub(super) struct Shared {
    state: Mutex<State>,
    /// How often the link was cut: a session is alive while this is what it was at its start.
    cuts: watch::Sender<u64>,
}

impl Shared {
    pub(super) fn new() -> Self {
        let capabilities = Capabilities {
            owner_names: true,
            atomic_replace: true,
            space: true,
            fsync: true,
            hard_link: true,
            set_link_attributes: true,
            server_copy: true,
            symlink: true,
            permissions: true,
            times: true,
            remove_tree: false,
            max_read: Some(CHUNK),
            max_write: Some(CHUNK),
            max_handles: None,
            transfers_per_channel: None,
            acknowledged_writes: true,
        };
        let state =
            State { tree: Tree::new(), script: Script::default(), capabilities, refused: HashMap::new(), open: 0 };
        Self { state: Mutex::new(state), cuts: watch::Sender::new(0) }
    }

    pub(super) fn inside(&self) -> Inside<'_> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    pub(super) fn cuts(&self) -> u64 {
        *self.cuts.borrow()
    }

    /// Waits until the link of a session that began at this count is cut.
    pub(super) async fn until_cut(&self, began: u64) {
        // The sender lives as long as this does.
        let mut seen = self.cuts.subscribe();
        let _never_closed = seen.wait_for(|cuts| *cuts != began).await;
    }

    /// Every call passes here: it is counted and does what is scripted for it.
    pub(super) async fn call(&self, began: u64, op: FakeOp, path: &RemotePath) -> Result<()> {
        let about = |error: Box<Error>| error.during(format!("{op:?}")).at_remote(path).trying(op.act());
        let lost = || about(Error::new(ErrorKind::ConnectionLost));
        let actions = self.inside().script.call(op, path);
        for action in actions {
            match action {
                Action::Fail(error) => return Err(about(error)),
                Action::CutLink => self.cut(),
                Action::Hold(gate) => {
                    tokio::select! {
                        () = gate.pass() => {}
                        () = self.until_cut(began) => return Err(lost()),
                    }
                }
            }
        }
        if self.cuts() == began { Ok(()) } else { Err(lost()) }
    }
}
