//! Carries out what the user means with the connection. Pure.

use super::action::{BottomTab, ConnectionAction, Effect};
use super::begin_session::{connect, connect_as, connect_to_node};
use super::dialog::{Attempt, Dialog, ErrorReport, UnlockDraft};
use super::dispatch_sites::{choose_among, show_faults};
use super::session::{ConnectForm, wish_of};
use super::side::Side;
use super::ui_state::UiState;
use crate::engine::{Command, ConnectWish, Location};
use crate::error::ErrorKind;
use crate::model::{Address, AddressFault, Link, Protocol};
use crate::site::ProductionLock;
use std::sync::Arc;

pub(super) fn connection(state: &mut UiState, action: ConnectionAction) -> Vec<Effect> {
    match action {
        ConnectionAction::EditForm(form) => {
            let pasted = form.host.len() > state.connect.host.len() + 1 && Link::is_url(&form.host);
            let link = if pasted { Link::parse(&form.host).ok() } else { None };
            state.connect = link.map_or(*form, |link| ConnectForm::of_link(&link));
            Vec::new()
        }
        ConnectionAction::Fill(text) => {
            match Link::parse(&text) {
                Ok(link) => {
                    state.connect = ConnectForm::of_link(&link);
                    state.dialogs.push_front(Dialog::Connect);
                }
                Err(fault) => wrong_address(state, &text, fault),
            }
            Vec::new()
        }
        ConnectionAction::Connect => {
            let typed = state.connect.address.clone();
            if typed.trim().is_empty() {
                // Nothing to connect to yet: offer the fields.
                state.connect.expanded = true;
                state.dialogs.push_front(Dialog::Connect);
                return Vec::new();
            }
            // A URL may come from anywhere: it is looked at before anything is connected to.
            let to = if Link::is_url(&typed) { ConnectionAction::Fill } else { ConnectionAction::ConnectTo };
            connection(state, to(typed))
        }
        ConnectionAction::ConnectTo(text) => {
            state.connect.address.clone_from(&text);
            state.connect.expanded = false;
            let book = Arc::clone(&state.sites.book);
            let found = if text.contains("://") { Vec::new() } else { book.named(text.trim()) };
            match found.as_slice() {
                [] => {
                    let wish = Address::parse(&text).map(wish_of);
                    wish_or_fault(state, wish)
                }
                // The name of a site wins over a host of that name, also where it cannot be used as it is: the host may be
                // another server than the one that was meant.
                [node] => connect_to_node(state, node).unwrap_or_else(|| show_faults(state, node.id)),
                [first, ..] => choose_among(state, first.name.clone(), first.id),
            }
        }
        ConnectionAction::ConnectWith(wish) => wish_or_fault(state, Ok(*wish)),
        ConnectionAction::Reconnect => {
            match state.here.session.as_ref().map(|session| (session.wish.clone(), session.site)) {
                Some((mut wish, site)) => {
                    // Come back to where the user was.
                    if let Some(Location::Remote(_, folder)) = &state.pane(Side::Right).folder {
                        wish.start_folder = Some(folder.as_bytes().to_vec());
                    }
                    connect_as(state, wish, None, site)
                }
                None => Vec::new(),
            }
        }
        ConnectionAction::Disconnect => match &state.here.session {
            Some(session) => vec![Effect::Engine(Command::Disconnect(session.id))],
            None => Vec::new(),
        },
        ConnectionAction::ForgetSecrets => match &state.here.session {
            Some(session) => {
                state.settings.bottom_open = true;
                state.tab = BottomTab::Log;
                vec![Effect::Engine(Command::ForgetSecrets(session.id))]
            }
            None => Vec::new(),
        },
        ConnectionAction::TurnLock => {
            let Some(session) = &state.here.session else { return Vec::new() };
            if session.lock == ProductionLock::Off {
                let lock = session.wish.rules.lock;
                return vec![Effect::Engine(Command::SetLock { session: session.id, lock })];
            }
            let draft = UnlockDraft { session: session.id, site: session.title(), about: None };
            state.dialogs.push_front(Dialog::Unlock(draft));
            Vec::new()
        }
        ConnectionAction::ForgetAll => {
            state.settings.recent.clear();
            state.settings_changed = true;
            Vec::new()
        }
    }
}

fn wish_or_fault(state: &mut UiState, wish: Result<ConnectWish, AddressFault>) -> Vec<Effect> {
    match wish {
        // The password would travel in clear: the form says so, and asks to be confirmed.
        Ok(wish) if wish.endpoint.protocol == Protocol::Ftp && wish.endpoint.user.is_some() && !wish.ftp.plain => {
            let password = wish.password.clone();
            state.connect = ConnectForm { address: state.connect.address.clone(), ..ConnectForm::of_wish(&wish) };
            state.connect.password = password.unwrap_or_else(|| crate::model::SecretString::new(String::new()));
            if let Some(folder) = wish.start_folder.as_ref().filter(|folder| folder.starts_with(b"/")) {
                state.connect.host.push_str(&crate::model::escape_bytes(folder));
            }
            state.dialogs.push_front(Dialog::Connect);
            Vec::new()
        }
        Ok(wish) => connect(state, wish),
        Err(fault) => {
            let form = &state.connect;
            let typed = if form.expanded { form.host.clone() } else { form.address.clone() };
            wrong_address(state, &typed, fault);
            Vec::new()
        }
    }
}

fn wrong_address(state: &mut UiState, typed: &str, fault: AddressFault) {
    state.connect.fault = Some(fault.clone());
    // A password that stands in it is not for eyes.
    let shown = typed.rsplit('@').next().unwrap_or(typed);
    let report = ErrorReport {
        attempt: Attempt::Connect { host: crate::model::escape_bytes(shown.as_bytes()) },
        error: crate::error::Error::new(ErrorKind::BadAddress(fault)).into(),
        others: 0,
        retry: None,
        at: Some(state.now),
    };
    state.dialogs.push_front(Dialog::Error(report));
}
