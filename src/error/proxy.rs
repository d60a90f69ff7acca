//! Why a proxy did not lead to a server. Pure.

/// What went wrong between us, a proxy, and the server behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProxyTrouble {
    /// It wants a login, and none was named.
    LoginNeeded,
    /// It refused user name and password.
    LoginRefused,
    /// It wants a way to log in that is not spoken here (Kerberos, NTLM...).
    LoginMethod,
    /// Its rules forbid this server or port.
    Forbidden,
    /// It could not reach the server, or does not know its name.
    TargetUnreachable,
    /// It cannot do what was asked: no tunnels, no addresses of this kind.
    Unsupported,
    /// What answers does not speak the protocol of the proxy.
    NotAProxy,
    /// It failed and did not say more.
    Failed,
}

impl ProxyTrouble {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::LoginNeeded,
        Self::LoginRefused,
        Self::LoginMethod,
        Self::Forbidden,
        Self::TargetUnreachable,
        Self::Unsupported,
        Self::NotAProxy,
        Self::Failed,
    ];

    /// The cause as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LoginNeeded => "proxy_login_needed",
            Self::LoginRefused => "proxy_login_refused",
            Self::LoginMethod => "proxy_login_method",
            Self::Forbidden => "proxy_forbidden",
            Self::TargetUnreachable => "proxy_target_unreachable",
            Self::Unsupported => "proxy_unsupported",
            Self::NotAProxy => "not_a_proxy",
            Self::Failed => "proxy_failed",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trouble| trouble.name() == name)
    }

    /// Whether it is about the server behind the proxy and not about the proxy.
    #[must_use]
    pub fn is_about_target(self) -> bool {
        matches!(self, Self::Forbidden | Self::TargetUnreachable | Self::Unsupported | Self::Failed)
    }
}
