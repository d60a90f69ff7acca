//! Sites out of the files of other programs: one file a format, all pure and bounded. Nothing of an import is ever run, and no
//! secret is kept unless the person asks for it.

mod cyberduck;
mod filezilla;
mod imported;
mod lftp;
mod own;
mod places;
mod putty;
mod rclone;
mod rclone_secret;
mod read;
mod sections;
mod take;
mod text;
mod winscp;
mod winscp_secret;
mod xml;

pub use imported::{Import, ImportFault, ImportNote, Imported, LeftOut, LeftOutWhy};
pub use places::{Found, ReadFault, look_around};
pub use read::{FILE_MAX, Program, read};
pub use take::edits_of;
