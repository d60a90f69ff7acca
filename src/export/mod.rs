//! The error log for other people and programs: Markdown, JSON, CSV, and the support bundle.

mod bundle;
mod chosen;
mod csv;
mod json;
mod markdown;
mod parts;

pub use bundle::{Part, zip};
pub use chosen::{Chosen, everything};
pub use csv::to_csv;
pub use json::{settings_json, to_json};
pub use markdown::to_markdown;
pub use parts::{Surroundings, parts};
