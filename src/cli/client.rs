//! The engine as the command line holds it: sessions shared between addresses, questions answered, the log printed.

use super::invocation::{Options, RemoteUrl, TransferOptions};
use super::kept_sessions::KeptSessions;
use super::output::Output;
use super::questions::without_terminal;
use crate::engine::{
    Answer, Change, ChangeAnswer, CheckupWish, Command, ConnectWish, Connector, Engine, EngineOptions, Event,
    Operation, OperationReport, Question, SessionState, look_only,
};
use crate::error::{Error, ErrorKind, Result};
use crate::log::MessageLog;
use crate::model::{
    BatchId, Clock, DataDirection, Endpoint, IdSource, OperationId, PromptId, ProxyAccess, RemotePath, RequestId,
    SecretString, SessionId,
};
use crate::remote::{CheckNews, Checkup, InstalledKey, Prober, RemoteFs, StepResult};
use crate::site::{LoginKind, SecretKeeper};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How often the progress bar and the log are brought up to date.
const TICK: Duration = Duration::from_millis(100);

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
    /// Looks at its files as its site has it. Changes are operations of the engine.
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

/// How far a yes goes where a site asks before each change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Consent {
    /// To the one change that was asked about.
    #[default]
    Single,
    /// To all steps of what is being done; nobody was asked yet.
    Whole,
    /// The same, and a person agreed.
    Given,
}

/// The engine with everything around it.
pub(super) struct Client {
    /// What is printed.
    pub(super) output: Output,
    /// The engine itself.
    pub(super) engine: Engine,
    clock: Arc<dyn Clock>,
    options: Options,
    /// How to transfer, where that is what is done.
    how: Option<TransferOptions>,
    secrets: Secrets,
    kept: Arc<KeptSessions>,
    servers: Vec<Server>,
    session_ids: IdSource<SessionId>,
    batch_ids: IdSource<BatchId>,
    operation_ids: IdSource<OperationId>,
    request_ids: IdSource<RequestId>,
    ticks: Interval,
    log_seen: u64,
    /// How far a yes to a change goes now.
    pub(super) consent: Consent,
    /// A secret was asked for and nobody could be asked.
    unanswered: bool,
    /// How many transfers were stopped because nobody could be asked about them or what to do with their target.
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
        how: Option<TransferOptions>,
        clock: Arc<dyn Clock>,
    ) -> io::Result<Self> {
        let kept = Arc::new(KeptSessions::new(connector));
        let log = Arc::new(MessageLog::new(Arc::clone(&clock), MessageLog::DEFAULT_CAP));
        let engine = Engine::start(EngineOptions {
            clock: Arc::clone(&clock),
            log,
            connector: Arc::clone(&kept) as Arc<dyn Connector>,
            wake: Arc::new(|| {}),
            parallel: how.and_then(|how| how.jobs).unwrap_or(EngineOptions::DEFAULT_PARALLEL),
            browsed: false,
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
            how,
            secrets,
            kept,
            servers: Vec::new(),
            session_ids: IdSource::new(),
            batch_ids: IdSource::new(),
            operation_ids: IdSource::new(),
            request_ids: IdSource::new(),
            ticks,
            log_seen: 0,
            consent: Consent::default(),
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
        let about_change = matches!(question, Question::Change(..));
        if about_change && self.consent == Consent::Given {
            self.engine.send(Command::Answer { prompt, answer: Answer::Change(ChangeAnswer::Once) });
            return;
        }
        let target = match &question {
            Question::Overwrite(_, asked) => Some(asked.target.place.clone()),
            _ => None,
        };
        let upload = match &question {
            Question::Change(_, asked) => match &asked.change {
                Change::Upload { count, folder } => Some((u64::try_from(*count).unwrap_or(u64::MAX), folder.clone())),
                _ => None,
            },
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
        if self.consent == Consent::Whole && matches!(answer, Answer::Change(ChangeAnswer::Once)) {
            self.consent = Consent::Given;
        }
        if !Output::can_ask() {
            self.unanswered |= secret;
            if let Some(place) = target {
                self.stopped_unasked += 1;
                self.output.error(&Error::new(ErrorKind::AlreadyExists).at(place), None);
            }
            if let Some((count, folder)) = upload {
                self.stopped_unasked += count;
                self.output.tally.failed += count;
                self.output.error_uncounted(&Error::new(ErrorKind::SiteLocked).at_remote(&folder), None);
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
        self.engine.send(Command::Connect { session, wish: wish.clone() });
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
        let lost = || Error::new(ErrorKind::ConnectionLost).on_host(url.endpoint().host_port());
        let (files, user) = self.kept.of(session).ok_or_else(lost)?;
        let files = look_only(files, &wish, &self.clock)?;
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

    /// How to connect to a site: as it says, and before that what the command line says.
    fn wish_of_site(&self, site: &ConnectWish) -> ConnectWish {
        let mut wish = ConnectWish { password: self.secrets.password.clone(), start_folder: None, ..site.clone() };
        wish.identities.splice(0..0, self.options.identities.iter().cloned());
        let only = wish.rules.login;
        let keyless = matches!(only, Some(LoginKind::Password | LoginKind::Interactive | LoginKind::Agent));
        if keyless && !self.options.identities.is_empty() {
            // The site would log in by something else alone: the named key comes first, the rest may follow.
            wish.rules.login = None;
        }
        if self.options.config.jump.is_some() {
            wish.rules.jump_hosts.clear();
        }
        if self.how.is_some_and(|how| how.overwrite.is_some()) {
            wish.rules.overwrite = None;
        }
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

    /// Installs a key for the user of a session.
    ///
    /// # Errors
    /// What stood in the way; `Cancelled` when the engine ends before it, or nobody agreed.
    pub(super) async fn put_key(&mut self, session: SessionId, key: PathBuf, mend: bool) -> Result<InstalledKey> {
        let operation = self.operation_ids.next_id();
        self.engine.send(Command::InstallKey { operation, session, key, mend });
        loop {
            let event = self.event_or_tick().await;
            self.fresh_log();
            match event {
                Some(Event::KeyInstalled { operation: id, result }) if id == operation => {
                    return result.map_err(|error| Box::new(Arc::unwrap_or_clone(error)));
                }
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
