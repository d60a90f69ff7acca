//! Files of this computer: listing, safe names, part files, attributes, trash. Every function blocks; callers run them on
//! blocking threads.

mod attributes;
mod change;
mod content;
mod copy;
mod list;
mod name;
mod owner_names;
mod part;
mod permissions;
mod place;
mod probe;
mod trash_can;

pub use attributes::{default_mode, set_attributes, sync_file_system, sync_folder, wanted_mode};
pub use change::{
    create_folder, create_folders, create_link, ensure_folder, move_into, remove_empty_folder, remove_file, rename,
    replace,
};
pub use content::{SourceFile, SourceState, read_exactly_at, write_all_at};
pub use copy::{ContentDigest, checksum, content_digest, copy_new};
pub use list::{list, stat, stat_link};
pub use name::{entry_name, local_name};
pub use part::{PartFile, part_name};
pub use permissions::{ModeChange, changed_mode, set_mode};
pub use place::{absolute, home, space};
pub use probe::probe;
pub use trash_can::{delete_for_good, to_trash};
