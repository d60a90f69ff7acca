//! The ways to a connection for data, and which of them worked.

use super::request::DataDirection;
use std::net::IpAddr;
use std::ops::RangeInclusive;

/// A way to a data connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    ExtendedPassive,
    Passive,
    ExtendedActive,
    Active,
}

/// The ways of a site, the one that worked last first.
#[derive(Clone, Debug)]
pub(super) struct DataMemory {
    pub(super) ways: Vec<Way>,
    pub(super) ports: Option<RangeInclusive<u16>>,
    pub(super) external: Option<IpAddr>,
}

impl DataMemory {
    pub(super) fn new(direction: &DataDirection) -> Self {
        let passive = [Way::ExtendedPassive, Way::Passive];
        let active = [Way::ExtendedActive, Way::Active];
        match direction {
            DataDirection::Passive => Self { ways: [passive, active].concat(), ports: None, external: None },
            DataDirection::Active { ports, external } => {
                Self { ways: [active, passive].concat(), ports: ports.clone(), external: *external }
            }
        }
    }
}
