//! How tabs are found, shown, opened, closed and put to other places. Pure.

use super::dialog::Retry;
use super::find::find_row;
use super::session::SessionView;
use super::tabs::{Tab, TabId};
use super::ui_state::UiState;
use crate::engine::{Failed, Location, SessionState};
use crate::model::{RequestId, SessionId};

impl UiState {
    /// All tabs from left to right.
    pub fn all_tabs(&self) -> impl Iterator<Item = &Tab> {
        let (left, right) = self.tabs.waiting.split_at(self.tabs.front.min(self.tabs.waiting.len()));
        left.iter().chain([&self.here]).chain(right)
    }

    /// The session of that id, in whichever tab it is.
    #[must_use]
    pub fn session_of(&self, id: SessionId) -> Option<&SessionView> {
        self.all_tabs().filter_map(|tab| tab.session.as_ref()).find(|session| session.id == id)
    }

    /// The same, to change it.
    pub(super) fn session_mut(&mut self, id: SessionId) -> Option<&mut SessionView> {
        let tabs = [&mut self.here].into_iter().chain(&mut self.tabs.waiting);
        tabs.filter_map(|tab| tab.session.as_mut()).find(|session| session.id == id)
    }

    /// The tab that a session is in.
    #[must_use]
    pub fn tab_of_session(&self, id: SessionId) -> Option<TabId> {
        let is_it = |tab: &&Tab| tab.session.as_ref().is_some_and(|session| session.id == id);
        self.all_tabs().find(is_it).map(|tab| tab.id)
    }

    /// Brings up the tab that something belongs to which is tried once more.
    pub(super) fn show_tab_for(&mut self, retry: &Retry) {
        let tab = match retry {
            Retry::Connect(wish, _) => {
                let is_it =
                    |session: &SessionView| matches!(session.state, SessionState::Ended(_)) && session.wish == **wish;
                self.all_tabs().find(|tab| tab.session.as_ref().is_some_and(is_it)).map(|tab| tab.id)
            }
            retry => self.session_behind(retry).and_then(|session| self.tab_of_session(session)),
        };
        if let Some(tab) = tab {
            self.show_tab(tab);
        }
    }

    /// The session that something belongs to which is tried once more; `None`: this computer, or it is not known.
    #[must_use]
    pub fn session_behind(&self, retry: &Retry) -> Option<SessionId> {
        match retry {
            Retry::Transfer(id) => find_row(&self.queue.rows, *id).map(|row| row.session),
            Retry::Operate(what) => what.session(),
            Retry::List(_, Location::Remote(session, _)) => Some(*session),
            Retry::Repair(failed, _) => match &**failed {
                Failed::Operation(what) => what.session(),
                Failed::Transfers { ids, .. } => find_row(&self.queue.rows, *ids.first()?).map(|row| row.session),
            },
            Retry::Connect(..) | Retry::List(..) => None,
        }
    }

    /// The tab that waits for an answer.
    pub(super) fn tab_awaiting(&self, request: RequestId) -> Option<TabId> {
        self.all_tabs().find(|tab| tab.awaits(request)).map(|tab| tab.id)
    }

    /// The tabs that show a folder in one of their panes.
    pub(super) fn tabs_showing(&self, folder: &Location) -> Vec<TabId> {
        let shows = |tab: &&Tab| tab.panes.iter().any(|pane| pane.folder.as_ref() == Some(folder));
        self.all_tabs().filter(shows).map(|tab| tab.id).collect()
    }

    /// Does something as if that tab were in front; nothing where it is gone.
    pub(super) fn in_tab<R>(&mut self, id: TabId, work: impl FnOnce(&mut Self) -> R) -> Option<R> {
        if self.here.id == id {
            return Some(work(self));
        }
        let at = self.tabs.waiting.iter().position(|tab| tab.id == id)?;
        let shown = self.here.id;
        if let Some(tab) = self.tabs.waiting.get_mut(at) {
            std::mem::swap(tab, &mut self.here);
        }
        let result = work(self);
        if let Some(tab) = self.tabs.waiting.iter_mut().find(|tab| tab.id == shown) {
            std::mem::swap(tab, &mut self.here);
        }
        Some(result)
    }

    /// Brings a tab to the front.
    pub(super) fn show_tab(&mut self, id: TabId) {
        let Some(at) = self.tabs.waiting.iter().position(|tab| tab.id == id) else { return };
        let shown = self.tabs.waiting.remove(at);
        let before = std::mem::replace(&mut self.here, shown);
        // Nobody changes places: each is counted without the one that is in front now.
        let (place, front) = if at < self.tabs.front { (self.tabs.front - 1, at) } else { (self.tabs.front, at + 1) };
        self.tabs.waiting.insert(place.min(self.tabs.waiting.len()), before);
        self.tabs.front = front;
    }

    /// Opens a tab to the right of the one in front and shows it.
    pub(super) fn open_tab(&mut self) {
        let fresh = self.tabs.fresh(&self.home);
        let before = std::mem::replace(&mut self.here, fresh);
        self.tabs.waiting.insert(self.tabs.front.min(self.tabs.waiting.len()), before);
        self.tabs.front += 1;
    }

    /// Takes a tab away; the last one is replaced by an empty one. The neighbour of one that was in front is shown.
    pub(super) fn remove_tab(&mut self, id: TabId) -> Option<Tab> {
        if self.here.id != id {
            let at = self.tabs.waiting.iter().position(|tab| tab.id == id)?;
            if at < self.tabs.front {
                self.tabs.front -= 1;
            }
            return Some(self.tabs.waiting.remove(at));
        }
        let next = if self.tabs.waiting.is_empty() {
            self.tabs.front = 0;
            self.tabs.fresh(&self.home)
        } else {
            // The one to the right, else the one to the left.
            let at = self.tabs.front.min(self.tabs.waiting.len() - 1);
            self.tabs.front = at;
            self.tabs.waiting.remove(at)
        };
        Some(std::mem::replace(&mut self.here, next))
    }

    /// Puts a tab to another place, counted from the left.
    pub(super) fn move_tab(&mut self, id: TabId, to: usize) {
        if self.here.id == id {
            self.tabs.front = to.min(self.tabs.waiting.len());
            return;
        }
        let Some(at) = self.tabs.waiting.iter().position(|tab| tab.id == id) else { return };
        let tab = self.tabs.waiting.remove(at);
        let front = if at < self.tabs.front { self.tabs.front - 1 } else { self.tabs.front };
        let to = to.min(self.tabs.waiting.len() + 1);
        // Places behind the one in front are counted with it.
        let (place, front) = if to <= front { (to, front + 1) } else { (to - 1, front) };
        self.tabs.waiting.insert(place.min(self.tabs.waiting.len()), tab);
        self.tabs.front = front;
    }

    /// The tab beside the one in front, around the ends.
    pub(super) fn tab_beside(&self, forward: bool) -> TabId {
        let ids: Vec<TabId> = self.all_tabs().map(|tab| tab.id).collect();
        let here = ids.iter().position(|id| *id == self.here.id).unwrap_or(0);
        let count = ids.len().max(1);
        let next = if forward { (here + 1) % count } else { (here + count - 1) % count };
        ids.get(next).copied().unwrap_or(self.here.id)
    }
}

#[cfg(test)]
mod tests {
    use super::super::side::Side;
    use super::*;
    use crate::log::MessageLog;
    use crate::model::{ManualClock, Timestamp};
    use crate::settings::Settings;
    use std::sync::Arc;

    fn state(count: u64) -> UiState {
        let clock = Arc::new(ManualClock::new(Timestamp::from_secs(0)));
        let log = Arc::new(MessageLog::new(clock, 10));
        let mut state = UiState::new(Settings::default(), "/home/ada".into(), log);
        (1..count).for_each(|_| state.open_tab());
        state
    }

    fn tab(number: u64) -> TabId {
        TabId::from(number)
    }

    /// The ids from left to right, the one in front negative.
    fn order(state: &UiState) -> Vec<i64> {
        let number = |id: TabId| i64::try_from(id.get()).unwrap();
        let sign = |id: TabId| if id == state.here.id { -number(id) } else { number(id) };
        state.all_tabs().map(|tab| sign(tab.id)).collect()
    }

    #[test]
    fn tabs_keep_their_places_whichever_is_shown() {
        let mut state = state(4);
        assert_eq!(order(&state), [1, 2, 3, -4]);
        for (id, expected) in [(1, [-1, 2, 3, 4]), (3, [1, 2, -3, 4]), (2, [1, -2, 3, 4]), (4, [1, 2, 3, -4])] {
            state.show_tab(tab(id));
            assert_eq!(order(&state), expected);
        }
        state.show_tab(tab(99));
        assert_eq!(order(&state), [1, 2, 3, -4]);
        assert_eq!((state.tab_beside(true), state.tab_beside(false)), (tab(1), tab(3)));
        state.show_tab(tab(2));
        state.open_tab();
        assert_eq!(order(&state), [1, 2, -5, 3, 4], "a new one stands beside the one it came from");
    }

    #[test]
    fn a_closed_tab_gives_way_to_its_neighbour() {
        let mut state = state(4);
        state.show_tab(tab(2));
        state.remove_tab(tab(1));
        assert_eq!(order(&state), [-2, 3, 4]);
        state.remove_tab(tab(2));
        assert_eq!(order(&state), [-3, 4]);
        state.show_tab(tab(4));
        state.remove_tab(tab(4));
        assert_eq!(order(&state), [-3]);
        state.remove_tab(tab(3));
        assert_eq!(order(&state), [-5], "there is always one, and it is new");
    }

    #[test]
    fn tabs_are_put_to_other_places() {
        for (shown, moved, to, expected) in [
            (2, 2, 0, vec![-2, 1, 3, 4]),
            (2, 2, 9, vec![1, 3, 4, -2]),
            (2, 4, 0, vec![4, 1, -2, 3]),
            (2, 1, 3, vec![-2, 3, 4, 1]),
            (2, 1, 1, vec![-2, 1, 3, 4]),
            (3, 1, 2, vec![2, -3, 1, 4]),
            (1, 4, 1, vec![-1, 4, 2, 3]),
        ] {
            let mut state = state(4);
            state.show_tab(tab(shown));
            state.move_tab(tab(moved), to);
            assert_eq!(order(&state), expected, "{shown} shown, {moved} to {to}");
        }
    }

    #[test]
    fn work_in_another_tab_leaves_the_one_in_front() {
        let mut state = state(3);
        let seen = state.in_tab(tab(1), |state| {
            state.here.focus = Side::Right;
            state.here.id
        });
        assert_eq!((seen, order(&state)), (Some(tab(1)), vec![1, 2, -3]));
        let focus: Vec<Side> = state.all_tabs().map(|tab| tab.focus).collect();
        assert_eq!(focus, [Side::Right, Side::Left, Side::Left]);
        assert_eq!(state.in_tab(tab(9), |_| ()), None);
    }
}
