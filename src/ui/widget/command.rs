//! The commands of the window: each with its name, icon, keys, and what it does. Menus, toolbar, context menus and the
//! keyboard all take them from here.

use crate::engine::QueueCommand;
use crate::i18n::fl;
use crate::settings::ThemeChoice;
use crate::ui::state::{
    Action, BottomTab, Carry, ConnectionAction, Dialog, DialogAction, DoctorAction, ErrorsAction, ExportDraft, Go,
    ImportAction, InstallKeyDraft, LimitsDraft, LogAction, NewKeyDraft, PaneAction, PathPurpose, QueueAction,
    SecretsAction, SessionView, Side, SitesAction, TabAction, TransferAction, TrustAction, UiState, ViewAction,
    display,
};
use crate::ui::theme::icon;
use eframe::egui::{Key, KeyboardShortcut, Modifiers};

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say what the texts `command-*` say")]
pub enum UiCommand {
    UploadFiles,
    UploadFolder,
    DownloadTo,
    NewFolder,
    Open,
    Rename,
    Permissions,
    Delete,
    Quit,
    SelectAll,
    InvertSelection,
    CopyPath,
    Refresh,
    ShowHidden,
    ThemeSystem,
    ThemeDark,
    ThemeLight,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    ShowBottom,
    ShowTransfers,
    ShowErrors,
    ShowLog,
    ShowConsole,
    LogToFile,
    ShowLogFiles,
    SupportBundle,
    Back,
    Forward,
    Up,
    Home,
    TypePath,
    SwitchPane,
    FocusAddress,
    ConnectForm,
    Reconnect,
    Disconnect,
    ForgetSecrets,
    Secrets,
    Diagnose,
    NewKey,
    InstallKey,
    Security,
    Trust,
    Sites,
    SaveSite,
    ForgetRecent,
    ImportSites,
    ExportSites,
    Copy,
    Move,
    PauseAll,
    ResumeAll,
    RetryFailed,
    ClearFinished,
    SpeedLimits,
    NewTab,
    CloseTab,
    NextTab,
    PreviousTab,
    TurnLock,
    Shortcuts,
    Codes,
    About,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const ALT: Modifiers = Modifiers::ALT;
const NONE: Modifiers = Modifiers::NONE;

impl UiCommand {
    /// Every command.
    pub const ALL: [Self; 65] = [
        Self::UploadFiles,
        Self::UploadFolder,
        Self::DownloadTo,
        Self::NewFolder,
        Self::Open,
        Self::Rename,
        Self::Permissions,
        Self::Delete,
        Self::Quit,
        Self::SelectAll,
        Self::InvertSelection,
        Self::CopyPath,
        Self::Refresh,
        Self::ShowHidden,
        Self::ThemeSystem,
        Self::ThemeDark,
        Self::ThemeLight,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomReset,
        Self::ShowBottom,
        Self::ShowTransfers,
        Self::ShowErrors,
        Self::ShowLog,
        Self::ShowConsole,
        Self::LogToFile,
        Self::ShowLogFiles,
        Self::SupportBundle,
        Self::Back,
        Self::Forward,
        Self::Up,
        Self::Home,
        Self::TypePath,
        Self::SwitchPane,
        Self::FocusAddress,
        Self::ConnectForm,
        Self::Reconnect,
        Self::Disconnect,
        Self::ForgetSecrets,
        Self::Secrets,
        Self::Diagnose,
        Self::NewKey,
        Self::InstallKey,
        Self::Security,
        Self::Trust,
        Self::Sites,
        Self::SaveSite,
        Self::ForgetRecent,
        Self::ImportSites,
        Self::ExportSites,
        Self::Copy,
        Self::Move,
        Self::PauseAll,
        Self::ResumeAll,
        Self::RetryFailed,
        Self::ClearFinished,
        Self::SpeedLimits,
        Self::NewTab,
        Self::CloseTab,
        Self::NextTab,
        Self::PreviousTab,
        Self::TurnLock,
        Self::Shortcuts,
        Self::Codes,
        Self::About,
    ];

    /// Its name in menus.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::UploadFiles => fl!("command-upload-files"),
            Self::UploadFolder => fl!("command-upload-folder"),
            Self::DownloadTo => fl!("command-download-to"),
            Self::NewFolder => fl!("command-new-folder"),
            Self::Open => fl!("command-open"),
            Self::Rename => fl!("command-rename"),
            Self::Permissions => fl!("command-permissions"),
            Self::Delete => fl!("command-delete"),
            Self::Quit => fl!("command-quit"),
            Self::SelectAll => fl!("command-select-all"),
            Self::InvertSelection => fl!("command-invert-selection"),
            Self::CopyPath => fl!("command-copy-path"),
            Self::Refresh => fl!("command-refresh"),
            Self::ShowHidden => fl!("command-show-hidden"),
            Self::ThemeSystem => fl!("command-theme-system"),
            Self::ThemeDark => fl!("command-theme-dark"),
            Self::ThemeLight => fl!("command-theme-light"),
            Self::ZoomIn => fl!("command-zoom-in"),
            Self::ZoomOut => fl!("command-zoom-out"),
            Self::ZoomReset => fl!("command-zoom-reset"),
            Self::ShowBottom => fl!("command-show-bottom"),
            Self::ShowTransfers => fl!("command-show-transfers"),
            Self::ShowErrors => fl!("command-show-errors"),
            Self::ShowLog => fl!("command-show-log"),
            Self::ShowConsole => fl!("command-show-console"),
            Self::LogToFile => fl!("log-to-file"),
            Self::ShowLogFiles => fl!("log-show-file"),
            Self::SupportBundle => fl!("errors-bundle"),
            Self::Back => fl!("command-back"),
            Self::Forward => fl!("command-forward"),
            Self::Up => fl!("command-up"),
            Self::Home => fl!("command-home"),
            Self::TypePath => fl!("command-type-path"),
            Self::SwitchPane => fl!("command-switch-pane"),
            Self::FocusAddress => fl!("command-focus-address"),
            Self::ConnectForm => fl!("command-connect-form"),
            Self::Reconnect => fl!("command-reconnect"),
            Self::Disconnect => fl!("command-disconnect"),
            Self::ForgetSecrets => fl!("command-forget-secrets"),
            Self::Secrets => fl!("command-secrets"),
            Self::Diagnose => fl!("command-diagnose"),
            Self::NewKey => fl!("command-new-key"),
            Self::InstallKey => fl!("command-install-key"),
            Self::Security => fl!("command-security"),
            Self::Trust => fl!("command-trust"),
            Self::Sites => fl!("command-sites"),
            Self::SaveSite => fl!("command-save-site"),
            Self::ForgetRecent => fl!("command-forget-recent"),
            Self::ImportSites => fl!("command-import-sites"),
            Self::ExportSites => fl!("command-export-sites"),
            Self::Copy => fl!("command-copy"),
            Self::Move => fl!("command-move"),
            Self::PauseAll => fl!("command-pause-all"),
            Self::ResumeAll => fl!("command-resume-all"),
            Self::RetryFailed => fl!("command-retry-failed"),
            Self::ClearFinished => fl!("command-clear-finished"),
            Self::SpeedLimits => fl!("command-speed-limits"),
            Self::NewTab => fl!("command-new-tab"),
            Self::CloseTab => fl!("command-close-tab"),
            Self::NextTab => fl!("command-next-tab"),
            Self::PreviousTab => fl!("command-previous-tab"),
            Self::TurnLock => fl!("command-turn-lock"),
            Self::Shortcuts => fl!("command-shortcuts"),
            Self::Codes => fl!("command-codes"),
            Self::About => fl!("command-about"),
        }
    }

    /// Its icon, where it has one.
    #[must_use]
    pub fn icon(self) -> Option<&'static str> {
        Some(match self {
            Self::UploadFiles => icon::UPLOAD,
            Self::DownloadTo => icon::DOWNLOAD,
            Self::NewFolder => icon::NEW_FOLDER,
            Self::Rename => icon::RENAME,
            Self::Delete => icon::DELETE,
            Self::Refresh => icon::REFRESH,
            Self::Back => icon::BACK,
            Self::Forward => icon::FORWARD,
            Self::Up => icon::UP,
            Self::Home => icon::HOME,
            Self::Disconnect => icon::DISCONNECT,
            Self::Secrets => icon::PASSWORD,
            Self::Diagnose => icon::DOCTOR,
            Self::NewKey => icon::KEY,
            Self::Security => icon::LOCK,
            Self::Trust => icon::FINGERPRINT,
            Self::Sites => icon::SITES,
            Self::SaveSite => icon::STAR,
            Self::Reconnect => icon::CONNECT,
            Self::PauseAll => icon::PAUSE,
            Self::ResumeAll => icon::PLAY,
            Self::RetryFailed => icon::RETRY,
            Self::ClearFinished | Self::ForgetRecent => icon::CLEAN,
            Self::NewTab => icon::ADD,
            Self::Codes => icon::BOOK,
            _ => return None,
        })
    }

    /// Its keys; the first are shown in menus.
    #[must_use]
    pub fn keys(self) -> &'static [KeyboardShortcut] {
        const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
            KeyboardShortcut::new(modifiers, key)
        }
        match self {
            Self::NewFolder => const { &[key(NONE, Key::F7)] },
            Self::Rename => const { &[key(NONE, Key::F2)] },
            Self::Permissions => const { &[key(ALT, Key::Enter)] },
            Self::Delete => const { &[key(NONE, Key::Delete), key(NONE, Key::F8)] },
            Self::Quit => const { &[key(CTRL, Key::Q)] },
            Self::SelectAll => const { &[key(CTRL, Key::A)] },
            Self::InvertSelection => const { &[key(CTRL, Key::I)] },
            Self::CopyPath => const { &[key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::C)] },
            Self::Refresh => const { &[key(CTRL, Key::R)] },
            Self::ShowHidden => const { &[key(CTRL, Key::H)] },
            Self::ZoomIn => const { &[key(CTRL, Key::Plus), key(CTRL, Key::Equals)] },
            Self::ZoomOut => const { &[key(CTRL, Key::Minus)] },
            Self::ZoomReset => const { &[key(CTRL, Key::Num0)] },
            Self::ShowBottom => const { &[key(CTRL, Key::J)] },
            Self::ShowTransfers => const { &[key(CTRL, Key::Num1)] },
            Self::ShowErrors => const { &[key(CTRL, Key::Num2)] },
            Self::ShowLog => const { &[key(CTRL, Key::Num3)] },
            Self::ShowConsole => const { &[key(CTRL, Key::Num4)] },
            Self::Back => const { &[key(ALT, Key::ArrowLeft), key(NONE, Key::BrowserBack)] },
            Self::Forward => const { &[key(ALT, Key::ArrowRight)] },
            Self::Up => const { &[key(NONE, Key::Backspace), key(ALT, Key::ArrowUp)] },
            Self::Home => const { &[key(ALT, Key::Home)] },
            Self::TypePath => const { &[key(CTRL, Key::L)] },
            Self::SwitchPane => const { &[key(NONE, Key::Tab)] },
            Self::FocusAddress => const { &[key(CTRL, Key::K)] },
            Self::ConnectForm => const { &[key(CTRL, Key::N)] },
            Self::Disconnect => const { &[key(CTRL, Key::D)] },
            Self::Sites => const { &[key(CTRL, Key::S)] },
            Self::NewTab => const { &[key(CTRL, Key::T)] },
            Self::CloseTab => const { &[key(CTRL, Key::W)] },
            Self::NextTab => const { &[key(CTRL, Key::Tab), key(CTRL, Key::PageDown)] },
            Self::PreviousTab => {
                const { &[key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Tab), key(CTRL, Key::PageUp)] }
            }
            Self::Copy => const { &[key(NONE, Key::F5)] },
            Self::Move => const { &[key(NONE, Key::F6)] },
            Self::Open => const { &[key(NONE, Key::Enter)] },
            Self::Shortcuts => const { &[key(NONE, Key::F1)] },
            Self::Codes => const { &[key(Modifiers::SHIFT, Key::F1)] },
            _ => &[],
        }
    }

    /// Whether it can do something now.
    #[must_use]
    pub fn is_enabled(self, state: &UiState) -> bool {
        let pane = state.pane(state.here.focus);
        let folder = pane.folder.is_some() && pane.error.is_none();
        let chosen = folder && (pane.sums().entries > 0 || pane.cursor.is_some());
        match self {
            Self::UploadFiles | Self::UploadFolder => {
                state.ready_session().is_some() && state.pane(Side::Right).folder.is_some()
            }
            Self::DownloadTo => {
                let right = state.pane(Side::Right);
                state.ready_session().is_some() && (right.sums().entries > 0 || right.cursor.is_some())
            }
            Self::NewFolder | Self::SelectAll | Self::InvertSelection => folder,
            Self::Open | Self::Rename | Self::Permissions | Self::Delete | Self::CopyPath => chosen,
            Self::Copy | Self::Move => {
                chosen && state.ready_session().is_some() && state.pane(state.here.focus.other()).folder.is_some()
            }
            Self::InstallKey => state.takes_keys(),
            Self::Refresh => pane.folder.is_some(),
            Self::Back => !pane.back.is_empty(),
            Self::Forward => !pane.forward.is_empty(),
            Self::Up => pane.folder.as_ref().is_some_and(|folder| crate::ui::state::parent(folder).is_some()),
            Self::Home | Self::TypePath => pane.home.is_some(),
            Self::Reconnect => state.here.session.as_ref().is_some_and(|session| !session.is_ready()),
            Self::SaveSite => state.here.session.is_some() && state.session_site().is_none(),
            Self::ForgetRecent => !state.settings.recent.is_empty(),
            Self::ForgetSecrets | Self::Security => state.ready_session().is_some(),
            Self::Disconnect => {
                state.here.session.as_ref().is_some_and(|session| session.is_ready() || session.is_connecting())
            }
            Self::NextTab | Self::PreviousTab => state.tabs.count() > 1,
            Self::TurnLock => {
                let site = state.here.session.as_ref().filter(|session| session.is_ready());
                site.is_some_and(|session| session.wish.rules.lock != session.lock || session.is_locked())
            }
            Self::PauseAll => state.queue.totals.active > 0 && !state.queue.totals.paused,
            Self::ResumeAll => state.queue.totals.paused,
            Self::RetryFailed => state.queue.totals.failed > 0,
            Self::ClearFinished => state.queue.rows.iter().any(|row| row.state.is_final()),
            _ => true,
        }
    }

    /// Whether it is a switch that is on; `None` when it is no switch.
    #[must_use]
    pub fn is_on(self, state: &UiState) -> Option<bool> {
        Some(match self {
            Self::ShowHidden => state.settings.show_hidden,
            Self::ShowBottom => state.settings.bottom_open,
            Self::LogToFile => state.settings.log_to_file,
            Self::TurnLock => state.here.session.as_ref().is_some_and(SessionView::is_locked),
            Self::ThemeSystem => state.settings.theme == ThemeChoice::System,
            Self::ThemeDark => state.settings.theme == ThemeChoice::Dark,
            Self::ThemeLight => state.settings.theme == ThemeChoice::Light,
            _ => return None,
        })
    }

    /// What it means now.
    #[must_use]
    pub fn action(self, state: &UiState) -> Action {
        let side = state.here.focus;
        let pane = |action| Action::Pane(side, action);
        let go = |go| Action::Pane(side, PaneAction::Go(go));
        let queue = |command| Action::Queue(QueueAction::Command(command));
        match self {
            Self::UploadFiles => Action::PickPath(PathPurpose::UploadFiles),
            Self::UploadFolder => Action::PickPath(PathPurpose::UploadFolder),
            Self::DownloadTo => Action::PickPath(PathPurpose::DownloadTo),
            Self::NewFolder => pane(PaneAction::NewFolder),
            Self::Open => pane(PaneAction::OpenCursor),
            Self::Rename => pane(PaneAction::BeginRename),
            Self::Permissions => pane(PaneAction::Permissions),
            Self::Delete => pane(PaneAction::Delete),
            Self::Quit => Action::Quit,
            Self::SelectAll => pane(PaneAction::SelectAll),
            Self::InvertSelection => pane(PaneAction::InvertSelection),
            Self::CopyPath => {
                let shown = state.pane(side);
                let places = shown.chosen().into_iter().filter_map(|name| shown.location_of(&name));
                Action::CopyText(places.map(|place| display(&place)).collect::<Vec<_>>().join("\n"))
            }
            Self::Refresh => go(Go::Refresh),
            Self::ShowHidden => Action::View(ViewAction::ShowHidden(!state.settings.show_hidden)),
            Self::ThemeSystem => Action::View(ViewAction::Theme(ThemeChoice::System)),
            Self::ThemeDark => Action::View(ViewAction::Theme(ThemeChoice::Dark)),
            Self::ThemeLight => Action::View(ViewAction::Theme(ThemeChoice::Light)),
            Self::ZoomIn => Action::View(ViewAction::ZoomBy(1.1)),
            Self::ZoomOut => Action::View(ViewAction::ZoomBy(1.0 / 1.1)),
            Self::ZoomReset => Action::View(ViewAction::ZoomReset),
            Self::ShowBottom => Action::View(ViewAction::ShowBottom(!state.settings.bottom_open)),
            Self::ShowTransfers => Action::View(ViewAction::Tab(BottomTab::Transfers)),
            Self::ShowErrors => Action::View(ViewAction::Tab(BottomTab::Errors)),
            Self::ShowLog => Action::View(ViewAction::Tab(BottomTab::Log)),
            Self::ShowConsole => Action::View(ViewAction::Tab(BottomTab::Console)),
            Self::LogToFile => Action::Log(LogAction::ToFile(!state.settings.log_to_file)),
            Self::ShowLogFiles => Action::Log(LogAction::ShowFiles),
            Self::SupportBundle => Action::Errors(ErrorsAction::Bundle),
            Self::Back => go(Go::Back),
            Self::Forward => go(Go::Forward),
            Self::Up => go(Go::Up),
            Self::Home => go(Go::Home),
            Self::TypePath => {
                let text = state.pane(side).folder.as_ref().map(display).unwrap_or_default();
                pane(PaneAction::EditPath(Some(text)))
            }
            Self::SwitchPane => Action::SwitchPane,
            Self::FocusAddress => Action::View(ViewAction::FocusAddress),
            Self::ConnectForm => Action::Dialog(DialogAction::Open(Box::new(Dialog::Connect))),
            Self::Reconnect => Action::Connection(ConnectionAction::Reconnect),
            Self::Disconnect => Action::Connection(ConnectionAction::Disconnect),
            Self::ForgetSecrets => Action::Connection(ConnectionAction::ForgetSecrets),
            Self::Secrets => Action::Secrets(SecretsAction::Open),
            Self::Diagnose => Action::Doctor(DoctorAction::Open(None)),
            Self::NewKey => Action::Dialog(DialogAction::Open(Box::new(Dialog::NewKey(NewKeyDraft::default())))),
            Self::InstallKey => {
                Action::Dialog(DialogAction::Open(Box::new(Dialog::InstallKey(InstallKeyDraft::default()))))
            }
            Self::Security => Action::Dialog(DialogAction::Open(Box::new(Dialog::Security))),
            Self::Trust => Action::Trust(TrustAction::Open),
            Self::Sites => Action::Sites(SitesAction::Open),
            Self::SaveSite => Action::Sites(SitesAction::SaveSession),
            Self::ForgetRecent => Action::Connection(ConnectionAction::ForgetAll),
            Self::ImportSites => Action::Import(ImportAction::Open),
            Self::ExportSites => {
                Action::Dialog(DialogAction::Open(Box::new(Dialog::Export(Box::new(ExportDraft::new(None))))))
            }
            Self::Copy => Action::Transfer(TransferAction::Selection(side, Carry::Copy)),
            Self::Move => Action::Transfer(TransferAction::Selection(side, Carry::Move)),
            Self::PauseAll => queue(QueueCommand::PauseAll),
            Self::ResumeAll => queue(QueueCommand::ResumeAll),
            Self::RetryFailed => queue(QueueCommand::Retry(
                state.queue.rows.iter().filter(|row| row.files_failed > 0).map(|row| row.id).collect(),
            )),
            Self::ClearFinished => queue(QueueCommand::ClearFinished),
            Self::SpeedLimits => {
                let draft = LimitsDraft::of(&state.settings);
                Action::Dialog(DialogAction::Open(Box::new(Dialog::Limits(draft))))
            }
            Self::NewTab => Action::Tab(TabAction::New),
            Self::CloseTab => Action::Tab(TabAction::Close(state.here.id)),
            Self::NextTab => Action::Tab(TabAction::Beside(true)),
            Self::PreviousTab => Action::Tab(TabAction::Beside(false)),
            Self::TurnLock => Action::Connection(ConnectionAction::TurnLock),
            Self::Shortcuts => Action::Dialog(DialogAction::Open(Box::new(Dialog::Shortcuts))),
            Self::Codes => Action::View(ViewAction::OpenCodes(None)),
            Self::About => Action::Dialog(DialogAction::Open(Box::new(Dialog::About))),
        }
    }
}
