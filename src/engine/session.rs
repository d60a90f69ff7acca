//! A session as the runtime holds it: how it stands, and its channels for browsing and for transfers.

use super::command::{Command, ConnectWish};
use super::connecting::Connected;
use super::explainer::Explainer;
use super::prompts::SessionPrompter;
use super::site_fs::SiteFs;
use super::site_gate::SiteGate;
use crate::model::{Clock, DataDirection};
use crate::queue::{BIG_WEIGHT, Room};
use crate::remote::{Prober, RemoteFs, RemoteSession};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The most channels that transfers open on one connection; OpenSSH allows ten (`MaxSessions`).
const MOST_LANES: usize = 4;
/// How much work (see `queue::Weight`) one channel takes before another one is opened.
const WORK_PER_LANE: usize = 16;

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
    /// For listings and operations; transfers use it only where the server gives no other channel.
    pub(super) browse: Arc<dyn RemoteFs>,
    /// The same for commands that a person agreed to.
    pub(super) consented: Arc<dyn RemoteFs>,
    gate: Arc<SiteGate>,
    /// Finds out why something failed, over the browsing channel.
    pub(super) explainer: Arc<Explainer>,
    lanes: Vec<Lane>,
    /// How much work one channel takes at the same time; `None`: as much as comes.
    most_work: Option<usize>,
    /// What transfers do on the browsing channel.
    browse_work: usize,
    /// The server refused more channels than this.
    most_lanes: usize,
    /// A channel is being opened.
    pub(super) opening: bool,
    next_number: u64,
}

/// One channel for transfers.
#[derive(Debug)]
struct Lane {
    number: u64,
    files: SiteFs,
    work: usize,
}

/// A share of a channel, to be given back.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    /// The channel's number on its connection; `None`: the browsing channel.
    number: Option<u64>,
    pub(super) generation: u64,
    work: usize,
    pub(super) files: Arc<dyn RemoteFs>,
}

impl Lease {
    /// Whether it is the browsing channel, for want of another one.
    pub(super) fn is_browsing(&self) -> bool {
        self.number.is_none()
    }
}

impl Session {
    /// A share of the least busy channel; `None` while there is no connection, or its first channel is being opened.
    /// `consented`: a person agreed to what is done on it.
    pub(super) fn lease(&mut self, work: usize, consented: bool) -> Option<Lease> {
        let generation = self.generation;
        let link = self.link.as_mut()?;
        // A channel that carries a few things at a time counts them, whatever their size.
        let work = if link.most_work.is_some() { 1 } else { work };
        let most = link.most_work.unwrap_or(usize::MAX);
        if let Some(lane) = link.lanes.iter_mut().min_by_key(|lane| lane.work).filter(|lane| lane.work < most) {
            lane.work += work;
            let files = if consented { lane.files.consented() } else { lane.files.clone() };
            return Some(Lease { number: Some(lane.number), generation, work, files: Arc::new(files) });
        }
        if link.most_lanes > 0 || link.browse_work >= most {
            return None;
        }
        link.browse_work += work;
        let files = if consented { &link.consented } else { &link.browse };
        Some(Lease { number: None, generation, work, files: Arc::clone(files) })
    }

    /// Gives a share back. `broken`: the channel is of no use any more.
    pub(super) fn give_back(&mut self, lease: &Lease, broken: bool) {
        let Some(link) = self.link.as_mut().filter(|_| lease.generation == self.generation) else { return };
        if lease.is_browsing() {
            link.browse_work = link.browse_work.saturating_sub(lease.work);
        } else if broken {
            link.lanes.retain(|lane| Some(lane.number) != lease.number);
        } else if let Some(lane) = link.lanes.iter_mut().find(|lane| Some(lane.number) == lease.number) {
            lane.work = lane.work.saturating_sub(lease.work);
        }
    }
}

impl Link {
    /// `most`: how many connections or channels there may be at a time, the browsing one included; `None`: as is useful.
    pub(super) fn new(connected: Connected, gate: Arc<SiteGate>, most: Option<u16>, clock: &Arc<dyn Clock>) -> Self {
        let user = connected.remote.info().user.clone();
        let browse: Arc<dyn RemoteFs> = Arc::new(connected.browse.clone());
        let prober = Prober::new(Arc::clone(&browse), user, Arc::clone(clock));
        let most_work = browse.capabilities().transfers_per_channel;
        let most_lanes = most.map_or(MOST_LANES, |most| usize::from(most).saturating_sub(1).min(MOST_LANES));
        Self {
            most_work,
            browse_work: 0,
            explainer: Arc::new(Explainer::new(Some(prober), Arc::clone(clock))),
            remote: connected.remote,
            consented: Arc::new(connected.browse.consented()),
            browse,
            gate,
            lanes: Vec::new(),
            most_lanes,
            opening: false,
            next_number: 0,
        }
    }

    /// Whether transfers can start: there is a channel for them, or the browsing one must do.
    pub(super) fn is_ready(&self) -> bool {
        !self.lanes.is_empty() || self.most_lanes == 0
    }

    /// How much of `room` the channels can take: what they carry at a time bounds it, where it is bounded.
    pub(super) fn room(&self, room: Room) -> Room {
        let Some(most) = self.most_work else { return room };
        let busy: usize = self.lanes.iter().map(|lane| lane.work).sum();
        let free = if self.lanes.is_empty() {
            most.saturating_sub(self.browse_work)
        } else {
            (self.lanes.len() * most).saturating_sub(busy)
        };
        let free = free.min(room.files / BIG_WEIGHT);
        Room { files: free * BIG_WEIGHT, folders: free.min(room.folders), least_weight: BIG_WEIGHT }
    }

    /// Whether another channel should be opened for what is at work, and what waits.
    pub(super) fn wants_lane(&self, more_waits: bool) -> bool {
        if let Some(most) = self.most_work {
            let busy = self.lanes.iter().all(|lane| lane.work >= most);
            return !self.opening && self.lanes.len() < self.most_lanes && more_waits && busy;
        }
        let busy: usize = self.lanes.iter().map(|lane| lane.work).sum();
        let enough = busy.div_ceil(WORK_PER_LANE).max(1);
        !self.opening && self.lanes.len() < self.most_lanes && self.lanes.len() < enough
    }

    pub(super) fn add_lane(&mut self, files: Arc<dyn RemoteFs>) {
        self.opening = false;
        let files = SiteFs::new(files, Arc::clone(&self.gate));
        self.lanes.push(Lane { number: self.next_number, files, work: 0 });
        self.next_number += 1;
    }

    /// The server refused a channel: work with what there is.
    pub(super) fn lane_refused(&mut self) {
        self.opening = false;
        self.most_lanes = self.lanes.len();
    }
}
