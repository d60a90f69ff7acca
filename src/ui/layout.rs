//! Where everything stands in the window: bars, panes, bottom panel, and the lines that can be dragged between them.

use super::drag_label::{drag_label, hover_sign};
use super::menu_bar::menu_bar;
use super::pane::pane;
use super::panel::{bottom_panel, status_bar};
use super::state::{Action, Side, TransferAction, UiState, ViewAction};
use super::theme::{measure, tokens};
use super::toolbar::toolbar;
use eframe::egui::{CursorIcon, Id, Rect, Sense, Stroke, Ui, UiBuilder, pos2};

/// Rows of files that stay on screen at least.
const LEAST_PANES: f32 = 200.0;
const LEAST_BOTTOM: f32 = 96.0;
const LEAST_PANE: f32 = 240.0;
const GRIP: f32 = 3.0;

/// Draws the whole window into `ui`; returns what the user means.
#[must_use]
pub fn window(ui: &mut Ui, state: &UiState) -> Vec<Action> {
    let mut out = Vec::new();
    let t = tokens(ui);
    let all = ui.max_rect();
    ui.painter().rect_filled(all, 0.0, t.bg);
    let row = |top: f32, height: f32| Rect::from_min_max(pos2(all.left(), top), pos2(all.right(), top + height));
    let menu = row(all.top(), measure::MENU);
    let tools = row(menu.bottom(), measure::TOOLBAR);
    let status = row(all.bottom() - measure::STATUS, measure::STATUS);
    let middle = Rect::from_min_max(tools.left_bottom(), status.right_top());

    let open = state.settings.bottom_open;
    let most = (middle.height() - LEAST_PANES).max(0.0);
    let height = if open {
        (middle.height() * state.settings.bottom_share).round().clamp(LEAST_BOTTOM.min(most), most)
    } else {
        0.0
    };
    let bottom = Rect::from_min_max(pos2(middle.left(), middle.bottom() - height), middle.max);
    let panes = Rect::from_min_max(middle.min, bottom.right_top());
    let split = (panes.width() * state.settings.split).clamp(LEAST_PANE, (panes.width() - LEAST_PANE).max(LEAST_PANE));
    let split = panes.left() + split.round();
    let left = Rect::from_min_max(panes.min, pos2(split, panes.bottom()));
    let right = Rect::from_min_max(pos2(split + 1.0, panes.top()), panes.max);

    menu_bar(ui, menu, state, &mut out);
    toolbar(ui, tools, state, &mut out);
    let drawn_left = pane(ui, left, Side::Left, state, &mut out);
    let drawn_right = pane(ui, right, Side::Right, state, &mut out);
    ui.painter().vline(split + 0.5, panes.y_range(), Stroke::new(1.0, t.line));
    if open {
        ui.painter().rect_filled(bottom, 0.0, t.panel);
        ui.painter().hline(bottom.x_range(), bottom.top() + 0.5, Stroke::new(1.0, t.line));
        let mut child = ui.new_child(UiBuilder::new().max_rect(bottom).id_salt("bottom"));
        child.set_clip_rect(bottom);
        out.extend(bottom_panel(&mut child, state));
    }
    ui.painter().hline(status.x_range(), status.top() + 0.5, Stroke::new(1.0, t.line));
    let mut child = ui.new_child(UiBuilder::new().max_rect(status).id_salt("status"));
    child.set_clip_rect(status);
    out.extend(status_bar(&mut child, state));

    let grip = Rect::from_min_max(pos2(split - GRIP, panes.top()), pos2(split + GRIP, panes.bottom()));
    if let Some(at) = splitter(ui, grip, "split", CursorIcon::ResizeHorizontal) {
        out.push(Action::View(ViewAction::Split((at.x - panes.left()) / panes.width().max(1.0))));
    }
    if open {
        let grip = Rect::from_min_max(pos2(all.left(), bottom.top() - GRIP), pos2(all.right(), bottom.top() + GRIP));
        if let Some(at) = splitter(ui, grip, "bottom", CursorIcon::ResizeVertical) {
            out.push(Action::View(ViewAction::BottomShare((middle.bottom() - at.y) / middle.height().max(1.0))));
        }
    }

    let target = drawn_right.drop.or(drawn_left.drop);
    drag_label(ui, target.as_ref());
    hover_sign(ui, drawn_right.table, state);
    dropped_files(ui, left, state, &mut out);
    out
}

/// A line that can be dragged; returns where the pointer has it.
fn splitter(ui: &Ui, grip: Rect, name: &str, cursor: CursorIcon) -> Option<eframe::egui::Pos2> {
    let t = tokens(ui);
    let response = ui.interact(grip, Id::unique(("splitter", name)), Sense::drag());
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(cursor);
        ui.painter().rect_filled(
            grip.shrink2(if grip.width() > grip.height() {
                eframe::egui::vec2(0.0, GRIP - 1.0)
            } else {
                eframe::egui::vec2(GRIP - 1.0, 0.0)
            }),
            0.0,
            t.accent,
        );
    }
    if response.dragged() { response.interact_pointer_pos() } else { None }
}

/// Files dropped from outside go to the pane under the pointer; where that is not told, to the server.
fn dropped_files(ui: &Ui, left: Rect, state: &UiState, out: &mut Vec<Action>) {
    let paths: Vec<_> = ui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
    if paths.is_empty() {
        return;
    }
    let at = ui.ctx().pointer_latest_pos();
    let side = if at.is_some_and(|at| left.contains(at)) { Side::Left } else { Side::Right };
    if let Some(into) = state.pane(side).folder.clone() {
        out.push(Action::Transfer(TransferAction::Import { paths, into }));
    }
}
