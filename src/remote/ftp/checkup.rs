//! The steps of a checkup over FTP, one by one: greeting, TLS, certificate, login, what the server can do, and a listing over
//! each way to a connection for data. Trusts and writes nothing.

use super::channel::{Channel, Role};
use super::connect::site;
use super::ftp_fs::FtpFs;
use super::request::FtpRequest;
use super::site::Site;
use super::stages::Stages;
use super::steps::{Passage, UntrustingPrompter, text};
use crate::error::{DataWay, Error, ErrorKind, Result};
use crate::log::MessageLog;
use crate::model::{DataDirection, Protocol, RemotePath};
use crate::remote::proxy::{Tunnel, reach_server};
use crate::remote::{CheckNote, CheckStep, Fact, FactValue, Pace, Prompter, RemoteFs, StepResult, Watch};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Checks a connection step by step; ends at the first step without which the next ones are of no use, or soon after
/// `cancel`. Nobody is asked to trust a certificate: a server for which nobody vouches gets nothing secret, unless the
/// request accepts new certificates, which are not remembered here.
pub async fn check(
    mut request: FtpRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    watch: Watch,
    cancel: CancellationToken,
) {
    let accepts = request.trust.accept_new;
    let prompter = UntrustingPrompter { inner: prompter, accepts, accepted: Arc::default() };
    request.trust.accept_new = false;
    let checking = run(request, Arc::new(prompter), log, &watch, &cancel);
    tokio::select! {
        biased;
        () = cancel.cancelled() => {}
        () = checking => {}
    }
}

async fn run(
    request: FtpRequest,
    prompter: Arc<UntrustingPrompter>,
    log: Arc<MessageLog>,
    watch: &Watch,
    cancel: &CancellationToken,
) {
    let endpoint = request.endpoint.clone();
    let access = request.proxy.clone();
    let asking: Arc<dyn Prompter> = Arc::clone(&prompter) as Arc<dyn Prompter>;
    let tunnel = access.map(|access| Tunnel::new(access, asking, Arc::clone(&log), request.session));
    let (target, limit) = ((endpoint.host.as_str(), endpoint.port), request.limits.connect);
    let Some(stream) = reach_server(tunnel.as_ref(), target, limit, watch, cancel).await else { return };
    let betrays = request.would_betray();
    let active = matches!(request.options.data, DataDirection::Active { .. });
    let user = text(Fact::User, crate::model::escape_bytes(request.user().as_bytes()));
    let passage = Arc::new(Passage::new(watch.clone(), endpoint.protocol, user, Arc::clone(&prompter.accepted)));
    let told = Arc::clone(&passage);
    let stages = Stages::told_to(Arc::new(move |stage| told.passed(stage)));
    let made = async {
        let site = site(request, prompter as Arc<dyn Prompter>, log, endpoint.host_port(), stages).await?;
        // One step after the other.
        site.maker.pipelining.give_up();
        let pace = Pace::new(cancel.clone());
        let secured = site.maker.secure(stream, &pace).await?;
        if betrays {
            return Err(Error::new(ErrorKind::PlainTextRefused));
        }
        let (control, ..) = site.log_in(secured, &pace).await?;
        Ok((site, control))
    };
    let (site, control) = match made.await {
        Ok(made) => made,
        Err(error) => return passage.failed(error),
    };
    let ended = passage.home();
    let Ok(place) = site.place() else { return };
    let channel = Channel::new(Arc::clone(&site), Role::Browsing, control, place);
    let files = FtpFs::new(Arc::clone(&channel));
    match files.home().await {
        Ok(home) => {
            ended.well(home.display());
            let data = DataChecks { site: &site, files: &files, home: &home, watch };
            let worked = data.all(active).await;
            if endpoint.protocol != Protocol::Ftp {
                session_reuse(&channel, watch, worked).await;
            }
        }
        Err(error) => ended.badly(error),
    }
    channel.quit().await;
    site.cut.cancel();
}

/// Whether the latest connection for data went on with the TLS session of the connection for commands.
async fn session_reuse(channel: &Arc<Channel>, watch: &Watch, any_worked: bool) {
    if !any_worked {
        return watch.skip(CheckStep::SessionReuse, CheckNote::NotReached);
    }
    let began = watch.begin(CheckStep::SessionReuse);
    let resumed = match channel.take().await {
        Ok(mut held) => held.control().ok().and_then(|control| Some(control.tls.as_ref()?.was_resumed())),
        Err(_) => None,
    };
    let Some(resumed) = resumed else { return watch.skip(CheckStep::SessionReuse, CheckNote::NotTold) };
    let facts = vec![(Fact::Resumed, FactValue::Flag(resumed))];
    let result = StepResult::ok(CheckStep::SessionReuse, watch.since(began), facts);
    watch.end(if resumed { result } else { result.warning(CheckNote::NotResumed) });
}

/// Listings over each way to a connection for data.
struct DataChecks<'a> {
    site: &'a Site,
    files: &'a FtpFs,
    home: &'a RemotePath,
    watch: &'a Watch,
}

/// What came of one way.
struct Tried {
    step: CheckStep,
    took: Duration,
    listed: Result<u64>,
}

impl DataChecks<'_> {
    /// Tries the ways of the wished mode; returns whether any works.
    async fn all(&self, active: bool) -> bool {
        if active {
            for step in [CheckStep::ExtendedPassive, CheckStep::Passive] {
                self.watch.skip(step, CheckNote::NotWished);
            }
            let ways = [DataWay::ExtendedActive, DataWay::Active];
            let tried = self.one(CheckStep::Active, &ways).await;
            let works = tried.listed.is_ok();
            self.tell(tried, false);
            return works;
        }
        let first = self.one(CheckStep::ExtendedPassive, &[DataWay::ExtendedPassive]).await;
        let second = self.one(CheckStep::Passive, &[DataWay::Passive]).await;
        let (one, other) = (first.listed.is_ok(), second.listed.is_ok());
        self.tell(first, other);
        self.tell(second, one);
        self.watch.skip(CheckStep::Active, CheckNote::NotWished);
        one || other
    }

    async fn one(&self, step: CheckStep, ways: &[DataWay]) -> Tried {
        let began = self.watch.begin(step);
        self.site.data.lock().unwrap_or_else(PoisonError::into_inner).ways = ways.to_vec();
        let listed = self.files.list(self.home, &mut |_| {}).await;
        let listed = listed.map(|listing| u64::try_from(listing.entries.len()).unwrap_or(u64::MAX));
        Tried { step, took: self.watch.since(began), listed }
    }

    fn tell(&self, tried: Tried, other_works: bool) {
        let Tried { step, took, listed } = tried;
        self.watch.end(match listed {
            Ok(entries) => StepResult::ok(step, took, vec![(Fact::Entries, FactValue::Number(entries))]),
            Err(error) if error.is_cancelled() => StepResult::skipped(step, CheckNote::NotReached),
            Err(error) => {
                let failed = StepResult::failed(step, took, Vec::new(), error);
                if other_works { failed.warning(CheckNote::OtherWayWorks) } else { failed }
            }
        });
    }
}
