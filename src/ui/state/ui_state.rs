//! All that the window knows. Changed only by `dispatch` (what the user means) and `apply` (what the engine tells). Pure.

use super::action::BottomTab;
use super::dialog::{Dialog, ErrorReport};
use super::doctor::DoctorState;
use super::errors::ErrorsState;
use super::export_sites::ExportDraft;
use super::import::ImportState;
use super::pane::PaneState;
use super::secrets::SecretsState;
use super::session::{ConnectForm, SessionView};
use super::side::Side;
use super::sites::SitesState;
use super::tabs::{Tab, TabId, Tabs};
use super::told::Told;
use super::trust::TrustState;
use crate::engine::{Failed, Location, Operation, Repair};
use crate::journal::EntryId;
use crate::log::{LogLevel, MessageLog};
use crate::model::{BatchId, IdSource, OperationId, RequestId, SessionId, Timestamp, TransferId};
use crate::queue::{QueueView, WorkView};
use crate::settings::Settings;
use crate::site::Node;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// An operation that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningOperation {
    /// The tab that it was begun in.
    pub tab: TabId,
    /// The entry to put the cursor on afterwards, and in which pane.
    pub show: Option<(Side, crate::model::EntryName)>,
    /// What is done, to try it again.
    pub what: Undertaken,
    /// The folder to show in which pane when it is done.
    pub then: Option<(Side, Location)>,
    /// The failure in the errors panel that it does something about.
    pub mends: Option<EntryId>,
}

/// What is done with files or about failures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undertaken {
    /// An operation.
    Operation(Operation),
    /// A repair.
    Repair {
        /// Of what.
        failed: Box<Failed>,
        /// Which.
        repair: Box<Repair>,
    },
}

/// A fix that waits for a path from the system's dialog.
#[derive(Clone, PartialEq)]
pub struct PendingFix {
    /// The failure.
    pub about: Box<ErrorReport>,
    /// Whether it is for everything that failed for the same cause.
    pub alike: bool,
}

/// What the queue panel shows besides the queue itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueuePanelState {
    /// Selected rows.
    pub selected: BTreeSet<TransferId>,
    /// Where a range begins.
    pub anchor: Option<TransferId>,
    /// Folder rows that show their files.
    pub expanded: BTreeSet<TransferId>,
}

/// What the log panel shows besides the log itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPanelState {
    /// The levels that are shown.
    pub levels: BTreeSet<LogLevel>,
    /// Only lines that contain this are shown; empty: all.
    pub filter: String,
}

impl Default for LogPanelState {
    fn default() -> Self {
        let shown = LogLevel::ALL.into_iter().filter(|level| *level != LogLevel::Debug);
        Self { levels: shown.collect(), filter: String::new() }
    }
}

/// The sources of ids that the window hands out.
#[derive(Debug, Default)]
pub struct Ids {
    /// Sessions.
    pub session: IdSource<SessionId>,
    /// Listings.
    pub request: IdSource<RequestId>,
    /// Batches.
    pub batch: IdSource<BatchId>,
    /// Operations.
    pub operation: IdSource<OperationId>,
}

/// All that the window knows.
pub struct UiState {
    /// Sources of ids.
    pub ids: Ids,
    /// Settings; `settings_changed` tells that they should be saved.
    pub settings: Settings,
    /// Whether the settings differ from the file.
    pub settings_changed: bool,
    /// The tab in front.
    pub here: Tab,
    /// The others.
    pub tabs: Tabs,
    /// The connect form.
    pub connect: ConnectForm,
    /// The connection doctor.
    pub doctor: DoctorState,
    /// Sites of other programs.
    pub import: ImportState,
    /// The site manager.
    pub sites: SitesState,
    /// What says which servers are trusted.
    pub trust: TrustState,
    /// Kept secrets.
    pub secrets: SecretsState,
    /// Dialogs, the one in front first.
    pub dialogs: VecDeque<Dialog>,
    /// The program ends once what was edited of the sites is in their file.
    pub(super) quit_when_stored: bool,
    /// Operations under way.
    pub operations: BTreeMap<OperationId, RunningOperation>,
    /// Error cards that were shown.
    pub told: Told,
    /// The fix that waits for a path.
    pub fixing: Option<PendingFix>,
    /// The queue as last sampled.
    pub queue: Arc<QueueView>,
    /// Operations that take long, as last sampled.
    pub works: Arc<Vec<WorkView>>,
    /// The message log.
    pub log: Arc<MessageLog>,
    /// The queue panel.
    pub queue_panel: QueuePanelState,
    /// The log panel.
    pub log_panel: LogPanelState,
    /// The errors panel.
    pub errors: ErrorsState,
    /// The open tab of the bottom panel.
    pub tab: BottomTab,
    /// Wall-clock time of this frame.
    pub now: Timestamp,
    /// Time since the start of the program.
    pub elapsed: Duration,
    /// Counts up with each wish to put the keyboard into the quick-connect field.
    pub focus_address: u64,
    /// The local home folder.
    pub home: PathBuf,
    /// Whether the engine has ended.
    pub stopped: bool,
}

impl UiState {
    /// A window that shows nothing yet. `home`: the local home folder.
    #[must_use]
    pub fn new(settings: Settings, home: PathBuf, log: Arc<MessageLog>) -> Self {
        let mut tabs = Tabs::default();
        let here = tabs.fresh(&home);
        Self {
            ids: Ids::default(),
            settings,
            settings_changed: false,
            here,
            tabs,
            connect: ConnectForm::default(),
            doctor: DoctorState::default(),
            import: ImportState::default(),
            sites: SitesState::default(),
            trust: TrustState::default(),
            secrets: SecretsState::default(),
            dialogs: VecDeque::new(),
            quit_when_stored: false,
            operations: BTreeMap::new(),
            told: Told::default(),
            fixing: None,
            queue: Arc::default(),
            works: Arc::default(),
            log,
            queue_panel: QueuePanelState::default(),
            log_panel: LogPanelState::default(),
            errors: ErrorsState::default(),
            tab: BottomTab::default(),
            now: Timestamp::from_secs(0),
            elapsed: Duration::ZERO,
            focus_address: 0,
            home,
            stopped: false,
        }
    }

    /// A pane.
    #[must_use]
    pub fn pane(&self, side: Side) -> &PaneState {
        let [left, right] = &self.here.panes;
        match side {
            Side::Left => left,
            Side::Right => right,
        }
    }

    /// A pane, to change it.
    pub fn pane_mut(&mut self, side: Side) -> &mut PaneState {
        let [left, right] = &mut self.here.panes;
        match side {
            Side::Left => left,
            Side::Right => right,
        }
    }

    /// The settings of a pane.
    #[must_use]
    pub fn pane_settings(&self, side: Side) -> &crate::settings::PaneSettings {
        let [left, right] = &self.settings.panes;
        match side {
            Side::Left => left,
            Side::Right => right,
        }
    }

    /// The settings of a pane, to change them.
    pub(super) fn pane_settings_mut(&mut self, side: Side) -> &mut crate::settings::PaneSettings {
        self.settings_changed = true;
        let [left, right] = &mut self.settings.panes;
        match side {
            Side::Left => left,
            Side::Right => right,
        }
    }

    /// The dialog in front.
    #[must_use]
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialogs.front()
    }

    /// What is to be written for somebody else, while its dialog is open, be it behind another one.
    #[must_use]
    pub fn export_draft(&self) -> Option<&ExportDraft> {
        self.dialogs.iter().find_map(|dialog| match dialog {
            Dialog::Export(draft) => Some(&**draft),
            _ => None,
        })
    }

    /// The session, when files can be listed and transferred on it.
    #[must_use]
    pub fn ready_session(&self) -> Option<SessionId> {
        self.here.session.as_ref().filter(|session| session.is_ready()).map(|session| session.id)
    }

    /// What a session is called; empty when it is not known any more.
    #[must_use]
    pub fn site_name(&self, id: SessionId) -> String {
        self.session_of(id).map(SessionView::title).unwrap_or_default()
    }

    /// The site that the session was made from; `None`: it was made from none, or that was removed.
    #[must_use]
    pub fn session_site(&self) -> Option<&Node> {
        let id = self.here.session.as_ref()?.site?;
        self.sites.book.get(id).filter(|node| node.as_site().is_some())
    }

    /// Whether the session is ready and its server takes keys of SSH.
    #[must_use]
    pub fn takes_keys(&self) -> bool {
        self.here.session.as_ref().is_some_and(|session| session.is_ready() && !session.wish.endpoint.protocol.is_ftp())
    }
}
