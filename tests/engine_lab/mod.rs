//! An engine on the fake server, inside the test's own runtime, so that its time is the test's.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use async_trait::async_trait;
use catamaran::engine::{
    BatchSummary, Command, ConnectWish, Connector, Engine, EngineOptions, Event, LinkPolicy, Location, Question,
    SessionState, SiteRules, Target, TransferSource, TransferWish,
};
use catamaran::error::{Error, Result};
use catamaran::log::{LogBody, MessageLog, StatusMessage};
use catamaran::model::{
    BatchId, Clock, Endpoint, Listing, OverwriteRule, PromptId, Protocol, RemotePath, RequestId, SessionId, Timestamp,
};
use catamaran::queue::Direction;
use catamaran::remote::fake::FakeServer;
use catamaran::remote::{Prompter, RemoteSession};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Paused time passes only while nothing happens, so this much of it means that nothing will.
const LIMIT: Duration = Duration::from_hours(1);

/// The clock of the test's runtime.
#[derive(Debug)]
pub struct TestClock(tokio::time::Instant);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_700_000_000 + i64::try_from(self.elapsed().as_secs()).unwrap())
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[derive(Debug)]
struct FakeConnector {
    server: FakeServer,
    refusal: Mutex<Option<Box<Error>>>,
}

#[async_trait]
impl Connector for FakeConnector {
    async fn connect(
        &self,
        _: SessionId,
        _: &ConnectWish,
        _: Arc<dyn Prompter>,
        _: Arc<MessageLog>,
        _: CancellationToken,
    ) -> Result<Arc<dyn RemoteSession>> {
        match &*self.refusal.lock().unwrap() {
            Some(error) => Err(error.clone()),
            None => Ok(self.server.session()),
        }
    }
}

pub fn session() -> SessionId {
    SessionId::from(1)
}

pub fn remote(path: impl AsRef<[u8]>) -> RemotePath {
    RemotePath::parse(path.as_ref()).unwrap()
}

/// Bytes that differ everywhere.
pub fn content(length: usize) -> Vec<u8> {
    (0..u32::try_from(length).unwrap()).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect()
}

pub struct Lab {
    pub server: FakeServer,
    pub engine: Engine,
    pub log: Arc<MessageLog>,
    pub events: Vec<Event>,
    connector: Arc<FakeConnector>,
    clock: Arc<TestClock>,
    wakes: Arc<AtomicU64>,
    dir: tempfile::TempDir,
    numbers: u64,
}

impl Lab {
    pub fn new() -> Self {
        let server = FakeServer::new().unwrap();
        server.put_folder("/srv").unwrap();
        let clock = Arc::new(TestClock(tokio::time::Instant::now()));
        let connector = Arc::new(FakeConnector { server: server.clone(), refusal: Mutex::default() });
        let wakes = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&wakes);
        let log = Arc::new(MessageLog::new(Arc::clone(&clock) as Arc<dyn Clock>, 100_000));
        let engine = Engine::start_here(EngineOptions {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            log: Arc::clone(&log),
            connector: Arc::clone(&connector) as Arc<dyn Connector>,
            wake: Arc::new(move || {
                count.fetch_add(1, Ordering::Relaxed);
            }),
            parallel: EngineOptions::DEFAULT_PARALLEL,
            browsed: true,
            durable: false,
            secrets: None,
        });
        let dir = tempfile::tempdir().unwrap();
        Self { server, engine, log, events: Vec::new(), connector, clock, wakes, dir, numbers: 0 }
    }

    pub async fn connected() -> Self {
        let mut lab = Self::new();
        lab.connect().await;
        lab
    }

    pub async fn connect(&mut self) {
        self.connect_by(SiteRules::default()).await;
    }

    /// Connects to the server as to a site with such rules.
    pub async fn connect_by(&mut self, rules: SiteRules) {
        self.wish_by(rules);
        self.wait(|e| matches!(e, Event::Session(_, SessionState::Connected { .. })).then_some(())).await;
    }

    /// The same where it cannot work: why.
    pub async fn connect_in_vain(&mut self, rules: SiteRules) -> Arc<Error> {
        self.wish_by(rules);
        self.wait(|e| {
            if let Event::Session(_, SessionState::Ended(Some(error))) = e { Some(Arc::clone(error)) } else { None }
        })
        .await
    }

    fn wish_by(&self, rules: SiteRules) {
        let endpoint = Endpoint { protocol: Protocol::Sftp, host: "fake".into(), port: 22, user: None };
        let wish = ConnectWish {
            endpoint,
            password: None,
            identities: Vec::new(),
            port_said: true,
            start_folder: None,
            proxy: None,
            ftp: Box::default(),
            account: None,
            rules: Box::new(rules),
        };
        self.engine.send(Command::Connect { session: session(), wish });
    }

    pub fn refuse_connections(&self, error: Box<Error>) {
        *self.connector.refusal.lock().unwrap() = Some(error);
    }

    pub fn allow_connections(&self) {
        *self.connector.refusal.lock().unwrap() = None;
    }

    pub fn local(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn wakes(&self) -> u64 {
        self.wakes.load(Ordering::Relaxed)
    }

    pub fn now(&self) -> Duration {
        self.clock.elapsed()
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Waits for the first event that `wanted` makes something of; all events on the way are kept.
    pub async fn wait<T>(&mut self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        loop {
            let Ok(event) = tokio::time::timeout(LIMIT, self.engine.next_event()).await else {
                panic!("nothing comes; so far: {:#?}\nqueue: {:#?}", self.events, self.engine.queue());
            };
            let found = wanted(&event);
            self.events.push(event);
            if let Some(found) = found {
                return found;
            }
        }
    }

    /// Lets everything happen that happens within a second, and a new picture be made.
    pub async fn settle(&mut self) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        while let Some(event) = self.engine.try_event() {
            self.events.push(event);
        }
    }

    /// Waits until something is so.
    pub async fn until(&mut self, so: impl Fn(&Self) -> bool) {
        for _ in 0..600 {
            if so(self) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("it does not come to be; events: {:#?}\nqueue: {:#?}", self.events, self.engine.queue());
    }

    pub fn upload(&mut self, sources: &[&Path], folder: &str, rule: OverwriteRule) -> BatchId {
        self.upload_with(sources, folder, |wish| wish.rule = rule)
    }

    pub fn upload_with(&mut self, sources: &[&Path], folder: &str, change: impl FnOnce(&mut TransferWish)) -> BatchId {
        let sources = sources.iter().map(|path| TransferSource::Local(path.to_path_buf())).collect();
        self.transfer(Direction::Upload, sources, Target::RemoteFolder(remote(folder)), change)
    }

    pub fn download(&mut self, sources: &[&str], folder: &Path, rule: OverwriteRule) -> BatchId {
        self.download_with(sources, folder, |wish| wish.rule = rule)
    }

    pub fn download_with(
        &mut self,
        sources: &[&str],
        folder: &Path,
        change: impl FnOnce(&mut TransferWish),
    ) -> BatchId {
        let sources = sources.iter().map(|path| TransferSource::Remote(remote(path))).collect();
        self.transfer(Direction::Download, sources, Target::LocalFolder(folder.to_path_buf()), change)
    }

    fn transfer(
        &mut self,
        direction: Direction,
        sources: Vec<TransferSource>,
        target: Target,
        change: impl FnOnce(&mut TransferWish),
    ) -> BatchId {
        let mut wish = TransferWish {
            batch: BatchId::from(self.number()),
            session: session(),
            direction,
            sources,
            target,
            rename: None,
            rule: OverwriteRule::Ask,
            links: LinkPolicy::default(),
            remove_source: false,
        };
        change(&mut wish);
        let batch = wish.batch;
        self.engine.send(Command::Transfer(wish));
        batch
    }

    pub async fn finished(&mut self, wanted: BatchId) -> BatchSummary {
        self.wait(|event| match event {
            Event::BatchFinished { batch, summary } if *batch == wanted => Some(*summary),
            _ => None,
        })
        .await
    }

    pub async fn asked(&mut self) -> (PromptId, Question) {
        self.wait(|event| match event {
            Event::Asked { prompt, question } => Some((*prompt, question.clone())),
            _ => None,
        })
        .await
    }

    pub fn list(&mut self, folder: &str) -> RequestId {
        let request = RequestId::from(self.number());
        self.engine.send(Command::List { request, folder: Location::Remote(session(), remote(folder)) });
        request
    }

    pub async fn listed(&mut self, wanted: RequestId) -> std::result::Result<Arc<Listing>, Arc<Error>> {
        self.wait(|event| match event {
            Event::Listed { request, listing, complete: true, .. } if *request == wanted => {
                Some(Ok(Arc::clone(listing)))
            }
            Event::ListFailed { request, error } if *request == wanted => Some(Err(Arc::clone(error))),
            _ => None,
        })
        .await
    }

    fn lines(&self) -> Vec<LogBody> {
        self.log.read(self.log.range()).iter().map(|(_, entry)| entry.body.clone()).collect()
    }

    pub fn logged_errors(&self) -> Vec<Arc<Error>> {
        self.lines()
            .into_iter()
            .filter_map(|b| if let LogBody::Error(error) = b { Some(error) } else { None })
            .collect()
    }

    pub fn said(&self, wanted: impl Fn(&StatusMessage) -> bool) -> bool {
        self.lines().iter().any(|body| matches!(body, LogBody::Status(message) if wanted(message)))
    }
}
