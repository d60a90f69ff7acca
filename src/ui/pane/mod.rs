//! A pane: header, path bar, file table or what stands in its place, footer.

mod bookmarks;
mod breadcrumbs;
mod footer;
mod header;
mod menu;
mod path_bar;
mod placeholder;
mod view;

pub use view::{PaneOutput, pane};
