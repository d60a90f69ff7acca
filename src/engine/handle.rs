//! The engine as its front end holds it: commands go in, events and pictures of the queue come out.

use super::command::Command;
use super::event::Event;
use super::event_lane::EventLane;
use super::options::EngineOptions;
use super::runtime::Runtime;
use super::snapshot::Snapshot;
use crate::journal::Journal;
use crate::log::MessageLog;
use crate::queue::{QueueView, WorkView};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::mpsc;

/// A running engine. Dropping it asks it to shut down and waits until everything is closed in order.
#[derive(Debug)]
pub struct Engine {
    commands: mpsc::UnboundedSender<Command>,
    events: Arc<EventLane>,
    snapshot: Arc<Snapshot>,
    log: Arc<MessageLog>,
    journal: Arc<Journal>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Engine {
    /// Starts an engine on its own threads.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(options: EngineOptions) -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(cores.clamp(2, 4))
            .thread_name("engine-worker")
            .enable_all()
            .build()?;
        let (engine, runtime) = Self::prepare(options);
        let thread = std::thread::Builder::new().name("engine".to_owned()).spawn(move || {
            // As a task like those of the jobs: their starts and ends then mostly stay on one thread.
            let _ended = tokio.block_on(tokio.spawn(runtime.run()));
            // What still runs on blocking threads (a hanging network file system) must not hold the program.
            tokio.shutdown_timeout(Duration::from_secs(2));
        })?;
        *engine.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(engine)
    }

    /// Starts an engine as a task of the tokio runtime that the caller is in; for tests on paused time.
    #[must_use]
    pub fn start_here(options: EngineOptions) -> Self {
        let (engine, runtime) = Self::prepare(options);
        tokio::spawn(runtime.run());
        engine
    }

    fn prepare(options: EngineOptions) -> (Self, Runtime) {
        let (commands, inbox) = mpsc::unbounded_channel();
        let events = Arc::new(EventLane::new(Arc::clone(&options.wake)));
        let snapshot = Arc::new(Snapshot::default());
        let log = Arc::clone(&options.log);
        let journal = Journal::new(Arc::clone(&options.clock)).with_redactor(Arc::clone(log.redactor()));
        let journal = Arc::new(journal);
        let runtime = Runtime::new(options, inbox, Arc::clone(&events), Arc::clone(&snapshot), Arc::clone(&journal));
        (Self { commands, events, snapshot, log, journal, thread: Mutex::new(None) }, runtime)
    }

    /// Hands a command to the engine. Never blocks; after the end of the engine it does nothing.
    pub fn send(&self, command: Command) {
        // The engine has ended: there is nobody left to ask.
        let _ended = self.commands.send(command);
    }

    /// The next event, when there is one already.
    #[must_use]
    pub fn try_event(&self) -> Option<Event> {
        self.events.try_next()
    }

    /// Blocks this thread until an event comes; `None` when none came within `limit`.
    #[must_use]
    pub fn event_within(&self, limit: Duration) -> Option<Event> {
        self.events.next_within(limit)
    }

    /// Waits for the next event.
    pub async fn next_event(&self) -> Event {
        self.events.next().await
    }

    /// The queue as it stood a moment ago. Cheap: call it once a frame.
    #[must_use]
    pub fn queue(&self) -> Arc<QueueView> {
        self.snapshot.get()
    }

    /// How far operations are that take long, as it was a moment ago. Cheap: call it once a frame.
    #[must_use]
    pub fn works(&self) -> Arc<Vec<WorkView>> {
        self.snapshot.works()
    }

    /// The message log.
    #[must_use]
    pub fn log(&self) -> &Arc<MessageLog> {
        &self.log
    }

    /// The journal of failures and of work that is done.
    #[must_use]
    pub fn journal(&self) -> &Arc<Journal> {
        &self.journal
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.send(Command::Shutdown);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A panic of the engine's thread was reported by the panic hook.
            let _reported = thread.join();
        }
    }
}
