//! Carries out what the user means with the connection doctor. Pure.

use super::action::{DoctorAction, Effect};
use super::dialog::Dialog;
use super::doctor::{DoctorRun, DoctorState};
use super::session::wish_of;
use super::ui_state::UiState;
use crate::engine::{Command, ConnectWish};
use crate::model::Address;

pub(super) fn doctor(state: &mut UiState, action: DoctorAction) -> Vec<Effect> {
    match action {
        DoctorAction::Open(wish) => open(state, wish.map(|wish| *wish)),
        DoctorAction::Edit(address) => {
            state.doctor.address = address;
            state.doctor.fault = None;
            Vec::new()
        }
        DoctorAction::Start => start(state),
        DoctorAction::Stop => stop(&state.doctor),
        DoctorAction::Show(result) => {
            state.doctor.open = Some(result).filter(|_| state.doctor.open != Some(result));
            Vec::new()
        }
    }
}

/// Opens the doctor on a wish and begins at once; without one, on the server of the session, ready to begin.
fn open(state: &mut UiState, wish: Option<ConnectWish>) -> Vec<Effect> {
    let begin = wish.is_some();
    let known = wish.or_else(|| state.here.session.as_ref().map(|session| session.wish.clone()));
    let mut effects = stop(&state.doctor);
    if let Some(wish) = known {
        let address = wish.endpoint.to_string();
        state.doctor = DoctorState { address, known: Some(wish), ..DoctorState::default() };
    } else if !state.connect.address.trim().is_empty() {
        // What stands in the field for quick connections is what the user is about to connect to.
        state.doctor = DoctorState { address: state.connect.address.clone(), ..DoctorState::default() };
    }
    if !matches!(state.dialog(), Some(Dialog::Doctor)) {
        state.dialogs.push_front(Dialog::Doctor);
    }
    if begin {
        effects.extend(start(state));
    }
    effects
}

fn start(state: &mut UiState) -> Vec<Effect> {
    let known = state.doctor.known.clone().filter(|wish| wish.endpoint.to_string() == state.doctor.address.trim());
    let wish = match known.map_or_else(|| Address::parse(&state.doctor.address).map(wish_of), Ok) {
        Ok(wish) => wish,
        Err(fault) => {
            state.doctor.fault = Some(fault);
            return Vec::new();
        }
    };
    let mut effects = stop(&state.doctor);
    let id = state.ids.session.next_id();
    // A password in the address is used, and not shown any longer.
    state.doctor.address = wish.endpoint.to_string();
    state.doctor.known = Some(wish.clone());
    state.doctor.fault = None;
    state.doctor.open = None;
    let run = DoctorRun::new(id, wish);
    effects.push(Effect::Engine(Command::Diagnose { id, wish: run.wish() }));
    state.doctor.run = Some(run);
    effects
}

/// Stops the checkup that is under way, if there is one.
pub(super) fn stop(doctor: &DoctorState) -> Vec<Effect> {
    let running = doctor.run.as_ref().filter(|_| doctor.is_running());
    running.map(|run| Effect::Engine(Command::CancelDiagnosis(run.id))).into_iter().collect()
}
