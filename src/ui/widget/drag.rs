//! What is carried by the pointer between panes, and the target it is over.

use crate::engine::Location;
use crate::model::EntryName;
use crate::ui::state::{Action, Carry, Side, TransferAction};
use eframe::egui::{Context, DragAndDrop, Ui};
use std::sync::Arc;

/// Entries on their way from one pane to a folder.
#[derive(Clone, Debug)]
pub struct DragEntries {
    /// The pane they come from.
    pub from: Side,
    /// The folder they are in.
    pub folder: Location,
    /// The entries.
    pub names: Arc<Vec<EntryName>>,
}

/// A folder that the pointer is over while it carries entries.
#[derive(Clone, Debug, PartialEq)]
pub struct DropTarget {
    /// The folder.
    pub folder: Location,
    /// Its name, for eyes.
    pub name: String,
}

/// What is being carried.
#[must_use]
pub fn carried(ctx: &Context) -> Option<Arc<DragEntries>> {
    DragAndDrop::payload::<DragEntries>(ctx)
}

/// Copy, or move while Shift is held; within one side things can only be moved.
#[must_use]
pub fn carry_of(ui: &Ui, drag: &DragEntries, folder: &Location) -> Carry {
    let same_side = matches!(
        (&drag.folder, folder),
        (Location::Local(_), Location::Local(_)) | (Location::Remote(..), Location::Remote(..))
    );
    if same_side || ui.input(|input| input.modifiers.shift) { Carry::Move } else { Carry::Copy }
}

/// Whether entries may be dropped on a folder: not where they are, and no folder on itself.
#[must_use]
pub fn accepts(drag: &DragEntries, folder: &Location) -> bool {
    drag.folder != *folder
        && !drag.names.iter().take(1000).any(|name| crate::ui::state::join(&drag.folder, name) == *folder)
}

/// Ends the drag over `folder` when the pointer was released in this frame.
pub fn release(ui: &Ui, folder: &Location, out: &mut Vec<Action>) {
    if !ui.input(|input| input.pointer.any_released()) {
        return;
    }
    if let Some(drag) = DragAndDrop::take_payload::<DragEntries>(ui.ctx()) {
        let carry = carry_of(ui, &drag, folder);
        let names = drag.names.to_vec();
        let drop = TransferAction::Drop { from: drag.from, names, into: folder.clone(), carry };
        out.push(Action::Transfer(drop));
    }
}
