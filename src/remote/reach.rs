//! The first steps of every protocol: the name is looked up, and every address is tried.

use super::check_step::CheckStep;
use super::dial::{connect_error, interleave, resolve};
use super::finding::{CheckNews, CheckNote, CheckState, Fact, FactValue, StepResult};
use crate::error::{Error, ErrorKind, Result, Stage};
use crate::model::Clock;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Where a checkup tells what it finds, and what it measures its times with.
#[derive(Clone)]
pub struct Watch {
    /// Where times come from.
    pub clock: Arc<dyn Clock>,
    /// Called with everything that is to be told; returns at once.
    pub tell: Arc<dyn Fn(CheckNews) + Send + Sync>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl Watch {
    /// Tells that a step begins; gives the time at which it did.
    #[must_use]
    pub fn begin(&self, step: CheckStep) -> Duration {
        (self.tell)(CheckNews::Began(step));
        self.clock.elapsed()
    }

    /// The time since `began`.
    #[must_use]
    pub fn since(&self, began: Duration) -> Duration {
        self.clock.elapsed().saturating_sub(began)
    }

    /// Tells what came of a step.
    pub fn end(&self, result: StepResult) {
        (self.tell)(CheckNews::Step(Box::new(result)));
    }

    /// Tells a step that was not done.
    pub fn skip(&self, step: CheckStep, note: CheckNote) {
        self.end(StepResult::skipped(step, note));
    }
}

/// A connection that stands.
#[derive(Debug)]
pub struct Reached {
    /// The connection; `TCP_NODELAY` is set.
    pub stream: TcpStream,
    /// Where it leads.
    pub address: SocketAddr,
}

/// Looks a host up and connects to each of its addresses, at most `limit` for each of the two steps; the first address that
/// works, families by turns, is given back, the other connections are closed. `None` when nothing was reached; all of it is
/// told.
pub async fn reach(host: &str, port: u16, limit: Duration, watch: &Watch) -> Option<Reached> {
    let began = watch.begin(CheckStep::Dns);
    let found = tokio::time::timeout(limit, resolve(host, port)).await;
    let found = found.unwrap_or_else(|_| Err(Error::new(ErrorKind::TimedOut(Stage::Connect))));
    let addresses = match found {
        Ok(addresses) => addresses,
        Err(error) => {
            watch.end(StepResult::failed(CheckStep::Dns, watch.since(began), Vec::new(), error));
            return None;
        }
    };
    let of = |v6: bool| {
        let family = addresses.iter().filter(|address| address.is_ipv6() == v6);
        FactValue::List(family.map(|address| address.ip().to_string()).collect())
    };
    let facts = vec![(Fact::Ipv4, of(false)), (Fact::Ipv6, of(true))];
    watch.end(StepResult::ok(CheckStep::Dns, watch.since(began), facts));
    let mut order: Vec<SocketAddr> = Vec::new();
    for address in interleave(addresses) {
        // A hosts file may name the same address twice.
        if !order.contains(&address) {
            order.push(address);
        }
    }
    connect_all(order, limit, watch).await
}

async fn connect_all(order: Vec<SocketAddr>, limit: Duration, watch: &Watch) -> Option<Reached> {
    let began = watch.begin(CheckStep::Tcp);
    let mut running = JoinSet::new();
    for (place, address) in order.into_iter().enumerate() {
        let clock = Arc::clone(&watch.clock);
        running.spawn(async move {
            let tried = tokio::time::timeout(limit, TcpStream::connect(address)).await;
            let took = clock.elapsed().saturating_sub(began);
            let tried: Result<TcpStream> = match tried {
                Ok(Ok(stream)) => Ok(stream),
                Ok(Err(fault)) => Err(connect_error(&fault, address)),
                Err(_) => Err(Error::new(ErrorKind::TimedOut(Stage::Connect)).with_detail(address.to_string())),
            };
            (place, address, took, tried)
        });
    }
    let mut tried = running.join_all().await;
    tried.sort_by_key(|(place, ..)| *place);
    let any = tried.iter().any(|(.., tried)| tried.is_ok());
    let mut reached = None;
    for (_, address, took, tried) in tried {
        let facts = vec![(Fact::Address, FactValue::Text(address.to_string()))];
        match tried {
            Ok(stream) => {
                watch.end(StepResult::ok(CheckStep::Tcp, took, facts));
                // Fails only on a connection that is gone already; the next read tells.
                let _kept_delay = stream.set_nodelay(true);
                reached.get_or_insert(Reached { stream, address });
            }
            Err(error) => {
                let failed = StepResult::failed(CheckStep::Tcp, took, facts, error);
                let state = if any { CheckState::Warning } else { CheckState::Failed };
                watch.end(StepResult { state, note: any.then_some(CheckNote::OtherAddressWorks), ..failed });
            }
        }
    }
    reached
}
