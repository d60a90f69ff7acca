//! Lists of hosts to go through: the value of `ProxyJump`, and of `ssh -J`. Pure.

use super::value::{port, sound_host};

/// One host to go through.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hop {
    /// Name, address or alias, as written.
    pub host: String,
    /// The user; `None`: as the configuration of that host says.
    pub user: Option<String>,
    /// The port; `None`: as the configuration of that host says.
    pub port: Option<u16>,
}

/// Reads `[user@]host[:port]` and `ssh://[user@]host[:port]`, divided by commas, in the order in which they are passed;
/// `none` means no hop.
///
/// # Errors
/// The hop that cannot be understood.
pub fn parse_hops(list: &str) -> Result<Vec<Hop>, String> {
    if list.eq_ignore_ascii_case("none") {
        return Ok(Vec::new());
    }
    list.split(',').map(|text| hop(text).ok_or_else(|| text.to_owned())).collect()
}

fn hop(text: &str) -> Option<Hop> {
    let is_uri = text.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("ssh://"));
    let bare = if is_uri { text.get(6..)?.trim_end_matches('/') } else { text };
    if bare.contains('/') {
        return None;
    }
    let (user, host_port) = match bare.rsplit_once('@') {
        Some((user, host)) => (Some(user.split(';').next().unwrap_or(user)), host),
        None => (None, bare),
    };
    let (host, typed) = match host_port.strip_prefix('[') {
        Some(rest) => {
            let (host, behind) = rest.split_once(']')?;
            (host, if behind.is_empty() { None } else { Some(behind.strip_prefix(':')?) })
        }
        None => match host_port.split_once(':') {
            // More than one colon without brackets is a bare IPv6 address.
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            _ => (host_port, None),
        },
    };
    if !sound_host(host) {
        return None;
    }
    let user = match user {
        Some("") => return None,
        user => user.map(str::to_owned),
    };
    let port = match typed {
        Some(typed) => Some(port(typed)?),
        None => None,
    };
    Some(Hop { host: host.to_owned(), user, port })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hops_come_in_order() {
        let shown = |list: &str| {
            parse_hops(list).map(|hops| hops.into_iter().map(|h| (h.host, h.user, h.port)).collect::<Vec<_>>())
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            shown("a,ada@b:2222,ssh://c:44,[::1]:9,::1"),
            Ok(vec![
                ("a".into(), None, None),
                ("b".into(), some("ada"), Some(2222)),
                ("c".into(), None, Some(44)),
                ("::1".into(), None, Some(9)),
                ("::1".into(), None, None),
            ])
        );
        assert_eq!(shown("NONE"), Ok(Vec::new()));
        for bad in ["", "a,", "-oProxyCommand=x", "a b", "a:0", "a:x", "@a", "a/b", "[::1", "a,-b"] {
            assert!(parse_hops(bad).is_err(), "{bad}");
        }
    }
}
