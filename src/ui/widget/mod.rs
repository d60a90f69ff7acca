//! The window's own widgets, used by panes, panels and dialogs.

mod bar;
mod button;
mod check_box;
mod error_card;
mod field;
mod headline;

pub use bar::{BAR_HEIGHT, paint_bar};
pub use button::{Look, button, icon_button, menu_item};
pub use check_box::{Check, check_box, switch};
pub use error_card::{CardFacts, cause_icon, error_card};
pub use field::{FieldKind, LABEL_WIDTH, labelled, search_field, secret_field, sized_field, text_field};
pub use headline::headline;
