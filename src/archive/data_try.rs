//! The ways to a connection for data, in a record: words, with one number where there is one.

use super::names;
use crate::error::{DataFault, DataTrouble, DataTry, DataWay};
use serde::{Deserialize, Serialize};

/// One way that was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedTry {
    /// The command: `EPSV`, `PASV`, `EPRT`, `PORT`.
    pub way: String,
    /// Why it did not work, in a word.
    pub fault: String,
    /// The port or the code of the reply, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
}

impl SavedTry {
    /// A try for a record.
    #[must_use]
    pub fn new(tried: &DataTry) -> Self {
        let (fault, number) = match tried.fault {
            DataFault::CommandRefused(code) => ("command_refused", Some(code)),
            DataFault::NoAddress => ("no_address", None),
            DataFault::Refused { port } => ("refused", Some(port)),
            DataFault::NoAnswer { port } => ("no_answer", Some(port)),
            DataFault::Unreachable { port } => ("unreachable", Some(port)),
            DataFault::NotCalled { port } => ("not_called", Some(port)),
            DataFault::ServerFailed(code) => ("server_failed", Some(code)),
            DataFault::NoPort => ("no_port", None),
            DataFault::NotHere => ("not_here", None),
        };
        Self { way: names::data_way_word(tried.way).to_owned(), fault: fault.to_owned(), number }
    }

    /// The try again; `None` for words that this version does not know.
    #[must_use]
    pub fn data_try(&self) -> Option<DataTry> {
        let number = self.number.unwrap_or_default();
        let fault = match self.fault.as_str() {
            "command_refused" => DataFault::CommandRefused(number),
            "no_address" => DataFault::NoAddress,
            "refused" => DataFault::Refused { port: number },
            "no_answer" => DataFault::NoAnswer { port: number },
            "unreachable" => DataFault::Unreachable { port: number },
            "not_called" => DataFault::NotCalled { port: number },
            "server_failed" => DataFault::ServerFailed(number),
            "no_port" => DataFault::NoPort,
            "not_here" => DataFault::NotHere,
            _ => return None,
        };
        let way: DataWay = names::data_way(&self.way)?;
        Some(DataTry { way, fault })
    }
}

/// What keeps connections for data from being made: a word, and the port where there is one.
pub(super) fn trouble_word(trouble: DataTrouble) -> (&'static str, Option<u16>) {
    match trouble {
        DataTrouble::PortSilent { port } => ("port_silent", Some(port)),
        DataTrouble::PortClosed { port } => ("port_closed", Some(port)),
        DataTrouble::NotCalled => ("not_called", None),
        DataTrouble::ServerFailed => ("server_failed", None),
        DataTrouble::NotOffered => ("not_offered", None),
        DataTrouble::BadAddress => ("bad_address", None),
        DataTrouble::SessionNotResumed => ("session_not_resumed", None),
        DataTrouble::NotTold => ("not_told", None),
    }
}

/// The same again; `None` for a word that this version does not know.
pub(super) fn trouble(word: &str, port: Option<u16>) -> Option<DataTrouble> {
    let port = port.unwrap_or_default();
    Some(match word {
        "port_silent" => DataTrouble::PortSilent { port },
        "port_closed" => DataTrouble::PortClosed { port },
        "not_called" => DataTrouble::NotCalled,
        "server_failed" => DataTrouble::ServerFailed,
        "not_offered" => DataTrouble::NotOffered,
        "bad_address" => DataTrouble::BadAddress,
        "session_not_resumed" => DataTrouble::SessionNotResumed,
        "not_told" => DataTrouble::NotTold,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_and_troubles_come_back_as_they_went() {
        let faults = [
            DataFault::CommandRefused(522),
            DataFault::NoAddress,
            DataFault::Refused { port: 1 },
            DataFault::NoAnswer { port: 2 },
            DataFault::Unreachable { port: 3 },
            DataFault::NotCalled { port: 4 },
            DataFault::ServerFailed(425),
            DataFault::NoPort,
            DataFault::NotHere,
        ];
        let ways = [DataWay::ExtendedPassive, DataWay::Passive, DataWay::ExtendedActive, DataWay::Active];
        for (fault, way) in faults.into_iter().zip(ways.into_iter().cycle()) {
            let tried = DataTry { way, fault };
            assert_eq!(SavedTry::new(&tried).data_try(), Some(tried));
        }
        for of in DataTrouble::ALL {
            let (word, port) = trouble_word(of);
            assert_eq!(trouble(word, port), Some(of));
        }
        assert_eq!(SavedTry { fault: "new".into(), ..SavedTry::default() }.data_try(), None);
    }
}
