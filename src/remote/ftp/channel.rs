//! One connection that carries one thing at a time, and is made anew when it is of no use any more.

use super::control::Control;
use super::site::{Place, Site};
use crate::error::{DataFault, DataTry, Error, ErrorKind, Result, StatusCode};
use crate::log::LogBody;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use tokio::sync::{Mutex, OwnedMutexGuard};

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
    pub(super) role: Role,
    /// `None` while it is closed; the next user makes it anew.
    pub(super) control: Arc<Mutex<Option<Control>>>,
    /// Used since this was asked last.
    pub(super) used: AtomicBool,
    /// The connection is with work that nobody waits for any more, and about to be closed.
    lent: AtomicBool,
    _place: Place,
}

/// The connection while one thing is done on it.
#[derive(Debug)]
pub(super) struct Held {
    guard: OwnedMutexGuard<Option<Control>>,
    channel: Arc<Channel>,
    /// It was there before this, so that the server may have closed it meanwhile.
    reused: bool,
}

impl Channel {
    /// A channel over a connection that is logged in.
    pub(super) fn new(site: Arc<Site>, role: Role, control: Control, place: Place) -> Arc<Self> {
        Arc::new(Self {
            site,
            role,
            control: Arc::new(Mutex::new(Some(control))),
            used: AtomicBool::new(true),
            lent: AtomicBool::new(false),
            _place: place,
        })
    }

    /// Waits for its turn. A connection that is closed, or of no use any more, is made anew first.
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
        let ready = match guard.as_mut() {
            Some(control) => is_fit(control) && control.is_ready().await,
            None => false,
        };
        if let Some(mut touched) = guard.take_if(|control| !ready && control.is_in_step() && !control.is_as_made()) {
            // What was sent by hand changed how it works. Servers count connections.
            touched.quit().await;
        }
        let mut held = Held { guard, channel: Arc::clone(self), reused: ready };
        if !ready {
            held.renew().await?;
        }
        // Sizes and listings are those of bytes.
        let binary = held.control()?.set_text(false).await;
        held.told(binary)?;
        Ok(held)
    }

    /// Ends the session where this channel is what it stands or falls with.
    pub(super) fn lost(&self, error: &Error) {
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

    /// The connection, for work that goes on when this is dropped. Who comes then makes a new one.
    ///
    /// # Errors
    /// As [`Self::control`].
    pub(super) fn lend(&mut self) -> Result<Control> {
        let control = self.guard.take().ok_or_else(|| Error::new(ErrorKind::ConnectionLost))?;
        self.channel.lent.store(true, Ordering::Relaxed);
        Ok(control)
    }

    /// Puts back what was lent.
    pub(super) fn give_back(&mut self, control: Control) {
        self.channel.lent.store(false, Ordering::Relaxed);
        *self.guard = Some(control);
    }

    /// Makes the connection anew, the old one closed first: servers count connections.
    ///
    /// # Errors
    /// Those of making a connection; the session ends where it stands or falls with this one.
    pub(super) async fn renew(&mut self) -> Result<()> {
        let lent = self.channel.lent.swap(false, Ordering::Relaxed);
        let had_one = self.guard.take().is_some() || lent;
        self.reused = false;
        match self.channel.site.reopen(had_one).await {
            Ok(control) => {
                *self.guard = Some(control);
                Ok(())
            }
            Err(error) => {
                self.channel.lost(&error);
                Err(error)
            }
        }
    }

    /// Whether something that failed is to be done again: the connection had been quiet, the server had closed it, and it
    /// was made anew now. Not to be asked about commands that may have been carried out; see [`Self::again_if_unheard`].
    pub(super) async fn again(&mut self, error: &Error) -> bool {
        if !self.reused || error.kind != ErrorKind::ConnectionLost || self.channel.site.cut.is_cancelled() {
            return false;
        }
        let site = Arc::clone(self.site());
        site.maker.log.push(Some(site.maker.request.session), LogBody::Debug(format!("closed by the server: {error}")));
        self.renew().await.is_ok()
    }

    /// The same for commands that must not be done twice: only when the server said goodbye in place of an answer.
    pub(super) async fn again_if_unheard(&mut self, error: &Error) -> bool {
        error.code == Some(StatusCode::Ftp(421)) && self.again(error).await
    }

    /// What came of work on the connection. When the connection is lost in it, and the session stands or falls with it, the
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
                let _last = control.last_words().await;
            }
        });
    }
}
