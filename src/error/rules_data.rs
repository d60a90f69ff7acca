//! Why a connection for data was not made, by the ways that were tried and by the server's words. Pure.

use super::case::{Conclusion, certain, likely};
use super::cause::Cause;
use super::code::StatusCode;
use super::data_try::{DataFault, DataMode, DataTrouble, DataTry};
use super::failure::Error;
use super::kind::ErrorKind;

/// What the tries and the server's words tell; `None` for errors that are not about a connection for data.
pub(super) fn conclude(error: &Error) -> Option<Conclusion> {
    let mode = error.tries.first().map_or(DataMode::Passive, |tried| tried.way.mode());
    let cause = |trouble| Cause::NoDataConnection { mode, trouble };
    if wants_resumption(error) {
        return certain(cause(DataTrouble::SessionNotResumed));
    }
    if error.kind != ErrorKind::NoDataConnection {
        return None;
    }
    // The mode that was wished for first counts: the other one was tried for want of a better way.
    let own: Vec<DataTry> = error.tries.iter().filter(|tried| tried.way.mode() == mode).copied().collect();
    let trouble = own.iter().map(|tried| trouble(tried.fault)).min_by_key(|trouble| rank(*trouble));
    match trouble {
        // A firewall looks like a server whose ports are not open, and the other way round.
        Some(trouble @ (DataTrouble::PortSilent { .. } | DataTrouble::PortClosed { .. } | DataTrouble::NotCalled)) => {
            likely(cause(trouble), Vec::new())
        }
        // The server itself said so.
        Some(trouble) => certain(cause(trouble)),
        None if error.code.is_some_and(|code| matches!(code, StatusCode::Ftp(_))) => {
            certain(cause(DataTrouble::ServerFailed))
        }
        None => certain(cause(DataTrouble::NotTold)),
    }
}

/// Whether the server refuses connections for data whose TLS session is a new one: vsftpd says `522 SSL connection
/// failed: session reuse required` (measured on vsftpd 3.0.3), other servers name it in 425 and 450.
fn wants_resumption(error: &Error) -> bool {
    let code = matches!(error.code, Some(StatusCode::Ftp(425 | 426 | 450 | 521 | 522 | 534)));
    let Some(text) = error.server_text.as_ref().filter(|_| code) else { return false };
    let words = text.display().to_ascii_lowercase();
    let session = words.contains("session") && (words.contains("tls") || words.contains("ssl"));
    session && ["reuse", "resum"].iter().any(|word| words.contains(word))
}

fn trouble(fault: DataFault) -> DataTrouble {
    match fault {
        DataFault::NoAnswer { port } | DataFault::Unreachable { port } => DataTrouble::PortSilent { port },
        DataFault::Refused { port } => DataTrouble::PortClosed { port },
        DataFault::NotCalled { .. } => DataTrouble::NotCalled,
        DataFault::ServerFailed(_) => DataTrouble::ServerFailed,
        DataFault::CommandRefused(_) | DataFault::NotHere => DataTrouble::NotOffered,
        DataFault::NoAddress => DataTrouble::BadAddress,
        DataFault::NoPort => DataTrouble::NotTold,
    }
}

/// What tells more stands first: a way that was gone and failed says more than one that could not be gone.
fn rank(trouble: DataTrouble) -> u8 {
    match trouble {
        DataTrouble::SessionNotResumed => 0,
        DataTrouble::PortSilent { .. } | DataTrouble::NotCalled => 1,
        DataTrouble::PortClosed { .. } => 2,
        DataTrouble::ServerFailed => 3,
        DataTrouble::BadAddress => 4,
        DataTrouble::NotTold => 5,
        DataTrouble::NotOffered => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::super::data_try::DataWay;
    use super::super::diagnose::diagnose_alone;
    use super::super::diagnosis::{Confidence, Fix};
    use super::super::failure::ServerText;
    use super::*;

    fn failed(tries: &[(DataWay, DataFault)]) -> Box<Error> {
        let mut error = Error::new(ErrorKind::NoDataConnection);
        error.tries = tries.iter().map(|(way, fault)| DataTry { way: *way, fault: *fault }).collect();
        error
    }

    fn found(error: &Error) -> (DataMode, DataTrouble, Confidence, Option<Fix>) {
        let diagnosis = diagnose_alone(error);
        let Cause::NoDataConnection { mode, trouble } = diagnosis.cause else { panic!("{:?}", diagnosis.cause) };
        (mode, trouble, diagnosis.confidence, diagnosis.fixes.first().cloned())
    }

    #[test]
    fn the_mode_that_was_wished_for_tells_and_the_other_one_is_offered() {
        use DataFault as F;
        use DataWay as W;
        let to_active = Some(Fix::SwitchDataMode(DataMode::Active));
        let to_passive = Some(Fix::SwitchDataMode(DataMode::Passive));
        let silent = failed(&[
            (W::ExtendedPassive, F::CommandRefused(500)),
            (W::Passive, F::NoAnswer { port: 50_001 }),
            (W::ExtendedActive, F::ServerFailed(425)),
        ]);
        let port_silent = DataTrouble::PortSilent { port: 50_001 };
        assert_eq!(found(&silent), (DataMode::Passive, port_silent, Confidence::Likely, to_active.clone()));
        let closed = failed(&[(W::ExtendedPassive, F::Refused { port: 7 }), (W::Passive, F::CommandRefused(502))]);
        let port_closed = DataTrouble::PortClosed { port: 7 };
        assert_eq!(found(&closed), (DataMode::Passive, port_closed, Confidence::Likely, to_active.clone()));
        let nat = failed(&[(W::ExtendedActive, F::CommandRefused(522)), (W::Active, F::NotCalled { port: 9 })]);
        assert_eq!(found(&nat), (DataMode::Active, DataTrouble::NotCalled, Confidence::Likely, to_passive));
        let none = failed(&[(W::ExtendedPassive, F::CommandRefused(500)), (W::Passive, F::CommandRefused(502))]);
        assert_eq!(found(&none), (DataMode::Passive, DataTrouble::NotOffered, Confidence::Certain, to_active.clone()));
        let junk = failed(&[(W::ExtendedPassive, F::NoAddress), (W::Passive, F::NoAddress)]);
        assert_eq!(found(&junk).1, DataTrouble::BadAddress);
        assert_eq!(diagnose_alone(&silent).evidence.len(), 3, "each way and what came of it is shown");
    }

    #[test]
    fn a_server_that_wants_tls_sessions_resumed_is_understood_by_its_words() {
        let words = b"522 SSL connection failed: session reuse required: see require_ssl_reuse option in vsftpd.conf";
        let mut error = Error::ftp(522, Some(ServerText { message: words.to_vec(), language: None }));
        error.kind = ErrorKind::TlsFailed("closed".into());
        let (_, trouble, confidence, first) = found(&error);
        assert_eq!((trouble, confidence), (DataTrouble::SessionNotResumed, Confidence::Certain));
        assert_eq!(first, Some(Fix::Reconnect), "another mode would not help");
        let mut other = Error::ftp(522, Some(ServerText { message: b"522 use (1)".to_vec(), language: None }));
        other.kind = ErrorKind::TlsFailed("closed".into());
        assert_eq!(diagnose_alone(&other).cause.name(), "tls_failed");
    }

    #[test]
    fn a_bare_425_is_the_servers_failure() {
        let mut error = Error::ftp(425, Some(ServerText { message: b"425 Failed.".to_vec(), language: None }));
        error.kind = ErrorKind::NoDataConnection;
        assert_eq!(found(&error).1, DataTrouble::ServerFailed);
        assert_eq!(found(&failed(&[])).1, DataTrouble::NotTold);
    }
}
