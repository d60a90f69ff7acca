//! The lane on which events reach the front end, for front ends that poll, block or await.

use super::event::Event;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// Events in order, from the engine to one front end.
pub(super) struct EventLane {
    events: Mutex<VecDeque<Event>>,
    arrived: Condvar,
    arrived_async: Notify,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl fmt::Debug for EventLane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventLane").field("waiting", &self.events().len()).finish_non_exhaustive()
    }
}

impl EventLane {
    pub(super) fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { events: Mutex::default(), arrived: Condvar::new(), arrived_async: Notify::new(), wake }
    }

    fn events(&self) -> MutexGuard<'_, VecDeque<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an event and wakes whoever waits.
    pub(super) fn send(&self, event: Event) {
        self.events().push_back(event);
        self.arrived.notify_all();
        self.arrived_async.notify_one();
        (self.wake)();
    }

    /// Wakes the front end for a new picture of the queue, without an event.
    pub(super) fn wake(&self) {
        (self.wake)();
    }

    pub(super) fn try_next(&self) -> Option<Event> {
        self.events().pop_front()
    }

    /// Blocks this thread until an event comes, or the time is over.
    pub(super) fn next_within(&self, limit: Duration) -> Option<Event> {
        let events = self.events();
        let (mut events, _) = self
            .arrived
            .wait_timeout_while(events, limit, |events| events.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        events.pop_front()
    }

    /// Waits for an event.
    pub(super) async fn next(&self) -> Event {
        loop {
            if let Some(event) = self.try_next() {
                return event;
            }
            self.arrived_async.notified().await;
        }
    }
}
