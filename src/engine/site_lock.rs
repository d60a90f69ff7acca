//! The production lock of a site: whether its server may be changed now.

use crate::error::{Error, ErrorKind};
use crate::site::ProductionLock;
use std::sync::atomic::{AtomicU8, Ordering};

/// The lock of one session, shared by everything that works on its server.
#[derive(Debug)]
pub(super) struct SiteLock(AtomicU8);

impl SiteLock {
    pub(super) fn new(lock: ProductionLock) -> Self {
        Self(AtomicU8::new(number(lock)))
    }

    pub(super) fn get(&self) -> ProductionLock {
        match self.0.load(Ordering::SeqCst) {
            0 => ProductionLock::Off,
            1 => ProductionLock::Confirm,
            _ => ProductionLock::Refuse,
        }
    }

    pub(super) fn set(&self, lock: ProductionLock) {
        self.0.store(number(lock), Ordering::SeqCst);
    }

    /// Whether a change may be made. `consented`: a person agreed to the command that it belongs to.
    pub(super) fn allows(&self, consented: bool) -> bool {
        match self.get() {
            ProductionLock::Off => true,
            ProductionLock::Confirm => consented,
            ProductionLock::Refuse => false,
        }
    }
}

fn number(lock: ProductionLock) -> u8 {
    match lock {
        ProductionLock::Off => 0,
        ProductionLock::Confirm => 1,
        ProductionLock::Refuse => 2,
    }
}

/// The server was not asked: its site is locked.
pub(super) fn locked() -> Box<Error> {
    Error::new(ErrorKind::SiteLocked)
}
