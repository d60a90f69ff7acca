//! Holds what passes to so many bytes a second, fairly between those who share it.

use crate::model::Clock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How many bytes one of several takes before it is the next one's turn.
const SLICE: u64 = 16 << 10;
/// How much unused time may be made up for, so that a late wake-up costs nothing.
const GRACE: Duration = Duration::from_millis(100);

/// A limit in one direction. Those who wait are served one after the other, a slice each, so that each gets the same share.
pub(super) struct Brake {
    clock: Arc<dyn Clock>,
    /// Bytes a second; 0: no limit.
    rate: AtomicU64,
    /// When the next slice may pass.
    free_at: Mutex<Duration>,
    /// Whose turn it is.
    turn: tokio::sync::Mutex<()>,
    changed: Notify,
}

impl std::fmt::Debug for Brake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Brake").field("rate", &self.rate).finish_non_exhaustive()
    }
}

impl Brake {
    /// `rate`: bytes a second; `None`: no limit.
    pub(super) fn new(clock: Arc<dyn Clock>, rate: Option<u64>) -> Arc<Self> {
        Arc::new(Self {
            free_at: Mutex::new(clock.elapsed()),
            clock,
            rate: AtomicU64::new(rate.unwrap_or(0)),
            turn: tokio::sync::Mutex::new(()),
            changed: Notify::new(),
        })
    }

    /// Another limit from now on, also for those who wait.
    pub(super) fn set(&self, rate: Option<u64>) {
        self.rate.store(rate.unwrap_or(0), Ordering::SeqCst);
        // What was owed at the old speed is forgiven.
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        *free_at = (*free_at).min(self.clock.elapsed());
        drop(free_at);
        self.changed.notify_waiters();
    }

    /// Whether there is a limit.
    pub(super) fn holds(&self) -> bool {
        self.rate.load(Ordering::Relaxed) > 0
    }

    /// Waits until so many bytes may pass.
    pub(super) async fn pass(&self, bytes: usize) {
        let mut left = u64::try_from(bytes).unwrap_or(u64::MAX);
        while left > 0 && self.holds() {
            let slice = left.min(SLICE);
            let _turn = self.turn.lock().await;
            loop {
                // The ear is open before the look, so that no change is missed.
                let mut changed = std::pin::pin!(self.changed.notified());
                changed.as_mut().enable();
                let Some(wait) = self.take(slice) else { break };
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = changed => {}
                }
            }
            left -= slice;
        }
    }

    /// Takes a slice, or tells how long it must wait.
    fn take(&self, slice: u64) -> Option<Duration> {
        let rate = self.rate.load(Ordering::SeqCst);
        if rate == 0 {
            return None;
        }
        let now = self.clock.elapsed();
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let start = (*free_at).max(now.saturating_sub(GRACE));
        if start > now {
            return Some(start.saturating_sub(now));
        }
        let nanos = u128::from(slice) * 1_000_000_000 / u128::from(rate);
        *free_at = start.saturating_add(Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)));
        None
    }
}

/// What slows one session down: its own limits, and those of all sessions together.
#[derive(Clone, Debug)]
pub(super) struct Brakes {
    /// To the server.
    pub(super) up: [Arc<Brake>; 2],
    /// From the server.
    pub(super) down: [Arc<Brake>; 2],
}

impl Brakes {
    /// Waits until so many bytes may pass all of them.
    pub(super) async fn pass(brakes: &[Arc<Brake>; 2], bytes: usize) {
        for brake in brakes {
            brake.pass(bytes).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;
    use std::sync::atomic::AtomicUsize;
    use tokio::time::Instant;

    /// The clock of the test's runtime, which stands still while anything can be done.
    #[derive(Debug)]
    struct Paused(Instant);

    impl Clock for Paused {
        fn now(&self) -> Timestamp {
            Timestamp::from_secs(0)
        }

        fn elapsed(&self) -> Duration {
            self.0.elapsed()
        }
    }

    fn brake(rate: Option<u64>) -> (Arc<Brake>, Instant) {
        // Not at the very beginning of time, where there is nothing to make up for.
        let began = tokio::time::sleep(Duration::ZERO).deadline();
        (Brake::new(Arc::new(Paused(began)), rate), began)
    }

    #[tokio::test(start_paused = true)]
    async fn a_megabyte_at_100_kb_a_second_takes_ten_seconds() {
        let (brake, began) = brake(Some(100_000));
        for _ in 0..10 {
            brake.pass(100_000).await;
        }
        let took = began.elapsed().as_secs_f64();
        assert!((9.7..=10.1).contains(&took), "{took}");
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_share_it_get_the_same_share_whatever_they_ask_for() {
        let (brake, _) = brake(Some(1_000_000));
        let passed: Vec<Arc<AtomicUsize>> = (0..3).map(|_| Arc::default()).collect();
        // One asks for large pieces, the others for small ones.
        for (piece, count) in [255 << 10, 32 << 10, 16 << 10].into_iter().zip(&passed) {
            let (brake, count) = (Arc::clone(&brake), Arc::clone(count));
            tokio::spawn(async move {
                loop {
                    brake.pass(piece).await;
                    count.fetch_add(piece, Ordering::SeqCst);
                }
            });
        }
        tokio::time::sleep(Duration::from_mins(1)).await;
        let shares: Vec<usize> = passed.iter().map(|count| count.load(Ordering::SeqCst)).collect();
        let all: usize = shares.iter().sum();
        assert!((58_000_000..=60_400_000).contains(&all), "{shares:?}");
        for share in &shares {
            assert!(share.abs_diff(all / 3) < all / 30, "{shares:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_limit_holds_for_those_who_wait_already() {
        let (brake, began) = brake(Some(1));
        let waiting = Arc::clone(&brake);
        let pass = tokio::spawn(async move { waiting.pass(1_000_000).await });
        tokio::time::sleep(Duration::from_secs(5)).await;
        brake.set(Some(100_000));
        pass.await.unwrap();
        let took = began.elapsed().as_secs_f64();
        assert!((14.0..=15.5).contains(&took), "{took}");
        brake.set(None);
        brake.pass(usize::MAX).await;
        assert!(began.elapsed().as_secs_f64() < 15.6, "without a limit nothing waits");
    }
}
