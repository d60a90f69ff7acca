//! The connection of the right pane, and the form that makes one. Pure.

use super::ftp_form::FtpForm;
use crate::engine::{ConnectWish, SessionState};
use crate::model::{
    Address, AddressFault, Endpoint, Link, Protocol, Proxy, ProxyAccess, ProxyFault, SecretString, SessionId,
    escape_bytes,
};
use crate::remote::SecurityInfo;
use crate::site::{NodeId, ProductionLock};
use std::path::PathBuf;
use std::sync::Arc;

/// A session as the window knows it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// How it was asked for, to ask once more; without the password.
    pub wish: ConnectWish,
    /// How it stands.
    pub state: SessionState,
    /// The site of the list that it was made from; `None`: an address that was typed.
    pub site: Option<NodeId>,
    /// Whether its server may be changed now.
    pub lock: ProductionLock,
}

impl SessionView {
    /// Whether files can be listed and transferred.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.state, SessionState::Connected { .. })
    }

    /// Whether changes are refused or asked about now.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.lock != ProductionLock::Off
    }

    /// What it is called: the name of its site, else the server.
    #[must_use]
    pub fn title(&self) -> String {
        let name = self.wish.rules.name.clone().filter(|name| !name.trim().is_empty());
        escape_bytes(name.unwrap_or_else(|| self.wish.endpoint.host.clone()).as_bytes())
    }

    /// Takes over how it is secured now.
    pub(super) fn secured(&mut self, security: SecurityInfo) {
        if let SessionState::Connected { info, .. } = &mut self.state {
            Arc::make_mut(info).security = security;
        }
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
    /// The proxy as a URL; empty: none.
    pub proxy: String,
    /// The fields of FTP.
    pub ftp: FtpForm,
    /// The wish that filled the fields, without secrets: what has no field here, such as the rules of a site, stays as it
    /// was there. `None`: nothing did.
    pub of: Option<Box<ConnectWish>>,
    /// Why the last wish could not be understood.
    pub fault: Option<AddressFault>,
    /// A password stood in the address that filled the form, and was left out.
    pub password_left_out: bool,
    /// Settings stood in the address that filled the form, and were left out.
    pub settings_left_out: bool,
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
            proxy: String::new(),
            ftp: FtpForm::default(),
            of: None,
            fault: None,
            password_left_out: false,
            settings_left_out: false,
        }
    }
}

impl ConnectForm {
    /// The fields as an address from elsewhere fills them. Nothing else of an earlier form stays: no password, no key.
    #[must_use]
    pub fn of_link(link: &Link) -> Self {
        let host = if link.host.contains(':') { format!("[{}]", link.host) } else { link.host.clone() };
        Self {
            expanded: true,
            protocol: link.protocol,
            host: format!("{host}{}", link.path.as_deref().unwrap_or_default()),
            user: link.user.clone().unwrap_or_default(),
            port: link.port.map(|port| port.to_string()).unwrap_or_default(),
            password_left_out: link.had_password,
            settings_left_out: link.had_settings,
            ..Self::default()
        }
    }

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
            proxy: wish.proxy.as_ref().map(|access| access.proxy.to_string()).unwrap_or_default(),
            ftp: FtpForm::of(&wish.ftp),
            of: Some(Box::new(ConnectWish { password: None, account: None, ..wish.clone() })),
            ..Self::default()
        }
    }

    /// The proxy that is typed; `None` for an empty field.
    ///
    /// # Errors
    /// [`ProxyFault`] naming the part that cannot be understood.
    pub fn typed_proxy(&self) -> Result<Option<Proxy>, ProxyFault> {
        Some(self.proxy.trim()).filter(|typed| !typed.is_empty()).map(Proxy::parse).transpose()
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
        let proxy = self.typed_proxy().map_err(|_| AddressFault::BadProxy(self.proxy.clone()))?;
        let user = Some(self.user.trim().to_owned()).filter(|user| !user.is_empty()).or(address.endpoint.user);
        let of = self.of.as_deref();
        let same_host = |of: &&ConnectWish| of.endpoint.host == address.endpoint.host;
        let mut rules = of.map(|of| of.rules.clone()).unwrap_or_default();
        if of.is_some_and(|of| !same_host(&of)) {
            // The lock stays, for the server may be the same under another name; what it is called does not.
            rules.name = None;
        }
        // The field shows the first key only.
        let further = of.filter(|_| key.is_some()).map(|of| of.identities.iter().skip(1).cloned());
        let identities = key.iter().cloned().chain(further.into_iter().flatten()).collect();
        let start_folder = address.path.or_else(|| of.filter(same_host).and_then(|of| of.start_folder.clone()));
        Ok(ConnectWish {
            endpoint: Endpoint { protocol, host: address.endpoint.host, port, user },
            password: Some(self.password.clone()).filter(|password| !password.is_empty()).or(address.password),
            identities,
            port_said: address.port_said || !typed.is_empty(),
            start_folder,
            proxy: proxy.map(|proxy| Box::new(ProxyAccess { proxy, password: None })),
            // The form warns of a password in clear where it is chosen.
            ftp: Box::new(self.ftp.options(protocol == Protocol::Ftp).unwrap_or_default()),
            account: Some(self.ftp.account.clone()).filter(|account| !account.is_empty()),
            rules,
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
        proxy: None,
        ftp: Box::default(),
        account: None,
        rules: Box::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::SiteRules;

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
        let proxied = ConnectForm { proxy: " socks5://ada@proxy:9050 ".into(), ..single.clone() };
        let shown = |wish: ConnectWish| wish.proxy.map(|access| access.proxy.to_string());
        assert_eq!(proxied.wish().map(shown), Ok(Some("socks5://ada@proxy:9050".into())));
        let again = ConnectForm::of_wish(&proxied.wish().unwrap());
        assert_eq!(again.wish().map(shown), Ok(Some("socks5://ada@proxy:9050".into())));
        let bad = ConnectForm { proxy: "proxy:9050".into(), ..single.clone() };
        assert_eq!(bad.wish().err(), Some(AddressFault::BadProxy("proxy:9050".into())));
        let wrong = ConnectForm { port: "0".into(), ..single };
        assert_eq!(wrong.wish().err(), Some(AddressFault::BadPort("0".into())));
    }

    #[test]
    fn what_the_form_cannot_show_of_a_wish_stays() {
        let rules = SiteRules { name: Some("web".into()), lock: ProductionLock::Refuse, ..SiteRules::default() };
        let wish = ConnectWish {
            identities: vec!["/keys/one".into(), "/keys/two".into()],
            rules: Box::new(rules.clone()),
            ..wish_of(Address::parse("sftp://ada@h/srv").unwrap())
        };
        let form = ConnectForm::of_wish(&wish);
        assert!(form.wish() == Ok(wish.clone()));
        let moved = ConnectForm { host: "other".into(), ..form.clone() }.wish().unwrap();
        assert_eq!(*moved.rules, SiteRules { name: None, ..rules }, "the lock stays, the name does not");
        assert_eq!(moved.start_folder, None);
        let agent = ConnectForm { key_file: String::new(), ..form };
        assert_eq!(agent.wish().map(|wish| wish.identities), Ok(Vec::new()), "no key means none");
    }
}
