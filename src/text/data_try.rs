//! Why a connection for data of an FTP session was not made, in words.

use crate::error::{DataFault, DataTrouble, DataTry};
use crate::i18n::fl;

/// What keeps connections for data from being made, in a few words.
pub(super) fn trouble_cause(trouble: DataTrouble) -> String {
    match trouble {
        DataTrouble::PortSilent { .. } | DataTrouble::PortClosed { .. } => fl!("cause-no-data-blocked"),
        DataTrouble::NotCalled => fl!("cause-no-data-not-called"),
        DataTrouble::SessionNotResumed => fl!("cause-no-data-session"),
        DataTrouble::ServerFailed | DataTrouble::NotOffered | DataTrouble::BadAddress | DataTrouble::NotTold => {
            fl!("cause-no-data-connection")
        }
    }
}

/// What keeps connections for data from being made, as a sentence that ends with the server.
pub(super) fn trouble_words(trouble: DataTrouble, place: &str) -> String {
    match trouble {
        DataTrouble::PortSilent { port } => fl!("why-no-data-port-silent", place = place, port = port.to_string()),
        DataTrouble::PortClosed { port } => fl!("why-no-data-port-closed", place = place, port = port.to_string()),
        DataTrouble::NotCalled => fl!("why-no-data-not-called", place = place),
        DataTrouble::ServerFailed => fl!("why-no-data-server-failed", place = place),
        DataTrouble::NotOffered => fl!("why-no-data-not-offered", place = place),
        DataTrouble::BadAddress => fl!("why-no-data-bad-address", place = place),
        DataTrouble::SessionNotResumed => fl!("why-no-data-session-not-resumed", place = place),
        DataTrouble::NotTold => fl!("why-no-data-connection", place = place),
    }
}

/// What a person can do about it.
pub(super) fn trouble_advice(trouble: DataTrouble) -> String {
    match trouble {
        DataTrouble::PortSilent { .. } | DataTrouble::PortClosed { .. } => fl!("fix-no-data-passive"),
        DataTrouble::NotCalled => fl!("fix-no-data-active"),
        DataTrouble::SessionNotResumed => fl!("fix-no-data-session"),
        DataTrouble::NotOffered => fl!("fix-no-data-not-offered"),
        DataTrouble::ServerFailed | DataTrouble::BadAddress | DataTrouble::NotTold => fl!("fix-no-data-connection"),
    }
}

/// One way that was tried and what came of it: `EPSV: nothing answered on port 50001`.
pub(super) fn try_words(tried: DataTry) -> String {
    let command = tried.way.command();
    match tried.fault {
        DataFault::CommandRefused(code) => fl!("data-try-refused", command = command, code = code.to_string()),
        DataFault::NoAddress => fl!("data-try-no-address", command = command),
        DataFault::Refused { port } => fl!("data-try-closed", command = command, port = port.to_string()),
        DataFault::NoAnswer { port } => fl!("data-try-no-answer", command = command, port = port.to_string()),
        DataFault::Unreachable { port } => fl!("data-try-unreachable", command = command, port = port.to_string()),
        DataFault::NotCalled { port } => fl!("data-try-not-called", command = command, port = port.to_string()),
        DataFault::ServerFailed(code) => fl!("data-try-server-failed", command = command, code = code.to_string()),
        DataFault::NoPort => fl!("data-try-no-port", command = command),
        DataFault::NotHere => fl!("data-try-not-here", command = command),
    }
}
