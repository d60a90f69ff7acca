//! What every protocol offers: the trait `RemoteFs` with its rules, sessions, questions to the user, and a fake.

mod capabilities;
mod dial;
pub mod fake;
mod fs;
pub mod ftp;
mod probe;
mod prompter;
mod session;
pub mod sftp;
mod spoken;
mod stream;

pub use crate::model::Space;
pub use capabilities::Capabilities;
pub use dial::Dial;
pub use fs::{AttributeChange, FollowLinks, ListProgress, OpenWrite, RemoteFs, RenameMode};
pub use probe::Prober;
pub use prompter::{
    HostKeyAnswer, HostKeyQuestion, InteractivePrompt, InteractiveQuestion, PassphraseQuestion, PasswordQuestion,
    Prompter,
};
pub use session::{RemoteSession, SecurityInfo, SessionInfo};
pub use spoken::recognise;
pub use stream::{Chunk, FinishWrite, RemoteReader, RemoteWriter, WriteBuffer};
