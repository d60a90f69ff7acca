//! A session as the runtime holds it: how it stands, and its connection.

use super::command::{Command, ConnectWish};
use super::connecting::Connected;
use super::explainer::Explainer;
use super::lanes::{Channel, Lanes, Share};
use super::prompts::SessionPrompter;
use super::site_fs::SiteFs;
use super::site_gate::SiteGate;
use crate::model::{Clock, DataDirection};
use crate::remote::{Prober, RemoteFs, RemoteSession};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// One session.
pub(super) struct Session {
    pub(super) wish: ConnectWish,
    /// How the server opens connections for data, where it does: the wished ports and address outlive a time in passive mode.
    pub(super) active: DataDirection,
    /// What its site sets for everything that passes.
    pub(super) gate: Arc<SiteGate>,
    pub(super) prompter: Arc<SessionPrompter>,
    /// Ends everything of the session.
    pub(super) cancel: CancellationToken,
    /// Counts connections, so that news of an old one are told from those of the present one.
    pub(super) generation: u64,
    /// The connection; `None` while it is being made.
    pub(super) link: Option<Link>,
    /// Commands that came while there was no connection, and whether a person agreed to what they change.
    pub(super) deferred: Vec<(Command, bool)>,
}

/// A connection and its channels.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) remote: Arc<dyn RemoteSession>,
    gate: Arc<SiteGate>,
    /// Finds out why something failed, over the browsing channel.
    pub(super) explainer: Arc<Explainer>,
    pub(super) lanes: Lanes<Arc<dyn RemoteFs>>,
}

/// A share of one of the channels of a connection, to be given back.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    pub(super) generation: u64,
    pub(super) share: Share<Arc<dyn RemoteFs>>,
}

impl Session {
    /// As [`Lanes::lease`]; `None` also while there is no connection.
    pub(super) fn lease(&mut self, weight: Option<usize>, tiny: bool, consented: bool) -> Option<Lease> {
        let generation = self.generation;
        let share = self.link.as_mut()?.lanes.lease(weight, tiny, consented)?;
        Some(Lease { generation, share })
    }

    /// Gives a share back. `broken`: the channel is of no use any more.
    pub(super) fn give_back(&mut self, lease: &Lease, broken: bool) {
        if let Some(link) = self.link.as_mut().filter(|_| lease.generation == self.generation) {
            link.lanes.give_back(&lease.share, broken);
        }
    }
}

impl Link {
    /// `most`: how many connections or channels there may be at a time, the browsing one included; `None`: as is useful.
    pub(super) fn new(connected: Connected, gate: Arc<SiteGate>, most: Option<u16>, clock: &Arc<dyn Clock>) -> Self {
        let user = connected.remote.info().user.clone();
        let in_turn = connected.browse.capabilities().transfers_per_channel.is_some();
        let lanes = Lanes::new(channel(connected.browse), in_turn, most);
        let prober = Prober::new(lanes.browse(false), user, Arc::clone(clock));
        let explainer = Arc::new(Explainer::new(Some(prober), Arc::clone(clock)));
        Self { remote: connected.remote, gate, explainer, lanes }
    }

    /// A channel for transfers was opened.
    pub(super) fn add_lane(&mut self, files: Arc<dyn RemoteFs>) {
        self.lanes.add(channel(SiteFs::new(files, Arc::clone(&self.gate))));
    }
}

fn channel(files: SiteFs) -> Channel<Arc<dyn RemoteFs>> {
    let consented = Arc::new(files.consented());
    Channel { files: Arc::new(files), consented }
}
