//! Several requests at a time, with a limit; nothing is aborted.

use std::future::Future;
use tokio::task::JoinSet;

/// Runs futures as tasks, at most `limit` at a time.
#[derive(Debug)]
pub(super) struct Crew<T> {
    tasks: JoinSet<T>,
    limit: usize,
}

impl<T: Send + 'static> Crew<T> {
    pub(super) fn new(limit: usize) -> Self {
        Self { tasks: JoinSet::new(), limit: limit.max(1) }
    }

    /// Starts a future. When the crew was full, waits for one to end first and returns its result.
    pub(super) async fn add(&mut self, work: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let ended = if self.tasks.len() >= self.limit { self.next().await } else { None };
        self.tasks.spawn(work);
        ended
    }

    /// The result of the next one that ends; `None` when all have. One that panicked has none and is left out.
    pub(super) async fn next(&mut self) -> Option<T> {
        loop {
            match self.tasks.join_next().await? {
                Ok(result) => return Some(result),
                Err(_panicked) => {}
            }
        }
    }
}
