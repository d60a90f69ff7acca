//! The channels of one connection to a site, and how much each of them carries. Pure: what a channel is, its user says.

use crate::queue::{BIG_WEIGHT, Room};

/// The most channels that transfers open on one connection; OpenSSH allows ten (`MaxSessions`).
const MOST_LANES: usize = 4;
/// How much weight (see `queue::Room`) one channel takes before another one is opened.
const WEIGHT_PER_LANE: usize = 16;
/// What a small file counts on a channel that carries one thing at a time: while one is on its way, another one is read or
/// put away on this computer. A large one counts twice as much, so that nothing stands in line behind it.
const HALF: usize = BIG_WEIGHT / 2;

/// The channels.
#[derive(Debug)]
pub(super) struct Lanes<F> {
    /// For transfers.
    transfers: Vec<Lane<F>>,
    /// For listings and operations. Transfers use it where the server gives no other channel, and for tiny files where each
    /// channel carries one thing at a time: there are few then.
    browsing: Lane<F>,
    /// Nobody waits for the browsing channel, and one file is all there is: it goes over that one.
    alone: bool,
    /// Each channel carries one thing at a time.
    in_turn: bool,
    /// The server refused more channels than this.
    most: usize,
    opening: bool,
    next_number: u64,
}

/// A channel: as its site allows changes, and for what a person agreed to.
#[derive(Debug)]
pub(super) struct Channel<F> {
    pub(super) files: F,
    pub(super) consented: F,
}

impl<F: Clone> Channel<F> {
    fn of(&self, consented: bool) -> F {
        if consented { self.consented.clone() } else { self.files.clone() }
    }
}

/// A channel, and what it carries.
#[derive(Debug)]
struct Lane<F> {
    /// `None`: the browsing channel.
    number: Option<u64>,
    channel: Channel<F>,
    load: usize,
}

/// A share of a channel, to be given back.
#[derive(Clone, Debug)]
pub(super) struct Share<F> {
    number: Option<u64>,
    weight: usize,
    pub(super) files: F,
}

impl<F> Share<F> {
    /// Whether it is of the browsing channel.
    pub(super) fn is_browsing(&self) -> bool {
        self.number.is_none()
    }
}

impl<F: Clone> Lane<F> {
    fn new(number: Option<u64>, channel: Channel<F>) -> Self {
        Self { number, channel, load: 0 }
    }

    fn take(&mut self, weight: usize, consented: bool) -> Share<F> {
        self.load += weight;
        Share { number: self.number, weight, files: self.channel.of(consented) }
    }

    /// How much more it takes where things happen in turn.
    fn free(&self) -> usize {
        BIG_WEIGHT.saturating_sub(self.load)
    }
}

impl<F: Clone> Lanes<F> {
    /// `in_turn`: each channel carries one thing at a time; `most`: how many connections or channels there may be at a time,
    /// the browsing one included; `None`: as is useful.
    pub(super) fn new(browsing: Channel<F>, in_turn: bool, most: Option<u16>) -> Self {
        Self {
            transfers: Vec::new(),
            browsing: Lane::new(None, browsing),
            alone: false,
            in_turn,
            most: most.map_or(MOST_LANES, |most| usize::from(most).saturating_sub(1).min(MOST_LANES)),
            opening: false,
            next_number: 0,
        }
    }

    /// Whether one file is all there is to transfer, and nobody waits for the browsing channel meanwhile.
    pub(super) fn set_alone(&mut self, alone: bool) {
        self.alone = alone;
    }

    /// Whether transfers of any size use the browsing channel.
    fn uses_browsing(&self) -> bool {
        self.transfers.is_empty() && (self.most == 0 || self.alone)
    }

    /// For listings and operations.
    pub(super) fn browse(&self, consented: bool) -> F {
        self.browsing.channel.of(consented)
    }

    /// A share of the least busy channel for a file of this weight (see `queue::Room`), or for a folder; `None` where all are
    /// taken, or the first one is being opened. `tiny`: it may use the browsing channel; `consented`: a person agreed to what is done.
    pub(super) fn lease(&mut self, weight: Option<usize>, tiny: bool, consented: bool) -> Option<Share<F>> {
        let weight = match weight {
            _ if !self.in_turn => weight.unwrap_or(1),
            Some(..BIG_WEIGHT) => HALF,
            _ => BIG_WEIGHT,
        };
        let in_turn = self.in_turn;
        let has_room = |lane: &Lane<F>| !in_turn || lane.free() > 0;
        if let Some(lane) = self.transfers.iter_mut().min_by_key(|lane| lane.load).filter(|lane| has_room(lane)) {
            return Some(lane.take(weight, consented));
        }
        let browses = if self.uses_browsing() { has_room(&self.browsing) } else { tiny && self.lends_browsing() };
        browses.then(|| self.browsing.take(weight, consented))
    }

    /// Gives a share back. `broken`: the channel is of no use any more, unless something else waits for its turn on it: that
    /// makes it anew, and it counts until then.
    pub(super) fn give_back(&mut self, share: &Share<F>, broken: bool) {
        if share.is_browsing() {
            self.browsing.load = self.browsing.load.saturating_sub(share.weight);
            return;
        }
        let Some(lane) = self.transfers.iter_mut().find(|lane| lane.number == share.number) else { return };
        lane.load = lane.load.saturating_sub(share.weight);
        if broken && (lane.load == 0 || !self.in_turn) {
            self.transfers.retain(|lane| lane.number != share.number);
        }
    }

    /// Whether a tiny file may use the browsing channel, one at a time.
    fn lends_browsing(&self) -> bool {
        self.in_turn && !self.transfers.is_empty() && self.browsing.load == 0
    }

    /// Whether transfers can start: there is a channel for them, or the browsing one must do.
    pub(super) fn is_ready(&self) -> bool {
        !self.transfers.is_empty() || self.uses_browsing()
    }

    /// How much of `room` the channels can take: what they carry at a time bounds it, where it is bounded.
    pub(super) fn room(&self, room: Room) -> Room {
        if !self.in_turn {
            return room;
        }
        let lanes = || self.transfers.iter().chain(self.transfers.is_empty().then_some(&self.browsing));
        let free: usize = lanes().map(Lane::free).sum();
        let files = free.min(room.files);
        Room {
            files,
            folders: lanes().filter(|lane| lane.load == 0).count().min(room.folders),
            least_weight: room.least_weight.max(HALF),
            tiny: if self.lends_browsing() { HALF.min(room.files - files) } else { 0 },
        }
    }

    /// Whether another channel should be opened for what is at work, and what waits.
    pub(super) fn wants_one(&self, more_waits: bool) -> bool {
        if self.opening || self.alone || self.transfers.len() >= self.most {
            return false;
        }
        if self.in_turn {
            return more_waits && self.transfers.iter().all(|lane| lane.free() == 0);
        }
        let load: usize = self.transfers.iter().map(|lane| lane.load).sum();
        self.transfers.len() < load.div_ceil(WEIGHT_PER_LANE).max(1)
    }

    /// One is being opened; [`Self::add`] or [`Self::refused`] follows.
    pub(super) fn opens(&mut self) {
        self.opening = true;
    }

    /// One was opened.
    pub(super) fn add(&mut self, channel: Channel<F>) {
        self.opening = false;
        self.transfers.push(Lane::new(Some(self.next_number), channel));
        self.next_number += 1;
    }

    /// The server refused one: work with what there is.
    pub(super) fn refused(&mut self) {
        self.opening = false;
        self.most = self.transfers.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIG: Option<usize> = Some(BIG_WEIGHT);
    const SMALL: Option<usize> = Some(1);

    type Files = (&'static str, bool);

    fn channel(name: &'static str) -> Channel<Files> {
        Channel { files: (name, false), consented: (name, true) }
    }

    fn link(in_turn: bool, most: Option<u16>) -> Lanes<Files> {
        Lanes::new(channel("browsing"), in_turn, most)
    }

    fn add(lanes: &mut Lanes<Files>, name: &'static str) {
        lanes.opens();
        lanes.add(channel(name));
    }

    #[test]
    fn a_connection_takes_a_large_file_or_two_small_ones() {
        let mut lanes = link(true, None);
        assert!(!lanes.is_ready() && lanes.wants_one(true));
        assert!(lanes.lease(SMALL, true, false).is_none(), "the first one is being opened");
        add(&mut lanes, "one");
        add(&mut lanes, "other");
        let empty = lanes.room(Room::empty(8));
        assert_eq!((empty.files, empty.folders, empty.least_weight), (2 * BIG_WEIGHT, 2, HALF));
        let large = lanes.lease(BIG, false, false).unwrap();
        let small = [lanes.lease(SMALL, false, false).unwrap(), lanes.lease(SMALL, false, false).unwrap()];
        assert_eq!(small[0].number, small[1].number);
        assert_ne!(small[0].number, large.number);
        assert!(lanes.lease(SMALL, false, false).is_none() && lanes.lease(None, false, false).is_none());
        assert!(lanes.wants_one(true) && !lanes.wants_one(false));
        let full = lanes.room(Room::empty(8));
        assert_eq!((full.files, full.folders, full.tiny), (0, 0, HALF));
        lanes.give_back(&large, true);
        lanes.give_back(&small[0], false);
        // Behind a small one a large one waits for a moment.
        let behind = lanes.lease(BIG, false, false).unwrap();
        assert_eq!(behind.number, small[1].number);
        assert!(lanes.lease(SMALL, false, false).is_none());
        // What breaks goes when nothing waits on it any more.
        lanes.give_back(&small[1], true);
        assert!(lanes.is_ready() && lanes.lease(SMALL, false, false).is_none());
        lanes.give_back(&behind, true);
        assert!(!lanes.is_ready());
    }

    #[test]
    fn one_tiny_file_at_a_time_goes_over_the_browsing_connection() {
        let mut lanes = link(true, None);
        add(&mut lanes, "one");
        let _large = lanes.lease(BIG, false, false).unwrap();
        assert!(lanes.lease(SMALL, false, false).is_none());
        let tiny = lanes.lease(SMALL, true, false).unwrap();
        assert!(tiny.is_browsing() && lanes.lease(SMALL, true, false).is_none());
        assert_eq!(lanes.room(Room::empty(8)).tiny, 0);
        lanes.give_back(&tiny, false);
        assert!(lanes.lease(SMALL, true, false).is_some_and(|share| share.is_browsing()));
        // With one file at a time there is no second one.
        let mut lanes = link(true, None);
        add(&mut lanes, "other");
        let one = lanes.room(Room::empty(1));
        assert_eq!((one.files, one.least_weight, one.tiny), (BIG_WEIGHT, BIG_WEIGHT, 0));
    }

    #[test]
    fn a_file_alone_takes_the_browsing_connection_where_nobody_waits_for_it() {
        for in_turn in [true, false] {
            let mut lanes = link(in_turn, None);
            lanes.set_alone(true);
            assert!(lanes.is_ready() && !lanes.wants_one(true));
            assert!(lanes.room(Room::empty(8)).files >= BIG_WEIGHT);
            let only = lanes.lease(BIG, false, false).unwrap();
            assert!(only.is_browsing());
            assert_eq!(lanes.lease(BIG, false, false).is_none(), in_turn);
            lanes.give_back(&only, false);
            lanes.set_alone(false);
            assert!(!lanes.is_ready() && lanes.wants_one(true) && lanes.lease(BIG, false, false).is_none());
            add(&mut lanes, "one");
            lanes.set_alone(true);
            assert!(!lanes.lease(BIG, false, false).unwrap().is_browsing(), "there is another one");
        }
    }

    #[test]
    fn a_site_with_one_connection_does_everything_on_it() {
        let mut lanes = link(true, Some(1));
        assert!(lanes.is_ready() && !lanes.wants_one(true));
        assert_eq!(lanes.room(Room::empty(8)).files, BIG_WEIGHT);
        assert!(lanes.lease(BIG, false, false).unwrap().is_browsing());
        assert!(lanes.lease(SMALL, true, false).is_none());
        // The same where the server refuses a second one.
        let mut lanes = link(true, None);
        lanes.opens();
        assert!(!lanes.wants_one(true));
        lanes.refused();
        assert!(lanes.is_ready() && lanes.lease(BIG, false, false).unwrap().is_browsing());
    }

    #[test]
    fn channels_that_carry_many_things_are_opened_by_what_they_carry() {
        let mut lanes = link(false, None);
        add(&mut lanes, "other");
        let room = Room::empty(8);
        assert_eq!(lanes.room(room), room);
        let shares: Vec<Share<Files>> = (0..2).map(|_| lanes.lease(BIG, false, false).unwrap()).collect();
        assert!(!lanes.wants_one(true));
        let _third = lanes.lease(SMALL, true, false).unwrap();
        assert!(lanes.wants_one(false));
        lanes.give_back(&shares[0], false);
        assert!(!lanes.wants_one(true));
    }
}
