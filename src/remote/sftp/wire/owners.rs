//! Names of owners: asked from the server by number and remembered, or read from its `ls -l` lines.

use super::client::{Call, Client};
use super::extensions::USERS_GROUPS;
use super::fields::Fields;
use super::link::Expect;
use super::packet::EXTENDED;
use crate::error::Result;
use crate::model::{Entry, escape_bytes};
use bytes::{BufMut, Bytes};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most numbers in one request.
const BATCH: usize = 512;
/// The most names that are remembered.
const CAP: usize = 100_000;

/// Names by number; `None` for numbers without a name.
#[derive(Debug, Default)]
struct Names {
    users: HashMap<u32, Option<String>>,
    groups: HashMap<u32, Option<String>>,
}

/// What is known of the owners on one server.
#[derive(Debug, Default)]
pub(super) struct Owners(Mutex<Names>);

impl Owners {
    fn names(&self) -> MutexGuard<'_, Names> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for the names of all owners of `entries` that are not known yet, and puts the names in.
    ///
    /// # Errors
    /// The fault of the link; a server that refuses leaves the names out.
    pub(super) async fn fill(&self, client: &Client, entries: &mut [Entry]) -> Result<()> {
        let (mut users, mut groups) = (BTreeSet::new(), BTreeSet::new());
        {
            let names = self.names();
            users.extend(entries.iter().filter_map(|e| e.owner.id).filter(|id| !names.users.contains_key(id)));
            groups.extend(entries.iter().filter_map(|e| e.group.id).filter(|id| !names.groups.contains_key(id)));
        }
        let (users, groups): (Vec<u32>, Vec<u32>) = (users.into_iter().collect(), groups.into_iter().collect());
        let mut batches = users.chunks(BATCH);
        let mut group_batches = groups.chunks(BATCH);
        loop {
            let (users, groups) = (batches.next().unwrap_or_default(), group_batches.next().unwrap_or_default());
            if users.is_empty() && groups.is_empty() {
                break;
            }
            self.ask(client, users, groups).await?;
        }
        let names = self.names();
        for entry in entries {
            if let Some(id) = entry.owner.id {
                entry.owner.name = names.users.get(&id).cloned().flatten();
            }
            if let Some(id) = entry.group.id {
                entry.group.name = names.groups.get(&id).cloned().flatten();
            }
        }
        Ok(())
    }

    async fn ask(&self, client: &Client, users: &[u32], groups: &[u32]) -> Result<()> {
        let parameters = format!("{} users, {} groups", users.len(), groups.len());
        let call = Call::about(EXTENDED, Expect::Extended, parameters).extension(USERS_GROUPS).quiet();
        let asking = client.send(call, |packet| {
            packet.string(USERS_GROUPS.as_bytes());
            for ids in [users, groups] {
                let mut list = Vec::with_capacity(ids.len() * 4);
                for id in ids {
                    list.put_u32(*id);
                }
                packet.string(&list);
            }
        });
        let mut answer = match asking.extended().await {
            Ok(answer) => answer,
            Err(error) if error.ends_session() => return Err(error),
            Err(_) => Fields(Bytes::new()),
        };
        let mut names = self.names();
        if names.users.len() + names.groups.len() > CAP {
            *names = Names::default();
        }
        let Names { users: known_users, groups: known_groups } = &mut *names;
        for (ids, known) in [(users, known_users), (groups, known_groups)] {
            let mut list = Fields(answer.string().unwrap_or_default());
            for id in ids {
                let name = list.string().filter(|name| !name.is_empty()).map(|name| escape_bytes(&name));
                known.insert(*id, name);
            }
        }
        Ok(())
    }
}

/// User and group from a line as `ls -l` writes it (`-rw-r--r--    1 ada      staff ...`); `None` where they are only
/// numbers or the line looks different.
pub(super) fn owners_in_longname(line: &[u8]) -> (Option<String>, Option<String>) {
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let mode = words.next().unwrap_or_default();
    let links = words.next().unwrap_or_default();
    if !(10..=11).contains(&mode.len()) || links.is_empty() || !links.iter().all(u8::is_ascii_digit) {
        return (None, None);
    }
    let mut name = || words.next().filter(|word| !word.iter().all(u8::is_ascii_digit)).map(escape_bytes);
    (name(), name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_read_from_listing_lines() {
        let owners = |line: &str| owners_in_longname(line.as_bytes());
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(owners("-rw-r--r--    1 ada      staff        12 Jan  1 10:00 x"), (some("ada"), some("staff")));
        assert_eq!(owners("-rw-r--r--    1 1000     users        12 Jan  1 10:00 x"), (None, some("users")));
        assert_eq!(owners("x"), (None, None));
        assert_eq!(owners(""), (None, None));
        assert_eq!(owners("-rw-r--r-- ada staff 12 Jan 1 x"), (None, None));
    }
}
