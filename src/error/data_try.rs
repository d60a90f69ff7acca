//! How a connection for data of an FTP session was tried, and what stood in the way each time. Pure.

/// Which side opens connections for data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataMode {
    /// We do (passive mode).
    Passive,
    /// The server does (active mode).
    Active,
}

impl DataMode {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Passive => Self::Active,
            Self::Active => Self::Passive,
        }
    }
}

/// A command that leads to a connection for data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataWay {
    /// EPSV (RFC 2428, section 3).
    ExtendedPassive,
    /// PASV (RFC 959, section 4.1.2).
    Passive,
    /// EPRT (RFC 2428, section 2).
    ExtendedActive,
    /// PORT (RFC 959, section 4.1.2).
    Active,
}

impl DataWay {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::ExtendedPassive, Self::Passive, Self::ExtendedActive, Self::Active];

    /// The command.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::ExtendedPassive => "EPSV",
            Self::Passive => "PASV",
            Self::ExtendedActive => "EPRT",
            Self::Active => "PORT",
        }
    }

    /// Which side opens the connection.
    #[must_use]
    pub fn mode(self) -> DataMode {
        match self {
            Self::ExtendedPassive | Self::Passive => DataMode::Passive,
            Self::ExtendedActive | Self::Active => DataMode::Active,
        }
    }
}

/// Why one way did not lead to a connection for data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataFault {
    /// The server does not know the command or does not want it; its reply (500 to 504, 522...).
    CommandRefused(u16),
    /// The reply holds no address that can be used.
    NoAddress,
    /// Nothing listens on the port that the server named, or a firewall turns connections away.
    Refused {
        /// The port that the server named.
        port: u16,
    },
    /// Nothing answered on the port that the server named.
    NoAnswer {
        /// The port that the server named.
        port: u16,
    },
    /// There is no way to the port that the server named, by the system's own routes.
    Unreachable {
        /// The port that the server named.
        port: u16,
    },
    /// The server agreed to connect to us and did not.
    NotCalled {
        /// The port that it was told.
        port: u16,
    },
    /// The server took the command and could not open the connection; its reply (425, 426...).
    ServerFailed(u16),
    /// No port of this computer could be opened for the server.
    NoPort,
    /// This way cannot be gone here: PASV and PORT know IPv4 only.
    NotHere,
}

/// One way that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataTry {
    /// The way.
    pub way: DataWay,
    /// Why it did not work.
    pub fault: DataFault,
}

/// What keeps connections for data from being made, as far as the tries tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataTrouble {
    /// Passive: nothing answers on the port that the server named.
    PortSilent {
        /// The port.
        port: u16,
    },
    /// Passive: the port that the server named turns connections away.
    PortClosed {
        /// The port.
        port: u16,
    },
    /// Active: the server does not get through to us.
    NotCalled,
    /// The server says that it could not open the connection.
    ServerFailed,
    /// The server takes none of the commands.
    NotOffered,
    /// The server names no address that can be used.
    BadAddress,
    /// The server wants the TLS session of the connection for commands resumed, and takes ours for a new one.
    SessionNotResumed,
    /// Nobody said.
    NotTold,
}

impl DataTrouble {
    /// All of them; ports are examples.
    pub const ALL: [Self; 8] = [
        Self::PortSilent { port: 50_000 },
        Self::PortClosed { port: 50_000 },
        Self::NotCalled,
        Self::ServerFailed,
        Self::NotOffered,
        Self::BadAddress,
        Self::SessionNotResumed,
        Self::NotTold,
    ];
}
