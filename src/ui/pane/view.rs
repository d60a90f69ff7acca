//! Puts a pane together and makes the whole of it a place to drop things on.

use super::footer::footer;
use super::header::header;
use super::lock_frame::lock_frame;
use super::menu::table_menu;
use super::path_bar::path_bar;
use super::placeholder::placeholder;
use crate::i18n::fl;
use crate::ui::state::{Action, PaneAction, Side, UiState, display, name_of};
use crate::ui::theme::{measure, tokens};
use crate::ui::widget::{DropTarget, FileTable, accepts, carried, release};
use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2};

/// What the window needs to know of a drawn pane.
#[derive(Clone, Debug, PartialEq)]
pub struct PaneOutput {
    /// Where its rows are.
    pub table: Rect,
    /// The folder under a drag.
    pub drop: Option<DropTarget>,
}

/// Draws a pane in `rect`.
pub fn pane(ui: &mut Ui, rect: Rect, side: Side, state: &UiState, out: &mut Vec<Action>) -> PaneOutput {
    let t = tokens(ui);
    let name = match side {
        Side::Left => fl!("pane-this-computer"),
        Side::Right => fl!("pane-server"),
    };
    let builder = UiBuilder::new().max_rect(rect).id_salt(("pane", side));
    let mut child = ui.new_child(builder.accessibility_role(Role::Pane).accessibility_label(name));
    let ui = &mut child;
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    ui.painter().rect_filled(rect, 0.0, t.panel);
    if ui.input(|input| input.pointer.any_pressed() && input.pointer.interact_pos().is_some_and(|at| rect.contains(at)))
        && state.here.focus != side
        && ui.ctx().pointer_interact_pos().is_some_and(|at| ui.ctx().layer_id_at(at) == Some(ui.layer_id()))
    {
        out.push(Action::Pane(side, PaneAction::Focus));
    }
    let band = |top: f32, height: f32| Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + height));
    let head = band(rect.top(), measure::TAB_STRIP);
    let path = band(head.bottom(), measure::PATH_BAR);
    let foot = band(rect.bottom() - measure::PANE_FOOT, measure::PANE_FOOT);
    let table = Rect::from_min_max(path.left_bottom(), foot.right_top());
    header(ui, head, side, state, out);
    let mut drop = path_bar(ui, path, side, state, out);
    footer(ui, foot, side, state);
    if !placeholder(ui, table, side, state, out) && state.pane(side).folder.is_some() {
        let mut inner = ui.new_child(UiBuilder::new().max_rect(table).id_salt("table"));
        let files = FileTable {
            side,
            pane: state.pane(side),
            settings: state.pane_settings(side),
            focused: state.here.focus == side && state.dialog().is_none(),
            now: state.now,
        };
        let mut menu = |ui: &mut Ui, out: &mut Vec<Action>| table_menu(ui, side, state, out);
        drop = files.ui(&mut inner, &mut menu, out).or(drop);
        drop = drop.or_else(|| drop_here(ui, table, side, state, out));
    }
    if side == Side::Right {
        lock_frame(ui, rect, state);
    }
    PaneOutput { table, drop }
}

/// The rows that are no folders, and the room below them, stand for the folder that is shown.
fn drop_here(ui: &Ui, table: Rect, side: Side, state: &UiState, out: &mut Vec<Action>) -> Option<DropTarget> {
    let drag = carried(ui.ctx())?;
    let folder = state.pane(side).folder.as_ref()?;
    let inside = ui.ctx().pointer_latest_pos().is_some_and(|at| table.contains(at));
    if !inside || !accepts(&drag, folder) {
        return None;
    }
    let t = tokens(ui);
    ui.painter().rect_stroke(table.shrink(1.0), 4.0, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    release(ui, folder, out);
    let name = name_of(folder).map_or_else(|| display(folder), |name| name.display());
    Some(DropTarget { folder: folder.clone(), name })
}
