//! What every protocol offers: the trait `RemoteFs` with its rules, sessions, questions to the user, and a fake.

mod capabilities;
mod fs;
mod prompter;
mod session;
pub mod sftp;
mod stream;

pub use capabilities::Capabilities;
pub use fs::{AttributeChange, FollowLinks, ListProgress, OpenWrite, RemoteFs, RenameMode, Space};
pub use prompter::{
    HostKeyAnswer, HostKeyQuestion, InteractivePrompt, InteractiveQuestion, PassphraseQuestion, PasswordQuestion,
    Prompter,
};
pub use session::{RemoteSession, SecurityInfo, SessionInfo};
pub use stream::{Chunk, FinishWrite, RemoteReader, RemoteWriter, WriteBuffer};
