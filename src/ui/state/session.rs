//! The connection of the right pane, and the form that makes one. Pure.

use super::ftp_form::FtpForm;
use crate::engine::{ConnectWish, SessionState};
use crate::model::{Address, AddressFault, Endpoint, Protocol, SecretString, SessionId};
use std::path::PathBuf;

/// A session as the window knows it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// How it was asked for, to ask once more; without the password.
    pub wish: ConnectWish,
    /// How it stands.
    pub state: SessionState,
}

impl SessionView {
    /// Whether files can be listed and transferred.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.state, SessionState::Connected { .. })
    }

    /// Whether it is being made, or made again.
    #[must_use]
    pub fn is_connecting(&self) -> bool {
        matches!(self.state, SessionState::Connecting | SessionState::Reconnecting { .. })
    }
}

/// What stands in the connect form.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectForm {
    /// The quick-connect field: an address or URL.
    pub address: String,
    /// Whether the single fields are open.
    pub expanded: bool,
    /// The protocol, where the host field names none.
    pub protocol: Protocol,
    /// Host name or address.
    pub host: String,
    /// User; empty: the name of the local user.
    pub user: String,
    /// Port as typed; empty: the default.
    pub port: String,
    /// Password; empty: none given.
    pub password: SecretString,
    /// Key file to try first; empty: none.
    pub key_file: String,
    /// The fields of FTP.
    pub ftp: FtpForm,
    /// Why the last wish could not be understood.
    pub fault: Option<AddressFault>,
}

impl Default for ConnectForm {
    fn default() -> Self {
        Self {
            address: String::new(),
            expanded: false,
            protocol: Protocol::Sftp,
            host: String::new(),
            user: String::new(),
            port: String::new(),
            password: SecretString::new(String::new()),
            key_file: String::new(),
            ftp: FtpForm::default(),
            fault: None,
        }
    }
}

impl ConnectForm {
    /// The fields for trying a wish once more.
    #[must_use]
    pub fn of_wish(wish: &ConnectWish) -> Self {
        let endpoint = &wish.endpoint;
        let default_port = endpoint.port == endpoint.protocol.default_port();
        Self {
            expanded: true,
            protocol: endpoint.protocol,
            host: endpoint.host.clone(),
            user: endpoint.user.clone().unwrap_or_default(),
            port: if default_port && !wish.port_said { String::new() } else { endpoint.port.to_string() },
            key_file: wish.identities.first().map(|path| path.display().to_string()).unwrap_or_default(),
            ftp: FtpForm::of(&wish.ftp),
            ..Self::default()
        }
    }

    /// Whether every field can be understood that is no part of the address.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.expanded || !self.protocol.is_ftp() || self.ftp.faults().is_empty()
    }

    /// What the form asks for, once it [is sound](Self::is_sound).
    ///
    /// # Errors
    /// [`AddressFault`] naming the part that cannot be understood.
    pub fn wish(&self) -> Result<ConnectWish, AddressFault> {
        let key = Some(PathBuf::from(self.key_file.trim())).filter(|path| !path.as_os_str().is_empty());
        if !self.expanded {
            return Ok(wish_of(Address::parse(&self.address)?));
        }
        // A whole address in the host field is understood as well.
        let address = if self.host.contains("://") || self.host.trim().is_empty() {
            Address::parse(&self.host)?
        } else {
            Address::parse(&format!("{}://{}", self.protocol.scheme(), self.host.trim()))?
        };
        let protocol = address.endpoint.protocol;
        let typed = self.port.trim();
        let port = match typed {
            "" => address.endpoint.port,
            port => port.parse().ok().filter(|p| *p > 0).ok_or_else(|| AddressFault::BadPort(port.to_owned()))?,
        };
        let user = Some(self.user.trim().to_owned()).filter(|user| !user.is_empty()).or(address.endpoint.user);
        Ok(ConnectWish {
            endpoint: Endpoint { protocol, host: address.endpoint.host, port, user },
            password: Some(self.password.clone()).filter(|password| !password.is_empty()).or(address.password),
            identities: key.into_iter().collect(),
            port_said: address.port_said || !typed.is_empty(),
            start_folder: address.path,
            // The form warns of a password in clear where it is chosen.
            ftp: Box::new(self.ftp.options(protocol == Protocol::Ftp).unwrap_or_default()),
            account: Some(self.ftp.account.clone()).filter(|account| !account.is_empty()),
        })
    }
}

/// The wish that an address stands for.
#[must_use]
pub fn wish_of(address: Address) -> ConnectWish {
    ConnectWish {
        endpoint: address.endpoint,
        password: address.password,
        identities: Vec::new(),
        port_said: address.port_said,
        start_folder: address.path,
        ftp: Box::default(),
        account: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_fields_and_address_make_the_same_wish() {
        let quick = ConnectForm { address: "ada@example.org:2222/srv".into(), ..ConnectForm::default() };
        let single = ConnectForm {
            expanded: true,
            host: "example.org/srv".into(),
            user: "ada".into(),
            port: " 2222".into(),
            ..ConnectForm::default()
        };
        assert!(quick.wish().unwrap() == single.wish().unwrap());
        let ftp = ConnectForm { protocol: Protocol::Ftps, port: String::new(), ..single.clone() };
        assert_eq!(ftp.wish().map(|wish| wish.endpoint.to_string()), Ok("ftps://ada@example.org".into()));
        let plain = ConnectForm { host: "ftp://h:2121".into(), port: String::new(), ..ftp.clone() };
        assert_eq!(plain.wish().map(|wish| (wish.endpoint.port, wish.ftp.plain)), Ok((2121, true)));
        let quick_plain = ConnectForm { address: "ftp://ada@h".into(), ..ConnectForm::default() };
        assert_eq!(quick_plain.wish().map(|wish| wish.ftp.plain), Ok(false), "a typed address agrees to nothing");
        let wrong = ConnectForm { port: "0".into(), ..single };
        assert_eq!(wrong.wish().err(), Some(AddressFault::BadPort("0".into())));
    }
}
