//! How the window looks: colours, measures, fonts and icons by name. Nothing else in `ui` holds a literal colour.

mod font;
pub mod icons;
mod style;
mod tokens;

pub use font::{body, fill_icon, fonts, mono, regular_icon, secondary, semibold, small_icon, title};
pub use icons as icon;
pub use style::install;
pub use tokens::{DARK, LIGHT, Tokens, measure, tokens};
