//! HTTP CONNECT (RFC 9110, section 9.3.6), with the login Basic (RFC 7617).

use crate::error::{Error, ErrorKind, ProxyTrouble, Result, ServerText, StatusCode, http_proxy_status};
use crate::model::SecretString;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use zeroize::Zeroizing;

/// Most bytes of an answer's head.
const HEAD_MAX: usize = 16 * 1024;

/// Asks an HTTP proxy at the other end of `stream` for a tunnel; `login`: user name and password. Not a byte behind the
/// answer's head is read.
///
/// # Errors
/// `Proxy` with the status and the proxy's own words; `ConnectionLost`.
pub(super) async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    (host, port): (&str, u16),
    (user, password): (Option<&str>, Option<&SecretString>),
) -> Result<S> {
    let target = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
    let login = user.map(|user| {
        let password = password.map_or("", SecretString::expose);
        let pair = Zeroizing::new(format!("{user}:{password}"));
        Zeroizing::new(format!("Proxy-Authorization: Basic {}\r\n", STANDARD.encode(pair.as_bytes())))
    });
    let agent = concat!("Catamaran/", env!("CARGO_PKG_VERSION"));
    let login_line = login.as_ref().map_or("", |line| line.as_str());
    let request = Zeroizing::new(format!(
        "CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: {agent}\r\n{login_line}\r\n"
    ));
    let sent = async {
        stream.write_all(request.as_bytes()).await?;
        stream.flush().await?;
        head(&mut stream).await
    };
    let head = sent.await.map_err(|fault| {
        let mut error = Error::io(&fault);
        error.kind = ErrorKind::ConnectionLost;
        error
    })?;
    match status(&head) {
        Some(200..=299) => Ok(stream),
        Some(code) => Err(refusal(code, &head, user.is_some())),
        None => Err(not_a_proxy(&head)),
    }
}

/// The bytes up to the empty line, or the first ones where none comes within the limit or before the end. Byte by byte, for
/// what stands behind belongs to the server.
async fn head<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while head.len() < HEAD_MAX {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(fault) if fault.kind() == io::ErrorKind::UnexpectedEof && !head.is_empty() => break,
            Err(fault) => return Err(fault),
        }
        // Something else than HTTP is not waited for until it says more.
        if head.ends_with(b"\r\n\r\n")
            || head.ends_with(b"\n\n")
            || !b"HTTP/".starts_with(head.get(..5).unwrap_or(&head))
        {
            break;
        }
    }
    Ok(head)
}

/// The number in the first line: `HTTP/1.1 407 Proxy Authentication Required`.
fn status(head: &[u8]) -> Option<u16> {
    let behind = head.strip_prefix(b"HTTP/1.")?;
    let digits = behind.get(1..)?.strip_prefix(b" ")?.get(..3)?;
    std::str::from_utf8(digits).ok()?.parse().ok().filter(|code| *code >= 100)
}

fn refusal(code: u16, head: &[u8], had_login: bool) -> Box<Error> {
    let known = http_proxy_status(code).map(|row| row.trouble);
    let offers = header(head, "proxy-authenticate");
    let basic = |offer: &&[u8]| offer.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic"));
    let trouble = match known {
        Some(ProxyTrouble::LoginRefused)
            if !offers.is_empty() && !offers.iter().any(|offer| basic(&offer.as_slice())) =>
        {
            ProxyTrouble::LoginMethod
        }
        Some(ProxyTrouble::LoginRefused) if !had_login => ProxyTrouble::LoginNeeded,
        Some(trouble) => trouble,
        None => ProxyTrouble::Failed,
    };
    let mut error = Error::new(ErrorKind::Proxy(trouble));
    error.code = Some(StatusCode::HttpProxy(code));
    let first = head.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
    error.server_text = Some(ServerText { message: first.to_vec(), language: None });
    // Squid says there what it found out; and which ways to log in there are.
    let mut more = header(head, "x-squid-error");
    more.extend(offers.into_iter().map(|offer| [b"Proxy-Authenticate: ".to_vec(), offer].concat()));
    if !more.is_empty() {
        error.detail = Some(crate::model::escape_bytes(&more.join(&b"; "[..])));
    }
    error
}

fn not_a_proxy(head: &[u8]) -> Box<Error> {
    let mut error = Error::new(ErrorKind::Proxy(ProxyTrouble::NotAProxy));
    let first = head.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
    error.server_text =
        Some(ServerText { message: first.get(..first.len().min(200)).unwrap_or_default().to_vec(), language: None });
    error
}

/// The values of a header, in order.
fn header(head: &[u8], name: &str) -> Vec<Vec<u8>> {
    let lines = head.split(|b| *b == b'\n').skip(1);
    let values = lines.filter_map(|line| {
        let colon = line.iter().position(|b| *b == b':')?;
        let (key, value) = line.split_at_checked(colon)?;
        key.eq_ignore_ascii_case(name.as_bytes()).then(|| value.get(1..).unwrap_or_default().trim_ascii().to_vec())
    });
    values.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answered(user: Option<&str>, answer: &'static [u8]) -> (Result<Vec<u8>, Box<Error>>, String) {
        let (ours, mut theirs) = tokio::io::duplex(64 * 1024);
        let talking = tokio::spawn(async move {
            let mut heard = vec![0; 4096];
            let length = theirs.read(&mut heard).await.unwrap_or(0);
            heard.truncate(length);
            let _gone = theirs.write_all(answer).await;
            heard
        });
        let password = SecretString::new("s:ecret".to_owned());
        let asked = match ask(ours, ("::1", 22), (user, Some(&password))).await {
            Ok(mut stream) => {
                let mut rest = Vec::new();
                stream.read_to_end(&mut rest).await.map(|_| rest).map_err(|fault| Error::io(&fault))
            }
            Err(error) => Err(error),
        };
        (asked, String::from_utf8(talking.await.unwrap()).unwrap())
    }

    #[tokio::test]
    async fn a_tunnel_begins_right_behind_the_head() {
        let (asked, heard) =
            answered(Some("ada"), b"HTTP/1.0 200 Connection established\r\nVia: x\r\n\r\nSSH-2.0-x\r\n").await;
        assert_eq!(asked.unwrap(), b"SSH-2.0-x\r\n");
        assert!(heard.starts_with("CONNECT [::1]:22 HTTP/1.1\r\nHost: [::1]:22\r\n"), "{heard}");
        assert!(heard.contains("\r\nProxy-Authorization: Basic YWRhOnM6ZWNyZXQ=\r\n"), "{heard}");
        assert!(!answered(None, b"").await.1.contains("Authorization"));
    }

    #[tokio::test]
    async fn refusals_keep_status_and_words() {
        use ProxyTrouble as T;
        for (user, answer, code, trouble) in [
            (
                None,
                &b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"[..],
                407,
                T::LoginNeeded,
            ),
            (Some("ada"), b"HTTP/1.1 407 No\r\nproxy-authenticate:basic\r\n\r\n", 407, T::LoginRefused),
            (
                Some("ada"),
                b"HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n",
                407,
                T::LoginMethod,
            ),
            (None, b"HTTP/1.1 403 Forbidden\r\n\r\n", 403, T::Forbidden),
            (None, b"HTTP/1.1 502 Bad Gateway\n\n", 502, T::TargetUnreachable),
            (None, b"HTTP/1.1 418 Teapot\r\n\r\n", 418, T::Failed),
            // Cut off in the middle of the head.
            (None, b"HTTP/1.1 503 Service Unavailable\r\nX-Squid", 503, T::TargetUnreachable),
        ] {
            let error = answered(user, answer).await.0.unwrap_err();
            assert_eq!(
                (error.kind.clone(), error.code),
                (ErrorKind::Proxy(trouble), Some(StatusCode::HttpProxy(code)))
            );
            assert!(error.server_text.unwrap().display().starts_with("HTTP/1.1 "), "{code}");
        }
        for answer in [&b"SSH-2.0-OpenSSH\r\n"[..], b"HTTP/1.1 abc\r\n\r\n", b"HTTP/2 200\r\n\r\n", b"\x05\x00"] {
            let error = answered(None, answer).await.0.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Proxy(T::NotAProxy), "{answer:?}");
        }
        assert_eq!(answered(None, b"").await.0.unwrap_err().kind, ErrorKind::ConnectionLost);
    }

    #[tokio::test]
    async fn an_endless_head_is_given_up() {
        let (ours, mut theirs) = tokio::io::duplex(1024);
        tokio::spawn(async move {
            let _gone = theirs.write_all(b"HTTP/1.1 ").await;
            while theirs.write_all(b"xxxxxxxxxxxxxxxx").await.is_ok() {}
        });
        let error = ask(ours, ("h", 22), (None, None)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Proxy(ProxyTrouble::NotAProxy));
    }
}
