//! The context menu of a file table.

use crate::ui::state::{Action, Side, UiState};
use crate::ui::widget::{UiCommand, menu_entries, menu_line};
use eframe::egui::Ui;

/// Fills the context menu of a table: more when something is selected.
pub fn table_menu(ui: &mut Ui, side: Side, state: &UiState, out: &mut Vec<Action>) {
    ui.set_min_width(220.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    let pane = state.pane(side);
    if pane.sums().entries > 0 {
        menu_entries(ui, &[UiCommand::Open, UiCommand::Copy, UiCommand::Move], state, out);
        if side == Side::Right {
            menu_entries(ui, &[UiCommand::DownloadTo], state, out);
        }
        menu_line(ui);
        let change = [UiCommand::Rename, UiCommand::Permissions, UiCommand::Delete, UiCommand::CopyPath];
        menu_entries(ui, &change, state, out);
        menu_line(ui);
    } else if side == Side::Right {
        menu_entries(ui, &[UiCommand::UploadFiles, UiCommand::UploadFolder], state, out);
        menu_line(ui);
    }
    menu_entries(ui, &[UiCommand::NewFolder, UiCommand::SelectAll, UiCommand::Refresh], state, out);
}
