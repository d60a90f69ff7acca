//! The fields of a site as they are typed, and the site that they stand for. What nobody changed stays as it was, byte for
//! byte, also where the fields cannot show it. Pure.

use super::site_field::{SiteField, SiteProblem};
use crate::model::{ByteRate, DataDirection, OverwriteRule, Protocol, escape_bytes, words_of_list};
use crate::site::{Bookmark, Colour, DataMode, LoginKind, ProductionLock, ProxyKind, ProxyRule, SafeWrite, Site};
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A bookmark as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookmarkForm {
    /// What it is called.
    pub name: String,
    /// The local folder; empty: none.
    pub local: String,
    /// The folder on the server; empty: none.
    pub remote: String,
    /// Where it stands among those of the site, from 0; `None`: a new one.
    from: Option<usize>,
}

/// The fields of a site. Texts are as typed; an empty one is a value that is not set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of `Site`")]
pub struct SiteForm {
    pub protocol: Protocol,
    pub host: String,
    pub port: String,
    pub user: String,
    pub login: LoginKind,
    /// Several ones with `;` between them.
    pub key_files: String,
    pub local_folder: String,
    pub remote_folder: String,
    /// Several ones with `,` between them.
    pub jump_hosts: String,
    pub lock: ProductionLock,
    pub colour: Option<Colour>,
    pub note: String,
    pub charset: String,
    /// In minutes.
    pub time_offset: String,
    pub data_mode: DataMode,
    /// `50000-50100`, or one.
    pub active_ports: String,
    pub active_address: String,
    pub client_certificate: String,
    pub verify: bool,
    pub connections: String,
    /// `2 MB`, `500 KB`; a number alone counts KB.
    pub upload_limit: String,
    /// As the other one.
    pub download_limit: String,
    /// In seconds.
    pub keepalive: String,
    /// In seconds.
    pub timeout: String,
    /// `None`: no proxy.
    pub proxy: Option<ProxyKind>,
    pub proxy_host: String,
    pub proxy_port: String,
    pub proxy_user: String,
    /// One a line.
    pub commands: String,
    pub sftp_server: String,
    pub overwrite: Option<OverwriteRule>,
    pub safe_write: SafeWrite,
    /// Several ones with `;` between them.
    pub text_masks: String,
    pub bookmarks: Vec<BookmarkForm>,
}

impl SiteForm {
    /// The fields as a site fills them.
    #[must_use]
    pub fn of(site: &Site) -> Self {
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let bytes = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(escape_bytes).unwrap_or_default();
        let offset = Some(site.time_offset_minutes).filter(|minutes| *minutes != 0);
        let bookmarks = site.bookmarks.iter().enumerate().map(|(at, bookmark)| BookmarkForm {
            name: bookmark.name.clone(),
            local: bookmark.local_folder.clone().unwrap_or_default(),
            remote: bytes(&bookmark.remote_folder),
            from: Some(at),
        });
        Self {
            protocol: site.protocol,
            host: site.host.clone(),
            port: number(site.port.map(u32::from)),
            user: site.user.clone().unwrap_or_default(),
            login: site.login,
            key_files: site.key_files.join("; "),
            local_folder: site.local_folder.clone().unwrap_or_default(),
            remote_folder: bytes(&site.remote_folder),
            jump_hosts: site.jump_hosts.join(", "),
            lock: site.lock,
            colour: site.colour,
            note: site.note.clone(),
            charset: site.charset.clone().unwrap_or_default(),
            time_offset: offset.map(|minutes| minutes.to_string()).unwrap_or_default(),
            data_mode: site.data_mode,
            active_ports: site.active_ports.map(|(first, last)| format!("{first}-{last}")).unwrap_or_default(),
            active_address: site.active_address.map(|address| address.to_string()).unwrap_or_default(),
            client_certificate: site.client_certificate.clone().unwrap_or_default(),
            verify: site.verify,
            connections: number(site.most_connections.map(u32::from)),
            upload_limit: site.upload_limit.map(typed_rate).unwrap_or_default(),
            download_limit: site.download_limit.map(typed_rate).unwrap_or_default(),
            keepalive: number(site.keepalive_secs),
            timeout: number(site.timeout_secs),
            proxy: Some(site.proxy.kind).filter(|_| site.proxy_rule == ProxyRule::Own),
            proxy_host: site.proxy.host.clone(),
            proxy_port: number(site.proxy.port.map(u32::from)),
            proxy_user: site.proxy.user.clone().unwrap_or_default(),
            commands: site.post_login_commands.join("\n"),
            sftp_server: site.sftp_server.clone().unwrap_or_default(),
            overwrite: site.overwrite,
            safe_write: site.safe_write,
            text_masks: site.text_masks.join("; "),
            bookmarks: bookmarks.collect(),
        }
    }

    /// The site that the fields stand for, on top of the one that they were filled from, and the fields that cannot be
    /// understood; these stay as they were.
    #[must_use]
    pub fn read(&self, base: &Site) -> (Site, Vec<SiteField>) {
        let was = Self::of(base);
        let mut site = base.clone();
        let mut bad = Vec::new();
        site.protocol = self.protocol;
        site.login = self.login;
        site.lock = self.lock;
        site.colour = self.colour;
        site.data_mode = self.data_mode;
        site.verify = self.verify;
        site.overwrite = self.overwrite;
        site.safe_write = self.safe_write;
        site.note.clone_from(&self.note);
        if self.host != was.host {
            self.host.trim().clone_into(&mut site.host);
        }
        let texts = [
            (&self.user, &was.user, &mut site.user),
            (&self.local_folder, &was.local_folder, &mut site.local_folder),
            (&self.charset, &was.charset, &mut site.charset),
            (&self.sftp_server, &was.sftp_server, &mut site.sftp_server),
            (&self.proxy_user, &was.proxy_user, &mut site.proxy.user),
            (&self.client_certificate, &was.client_certificate, &mut site.client_certificate),
        ];
        for (typed, was, into) in texts {
            if typed != was {
                *into = said(typed);
            }
        }
        if self.remote_folder != was.remote_folder {
            site.remote_folder = said(&self.remote_folder).map(String::into_bytes);
        }
        if self.key_files != was.key_files {
            site.key_files = parts(&self.key_files, &[';', '\n']);
        }
        if self.jump_hosts != was.jump_hosts {
            site.jump_hosts = parts(&self.jump_hosts, &[',', ';', '>', '\n']);
        }
        if self.commands != was.commands {
            site.post_login_commands = parts(&self.commands, &['\n']);
        }
        if self.text_masks != was.text_masks {
            site.text_masks = words_of_list(&self.text_masks);
        }
        site.proxy_rule = if self.proxy.is_some() { ProxyRule::Own } else { ProxyRule::Direct };
        if let Some(kind) = self.proxy {
            site.proxy.kind = kind;
        }
        if self.proxy_host != was.proxy_host {
            self.proxy_host.trim().clone_into(&mut site.proxy.host);
        }
        let mut check = |field, good: bool| {
            if !good {
                bad.push(field);
            }
        };
        check(SiteField::Port, number(&self.port, &was.port, 1..=u16::MAX, &mut site.port));
        let offset = if self.time_offset == was.time_offset {
            true
        } else {
            let mut minutes = None;
            let good = number(&self.time_offset, "", Site::OFFSET, &mut minutes);
            if good {
                site.time_offset_minutes = minutes.unwrap_or(0);
            }
            good
        };
        check(SiteField::TimeOffset, offset);
        check(SiteField::Connections, number(&self.connections, &was.connections, 1..=64, &mut site.most_connections));
        check(SiteField::UploadLimit, limit(&self.upload_limit, &was.upload_limit, &mut site.upload_limit));
        check(SiteField::DownloadLimit, limit(&self.download_limit, &was.download_limit, &mut site.download_limit));
        check(SiteField::Keepalive, number(&self.keepalive, &was.keepalive, 0..=86_400, &mut site.keepalive_secs));
        check(SiteField::Timeout, number(&self.timeout, &was.timeout, 1..=600, &mut site.timeout_secs));
        // In passive mode nobody sees these.
        let hidden = self.data_mode == DataMode::Passive;
        let ports = said(&self.active_ports).map(|typed| DataDirection::read_ports(&typed));
        if self.active_ports != was.active_ports && !matches!(ports, Some(None)) {
            site.active_ports = ports.clone().flatten().map(|ports| (*ports.start(), *ports.end()));
        }
        check(SiteField::ActivePorts, hidden || !matches!(ports, Some(None)));
        let address = said(&self.active_address).map(|typed| typed.parse().ok());
        if self.active_address != was.active_address && !matches!(address, Some(None)) {
            site.active_address = address.flatten();
        }
        check(SiteField::ActiveAddress, hidden || !matches!(address, Some(None)));
        let port = &mut site.proxy.port;
        let good = number(&self.proxy_port, &was.proxy_port, 1..=u16::MAX, port);
        // Without a proxy nobody sees the field, and nobody could mend it.
        check(SiteField::ProxyPort, good || self.proxy.is_none());
        site.bookmarks = self.bookmarks.iter().map(|form| form.read(base)).collect();
        (site, bad)
    }

    /// Everything that keeps the fields from being a site that can be connected to.
    #[must_use]
    pub fn problems(&self, base: &Site) -> Vec<SiteProblem> {
        let (site, bad) = self.read(base);
        let unreadable = bad.into_iter().map(SiteProblem::Unreadable);
        unreadable.chain(site.faults().into_iter().map(SiteProblem::Fault)).collect()
    }

    /// Takes another protocol, and a way to log in that it has.
    pub fn speak(&mut self, protocol: Protocol) {
        self.protocol = protocol;
        let ways: &[LoginKind] = if protocol.is_ftp() { &LoginKind::FTP } else { &LoginKind::SFTP };
        if !ways.contains(&self.login) {
            self.login = LoginKind::Ask;
        }
    }
}

impl BookmarkForm {
    fn read(&self, base: &Site) -> Bookmark {
        let was = self.from.and_then(|at| base.bookmarks.get(at)).cloned().unwrap_or_default();
        let shown = was.remote_folder.as_deref().map(escape_bytes).unwrap_or_default();
        let remote_folder =
            if self.remote == shown { was.remote_folder } else { said(&self.remote).map(String::into_bytes) };
        Bookmark { name: self.name.clone(), local_folder: said(&self.local), remote_folder, other: was.other }
    }
}

fn said(typed: &str) -> Option<String> {
    Some(typed.trim().to_owned()).filter(|text| !text.is_empty())
}

fn parts(typed: &str, between: &[char]) -> Vec<String> {
    typed.split(between).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Reads a whole number; `false`: it is none of these. An empty field is no number, one that nobody changed stays.
fn number<T>(typed: &str, was: &str, range: RangeInclusive<T>, into: &mut Option<T>) -> bool
where
    T: FromStr + PartialOrd,
{
    let typed = typed.trim();
    if typed == was {
        return true;
    }
    if typed.is_empty() {
        *into = None;
        return true;
    }
    let found = typed.parse().ok().filter(|number| range.contains(number));
    let good = found.is_some();
    if good {
        *into = found;
    }
    good
}

fn limit(typed: &str, was: &str, into: &mut Option<u64>) -> bool {
    if typed == was {
        return true;
    }
    if typed.trim().is_empty() {
        *into = None;
        return true;
    }
    let found = ByteRate::parse(typed).map(|rate| rate.0);
    let good = found.is_some();
    if good {
        *into = found;
    }
    good
}

/// A speed as it is typed, exactly.
fn typed_rate(rate: u64) -> String {
    ByteRate(rate).typed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Site {
        Site {
            protocol: Protocol::Ftpes,
            host: "ftp.example".into(),
            port: Some(2121),
            user: Some("ada".into()),
            login: LoginKind::Account,
            key_files: vec!["~/keys/one;two".into()],
            local_folder: Some("~/web".into()),
            remote_folder: Some(b"/caf\xE9".to_vec()),
            charset: Some("iso-8859-1".into()),
            time_offset_minutes: -90,
            active_ports: Some((50_000, 50_100)),
            active_address: Some("2001:db8::7".parse().unwrap()),
            client_certificate: Some("~/me.pem".into()),
            verify: true,
            most_connections: Some(2),
            upload_limit: Some(1_500_000),
            download_limit: Some(2_000_000),
            keepalive_secs: Some(0),
            timeout_secs: Some(20),
            jump_hosts: vec!["bastion".into(), "ada@gate:2222".into()],
            post_login_commands: vec!["SITE UMASK 022".into(), "CWD /www".into()],
            text_masks: vec!["*.html".into(), "*.txt".into()],
            note: "two\nlines".into(),
            bookmarks: vec![Bookmark {
                name: "www".into(),
                remote_folder: Some(b"/\xE9".to_vec()),
                ..Bookmark::default()
            }],
            ..Site::default()
        }
    }

    #[test]
    fn what_nobody_changed_stays_also_where_it_cannot_be_shown() {
        let site = full();
        assert_eq!(SiteForm::of(&site).read(&site), (site, Vec::new()));
    }

    #[test]
    fn every_field_is_read() {
        let base = full();
        let form = SiteForm {
            protocol: Protocol::Sftp,
            host: " web.example ".into(),
            port: " 22 ".into(),
            user: String::new(),
            login: LoginKind::Key,
            key_files: "~/a; /b".into(),
            local_folder: "~/x".into(),
            remote_folder: "/srv".into(),
            jump_hosts: "one > ada@two:22, three".into(),
            lock: ProductionLock::Refuse,
            colour: Some(Colour::Red),
            note: "n".into(),
            charset: String::new(),
            time_offset: "60".into(),
            data_mode: DataMode::Active,
            active_ports: " 40000 ".into(),
            active_address: "192.0.2.7".into(),
            client_certificate: "/me.pem".into(),
            verify: false,
            connections: "64".into(),
            upload_limit: "800 k".into(),
            download_limit: String::new(),
            keepalive: "30".into(),
            timeout: "600".into(),
            proxy: Some(ProxyKind::Http),
            proxy_host: "proxy".into(),
            proxy_port: "3128".into(),
            proxy_user: "p".into(),
            commands: "A\n\n B ".into(),
            sftp_server: "sudo sftp-server".into(),
            overwrite: Some(OverwriteRule::Newer),
            safe_write: SafeWrite::InPlace,
            text_masks: "*.md".into(),
            bookmarks: vec![BookmarkForm { name: "b".into(), local: "~/b".into(), ..BookmarkForm::default() }],
        };
        let (site, bad) = form.read(&base);
        assert!(bad.is_empty());
        let expected = Site {
            protocol: Protocol::Sftp,
            host: "web.example".into(),
            port: Some(22),
            user: None,
            login: LoginKind::Key,
            key_files: vec!["~/a".into(), "/b".into()],
            local_folder: Some("~/x".into()),
            remote_folder: Some(b"/srv".to_vec()),
            jump_hosts: vec!["one".into(), "ada@two:22".into(), "three".into()],
            lock: ProductionLock::Refuse,
            colour: Some(Colour::Red),
            note: "n".into(),
            charset: None,
            time_offset_minutes: 60,
            data_mode: DataMode::Active,
            active_ports: Some((40_000, 40_000)),
            active_address: Some("192.0.2.7".parse().unwrap()),
            client_certificate: Some("/me.pem".into()),
            most_connections: Some(64),
            upload_limit: Some(800_000),
            download_limit: None,
            keepalive_secs: Some(30),
            timeout_secs: Some(600),
            proxy_rule: ProxyRule::Own,
            proxy: crate::site::Proxy {
                kind: ProxyKind::Http,
                host: "proxy".into(),
                port: Some(3128),
                user: Some("p".into()),
                ..Default::default()
            },
            post_login_commands: vec!["A".into(), "B".into()],
            sftp_server: Some("sudo sftp-server".into()),
            overwrite: Some(OverwriteRule::Newer),
            safe_write: SafeWrite::InPlace,
            text_masks: vec!["*.md".into()],
            bookmarks: vec![Bookmark { name: "b".into(), local_folder: Some("~/b".into()), ..Bookmark::default() }],
            ..Site::default()
        };
        assert_eq!(site, expected);
    }

    #[test]
    fn what_cannot_be_understood_is_named_and_changes_nothing() {
        let base = full();
        let form = SiteForm {
            port: "0".into(),
            time_offset: "2000".into(),
            data_mode: DataMode::Active,
            active_ports: "70000".into(),
            active_address: "here".into(),
            connections: "65".into(),
            upload_limit: "fast".into(),
            download_limit: "0".into(),
            keepalive: "-1".into(),
            timeout: "601".into(),
            proxy: Some(ProxyKind::Socks5),
            proxy_port: "70000".into(),
            ..SiteForm::of(&base)
        };
        let (site, bad) = form.read(&base);
        assert_eq!(site, Site { proxy_rule: ProxyRule::Own, data_mode: DataMode::Active, ..base.clone() });
        let all = [
            SiteField::Port,
            SiteField::TimeOffset,
            SiteField::Connections,
            SiteField::UploadLimit,
            SiteField::DownloadLimit,
            SiteField::Keepalive,
            SiteField::Timeout,
            SiteField::ActivePorts,
            SiteField::ActiveAddress,
            SiteField::ProxyPort,
        ];
        assert_eq!(bad, all);
    }
}
