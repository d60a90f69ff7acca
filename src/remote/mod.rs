//! What every protocol offers: the trait `RemoteFs` with its rules, sessions, questions to the user, and a fake.

mod by_hand;
mod capabilities;
mod check_step;
mod checkup;
mod dial;
pub mod fake;
mod finding;
mod fs;
pub mod ftp;
mod pace;
mod probe;
mod prompter;
mod reach;
mod session;
pub mod sftp;
mod spoken;
mod stream;

pub use crate::model::Space;
pub use by_hand::{HandAnswer, HandReply, ShellEnd, ShellOutput, effect_of, secret_in, verb_of, without_secret};
pub use capabilities::Capabilities;
pub use check_step::CheckStep;
pub use checkup::{Checkup, Verdict};
pub use dial::Dial;
pub use finding::{CheckNews, CheckNote, CheckState, Fact, FactValue, StepResult};
pub use fs::{AttributeChange, FollowLinks, ListProgress, OpenWrite, RemoteFs, RenameMode};
pub use pace::Pace;
pub use probe::Prober;
pub use prompter::{
    CertificateAnswer, CertificateInfo, CertificateQuestion, HostKeyAnswer, HostKeyQuestion, InteractivePrompt,
    InteractiveQuestion, PassphraseQuestion, PasswordQuestion, Prompter,
};
pub use reach::{Reached, Watch, reach};
pub use session::{RemoteSession, SecurityInfo, SessionInfo};
pub use spoken::recognise;
pub use stream::{Chunk, FinishWrite, RemoteReader, RemoteWriter, WriteBuffer};
