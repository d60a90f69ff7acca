//! Looking for rows in the picture of the queue. Pure.

use crate::model::TransferId;
use crate::queue::RowView;
use std::sync::Arc;

/// The row of a transfer, also among the files of folder rows.
pub(super) fn find_row(rows: &[Arc<RowView>], id: TransferId) -> Option<&RowView> {
    let child = |row: &'_ RowView| row.children.iter().position(|child| child.id == id);
    rows.iter().find_map(|row| if row.id == id { Some(&**row) } else { row.children.get(child(row)?) })
}
