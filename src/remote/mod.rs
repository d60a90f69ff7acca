//! What every protocol offers: the trait `RemoteFs` with its rules, sessions, questions to the user, and a fake.

mod authorized_keys;
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
pub mod proxy;
mod reach;
mod security;
mod session;
pub mod sftp;
mod spoken;
mod stream;

pub use crate::model::Space;
pub use authorized_keys::{InstalledKey, LoosePermissions, PublicKeyLine, install_key};
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
    InteractiveQuestion, PassphraseQuestion, PasswordQuestion, Prompter, ProxyCommandAnswer, ProxyCommandQuestion,
    Whose,
};
pub use reach::{Reached, Watch, reach};
pub use security::{CertificateTrustedBy, HostKeyTrust, SecurityInfo, SshSecurity, TlsSecurity, TrustedLine};
pub use session::{RemoteSession, SessionInfo};
pub use spoken::recognise;
pub use stream::{Chunk, FinishWrite, Finished, RemoteReader, RemoteWriter, WriteBuffer};
