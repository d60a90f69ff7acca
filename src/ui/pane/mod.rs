//! A pane: header, path bar, file table or what stands in its place, footer.

mod bookmarks;
mod breadcrumbs;
mod footer;
mod header;
mod lock_frame;
mod menu;
mod path_bar;
mod placeholder;
mod session_tabs;
mod view;

pub use view::{PaneOutput, pane};
