//! Begins a session of the right pane. Pure.

use super::action::{Effect, Go};
use super::navigate::{self, open_tab, unfinished};
use super::session::SessionView;
use super::side::Side;
use super::ui_state::UiState;
use crate::engine::{Command, ConnectWish, SessionState, wish_of_site};
use crate::site::{Node, NodeId};

/// Connects, ending the session before; beside it, in a tab of its own, where that is still at work.
pub(super) fn connect(state: &mut UiState, wish: ConnectWish) -> Vec<Effect> {
    let busy = state.here.session.as_ref().is_some_and(|session| unfinished(state, session.id) > 0);
    let alive = state.here.session.as_ref().is_some_and(|old| !matches!(old.state, SessionState::Ended(_)));
    let mut effects = if busy && alive { open_tab(state) } else { Vec::new() };
    if let Some(old) = state.here.session.as_ref().filter(|old| !matches!(old.state, SessionState::Ended(_))) {
        effects.push(Effect::Engine(Command::Disconnect(old.id)));
    }
    let id = state.ids.session.next_id();
    let kept = ConnectWish { password: None, account: None, ..wish.clone() };
    let lock = kept.rules.lock;
    state.here.session = Some(SessionView { id, wish: kept, state: SessionState::Connecting, site: None, lock });
    state.connect.fault = None;
    state.connect.expanded = false;
    state.connect.of = None;
    state.connect.password = crate::model::SecretString::new(String::new());
    state.connect.ftp.account = crate::model::SecretString::new(String::new());
    state.pane_mut(Side::Right).reset();
    effects.push(Effect::Engine(Command::Connect { session: id, wish }));
    effects
}

/// Connects to a site, and opens its local folder.
pub(super) fn connect_as(
    state: &mut UiState,
    wish: ConnectWish,
    local: Option<String>,
    of: Option<NodeId>,
) -> Vec<Effect> {
    let mut effects = connect(state, wish);
    if let Some(session) = &mut state.here.session {
        session.site = of;
    }
    if let Some(folder) = local {
        let focus = state.here.focus;
        effects.extend(navigate::navigate(state, Side::Left, Go::Typed(folder)));
        state.here.focus = focus;
    }
    effects
}

/// The same for a site that was chosen. A session that stands is not ended by that: the site has a tab of its own then.
pub(super) fn connect_beside(
    state: &mut UiState,
    wish: ConnectWish,
    local: Option<String>,
    of: Option<NodeId>,
) -> Vec<Effect> {
    let mut effects = if state.ready_session().is_some() { open_tab(state) } else { Vec::new() };
    effects.extend(connect_as(state, wish, local, of));
    effects
}

/// Connects to a site of the list; `None` where its fields do not allow it.
pub(super) fn connect_to_node(state: &mut UiState, node: &Node) -> Option<Vec<Effect>> {
    let site = node.as_site().filter(|site| site.faults().is_empty())?;
    let wish = wish_of_site(&node.name, site, &state.home).ok()?;
    Some(connect_beside(state, wish, site.local_folder.clone(), Some(node.id)))
}
