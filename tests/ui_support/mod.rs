//! A window on an engine that only writes down what it is asked and says what the test tells it to.

#![allow(dead_code, reason = "each test uses its part")]

use catamaran::engine::{Command, Event, Location, OperationReport, SessionState, StartFile};
use catamaran::error::{Error, Place};
use catamaran::journal::Journal;
use catamaran::log::MessageLog;
use catamaran::model::{
    Address, BatchId, ByteSize, Clock, Entry, EntryKind, EntryName, Listing, ManualClock, OperationId, Permissions,
    RemotePath, RequestId, SessionId, Timestamp, TransferId,
};
use catamaran::queue::{Direction, QueueTotals, QueueView, RowView, TransferState};
use catamaran::remote::{Capabilities, SessionInfo};
use catamaran::settings::{Settings, SettingsStore};
use catamaran::site::{SiteBook, SiteStore};
use catamaran::ui::state::{Action, Row, Side, wish_of};
use catamaran::ui::{App, EngineLink, Startup};
use eframe::egui::accesskit::Role;
use eframe::egui::{self, Key, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Default)]
struct Tape {
    sent: Vec<Command>,
    events: VecDeque<Event>,
    queue: Arc<QueueView>,
    remote: Vec<Entry>,
    local: Vec<Entry>,
    answered: usize,
}

struct Recorder(Arc<Mutex<Tape>>, Journal);

impl EngineLink for Recorder {
    fn send(&self, command: Command) {
        self.0.lock().unwrap().sent.push(command);
    }

    fn try_event(&self) -> Option<Event> {
        self.0.lock().unwrap().events.pop_front()
    }

    fn queue(&self) -> Arc<QueueView> {
        Arc::clone(&self.0.lock().unwrap().queue)
    }

    fn journal(&self) -> &Journal {
        &self.1
    }
}

pub fn remote(path: &str) -> RemotePath {
    RemotePath::parse(path.as_bytes()).unwrap()
}

pub fn local_folder() -> PathBuf {
    PathBuf::from("/home/ada/Projects")
}

pub fn connected(folder: &str) -> SessionState {
    SessionState::Connected {
        info: Arc::new(SessionInfo::default()),
        capabilities: Arc::new(Capabilities::default()),
        folder: remote(folder),
    }
}

fn entry(name: &[u8], size: Option<u64>) -> Entry {
    let kind = if size.is_some() { EntryKind::File } else { EntryKind::Folder };
    let mut entry = Entry::new(EntryName::new(name).unwrap(), kind);
    entry.size = size.map(ByteSize);
    entry.modified = Some(Timestamp::from_secs(1_795_000_000));
    entry.permissions = Some(Permissions::from_mode(0o644));
    entry
}

/// The program in its window.
pub struct Window {
    pub harness: Harness<'static, Option<App>>,
    tape: Arc<Mutex<Tape>>,
    clock: Arc<ManualClock>,
    operations: usize,
}

impl Window {
    /// Opened, local files shown, not connected.
    pub fn open() -> Self {
        Self::open_in([1280.0, 800.0], 0)
    }

    /// The same in another size; `many` more local files.
    pub fn open_in(size: [f32; 2], many: usize) -> Self {
        Self::open_on(size, many, SiteStore::in_memory(SiteBook::default()), StartFile::None)
    }

    /// The same on these sites, beside the hosts of this SSH configuration.
    pub fn open_on(size: [f32; 2], many: usize, sites: SiteStore, config: StartFile) -> Self {
        let tape = Arc::new(Mutex::new(Tape::default()));
        {
            let mut tape = tape.lock().unwrap();
            tape.local =
                [("dist", None), ("index.html", Some(14_200)), ("main.css", Some(88_000)), ("notes.md", Some(2100))]
                    .map(|(name, size)| entry(name.as_bytes(), size))
                    .into();
            tape.local.extend((0..many).map(|n| entry(format!("report-{n:06}.txt").as_bytes(), Some(n as u64))));
            tape.remote = [
                (&b"assets"[..], None),
                (b"releases", None),
                (b"index.html", Some(13_900)),
                (b"caf\xE9.txt", Some(1100)),
                ("photo\u{202e}gnp.exe".as_bytes(), Some(5)),
            ]
            .map(|(name, size)| entry(name, size))
            .into();
        }
        let clock = Arc::new(ManualClock::new(Timestamp::from_secs(1_795_096_937)));
        let (for_app, clock_for_app) = (Arc::clone(&tape), Arc::clone(&clock));
        let harness = Harness::builder().with_size(size).with_step_dt(1.0 / 60.0).with_max_steps(120).build_ui_state(
            move |ui, app: &mut Option<App>| {
                let app = app.get_or_insert_with(|| {
                    let clock: Arc<dyn Clock> = Arc::clone(&clock_for_app) as Arc<dyn Clock>;
                    let log = Arc::new(MessageLog::new(Arc::clone(&clock), 100));
                    let settings = Settings { window: size, ..Settings::default() };
                    let startup = Startup {
                        clock,
                        log,
                        settings,
                        store: SettingsStore::nowhere(),
                        errors: catamaran::archive::ErrorStore::nowhere(),
                        log_folder: None,
                        link: None,
                        sites: sites.clone(),
                        ssh_config: config.clone(),
                        connect: None,
                        local_folder: Some(local_folder()),
                        driver: None,
                    };
                    let journal = Journal::new(Arc::clone(&startup.clock));
                    App::new(ui.ctx(), Box::new(Recorder(Arc::clone(&for_app), journal)), startup)
                });
                app.logic(ui.ctx());
                app.ui(ui);
            },
            None,
        );
        let mut window = Self { harness, tape, clock, operations: 0 };
        window.run();
        window.answer_lists();
        window
    }

    /// Connected, both sides shown.
    pub fn connected() -> Self {
        Self::connected_in([1280.0, 800.0])
    }

    pub fn connected_in(size: [f32; 2]) -> Self {
        let mut window = Self::open_in(size, 0);
        window.connect();
        window.answer_lists();
        window
    }

    /// Connects; listings are not answered.
    pub fn connect(&mut self) {
        let wish = wish_of(Address::parse("sftp://ada@example.org/srv/www").unwrap());
        let action = catamaran::ui::state::ConnectionAction::ConnectWith(Box::new(wish));
        self.act(Action::Connection(action));
        let session = self.session();
        self.tell(Event::Session(session, connected("/srv/www")));
    }

    pub fn app(&self) -> &App {
        self.harness.state().as_ref().unwrap()
    }

    pub fn session(&self) -> SessionId {
        self.app().state().here.session.as_ref().unwrap().id
    }

    pub fn act(&mut self, action: Action) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().as_mut().unwrap().act(&ctx, action);
        self.run();
    }

    pub fn run(&mut self) {
        self.harness.run_ok();
    }

    /// Runs until `good` holds: for what other threads do.
    pub fn wait(&mut self, what: &str, good: impl Fn(&Self) -> bool) {
        let begun = std::time::Instant::now();
        while !good(self) {
            assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain for {what}");
            std::thread::yield_now();
            self.run();
        }
    }

    /// Runs until settings are saved and everything is still.
    pub fn settle(&mut self) {
        for _ in 0..3 {
            self.clock.advance(Duration::from_secs(2));
            self.run();
        }
    }

    /// What was sent, as far as `pick` wants it.
    pub fn sent<T>(&self, pick: impl Fn(&Command) -> Option<T>) -> Vec<T> {
        self.tape.lock().unwrap().sent.iter().filter_map(pick).collect()
    }

    pub fn lists(&self) -> Vec<Location> {
        self.sent(|command| match command {
            Command::List { folder, .. } => Some(folder.clone()),
            _ => None,
        })
    }

    pub fn tell(&mut self, event: Event) {
        self.tape.lock().unwrap().events.push_back(event);
        self.run();
    }

    fn open_lists(&mut self) -> Vec<(RequestId, Location)> {
        let mut tape = self.tape.lock().unwrap();
        let from = tape.answered;
        tape.answered = tape.sent.len();
        let asked = tape.sent.iter().skip(from).filter_map(|command| match command {
            Command::List { request, folder } => Some((*request, folder.clone())),
            _ => None,
        });
        asked.collect()
    }

    /// Answers every listing that is waited for.
    pub fn answer_lists(&mut self) {
        for (request, folder) in self.open_lists() {
            let listing = {
                let tape = self.tape.lock().unwrap();
                match &folder {
                    Location::Local(_) => Listing { entries: tape.local.clone(), ..Listing::default() },
                    Location::Remote(..) => Listing {
                        entries: tape.remote.clone(),
                        refused: vec![b"../../.bashrc".to_vec()],
                        ..Listing::default()
                    },
                }
            };
            self.tell(Event::Listed { request, folder, listing: Arc::new(listing), complete: true });
        }
    }

    pub fn fail_lists(&mut self, error: &Arc<Error>) {
        for (request, _) in self.open_lists() {
            self.tell(Event::ListFailed { request, error: Arc::clone(error) });
        }
    }

    pub fn add_remote(&mut self, folder: &str) {
        self.tape.lock().unwrap().remote.push(entry(folder.as_bytes(), None));
    }

    pub fn finish_operation(&mut self, report: OperationReport) {
        let ids: Vec<OperationId> = self.sent(|command| match command {
            Command::Operate { operation, .. } => Some(*operation),
            _ => None,
        });
        let operation = ids[self.operations];
        self.operations += 1;
        self.tell(Event::Operated { operation, report });
    }

    pub fn set_failed_row(&mut self, id: TransferId, name: &str, error: Arc<Error>) {
        let row = RowView {
            id,
            batch: BatchId::from(1),
            session: self.session(),
            direction: Direction::Upload,
            kind: EntryKind::File,
            name: name.to_owned(),
            source: Place::Local(local_folder().join(name)),
            target: Place::Remote(remote(&format!("/srv/www/{name}"))),
            state: TransferState::Failed,
            bytes_done: ByteSize(10),
            bytes_total: Some(ByteSize(100)),
            files_done: 0,
            files_total: 1,
            files_failed: 1,
            files_skipped: 0,
            rate: None,
            left: None,
            error: Some(error),
            children: Vec::new(),
        };
        let totals = QueueTotals { failed: 1, ..QueueTotals::default() };
        self.tape.lock().unwrap().queue = Arc::new(QueueView { version: 2, rows: vec![Arc::new(row)], totals });
        self.run();
    }

    /// One transfer of a session that runs.
    pub fn set_row_running(&mut self, id: TransferId, session: SessionId) {
        let row = RowView {
            id,
            batch: BatchId::from(2),
            session,
            direction: Direction::Upload,
            kind: EntryKind::File,
            name: "big.iso".to_owned(),
            source: Place::Local(local_folder().join("big.iso")),
            target: Place::Remote(remote("/srv/www/big.iso")),
            state: TransferState::Running,
            bytes_done: ByteSize(10),
            bytes_total: Some(ByteSize(100)),
            files_done: 0,
            files_total: 1,
            files_failed: 0,
            files_skipped: 0,
            rate: None,
            left: None,
            error: None,
            children: Vec::new(),
        };
        let totals = QueueTotals { active: 1, ..QueueTotals::default() };
        self.tape.lock().unwrap().queue = Arc::new(QueueView { version: 3, rows: vec![Arc::new(row)], totals });
        self.run();
    }

    /// Whether any text on screen contains these words.
    pub fn shows(&self, words: &str) -> bool {
        let words = words.to_owned();
        let found = self.harness.query_all(egui_kittest::kittest::by().predicate(move |node| {
            [node.label(), node.value()].into_iter().flatten().any(|text| text.contains(&words))
        }));
        found.count() > 0
    }

    fn is_on(side: Side, rect: Rect, split: f32) -> bool {
        (rect.center().x < split) == (side == Side::Left)
    }

    fn split(&self) -> f32 {
        self.harness.ctx.content_rect().center().x
    }

    /// The rows on screen from the top.
    pub fn rows(&self, side: Side) -> Vec<String> {
        let split = self.split();
        let rows = self.harness.query_all_by_role(Role::Row);
        let mut rows: Vec<_> = rows
            .filter(|node| Self::is_on(side, node.rect(), split))
            .filter_map(|node| Some((node.rect().top(), node.accesskit_node().label()?)))
            .collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows.into_iter().map(|(_, name)| name).collect()
    }

    pub fn has_row(&self, side: Side, name: &str) -> bool {
        self.rows(side).iter().any(|row| row == name)
    }

    /// A point in the name of a row.
    pub fn row(&self, side: Side, name: &str) -> Pos2 {
        let split = self.split();
        let found = self
            .harness
            .query_all_by_label(name)
            .find(|node| node.accesskit_node().role() == Role::Row && Self::is_on(side, node.rect(), split));
        found.unwrap_or_else(|| panic!("no row {name} in {:?}", self.rows(side))).rect().left_center() + vec2(60.0, 0.0)
    }

    /// A point below the rows of a pane.
    pub fn empty_room(&self, side: Side) -> Pos2 {
        let room = self.harness.ctx.content_rect();
        pos2(room.width() * if side == Side::Left { 0.25 } else { 0.75 }, 450.0)
    }

    pub fn selected(&self, side: Side) -> Vec<String> {
        let pane = self.app().state().pane(side);
        let names = (0..pane.rows.len()).filter_map(|row| match pane.rows.at(row)? {
            Row::Entry(id, entry) if pane.is_selected(id) => Some(entry.name.display()),
            _ => None,
        });
        names.collect()
    }

    fn button(&mut self, at: Pos2, pressed: bool, modifiers: Modifiers) {
        let button = PointerButton::Primary;
        self.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
    }

    pub fn click_at(&mut self, at: Pos2, modifiers: Modifiers) {
        self.harness.event(egui::Event::ModifiersChanged(modifiers));
        self.harness.event(egui::Event::PointerMoved(at));
        self.button(at, true, modifiers);
        self.button(at, false, modifiers);
        self.harness.step();
        self.harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
        self.run();
        // The next click shall be one of its own.
        for _ in 0..24 {
            self.harness.step();
        }
    }

    pub fn click(&mut self, side: Side, name: &str, modifiers: Modifiers) {
        let at = self.row(side, name);
        self.click_at(at, modifiers);
    }

    pub fn double_click_at(&mut self, at: Pos2) {
        self.harness.event(egui::Event::PointerMoved(at));
        for pressed in [true, false, true, false] {
            self.button(at, pressed, Modifiers::NONE);
        }
        self.run();
    }

    pub fn double_click(&mut self, side: Side, name: &str) {
        let at = self.row(side, name);
        self.double_click_at(at);
    }

    pub fn drag(&mut self, side: Side, name: &str, to: Pos2, modifiers: Modifiers) {
        let from = self.row(side, name);
        self.harness.event(egui::Event::PointerMoved(from));
        self.harness.step();
        self.button(from, true, Modifiers::NONE);
        self.harness.step();
        self.harness.event(egui::Event::ModifiersChanged(modifiers));
        for at in [from + vec2(30.0, 6.0), from.lerp(to, 0.5), to, to] {
            self.harness.event(egui::Event::PointerMoved(at));
            self.harness.run_steps(2);
        }
        self.button(to, false, modifiers);
        self.harness.run_steps(2);
        self.harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
        self.run();
    }

    pub fn press(&mut self, key: Key) {
        self.press_with(key, Modifiers::NONE);
    }

    pub fn press_with(&mut self, key: Key, modifiers: Modifiers) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    pub fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.run();
    }
}
