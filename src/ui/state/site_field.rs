//! The fields of a site, and what is wrong in them. Pure.

use crate::model::AddressFault;
use crate::site::SiteFault;

/// A field of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of `Site`")]
pub enum SiteField {
    Host,
    Port,
    KeyFiles,
    JumpHosts,
    Charset,
    TimeOffset,
    Connections,
    UploadLimit,
    DownloadLimit,
    Keepalive,
    Timeout,
    ProxyHost,
    ProxyPort,
    Commands,
    ActivePorts,
    ActiveAddress,
}

impl SiteField {
    /// Whether it stands among those that most sites need.
    #[must_use]
    pub fn is_basic(self) -> bool {
        matches!(self, Self::Host | Self::Port | Self::KeyFiles | Self::JumpHosts)
    }
}

/// What is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteProblem {
    /// What stands in a field is no value that it can have.
    Unreadable(SiteField),
    /// The site cannot be connected to.
    Fault(SiteFault),
}

impl SiteProblem {
    /// The field beside which it is told.
    #[must_use]
    pub fn field(&self) -> SiteField {
        match self {
            Self::Unreadable(field) => *field,
            Self::Fault(fault) => match fault {
                SiteFault::Address(AddressFault::BadPort(_)) => SiteField::Port,
                SiteFault::Address(_) => SiteField::Host,
                SiteFault::Proxy(AddressFault::BadPort(_)) => SiteField::ProxyPort,
                SiteFault::Proxy(_) => SiteField::ProxyHost,
                SiteFault::JumpHost(_) => SiteField::JumpHosts,
                SiteFault::Charset(_) => SiteField::Charset,
                SiteFault::NoKeyFile => SiteField::KeyFiles,
                SiteFault::Command(_) => SiteField::Commands,
            },
        }
    }

    /// Whether it is only that nothing was typed yet.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(
            self,
            Self::Fault(
                SiteFault::NoKeyFile
                    | SiteFault::Address(AddressFault::NoHost | AddressFault::Empty)
                    | SiteFault::Proxy(AddressFault::NoHost | AddressFault::Empty)
            )
        )
    }
}
