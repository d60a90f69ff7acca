//! The menu bar.

use super::state::{Action, ConnectionAction, UiState};
use super::theme::{body, icon, semibold, tokens};
use super::widget::{UiCommand, menu_entries, menu_line, plain_entry};
use crate::i18n::fl;
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, CornerRadius, Id, Layout, Popup, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use UiCommand as C;

/// Draws the bar in `rect`.
pub fn menu_bar(ui: &mut Ui, rect: Rect, state: &UiState, out: &mut Vec<Action>) {
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0.0, t.bg);
    let layout = Layout::left_to_right(Align::Center);
    let inner = Rect::from_min_max(pos2(rect.left() + 12.0, rect.top()), rect.max);
    let mut bar = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("menu-bar").layout(layout));
    let ui = &mut bar;
    ui.spacing_mut().item_spacing.x = 0.0;
    let name = ui.painter().layout_no_wrap(fl!("app-name"), semibold(), t.text);
    let (place, _) = ui.allocate_exact_size(vec2(name.size().x + 18.0, rect.height()), Sense::hover());
    ui.painter().galley(pos2(place.left() + 9.0, place.center().y - name.size().y / 2.0), name, t.text);
    ui.add_space(4.0);

    menu(ui, &fl!("menu-file"), out, |ui, out| {
        menu_entries(ui, &[C::UploadFiles, C::UploadFolder, C::DownloadTo], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::NewFolder, C::Open, C::Rename, C::Permissions, C::Delete], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::Quit], state, out);
    });
    menu(ui, &fl!("menu-edit"), out, |ui, out| {
        menu_entries(ui, &[C::SelectAll, C::InvertSelection], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::CopyPath], state, out);
    });
    menu(ui, &fl!("menu-view"), out, |ui, out| {
        menu_entries(ui, &[C::Refresh, C::ShowHidden], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::ShowBottom, C::ShowTransfers, C::ShowErrors, C::ShowLog, C::ShowConsole], state, out);
        menu_entries(ui, &[C::LogToFile, C::ShowLogFiles], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::ThemeSystem, C::ThemeDark, C::ThemeLight], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::ZoomIn, C::ZoomOut, C::ZoomReset], state, out);
    });
    menu(ui, &fl!("menu-go"), out, |ui, out| {
        menu_entries(ui, &[C::Back, C::Forward, C::Up, C::Home], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::TypePath, C::SwitchPane], state, out);
    });
    menu(ui, &fl!("menu-connect"), out, |ui, out| {
        menu_entries(ui, &[C::Sites, C::FocusAddress, C::ConnectForm, C::Reconnect, C::Disconnect], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::NewTab, C::CloseTab, C::NextTab, C::PreviousTab, C::TurnLock], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::Diagnose, C::Security, C::Trust, C::NewKey, C::InstallKey], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::Secrets, C::ForgetSecrets], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::SaveSite, C::ImportSites, C::ExportSites], state, out);
        if !state.settings.recent.is_empty() {
            menu_line(ui);
        }
        for address in &state.settings.recent {
            if plain_entry(ui, Some(icon::HISTORY), address, "", true) {
                out.push(Action::Connection(ConnectionAction::ConnectTo(address.clone())));
            }
        }
        if !state.settings.recent.is_empty() {
            menu_entries(ui, &[C::ForgetRecent], state, out);
        }
    });
    menu(ui, &fl!("menu-transfer"), out, |ui, out| {
        menu_entries(ui, &[C::Copy, C::Move], state, out);
        menu_line(ui);
        menu_entries(ui, &[C::PauseAll, C::ResumeAll, C::RetryFailed, C::ClearFinished, C::SpeedLimits], state, out);
    });
    menu(ui, &fl!("menu-help"), out, |ui, out| {
        menu_entries(ui, &[C::Shortcuts, C::Codes, C::SupportBundle, C::About], state, out);
    });
}

fn menu(ui: &mut Ui, name: &str, out: &mut Vec<Action>, content: impl FnOnce(&mut Ui, &mut Vec<Action>)) {
    let id = Id::unique(("menu", name));
    let title = title(ui, name, id);
    let open = Popup::is_id_open(ui.ctx(), id);
    // With one menu open, the pointer leads to the others.
    let another = ui.data(|data| data.get_temp::<Id>(open_menu())).filter(|other| *other != id);
    if let Some(other) = another
        && title.hovered()
        && Popup::is_id_open(ui.ctx(), other)
    {
        Popup::open_id(ui.ctx(), id);
    }
    if open {
        ui.data_mut(|data| data.insert_temp(open_menu(), id));
    }
    Popup::menu(&title).id(id).gap(2.0).show(|ui| {
        ui.set_min_width(220.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        content(ui, out);
    });
}

fn open_menu() -> Id {
    Id::unique("open-menu")
}

fn title(ui: &mut Ui, name: &str, popup: Id) -> Response {
    let t = tokens(ui);
    let galley = ui.painter().layout_no_wrap(name.to_owned(), body(), t.dim);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 22.0, 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, true, name));
    let open = Popup::is_id_open(ui.ctx(), popup);
    if open || response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(5), t.raised_hover);
    }
    let ink = if open || response.hovered() { t.text } else { t.dim };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, name, body(), ink);
    response
}
