//! The one task that owns sessions and queue: it waits for whatever happens next and acts on it.

use super::batch::Batch;
use super::command::{Answer, Command};
use super::connect::Connector;
use super::event::Event;
use super::event_lane::EventLane;
use super::explainer::Explainer;
use super::happening::Happening;
use super::jobs::Jobs;
use super::operation::Location;
use super::options::EngineOptions;
use super::prompts::{OpenPrompts, PromptIds};
use super::secret_desk::SecretDesk;
use super::session::Session;
use super::site_gate::CommonBrakes;
use super::snapshot::Snapshot;
use crate::error::{Error, ErrorKind};
use crate::journal::Journal;
use crate::log::{LogBody, MessageLog};
use crate::model::{BatchId, Clock, IdSource, OperationId, PromptId, RequestId, SessionId, TransferId};
use crate::queue::{Queue, Work, WorkView};
use std::collections::{HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The least time between two pictures of the queue.
const PICTURE: Duration = Duration::from_millis(100);
/// The time between two pictures while only the seconds until a retry change.
const COUNTDOWN: Duration = Duration::from_secs(1);
/// How many ended tasks are looked at before jobs are given out anew.
const MOST_AT_ONCE: usize = 64;
/// How long the end of the engine waits for what is under way.
const CLOSING_LIMIT: Duration = Duration::from_secs(5);

/// The engine's state; lives in one task. What it does about sessions, folders and operations stands in files of their own.
pub(super) struct Runtime {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) log: Arc<MessageLog>,
    pub(super) journal: Arc<Journal>,
    pub(super) connector: Arc<dyn Connector>,
    /// Finds out why something failed on this computer.
    pub(super) local_explainer: Arc<Explainer>,
    pub(super) events: Arc<EventLane>,
    pub(super) snapshot: Arc<Snapshot>,
    inbox: mpsc::UnboundedReceiver<Command>,
    /// News from tasks that go on afterwards.
    pub(super) post: mpsc::UnboundedSender<Happening>,
    posted: mpsc::UnboundedReceiver<Happening>,
    /// Tasks, each of which ends with one happening.
    pub(super) tasks: JoinSet<Happening>,
    /// What to make of a task that panicked.
    owners: HashMap<tokio::task::Id, Owner>,
    pub(super) sessions: HashMap<SessionId, Session>,
    pub(super) prompt_ids: PromptIds,
    prompts: OpenPrompts,
    /// Commands that wait until a person agrees to what they change.
    pub(super) held: HashMap<PromptId, (SessionId, Command)>,
    /// The limits of all sessions together.
    pub(super) brakes: CommonBrakes,
    pub(super) lists: HashMap<RequestId, CancellationToken>,
    pub(super) operations: HashMap<OperationId, CancellationToken>,
    pub(super) checkups: HashMap<SessionId, CancellationToken>,
    /// Lines that were sent by hand, and wait for their answer.
    pub(super) by_hand: HashMap<RequestId, CancellationToken>,
    /// Those of them that take long, and how far they are.
    pub(super) works: HashMap<OperationId, Arc<Work>>,
    /// Numbers connections.
    generations: u64,
    pub(super) queue: Queue,
    pub(super) batches: HashMap<BatchId, Batch>,
    pub(super) jobs: Jobs,
    /// Rows whose source was not looked at yet.
    pub(super) unsurveyed: HashMap<SessionId, VecDeque<TransferId>>,
    /// Sessions whose sources are being looked at.
    pub(super) surveying: HashSet<SessionId>,
    /// Folders that front ends have shown lately, so that they hear when those change.
    pub(super) shown: VecDeque<Location>,
    pub(super) parallel: usize,
    /// Somebody looks at folders while files move.
    pub(super) browsed: bool,
    pub(super) durable: bool,
    /// Where secrets are kept; `None`: nowhere.
    pub(super) secrets: Option<SecretDesk>,
    /// When the last picture of the queue was made.
    drawn_at: Option<Duration>,
}

/// Whose task it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    /// Reads a folder.
    List(RequestId),
    /// Does an operation.
    Operation(OperationId),
    /// Makes a connection.
    Session(SessionId, u64),
    /// Does a job of the queue.
    Job(TransferId),
    /// Looks at sources.
    Survey(SessionId),
    /// Opens a channel.
    Lane(SessionId, u64),
    /// Forces a batch to disk.
    Batch(BatchId),
    /// Checks a connection.
    Checkup(SessionId),
    /// Awaits the answer to a line that was sent by hand.
    Hand(RequestId),
    /// Nobody waits for it.
    Nobody,
}

impl Runtime {
    pub(super) fn new(
        options: EngineOptions,
        inbox: mpsc::UnboundedReceiver<Command>,
        events: Arc<EventLane>,
        snapshot: Arc<Snapshot>,
        journal: Arc<Journal>,
    ) -> Self {
        let (post, posted) = mpsc::unbounded_channel();
        let brakes = CommonBrakes::new(&options.clock);
        Self {
            brakes,
            held: HashMap::new(),
            local_explainer: Arc::new(Explainer::new(None, Arc::clone(&options.clock))),
            clock: options.clock,
            log: options.log,
            journal,
            connector: options.connector,
            events,
            snapshot,
            inbox,
            post,
            posted,
            tasks: JoinSet::new(),
            owners: HashMap::new(),
            sessions: HashMap::new(),
            prompt_ids: Arc::new(IdSource::new()),
            prompts: OpenPrompts::default(),
            lists: HashMap::new(),
            operations: HashMap::new(),
            checkups: HashMap::new(),
            by_hand: HashMap::new(),
            works: HashMap::new(),
            generations: 0,
            queue: Queue::default(),
            batches: HashMap::new(),
            jobs: Jobs::default(),
            unsurveyed: HashMap::new(),
            surveying: HashSet::new(),
            shown: VecDeque::new(),
            parallel: options.parallel.clamp(1, 256),
            browsed: options.browsed,
            durable: options.durable,
            secrets: options.secrets.map(SecretDesk),
            drawn_at: None,
        }
    }

    /// Runs until `Command::Shutdown`, or until the front end is gone.
    pub(super) async fn run(mut self) {
        loop {
            let now = self.clock.elapsed();
            let wait = self.due(now).map(|due| due.saturating_sub(now));
            tokio::select! {
                command = self.inbox.recv() => match command {
                    None | Some(Command::Shutdown) => break,
                    Some(command) => self.command(command),
                },
                Some(happening) = self.posted.recv() => self.happened(happening),
                Some(ended) = self.tasks.join_next_with_id() => self.task_ended(ended),
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
            }
            self.take_what_is_there();
            self.pump();
            self.draw_when_due();
        }
        self.close().await;
        self.draw();
        self.events.send(Event::Stopped);
    }

    /// When the runtime has to act without any news: a picture or a retry is due. `None`: it sleeps.
    fn due(&self, now: Duration) -> Option<Duration> {
        let drawn = self.drawn_at.unwrap_or_default();
        let picture = if self.queue.has_changed() || !self.jobs.is_empty() || !self.works.is_empty() {
            Some(drawn + PICTURE)
        } else {
            // The seconds until a retry are shown as they pass.
            self.queue.next_retry().map(|_| drawn + COUNTDOWN)
        };
        let retry = self.queue.next_retry().map(|at| at.max(now));
        picture.into_iter().chain(retry).min()
    }

    /// Acts on everything that has happened already, before jobs are given out anew.
    fn take_what_is_there(&mut self) {
        for _ in 0..MOST_AT_ONCE {
            match self.tasks.try_join_next_with_id() {
                Some(ended) => self.task_ended(ended),
                None => break,
            }
        }
    }

    /// Makes a new picture of the queue when something changed, not more often than people can see.
    fn draw_when_due(&mut self) {
        let now = self.clock.elapsed();
        let due = self.drawn_at.is_none_or(|at| at + PICTURE <= now);
        let counting = self.queue.next_retry().is_some() && self.drawn_at.is_some_and(|at| at + COUNTDOWN <= now);
        let moving = self.queue.has_changed() || !self.jobs.is_empty() || !self.works.is_empty();
        if (due && moving) || counting {
            self.draw();
        }
    }

    /// Makes a new picture of the queue now.
    pub(super) fn draw(&mut self) {
        let now = self.clock.elapsed();
        let span = now.saturating_sub(self.drawn_at.replace(now).unwrap_or(now));
        let view = self.queue.view(now);
        self.note_moved(&view, span);
        let changed = self.snapshot.get().version != view.version;
        self.snapshot.set(view);
        let mut works: Vec<WorkView> = self.works.iter().map(|(id, work)| work.view(*id)).collect();
        works.sort_unstable_by_key(|work| work.operation);
        if self.snapshot.set_works(works) || changed {
            self.events.wake();
        }
    }

    fn task_ended(&mut self, ended: Result<(tokio::task::Id, Happening), tokio::task::JoinError>) {
        match ended {
            Ok((id, happening)) => {
                self.owners.remove(&id);
                self.happened(happening);
            }
            Err(panicked) => {
                let owner = self.owners.remove(&panicked.id()).unwrap_or(Owner::Nobody);
                let error = Error::new(ErrorKind::Failure).with_detail(panicked.to_string());
                self.task_panicked(owner, error);
            }
        }
    }

    fn task_panicked(&mut self, owner: Owner, error: Box<Error>) {
        match owner {
            Owner::List(request) => self.listed(request, None, Err(error)),
            Owner::Operation(operation) => {
                let mut tally = super::tally::Tally::default();
                tally.fail(error);
                self.operated(operation, None, tally.report, Vec::new());
            }
            Owner::Session(session, generation) => self.connected(session, generation, Err(error)),
            Owner::Job(id) => self.job_ended(id, super::job::JobEnd::Failed(error).into()),
            Owner::Survey(session) => self.surveyed(session, Vec::new(), Vec::new()),
            Owner::Lane(session, generation) => self.lane_opened(session, generation, Err(error)),
            Owner::Batch(batch) => self.batch_synced(batch, Err(error)),
            Owner::Checkup(id) => {
                self.fault(&Arc::from(error));
                self.checked(id, true);
            }
            Owner::Hand(request) => self.answered(request, None, Err(error)),
            Owner::Nobody => self.fault(&Arc::from(error)),
        }
    }

    /// Starts a task that ends with a happening.
    pub(super) fn spawn(&mut self, owner: Owner, work: impl Future<Output = Happening> + Send + 'static) {
        let id = self.tasks.spawn(work).id();
        self.owners.insert(id, owner);
    }

    /// Writes an error to the log: the one place for those that the runtime sees.
    pub(super) fn log_error(&self, session: Option<SessionId>, error: &Arc<Error>) {
        self.log.push(session, LogBody::Error(Arc::clone(error)));
    }

    /// Acts on a command, at once or when a person has agreed to what it changes.
    pub(super) fn command(&mut self, command: Command) {
        if let Some((command, consented)) = self.past_lock(command) {
            self.carry_out(command, consented);
        }
    }

    /// Acts on a command. `consented`: a person agreed to what it changes on a server.
    pub(super) fn carry_out(&mut self, command: Command, consented: bool) {
        match command {
            Command::Connect { session, wish } => self.connect(session, wish),
            Command::Disconnect(session) => self.disconnect(session),
            Command::LookAtSecurity(session) => self.look_at_security(session),
            Command::List { .. } | Command::ListTyped { .. } => self.list(command),
            Command::CancelList(request) => self.cancel_list(request),
            Command::Space { folder } => self.ask_space(folder),
            Command::Operate { operation, what } => self.operate(operation, what, consented),
            Command::Repair { .. } => self.repair(command, consented),
            Command::SwitchDataMode { session, mode } => self.switch_data_mode(session, mode),
            Command::CancelOperation(operation) => {
                if let Some(cancel) = self.operations.get(&operation) {
                    cancel.cancel();
                }
            }
            Command::Answer { prompt, answer } => self.answer(prompt, answer),
            Command::Transfer(wish) => self.transfer(wish, consented),
            Command::Queue(change) => self.change_queue_by(change, consented),
            Command::MakeKey { operation, wish } => self.make_key(operation, wish),
            Command::InstallKey { operation, session, key, mend } => {
                self.install_key(operation, session, key, (mend, consented));
            }
            Command::ByHand { request, session, line } => self.by_hand(request, session, line),
            Command::CancelByHand(request) => self.cancel_by_hand(request),
            Command::Diagnose { id, wish } => self.diagnose(id, wish),
            Command::ForgetSecrets(session) => self.forget_secrets(session),
            Command::Secrets(command) => self.secrets(command),
            Command::ExportSites(export) => self.export_sites(*export),
            Command::CancelDiagnosis(id) => self.cancel_diagnosis(id),
            Command::Trust(command) => self.trust(command),
            Command::SetLock { session, lock } => self.set_lock(session, lock),
            Command::SetLimits { session, upload, download } => self.set_limits(session, upload, download),
            Command::SetParallel(parallel) => self.parallel = parallel.clamp(1, 256),
            Command::Shutdown => {}
        }
    }

    fn happened(&mut self, happening: Happening) {
        match happening {
            Happening::Connected { session, generation, result } => self.connected(session, generation, result),
            Happening::ConnectionEnded { session, generation, error } => {
                self.connection_ended(session, generation, error);
            }
            Happening::LaneOpened { session, generation, result } => self.lane_opened(session, generation, result),
            Happening::Asked { prompt, question, answer } => {
                self.prompts.add(prompt, answer);
                self.events.send(Event::Asked { prompt, question: *question });
            }
            Happening::NotKept { name, fault } => self.events.send(Event::NotKept { name, fault }),
            Happening::PromptLeft(prompt) => {
                if self.prompts.leave(prompt) {
                    self.events.send(Event::Withdrawn(prompt));
                }
            }
            Happening::Listed { request, session, result, dead } => {
                self.listed(request, session, result);
                self.channel_died(session, dead);
            }
            Happening::SpaceTold { folder, space } => {
                if let Some(space) = space {
                    self.events.send(Event::Space { folder, space });
                }
            }
            Happening::Operated { operation, session, report, changed, dead } => {
                self.operated(operation, session, report, changed);
                self.channel_died(session, dead);
            }
            Happening::Prepared { operation, session, report, changed, again } => {
                self.prepared(operation, session, report, changed, again);
            }
            Happening::Surveyed { session, asked, found } => self.surveyed(session, asked, found),
            Happening::JobEnded { id, report } => self.job_ended(id, *report),
            Happening::BatchSynced { batch, result } => self.batch_synced(batch, result),
            Happening::Answered { request, session, result } => self.answered(request, Some(session), result),
            Happening::Checked { id, cancelled } => self.checked(id, cancelled),
            Happening::Told { session, failed, event } => self.told(session, failed, *event),
            Happening::Nothing => {}
        }
    }

    /// Forgets what a session found kept, or kept.
    fn forget_secrets(&mut self, id: SessionId) {
        let Some(prompter) = self.sessions.get(&id).map(|session| Arc::clone(&session.prompter)) else { return };
        self.spawn(Owner::Nobody, async move {
            prompter.forget_kept().await;
            Happening::Nothing
        });
    }

    fn answer(&mut self, prompt: PromptId, answer: Answer) {
        match &answer {
            Answer::Secret(Some(secret)) | Answer::Keep(secret) => self.log.redactor().hide(secret),
            Answer::Secrets(Some(secrets)) => secrets.iter().for_each(|secret| self.log.redactor().hide(secret)),
            _ => {}
        }
        let Err(answer) = self.prompts.answer(prompt, answer) else { return };
        match self.held.remove(&prompt) {
            Some((session, command)) => self.change_answered(session, command, &answer),
            None => self.overwrite_answered(prompt, &answer),
        }
    }

    /// A number for the next connection, other than that of all earlier ones.
    pub(super) fn next_generation(&mut self) -> u64 {
        self.generations += 1;
        self.generations
    }

    /// Ends everything in order: what is under way is told to stop, connections are closed.
    async fn close(&mut self) {
        for cancel in self.lists.values().chain(self.operations.values()).chain(self.checkups.values()) {
            cancel.cancel();
        }
        self.by_hand.values().for_each(CancellationToken::cancel);
        self.jobs.stop_all();
        for session in self.sessions.values() {
            session.cancel.cancel();
        }
        let ending = async {
            while let Some(ended) = self.tasks.join_next_with_id().await {
                self.task_ended(ended);
            }
        };
        // What does not end in time hangs on a dead network or disk; the process must end all the same.
        let _in_time = tokio::time::timeout(CLOSING_LIMIT, ending).await;
        let links: Vec<_> = self.sessions.drain().filter_map(|(_, session)| session.link).collect();
        let goodbye = async {
            for link in links {
                link.remote.close().await;
            }
        };
        let _in_time = tokio::time::timeout(Duration::from_secs(2), goodbye).await;
    }
}
