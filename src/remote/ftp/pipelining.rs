//! Whether a server takes commands before it has answered the ones before, as found out on this session.

use std::sync::atomic::{AtomicU8, Ordering};

const UNTRIED: u8 = 0;
const WORKS: u8 = 1;
const NEVER: u8 = 2;

/// What is known of that.
#[derive(Debug, Default)]
pub(super) struct Pipelining(AtomicU8);

impl Pipelining {
    /// Whether it does.
    pub(super) fn works(&self) -> bool {
        self.0.load(Ordering::Relaxed) == WORKS
    }

    /// Whether that is not known yet.
    pub(super) fn is_untried(&self) -> bool {
        self.0.load(Ordering::Relaxed) == UNTRIED
    }

    /// Whether it was found not to.
    pub(super) fn is_given_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) == NEVER
    }

    /// It did; unless it was found not to do it before.
    pub(super) fn worked(&self) {
        let _never = self.0.compare_exchange(UNTRIED, WORKS, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// It must not be asked to any more.
    pub(super) fn give_up(&self) {
        self.0.store(NEVER, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_not_to_work_is_not_tried_again() {
        let pipelining = Pipelining::default();
        assert!(pipelining.is_untried() && !pipelining.works());
        pipelining.worked();
        assert!(pipelining.works() && !pipelining.is_untried());
        pipelining.give_up();
        pipelining.worked();
        assert!(!pipelining.works() && !pipelining.is_untried());
    }
}
