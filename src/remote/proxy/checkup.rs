//! The first steps of a checkup: to the server, or to the proxy and from there to the server.

use super::tunnel::Tunnel;
use crate::remote::{CheckStep, Fact, FactValue, StepResult, Watch, reach};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// Reaches a server, through `tunnel` where there is one: then lookup and connection are those of the proxy, and the proxy
/// has a step of its own. `None` when it was not reached; all of it is told.
pub async fn reach_server(
    tunnel: Option<&Tunnel>,
    (host, port): (&str, u16),
    limit: Duration,
    watch: &Watch,
    cancel: &CancellationToken,
) -> Option<TcpStream> {
    let Some(tunnel) = tunnel else {
        return reach(host, port, limit, watch).await.map(|reached| reached.stream);
    };
    let proxy = tunnel.proxy();
    let stream = reach(&proxy.host, proxy.port, limit, watch).await?.stream;
    let began = watch.begin(CheckStep::Proxy);
    let facts = vec![(Fact::Proxy, FactValue::Text(proxy.to_string()))];
    match tunnel.over(stream, (host, port), limit, cancel).await {
        Ok(stream) => {
            watch.end(StepResult::ok(CheckStep::Proxy, watch.since(began), facts));
            Some(stream)
        }
        Err(error) if error.is_cancelled() => None,
        Err(error) => {
            watch.end(StepResult::failed(CheckStep::Proxy, watch.since(began), facts, error));
            None
        }
    }
}
