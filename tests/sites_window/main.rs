//! The site manager in the window, on files that another window may change: tree, form, undo, faults, connecting.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod connecting;
mod exchange;
mod storing;
mod tree;
#[path = "../ui_support/mod.rs"]
mod ui_support;

use catamaran::engine::{Command, ConnectWish, StartFile};
use catamaran::model::Protocol;
use catamaran::site::{Colour, Edit, Node, NodeId, Site, SiteBook, SiteStore};
use catamaran::ui::state::SitesState;
use catamaran::ui::widget::UiCommand;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use ui_support::Window;

fn id(number: u64) -> NodeId {
    NodeId::from(number)
}

fn at(host: &str) -> Site {
    Site { host: host.into(), user: Some("ada".into()), ..Site::default() }
}

/// Folder `Work` with `web` and `staging`, and `ftp.partner` beside it.
fn nodes() -> Vec<Node> {
    let ftp = Site { protocol: Protocol::Ftps, colour: Some(Colour::Yellow), ..at("ftp.partner.example") };
    vec![
        Node::folder(id(1), None, "Work"),
        Node::site(id(2), Some(id(1)), "web", Site { colour: Some(Colour::Red), ..at("web.example") }),
        Node::site(id(3), Some(id(1)), "staging", at("staging.example")),
        Node::site(id(4), None, "partner", ftp),
    ]
}

struct Desk {
    window: Window,
    store: SiteStore,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// The site manager on a file with these entries.
    fn open(nodes: Vec<Node>) -> Self {
        Self::open_in([1280.0, 800.0], nodes)
    }

    fn open_in(size: [f32; 2], nodes: Vec<Node>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SiteStore::at(folder.path().join("sites.json"));
        if !nodes.is_empty() {
            let edits = nodes.into_iter().map(|node| Edit::Add { node, before: None }).collect();
            store.apply(edits).unwrap();
        }
        Self::open_file(size, folder, store, StartFile::None)
    }

    fn open_file(size: [f32; 2], folder: tempfile::TempDir, store: SiteStore, config: StartFile) -> Self {
        let mut window = Window::open_on(size, 0, store.clone(), config);
        let action = UiCommand::Sites.action(window.app().state());
        window.act(action);
        window.wait("the list", |window| window.app().state().sites.loaded);
        Self { window, store, _folder: folder }
    }

    fn sites(&self) -> &SitesState {
        &self.window.app().state().sites
    }

    fn tree(&self) -> Vec<String> {
        let mut rows: Vec<_> = self
            .window
            .harness
            .query_all_by_role(Role::TreeItem)
            .filter_map(|node| Some((node.rect().top(), node.accesskit_node().label()?)))
            .collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows.into_iter().map(|(_, name)| name).collect()
    }

    fn place(&self, name: &str) -> Pos2 {
        let begins = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().label().is_some_and(|label| label == name || label.starts_with(&format!("{name}, ")))
        };
        let found = self.window.harness.query_all_by_role(Role::TreeItem).find(begins);
        found.unwrap_or_else(|| panic!("no row {name} in {:?}", self.tree())).rect().center()
    }

    fn choose(&mut self, name: &str) {
        let at = self.place(name);
        self.window.click_at(at, Modifiers::NONE);
    }

    /// Clicks what is called so; in the dialog, where the window behind it has such a thing, too.
    fn click(&mut self, label: &str) {
        let all = self.window.harness.query_all_by_label(label);
        let all = all.filter(|node| !matches!(node.accesskit_node().role(), Role::Label));
        let lowest = all.max_by(|a, b| a.rect().bottom().total_cmp(&b.rect().bottom()));
        lowest.unwrap_or_else(|| panic!("nothing is called {label}")).click();
        self.window.run();
    }

    fn fill(&mut self, label: &str, text: &str) {
        self.window.harness.get_by_role_and_label(Role::TextInput, label).focus();
        self.window.run();
        self.window.press_with(Key::A, Modifiers::COMMAND);
        match text {
            "" => self.window.press(Key::Backspace),
            text => self.window.type_text(text),
        }
    }

    /// What the file holds, once everything is stored.
    fn stored(&mut self, what: &str, good: impl Fn(&SiteBook) -> bool) -> SiteBook {
        let store = self.store.clone();
        self.window.wait(what, |_| good(&store.load().unwrap().book));
        store.load().unwrap().book
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        let button = |pos, pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let harness = &mut self.window.harness;
        harness.event(Event::PointerMoved(from));
        harness.step();
        harness.event(button(from, true));
        harness.step();
        for place in [from + vec2(0.0, 10.0), from.lerp(to, 0.5), to, to] {
            harness.event(Event::PointerMoved(place));
            harness.run_steps(2);
        }
        harness.event(button(to, false));
        harness.run_steps(2);
        self.window.run();
    }

    fn wishes(&self) -> Vec<ConnectWish> {
        self.window.sent(|command| match command {
            Command::Connect { wish, .. } => Some(wish.clone()),
            _ => None,
        })
    }
}

fn names(book: &SiteBook) -> Vec<String> {
    book.rows(true).into_iter().map(|row| format!("{}{}", "  ".repeat(row.depth), row.node.name)).collect()
}

fn named<'a>(book: &'a SiteBook, name: &str) -> &'a Site {
    book.named(name).first().unwrap().as_site().unwrap()
}
