//! The window's own widgets, used by panes, panels and dialogs.

mod bar;
mod button;
mod error_card;
mod field;
mod headline;

pub use bar::{BAR_HEIGHT, paint_bar};
pub use button::{Look, button, icon_button};
pub use error_card::{CardFacts, cause_icon, error_card};
pub use field::{FieldKind, LABEL_WIDTH, labelled, secret_field, sized_field, text_field};
pub use headline::headline;
