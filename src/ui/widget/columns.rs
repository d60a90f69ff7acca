//! Where the columns of a file table stand: the name takes what is left; in narrow panes the last columns go away.

use crate::settings::{Column, PaneSettings};
use crate::ui::theme::measure;
use eframe::egui::{Rangef, Rect, pos2};

/// A column on screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColumnSpan {
    /// Which one.
    pub column: Column,
    /// From left to right edge, in points from the left edge of the table, padding not counted.
    pub x: Rangef,
}

impl ColumnSpan {
    /// The cell of this column in a row.
    #[must_use]
    pub fn cell(&self, row: Rect) -> Rect {
        Rect::from_min_max(pos2(row.left() + self.x.min, row.top()), pos2(row.left() + self.x.max, row.bottom()))
    }
}

/// Columns that go away first when there is no room.
const DISPENSABLE: [Column; 4] = [Column::Owner, Column::Permissions, Column::Modified, Column::Size];
/// The name keeps at least so much while other columns can go away.
const NAME_KEEPS: f32 = 180.0;

/// The columns that fit into `width` points, from left to right.
#[must_use]
pub fn columns(width: f32, settings: &PaneSettings) -> Vec<ColumnSpan> {
    let mut shown: Vec<Column> = Column::ALL.to_vec();
    let others =
        |shown: &[Column]| -> f32 { shown.iter().filter(|c| **c != Column::Name).map(|c| settings.width(*c)).sum() };
    for column in DISPENSABLE {
        if width - 2.0 * measure::ROW_PADDING - others(&shown) >= NAME_KEEPS {
            break;
        }
        shown.retain(|kept| *kept != column);
    }
    let right = width - measure::ROW_PADDING;
    let mut x = right - others(&shown);
    let mut spans = vec![ColumnSpan { column: Column::Name, x: Rangef::new(measure::ROW_PADDING, x) }];
    for column in shown.into_iter().filter(|column| *column != Column::Name) {
        let end = x + settings.width(column);
        spans.push(ColumnSpan { column, x: Rangef::new(x, end) });
        x = end;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_panes_lose_their_last_columns_first() {
        let settings = PaneSettings::default();
        let names = |width: f32| columns(width, &settings).iter().map(|span| span.column).collect::<Vec<_>>();
        assert_eq!(names(640.0), Column::ALL);
        assert_eq!(names(520.0), [Column::Name, Column::Size, Column::Modified, Column::Permissions]);
        assert_eq!(names(300.0), [Column::Name, Column::Size]);
        assert_eq!(names(200.0), [Column::Name]);
        let spans = columns(640.0, &settings);
        assert_eq!(spans.last().map(|span| span.x.max), Some(628.0));
        assert!(spans.windows(2).all(|pair| (pair[0].x.max - pair[1].x.min).abs() < 0.01));
    }
}
