//! The engine as the command line holds it: sessions shared between addresses, questions answered, the log printed.

use super::invocation::{Options, RemoteUrl};
use super::output::Output;
use super::questions::without_terminal;
use crate::engine::{
    Answer, CheckupWish, Command, ConnectWish, Connector, Engine, EngineOptions, Event, Operation, OperationReport,
    Question, SessionState,
};
use crate::error::{Error, ErrorKind, Result};
use crate::log::MessageLog;
use crate::model::{
    BatchId, Clock, DataDirection, Endpoint, IdSource, OperationId, PromptId, ProxyAccess, RemotePath, RequestId,
    SecretString, SessionId,
};
use crate::remote::{
    CheckNews, Checkup, HandAnswer, Prober, Prompter, RemoteFs, RemoteSession, SessionInfo, StepResult, Watch,
};
use crate::site::SecretKeeper;
use async_trait::async_trait;
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often the progress bar and the log are brought up to date.
const TICK: Duration = Duration::from_millis(100);

/// Makes sessions with another connector and keeps the first channel of each, so that single files can be asked about on
/// the same login. No channel is opened for it: some servers grant only one.
#[derive(Debug)]
struct KeptSessions {
    inner: Arc<dyn Connector>,
    sessions: Mutex<HashMap<SessionId, Arc<KeptSession>>>,
}

/// A session whose first channel is kept.
#[derive(Debug)]
struct KeptSession {
    inner: Arc<dyn RemoteSession>,
    files: OnceLock<Arc<dyn RemoteFs>>,
}

#[async_trait]
impl RemoteSession for KeptSession {
    fn info(&self) -> &SessionInfo {
        self.inner.info()
    }

    async fn open_files(&self) -> Result<Arc<dyn RemoteFs>> {
        let files = self.inner.open_files().await?;
        let _first = self.files.get_or_init(|| Arc::clone(&files));
        Ok(files)
    }

    async fn by_hand(&self, line: &SecretString) -> Result<HandAnswer> {
        self.inner.by_hand(line).await
    }

    async fn ended(&self) -> Arc<Error> {
        self.inner.ended().await
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}

#[async_trait]
impl Connector for KeptSessions {
    async fn connect(
        &self,
        session: SessionId,
        wish: &ConnectWish,
        prompter: Arc<dyn Prompter>,
        log: Arc<MessageLog>,
        cancel: CancellationToken,
    ) -> Result<Arc<dyn RemoteSession>> {
        let inner = self.inner.connect(session, wish, prompter, log, cancel).await?;
        let made = Arc::new(KeptSession { inner, files: OnceLock::new() });
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(session, Arc::clone(&made));
        Ok(made)
    }

    async fn check(
        &self,
        id: SessionId,
        wish: &CheckupWish,
        prompter: Arc<dyn Prompter>,
        log: Arc<MessageLog>,
        watch: Watch,
        cancel: CancellationToken,
    ) {
        self.inner.check(id, wish, prompter, log, watch, cancel).await;
    }
}

/// Passwords that were given beside the command line, and where others are kept.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    /// Of the user on the server.
    pub(super) password: Option<SecretString>,
    /// Of the user at the proxy.
    pub(super) of_proxy: Option<SecretString>,
    /// Where others are kept; `None`: none of them may be used.
    pub(super) kept: Option<Arc<SecretKeeper>>,
}

/// A server that we are logged in to.
#[derive(Clone)]
pub(super) struct Server {
    /// Its session.
    pub(super) session: SessionId,
    /// Where it is and who we are on it.
    pub(super) endpoint: Endpoint,
    /// Whether its port was said in the address.
    port_said: bool,
    /// The site that it was named by.
    site: Option<Box<ConnectWish>>,
    /// The folder in which the server starts this user.
    pub(super) home: RemotePath,
    /// The channel on which the engine lists its folders.
    pub(super) files: Arc<dyn RemoteFs>,
    /// Finds out why something failed there.
    pub(super) prober: Arc<Prober>,
}

impl Server {
    /// Whether an address names this server.
    fn is_of(&self, url: &RemoteUrl) -> bool {
        self.endpoint == *url.endpoint() && self.port_said == url.address.port_said && self.site == url.site
    }

    /// The absolute path that an address names: relative to the home folder where it begins with `~`.
    ///
    /// # Errors
    /// `NameRefused` for a NUL byte.
    pub(super) fn path(&self, url: &RemoteUrl) -> Result<RemotePath> {
        let resolved = match url.address.path.as_deref() {
            None => return Ok(self.home.clone()),
            Some(path) if path.starts_with(b"/") => RemotePath::parse(path),
            Some(path) => {
                let below = path.strip_prefix(b"~").unwrap_or(path);
                self.home.resolve(below.strip_prefix(b"/").unwrap_or(below))
            }
        };
        resolved.map_err(|_| Error::new(ErrorKind::NameRefused).on_host(self.endpoint.host_port()))
    }

    /// The address of a path on this server.
    pub(super) fn url(&self, path: &RemotePath) -> String {
        self.endpoint.url(path)
    }
}

/// The engine with everything around it.
pub(super) struct Client {
    /// What is printed.
    pub(super) output: Output,
    /// The engine itself.
    pub(super) engine: Engine,
    clock: Arc<dyn Clock>,
    options: Options,
    secrets: Secrets,
    kept: Arc<KeptSessions>,
    servers: Vec<Server>,
    session_ids: IdSource<SessionId>,
    batch_ids: IdSource<BatchId>,
    operation_ids: IdSource<OperationId>,
    request_ids: IdSource<RequestId>,
    ticks: Interval,
    log_seen: u64,
    /// A secret was asked for and nobody could be asked.
    unanswered: bool,
    /// How many transfers were stopped because nobody could be asked what to do with their target.
    pub(super) stopped_unasked: u64,
}

impl Client {
    /// Starts an engine. Must be called inside of a tokio runtime.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(
        connector: Arc<dyn Connector>,
        options: Options,
        secrets: Secrets,
        parallel: Option<usize>,
        clock: Arc<dyn Clock>,
    ) -> io::Result<Self> {
        let kept = Arc::new(KeptSessions { inner: connector, sessions: Mutex::default() });
        let log = Arc::new(MessageLog::new(Arc::clone(&clock), MessageLog::DEFAULT_CAP));
        let engine = Engine::start(EngineOptions {
            clock: Arc::clone(&clock),
            log,
            connector: Arc::clone(&kept) as Arc<dyn Connector>,
            wake: Arc::new(|| {}),
            parallel: parallel.unwrap_or(EngineOptions::DEFAULT_PARALLEL),
            durable: false,
            secrets: secrets.kept.clone(),
        })?;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self {
            output: Output::new(options.json, Arc::clone(&clock)),
            engine,
            clock,
            options,
            secrets,
            kept,
            servers: Vec::new(),
            session_ids: IdSource::new(),
            batch_ids: IdSource::new(),
            operation_ids: IdSource::new(),
            request_ids: IdSource::new(),
            ticks,
            log_seen: 0,
            unanswered: false,
            stopped_unasked: 0,
        })
    }

    /// An id for a new batch of transfers.
    pub(super) fn next_batch(&self) -> BatchId {
        self.batch_ids.next_id()
    }

    /// An id for a new request.
    pub(super) fn next_request(&self) -> RequestId {
        self.request_ids.next_id()
    }

    /// The log lines that came since the last call; prints them where that is wanted.
    pub(super) fn fresh_log(&mut self) -> Vec<Arc<crate::log::LogEntry>> {
        let range = self.engine.log().range();
        let fresh = self.engine.log().read(self.log_seen..range.end);
        self.log_seen = range.end;
        fresh
            .into_iter()
            .map(|(_, entry)| {
                if self.options.verbose {
                    self.output.log_line(&entry);
                }
                entry
            })
            .collect()
    }

    /// The next event; questions are answered on the way. `None`: some time has passed, look at the queue.
    pub(super) async fn event_or_tick(&mut self) -> Option<Event> {
        let event = tokio::select! {
            event = self.engine.next_event() => event,
            _ = self.ticks.tick() => return None,
        };
        match event {
            Event::Asked { prompt, question } => {
                self.answer(prompt, question).await;
                None
            }
            event => Some(event),
        }
    }

    async fn answer(&mut self, prompt: PromptId, question: Question) {
        let secret = !matches!(
            question,
            Question::HostKey(..)
                | Question::Certificate(..)
                | Question::ProxyCommand(..)
                | Question::Overwrite(..)
                | Question::Change(..)
        );
        self.fresh_log();
        let target = match &question {
            Question::Overwrite(_, asked) => Some(asked.target.place.clone()),
            _ => None,
        };
        let about_login = matches!(question, Question::Password(..) | Question::Interactive(..));
        if about_login && !Output::can_ask() && self.secrets.password.is_some() {
            // The given password was not what the server wanted: that is told by the error.
            let (answer, _) = without_terminal(&question);
            self.engine.send(Command::Answer { prompt, answer });
            return;
        }
        let answer = self.output.answer(question, self.clock.now()).await;
        if !Output::can_ask() {
            self.unanswered |= secret;
            if let Some(place) = target {
                self.stopped_unasked += 1;
                self.output.error(&Error::new(ErrorKind::AlreadyExists).at(place), None);
            }
        }
        self.engine.send(Command::Answer { prompt, answer });
    }

    /// Does some work on a server's files while the log is printed.
    pub(super) async fn during<T>(&mut self, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => {
                    self.fresh_log();
                    return done;
                }
                _ = self.ticks.tick() => {
                    self.fresh_log();
                }
            }
        }
    }

    /// The server of an address: the one that is logged in to already, or a new login.
    ///
    /// # Errors
    /// Everything that can stand in the way of a session.
    pub(super) async fn server(&mut self, url: &RemoteUrl) -> Result<Server> {
        if let Some(server) = self.servers.iter().find(|server| server.is_of(url)) {
            return Ok(server.clone());
        }
        let session = self.session_ids.next_id();
        let wish = self.wish(url);
        self.engine.send(Command::Connect { session, wish });
        let home = loop {
            let event = self.event_or_tick().await;
            self.fresh_log();
            match event {
                Some(Event::Session(id, SessionState::Connected { folder, .. })) if id == session => break folder,
                Some(Event::Session(id, SessionState::Ended(error))) if id == session => {
                    return Err(self.connect_error(error.as_deref(), url));
                }
                Some(Event::Stopped) => return Err(Error::new(ErrorKind::Cancelled)),
                _ => {}
            }
        };
        let kept = self.kept.sessions.lock().unwrap_or_else(PoisonError::into_inner).get(&session).map(Arc::clone);
        let user = kept.as_ref().map(|kept| kept.info().user.clone()).unwrap_or_default();
        let files = kept.and_then(|kept| kept.files.get().map(Arc::clone));
        let files = files.ok_or_else(|| Error::new(ErrorKind::ConnectionLost).on_host(url.endpoint().host_port()))?;
        let prober = Arc::new(Prober::new(Arc::clone(&files), user, Arc::clone(&self.clock)));
        let port_said = url.address.port_said;
        let (endpoint, site) = (url.endpoint().clone(), url.site.clone());
        let server = Server { session, endpoint, port_said, site, home, files, prober };
        self.servers.push(server.clone());
        Ok(server)
    }

    /// Giving up at a question that could not be put is a refused login, not a wish of the user.
    fn connect_error(&self, error: Option<&Error>, url: &RemoteUrl) -> Box<Error> {
        let mut error = error.map_or_else(|| Error::new(ErrorKind::Cancelled), |error| Box::new(error.clone()));
        if error.is_cancelled() && self.unanswered {
            error.kind = ErrorKind::LoginRefused { tried: Vec::new(), accepted: Vec::new() };
        }
        error.on_host(url.endpoint().host_port())
    }

    /// The time since the start of the program.
    pub(super) fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    /// Checks a connection step by step; `seen` gets each step as it comes. A login for which nobody could be asked counts as
    /// refused.
    pub(super) async fn check(
        &mut self,
        url: &RemoteUrl,
        limit: Option<Duration>,
        mut seen: impl FnMut(&mut Self, &StepResult),
    ) -> Checkup {
        let id = self.session_ids.next_id();
        let connect = self.wish(url);
        self.engine.send(Command::Diagnose { id, wish: CheckupWish { connect, limit } });
        let mut checkup = Checkup::default();
        loop {
            let event = self.event_or_tick().await;
            self.fresh_log();
            match event {
                Some(Event::Checking(of, news)) if of == id => {
                    let told = matches!(news, CheckNews::Step(_));
                    checkup.take(news);
                    if let Some(result) = checkup.results.last().filter(|_| told) {
                        seen(self, result);
                    }
                }
                Some(Event::Checked { id: of, cancelled }) if of == id => {
                    checkup.cancelled = cancelled;
                    return checkup;
                }
                Some(Event::Stopped) => return Checkup { cancelled: true, ..checkup },
                _ => {}
            }
        }
    }

    /// How to connect to the server of an address.
    fn wish(&self, url: &RemoteUrl) -> ConnectWish {
        if let Some(site) = &url.site {
            return self.wish_of_site(site);
        }
        ConnectWish {
            endpoint: url.endpoint().clone(),
            password: url.address.password.clone().or_else(|| self.secrets.password.clone()),
            identities: self.options.identities.clone(),
            port_said: url.address.port_said,
            start_folder: None,
            proxy: self
                .options
                .config
                .proxy
                .clone()
                .map(|proxy| Box::new(ProxyAccess { proxy, password: self.secrets.of_proxy.clone() })),
            ftp: Box::new(self.options.ftp.clone()),
            account: None,
            rules: Box::default(),
        }
    }

    /// How to connect to a site: as it says, and what the command line says besides.
    fn wish_of_site(&self, site: &ConnectWish) -> ConnectWish {
        let mut wish = ConnectWish { password: self.secrets.password.clone(), start_folder: None, ..site.clone() };
        wish.identities.splice(0..0, self.options.identities.iter().cloned());
        let password = self.secrets.of_proxy.clone();
        if let Some(proxy) = self.options.config.proxy.clone() {
            wish.proxy = Some(Box::new(ProxyAccess { proxy, password }));
        }
        let (given, ftp) = (&self.options.ftp, &mut wish.ftp);
        ftp.plain |= given.plain;
        ftp.verify |= given.verify;
        ftp.charset = given.charset.clone().or_else(|| ftp.charset.take());
        if given.data != DataDirection::Passive {
            ftp.data.clone_from(&given.data);
        }
        if !given.text_masks.is_empty() {
            ftp.text_masks.clone_from(&given.text_masks);
        }
        wish
    }

    /// Runs an operation of the engine to its end.
    ///
    /// # Errors
    /// `Cancelled` when the engine ends before it.
    pub(super) async fn operate(&mut self, what: Operation) -> Result<OperationReport> {
        let operation = self.operation_ids.next_id();
        self.engine.send(Command::Operate { operation, what });
        loop {
            let event = self.event_or_tick().await;
            self.fresh_log();
            match event {
                Some(Event::Operated { operation: id, report }) if id == operation => return Ok(report),
                Some(Event::Stopped) => return Err(Error::new(ErrorKind::Cancelled)),
                _ => {}
            }
        }
    }

    /// Stops everything in order: handles are closed, part files are kept.
    pub(super) async fn stop(&mut self) {
        self.engine.send(Command::Shutdown);
        loop {
            match self.engine.next_event().await {
                Event::Stopped => break,
                // Nothing is asked any more.
                Event::Asked { prompt, .. } => {
                    self.engine.send(Command::Answer { prompt, answer: Answer::Secret(None) });
                }
                _ => {}
            }
        }
        self.fresh_log();
    }
}
