//! What proxies answer that make no way: replies of SOCKS, statuses of HTTP. Pure.

use super::code_class::CodeClass;
use super::proxy::ProxyTrouble;

/// One answer of a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyReply {
    /// The number in the answer.
    pub code: u16,
    /// Its name in the source, as a word.
    pub name: &'static str,
    /// What it is about.
    pub class: CodeClass,
    /// What it means for us.
    pub trouble: ProxyTrouble,
    /// The document that defines it.
    pub source: &'static str,
}

const fn row(
    code: u16,
    name: &'static str,
    class: CodeClass,
    trouble: ProxyTrouble,
    source: &'static str,
) -> ProxyReply {
    ProxyReply { code, name, class, trouble, source }
}

const SOCKS5: &str = "RFC 1928, section 6";
const SOCKS4: &str = "SOCKS: A protocol for TCP proxy across firewalls (SOCKS4), section 1";
const HTTP: &str = "RFC 9110, section 15";

/// Every reply of SOCKS that is a refusal: version 5, then version 4.
pub static SOCKS_REPLIES: [ProxyReply; 11] = {
    use CodeClass as C;
    use ProxyTrouble as T;
    [
        row(1, "SOCKS5_GENERAL_FAILURE", C::System, T::Failed, SOCKS5),
        row(2, "SOCKS5_NOT_ALLOWED", C::Rights, T::Forbidden, SOCKS5),
        row(3, "SOCKS5_NETWORK_UNREACHABLE", C::Connection, T::TargetUnreachable, SOCKS5),
        row(4, "SOCKS5_HOST_UNREACHABLE", C::Connection, T::TargetUnreachable, SOCKS5),
        row(5, "SOCKS5_CONNECTION_REFUSED", C::Connection, T::TargetUnreachable, SOCKS5),
        row(6, "SOCKS5_TTL_EXPIRED", C::Connection, T::TargetUnreachable, SOCKS5),
        row(7, "SOCKS5_COMMAND_NOT_SUPPORTED", C::Unsupported, T::Unsupported, SOCKS5),
        row(8, "SOCKS5_ADDRESS_TYPE_NOT_SUPPORTED", C::Unsupported, T::Unsupported, SOCKS5),
        row(91, "SOCKS4_REJECTED_OR_FAILED", C::Connection, T::Failed, SOCKS4),
        row(92, "SOCKS4_NO_IDENTD", C::Login, T::LoginRefused, SOCKS4),
        row(93, "SOCKS4_OTHER_USER", C::Login, T::LoginRefused, SOCKS4),
    ]
};

/// The statuses with which HTTP proxies refuse a tunnel.
pub static HTTP_PROXY_STATUSES: [ProxyReply; 14] = {
    use CodeClass as C;
    use ProxyTrouble as T;
    [
        row(400, "BAD_REQUEST", C::Protocol, T::Unsupported, HTTP),
        row(401, "UNAUTHORIZED", C::Login, T::NotAProxy, HTTP),
        row(403, "FORBIDDEN", C::Rights, T::Forbidden, HTTP),
        row(404, "NOT_FOUND", C::Connection, T::TargetUnreachable, HTTP),
        row(405, "METHOD_NOT_ALLOWED", C::Unsupported, T::Unsupported, HTTP),
        row(407, "PROXY_AUTHENTICATION_REQUIRED", C::Login, T::LoginRefused, HTTP),
        row(408, "REQUEST_TIMEOUT", C::Connection, T::Failed, HTTP),
        row(429, "TOO_MANY_REQUESTS", C::Busy, T::Failed, "RFC 6585, section 4"),
        row(500, "INTERNAL_SERVER_ERROR", C::System, T::Failed, HTTP),
        row(501, "NOT_IMPLEMENTED", C::Unsupported, T::Unsupported, HTTP),
        row(502, "BAD_GATEWAY", C::Connection, T::TargetUnreachable, HTTP),
        row(503, "SERVICE_UNAVAILABLE", C::Busy, T::TargetUnreachable, HTTP),
        row(504, "GATEWAY_TIMEOUT", C::Connection, T::TargetUnreachable, HTTP),
        row(511, "NETWORK_AUTHENTICATION_REQUIRED", C::Login, T::Forbidden, "RFC 6585, section 6"),
    ]
};

/// The row of a SOCKS reply; `None` for numbers that no version defines.
#[must_use]
pub fn socks_reply(code: u8) -> Option<&'static ProxyReply> {
    SOCKS_REPLIES.iter().find(|reply| reply.code == u16::from(code))
}

/// The row of an HTTP status; `None` for those with which no proxy is known to refuse a tunnel.
#[must_use]
pub fn http_proxy_status(code: u16) -> Option<&'static ProxyReply> {
    HTTP_PROXY_STATUSES.iter().find(|reply| reply.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_socks_is_there() {
        assert!((1..=8).chain(91..=93).all(|code| socks_reply(code).is_some()));
        assert!(socks_reply(0).is_none() && socks_reply(90).is_none() && http_proxy_status(200).is_none());
        for trouble in ProxyTrouble::ALL {
            assert_eq!(ProxyTrouble::named(trouble.name()), Some(trouble));
        }
    }
}
