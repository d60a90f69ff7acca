//! The tabs of the window: each is a pair of panes with a session of its own. One is in front; the others wait. Pure.

use super::console::ConsoleState;
use super::pane::PaneState;
use super::session::SessionView;
use super::side::Side;
use crate::engine::Location;
use crate::model::RequestId;
use std::path::Path;

/// Names a tab for as long as the window is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TabId(u64);

impl From<u64> for TabId {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl TabId {
    /// Its number; no other tab of the window ever has it.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }
}

/// A tab.
#[derive(Clone)]
pub struct Tab {
    /// Its id.
    pub id: TabId,
    /// Left and right pane.
    pub panes: [PaneState; 2],
    /// The pane that has the focus.
    pub focus: Side,
    /// The session of the right pane; `None`: not connected.
    pub session: Option<SessionView>,
    /// The console of the session.
    pub console: ConsoleState,
}

impl Tab {
    fn new(id: TabId, home: &Path) -> Self {
        let mut left = PaneState::default();
        left.home = Some(Location::Local(home.to_owned()));
        let panes = [left, PaneState::default()];
        Self { id, panes, focus: Side::Left, session: None, console: ConsoleState::default() }
    }

    /// Whether a pane of it waits for this listing.
    pub(super) fn awaits(&self, request: RequestId) -> bool {
        let listed = self.panes.iter().any(|pane| pane.pending.as_ref().is_some_and(|p| p.request == request));
        listed || self.console.waiting.is_some_and(|(waiting, _)| waiting == request)
    }
}

/// The tabs that wait behind the one in front, and where that one stands among them.
#[derive(Clone, Default)]
pub struct Tabs {
    /// From left to right.
    pub(super) waiting: Vec<Tab>,
    /// How many of them stand to the left of the one in front.
    pub(super) front: usize,
    last: u64,
}

impl Tabs {
    /// A tab that was not there before.
    pub(super) fn fresh(&mut self, home: &Path) -> Tab {
        self.last += 1;
        Tab::new(TabId(self.last), home)
    }

    /// How many there are, the one in front included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.waiting.len() + 1
    }
}

/// Every pane of every tab, to change it.
pub(super) fn all_panes<'a>(here: &'a mut Tab, tabs: &'a mut Tabs) -> impl Iterator<Item = &'a mut PaneState> {
    [here].into_iter().chain(&mut tabs.waiting).flat_map(|tab| &mut tab.panes)
}
