//! What data connections resume the TLS session of their control connection with.
//!
//! Many servers turn down a data connection that does not (vsftpd's `require_ssl_reuse`, `ProFTPD` unless told otherwise). A
//! session of TLS 1.2 serves again and again. A ticket of TLS 1.3 serves once: servers send one or two with the control
//! connection and a new one with each resumed connection, which is lost when that is closed before the ticket was read.

use rustls::NamedGroup;
use rustls::client::{ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many tickets are kept; each data connection takes one and brings one.
const MOST: usize = 64;

/// The sessions of one control connection and of its data connections. All are of one server, so its name is not looked at.
#[derive(Default)]
pub(super) struct Tickets(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    group: Option<NamedGroup>,
    session: Option<Tls12ClientSessionValue>,
    tickets: VecDeque<Tls13ClientSessionValue>,
    /// How many came so far.
    came: u64,
}

impl std::fmt::Debug for Tickets {
    /// Leaves secrets out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tickets").field("left", &self.kept().tickets.len()).finish_non_exhaustive()
    }
}

impl Tickets {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the server gave tickets and none is left: the next data connection could not resume the session.
    pub(super) fn are_used_up(&self) -> bool {
        let kept = self.kept();
        kept.came > 0 && kept.tickets.is_empty()
    }

    /// How many tickets of TLS 1.3 came so far; 0 with TLS 1.2.
    pub(super) fn came(&self) -> u64 {
        self.kept().came
    }
}

impl ClientSessionStore for Tickets {
    fn set_kx_hint(&self, _: ServerName<'static>, group: NamedGroup) {
        self.kept().group = Some(group);
    }

    fn kx_hint(&self, _: &ServerName<'_>) -> Option<NamedGroup> {
        self.kept().group
    }

    fn set_tls12_session(&self, _: ServerName<'static>, session: Tls12ClientSessionValue) {
        self.kept().session = Some(session);
    }

    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.kept().session.clone()
    }

    fn remove_tls12_session(&self, _: &ServerName<'static>) {
        self.kept().session = None;
    }

    fn insert_tls13_ticket(&self, _: ServerName<'static>, ticket: Tls13ClientSessionValue) {
        let mut kept = self.kept();
        kept.came += 1;
        if kept.tickets.len() >= MOST {
            kept.tickets.pop_front();
        }
        kept.tickets.push_back(ticket);
    }

    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        self.kept().tickets.pop_back()
    }
}
