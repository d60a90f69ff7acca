//! The connection doctor as the window knows it. Pure.

use crate::engine::{CheckupWish, ConnectWish};
use crate::model::{AddressFault, SessionId};
use crate::remote::{CheckNews, Checkup};

/// A checkup on screen.
#[derive(Clone, PartialEq, Eq)]
pub struct DoctorRun {
    /// Its id.
    pub id: SessionId,
    /// What is checked.
    pub wish: ConnectWish,
    /// What came of it so far.
    pub checkup: Checkup,
    /// Whether it is over.
    pub ended: bool,
}

impl DoctorRun {
    /// A checkup that has just begun.
    #[must_use]
    pub fn new(id: SessionId, wish: ConnectWish) -> Self {
        Self { id, wish, checkup: Checkup::default(), ended: false }
    }

    /// What the engine is asked for.
    #[must_use]
    pub fn wish(&self) -> CheckupWish {
        CheckupWish { connect: self.wish.clone(), limit: None }
    }
}

/// What the connection doctor shows.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DoctorState {
    /// The address as typed.
    pub address: String,
    /// Why the address cannot be understood.
    pub fault: Option<AddressFault>,
    /// What the address was made of, where it was not typed: key files and a password that do not stand in it.
    pub known: Option<ConnectWish>,
    /// The checkup; `None` before the first one.
    pub run: Option<DoctorRun>,
    /// The result whose details are open, from 0.
    pub open: Option<usize>,
}

impl DoctorState {
    /// Whether a checkup is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.ended)
    }

    /// Takes in what the engine tells of a checkup; of another one than that on screen, nothing.
    pub fn take(&mut self, id: SessionId, news: CheckNews) {
        if let Some(run) = self.run.as_mut().filter(|run| run.id == id) {
            run.checkup.take(news);
        }
    }

    /// A checkup is over.
    pub fn end(&mut self, id: SessionId, cancelled: bool) {
        if let Some(run) = self.run.as_mut().filter(|run| run.id == id) {
            run.checkup.running = None;
            run.checkup.cancelled = cancelled;
            run.ended = true;
        }
    }
}
