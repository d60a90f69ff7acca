//! Looks around after an error: asks the server the questions that can tell its cause. Reads only, opens nothing but
//! folders that were seen to be folders, and ends within five seconds with whatever was answered until then.

use super::fs::{FollowLinks, RemoteFs};
use crate::error::{
    Attempt, Error, Facts, LinkEnd, PathFacts, Place, Questions, Result, Step, Told, User, diagnose, diagnose_alone,
    questions,
};
use crate::model::{Clock, Entry, EntryKind, Owner, RemotePath, Space};
use std::collections::{HashMap, HashSet};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;
use tokio::sync::{OnceCell, oneshot};

/// All questions about one error together take no longer.
const LIMIT: Duration = Duration::from_secs(5);
/// How long the state of a file system counts as fresh.
const FRESH: Duration = Duration::from_secs(2);
/// The most folders of a path that are asked about, from the root on.
const MOST_STEPS: usize = 64;
/// The most links that are followed to see where a chain of them ends.
const MOST_LINKS: usize = 16;
/// The most file systems that are remembered.
const MOST_SPACES: usize = 64;

/// Asks one server, over one channel.
#[derive(Debug)]
pub struct Prober {
    files: Arc<dyn RemoteFs>,
    login: String,
    clock: Arc<dyn Clock>,
    user: OnceCell<User>,
    spaces: Mutex<HashMap<RemotePath, (Duration, Told<Space>)>>,
}

type Question<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Asks everything at the same time.
async fn all(mut questions: Vec<Question<'_>>) {
    poll_fn(|context| {
        questions.retain_mut(|question| question.as_mut().poll(context).is_pending());
        if questions.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Puts an answer where it belongs; until it comes the place says that nobody answered.
async fn put<T>(into: &mut Told<T>, question: impl Future<Output = Result<T>>) {
    *into = Told::Silent;
    *into = told(question.await);
}

fn told<T>(answer: Result<T>) -> Told<T> {
    match answer {
        Ok(answer) => Told::Yes(answer),
        Err(error) => Told::No(error.kind),
    }
}

impl Prober {
    /// Asks over `files`, where `login` is logged in; empty when that is not known.
    #[must_use]
    pub fn new(files: Arc<dyn RemoteFs>, login: String, clock: Arc<dyn Clock>) -> Self {
        Self { files, login, clock, user: OnceCell::new(), spaces: Mutex::new(HashMap::new()) }
    }

    /// Everything that is answered about an error within five seconds. Asks nothing about errors that no question can
    /// help with. The base questions go out together: one round trip; folders that may hold something, chains of links
    /// and names of owners that are not known yet take one or two more.
    pub async fn ask(&self, error: &Error, attempt: &Attempt) -> Facts {
        let wanted = questions(error, attempt);
        let mut facts = Facts::default();
        if wanted.is_empty() {
            return facts;
        }
        let first = self.ask_path(remote(&attempt.place), wanted, false, &mut facts.target);
        let second = self.ask_path(attempt.second.as_ref().and_then(remote), wanted, true, &mut facts.second);
        let user =
            async { if wanted.user { Some(self.user.get_or_init(|| self.find_user()).await.clone()) } else { None } };
        let mut found = None;
        let asking = async {
            let questions: Vec<Question<'_>> =
                vec![Box::pin(first), Box::pin(second), Box::pin(async { found = user.await })];
            all(questions).await;
        };
        // What was answered in time is in the facts already.
        let _in_time = tokio::time::timeout(LIMIT, asking).await;
        facts.user = found.unwrap_or_else(|| User { name: self.login_name(), ..User::default() });
        facts
    }

    /// The same error with what is behind it; for single errors, as on a command line.
    pub async fn explain(&self, error: Box<Error>) -> Box<Error> {
        if error.is_cancelled() || error.diagnosis.is_some() {
            return error;
        }
        let diagnosis = match error.attempt() {
            Some(attempt) => diagnose(&error, &attempt, &self.ask(&error, &attempt).await),
            None => diagnose_alone(&error),
        };
        error.explained(Arc::new(diagnosis))
    }

    async fn ask_path(&self, path: Option<&RemotePath>, wanted: Questions, second: bool, facts: &mut PathFacts) {
        let Some(path) = path else { return };
        let parent = path.parent();
        let above: Vec<RemotePath> = if wanted.steps {
            let place = Place::Remote(path.clone());
            place.ancestors().iter().filter_map(remote).take(MOST_STEPS).cloned().collect()
        } else {
            Vec::new()
        };
        facts.steps = above
            .iter()
            .map(|path| Step { place: Place::Remote(path.clone()), itself: Told::NotAsked, led_to: Told::NotAsked })
            .collect();
        let files = &*self.files;
        let space_told = files.capabilities().space;
        let mut questions: Vec<Question<'_>> = Vec::new();
        for (path, step) in above.iter().zip(&mut facts.steps) {
            questions.push(Box::pin(put(&mut step.itself, files.stat_name(path))));
            questions.push(Box::pin(put(&mut step.led_to, files.stat(path, FollowLinks::Yes))));
        }
        if wanted.target {
            questions.push(Box::pin(put(&mut facts.itself, files.stat_name(path))));
            questions.push(Box::pin(put(&mut facts.led_to, files.stat(path, FollowLinks::Yes))));
            if let (Some(parent), false) = (&parent, wanted.steps) {
                questions.push(Box::pin(put(&mut facts.parent, files.stat(parent, FollowLinks::Yes))));
            }
        }
        if wanted.space && space_told {
            let folder = parent.as_ref().unwrap_or(path);
            questions.push(Box::pin(self.space(folder, &mut facts.space)));
        }
        if wanted.own_space && space_told && !second {
            questions.push(Box::pin(put(&mut facts.own_space, files.space(path))));
        }
        all(questions).await;
        facts.steps.iter_mut().for_each(|step| complete(&step.itself, &mut step.led_to));
        complete(&facts.itself, &mut facts.led_to);
        if let (true, Some(step)) = (wanted.steps, facts.steps.last()) {
            facts.parent = step.led_to.clone();
        }
        // What only makes sense after the first answers.
        let kind = facts.itself.yes().map(|entry| entry.kind);
        let content = if second { wanted.second_content } else { wanted.content };
        if content && kind == Some(EntryKind::Folder) {
            self.count(path, &mut facts.content).await;
        }
        if let Some(link) = facts.itself.yes().filter(|_| facts.led_to.is_missing()) {
            facts.link_end = self.follow(path, link).await;
        }
    }

    /// The file system of a folder, not older than two seconds.
    async fn space(&self, folder: &RemotePath, into: &mut Told<Space>) {
        let now = self.clock.elapsed();
        {
            let spaces = self.spaces.lock().unwrap_or_else(PoisonError::into_inner);
            let known = spaces.get(folder).filter(|(asked, _)| now.saturating_sub(*asked) < FRESH);
            if let Some((_, told)) = known {
                *into = told.clone();
                return;
            }
        }
        put(into, self.files.space(folder)).await;
        let mut spaces = self.spaces.lock().unwrap_or_else(PoisonError::into_inner);
        if spaces.len() >= MOST_SPACES {
            spaces.clear();
        }
        spaces.insert(folder.clone(), (now, into.clone()));
    }

    /// How many entries a folder holds; only the first page of it is waited for.
    async fn count(&self, folder: &RemotePath, into: &mut Told<u64>) {
        *into = Told::Silent;
        let (sender, mut seen) = oneshot::channel();
        let mut sender = Some(sender);
        let mut page = |entries: &[Entry]| {
            if let Some(sender) = sender.take_if(|_| !entries.is_empty()) {
                let _nobody_waits = sender.send(entries.len());
            }
        };
        let count = |entries: usize| u64::try_from(entries).unwrap_or(u64::MAX);
        let listing = self.files.list(folder, &mut page);
        *into = tokio::select! {
            biased;
            Ok(first) = &mut seen => Told::Yes(count(first)),
            listing = listing => told(listing.map(|all| count(all.entries.len() + all.refused.len()))),
        };
    }

    /// Where a chain of links that leads nowhere ends; `None` when that is not clear.
    async fn follow(&self, path: &RemotePath, link: &Entry) -> Option<LinkEnd> {
        let mut seen = HashSet::from([path.clone()]);
        let (mut path, mut target) = (path.clone(), link.link_target.clone()?);
        for _ in 0..MOST_LINKS {
            let next = path.parent()?.resolve(&target).ok()?;
            if !seen.insert(next.clone()) {
                return Some(LinkEnd::Loop);
            }
            // Behind `..` the words of a path may lead elsewhere than the server goes.
            let by_words = target.split(|byte| *byte == b'/').any(|part| part == b"..");
            match told(self.files.stat_name(&next).await) {
                Told::Yes(entry) => target = entry.link_target?,
                answer if answer.is_missing() && !by_words => {
                    let folder = self.files.stat(&next.parent()?, FollowLinks::Yes).await.ok()?;
                    return (folder.kind == EntryKind::Folder).then_some(LinkEnd::Missing(Place::Remote(next)));
                }
                _ => return None,
            }
            path = next;
        }
        None
    }

    fn login_name(&self) -> Option<String> {
        (!self.login.is_empty()).then(|| self.login.clone())
    }

    /// Who is logged in. SFTP does not tell; the owner of the home folder does where its name is that of the login.
    async fn find_user(&self) -> User {
        let mut user = User { name: self.login_name(), ..User::default() };
        if self.login == "root" {
            return User { id: Some(0), sure: true, ..user };
        }
        let Ok(home) = self.files.home().await else { return user };
        let Ok(mut entry) = self.files.stat(&home, FollowLinks::Yes).await else { return user };
        if entry.owner == Owner::default() && !home.is_root() {
            // Over FTP it may be the listing of the folder above that tells.
            let listed = self.files.stat(&home, FollowLinks::No).await;
            entry = listed.ok().filter(|listed| listed.kind == EntryKind::Folder).unwrap_or(entry);
        }
        match &entry.owner {
            Owner { id, name: Some(name) } if *name == self.login && self.files.capabilities().owner_names => {
                user.id = *id;
                user.sure = true;
            }
            // Without names that can be relied on: most homes belong to who lives there, also where they are shown as root.
            Owner { id: Some(id), name } if *id != 0 && (name.is_none() || !self.files.capabilities().owner_names) => {
                user.id = Some(*id);
            }
            _ => {}
        }
        user
    }
}

/// What is no link leads to itself. FTP servers tell more of a name in a listing than of where it leads.
fn complete(itself: &Told<Entry>, led_to: &mut Told<Entry>) {
    if let (Told::Yes(entry), Told::Yes(other)) = (itself, &*led_to)
        && (entry.kind, entry.permissions.is_some(), other.permissions) == (other.kind, true, None)
    {
        *led_to = itself.clone();
    }
}

fn remote(place: &Place) -> Option<&RemotePath> {
    if let Place::Remote(path) = place { Some(path) } else { None }
}
