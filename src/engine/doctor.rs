//! The connection doctor: a checkup as a job, its steps told as they come. Its ids are those of sessions, for its questions and
//! log lines are like theirs.

use super::command::CheckupWish;
use super::event::Event;
use super::explainer::explain_alone;
use super::happening::Happening;
use super::prompts::SessionPrompter;
use super::runtime::{Owner, Runtime};
use super::thinking::ThinkingClock;
use crate::error::Error;
use crate::model::SessionId;
use crate::remote::{CheckNews, CheckNote, CheckStep, Prompter, StepResult, Watch};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

impl Runtime {
    pub(super) fn diagnose(&mut self, id: SessionId, wish: CheckupWish) {
        wish.connect.secrets().for_each(|secret| self.log.redactor().hide(secret));
        let cancel = CancellationToken::new();
        if let Some(earlier) = self.checkups.insert(id, cancel.clone()) {
            earlier.cancel();
        }
        let prompter = SessionPrompter::new(id, Arc::clone(&self.prompt_ids), self.post.clone(), Arc::clone(&self.log));
        let clock = ThinkingClock::new(Arc::clone(&self.clock));
        let prompter: Arc<dyn Prompter> = Arc::new(prompter.timed_by(clock.clone()));
        let (connector, log) = (Arc::clone(&self.connector), Arc::clone(&self.log));
        let told: Arc<Mutex<HashSet<CheckStep>>> = Arc::default();
        let watch = {
            let (events, told, host) = (Arc::clone(&self.events), Arc::clone(&told), wish.connect.endpoint.host_port());
            let tell = move |news: CheckNews| {
                let news = match news {
                    CheckNews::Step(result) => {
                        told.lock().unwrap_or_else(PoisonError::into_inner).insert(result.step);
                        CheckNews::Step(Box::new(explained(*result, &host)))
                    }
                    begun @ CheckNews::Began(_) => begun,
                };
                events.send(Event::Checking(id, news));
            };
            Watch { clock: Arc::new(clock), tell: Arc::new(tell) }
        };
        self.spawn(Owner::Checkup(id), async move {
            let protocol = wish.connect.endpoint.protocol;
            connector.check(id, &wish, prompter, log, watch.clone(), cancel.clone()).await;
            if !cancel.is_cancelled() {
                let told = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
                for step in CheckStep::of(protocol).iter().filter(|step| !told.contains(step)) {
                    watch.skip(*step, CheckNote::NotReached);
                }
            }
            Happening::Checked { id, cancelled: cancel.is_cancelled() }
        });
    }

    pub(super) fn cancel_diagnosis(&mut self, id: SessionId) {
        if let Some(cancel) = self.checkups.get(&id) {
            cancel.cancel();
        }
    }

    pub(super) fn checked(&mut self, id: SessionId, cancelled: bool) {
        if self.checkups.remove(&id).is_some() {
            self.events.send(Event::Checked { id, cancelled });
        }
    }
}

/// The result with the host and the cause in its error.
fn explained(result: StepResult, host: &str) -> StepResult {
    let explain = |error: Arc<Error>| Arc::from(explain_alone(Box::new(Arc::unwrap_or_clone(error)).on_host(host)));
    StepResult { error: result.error.map(explain), ..result }
}
