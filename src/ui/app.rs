//! The window's program: takes events in, lets the user act, carries it out, draws. It sleeps while nothing happens.

use super::drive::{Driver, Picture};
use super::engine_link::EngineLink;
use super::error_keeper::ErrorKeeper;
use super::importing::{Taking, export_sites, look_for_sites, read_sites, take_sites, unseal_sites};
use super::layout::window;
use super::saving::{make_bundle, save_bundle, save_errors};
use super::shortcuts::shortcuts;
use super::site_keeper::SiteKeeper;
use super::state::{
    Action, Attempt, BUNDLE_NAME, ConnectionAction, Dialog, DialogAction, Effect, ErrorReport, ExportDraft, Go,
    PaneAction, PathPurpose, Side, UiState, ViewAction, apply, dispatch,
};
use super::theme;
use crate::archive::ErrorStore;
use crate::engine::{Command, ConnectWish, Location, StartFile};
use crate::error::Error;
use crate::i18n::fl;
use crate::log::MessageLog;
use crate::log_file::{LogFiles, LogWriter};
use crate::model::{Clock, Timestamp};
use crate::platform::{PathDialog, PathWish, home_folder, open_file, show_folder};
use crate::settings::{Settings, SettingsStore, ThemeChoice};
use crate::site::SiteStore;
use eframe::egui::{Context, ThemePreference, Ui, ViewportCommand};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What a window is opened with.
pub struct Startup {
    /// Where times come from.
    pub clock: Arc<dyn Clock>,
    /// The message log that the engine writes to.
    pub log: Arc<MessageLog>,
    /// The settings to begin with.
    pub settings: Settings,
    /// Where settings are kept.
    pub store: SettingsStore,
    /// Where the error log is kept.
    pub errors: ErrorStore,
    /// Where the files of the message log are; `None`: nowhere.
    pub log_folder: Option<PathBuf>,
    /// Connect at once.
    pub connect: Option<ConnectWish>,
    /// Where sites are kept.
    pub sites: SiteStore,
    /// The SSH configuration whose hosts are listed beside them.
    pub ssh_config: StartFile,
    /// An address from elsewhere that fills the connect form.
    pub link: Option<String>,
    /// The local folder to show; `None`: the one of the last time, or home.
    pub local_folder: Option<PathBuf>,
    /// Uses the window in place of a person.
    pub driver: Option<Box<dyn Driver>>,
}

/// Settings are written when they have not changed for this long.
const SAVE_AFTER: Duration = Duration::from_secs(1);

/// The window's program.
pub struct App {
    state: UiState,
    engine: Box<dyn EngineLink>,
    clock: Arc<dyn Clock>,
    store: SettingsStore,
    sites: SiteStore,
    site_keeper: SiteKeeper,
    driver: Option<Box<dyn Driver>>,
    pictures: Arc<Mutex<Vec<Picture>>>,
    inbox: Receiver<Action>,
    outbox: Sender<Action>,
    save_at: Option<Duration>,
    keeper: ErrorKeeper,
    log_folder: Option<PathBuf>,
    log_writer: Option<LogWriter>,
    closing: bool,
}

impl App {
    /// A window on `engine`. Installs fonts and themes into `ctx`.
    #[must_use]
    pub fn new(ctx: &Context, engine: Box<dyn EngineLink>, startup: Startup) -> Self {
        theme::install(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let (outbox, inbox) = channel();
        let home = home_folder();
        let first = startup.local_folder.or_else(|| startup.settings.local_folder.clone());
        let first = first.filter(|folder| folder.is_absolute()).unwrap_or_else(|| home.clone());
        let keeper = {
            let (outbox, ctx) = (outbox.clone(), ctx.clone());
            ErrorKeeper::start(startup.errors, move |action| {
                // The window is gone: nobody to tell.
                let _gone = outbox.send(action);
                ctx.request_repaint();
            })
        };
        let site_keeper = {
            let (outbox, ctx) = (outbox.clone(), ctx.clone());
            let clock = Arc::clone(&startup.clock);
            SiteKeeper::start(startup.sites.clone(), startup.ssh_config, clock, move |action| {
                let _gone = outbox.send(action);
                ctx.request_repaint();
            })
        };
        let mut app = Self {
            state: UiState::new(startup.settings, home, startup.log),
            engine,
            clock: startup.clock,
            store: startup.store,
            sites: startup.sites,
            site_keeper,
            driver: startup.driver,
            pictures: Arc::default(),
            inbox,
            outbox,
            save_at: None,
            keeper,
            log_folder: startup.log_folder,
            log_writer: None,
            closing: false,
        };
        if app.state.settings.log_to_file {
            app.log_to_file(ctx, true);
        }
        app.state.errors.book.begin_run(run_number(app.clock.now()));
        let Settings { upload_limit: upload, download_limit: download, .. } = app.state.settings;
        if upload.is_some() || download.is_some() {
            app.engine.send(Command::SetLimits { session: None, upload, download });
        }
        app.act(ctx, Action::Pane(Side::Left, PaneAction::Go(Go::Folder(Location::Local(first)))));
        if let Some(wish) = startup.connect {
            app.act(ctx, Action::Connection(ConnectionAction::ConnectWith(Box::new(wish))));
        }
        if let Some(link) = startup.link {
            app.act(ctx, Action::Connection(ConnectionAction::Fill(link)));
        }
        app
    }

    /// All that the window knows.
    #[must_use]
    pub fn state(&self) -> &UiState {
        &self.state
    }

    /// Whether it was decided that the window closes.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.closing
    }

    /// Carries out an action as if a person had meant it.
    pub fn act(&mut self, ctx: &Context, action: Action) {
        let effects = dispatch(&mut self.state, action);
        self.run(ctx, effects);
    }

    /// Takes in what happened since the last frame; also runs while the window is hidden.
    pub fn logic(&mut self, ctx: &Context) {
        self.state.now = self.clock.now();
        self.state.elapsed = self.clock.elapsed();
        while let Some(event) = self.engine.try_event() {
            // A failure is shown with its row, so the picture must not be older than the event.
            self.state.queue = self.engine.queue();
            let effects = apply(&mut self.state, event);
            self.run(ctx, effects);
        }
        self.state.queue = self.engine.queue();
        self.state.works = self.engine.works();
        if self.state.errors.take_in(self.engine.journal()) {
            ctx.request_repaint();
        }
        while let Ok(action) = self.inbox.try_recv() {
            self.act(ctx, action);
        }
        self.look_after_log_file();
        for note in self.keeper.faults(self.state.now) {
            self.state.errors.book.take_in(note);
        }
        self.drive(ctx);
        self.close(ctx);
        self.save_when_due(ctx);
    }

    /// Draws one frame and carries out what the user means in it.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.look(&ctx);
        for action in shortcuts(&ctx, &self.state) {
            self.act(&ctx, action);
        }
        let mut actions = window(ui, &self.state);
        actions.extend(super::dialog::dialogs(ui, &self.state));
        self.window_size(&ctx, &mut actions);
        if !actions.is_empty() {
            ctx.request_repaint();
        }
        for action in actions {
            self.act(&ctx, action);
        }
    }

    /// Theme and enlargement as they are set.
    fn look(&self, ctx: &Context) {
        let theme = match self.state.settings.theme {
            ThemeChoice::System => ThemePreference::System,
            ThemeChoice::Dark => ThemePreference::Dark,
            ThemeChoice::Light => ThemePreference::Light,
        };
        if ctx.options(|options| options.theme_preference) != theme {
            ctx.set_theme(theme);
            ctx.request_repaint();
        }
        if (ctx.zoom_factor() - self.state.settings.zoom).abs() > 0.001 {
            ctx.set_zoom_factor(self.state.settings.zoom);
        }
    }

    fn window_size(&self, ctx: &Context, actions: &mut Vec<Action>) {
        let Some(inner) = ctx.input(|input| input.viewport().inner_rect) else { return };
        let zoom = ctx.zoom_factor();
        let size = [inner.width() * zoom, inner.height() * zoom];
        let [width, height] = self.state.settings.window;
        let [new_width, new_height] = size;
        if (width - new_width).abs() > 1.0 || (height - new_height).abs() > 1.0 {
            actions.push(Action::View(ViewAction::WindowSize(size)));
        }
    }

    fn run(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Engine(command) => self.engine.send(command),
                Effect::CopyText(text) => ctx.copy_text(text),
                Effect::OpenFile(path) => self.open(ctx, path),
                Effect::PickPath(purpose) => self.pick(ctx, purpose),
                Effect::SaveErrors(form, file) => save_errors(&self.state, form, file, self.teller(ctx)),
                Effect::MakeBundle => make_bundle(&self.state, self.teller(ctx)),
                Effect::SaveBundle(parts, file) => save_bundle(&self.state, parts, file, self.teller(ctx)),
                Effect::LookForSites => {
                    look_for_sites(self.state.home.clone(), self.sites.clone(), self.teller(ctx));
                }
                Effect::ReadSites(place) => read_sites(place, self.sites.clone(), self.teller(ctx)),
                Effect::TakeSites(chosen, passwords) => {
                    let taking = Taking { chosen, passwords, home: self.state.home.clone() };
                    take_sites(taking, self.sites.clone(), self.state.now, self.teller(ctx));
                }
                Effect::UnsealSites(file, place, passphrase) => {
                    unseal_sites(file, place, passphrase, self.sites.clone(), self.teller(ctx));
                }
                Effect::ExportSites(draft, file) => {
                    let (tell, home) = (self.teller(ctx), self.state.home.clone());
                    export_sites(*draft, file, home, self.sites.clone(), move |made| {
                        tell(made.map_or_else(|card| card, |command| Action::Send(Box::new(command))));
                    });
                }
                Effect::Sites(work) => self.site_keeper.send(work),
                Effect::LogToFile(on) => self.log_to_file(ctx, on),
                Effect::ShowLogFiles => self.show_log_files(ctx),
                Effect::Quit => {
                    self.closing = true;
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
            }
        }
    }

    /// Sends an action to the window from any thread.
    fn teller(&self, ctx: &Context) -> impl Fn(Action) + Send + 'static {
        let (outbox, ctx) = (self.outbox.clone(), ctx.clone());
        move |action| {
            // The window is gone: nobody to tell.
            let _gone = outbox.send(action);
            ctx.request_repaint();
        }
    }

    fn log_to_file(&mut self, ctx: &Context, on: bool) {
        self.log_writer = None;
        if let (true, Some(folder)) = (on, self.log_folder.clone()) {
            let files = LogFiles::new(folder, LogFiles::FILES, LogFiles::BYTES);
            let ctx = ctx.clone();
            self.log_writer = Some(LogWriter::start(Arc::clone(&self.state.log), files, move || ctx.request_repaint()));
        }
    }

    fn show_log_files(&self, ctx: &Context) {
        let (Some(folder), tell, now) = (self.log_folder.clone(), self.teller(ctx), self.state.now) else { return };
        let shown = folder.clone();
        show_folder(folder, move |opened| {
            if let Err(error) = opened {
                let name = crate::model::escape_bytes(shown.as_os_str().as_encoded_bytes());
                tell(failed_to_open(name, error, now));
            }
        });
    }

    /// A log file that cannot be written is told, and no more is written.
    fn look_after_log_file(&mut self) {
        let Some(error) = self.log_writer.as_ref().and_then(LogWriter::fault) else { return };
        self.log_writer = None;
        self.state.settings.log_to_file = false;
        let file = self.log_folder.clone().unwrap_or_default();
        let Action::Dialog(action) = super::saving::failed(&file, error, self.state.now) else { return };
        drop(dispatch(&mut self.state, Action::Dialog(action)));
    }

    fn open(&self, ctx: &Context, path: PathBuf) {
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        let clock = Arc::clone(&self.clock);
        let name = crate::model::escape_bytes(path.file_name().unwrap_or_default().as_encoded_bytes());
        open_file(path, move |opened| {
            if let Err(error) = opened {
                let action = failed_to_open(name, error, clock.now());
                // The window is gone: nobody to tell.
                let _gone = outbox.send(action);
                ctx.request_repaint();
            }
        });
    }

    fn pick(&self, ctx: &Context, purpose: PathPurpose) {
        let (wish, title) = match purpose {
            PathPurpose::KeyFile | PathPurpose::SiteKeyFile(_) => (PathWish::File, fl!("pick-key-file")),
            PathPurpose::SiteLocalFolder(_) => (PathWish::Folder, fl!("pick-start-folder")),
            PathPurpose::PublicKey => (PathWish::File, fl!("pick-public-key")),
            PathPurpose::UploadFiles => (PathWish::Files, fl!("pick-upload-files")),
            PathPurpose::UploadFolder => (PathWish::Folder, fl!("pick-upload-folder")),
            PathPurpose::SendTo => (PathWish::Folder, fl!("pick-send-to")),
            PathPurpose::DownloadTo => (PathWish::Folder, fl!("pick-download-to")),
            PathPurpose::OtherFolder(_) | PathPurpose::OtherRemoteFolder(_) => {
                (PathWish::Folder, fl!("pick-other-folder"))
            }
            PathPurpose::SaveErrors(_) => (PathWish::Save, fl!("pick-save-errors")),
            PathPurpose::ImportSites => (PathWish::File, fl!("pick-import-sites")),
            PathPurpose::ExportSites => (PathWish::Save, fl!("pick-export-sites")),
            PathPurpose::SaveBundle => (PathWish::Save, fl!("pick-save-bundle")),
        };
        let name = match purpose {
            PathPurpose::SaveErrors(form) => form.file_name(),
            PathPurpose::SaveBundle => BUNDLE_NAME,
            PathPurpose::ExportSites => self.state.export_draft().map_or("", ExportDraft::file_name),
            _ => "",
        };
        let name = name.to_owned();
        let start = match (purpose, &self.state.pane(Side::Left).folder) {
            (PathPurpose::KeyFile | PathPurpose::SiteKeyFile(_) | PathPurpose::PublicKey, _) => {
                Some(self.state.home.join(".ssh"))
            }
            (_, Some(Location::Local(path))) => Some(path.clone()),
            _ => None,
        };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        let clock = Arc::clone(&self.clock);
        PathDialog { wish, title, start, name }.show(
            move || clock.elapsed(),
            move |chosen| {
                let action = match chosen {
                    Some(paths) => Action::PathsPicked(purpose, paths),
                    None => Action::PathDialogMissing(purpose),
                };
                let _gone = outbox.send(action);
                ctx.request_repaint();
            },
        );
    }

    fn drive(&mut self, ctx: &Context) {
        let Some(mut driver) = self.driver.take() else { return };
        for picture in self.pictures.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            driver.picture(picture);
        }
        let step = driver.frame(&self.state);
        self.driver = Some(driver);
        for action in step.actions {
            self.act(ctx, action);
            ctx.request_repaint();
        }
        if step.picture {
            let pictures = Arc::clone(&self.pictures);
            let woken = ctx.clone();
            ctx.request_screenshot(move |image| {
                let [width, height] = image.size;
                let rgba = image.as_raw().to_vec();
                pictures.lock().unwrap_or_else(PoisonError::into_inner).push(Picture { width, height, rgba });
                woken.request_repaint();
            });
        }
        if let Some(span) = step.again_in {
            ctx.request_repaint_after(span);
        }
        if step.quit {
            self.act(ctx, Action::QuitNow);
        }
    }

    /// The window was asked to close: that is no reason to stop transfers, or to lose what was typed, silently.
    fn close(&mut self, ctx: &Context) {
        if self.closing || !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.state.queue.totals.active > 0 || self.state.sites.holds_quit() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        self.act(ctx, Action::Quit);
    }

    fn save_when_due(&mut self, ctx: &Context) {
        let now = self.clock.elapsed();
        if let Some(wait) = self.keeper.save_when_due(&mut self.state, now) {
            ctx.request_repaint_after(wait);
        }
        if self.state.settings_changed {
            self.state.settings_changed = false;
            self.save_at = Some(now + SAVE_AFTER);
        }
        match self.save_at {
            Some(at) if at <= now => {
                self.save_at = None;
                let store = self.store.clone();
                let settings = self.state.settings.clone();
                // A slow disk must not hold up the window.
                std::thread::spawn(move || save(&store, &settings));
            }
            Some(at) => ctx.request_repaint_after(at.saturating_sub(now)),
            None => {}
        }
    }

    /// Writes what is not written yet; the program ends.
    pub fn finish(&mut self) {
        if self.save_at.take().is_some() || self.state.settings_changed {
            save(&self.store, &self.state.settings);
        }
        self.keeper.finish(&mut self.state);
        self.site_keeper.finish();
    }
}

/// A number that no other run of the program has: its time, and its process for two that begin at once.
fn run_number(now: Timestamp) -> u64 {
    let millis = now.secs.unsigned_abs().saturating_mul(1000).saturating_add(u64::from(now.nanos / 1_000_000));
    (millis << 20) | u64::from(std::process::id() & 0xf_ffff)
}

fn save(store: &SettingsStore, settings: &Settings) {
    if let Err(error) = store.save(settings) {
        log::warn!("settings cannot be saved: {error}");
    }
}

fn failed_to_open(name: String, error: Box<Error>, at: Timestamp) -> Action {
    let report =
        ErrorReport { attempt: Attempt::Open { name }, error: error.into(), at: Some(at), others: 0, retry: None };
    Action::Dialog(DialogAction::Open(Box::new(Dialog::Error(report))))
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        App::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        App::ui(self, ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.finish();
    }
}
