//! One connection that carries one thing at a time, and is made anew when it is of no use any more.

use super::control::Control;
use super::site::{Place, Site};
use crate::error::{DataFault, DataTry, Error, ErrorKind, Result, StatusCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

/// How long a transfer that was given up may take to say its last words before its connection is made anew.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// Whether a channel is the one that the session stands or falls with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// For listings and operations: when it is lost, the session is.
    Browsing,
    /// For transfers: closed when nothing was transferred for a while, for servers count connections.
    Transfers,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) site: Arc<Site>,
    role: Role,
    control: Arc<Mutex<Option<Control>>>,
    used: AtomicBool,
    _place: Place,
}

/// The connection while one thing is done on it.
#[derive(Debug)]
pub(super) struct Held {
    guard: OwnedMutexGuard<Option<Control>>,
    channel: Arc<Channel>,
}

impl Channel {
    /// A channel over a connection that is logged in.
    pub(super) fn new(site: Arc<Site>, role: Role, control: Control, place: Place) -> Arc<Self> {
        let channel = Arc::new(Self {
            site,
            role,
            control: Arc::new(Mutex::new(Some(control))),
            used: AtomicBool::new(true),
            _place: place,
        });
        tokio::spawn(keep_alive(Arc::downgrade(&channel), channel.site.cut.clone()));
        channel
    }

    /// Waits for its turn. A connection that is out of step is made anew first.
    ///
    /// # Errors
    /// Those of making a connection; `ConnectionLost` when the session is over.
    pub(super) async fn take(self: &Arc<Self>) -> Result<Held> {
        self.take_where(Control::is_as_made).await
    }

    /// The same for what is sent by hand, which may find what was sent by hand before.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub(super) async fn take_by_hand(self: &Arc<Self>) -> Result<Held> {
        self.take_where(Control::is_in_step).await
    }

    async fn take_where(self: &Arc<Self>, is_fit: impl Fn(&Control) -> bool) -> Result<Held> {
        let mut guard = Arc::clone(&self.control).lock_owned().await;
        self.used.store(true, Ordering::Relaxed);
        if self.site.cut.is_cancelled() {
            return Err(Error::new(ErrorKind::ConnectionLost).on_host(self.site.host.clone()));
        }
        if !guard.as_ref().is_some_and(is_fit) {
            if let Some(mut unfit) = guard.take() {
                // Servers count connections.
                unfit.quit().await;
            }
            match self.site.open(&CancellationToken::new()).await {
                Ok(control) => *guard = Some(control),
                Err(error) => {
                    self.lost(&error);
                    return Err(error);
                }
            }
        }
        let mut held = Held { guard, channel: Arc::clone(self) };
        // Sizes and listings are those of bytes.
        let binary = held.control()?.set_text(false).await;
        held.told(binary)?;
        Ok(held)
    }

    /// Ends the session where this channel is what it stands or falls with.
    fn lost(&self, error: &Error) {
        if self.role == Role::Browsing && error.kind != ErrorKind::Cancelled {
            self.site.end(error);
        }
    }

    /// Says goodbye, if nothing is under way.
    pub(super) async fn quit(&self) {
        if let Ok(mut guard) = self.control.try_lock()
            && let Some(mut control) = guard.take()
        {
            control.quit().await;
        }
    }
}

impl Held {
    /// The connection.
    ///
    /// # Errors
    /// `ConnectionLost` when it was lost while it was held.
    pub(super) fn control(&mut self) -> Result<&mut Control> {
        self.guard.as_mut().ok_or_else(|| Error::new(ErrorKind::ConnectionLost))
    }

    pub(super) fn site(&self) -> &Arc<Site> {
        &self.channel.site
    }

    /// Awaits work on the connection. When the connection is lost in it, and the session stands or falls with it, the
    /// session ends.
    ///
    /// # Errors
    /// Those of the work, with the host.
    pub(super) fn told<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|mut error| {
            if error.kind == ErrorKind::NoDataConnection && error.tries.is_empty() {
                // Told by the last reply of a transfer that had begun: by the way that worked last.
                let way = self.channel.site.data.lock().unwrap_or_else(PoisonError::into_inner).ways.first().copied();
                let code = if let Some(StatusCode::Ftp(code)) = error.code { code } else { 0 };
                error.tries.extend(way.map(|way| DataTry { way, fault: DataFault::ServerFailed(code) }));
            }
            if matches!(error.kind, ErrorKind::ConnectionLost | ErrorKind::Unreachable) {
                self.channel.lost(&error);
            }
            error.on_host(self.channel.site.host.clone())
        })
    }

    /// Gives a transfer up whose data connection is closed already: its last reply is awaited in the background, and the
    /// connection made anew by the next user where none comes.
    pub(super) fn give_up(mut self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if let Ok(control) = self.control() {
                // Whatever it says: the transfer was given up.
                let _last = control.next_reply(LAST_WORDS).await;
            }
        });
    }
}

/// Asks a quiet browsing connection whether it is there, and closes quiet ones for transfers.
async fn keep_alive(channel: std::sync::Weak<Channel>, cut: CancellationToken) {
    let mut quiet_rounds = 0;
    loop {
        let Some(pause) = channel.upgrade().map(|channel| channel.site.maker.request.limits.quiet) else { return };
        tokio::select! {
            () = cut.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let Some(channel) = channel.upgrade() else { return };
        if channel.used.swap(false, Ordering::Relaxed) {
            quiet_rounds = 0;
            continue;
        }
        quiet_rounds += 1;
        let Ok(mut guard) = channel.control.try_lock() else { continue };
        let Some(control) = guard.as_mut().filter(|control| control.is_as_made()) else { continue };
        match channel.role {
            Role::Browsing => {
                let asked = control.exchange(&super::command::Command::bare("NOOP")).await;
                if let Err(error) = asked {
                    channel.lost(&error);
                }
            }
            Role::Transfers if quiet_rounds >= 2 => {
                control.quit().await;
                *guard = None;
            }
            Role::Transfers => {}
        }
    }
}
