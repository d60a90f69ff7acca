//! Time limits that stand still while a person is asked, and cancelling at any moment.

use crate::error::{Error, ErrorKind, Result, Stage};
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The limits under which everything of one connection is awaited.
#[derive(Clone, Debug)]
pub struct Pace {
    cancel: CancellationToken,
    waiting: watch::Sender<usize>,
}

impl Pace {
    /// Everything stops when `cancel` is.
    #[must_use]
    pub fn new(cancel: CancellationToken) -> Self {
        Self { cancel, waiting: watch::Sender::new(0) }
    }

    /// Cancelling this token stops everything.
    #[must_use]
    pub fn token(&self) -> CancellationToken {
        self.cancel.clone()
    }

    /// Awaits `work` for at most `limit` of time in which nobody is being asked anything. `work` is dropped at the limit.
    ///
    /// # Errors
    /// `TimedOut(stage)`, `Cancelled`.
    pub async fn within<T>(&self, stage: Stage, limit: Duration, work: impl Future<Output = T>) -> Result<T> {
        let mut waiting = self.waiting.subscribe();
        let over = tokio::time::sleep(limit);
        tokio::pin!(work, over);
        loop {
            let somebody_is_asked = *waiting.borrow_and_update() > 0;
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Err(Error::new(ErrorKind::Cancelled)),
                done = &mut work => return Ok(done),
                () = &mut over, if !somebody_is_asked => return Err(Error::new(ErrorKind::TimedOut(stage))),
                // Never closed: `self` holds a sender.
                _ = waiting.changed() => over.set(tokio::time::sleep(limit)),
            }
        }
    }

    /// Awaits the answer of a person or of a device that a person must touch, without limit; `None` when cancelled.
    pub async fn asking<T>(&self, answer: impl Future<Output = T>) -> Option<T> {
        let _guard = Waiting::begin(&self.waiting);
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => None,
            answer = answer => Some(answer),
        }
    }
}

/// Counts a question while it is open.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl<'a> Waiting<'a> {
    fn begin(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|n| *n += 1);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|n| *n = n.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_clock_stands_still_while_a_person_thinks() {
        let pace = Pace::new(CancellationToken::new());
        let limit = Duration::from_secs(10);
        let thinking = pace.within(Stage::Handshake, limit, async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            pace.asking(tokio::time::sleep(Duration::from_hours(1))).await;
            tokio::time::sleep(Duration::from_secs(5)).await;
        });
        assert_eq!(thinking.await, Ok(()));
        let silent = pace.within(Stage::Login, limit, std::future::pending::<()>()).await;
        assert_eq!(silent.unwrap_err().kind, ErrorKind::TimedOut(Stage::Login));
    }

    #[tokio::test(start_paused = true)]
    async fn cancelling_ends_work_and_questions() {
        let cancel = CancellationToken::new();
        let pace = Pace::new(cancel.clone());
        cancel.cancel();
        let work = pace.within(Stage::Login, Duration::from_secs(10), std::future::pending::<()>()).await;
        assert!(work.unwrap_err().is_cancelled());
        assert_eq!(pace.asking(std::future::pending::<()>()).await, None);
    }
}
