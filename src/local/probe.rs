//! Looks around after an error on this computer: the same questions as on a server, asked of the system. Reads only,
//! opens nothing but folders, and follows no link but by `stat`.

use super::list::{stat, stat_link};
use super::place::space;
use crate::error::{Attempt, Error, Facts, LinkEnd, PathFacts, Place, Questions, Result, Step, Told, User, questions};
use crate::model::{EntryKind, RemotePath};
use std::path::Path;

/// The most entries of a folder that are counted.
const MOST_COUNTED: usize = 1000;

/// Everything that this computer tells about an error. Blocks; a hanging network file system can hold it up for as long as
/// it likes, so callers give up waiting after a few seconds.
#[must_use]
pub fn probe(error: &Error, attempt: &Attempt) -> Facts {
    let wanted = questions(error, attempt);
    let mut facts = Facts::default();
    if wanted.is_empty() {
        return facts;
    }
    if let Place::Local(path) = &attempt.place {
        facts.target = path_facts(path, wanted, wanted.content);
    }
    if let Some(Place::Local(path)) = &attempt.second {
        facts.second = path_facts(path, wanted, wanted.second_content);
    }
    if wanted.user {
        facts.user = user();
    }
    facts
}

fn told<T>(answer: Result<T>) -> Told<T> {
    match answer {
        Ok(answer) => Told::Yes(answer),
        Err(error) => Told::No(error.kind),
    }
}

fn path_facts(path: &Path, wanted: Questions, content: bool) -> PathFacts {
    let mut facts = PathFacts::default();
    let parent = path.parent();
    if wanted.steps {
        facts.steps = Place::Local(path.into())
            .ancestors()
            .into_iter()
            .filter_map(|place| {
                let Place::Local(folder) = &place else { return None };
                let (itself, led_to) = (told(stat_link(folder)), told(stat(folder)));
                Some(Step { place, itself, led_to })
            })
            .collect();
    }
    if wanted.target {
        facts.itself = told(stat_link(path));
        facts.led_to = told(stat(path));
        if let Some(parent) = parent {
            facts.parent = told(stat(parent));
        }
    }
    if wanted.space {
        facts.space = told(space(parent.unwrap_or(path)));
    }
    if wanted.own_space {
        facts.own_space = told(space(path));
    }
    if content && facts.itself.yes().is_some_and(|entry| entry.kind == EntryKind::Folder) {
        let counted = std::fs::read_dir(path).map(|all| all.take(MOST_COUNTED).count());
        let counted = counted.map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        facts.content = told(counted.map_err(|error| Error::local(&error, path)));
    }
    if let Some(link) = facts.itself.yes().filter(|_| facts.led_to.is_missing())
        && let Some(target) = &link.link_target
    {
        // The system tells circles by a number of their own: this one leads nowhere.
        facts.link_end = Some(LinkEnd::Missing(led_to(path, target)));
    }
    facts
}

/// Where a link points, by its words.
fn led_to(link: &Path, target: &[u8]) -> Place {
    let folder = link.parent().unwrap_or(link).as_os_str().as_encoded_bytes();
    let words = RemotePath::parse(folder).and_then(|folder| folder.resolve(target));
    let text = words.ok().and_then(|path| String::from_utf8(path.as_bytes().to_vec()).ok());
    Place::Local(text.map_or_else(|| link.into(), Into::into))
}

#[cfg(unix)]
fn user() -> User {
    let id = rustix::process::geteuid().as_raw();
    let mut groups: Vec<u32> =
        rustix::process::getgroups().unwrap_or_default().into_iter().map(rustix::process::Gid::as_raw).collect();
    groups.push(rustix::process::getegid().as_raw());
    let name = super::owner_names::OwnerNames::read().user(id);
    User { name, id: Some(id), groups, all_groups: true, sure: true }
}

/// Rights are not told by bits here.
#[cfg(not(unix))]
fn user() -> User {
    User::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Act, Cause, Confidence, ErrorKind, diagnose};
    use std::fs;

    fn explain(error: Box<Error>, act: Act) -> (Cause, Confidence) {
        let error = error.trying(act);
        let attempt = error.attempt().unwrap();
        let diagnosis = diagnose(&error, &attempt, &probe(&error, &attempt));
        (diagnosis.cause, diagnosis.confidence)
    }

    #[test]
    fn a_missing_folder_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/c");
        let error = Error::local(&fs::write(&path, b"").unwrap_err(), &path);
        let missing = Cause::MissingFolder { folder: Place::Local(dir.path().join("a")) };
        assert_eq!(explain(error, Act::OpenWrite { exclusive: true }), (missing, Confidence::Certain));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_nowhere_and_in_circles_are_told_apart() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        symlink("nowhere", dir.path().join("broken")).unwrap();
        symlink("circle", dir.path().join("circle")).unwrap();
        for (name, cause) in [("broken", "broken_link"), ("circle", "link_loop")] {
            let path = dir.path().join(name);
            let error = Error::local(&fs::read(&path).unwrap_err(), &path);
            let (found, confidence) = explain(error, Act::OpenRead);
            assert_eq!((found.name(), confidence), (cause, Confidence::Certain), "{found:?}");
        }
    }

    #[test]
    fn entries_of_a_folder_are_counted() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("x"), b"").unwrap();
        let error = Error::local(&fs::remove_dir(dir.path()).unwrap_err(), dir.path());
        if error.kind == ErrorKind::FolderNotEmpty {
            let (cause, _) = explain(error, Act::RemoveFolder);
            assert_eq!(cause, Cause::FolderNotEmpty { at: Some(Place::Local(dir.path().into())), entries: Some(1) });
        }
    }
}
