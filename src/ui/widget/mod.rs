//! The window's own widgets, used by panes, panels and dialogs.

mod bar;
mod button;
mod check_box;
mod columns;
mod command;
mod drag;
mod drop_down;
mod error_card;
mod field;
mod file_icon;
mod file_row;
mod file_table;
mod ftp_fields;
mod headline;
mod link;
mod mark;
mod menu;
mod rename_field;
mod segments;
mod table_head;
mod text;

pub use bar::{BAR_HEIGHT, paint_bar};
pub use button::{Look, button, icon_button};
pub use check_box::{Check, check_box, switch};
pub use columns::{ColumnSpan, columns};
pub use command::UiCommand;
pub use drag::{DragEntries, DropTarget, accepts, carried, carry_of, release};
pub use drop_down::{DropOption, drop_down};
pub use error_card::{CardFacts, cause_icon, error_card};
pub use field::{
    FieldKind, LABEL_WIDTH, caret_to_end, labelled, search_field, secret_field, select_all, sized_field, text_field,
};
pub use file_icon::file_icon;
pub use file_table::{EntryMenu, FileTable, page_rows};
pub use ftp_fields::{ftp_fields, note};
pub use headline::headline;
pub use link::link;
pub use mark::mark_ink;
pub use menu::{menu_entries, menu_item, menu_line, plain_entry};
pub use segments::segments;
pub use text::{line, line_of, paint_line, paint_text};
