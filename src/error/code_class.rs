//! What a code is about, so that lists can be sorted and filtered by it. Pure.

/// The subject of a code or command, the same for every family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeClass {
    /// It worked.
    Success,
    /// It is under way; another answer follows.
    Progress,
    /// The other side waits for more.
    MoreNeeded,
    /// An answer to a question, or a question.
    Information,
    /// Files, folders and their names.
    Files,
    /// What this user may do.
    Rights,
    /// Space, quotas and other things that run out.
    Space,
    /// In use, or too much at once: later it may work.
    Busy,
    /// User names, passwords, accounts.
    Login,
    /// The way to the server, and whether it holds.
    Connection,
    /// A transfer and how its data travels.
    Transfer,
    /// The other side cannot do this.
    Unsupported,
    /// The rules of a protocol, or an argument of a request.
    Protocol,
    /// Encryption, keys and certificates.
    Security,
    /// The operating system, its devices and its programs.
    System,
}

impl CodeClass {
    /// All of them, in order.
    pub const ALL: [Self; 15] = [
        Self::Success,
        Self::Progress,
        Self::MoreNeeded,
        Self::Information,
        Self::Files,
        Self::Rights,
        Self::Space,
        Self::Busy,
        Self::Login,
        Self::Connection,
        Self::Transfer,
        Self::Unsupported,
        Self::Protocol,
        Self::Security,
        Self::System,
    ];

    /// The class as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Progress => "progress",
            Self::MoreNeeded => "more_needed",
            Self::Information => "information",
            Self::Files => "files",
            Self::Rights => "rights",
            Self::Space => "space",
            Self::Busy => "busy",
            Self::Login => "login",
            Self::Connection => "connection",
            Self::Transfer => "transfer",
            Self::Unsupported => "unsupported",
            Self::Protocol => "protocol",
            Self::Security => "security",
            Self::System => "system",
        }
    }
}
