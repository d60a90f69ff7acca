//! One site: what its connections share, how many there may be, and how it ends.

use super::charset::Charset;
use super::control::Control;
use super::establish::{Established, Maker};
use super::listing::{ListingMemory, ServerSystem, time_offset};
use super::login::{Credentials, SiteFacts};
use super::reply::Reply;
use super::seen::Seen;
use super::ways::DataMemory;
use crate::error::{Error, ErrorKind, Result, StatusCode};
use crate::log::LogBody;
use crate::model::{RemotePath, Timestamp};
use crate::remote::{Pace, SecurityInfo};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The most connections to one site where nothing else is said.
const MOST_CONNECTIONS: usize = 3;

/// Pauses in which a server may notice that a connection was closed.
const STILL_COUNTED: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// How many connections there are and may be.
#[derive(Clone, Copy, Debug)]
struct Count {
    open: usize,
    most: usize,
}

/// What the connections of one session share.
pub(super) struct Site {
    pub(super) maker: Maker,
    pub(super) charset: Charset,
    /// `host:port`, for errors.
    pub(super) host: String,
    pub(super) facts: OnceLock<SiteFacts>,
    credentials: Mutex<Option<Credentials>>,
    /// How data connections are made, as learned on this session.
    pub(super) data: Mutex<DataMemory>,
    /// What listings taught of the server.
    pub(super) listing: Mutex<ListingMemory>,
    /// What the server turned out not to know, and what it said.
    refused: Mutex<HashMap<String, Reply>>,
    /// The server was asked for its clock.
    pub(super) clock_asked: AtomicBool,
    /// MLST names no reason when it is refused.
    pub(super) mlst_is_vague: AtomicBool,
    /// The folder that was listed last to understand a refusal.
    pub(super) seen: Mutex<Option<Seen>>,
    count: Mutex<Count>,
    ended: watch::Sender<Option<Arc<Error>>>,
    /// Ends every wait.
    pub(super) cut: CancellationToken,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").field("host", &self.host).finish_non_exhaustive()
    }
}

/// Room for one connection; given back when dropped.
#[derive(Debug)]
pub(super) struct Place(Arc<Site>);

impl Drop for Place {
    fn drop(&mut self) {
        let mut count = self.0.count();
        count.open = count.open.saturating_sub(1);
    }
}

impl Site {
    pub(super) fn new(maker: Maker, charset: Charset, host: String) -> Arc<Self> {
        let most = maker.request.options.connections.unwrap_or(MOST_CONNECTIONS).max(1);
        let known = maker.request.ways.clone();
        let clock = Arc::clone(&maker.request.clock);
        let data = DataMemory::new(&maker.request.options.data, &host, known, maker.tunnel.is_some(), clock);
        Arc::new(Self {
            maker,
            charset,
            host,
            facts: OnceLock::new(),
            credentials: Mutex::default(),
            data: Mutex::new(data),
            listing: Mutex::default(),
            refused: Mutex::default(),
            clock_asked: AtomicBool::new(false),
            mlst_is_vague: AtomicBool::new(false),
            seen: Mutex::default(),
            count: Mutex::new(Count { open: 0, most }),
            ended: watch::Sender::new(None),
            cut: CancellationToken::new(),
        })
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Room for one more connection.
    ///
    /// # Errors
    /// `ServerLimit` where there are as many as there may be.
    pub(super) fn place(self: &Arc<Self>) -> Result<Place> {
        let mut count = self.count();
        if count.open >= count.most {
            return Err(Error::new(ErrorKind::ServerLimit).on_host(self.host.clone()));
        }
        count.open += 1;
        drop(count);
        Ok(Place(Arc::clone(self)))
    }

    /// Makes one more connection and logs in, asking nobody who was asked before; its place is taken already.
    ///
    /// # Errors
    /// Everything that can stand in the way. A server that wants no more connections lowers the most there may be.
    pub(super) async fn open_further(&self) -> Result<Control> {
        let opened = self.open().await;
        if let Err(error) = &opened
            && (error.kind == ErrorKind::ServerLimit || error.code == Some(StatusCode::Ftp(421)))
        {
            let mut count = self.count();
            // The one that was refused counts already.
            count.most = count.open.saturating_sub(1).clamp(1, count.most);
            let most = count.most;
            drop(count);
            let words = format!("the server wants no more than {most} connections");
            self.maker.log.push(Some(self.maker.request.session), LogBody::Debug(words));
        }
        opened
    }

    /// Makes a connection in the place of another one. `after_closing`: that was closed just now, and the server may count it
    /// for a moment yet.
    ///
    /// # Errors
    /// Everything that can stand in the way.
    pub(super) async fn reopen(&self, after_closing: bool) -> Result<Control> {
        if after_closing {
            for pause in STILL_COUNTED {
                match self.open().await {
                    Err(error) if error.kind == ErrorKind::ServerLimit => tokio::time::sleep(pause).await,
                    opened => return opened,
                }
            }
        }
        self.open().await
    }

    async fn open(&self) -> Result<Control> {
        let opened = self.open_once(&self.cut).await.map(|(control, ..)| control);
        opened.map_err(|error| error.on_host(self.host.clone()))
    }

    /// Makes a connection and logs in; with the greeting, and what was agreed on for TLS.
    ///
    /// # Errors
    /// As [`Self::open_further`].
    pub(super) async fn open_once(&self, cancel: &CancellationToken) -> Result<(Control, String, (String, String))> {
        let pace = Pace::new(cancel.clone());
        let untried = self.maker.pipelining.is_untried();
        let made = self.maker.establish(&pace, cancel).await?;
        match self.log_in(made, &pace).await {
            // The server lost a command that was sent before the one before was answered: that is not done again.
            Err(error)
                if untried && self.maker.pipelining.is_given_up() && matches!(error.kind, ErrorKind::TimedOut(_)) =>
            {
                let made = self.maker.establish(&pace, cancel).await?;
                self.log_in(made, &pace).await
            }
            told => told,
        }
    }

    /// Logs in over a connection that is secured, and finds out what the server can do.
    ///
    /// # Errors
    /// Those of `Maker::log_in` and `Maker::prepare`.
    pub(super) async fn log_in(
        &self,
        mut made: Established,
        pace: &Pace,
    ) -> Result<(Control, String, (String, String))> {
        let known = self.credentials.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let credentials = self.maker.log_in(&mut made, known, pace).await?;
        *self.credentials.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials);
        let facts = self.maker.prepare(&mut made.control, self.facts.get()).await?;
        let facts = self.facts.get_or_init(|| facts);
        let system = ServerSystem::from_syst(facts.system.as_bytes());
        self.listing.lock().unwrap_or_else(PoisonError::into_inner).system = system;
        let greeting = crate::model::escape_bytes(made.greeting.text());
        Ok((made.control, greeting, made.agreed))
    }

    /// Something changes on the server: what was seen of its folders is true no more.
    pub(super) fn forget_seen(&self) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether somebody was asked about the server's certificate on this session, and let it through.
    pub(super) fn was_asked(&self) -> bool {
        self.maker.asked.load(Ordering::Relaxed)
    }

    /// How the connections are secured, with the version and cipher suite of the first one.
    pub(super) fn security(&self, agreed: &(String, String)) -> SecurityInfo {
        let facts = self.maker.tls.as_ref().and_then(|tls| tls.facts.security(agreed.clone()));
        facts.map_or(SecurityInfo::Plain, |facts| SecurityInfo::Tls(Box::new(facts)))
    }

    /// What is known of the server; nothing before the first login.
    pub(super) fn facts(&self) -> SiteFacts {
        self.facts.get().cloned().unwrap_or_default()
    }

    /// The server does not know this command; it is not sent again on this session where it is only of use.
    pub(super) fn refuses(&self, verb: &str, reply: &Reply) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(verb.to_owned(), reply.clone());
    }

    /// What the server said when it turned out not to know this command; `None`: that is not known.
    pub(super) fn known_refusal(&self, verb: &str) -> Option<Reply> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).get(verb).cloned()
    }

    /// The session is over; the first reason stands.
    pub(super) fn end(&self, error: &Error) {
        let reason = Arc::from(Box::new(error.clone()).on_host(self.host.clone()));
        self.ended.send_if_modified(|ended| {
            let first = ended.is_none();
            if first {
                *ended = Some(reason);
            }
            first
        });
    }

    /// Waits for the end and tells why.
    pub(super) async fn ended(&self) -> Arc<Error> {
        let mut ended = self.ended.subscribe();
        match ended.wait_for(Option::is_some).await {
            Ok(reason) => reason.clone().unwrap_or_else(|| Arc::from(Error::new(ErrorKind::ConnectionLost))),
            Err(_) => Arc::from(Error::new(ErrorKind::ConnectionLost)),
        }
    }

    /// Seconds that the server's MDTM is ahead of UTC, as far as that is known.
    fn clock_ahead(&self) -> Option<i64> {
        self.listing.lock().unwrap_or_else(PoisonError::into_inner).clock
    }

    /// A time of MDTM in UTC.
    pub(super) fn in_utc(&self, time: Timestamp) -> Timestamp {
        Timestamp { secs: time.secs.saturating_sub(self.clock_ahead().unwrap_or(0)), ..time }
    }

    /// A time as the server's MDTM has it.
    pub(super) fn as_told(&self, time: Timestamp) -> Timestamp {
        Timestamp { secs: time.secs.saturating_add(self.clock_ahead().unwrap_or(0)), ..time }
    }

    /// Whether it is not known yet how far MDTM is ahead of UTC.
    pub(super) fn wants_clock(&self) -> bool {
        self.clock_ahead().is_none()
    }

    /// MDTM told this of a file that was written just now: how far it is ahead of UTC, unless the clocks differ.
    pub(super) fn learn_clock(&self, told: Option<Timestamp>) {
        let now = self.maker.request.clock.now();
        // A listing has no seconds either: what is compared is the same kind of time.
        let ahead = told.and_then(|told| time_offset(told, now)).unwrap_or(0);
        self.listing.lock().unwrap_or_else(PoisonError::into_inner).learn_clock(ahead);
    }

    /// The same of a file that is of now, where nothing is concluded from what cannot be explained by a zone.
    pub(super) fn learn_clock_if_certain(&self, told: Option<Timestamp>) {
        let now = self.maker.request.clock.now();
        if let Some(ahead) = told.and_then(|told| time_offset(told, now)) {
            self.listing.lock().unwrap_or_else(PoisonError::into_inner).learn_clock(ahead);
        }
    }

    /// The bytes that the server has for a path.
    pub(super) fn bytes(&self, path: &RemotePath) -> Vec<u8> {
        self.charset.encode(path.as_bytes())
    }
}
