//! The toolbar: connect, the quick-connect field with recent addresses, and what is done most.

use super::state::{Action, ConnectForm, ConnectionAction, UiState};
use super::theme::{body, icon, measure, regular_icon, tokens};
use super::widget::{Look, UiCommand, button, icon_button, menu_entries, menu_line, plain_entry};
use crate::i18n::fl;
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, Frame, Id, Key, Layout, Margin, Popup, PopupCloseBehavior, Rect, Response, RichText, Stroke,
    TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

const MOST: f32 = 430.0;

/// Draws the toolbar in `rect`.
pub fn toolbar(ui: &mut Ui, rect: Rect, state: &UiState, out: &mut Vec<Action>) {
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0.0, t.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.line));
    let inner =
        Rect::from_min_max(pos2(rect.left() + 12.0, rect.top()), pos2(rect.right() - 12.0, rect.bottom() - 1.0));

    let mut right = child(ui, inner, "toolbar-right", Layout::right_to_left(Align::Center));
    let more = icon_button(&mut right, icon::MORE, &fl!("toolbar-more"), true);
    Popup::menu(&more).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let files = [UiCommand::UploadFiles, UiCommand::UploadFolder, UiCommand::DownloadTo, UiCommand::NewFolder];
        menu_entries(ui, &files, state, out);
        menu_line(ui);
        menu_entries(ui, &[UiCommand::ShowHidden, UiCommand::ShowBottom, UiCommand::ConnectForm], state, out);
        menu_line(ui);
        menu_entries(ui, &[UiCommand::Shortcuts, UiCommand::About], state, out);
    });
    right.spacing_mut().item_spacing.x = 2.0;
    // With little room the buttons lose their words first, then they are only in the menu.
    let roomy = rect.width() >= 900.0;
    if rect.width() >= 700.0 {
        let mut tool = |sign: &str, command: UiCommand, words: &str| {
            let enabled = command.is_enabled(state);
            let response = if roomy {
                button(&mut right, Look::Quiet, Some(sign), words, enabled)
            } else {
                icon_button(&mut right, sign, words, enabled)
            };
            if response.clicked() {
                out.push(command.action(state));
            }
        };
        tool(icon::NEW_FOLDER, UiCommand::NewFolder, &fl!("toolbar-new-folder"));
        tool(icon::DOWNLOAD, download_command(state), &fl!("toolbar-download"));
        tool(icon::UPLOAD, upload_command(state), &fl!("toolbar-upload"));
    }
    let to = right.min_rect().left() - 16.0;

    let mut left = child(ui, inner, "toolbar-left", Layout::left_to_right(Align::Center));
    let connect = button(&mut left, Look::Primary, Some(icon::CONNECT), &fl!("toolbar-connect"), true);
    if connect.clicked() {
        out.push(Action::Connection(ConnectionAction::Connect));
    }
    left.spacing_mut().item_spacing.x = 4.0;
    let sites = UiCommand::Sites;
    let response = if rect.width() >= 760.0 {
        button(&mut left, Look::Quiet, Some(icon::SITES), &fl!("toolbar-sites"), true)
    } else {
        icon_button(&mut left, icon::SITES, &fl!("toolbar-sites"), true)
    };
    if response.clicked() {
        out.push(sites.action(state));
    }
    let from = left.min_rect().right() + 6.0;
    let width = (to - from).min(MOST);
    let field =
        Rect::from_min_size(pos2(from, inner.center().y - measure::CONTROL / 2.0), vec2(width, measure::CONTROL));
    if width > 80.0 {
        address(ui, field, state, out);
    }
}

/// What is selected here goes there; with nothing selected here files are chosen.
fn upload_command(state: &UiState) -> UiCommand {
    let left = state.pane(super::state::Side::Left);
    if state.here.focus == super::state::Side::Left && left.sums().entries > 0 {
        UiCommand::Copy
    } else {
        UiCommand::UploadFiles
    }
}

fn download_command(state: &UiState) -> UiCommand {
    if state.here.focus == super::state::Side::Right { UiCommand::Copy } else { UiCommand::DownloadTo }
}

fn child(ui: &mut Ui, rect: Rect, salt: &str, layout: Layout) -> Ui {
    ui.new_child(UiBuilder::new().max_rect(rect).id_salt(salt).layout(layout))
}

fn address(ui: &mut Ui, rect: Rect, state: &UiState, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let id = Id::unique("quick-connect");
    let form = &state.connect;
    let mut text = form.address.clone();
    let focused = ui.memory(|memory| memory.has_focus(id));
    let line = match (&form.fault, focused) {
        (Some(_), _) => t.error,
        (_, true) => t.accent,
        _ => t.line,
    };
    let margin = Margin { left: 36, right: 36, top: 0, bottom: 0 };
    let frame =
        Frame::new().fill(t.field).stroke(Stroke::new(1.0, line)).corner_radius(measure::RADIUS).inner_margin(margin);
    let field = TextEdit::singleline(&mut text)
        .id(id)
        .font(body())
        .text_color(t.text)
        .hint_text(RichText::new(fl!("quick-connect-hint")).color(t.faint))
        .align(Align2::LEFT_CENTER)
        .frame(frame)
        .min_size(vec2(rect.width(), rect.height()))
        .desired_width(rect.width());
    let mut area = child(ui, rect, "quick-connect", Layout::left_to_right(Align::Center));
    let response = field.show(&mut area).response.response;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, fl!("quick-connect"));
        info.current_text_value = Some(form.address.clone());
        info
    });
    let sign = pos2(rect.left() + 19.0, rect.center().y);
    ui.painter().text(sign, Align2::CENTER_CENTER, icon::SEARCH, regular_icon(), t.dim);
    let corner = Rect::from_center_size(pos2(rect.right() - 18.0, rect.center().y), vec2(28.0, 28.0));
    let mut area = child(ui, corner, "quick-connect-more", Layout::left_to_right(Align::Center));
    if icon_button(&mut area, icon::SETTINGS, &fl!("command-connect-form"), true).clicked() {
        out.push(UiCommand::ConnectForm.action(state));
    }
    focus_when_wished(ui, &response, state);
    if text != form.address {
        let form = ConnectForm { address: text.clone(), fault: None, ..form.clone() };
        out.push(Action::Connection(ConnectionAction::EditForm(Box::new(form))));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !text.trim().is_empty() {
        out.push(Action::Connection(ConnectionAction::Connect));
    }
    recent(ui, &response, &text, state, out);
}

fn focus_when_wished(ui: &Ui, response: &Response, state: &UiState) {
    let id = response.id.with("wish");
    let seen = ui.data(|data| data.get_temp::<u64>(id)).unwrap_or(0);
    if seen != state.focus_address {
        ui.data_mut(|data| data.insert_temp(id, state.focus_address));
        response.request_focus();
    }
}

/// Recent addresses that contain what is typed, below the field while it has the focus.
fn recent(ui: &Ui, response: &Response, text: &str, state: &UiState, out: &mut Vec<Action>) {
    let typed = text.trim().to_lowercase();
    let fits = |address: &&String| address.to_lowercase().contains(&typed) && ***address != *text;
    let found: Vec<&String> = state.settings.recent.iter().filter(fits).collect();
    let id = response.id.with("recent");
    // A click into the list takes the focus from the field; the list stays for that click.
    let inside = Popup::is_id_open(ui.ctx(), id)
        && response
            .ctx
            .pointer_hover_pos()
            .is_some_and(|at| ui.data(|data| data.get_temp::<Rect>(id)).is_some_and(|rect| rect.contains(at)));
    let open =
        !found.is_empty() && (response.has_focus() || inside) && !ui.input(|input| input.key_pressed(Key::Enter));
    let shown = Popup::from_response(response)
        .id(id)
        .open_memory(Some(if open {
            eframe::egui::SetOpenCommand::Bool(true)
        } else {
            eframe::egui::SetOpenCommand::Bool(false)
        }))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(response.rect.width())
        .gap(4.0)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.set_min_width(response.rect.width() - 12.0);
            for address in &found {
                if plain_entry(ui, Some(icon::HISTORY), address, "", true) {
                    out.push(Action::Connection(ConnectionAction::ConnectTo((*address).clone())));
                }
            }
        });
    if let Some(shown) = shown {
        ui.data_mut(|data| data.insert_temp(id, shown.response.rect));
    }
}
