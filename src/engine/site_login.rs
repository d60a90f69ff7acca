//! What a site's rules change about the way to its server: ways to log in, times, hosts to go through.

use super::line_effect::ftp_line_changes;
use super::rules::SiteRules;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{AddressFault, FtpOptions};
use crate::remote::ftp::{FtpLimits, FtpRequest};
use crate::remote::sftp::{ConnectRequest, LoginMethod};
use crate::site::{LoginKind, ProductionLock};
use crate::ssh_config::{Hop, parse_hops};
use std::time::Duration;

/// For sites that never want to be asked for a sign of life.
const NEVER: Duration = Duration::from_hours(24 * 365);

/// The servers to go through; `None`: as the configuration says.
///
/// # Errors
/// `BadAddress` naming the one that cannot be understood.
pub(super) fn hops(rules: &SiteRules) -> Result<Option<Vec<Hop>>> {
    if rules.jump_hosts.is_empty() {
        return Ok(None);
    }
    let hops = parse_hops(&rules.jump_hosts.join(","));
    hops.map(Some).map_err(|bad| Error::new(ErrorKind::BadAddress(AddressFault::BadHost(bad))))
}

/// What the rules change about a request for the server itself; those for servers on the way stay as they are.
pub(super) fn over_ssh(request: &mut ConnectRequest, rules: &SiteRules) {
    request.sftp_server.clone_from(&rules.sftp_server);
    if let Some(limit) = rules.timeout_secs.map(|secs| Duration::from_secs(secs.max(1).into())) {
        request.limits.connect = limit;
        request.limits.handshake = limit;
        request.limits.service = limit;
    }
    if let Some(secs) = rules.keepalive_secs {
        request.limits.quiet = Duration::from_secs(secs.into());
    }
    let passwords = || Some(vec![LoginMethod::Password, LoginMethod::KeyboardInteractive]);
    match rules.login {
        // Whatever works; what differs is which secrets are kept.
        None | Some(LoginKind::Ask | LoginKind::Anonymous | LoginKind::Account) => {}
        Some(LoginKind::Password) => request.first_methods = passwords(),
        Some(LoginKind::Interactive) => request.first_methods = Some(vec![LoginMethod::KeyboardInteractive]),
        Some(LoginKind::Key) => {
            request.first_methods = Some(vec![LoginMethod::PublicKey]);
            request.default_identity_files.clear();
            // The agent may hold the named key, opened.
            request.identities_only = true;
        }
        Some(LoginKind::Agent) => {
            request.first_methods = Some(vec![LoginMethod::PublicKey]);
            request.identity_files.clear();
            request.default_identity_files.clear();
            request.identities_only = false;
        }
    }
}

/// What the rules change about a request for an FTP server.
pub(super) fn over_ftp(request: &mut FtpRequest, rules: &SiteRules) {
    if let Some(limit) = rules.timeout_secs.map(|secs| Duration::from_secs(secs.max(1).into())) {
        request.limits = FtpLimits { connect: limit, handshake: limit, ..request.limits };
    }
    match rules.keepalive_secs {
        Some(0) => request.limits.quiet = NEVER,
        Some(secs) => request.limits.quiet = Duration::from_secs(secs.into()),
        None => {}
    }
    if let Some(most) = rules.most_connections {
        request.options = FtpOptions { connections: Some(usize::from(most).max(1)), ..request.options.clone() };
    }
    // A locked site is not changed by its own settings either.
    if rules.lock != ProductionLock::Off && request.options.after_login.iter().any(|line| ftp_line_changes(line)) {
        let mut options = request.options.clone();
        options.after_login.retain(|line| !ftp_line_changes(line));
        request.options = options;
    }
    if rules.login == Some(LoginKind::Anonymous) {
        request.endpoint.user = None;
        request.password = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Endpoint, Protocol, SessionId, SystemClock};
    use crate::remote::ftp::{CertificateTrust, DataWays};
    use std::sync::Arc;

    fn request(rules: &SiteRules) -> ConnectRequest {
        let endpoint = Endpoint { protocol: Protocol::Sftp, host: "h".into(), port: 22, user: None };
        let mut request = ConnectRequest::new(endpoint, SessionId::from(1));
        request.identity_files = vec!["/key".into()];
        over_ssh(&mut request, rules);
        request
    }

    #[test]
    fn a_kind_of_login_leaves_out_every_other() {
        let of = |login| request(&SiteRules { login: Some(login), ..SiteRules::default() });
        let key = of(LoginKind::Key);
        assert_eq!(key.first_methods, Some(vec![LoginMethod::PublicKey]));
        assert!(key.identities_only && key.default_identity_files.is_empty() && !key.identity_files.is_empty());
        let agent = of(LoginKind::Agent);
        assert_eq!(agent.first_methods, Some(vec![LoginMethod::PublicKey]));
        assert!(agent.identity_files.is_empty() && agent.default_identity_files.is_empty());
        assert_eq!(of(LoginKind::Interactive).first_methods, Some(vec![LoginMethod::KeyboardInteractive]));
        let password = of(LoginKind::Password).first_methods.unwrap();
        assert!(!password.contains(&LoginMethod::PublicKey));
        assert_eq!(of(LoginKind::Ask).first_methods, None);
    }

    #[test]
    fn a_locked_site_is_not_changed_by_its_own_commands() {
        let lines = |lock| {
            let endpoint = Endpoint { protocol: Protocol::Ftp, host: "h".into(), port: 21, user: None };
            let after_login = vec!["SITE CHMOD 777 x".into(), "STAT".into(), "DELE x".into()];
            let mut request = FtpRequest {
                endpoint,
                password: None,
                account: None,
                proxy: None,
                options: FtpOptions { after_login, ..FtpOptions::default() },
                trust: CertificateTrust::default(),
                ways: DataWays::default(),
                limits: FtpLimits::default(),
                session: SessionId::from(1),
                clock: Arc::new(SystemClock::new()),
            };
            over_ftp(&mut request, &SiteRules { lock, ..SiteRules::default() });
            request.options.after_login
        };
        assert_eq!(lines(ProductionLock::Off).len(), 3);
        for lock in [ProductionLock::Confirm, ProductionLock::Refuse] {
            assert_eq!(lines(lock), ["STAT"]);
        }
    }

    #[test]
    fn times_and_hosts_on_the_way() {
        let rules = SiteRules {
            timeout_secs: Some(3),
            keepalive_secs: Some(0),
            jump_hosts: vec!["ada@gate:2222".into(), "inner".into()],
            ..SiteRules::default()
        };
        let limits = request(&rules).limits;
        assert_eq!((limits.connect.as_secs(), limits.quiet.as_secs()), (3, 0));
        let names: Vec<String> = hops(&rules).unwrap().unwrap().into_iter().map(|hop| hop.host).collect();
        assert_eq!(names, ["gate", "inner"]);
        let bad = SiteRules { jump_hosts: vec!["-oProxyCommand=x".into()], ..SiteRules::default() };
        assert!(matches!(hops(&bad).unwrap_err().kind, ErrorKind::BadAddress(_)));
    }
}
