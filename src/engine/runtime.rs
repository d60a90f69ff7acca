//! The one task that owns sessions and queue: it waits for whatever happens next and acts on it.

use super::command::Command;
use super::event::Event;
use super::event_lane::EventLane;
use super::options::EngineOptions;
use super::snapshot::Snapshot;
use std::sync::Arc;
use tokio::sync::mpsc;

/// The engine's state; lives in one task.
#[derive(Debug)]
pub(super) struct Runtime {
    inbox: mpsc::UnboundedReceiver<Command>,
    events: Arc<EventLane>,
}

impl Runtime {
    pub(super) fn new(
        _options: &EngineOptions,
        inbox: mpsc::UnboundedReceiver<Command>,
        events: Arc<EventLane>,
        _snapshot: Arc<Snapshot>,
    ) -> Self {
        Self { inbox, events }
    }

    /// Runs until `Command::Shutdown`, or until the front end is gone.
    pub(super) async fn run(mut self) {
        while let Some(command) = self.inbox.recv().await {
            if matches!(command, Command::Shutdown) {
                break;
            }
        }
        self.events.send(Event::Stopped);
    }
}
