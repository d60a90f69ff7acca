//! The engine as the window needs it, so that tests can record what it is asked.

use crate::engine::{Command, Engine, Event};
use crate::journal::Journal;
use crate::queue::{QueueView, WorkView};
use std::sync::Arc;

/// The lanes between window and engine, as far as the window uses them.
pub trait EngineLink {
    /// Hands a command to the engine. Never blocks.
    fn send(&self, command: Command);
    /// The next event, when there is one already.
    fn try_event(&self) -> Option<Event>;
    /// The queue as it stood a moment ago.
    fn queue(&self) -> Arc<QueueView>;
    /// How far operations are that take long, as it was a moment ago.
    fn works(&self) -> Arc<Vec<WorkView>> {
        Arc::default()
    }
    /// The journal of failures and of work that is done.
    fn journal(&self) -> &Journal;
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

    fn works(&self) -> Arc<Vec<WorkView>> {
        Engine::works(self)
    }

    fn journal(&self) -> &Journal {
        Engine::journal(self)
    }
}
