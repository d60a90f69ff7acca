//! SOCKS 4, 4A and 5 over tokio-socks, on a connection of our own.

use super::seen::Seen;
use crate::error::{Error, ErrorKind, ProxyTrouble, Result, ServerText, StatusCode, socks_reply};
use crate::model::{ProxyKind, SecretString};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio_socks::tcp::{Socks4Stream, Socks5Stream};
use tokio_socks::{Error as Fault, TargetAddr};

/// Most bytes of an answer that is none of SOCKS that are shown.
const SHOWN: usize = 200;
/// How long the rest of such an answer is waited for.
const MORE_WORDS: Duration = Duration::from_millis(300);

/// Asks a SOCKS proxy at the other end of `stream` for a connection; `login`: user name, and for version 5 the password.
///
/// # Errors
/// `Proxy` with the code of the proxy where it gave one; `HostNotFound` where version 4 must look the name up here;
/// `ConnectionLost`.
pub(super) async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    kind: ProxyKind,
    (host, port): (&str, u16),
    login: (Option<&str>, Option<&SecretString>),
) -> Result<S> {
    let target = target(kind, host, port).await?;
    let mut seen = Seen { stream, bytes: Vec::new() };
    let asked = match (kind, login) {
        (ProxyKind::Socks5, (Some(user), password)) => {
            let password = password.map_or("", SecretString::expose);
            let asking = Socks5Stream::connect_with_password_and_socket(&mut seen, target, user, password);
            asking.await.map(drop)
        }
        (ProxyKind::Socks5, (None, _)) => Socks5Stream::connect_with_socket(&mut seen, target).await.map(drop),
        (_, (Some(user), _)) => Socks4Stream::connect_with_userid_and_socket(&mut seen, target, user).await.map(drop),
        (_, (None, _)) => Socks4Stream::connect_with_socket(&mut seen, target).await.map(drop),
    };
    match asked {
        Ok(()) => Ok(seen.stream),
        Err(fault) => {
            let mut error = trouble(kind, fault, &seen.bytes, login.0.is_some());
            if error.kind == ErrorKind::Proxy(ProxyTrouble::NotAProxy) {
                // What else it says tells what it is.
                let mut more = [0; SHOWN];
                let waiting = tokio::time::timeout(MORE_WORDS, seen.stream.read(&mut more)).await;
                let length = waiting.ok().and_then(Result::ok).unwrap_or(0);
                seen.bytes.extend_from_slice(more.get(..length).unwrap_or_default());
                error.server_text = not_a_proxy(&seen.bytes).server_text;
            }
            Err(error)
        }
    }
}

/// The server as the proxy is told of it: by name wherever the version can, so that the proxy looks it up.
async fn target(kind: ProxyKind, host: &str, port: u16) -> Result<TargetAddr<'static>> {
    let literal = host.parse::<IpAddr>().ok();
    match (kind, literal) {
        (_, Some(IpAddr::V4(address))) => Ok(TargetAddr::Ip(SocketAddr::new(address.into(), port))),
        (ProxyKind::Socks5, Some(address)) => Ok(TargetAddr::Ip(SocketAddr::new(address, port))),
        // Version 4 has no place for IPv6.
        (_, Some(IpAddr::V6(_))) => Err(Error::new(ErrorKind::Proxy(ProxyTrouble::Unsupported))),
        (ProxyKind::Socks4, None) => {
            let found = tokio::net::lookup_host((host, port)).await;
            let mut found = found
                .map_err(|fault| Error::new(ErrorKind::HostNotFound).with_detail(fault.to_string()).on_host(host))?;
            let v4 = found.find(SocketAddr::is_ipv4);
            v4.map(TargetAddr::Ip).ok_or_else(|| Error::new(ErrorKind::Proxy(ProxyTrouble::Unsupported)))
        }
        (_, None) => Ok(TargetAddr::Domain(host.to_owned().into(), port)),
    }
}

/// What a fault of the library means in the light of what came from the proxy.
fn trouble(kind: ProxyKind, fault: Fault, seen: &[u8], had_login: bool) -> Box<Error> {
    let of = |trouble| Error::new(ErrorKind::Proxy(trouble));
    let reply = |code: Option<u8>| {
        let mut error = of(code.and_then(socks_reply).map_or(ProxyTrouble::Failed, |reply| reply.trouble));
        error.code = code.map(StatusCode::Socks);
        error
    };
    match fault {
        Fault::Io(fault)
            if fault.kind() == io::ErrorKind::UnexpectedEof && !seen.is_empty() && !is_socks(kind, seen) =>
        {
            not_a_proxy(seen)
        }
        Fault::Io(fault) => {
            let mut error = Error::io(&fault);
            error.kind = ErrorKind::ConnectionLost;
            error
        }
        Fault::NoAcceptableAuthMethods if had_login => of(ProxyTrouble::LoginMethod),
        Fault::NoAcceptableAuthMethods | Fault::AuthorizationRequired => of(ProxyTrouble::LoginNeeded),
        Fault::PasswordAuthFailure(_) | Fault::InvalidAuthValues(_) => of(ProxyTrouble::LoginRefused),
        // In the answer to the greeting it is the way to log in, in the last one an unknown reply.
        Fault::UnknownAuthMethod if seen.len() <= 2 => of(ProxyTrouble::LoginMethod),
        Fault::InvalidTargetAddress(words) => of(ProxyTrouble::Unsupported).with_detail(words),
        Fault::InvalidResponseVersion | Fault::InvalidReservedByte | Fault::UnknownAddressType => not_a_proxy(seen),
        Fault::AddressTypeNotSupported if seen.is_empty() => of(ProxyTrouble::Unsupported),
        // The last reply is four bytes in version 5, eight in version 4; the code is its second one.
        _ if kind == ProxyKind::Socks5 => reply(seen.len().checked_sub(3).and_then(|at| seen.get(at)).copied()),
        _ => reply(seen.get(1).copied()),
    }
}

fn is_socks(kind: ProxyKind, seen: &[u8]) -> bool {
    let version = if kind == ProxyKind::Socks5 { 5 } else { 0 };
    seen.first() == Some(&version)
}

fn not_a_proxy(seen: &[u8]) -> Box<Error> {
    let mut error = Error::new(ErrorKind::Proxy(ProxyTrouble::NotAProxy));
    let shown = seen.get(..SHOWN.min(seen.len())).unwrap_or_default();
    error.server_text = Some(ServerText { message: shown.to_vec(), language: None });
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncWriteExt;

    /// What becomes of these answers of a proxy, each to the next thing that is sent.
    async fn answered(kind: ProxyKind, user: Option<&str>, answers: &[&[u8]]) -> Result<(), Box<Error>> {
        let (ours, mut theirs) = tokio::io::duplex(1024);
        let answers: Vec<Vec<u8>> = answers.iter().map(|answer| answer.to_vec()).collect();
        tokio::spawn(async move {
            let mut heard = [0; 512];
            for answer in answers {
                let _gone = theirs.read(&mut heard).await;
                let _gone = theirs.write_all(&answer).await;
            }
        });
        let password = SecretString::new("secret".to_owned());
        ask(ours, kind, ("server.example", 22), (user, Some(&password))).await.map(drop)
    }

    #[tokio::test]
    async fn every_reply_keeps_its_number_known_or_not() {
        for code in 1..=u8::MAX {
            let error = answered(ProxyKind::Socks5, None, &[&[5, 0], &[5, code, 0, 1]]).await.unwrap_err();
            assert_eq!(error.code, Some(StatusCode::Socks(code)));
            let meant = socks_reply(code).map_or(ProxyTrouble::Failed, |reply| reply.trouble);
            assert_eq!(error.kind, ErrorKind::Proxy(meant), "{code}");
            let answers: [&[u8]; 3] = [&[5, 2], &[1, 0], &[5, code, 0, 1]];
            let error = answered(ProxyKind::Socks5, Some("ada"), &answers).await.unwrap_err();
            assert_eq!(error.code, Some(StatusCode::Socks(code)));
        }
        for code in [91, 92, 93, 7] {
            let error = answered(ProxyKind::Socks4a, None, &[&[0, code, 0, 0, 0, 0, 0, 0]]).await.unwrap_err();
            assert_eq!(error.code, Some(StatusCode::Socks(code)));
        }
        answered(ProxyKind::Socks4a, Some("ada"), &[&[0, 90, 0, 0, 0, 0, 0, 0]]).await.unwrap();
        answered(ProxyKind::Socks5, None, &[&[5, 0], &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]]).await.unwrap();
    }

    #[tokio::test]
    async fn logins_and_strangers_are_told_apart() {
        use ProxyTrouble as T;
        let socks5 = ProxyKind::Socks5;
        for (user, answers, trouble) in [
            (None, &[&[5, 0xff][..]][..], T::LoginNeeded),
            (None, &[&[5, 2]], T::LoginNeeded),
            (Some("ada"), &[&[5, 0xff]], T::LoginMethod),
            (Some("ada"), &[&[5, 1]], T::LoginMethod),
            (Some("ada"), &[&[5, 2], &[1, 1]], T::LoginRefused),
            (None, &[b"HTTP/1.1 400 Bad Request\r\n"], T::NotAProxy),
            (None, &[b"S"], T::NotAProxy),
        ] {
            let error = answered(socks5, user, answers).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Proxy(trouble), "{answers:?}");
        }
        let error = answered(socks5, None, &[]).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConnectionLost);
        let unreachable = ask(tokio::io::duplex(8).0, ProxyKind::Socks4, ("::1", 22), (None, None)).await;
        assert_eq!(unreachable.unwrap_err().kind, ErrorKind::Proxy(T::Unsupported));
    }
}
