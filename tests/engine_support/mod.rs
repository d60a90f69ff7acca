//! What the tests of the engine share: starting one, waiting for its events, comparing trees.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use catamaran::engine::{
    Command, ConnectWish, Connector, Engine, EngineOptions, Event, LinkPolicy, Location, Operation, OperationReport,
    SessionState, Target, TransferSource, TransferWish,
};
use catamaran::log::{LogBody, MessageLog};
use catamaran::model::{
    BatchId, Clock, Endpoint, Listing, OperationId, OverwriteRule, Protocol, RemotePath, RequestId, SessionId,
    SystemClock,
};
use catamaran::queue::Direction;
use catamaran::site::SecretKeeper;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Long enough for a loaded machine, short enough to end a test that hangs.
const LIMIT: Duration = Duration::from_mins(1);

pub const SESSION: u64 = 1;

pub fn session() -> SessionId {
    SessionId::from(SESSION)
}

pub fn remote(path: impl AsRef<[u8]>) -> RemotePath {
    RemotePath::parse(path.as_ref()).unwrap()
}

pub fn on_server(path: impl AsRef<[u8]>) -> Location {
    Location::Remote(session(), remote(path))
}

pub fn endpoint(port: u16, user: Option<String>) -> Endpoint {
    Endpoint { protocol: Protocol::Sftp, host: "127.0.0.1".into(), port, user }
}

pub fn wish(endpoint: Endpoint, identity: Option<PathBuf>) -> ConnectWish {
    ConnectWish {
        endpoint,
        password: None,
        identities: identity.into_iter().collect(),
        port_said: true,
        start_folder: None,
        proxy: None,
        ftp: Box::default(),
        account: None,
        rules: Box::default(),
    }
}

/// An engine with everything that came out of it.
pub struct Bench {
    pub engine: Engine,
    pub log: Arc<MessageLog>,
    pub events: Vec<Event>,
    pub wakes: Arc<AtomicU64>,
    numbers: u64,
}

pub fn options(connector: Arc<dyn Connector>, wakes: &Arc<AtomicU64>) -> EngineOptions {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let count = Arc::clone(wakes);
    EngineOptions {
        log: Arc::new(MessageLog::new(Arc::clone(&clock), 100_000)),
        clock,
        connector,
        wake: Arc::new(move || {
            count.fetch_add(1, Ordering::Relaxed);
        }),
        parallel: EngineOptions::DEFAULT_PARALLEL,
        browsed: true,
        durable: true,
        secrets: None,
    }
}

impl Bench {
    /// An engine on its own threads.
    pub fn start(connector: Arc<dyn Connector>) -> Self {
        Self::start_with(connector, None)
    }

    /// The same with a place for secrets.
    pub fn start_with(connector: Arc<dyn Connector>, secrets: Option<Arc<SecretKeeper>>) -> Self {
        let wakes = Arc::new(AtomicU64::new(0));
        let options = EngineOptions { secrets, ..options(connector, &wakes) };
        let log = Arc::clone(&options.log);
        Self { engine: Engine::start(options).unwrap(), log, events: Vec::new(), wakes, numbers: 0 }
    }

    pub fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Waits for the first event that `wanted` makes something of; all events on the way are kept.
    pub fn wait<T>(&mut self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        loop {
            let Some(event) = self.engine.event_within(LIMIT) else {
                panic!("nothing came in time; events so far: {:#?}\nqueue: {:#?}", self.events, self.engine.queue());
            };
            let found = wanted(&event);
            self.events.push(event);
            if let Some(found) = found {
                return found;
            }
        }
    }

    /// Connects and returns the first folder.
    pub fn connect(&mut self, wish: ConnectWish) -> RemotePath {
        self.engine.send(Command::Connect { session: session(), wish });
        self.wait(|event| match event {
            Event::Session(_, SessionState::Connected { folder, .. }) => Some(folder.clone()),
            Event::Session(_, SessionState::Ended(error)) => panic!("not connected: {error:?}"),
            _ => None,
        })
    }

    pub fn list(&mut self, folder: Location) -> Result<Arc<Listing>, Arc<catamaran::error::Error>> {
        let number = RequestId::from(self.number());
        self.engine.send(Command::List { request: number, folder });
        self.wait(|event| match event {
            Event::Listed { request, listing, complete: true, .. } if *request == number => {
                Some(Ok(Arc::clone(listing)))
            }
            Event::ListFailed { request, error } if *request == number => Some(Err(Arc::clone(error))),
            _ => None,
        })
    }

    pub fn operate(&mut self, what: Operation) -> OperationReport {
        let number = OperationId::from(self.number());
        self.engine.send(Command::Operate { operation: number, what });
        self.wait(|event| match event {
            Event::Operated { operation, report } if *operation == number => Some(report.clone()),
            _ => None,
        })
    }

    pub fn upload(&mut self, sources: &[&Path], folder: impl AsRef<[u8]>, rule: OverwriteRule) -> BatchId {
        let wish = TransferWish {
            batch: BatchId::from(self.number()),
            session: session(),
            direction: Direction::Upload,
            sources: sources.iter().map(|path| TransferSource::Local(path.to_path_buf())).collect(),
            target: Target::RemoteFolder(remote(folder)),
            rename: None,
            rule,
            links: LinkPolicy::default(),
            remove_source: false,
        };
        let batch = wish.batch;
        self.engine.send(Command::Transfer(wish));
        batch
    }

    pub fn download(&mut self, sources: &[RemotePath], folder: &Path, rule: OverwriteRule) -> BatchId {
        let wish = TransferWish {
            batch: BatchId::from(self.number()),
            session: session(),
            direction: Direction::Download,
            sources: sources.iter().cloned().map(TransferSource::Remote).collect(),
            target: Target::LocalFolder(folder.to_path_buf()),
            rename: None,
            rule,
            links: LinkPolicy::default(),
            remove_source: false,
        };
        let batch = wish.batch;
        self.engine.send(Command::Transfer(wish));
        batch
    }

    /// Waits for the end of a batch.
    pub fn finished(&mut self, wanted: BatchId) -> catamaran::engine::BatchSummary {
        self.wait(|event| match event {
            Event::BatchFinished { batch, summary } if *batch == wanted => Some(*summary),
            _ => None,
        })
    }

    /// The errors that the log holds.
    pub fn logged_errors(&self) -> Vec<Arc<catamaran::error::Error>> {
        let lines = self.log.read(self.log.range());
        lines
            .iter()
            .filter_map(|(_, entry)| match &entry.body {
                LogBody::Error(error) => Some(Arc::clone(error)),
                _ => None,
            })
            .collect()
    }
}
