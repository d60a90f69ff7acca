//! Lists a folder: several READDIR under way, hostile names set apart, links looked up, owners named.

use super::attrs::Attrs;
use super::client::{Call, Client, Waiting};
use super::extensions::{Extensions, USERS_GROUPS};
use super::link::{Expect, RemoteHandle};
use super::owners::{Owners, owners_in_longname};
use super::packet::{FX_EOF, OPENDIR, READDIR, READLINK, STAT};
use super::reply::NameEntry;
use crate::error::{Result, StatusCode};
use crate::model::{ByteSize, Entry, EntryKind, EntryName, Listing, Owner, Permissions, RemotePath};
use crate::remote::ListProgress;
use std::collections::VecDeque;

/// The most entries, usable or not, and the most bytes of names that one listing holds.
const MAX_ENTRIES: usize = 1_000_000;
const MAX_BYTES: usize = 256 << 20;
/// Pages asked for ahead: a small folder needs two, the page and the end.
const FIRST_PAGES: usize = 2;
const MORE_PAGES: usize = 8;
/// Pages without a name in a row that count as the end; OpenSSH never sends one.
const EMPTY_PAGES: usize = 3;
/// Links looked up at the same time, and at most.
const LINK_BATCH: usize = 128;
const MAX_LINKS: usize = 20_000;

/// What attributes tell of an entry.
pub(super) fn entry_from(name: EntryName, attrs: &Attrs) -> Entry {
    let mut entry = Entry::new(name, attrs.kind());
    entry.size = attrs.size.map(ByteSize);
    entry.modified = attrs.modified();
    entry.permissions = attrs.mode.map(Permissions::from_mode);
    entry.owner = Owner { id: attrs.owner.map(|(user, _)| user), name: None };
    entry.group = Owner { id: attrs.owner.map(|(_, group)| group), name: None };
    entry
}

/// The content of `folder`.
pub(super) async fn list(
    client: &Client,
    extensions: &Extensions,
    owners: &Owners,
    folder: &RemotePath,
    progress: ListProgress<'_>,
) -> Result<Listing> {
    let opening = client.send(Call::on(OPENDIR, Expect::Handle, folder), |packet| packet.string(folder.as_bytes()));
    let handle = opening.handle().await?;
    let ask_names = extensions.has(USERS_GROUPS);
    let mut listing = Listing::default();
    let mut bytes = 0_usize;
    let mut pages: VecDeque<Waiting> = VecDeque::new();
    let (mut ahead, mut empty, mut ended) = (FIRST_PAGES, 0, false);
    loop {
        while !ended && pages.len() < ahead {
            pages.push_back(ask_page(client, &handle, folder));
        }
        let Some(page) = pages.pop_front() else { break };
        let names = match page.names().await {
            Ok(names) => names,
            // Pages asked for before may still bring names: all answers are awaited.
            Err(error) if error.code == Some(StatusCode::Sftp(FX_EOF)) => {
                ended = true;
                continue;
            }
            Err(error) => return Err(error),
        };
        empty = if names.is_empty() { empty + 1 } else { 0 };
        ended |= empty >= EMPTY_PAGES;
        ahead = MORE_PAGES;
        let before = listing.entries.len();
        for name in names {
            bytes += name.name.len() + name.longname.len();
            take(&mut listing, &name, !ask_names);
        }
        progress(listing.entries.get(before..).unwrap_or_default());
        if listing.entries.len() + listing.refused.len() >= MAX_ENTRIES || bytes > MAX_BYTES {
            listing.entries.truncate(MAX_ENTRIES);
            listing.truncated = true;
            break;
        }
    }
    drop(pages);
    // All names are here; the answer to the close would tell nothing more.
    drop(handle);
    follow_links(client, folder, &mut listing.entries).await?;
    if ask_names {
        owners.fill(client, &mut listing.entries).await?;
    }
    Ok(listing)
}

fn ask_page(client: &Client, handle: &RemoteHandle, folder: &RemotePath) -> Waiting {
    client.send(Call::on(READDIR, Expect::Names, folder).quiet(), |packet| packet.string(handle.bytes()))
}

fn take(listing: &mut Listing, entry: &NameEntry, owners_from_line: bool) {
    if matches!(&entry.name[..], b"." | b"..") {
        return;
    }
    let Ok(name) = EntryName::new(&entry.name[..]) else {
        listing.refused.push(entry.name.to_vec());
        return;
    };
    let mut made = entry_from(name, &entry.attrs);
    if made.kind == EntryKind::Unknown {
        made.kind = match entry.longname.first() {
            Some(b'd') => EntryKind::Folder,
            Some(b'-') => EntryKind::File,
            Some(b'l') => EntryKind::Link,
            Some(b'p' | b's' | b'b' | b'c') => EntryKind::Special,
            _ => EntryKind::Unknown,
        };
    }
    if owners_from_line {
        (made.owner.name, made.group.name) = owners_in_longname(&entry.longname);
    }
    listing.entries.push(made);
}

/// Looks up where links point and what they lead to.
pub(super) async fn follow_links(client: &Client, folder: &RemotePath, entries: &mut [Entry]) -> Result<()> {
    let mut links = entries.iter_mut().filter(|entry| entry.kind == EntryKind::Link).take(MAX_LINKS);
    loop {
        let batch: Vec<(&mut Entry, Waiting, Waiting)> = links
            .by_ref()
            .take(LINK_BATCH)
            .map(|entry| {
                let path = folder.join(&entry.name);
                let (target, led_to) = ask_link(client, &path);
                (entry, target, led_to)
            })
            .collect();
        if batch.is_empty() {
            return Ok(());
        }
        for (entry, target, led_to) in batch {
            (entry.link_target, entry.link_kind) = link_answers(target, led_to).await?;
        }
    }
}

fn ask_link(client: &Client, path: &RemotePath) -> (Waiting, Waiting) {
    let target = client.send(Call::on(READLINK, Expect::Names, path).quiet(), |p| p.string(path.as_bytes()));
    let led_to = client.send(Call::on(STAT, Expect::Attrs, path).quiet(), |p| p.string(path.as_bytes()));
    (target, led_to)
}

async fn link_answers(target: Waiting, led_to: Waiting) -> Result<(Option<Vec<u8>>, Option<EntryKind>)> {
    let target = match target.names().await {
        Ok(names) => names.first().map(|name| name.name.to_vec()),
        Err(error) if error.ends_session() => return Err(error),
        Err(_) => None,
    };
    let kind = match led_to.attrs().await {
        Ok(attrs) => Some(attrs.kind()),
        Err(error) if error.ends_session() => return Err(error),
        Err(_) => None,
    };
    Ok((target, kind))
}

/// The same for the one link at `path`.
pub(super) async fn follow_link(client: &Client, path: &RemotePath, entry: &mut Entry) -> Result<()> {
    let (target, led_to) = ask_link(client, path);
    (entry.link_target, entry.link_kind) = link_answers(target, led_to).await?;
    Ok(())
}
