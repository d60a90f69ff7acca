//! The user's OpenSSH configuration (`ssh_config(5)`), read and never run: which settings hold for a host, from which line
//! of which file each one comes, and what was passed over.

mod algorithms;
mod computer;
mod criteria;
mod directives;
mod files;
mod glob;
mod host_config;
mod jump;
mod keyword;
mod listed;
mod note;
mod pattern;
mod reader;
mod tokens;
mod value;
mod words;

pub use algorithms::assemble;
pub use computer::Computer;
pub use directives::{Setting, Source};
pub use files::{ConfigFile, ConfigFiles, SystemFiles};
pub use host_config::{HostConfig, StartFile, Wanted, resolve};
pub use jump::{Hop, parse_hops};
pub use keyword::Keyword;
pub use listed::{ListedHost, listed_hosts};
pub use note::{Note, NoteKind};
