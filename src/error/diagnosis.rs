//! What was found out about an error: the cause, how sure that is, what it rests on, and what can be done. Pure.

use super::cause::Cause;
use super::data_try::{DataMode, DataTry};
use super::kind::ErrorKind;
use super::place::Place;
use crate::model::{EntryKind, Owner, Permissions, Space};

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Nothing points to one cause.
    Unknown,
    /// What was seen points to it, but something else could look the same.
    Likely,
    /// The server or system named it, or what was seen leaves no other.
    Certain,
}

impl Confidence {
    /// The word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// What somebody answered to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// There is something; of a link its own facts.
    Entry {
        /// What it is.
        kind: EntryKind,
        /// Its permission bits.
        permissions: Option<Permissions>,
        /// Who owns it.
        owner: Owner,
        /// Which group owns it.
        group: Owner,
        /// What a link holds.
        link_target: Option<Vec<u8>>,
    },
    /// What a followed link leads to.
    LeadsTo(EntryKind),
    /// The state of the file system.
    Space(Space),
    /// How many entries a folder holds, as far as was counted.
    Holds(u64),
    /// The question itself failed.
    Failed(ErrorKind),
    /// No answer came in time.
    Silent,
    /// A way to a connection for data that did not work.
    Data(DataTry),
    /// A like error a moment ago was looked into, and its folder was not asked again. The place is that of the other
    /// error.
    SameAs,
    /// As which user it was tried; `sure` when the server named him.
    User {
        /// The name.
        name: String,
        /// The number; `None` when not known.
        id: Option<u32>,
        /// Whether the server itself told the number.
        sure: bool,
    },
}

/// One question that was asked after the error, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The file or folder that was asked about; `None` for facts about the user.
    pub about: Option<Place>,
    /// The answer.
    pub finding: Finding,
}

/// Something that can be done about a cause; front ends that can do it offer it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fix {
    /// Make this folder and those above it, then try again.
    CreateFolder(Place),
    /// Replace what is there.
    Overwrite,
    /// Copy, compare, then delete the original: a move across file systems.
    CopyAndDelete,
    /// Give the user the missing right on this item, then try again. Offered where he owns it.
    MakeWritable {
        /// The item.
        at: Place,
        /// The permission bits it would get.
        permissions: Permissions,
    },
    /// Delete the folder with all that is in it.
    DeleteContent(Place),
    /// Show a folder, so that the user can free space or look around.
    ShowFolder(Place),
    /// Send it to another folder.
    ChooseFolder,
    /// Give it another name.
    Rename,
    /// Leave it out.
    Skip,
    /// Try again unchanged.
    Retry,
    /// Let the other side open connections for data from now on, then try again.
    SwitchDataMode(DataMode),
    /// Connect again and go on.
    Reconnect,
    /// Change address, user, key or password, then connect again.
    EditConnection,
    /// Lift the lock of the site for this session, then try again.
    Unlock,
}

/// What was found out about one error, or about a group of like ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The cause; `Cause::Unknown` when `confidence` is `Unknown`.
    pub cause: Cause,
    /// How sure that is.
    pub confidence: Confidence,
    /// What else it could be, the likeliest first; what the answers rule out is left out. Empty for a certain cause.
    pub alternatives: Vec<Cause>,
    /// What was asked, and the answers.
    pub evidence: Vec<Evidence>,
    /// What can be done, the most promising first.
    pub fixes: Vec<Fix>,
}
