//! The ways to a connection for data, and which of them worked.

use crate::error::{DataMode, DataWay as Way};
use crate::model::DataDirection;
use std::net::IpAddr;
use std::ops::RangeInclusive;

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
    pub(super) ports: Option<RangeInclusive<u16>>,
    pub(super) external: Option<IpAddr>,
}

impl DataMemory {
    pub(super) fn new(direction: &DataDirection) -> Self {
        let passive = [Way::ExtendedPassive, Way::Passive];
        let active = [Way::ExtendedActive, Way::Active];
        match direction {
            DataDirection::Passive => {
                let ways = [passive, active].concat();
                Self { wished: DataMode::Passive, ways, ports: None, external: None }
            }
            DataDirection::Active { ports, external } => {
                let ways = [active, passive].concat();
                Self { wished: DataMode::Active, ways, ports: ports.clone(), external: *external }
            }
        }
    }

    /// This way worked: it comes first from now on.
    pub(super) fn worked(&mut self, way: Way) {
        if self.ways.first() != Some(&way) {
            self.ways.retain(|other| *other != way);
            self.ways.insert(0, way);
        }
    }

    /// This way failed after the transfer had begun, where no other could be tried any more: the next transfer tries the
    /// others first.
    pub(super) fn failed_late(&mut self, way: Way) {
        self.ways.retain(|other| *other != way);
        self.ways.push(way);
    }
}
