//! From a host name to a TCP connection: lookup, then happy eyeballs over all addresses (RFC 8305).

use crate::error::{Error, ErrorKind, Result, Stage};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::SessionId;
use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long an attempt stays alone before the next address is tried beside it (RFC 8305, section 5).
const STAGGER: Duration = Duration::from_millis(250);

/// Where to connect, and how long that may take.
#[derive(Clone, Debug)]
pub struct Dial<'a> {
    /// Name or address, without brackets.
    pub host: &'a str,
    /// The port, 1 to 65535.
    pub port: u16,
    /// For lookup and connection together.
    pub limit: Duration,
    /// The session that log lines belong to.
    pub session: Option<SessionId>,
}

impl Dial<'_> {
    /// Looks the name up and connects; `TCP_NODELAY` is set on the connection.
    ///
    /// # Errors
    /// `HostNotFound`; `ConnectionRefused`, `Unreachable` and the like when every address failed (the fault of the most
    /// telling one); `TimedOut(Connect)`; `Cancelled`. Each names the host, and the address where there was one.
    pub async fn connect(&self, log: &MessageLog, cancel: &CancellationToken) -> Result<TcpStream> {
        let status = |message| log.push(self.session, LogBody::Status(message));
        let attempt = async {
            status(StatusMessage::Resolving { host: self.host.to_owned() });
            let addresses = resolve(self.host, self.port).await?;
            let (stream, address) = race(interleave(addresses), STAGGER, |address| {
                status(StatusMessage::Connecting { address: address.to_string() });
                TcpStream::connect(address)
            })
            .await?;
            status(StatusMessage::Connected { address: address.to_string() });
            // Fails only on a connection that is gone already; the next read tells.
            let _kept_delay = stream.set_nodelay(true);
            Ok(stream)
        };
        let result = tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Error::new(ErrorKind::Cancelled)),
            result = tokio::time::timeout(self.limit, attempt) => {
                result.unwrap_or_else(|_| Err(Error::new(ErrorKind::TimedOut(Stage::Connect))))
            }
        };
        result.map_err(|error| error.on_host(host_port(self.host, self.port)))
    }
}

/// The addresses of a host in the order of the resolver, at least one.
pub(super) async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>> {
    match tokio::net::lookup_host((host, port)).await {
        Ok(found) => {
            let addresses: Vec<_> = found.collect();
            if addresses.is_empty() { Err(Error::new(ErrorKind::HostNotFound)) } else { Ok(addresses) }
        }
        Err(fault) => Err(Error::new(ErrorKind::HostNotFound).with_detail(fault.to_string())),
    }
}

/// `host:port` for eyes, IPv6 addresses in brackets.
fn host_port(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// The addresses in the order of the resolver, families by turns, the first one's family first (RFC 8305, section 4).
pub(super) fn interleave(addresses: Vec<SocketAddr>) -> VecDeque<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (mut first, mut second): (VecDeque<_>, VecDeque<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let mut mixed = VecDeque::new();
    while !first.is_empty() || !second.is_empty() {
        mixed.extend(first.pop_front());
        mixed.extend(second.pop_front());
    }
    mixed
}

/// Starts a connection to each address, the next one when the stagger is over or all running ones failed; the first that
/// stands wins, the others are dropped.
async fn race<S, F>(
    mut waiting: VecDeque<SocketAddr>,
    stagger: Duration,
    connect: impl Fn(SocketAddr) -> F,
) -> Result<(S, SocketAddr)>
where
    S: Send + 'static,
    F: Future<Output = io::Result<S>> + Send + 'static,
{
    let mut running: JoinSet<(SocketAddr, io::Result<S>)> = JoinSet::new();
    let mut worst: Option<Box<Error>> = None;
    loop {
        if let Some(address) = waiting.pop_front() {
            let connecting = connect(address);
            running.spawn(async move { (address, connecting.await) });
        }
        let next_is_due = tokio::time::sleep(stagger);
        tokio::pin!(next_is_due);
        loop {
            tokio::select! {
                ended = running.join_next() => match ended {
                    Some(Ok((address, Ok(stream)))) => return Ok((stream, address)),
                    Some(Ok((address, Err(fault)))) => worst = Some(more_telling(worst, connect_error(&fault, address))),
                    Some(Err(_)) => {}
                    None if waiting.is_empty() => {
                        return Err(worst.unwrap_or_else(|| Error::new(ErrorKind::HostNotFound)));
                    }
                    None => break,
                },
                () = &mut next_is_due, if !waiting.is_empty() => break,
            }
        }
    }
}

pub(super) fn connect_error(fault: &io::Error, address: SocketAddr) -> Box<Error> {
    let mut error = Error::io(fault);
    // A lone address of a family that this computer has no way out with.
    if fault.kind() == io::ErrorKind::AddrNotAvailable {
        error.kind = ErrorKind::Unreachable;
    }
    error.detail = Some(format!("{address}: {fault}"));
    error
}

/// A host that answers tells more than one that is out of reach.
fn more_telling(earlier: Option<Box<Error>>, later: Box<Error>) -> Box<Error> {
    match earlier {
        Some(earlier) if later.kind == ErrorKind::Unreachable || earlier.kind == ErrorKind::ConnectionRefused => {
            earlier
        }
        _ => later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(list: &[&str]) -> Vec<SocketAddr> {
        list.iter().map(|a| a.parse().unwrap()).collect()
    }

    #[test]
    fn families_take_turns() {
        let mixed = interleave(addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "10.0.0.1:1", "10.0.0.2:1"]));
        assert_eq!(mixed, addresses(&["[::1]:1", "10.0.0.1:1", "[::2]:1", "10.0.0.2:1", "[::3]:1"]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_dead_address_costs_a_quarter_of_a_second() {
        let started = tokio::time::sleep(Duration::ZERO).deadline();
        let waiting = interleave(addresses(&["[::1]:1", "10.0.0.1:1"]));
        let (winner, _) = race(waiting, STAGGER, |address| async move {
            if address.is_ipv6() {
                std::future::pending::<()>().await;
            }
            Ok(address)
        })
        .await
        .unwrap();
        assert!(winner.is_ipv4());
        assert_eq!(started.elapsed(), STAGGER);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_starts_the_next_attempt_at_once_and_tells_more_than_no_route() {
        let started = tokio::time::sleep(Duration::ZERO).deadline();
        let waiting = interleave(addresses(&["10.0.0.1:1", "[::1]:1"]));
        let error = race::<(), _>(waiting, STAGGER, |address| async move {
            Err(io::Error::from(if address.is_ipv4() {
                io::ErrorKind::ConnectionRefused
            } else {
                io::ErrorKind::AddrNotAvailable
            }))
        })
        .await
        .unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConnectionRefused);
        assert_eq!(started.elapsed(), Duration::ZERO);
    }
}
