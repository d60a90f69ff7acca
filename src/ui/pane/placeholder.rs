//! What stands in a pane where there are no rows: not connected, connecting, reading, failed, empty.

use crate::engine::SessionState;
use crate::error::Error;
use crate::i18n::fl;
use crate::text;
use crate::ui::state::{
    Action, Attempt, ConnectionAction, Dialog, DialogAction, ErrorReport, Go, PaneAction, Retry, Side, UiState,
    ViewAction, display,
};
use crate::ui::theme::{body, fill_icon, icon, regular_icon, secondary, semibold, tokens};
use crate::ui::widget::{Look, UiCommand, button, plain_entry};
use eframe::egui::{Align, Color32, FontId, Layout, Rect, RichText, Ui, UiBuilder, vec2};
use std::sync::Arc;

/// Draws the placeholder in `rect` when one is needed; returns whether it was.
pub fn placeholder(ui: &mut Ui, rect: Rect, side: Side, state: &UiState, out: &mut Vec<Action>) -> bool {
    let pane = state.pane(side);
    let session = state.here.session.as_ref().filter(|_| side == Side::Right);
    let t = tokens(ui);
    if let Some(session) = session {
        let host = session.wish.endpoint.host_port();
        match &session.state {
            SessionState::Connecting => {
                centered(ui, rect, 180.0, |ui| {
                    sign(ui, icon::CONNECT, t.accent);
                    head(ui, &fl!("pane-connecting", host = host));
                    hint(ui, &fl!("pane-connecting-hint"));
                    actions(ui, 96.0, |ui| {
                        if button(ui, Look::Plain, None, &fl!("pane-cancel"), true).clicked() {
                            out.push(Action::Connection(ConnectionAction::Disconnect));
                        }
                    });
                });
                return true;
            }
            SessionState::Ended(Some(error)) => {
                failed(ui, rect, error, &fl!("pane-lost", host = host), |ui| {
                    if button(ui, Look::Primary, None, &fl!("command-reconnect"), true).clicked() {
                        out.push(Action::Connection(ConnectionAction::Reconnect));
                    }
                    if button(ui, Look::Plain, None, &fl!("pane-details"), true).clicked() {
                        let attempt = Attempt::KeepConnection { host: session.wish.endpoint.host_port() };
                        let retry = Retry::Connect(Box::new(session.wish.clone()), session.site);
                        out.push(show_error(state, attempt, error, retry));
                    }
                });
                return true;
            }
            _ => {}
        }
    } else if side == Side::Right {
        offline(ui, rect, state, out);
        return true;
    }
    if let (Some(error), Some(folder)) = (&pane.error, &pane.folder) {
        failed(ui, rect, error, &fl!("pane-list-failed", folder = display(folder)), |ui| {
            if button(ui, Look::Primary, None, &fl!("pane-retry"), true).clicked() {
                out.push(Action::Pane(side, PaneAction::Go(Go::Refresh)));
            }
            if !pane.back.is_empty() && button(ui, Look::Plain, None, &fl!("command-back"), true).clicked() {
                out.push(Action::Pane(side, PaneAction::Go(Go::Back)));
            }
            if button(ui, Look::Plain, None, &fl!("pane-details"), true).clicked() {
                let retry = Retry::List(side, folder.clone());
                out.push(show_error(state, Attempt::List(folder.clone()), error, retry));
            }
        });
        return true;
    }
    if pane.rows.is_empty() && (pane.pending.is_some() || pane.folder.is_none()) {
        centered(ui, rect, 60.0, |ui| {
            sign(ui, icon::SPINNER, t.faint);
            hint(ui, &fl!("pane-loading"));
        });
        return true;
    }
    if pane.rows.is_empty() {
        centered(ui, rect, 96.0, |ui| {
            sign(ui, icon::FOLDER_OPEN, t.faint);
            head(ui, &fl!("pane-empty"));
            let drop = match side {
                Side::Left => fl!("pane-empty-left"),
                Side::Right => fl!("pane-empty-right"),
            };
            hint(ui, &if pane.rows.hidden() > 0 { fl!("items-hidden", count = pane.rows.hidden()) } else { drop });
        });
        // The table below still takes clicks and menus.
        return false;
    }
    false
}

fn show_error(state: &UiState, attempt: Attempt, error: &Arc<Error>, retry: Retry) -> Action {
    let at = Some(state.now);
    let report = ErrorReport { attempt, error: Arc::clone(error), at, others: 0, retry: Some(retry) };
    Action::Dialog(DialogAction::Open(Box::new(Dialog::Error(report))))
}

fn offline(ui: &mut Ui, rect: Rect, state: &UiState, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let recent: Vec<&String> = state.settings.recent.iter().take(5).collect();
    let listed = if recent.is_empty() { 0.0 } else { 24.0 + 28.0 * to_f32(recent.len()) };
    let room = rect.height() > 170.0 + listed;
    centered(ui, rect, if room { 150.0 + listed } else { 150.0 }, |ui| {
        sign(ui, icon::SERVER, t.faint);
        head(ui, &fl!("pane-offline"));
        hint(ui, &fl!("pane-offline-hint"));
        actions(ui, 190.0, |ui| {
            if button(ui, Look::Plain, Some(icon::CONNECT), &fl!("pane-offline-connect"), true).clicked() {
                out.push(Action::View(ViewAction::FocusAddress));
            }
            if button(ui, Look::Quiet, None, &fl!("pane-offline-form"), true).clicked() {
                out.push(UiCommand::ConnectForm.action(state));
            }
        });
        if room && !recent.is_empty() {
            ui.add_space(14.0);
            for address in recent {
                ui.allocate_ui(vec2(320.0, 28.0), |ui| {
                    if plain_entry(ui, Some(icon::HISTORY), address, "", true) {
                        out.push(Action::Connection(ConnectionAction::ConnectTo(address.clone())));
                    }
                });
            }
        }
    });
}

#[expect(clippy::cast_precision_loss, reason = "a handful")]
fn to_f32(count: usize) -> f32 {
    count as f32
}

fn failed(ui: &mut Ui, rect: Rect, error: &Error, title: &str, buttons: impl FnOnce(&mut Ui)) {
    let t = tokens(ui);
    let words = text::error_report(error);
    // In a low pane what can be done comes before sign and code.
    let room = rect.height() >= 190.0;
    centered(ui, rect, if room { 190.0 } else { 96.0 }, |ui| {
        if room {
            ui.label(RichText::new(icon::ERROR).font(FontId::new(32.0, fill_icon().family)).color(t.error));
            ui.add_space(8.0);
        }
        head(ui, title);
        hint(ui, &words.cause);
        let said = [words.code.clone(), words.server_line()].into_iter().flatten().collect::<Vec<_>>().join(" \u{b7} ");
        if room && !said.is_empty() {
            ui.label(RichText::new(said).font(secondary()).color(t.faint));
        }
        actions(ui, 220.0, buttons);
    });
}

fn centered(ui: &mut Ui, rect: Rect, height: f32, content: impl FnOnce(&mut Ui)) {
    let size = vec2((rect.width() - 32.0).clamp(80.0, 460.0), height.min(rect.height()));
    let place = Rect::from_center_size(rect.center(), size);
    let layout = Layout::top_down(Align::Center);
    let mut child = ui.new_child(UiBuilder::new().max_rect(place).id_salt("placeholder").layout(layout));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    child.spacing_mut().item_spacing.y = 4.0;
    content(&mut child);
}

fn sign(ui: &mut Ui, sign: &str, ink: Color32) {
    ui.label(RichText::new(sign).font(FontId::new(32.0, regular_icon().family)).color(ink));
    ui.add_space(8.0);
}

fn head(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    ui.label(RichText::new(words).font(semibold()).color(t.text));
}

fn hint(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    ui.label(RichText::new(words).font(body()).color(t.dim));
}

/// A centred row of buttons; its width is known from the last frame.
fn actions(ui: &mut Ui, guess: f32, content: impl FnOnce(&mut Ui)) {
    ui.add_space(12.0);
    let id = ui.scope_id().with("actions");
    let width = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(guess);
    let left = ((ui.available_width() - width) / 2.0).max(0.0);
    ui.horizontal(|ui| {
        ui.add_space(left);
        let drawn = ui.horizontal(content).response.rect.width();
        if (drawn - width).abs() > 0.5 {
            ui.data_mut(|data| data.insert_temp(id, drawn));
            ui.ctx().request_repaint();
        }
    });
}
