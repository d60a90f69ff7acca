//! Which side opens connections for data.

use crate::error::DataMode;
use std::net::IpAddr;
use std::ops::RangeInclusive;

/// Which side opens the connection for data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DataDirection {
    /// We do; where that does not work, the server.
    #[default]
    Passive,
    /// The server does.
    Active {
        /// The ports that it may be told; `None`: any.
        ports: Option<RangeInclusive<u16>>,
        /// The address that it is told; `None`: the one from which we are connected.
        external: Option<IpAddr>,
    },
}

impl DataDirection {
    /// Reads ports as people write them: `50000-50100`, or one alone. `None`: no ports from 1 to 65535, the lower one first.
    #[must_use]
    pub fn read_ports(text: &str) -> Option<RangeInclusive<u16>> {
        let number = |text: &str| {
            let digits = text.trim();
            digits.parse::<u16>().ok().filter(|port| *port > 0 && digits.bytes().all(|b| b.is_ascii_digit()))
        };
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let ports = number(first)?..=number(last)?;
        (!ports.is_empty()).then_some(ports)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_as_people_write_them() {
        for (text, ports) in [
            ("50000-50100", Some(50_000..=50_100)),
            ("50000", Some(50_000..=50_000)),
            (" 1 - 65535 ", Some(1..=65_535)),
            ("0-5", None),
            ("5-4", None),
            ("65536", None),
            ("+5", None),
            ("-5", None),
            ("5-", None),
            ("5-6-7", None),
            ("", None),
            ("any", None),
        ] {
            assert_eq!(DataDirection::read_ports(text), ports, "{text}");
        }
    }
}
