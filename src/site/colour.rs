//! The colours that a site can be marked with.

use serde::{Deserialize, Serialize};

/// A mark; the theme says how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Often production.
    Red,
    /// Between red and yellow.
    Orange,
    /// Often a partner's server.
    Yellow,
    /// Often staging.
    Green,
    /// Between green and blue.
    Cyan,
    /// Often development.
    Blue,
    /// Between blue and red.
    Magenta,
}

impl Colour {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Red, Self::Orange, Self::Yellow, Self::Green, Self::Cyan, Self::Blue, Self::Magenta];

    /// The nearest of ours to a colour that another program keeps as red, green and blue.
    #[must_use]
    pub fn nearest(red: u8, green: u8, blue: u8) -> Self {
        let distance = |colour: Self| {
            let (r, g, b) = colour.pure();
            u32::from(r.abs_diff(red)).pow(2) + u32::from(g.abs_diff(green)).pow(2) + u32::from(b.abs_diff(blue)).pow(2)
        };
        Self::ALL.into_iter().min_by_key(|colour| distance(*colour)).unwrap_or(Self::Red)
    }

    fn pure(self) -> (u8, u8, u8) {
        match self {
            Self::Red => (255, 0, 0),
            Self::Orange => (255, 165, 0),
            Self::Yellow => (255, 255, 0),
            Self::Green => (0, 160, 0),
            Self::Cyan => (0, 220, 220),
            Self::Blue => (0, 0, 255),
            Self::Magenta => (255, 0, 255),
        }
    }
}
