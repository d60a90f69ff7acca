//! The engine as the window needs it, so that tests can record what it is asked.

use crate::engine::{Command, Engine, Event};
use crate::queue::QueueView;
use std::sync::Arc;

/// The four lanes between window and engine, as far as the window uses them.
pub trait EngineLink {
    /// Hands a command to the engine. Never blocks.
    fn send(&self, command: Command);
    /// The next event, when there is one already.
    fn try_event(&self) -> Option<Event>;
    /// The queue as it stood a moment ago.
    fn queue(&self) -> Arc<QueueView>;
}

impl EngineLink for Engine {
    fn send(&self, command: Command) {
        Engine::send(self, command);
    }

    fn try_event(&self) -> Option<Event> {
        Engine::try_event(self)
    }

    fn queue(&self) -> Arc<QueueView> {
        Engine::queue(self)
    }
}
