//! The two panes and what is picked in a table. Pure.

/// One of the two panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The left pane: this computer.
    Left,
    /// The right pane: the server.
    Right,
}

impl Side {
    /// Both, from left to right.
    pub const BOTH: [Self; 2] = [Self::Left, Self::Right];

    /// The pane beside.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// How a click or key changes a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pick {
    /// Only this one.
    Only,
    /// This one more, or no longer (Ctrl).
    Toggle,
    /// From the anchor to this one (Shift).
    Range,
    /// From the anchor to this one, what was selected stays (Ctrl and Shift).
    AddRange,
}

/// Where the cursor of a table goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CursorMove {
    /// Up by so many rows.
    Up(usize),
    /// Down by so many rows.
    Down(usize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}
