//! From a site to a wish to connect, and the hosts of the user's SSH configuration.

use super::command::ConnectWish;
use super::rules::SiteRules;
use super::ssh_way::computer;
use crate::error::Result;
use crate::model::{
    AddressFault, DataDirection, FtpOptions, Protocol, Proxy, ProxyAccess, ProxyKind as WayKind, at_home,
};
use crate::site::{DataMode, LoginKind, Proxy as SiteProxy, ProxyKind, ProxyRule, Site};
use crate::ssh_config::{ListedHost, StartFile, SystemFiles, listed_hosts};
use std::path::Path;

/// The wish that a site of this name stands for, without secrets. `home`: the folder that `~` stands for in local paths. Its local folder
/// is a matter of the front end.
///
/// # Errors
/// [`AddressFault`] when its host or that of its proxy cannot be connected to.
pub fn wish_of_site(name: &str, site: &Site, home: &Path) -> std::result::Result<ConnectWish, AddressFault> {
    let mut endpoint = site.endpoint()?;
    if site.login == LoginKind::Anonymous {
        endpoint.user = None;
    }
    let identities = match site.login {
        LoginKind::Key => site.key_files.iter().map(|file| at_home(file, home)).collect(),
        _ => Vec::new(),
    };
    Ok(ConnectWish {
        endpoint,
        password: None,
        identities,
        port_said: site.port.is_some(),
        start_folder: site.remote_folder.clone().filter(|folder| !folder.is_empty()),
        proxy: site.proxy_address()?.map(|(host, port)| Box::new(proxy_of(site, host, port))),
        ftp: Box::new(ftp_options(site, home)),
        account: None,
        rules: Box::new(rules(name, site)),
    })
}

/// What holds for a session of the site, whatever it speaks.
fn rules(name: &str, site: &Site) -> SiteRules {
    SiteRules {
        name: Some(name.to_owned()).filter(|name| !name.trim().is_empty()),
        colour: site.colour,
        lock: site.lock,
        login: Some(site.login),
        sftp_server: site.sftp_server.clone(),
        jump_hosts: site.jump_hosts.clone(),
        most_connections: site.most_connections,
        upload_limit: site.upload_limit,
        download_limit: site.download_limit,
        keepalive_secs: site.keepalive_secs,
        timeout_secs: site.timeout_secs,
        overwrite: site.overwrite,
        safe_write: site.safe_write,
        time_offset_minutes: site.time_offset_minutes,
        charset: site.charset.clone().filter(|_| !site.protocol.is_ftp()),
    }
}

fn proxy_of(site: &Site, host: String, port: u16) -> ProxyAccess {
    let kind = match site.proxy.kind {
        ProxyKind::Socks5 => WayKind::Socks5,
        ProxyKind::Socks4a => WayKind::Socks4a,
        ProxyKind::Socks4 => WayKind::Socks4,
        ProxyKind::Http => WayKind::Http,
    };
    let user = site.proxy.user.clone().filter(|user| !user.is_empty());
    ProxyAccess { proxy: Proxy { kind, host, port, user }, password: None }
}

fn ftp_options(site: &Site, home: &Path) -> FtpOptions {
    FtpOptions {
        // Who kept a site of this protocol was told so where it is chosen.
        plain: site.protocol == Protocol::Ftp,
        data: match site.data_mode {
            DataMode::Passive => DataDirection::Passive,
            DataMode::Active => DataDirection::Active {
                ports: site.active_ports.map(|(first, last)| first..=last),
                external: site.active_address,
            },
        },
        charset: site.charset.clone(),
        after_login: site.post_login_commands.clone(),
        connections: site.most_connections.map(usize::from),
        client_certificate: site.client_certificate.as_deref().map(|typed| at_home(typed, home)),
        text_masks: site.text_masks.clone(),
        verify: site.verify,
    }
}

/// The site that would make the same wish; secrets are left out.
#[must_use]
pub fn site_of_wish(wish: &ConnectWish) -> Site {
    let endpoint = &wish.endpoint;
    let proxy = wish.proxy.as_deref().map(|access| &access.proxy);
    let ftp = &wish.ftp;
    let rules = &wish.rules;
    let (active_ports, active_address) = match &ftp.data {
        DataDirection::Passive => (None, None),
        DataDirection::Active { ports, external } => {
            (ports.as_ref().map(|ports| (*ports.start(), *ports.end())), *external)
        }
    };
    let keys: Vec<String> = wish.identities.iter().filter_map(|path| path.to_str().map(str::to_owned)).collect();
    Site {
        protocol: endpoint.protocol,
        host: endpoint.host.clone(),
        port: Some(endpoint.port).filter(|port| wish.port_said || *port != endpoint.protocol.default_port()),
        user: endpoint.user.clone(),
        login: rules.login.unwrap_or(match endpoint.protocol {
            Protocol::Sftp if !keys.is_empty() => LoginKind::Key,
            Protocol::Sftp => LoginKind::Ask,
            _ if endpoint.user.is_none() => LoginKind::Anonymous,
            _ => LoginKind::Password,
        }),
        key_files: keys,
        remote_folder: wish.start_folder.clone(),
        proxy_rule: if proxy.is_some() { ProxyRule::Own } else { ProxyRule::Direct },
        proxy: proxy.map(site_proxy).unwrap_or_default(),
        data_mode: if ftp.data == DataDirection::Passive { DataMode::Passive } else { DataMode::Active },
        active_ports,
        active_address,
        client_certificate: ftp.client_certificate.as_ref().and_then(|path| path.to_str()).map(str::to_owned),
        verify: ftp.verify,
        charset: ftp.charset.clone().or_else(|| rules.charset.clone()),
        colour: rules.colour,
        lock: rules.lock,
        sftp_server: rules.sftp_server.clone(),
        jump_hosts: rules.jump_hosts.clone(),
        upload_limit: rules.upload_limit,
        download_limit: rules.download_limit,
        keepalive_secs: rules.keepalive_secs,
        timeout_secs: rules.timeout_secs,
        overwrite: rules.overwrite,
        safe_write: rules.safe_write,
        time_offset_minutes: rules.time_offset_minutes,
        most_connections: rules
            .most_connections
            .or_else(|| ftp.connections.and_then(|count| u16::try_from(count).ok())),
        post_login_commands: ftp.after_login.clone(),
        text_masks: ftp.text_masks.clone(),
        ..Site::default()
    }
}

fn site_proxy(proxy: &Proxy) -> SiteProxy {
    let kind = match proxy.kind {
        WayKind::Socks5 => ProxyKind::Socks5,
        WayKind::Socks4a => ProxyKind::Socks4a,
        WayKind::Socks4 => ProxyKind::Socks4,
        WayKind::Http => ProxyKind::Http,
    };
    SiteProxy {
        kind,
        host: proxy.host.clone(),
        port: Some(proxy.port),
        user: proxy.user.clone(),
        ..SiteProxy::default()
    }
}

/// The hosts that the user's SSH configuration names one by one. Blocks.
///
/// # Errors
/// The system's, when the file that was named cannot be read.
pub fn config_hosts(start: &StartFile) -> Result<Vec<ListedHost>> {
    listed_hosts(start, &SystemFiles, &computer())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OverwriteRule;
    use crate::site::{Colour, ProductionLock, SafeWrite};
    use std::path::PathBuf;

    fn wish(site: &Site) -> ConnectWish {
        wish_of_site("web", site, Path::new("/home/ada")).unwrap()
    }

    fn at(protocol: Protocol) -> Site {
        Site { protocol, host: "files.example".into(), user: Some("ada".into()), ..Site::default() }
    }

    #[test]
    fn server_port_and_user() {
        let plain = wish(&at(Protocol::Sftp));
        assert_eq!((plain.endpoint.to_string(), plain.port_said), ("sftp://ada@files.example".to_owned(), false));
        let other = wish(&Site { port: Some(2222), user: None, ..at(Protocol::Sftp) });
        assert_eq!((other.endpoint.to_string(), other.port_said), ("sftp://files.example:2222".to_owned(), true));
        assert_eq!(wish(&at(Protocol::Ftps)).endpoint.port, 990);
        let none = Site { host: "-x".into(), ..at(Protocol::Sftp) };
        assert_eq!(wish_of_site("web", &none, Path::new("/")).err(), Some(AddressFault::BadHost("-x".into())));
    }

    #[test]
    fn keys_are_those_of_the_site_and_only_where_it_logs_in_with_keys() {
        let site = Site {
            login: LoginKind::Key,
            key_files: vec!["~/.ssh/work".into(), "/keys/other".into()],
            ..at(Protocol::Sftp)
        };
        let paths = [PathBuf::from("/home/ada/.ssh/work"), PathBuf::from("/keys/other")];
        assert_eq!(wish(&site).identities, paths);
        assert!(wish(&Site { login: LoginKind::Password, ..site }).identities.is_empty());
    }

    #[test]
    fn a_wish_becomes_the_site_that_makes_it() {
        let proxy = SiteProxy { kind: ProxyKind::Socks4a, host: "p".into(), port: Some(9050), ..SiteProxy::default() };
        let site = Site {
            port: Some(2222),
            login: LoginKind::Key,
            key_files: vec!["/keys/work".into()],
            remote_folder: Some(b"/srv/\xE9".to_vec()),
            proxy_rule: ProxyRule::Own,
            proxy,
            ..at(Protocol::Sftp)
        };
        assert_eq!(site_of_wish(&wish(&site)), site);
        let ftp = Site {
            login: LoginKind::Anonymous,
            user: None,
            data_mode: DataMode::Active,
            active_ports: Some((50_000, 50_100)),
            active_address: Some("192.0.2.7".parse().unwrap()),
            client_certificate: Some("/keys/me.pem".into()),
            verify: true,
            lock: ProductionLock::Confirm,
            colour: Some(Colour::Red),
            timeout_secs: Some(5),
            charset: Some("koi8-r".into()),
            most_connections: Some(1),
            post_login_commands: vec!["NOOP".into()],
            text_masks: vec!["*.txt".into()],
            ..at(Protocol::Ftpes)
        };
        assert_eq!(site_of_wish(&wish(&ftp)), ftp);
    }

    #[test]
    fn an_anonymous_login_names_nobody() {
        let site = Site { login: LoginKind::Anonymous, ..at(Protocol::Ftpes) };
        assert_eq!(wish(&site).endpoint.user, None);
    }

    #[test]
    fn start_folder_is_that_of_the_server_byte_for_byte() {
        let folder = b"/srv/caf\xE9".to_vec();
        let site = Site { remote_folder: Some(folder.clone()), ..at(Protocol::Sftp) };
        assert_eq!(wish(&site).start_folder, Some(folder));
        assert_eq!(wish(&Site { remote_folder: Some(Vec::new()), ..at(Protocol::Sftp) }).start_folder, None);
    }

    #[test]
    fn rules_are_those_of_the_site() {
        let site = Site {
            colour: Some(Colour::Red),
            lock: ProductionLock::Confirm,
            login: LoginKind::Agent,
            sftp_server: Some("sudo sftp-server".into()),
            jump_hosts: vec!["gate".into()],
            most_connections: Some(2),
            upload_limit: Some(1000),
            download_limit: Some(2000),
            keepalive_secs: Some(0),
            timeout_secs: Some(5),
            overwrite: Some(OverwriteRule::Newer),
            safe_write: SafeWrite::InPlace,
            time_offset_minutes: 90,
            charset: Some("iso-8859-1".into()),
            ..at(Protocol::Sftp)
        };
        let expected = SiteRules {
            name: Some("web".into()),
            colour: Some(Colour::Red),
            lock: ProductionLock::Confirm,
            login: Some(LoginKind::Agent),
            sftp_server: Some("sudo sftp-server".into()),
            jump_hosts: vec!["gate".into()],
            most_connections: Some(2),
            upload_limit: Some(1000),
            download_limit: Some(2000),
            keepalive_secs: Some(0),
            timeout_secs: Some(5),
            overwrite: Some(OverwriteRule::Newer),
            safe_write: SafeWrite::InPlace,
            time_offset_minutes: 90,
            charset: Some("iso-8859-1".into()),
        };
        assert_eq!(*wish(&site).rules, expected);
        let ftp = wish(&Site { protocol: Protocol::Ftpes, ..site });
        assert_eq!((ftp.rules.charset, ftp.ftp.charset), (None, Some("iso-8859-1".into())), "FTP has its own");
        assert_eq!(wish_of_site(" ", &at(Protocol::Sftp), Path::new("/")).unwrap().rules.name, None);
    }

    #[test]
    fn a_proxy_is_used_only_where_the_site_says_so() {
        let proxy =
            SiteProxy { kind: ProxyKind::Http, host: "proxy".into(), user: Some("p".into()), ..Default::default() };
        let site = Site { proxy_rule: ProxyRule::Own, proxy, ..at(Protocol::Sftp) };
        let shown = wish(&site).proxy.map(|access| access.proxy.to_string());
        assert_eq!(shown, Some("http://p@proxy:8080".into()));
        assert!(wish(&Site { proxy_rule: ProxyRule::Direct, ..site }).proxy.is_none());
    }

    #[test]
    fn what_is_special_about_ftp() {
        let site = Site {
            data_mode: DataMode::Active,
            active_ports: Some((50_000, 50_100)),
            active_address: Some("192.0.2.7".parse().unwrap()),
            client_certificate: Some("~/me.pem".into()),
            verify: true,
            charset: Some("windows-1251".into()),
            most_connections: Some(2),
            post_login_commands: vec!["SITE UMASK 022".into()],
            text_masks: vec!["*.txt".into()],
            ..at(Protocol::Ftp)
        };
        let expected = FtpOptions {
            plain: true,
            data: DataDirection::Active { ports: Some(50_000..=50_100), external: Some("192.0.2.7".parse().unwrap()) },
            client_certificate: Some("/home/ada/me.pem".into()),
            verify: true,
            charset: Some("windows-1251".into()),
            after_login: vec!["SITE UMASK 022".into()],
            connections: Some(2),
            text_masks: vec!["*.txt".into()],
        };
        assert_eq!(*wish(&site).ftp, expected);
        assert!(!wish(&at(Protocol::Ftpes)).ftp.plain);
    }
}
