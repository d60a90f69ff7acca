//! The status bar: what is selected, how the session is secured, how fast it goes, and how much is left.

use crate::engine::SessionState;
use crate::i18n::fl;
use crate::model::{ByteSize, Protocol};
use crate::text::{duration, error_cause, rate, size};
use crate::ui::state::{Action, BottomTab, UiState, ViewAction};
use crate::ui::theme::{icon, measure, mono, secondary, small_icon, tokens};
use crate::ui::widget::menu_item;
use eframe::egui;
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Color32, Frame, Label, Layout, Margin, Popup, Response, RichText, Sense, Ui, WidgetInfo, vec2,
};

/// Draws the status bar over the width of `ui`.
#[must_use]
pub fn status_bar(ui: &mut Ui, state: &UiState) -> Vec<Action> {
    let mut actions = Vec::new();
    let size = vec2(ui.available_width(), measure::STATUS);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = 18.0;
        ui.add_space(measure::ROW_PADDING);
        let width = ui.available_width();
        let selection = selection(state);
        if !selection.is_empty() {
            said(ui, &selection);
        }
        session(ui, state, &mut actions);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(measure::ROW_PADDING);
            totals(ui, state, width, &mut actions);
        });
    });
    actions
}

fn said(ui: &mut Ui, words: &str) -> Response {
    let t = tokens(ui);
    ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).truncate())
}

/// What is selected in the pane that has the focus, or nothing.
fn selection(state: &UiState) -> String {
    let sums = state.pane(state.focus).sums();
    if sums.entries == 0 {
        return String::new();
    }
    let mut words = fl!("status-selected", count = sums.entries);
    if sums.folders > 0 {
        words = format!("{words}, {}", fl!("status-folders", count = sums.folders));
    }
    if sums.bytes > ByteSize(0) {
        words = format!("{words} · {}", size(sums.bytes));
    }
    words
}

fn session(ui: &mut Ui, state: &UiState, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let Some(session) = &state.session else {
        said(ui, &fl!("status-offline"));
        return;
    };
    match &session.state {
        SessionState::Connecting => {
            said(ui, &fl!("status-connecting", host = session.wish.endpoint.host_port()));
        }
        SessionState::Reconnecting { error } => {
            ui.label(
                RichText::new(fl!("status-reconnecting", reason = error_cause(error))).font(secondary()).color(t.warn),
            );
        }
        SessionState::Ended(Some(error)) => {
            ui.label(RichText::new(fl!("status-ended", reason = error_cause(error))).font(secondary()).color(t.error));
        }
        SessionState::Ended(None) => {
            said(ui, &fl!("status-offline"));
        }
        SessionState::Connected { info, .. } => {
            let security = &info.security;
            let protocol = session.wish.endpoint.protocol;
            let words = match protocol {
                Protocol::Sftp => {
                    fl!("status-security", cipher = short(&security.cipher), exchange = short(&security.key_exchange))
                }
                Protocol::Ftp => fl!("status-security-none"),
                Protocol::Ftpes | Protocol::Ftps => {
                    fl!(
                        "status-security-ftp",
                        version = security.key_exchange.clone(),
                        cipher = short_suite(&security.cipher)
                    )
                }
            };
            let button = padlock(ui, &words, protocol != Protocol::Ftp);
            let rows = [
                (fl!("security-server"), session.wish.endpoint.to_string()),
                (fl!("security-user"), info.user.clone()),
                (fl!("security-version"), info.server_version.clone()),
            ];
            let strict =
                if security.strict_key_exchange { fl!("security-strict-on") } else { fl!("security-strict-off") };
            let more = match protocol {
                Protocol::Sftp => vec![
                    (fl!("security-exchange"), security.key_exchange.clone()),
                    (fl!("security-cipher"), security.cipher.clone()),
                    (fl!("security-mac"), or_else(&security.mac, || fl!("security-mac-in-cipher"))),
                    (fl!("security-host-key"), security.host_key_algorithm.clone()),
                    (fl!("security-fingerprint"), security.host_key_fingerprint.clone()),
                    (fl!("security-strict"), strict),
                ],
                Protocol::Ftp => vec![(fl!("security-encryption"), fl!("security-encryption-none"))],
                Protocol::Ftpes | Protocol::Ftps => vec![
                    (fl!("security-encryption"), security.key_exchange.clone()),
                    (fl!("security-cipher"), security.cipher.clone()),
                    (fl!("security-fingerprint"), security.host_key_fingerprint.clone()),
                ],
            };
            let rows = [rows.to_vec(), more].concat();
            Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
                Frame::new().inner_margin(Margin::symmetric(10, 8)).show(ui, |ui| security_card(ui, &rows, actions));
            });
        }
    }
}

fn security_card(ui: &mut Ui, rows: &[(String, String)], actions: &mut Vec<Action>) {
    let t = tokens(ui);
    ui.set_max_width(560.0);
    ui.spacing_mut().item_spacing = vec2(14.0, 6.0);
    ui.label(RichText::new(fl!("security-title")).font(crate::ui::theme::semibold()).color(t.text));
    egui::Grid::new("security").num_columns(2).show(ui, |ui| {
        for (label, value) in rows {
            ui.label(RichText::new(label).font(secondary()).color(t.dim));
            ui.add(Label::new(RichText::new(value).font(mono()).color(t.text)).selectable(true));
            ui.end_row();
        }
    });
    if menu_item(ui, icon::COPY, &fl!("security-copy"), true) {
        let text = rows.iter().flat_map(|(label, value)| [label, ": ", value, "\n"]).collect();
        actions.push(Action::CopyText(text));
    }
}

fn or_else(text: &str, other: impl FnOnce() -> String) -> String {
    if text.is_empty() { other() } else { text.to_owned() }
}

/// `aes128-gcm@openssh.com` and `mlkem768x25519-sha256` without what nobody reads in a status bar.
fn short(algorithm: &str) -> String {
    let name = algorithm.split('@').next().unwrap_or(algorithm);
    name.strip_suffix("-sha256").or_else(|| name.strip_suffix("-sha512")).unwrap_or(name).to_owned()
}

/// `TLS13_AES_256_GCM_SHA384` without what nobody reads in a status bar.
fn short_suite(suite: &str) -> String {
    let name = suite.split_once("_WITH_").map_or(suite, |(_, cipher)| cipher);
    name.strip_prefix("TLS13_").unwrap_or(name).replace('_', "-")
}

fn padlock(ui: &mut Ui, words: &str, locked: bool) -> Response {
    let t = tokens(ui);
    let text = ui.painter().layout_no_wrap(words.to_owned(), secondary(), t.dim);
    let (rect, response) = ui.allocate_exact_size(vec2(text.size().x + 24.0, 22.0), Sense::click());
    let name = fl!("status-security-name", words = words);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let ink = match (response.hovered() || response.has_focus(), locked) {
        (_, false) => t.warn,
        (true, true) => t.text,
        (false, true) => t.dim,
    };
    let at = egui::pos2(rect.left(), rect.center().y - text.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, text, ink);
    ui.painter().text(
        egui::pos2(rect.right() - 8.0, rect.center().y),
        egui::Align2::CENTER_CENTER,
        if locked { icon::LOCK } else { icon::SHIELD_WARNING },
        small_icon(),
        ink,
    );
    response
}

/// The number of open errors: a button that shows them.
fn badge(ui: &mut Ui, words: &str) -> Response {
    let t = tokens(ui);
    let text = ui.painter().layout_no_wrap(words.to_owned(), secondary(), t.error);
    let (rect, response) = ui.allocate_exact_size(vec2(text.size().x + 32.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let line = if response.has_focus() { t.accent } else { Color32::TRANSPARENT };
    let fill = if response.hovered() { t.error.gamma_multiply(0.22) } else { t.error_bg };
    let radius = egui::CornerRadius::same(10);
    ui.painter().rect(rect, radius, fill, egui::Stroke::new(1.0, line), egui::StrokeKind::Inside);
    let sign = egui::pos2(rect.left() + 14.0, rect.center().y);
    ui.painter().text(sign, egui::Align2::CENTER_CENTER, icon::WARNING_CIRCLE, small_icon(), t.error);
    ui.painter().galley(egui::pos2(rect.left() + 24.0, rect.center().y - text.size().y / 2.0), text, t.error);
    response.on_hover_text(fl!("status-errors-open"))
}

/// From the right edge to the left: time and bytes left, down, up.
fn totals(ui: &mut Ui, state: &UiState, width: f32, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let totals = &state.queue.totals;
    let errors = state.errors.book.open();
    if errors > 0 && badge(ui, &fl!("status-errors", count = errors)).clicked() {
        actions.push(Action::View(ViewAction::Tab(BottomTab::Errors)));
    }
    if totals.failed > 0 && errors == 0 {
        let words = fl!("status-failed", count = totals.failed);
        ui.label(RichText::new(words).font(secondary()).color(t.error));
    }
    if totals.active > 0 {
        let left = size(totals.bytes_left);
        said(
            ui,
            &match totals.left {
                Some(span) => fl!("status-left-eta", size = left, span = duration(span)),
                None => fl!("status-left", size = left),
            },
        );
        if totals.paused {
            ui.label(RichText::new(fl!("status-paused")).font(secondary()).color(t.warn));
        }
    }
    if totals.active > 0 && width > 620.0 {
        let speed = |ui: &mut Ui, sign: &str, value: crate::model::ByteRate, name: String| {
            let ink: Color32 = if value.0 > 0 { t.text } else { t.faint };
            let words = if value.0 > 0 { rate(value) } else { "0".to_owned() };
            ui.label(RichText::new(format!("{sign} {words}")).font(secondary()).color(ink)).on_hover_text(name);
        };
        speed(ui, "↓", totals.down, fl!("status-down"));
        speed(ui, "↑", totals.up, fl!("status-up"));
    }
}
