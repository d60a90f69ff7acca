//! The ways to a connection for data, and which of them worked.

use super::ways_file::{self, Line};
use crate::error::{DataMode, DataWay as Way};
use crate::model::{Clock, DataDirection, Timestamp};
use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A server with its port, and the mode that is wished for it.
type Key = (String, DataMode);
type Known = HashMap<Key, Vec<Way>>;

/// What worked with which server: a later session, and with a file a later run, does not try in vain what an earlier one has
/// tried. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct DataWays(Arc<Kept>);

#[derive(Debug, Default)]
struct Kept {
    known: Mutex<Known>,
    /// Where it outlives the program; `None`: nowhere.
    file: Option<PathBuf>,
    /// The file was read.
    read: AtomicBool,
}

impl DataWays {
    /// Remembers in a file, which is made where it is missing.
    #[must_use]
    pub fn kept_in(file: PathBuf) -> Self {
        Self(Arc::new(Kept { file: Some(file), ..Kept::default() }))
    }

    /// Reads the file, where there is one and it was not read yet. Blocks.
    pub(super) fn load(&self, now: Timestamp) {
        let Some(file) = self.0.file.as_deref().filter(|_| !self.0.read.swap(true, Ordering::Relaxed)) else { return };
        let lines = ways_file::read(file, now.secs);
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        for line in lines {
            known.entry((line.host, line.wished)).or_insert(line.ways);
        }
    }

    fn of(&self, key: &Key) -> Option<Vec<Way>> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: &Key, ways: &[Way], now: Timestamp) {
        let before = self.0.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), ways.to_vec());
        let (Some(file), Ok(runtime)) = (self.0.file.clone(), tokio::runtime::Handle::try_current()) else { return };
        if before.as_deref() != Some(ways) {
            let line = Line { host: key.0.clone(), wished: key.1, ways: ways.to_vec(), since: now.secs };
            runtime.spawn_blocking(move || {
                // A file that cannot be written costs the next run a wait, and nothing else.
                let _kept = ways_file::add(&file, &line);
            });
        }
    }
}

impl From<DataMode> for DataDirection {
    fn from(mode: DataMode) -> Self {
        match mode {
            DataMode::Passive => Self::Passive,
            DataMode::Active => Self::Active { ports: None, external: None },
        }
    }
}

/// The ways of a site, the one that worked last first.
#[derive(Clone, Debug)]
pub(super) struct DataMemory {
    /// The mode that was wished for; the other one is tried for want of a better way.
    pub(super) wished: DataMode,
    pub(super) ways: Vec<Way>,
    /// The address that the server is told in active mode; `None`: the one from which we are connected.
    pub(super) external: Option<IpAddr>,
    ports: Option<RangeInclusive<u16>>,
    /// The way that worked on this session, and did not fail since.
    proven: Option<Way>,
    /// How many ports were asked for, so that one after the other is used.
    turns: Arc<AtomicU32>,
    key: Key,
    /// `None` through a proxy, which says nothing of the server.
    known: Option<DataWays>,
    clock: Arc<dyn Clock>,
}

impl DataMemory {
    /// As the user wishes, or as it worked before with this server. `host`: the server with its port. Through a proxy
    /// (`tunnelled`) no server can connect to us.
    pub(super) fn new(
        direction: &DataDirection,
        host: &str,
        known: DataWays,
        tunnelled: bool,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let passive = [Way::ExtendedPassive, Way::Passive];
        let active = [Way::ExtendedActive, Way::Active];
        let (wished, ways, ports, external) = match direction {
            _ if tunnelled => (DataMode::Passive, passive.into(), None, None),
            DataDirection::Passive => (DataMode::Passive, [passive, active].concat(), None, None),
            DataDirection::Active { ports, external } => {
                (DataMode::Active, [active, passive].concat(), ports.clone(), *external)
            }
        };
        let key = (host.to_owned(), wished);
        let known = Some(known).filter(|_| !tunnelled);
        let ways = known.as_ref().and_then(|known| known.of(&key)).unwrap_or(ways);
        Self { wished, ways, external, ports, proven: None, turns: Arc::default(), key, known, clock }
    }

    /// This way worked: it comes first from now on.
    pub(super) fn worked(&mut self, way: Way) {
        self.proven = Some(way);
        if self.ways.first() != Some(&way) {
            self.ways.retain(|other| *other != way);
            self.ways.insert(0, way);
            self.keep();
        }
    }

    fn keep(&self) {
        if let Some(known) = &self.known {
            known.keep(&self.key, &self.ways, self.clock.now());
        }
    }

    /// The way by which the server is called, where that is the first one and worked before on this session.
    pub(super) fn proven_passive(&self) -> Option<Way> {
        self.proven.filter(|way| self.ways.first() == Some(way) && way.mode() == DataMode::Passive)
    }

    /// The way that worked failed now: the next transfer asks first, and begins then.
    pub(super) fn doubt(&mut self) {
        self.proven = None;
    }

    /// This way failed after the transfer had begun, where no other could be tried any more: the next transfer tries the
    /// others first. A server that agreed to call us and did not will not do so when it is told in other words.
    pub(super) fn failed_late(&mut self, way: Way) {
        self.proven = None;
        let in_vain = |other: &Way| *other == way || way.mode() == DataMode::Active && other.mode() == DataMode::Active;
        self.ways.sort_by_key(in_vain);
        self.keep();
    }

    /// The ports to listen on, in the order in which they are to be tried; 0 stands for any. A port that was just used may
    /// still be busy with its last bytes, so each time another one comes first.
    pub(super) fn ports(&self) -> impl Iterator<Item = u16> + use<> {
        let (first, last) = self.ports.as_ref().map_or((0, 0), |ports| (*ports.start(), *ports.end()));
        let many = u32::from(last.saturating_sub(first)) + 1;
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        (0..many).filter_map(move |step| first.checked_add(u16::try_from(turn.wrapping_add(step) % many).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn clock() -> Arc<dyn Clock> {
        Arc::new(crate::model::SystemClock::new())
    }

    fn active(ports: Option<RangeInclusive<u16>>) -> DataDirection {
        DataDirection::Active { ports, external: None }
    }

    #[test]
    fn what_worked_is_tried_first_also_by_the_next_session() {
        use Way::{Active, ExtendedActive, ExtendedPassive, Passive};
        let known = DataWays::default();
        let mut memory = DataMemory::new(&DataDirection::Passive, "h:21", known.clone(), false, clock());
        assert_eq!(memory.ways, [ExtendedPassive, Passive, ExtendedActive, Active]);
        memory.failed_late(ExtendedPassive);
        memory.worked(ExtendedActive);
        assert_eq!(memory.ways, [ExtendedActive, Passive, Active, ExtendedPassive]);
        assert_eq!(DataMemory::new(&DataDirection::Passive, "h:21", known.clone(), false, clock()).ways, memory.ways);
        // Not for other servers, and not where the user wishes the other mode now.
        assert_eq!(
            DataMemory::new(&DataDirection::Passive, "g:21", known.clone(), false, clock()).ways.first(),
            Some(&ExtendedPassive)
        );
        let wished = DataMemory::new(&active(None), "h:21", known, false, clock());
        assert_eq!(wished.ways, [ExtendedActive, Active, ExtendedPassive, Passive]);
    }

    #[test]
    fn a_server_that_does_not_call_is_not_waited_for_twice() {
        use Way::{Active, ExtendedActive, ExtendedPassive, Passive};
        let known = DataWays::default();
        let mut memory = DataMemory::new(&active(None), "h:21", known.clone(), false, clock());
        memory.worked(ExtendedActive);
        assert_eq!(memory.proven_passive(), None);
        memory.failed_late(ExtendedActive);
        assert_eq!(memory.ways, [ExtendedPassive, Passive, ExtendedActive, Active]);
        memory.worked(ExtendedPassive);
        assert_eq!(memory.proven_passive(), Some(ExtendedPassive));
        memory.doubt();
        assert_eq!(memory.proven_passive(), None);
    }

    #[tokio::test]
    async fn the_next_run_knows_it_too() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ftp_ways");
        let mut first =
            DataMemory::new(&DataDirection::Passive, "h:21", DataWays::kept_in(file.clone()), false, clock());
        first.worked(Way::ExtendedPassive);
        assert!(!file.exists(), "what is usual is not worth a line");
        first.worked(Way::Passive);
        let waiting = clock();
        let next = loop {
            assert!(waiting.elapsed() < Duration::from_mins(1), "the file was not written");
            let next = DataWays::kept_in(file.clone());
            next.load(clock().now());
            if next.of(&("h:21".into(), DataMode::Passive)).is_some() {
                break next;
            }
            tokio::task::yield_now().await;
        };
        let memory = DataMemory::new(&DataDirection::Passive, "h:21", next, false, clock());
        assert_eq!(memory.ways, first.ways);
        assert_eq!(memory.proven_passive(), None, "known, and not yet proven on this session");
    }

    #[test]
    fn a_session_through_a_proxy_teaches_nothing_of_the_server() {
        let known = DataWays::default();
        let mut tunnelled = DataMemory::new(&DataDirection::Passive, "h:21", known.clone(), true, clock());
        tunnelled.worked(Way::Passive);
        assert_eq!(tunnelled.ways.first(), Some(&Way::Passive));
        let direct = DataMemory::new(&DataDirection::Passive, "h:21", known, false, clock());
        assert_eq!((direct.ways.len(), direct.ways.first()), (4, Some(&Way::ExtendedPassive)));
    }

    #[test]
    fn ports_take_turns() {
        let any = DataMemory::new(&active(None), "h:21", DataWays::default(), false, clock());
        assert!(any.ports().eq([0]) && any.ports().eq([0]));
        let three = DataMemory::new(&active(Some(5000..=5002)), "h:21", DataWays::default(), false, clock());
        assert!(three.ports().eq([5000, 5001, 5002]));
        assert!(three.ports().eq([5001, 5002, 5000]));
        assert!(three.clone().ports().eq([5002, 5000, 5001]), "clones take turns with each other");
        let one = DataMemory::new(&active(Some(65_535..=65_535)), "h:21", DataWays::default(), false, clock());
        assert!(one.ports().eq([65_535]) && one.ports().eq([65_535]));
        let all = DataMemory::new(&active(Some(1..=65_535)), "h:21", DataWays::default(), false, clock());
        assert_eq!(all.ports().count(), 65_535);
    }
}
