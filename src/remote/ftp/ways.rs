//! The ways to a connection for data, and which of them worked.

use crate::error::{DataMode, DataWay as Way};
use crate::model::DataDirection;
use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A server with its port, and the mode that is wished for it.
type Key = (String, DataMode);
type Known = HashMap<Key, Vec<Way>>;

/// What worked with which server, for as long as the program runs: a later session does not try in vain what an earlier one
/// has tried. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct DataWays(Arc<Mutex<Known>>);

impl DataWays {
    fn of(&self, key: &Key) -> Option<Vec<Way>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: &Key, ways: &[Way]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), ways.to_vec());
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
    /// How many ports were asked for, so that one after the other is used.
    turns: Arc<AtomicU32>,
    key: Key,
    known: DataWays,
}

impl DataMemory {
    /// As the user wishes, or as it worked before with this server. `host`: the server with its port. Through a proxy
    /// (`tunnelled`) no server can connect to us.
    pub(super) fn new(direction: &DataDirection, host: &str, known: DataWays, tunnelled: bool) -> Self {
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
        let ways = known.of(&key).filter(|_| !tunnelled).unwrap_or(ways);
        Self { wished, ways, external, ports, turns: Arc::default(), key, known }
    }

    /// This way worked: it comes first from now on.
    pub(super) fn worked(&mut self, way: Way) {
        if self.ways.first() != Some(&way) {
            self.ways.retain(|other| *other != way);
            self.ways.insert(0, way);
            self.known.keep(&self.key, &self.ways);
        }
    }

    /// This way failed after the transfer had begun, where no other could be tried any more: the next transfer tries the
    /// others first.
    pub(super) fn failed_late(&mut self, way: Way) {
        self.ways.retain(|other| *other != way);
        self.ways.push(way);
        self.known.keep(&self.key, &self.ways);
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

    fn active(ports: Option<RangeInclusive<u16>>) -> DataDirection {
        DataDirection::Active { ports, external: None }
    }

    #[test]
    fn what_worked_is_tried_first_also_by_the_next_session() {
        use Way::{Active, ExtendedActive, ExtendedPassive, Passive};
        let known = DataWays::default();
        let mut memory = DataMemory::new(&DataDirection::Passive, "h:21", known.clone(), false);
        assert_eq!(memory.ways, [ExtendedPassive, Passive, ExtendedActive, Active]);
        memory.failed_late(ExtendedPassive);
        memory.worked(ExtendedActive);
        assert_eq!(memory.ways, [ExtendedActive, Passive, Active, ExtendedPassive]);
        assert_eq!(DataMemory::new(&DataDirection::Passive, "h:21", known.clone(), false).ways, memory.ways);
        // Not for other servers, and not where the user wishes the other mode now.
        assert_eq!(
            DataMemory::new(&DataDirection::Passive, "g:21", known.clone(), false).ways.first(),
            Some(&ExtendedPassive)
        );
        let wished = DataMemory::new(&active(None), "h:21", known, false);
        assert_eq!(wished.ways, [ExtendedActive, Active, ExtendedPassive, Passive]);
    }

    #[test]
    fn ports_take_turns() {
        let any = DataMemory::new(&active(None), "h:21", DataWays::default(), false);
        assert!(any.ports().eq([0]) && any.ports().eq([0]));
        let three = DataMemory::new(&active(Some(5000..=5002)), "h:21", DataWays::default(), false);
        assert!(three.ports().eq([5000, 5001, 5002]));
        assert!(three.ports().eq([5001, 5002, 5000]));
        assert!(three.clone().ports().eq([5002, 5000, 5001]), "clones take turns with each other");
        let one = DataMemory::new(&active(Some(65_535..=65_535)), "h:21", DataWays::default(), false);
        assert!(one.ports().eq([65_535]) && one.ports().eq([65_535]));
        let all = DataMemory::new(&active(Some(1..=65_535)), "h:21", DataWays::default(), false);
        assert_eq!(all.ports().count(), 65_535);
    }
}
