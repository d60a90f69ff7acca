//! The path bar of a pane: history, up, home, the path as words or as text, refresh.

use super::bookmarks::bookmarks;
use super::breadcrumbs::breadcrumbs;
use crate::i18n::fl;
use crate::ui::state::{Action, Go, PaneAction, Side, UiState, display};
use crate::ui::theme::{body, icon, measure, tokens};
use crate::ui::widget::{DropTarget, UiCommand, icon_button, plain_entry};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, Frame, Id, Key, Layout, Margin, Popup, Rect, Stroke, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// Draws the bar in `rect`. Returns the folder under a drag.
pub fn path_bar(ui: &mut Ui, rect: Rect, side: Side, state: &UiState, out: &mut Vec<Action>) -> Option<DropTarget> {
    let t = tokens(ui);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.line));
    let pane = state.pane(side);
    let inner = Rect::from_min_max(pos2(rect.left() + 8.0, rect.top()), pos2(rect.right() - 8.0, rect.bottom() - 1.0));
    let mut go = |go| out.push(Action::Pane(side, PaneAction::Go(go)));

    let left = ui.new_child(
        UiBuilder::new().max_rect(inner).id_salt(("path-left", side)).layout(Layout::left_to_right(Align::Center)),
    );
    let mut left = left;
    left.spacing_mut().item_spacing.x = 2.0;
    let up = pane.folder.as_ref().is_some_and(|folder| crate::ui::state::parent(folder).is_some());
    if icon_button(&mut left, icon::BACK, &tip(ui, UiCommand::Back), !pane.back.is_empty()).clicked() {
        go(Go::Back);
    }
    if icon_button(&mut left, icon::FORWARD, &tip(ui, UiCommand::Forward), !pane.forward.is_empty()).clicked() {
        go(Go::Forward);
    }
    if icon_button(&mut left, icon::UP, &tip(ui, UiCommand::Up), up).clicked() {
        go(Go::Up);
    }
    let wide = rect.width() > 340.0;
    if wide && icon_button(&mut left, icon::HOME, &tip(ui, UiCommand::Home), pane.home.is_some()).clicked() {
        go(Go::Home);
    }
    let from = left.min_rect().right() + 4.0;

    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).id_salt(("path-right", side)).layout(layout));
    right.spacing_mut().item_spacing.x = 2.0;
    if pane.pending.is_some() {
        if icon_button(&mut right, icon::CLOSE, &fl!("path-stop"), true).clicked() {
            go(Go::Stop);
        }
    } else if icon_button(&mut right, icon::REFRESH, &tip(ui, UiCommand::Refresh), pane.folder.is_some()).clicked() {
        go(Go::Refresh);
    }
    if wide {
        let history = icon_button(&mut right, icon::HISTORY, &fl!("path-history"), !pane.back.is_empty());
        Popup::menu(&history).show(|ui| {
            for (steps, place) in pane.back.iter().rev().take(12).enumerate() {
                if plain_entry(ui, Some(icon::FOLDER), &display(place), "", true) {
                    go(Go::BackTo(steps));
                }
            }
        });
    }
    if wide && state.here.session.is_some() {
        bookmarks(&mut right, state, out);
    }
    let to = right.min_rect().left() - 6.0;

    let middle = Rect::from_min_max(pos2(from, inner.top()), pos2(to.max(from), inner.bottom()));
    match &pane.path_text {
        Some(text) => {
            edit(ui, middle, side, text, out);
            None
        }
        None => breadcrumbs(ui, middle, side, state, out),
    }
}

fn tip(ui: &Ui, command: UiCommand) -> String {
    match command.keys().first() {
        Some(keys) => format!("{} ({})", command.name(), ui.ctx().format_shortcut(keys)),
        None => command.name(),
    }
}

fn edit(ui: &mut Ui, rect: Rect, side: Side, text: &str, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let id = Id::unique(("path-edit", side));
    let rect = Rect::from_center_size(rect.center(), vec2(rect.width(), 28.0));
    let mut typed = text.to_owned();
    let frame = Frame::new()
        .fill(t.field)
        .stroke(Stroke::new(1.0, t.accent))
        .corner_radius(measure::RADIUS)
        .inner_margin(Margin::symmetric(8, 0));
    let field = TextEdit::singleline(&mut typed)
        .id(id)
        .font(body())
        .text_color(t.text)
        .frame(frame)
        .align(Align2::LEFT_CENTER)
        .min_size(vec2(rect.width(), rect.height()))
        .desired_width(rect.width());
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(id));
    let mut output = field.show(&mut child);
    let response = output.response.response.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, fl!("path-field"));
        info.current_text_value = Some(text.to_owned());
        info
    });
    let began = id.with("began");
    if !ui.data(|data| data.get_temp::<bool>(began)).unwrap_or(false) {
        ui.data_mut(|data| data.insert_temp(began, true));
        response.request_focus();
        let all = eframe::egui::text::CCursorRange::two(
            eframe::egui::text::CCursor::new(0),
            eframe::egui::text::CCursor::new(typed.chars().count()),
        );
        output.state.cursor.set_char_range(Some(all));
        output.state.store(ui.ctx(), id);
        return;
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<bool>(began));
        let action = if ui.input(|input| input.key_pressed(Key::Enter)) {
            PaneAction::Go(Go::Typed(typed))
        } else {
            PaneAction::EditPath(None)
        };
        out.push(Action::Pane(side, action));
    } else if typed != text {
        out.push(Action::Pane(side, PaneAction::EditPath(Some(typed))));
    }
}
