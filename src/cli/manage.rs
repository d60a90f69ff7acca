//! The verbs that move no content: list, show, make, delete, rename, set permissions.

use super::client::{Client, Consent, Server};
use super::invocation::RemoteUrl;
use super::mode::ModeChange;
use super::output::Output;
use crate::engine::{Location, MoveHow, Operation};
use crate::error::{Error, ErrorKind, Result};
use crate::i18n::fl;
use crate::model::{Entry, EntryKind, EntryName, RemotePath, escape_bytes};
use crate::remote::FollowLinks;
use crate::text::{location_words, name_words, tried_connect, tried_list, tried_operation};

impl Client {
    /// Does `work` for each address; an address that fails does not stop the others. A connection that cannot be made is
    /// told once, whatever the number of addresses.
    async fn each(
        &mut self,
        urls: &[RemoteUrl],
        tried: impl Fn(Location) -> String,
        mut work: impl AsyncFnMut(&mut Self, &Server, RemotePath) -> Result<()>,
    ) {
        let mut unreachable = Vec::new();
        for url in urls {
            if self.output.reader_gone() || unreachable.contains(url.endpoint()) {
                continue;
            }
            let server = match self.server(url).await {
                Ok(server) => server,
                Err(error) => {
                    unreachable.push(url.endpoint().clone());
                    self.output.error(&error, Some(tried_connect(&url.endpoint().host_port())));
                    if error.is_cancelled() {
                        return;
                    }
                    continue;
                }
            };
            let (done, headline) = match server.path(url) {
                Ok(path) => {
                    let headline = tried(Location::Remote(server.session, path.clone()));
                    (work(self, &server, path).await, Some(headline))
                }
                Err(error) => (Err(error), None),
            };
            if let Err(error) = done {
                self.explained(&server, error, headline).await;
            }
        }
    }

    /// Finds out why something failed on a server, and prints it under what was tried.
    pub(super) async fn explained(&mut self, server: &Server, error: Box<Error>, headline: Option<String>) {
        let error = self.during(server.prober.explain(error)).await;
        self.output.error(&error.on_host(server.endpoint.host_port()), headline);
    }

    /// `ls`: the content of folders, or single files.
    pub(super) async fn ls(&mut self, urls: &[RemoteUrl]) {
        let several = urls.len() > 1;
        self.each(
            urls,
            |place| tried_list(&place),
            async |client, server, path| {
                let found = client.during(server.files.stat(&path, FollowLinks::Yes)).await;
                // A broken link is listed as the link that it is.
                let found = match found {
                    Err(error) if error.kind == ErrorKind::NotFound => {
                        client.during(server.files.stat(&path, FollowLinks::No)).await?
                    }
                    found => found?,
                };
                if found.kind != EntryKind::Folder && found.kind != EntryKind::Unknown {
                    client.output.entry(&found);
                    return Ok(());
                }
                if several {
                    client.output.heading(&format!("{}:", path.display()));
                }
                let mut pages = |_: &[Entry]| {};
                let mut listing = client.during(server.files.list(&path, &mut pages)).await?;
                listing.entries.sort_by(|a, b| a.name.cmp(&b.name));
                for entry in &listing.entries {
                    if client.output.reader_gone() {
                        break;
                    }
                    client.output.entry(entry);
                }
                if !listing.refused.is_empty() {
                    client.output.note(&fl!("cli-refused-names", count = listing.refused.len()));
                }
                if listing.truncated {
                    client.output.note(&fl!("cli-truncated"));
                }
                if listing.unread.count > 0 {
                    client.output.note(&fl!("cli-unread-lines", count = listing.unread.count));
                    for line in &listing.unread.samples {
                        client.output.note(&format!("  {}", escape_bytes(line)));
                    }
                }
                Ok(())
            },
        )
        .await;
    }

    /// `stat`: all that is known of single entries; links are not followed.
    pub(super) async fn stat(&mut self, urls: &[RemoteUrl]) {
        self.each(
            urls,
            |place| fl!("tried-look", path = location_words(&place)),
            async |client, server, path| {
                let mut entry = client.during(server.files.stat(&path, FollowLinks::No)).await?;
                if entry.kind == EntryKind::Link && entry.link_target.is_none() {
                    // A link that cannot be read is still a link.
                    entry.link_target = client.during(server.files.read_link(&path)).await.ok();
                }
                client.output.facts(&entry);
                Ok(())
            },
        )
        .await;
    }

    /// `mkdir`.
    pub(super) async fn mkdir(&mut self, urls: &[RemoteUrl], parents: bool) {
        self.each(
            urls,
            |place| fl!("tried-make-folder", path = location_words(&place)),
            async |client, server, path| {
                let made = if parents {
                    client.make_with_parents(server, &path).await?
                } else {
                    client.make_folder(server, &path).await?
                };
                if made {
                    client.output.done(None, Some(server.url(&path)), 0);
                }
                Ok(())
            },
        )
        .await;
    }

    async fn make_folder(&mut self, server: &Server, path: &RemotePath) -> Result<bool> {
        let (Some(parent), Some(name)) = (path.parent(), path.name()) else {
            return Err(Error::new(ErrorKind::AlreadyExists).at_remote(path));
        };
        self.change(Operation::CreateFolder { parent: Location::Remote(server.session, parent), name }).await
    }

    /// One address counts once, and is agreed to once, however many folders are missing.
    async fn make_with_parents(&mut self, server: &Server, path: &RemotePath) -> Result<bool> {
        let before = self.output.tally.files;
        self.consent = Consent::Whole;
        let made = self.make_missing(server, path).await;
        self.consent = Consent::Single;
        self.output.tally.files = before + u64::from(matches!(made, Ok(true)));
        made
    }

    async fn make_missing(&mut self, server: &Server, path: &RemotePath) -> Result<bool> {
        let mut missing = Vec::new();
        let mut folder = Some(path.clone());
        while let Some(next) = folder.filter(|folder| !folder.is_root()) {
            if self.is_folder(server, &next).await {
                break;
            }
            folder = next.parent();
            missing.push(next);
        }
        for folder in missing.into_iter().rev() {
            match self.make_folder(server, &folder).await {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(fault) if fault.is_cancelled() || fault.kind == ErrorKind::SiteLocked => return Err(fault),
                // Servers of version 3 do not say why; what is there decides.
                Err(fault) => {
                    if !self.is_folder(server, &folder).await {
                        return Err(fault);
                    }
                }
            }
        }
        Ok(true)
    }

    async fn is_folder(&mut self, server: &Server, path: &RemotePath) -> bool {
        let found = self.during(server.files.stat(path, FollowLinks::Yes)).await;
        found.is_ok_and(|found| found.kind == EntryKind::Folder)
    }

    /// `rm`: links are removed, not followed.
    pub(super) async fn rm(&mut self, urls: &[RemoteUrl], recursive: bool) {
        self.each(
            urls,
            |place| tried_operation(&Operation::Delete { items: vec![place], permanently: true }),
            async |client, server, path| {
                if path.is_root() {
                    return Err(Error::new(ErrorKind::InvalidArgument).at_remote(&path));
                }
                let found = client.during(server.files.stat(&path, FollowLinks::No)).await?;
                if found.kind == EntryKind::Folder && !recursive {
                    return Err(Error::new(ErrorKind::IsAFolder)
                        .at_remote(&path)
                        .with_detail(fl!("cli-needs-recursive")));
                }
                let items = vec![Location::Remote(server.session, path.clone())];
                if client.change(Operation::Delete { items, permanently: true }).await? {
                    client.output.done(Some(server.url(&path)), None, 0);
                }
                Ok(())
            },
        )
        .await;
    }

    /// Changes a server by the engine, which minds the lock of its site; whether all of it was done. What failed is told,
    /// where it is more than one thing.
    ///
    /// # Errors
    /// The one thing that failed; `SiteLocked` where nobody could be asked, `Cancelled` when the user did not agree.
    async fn change(&mut self, what: Operation) -> Result<bool> {
        let report = self.operate(what).await?;
        self.output.tally.files += report.done;
        if let (1, [error]) = (report.failed, report.errors.as_slice()) {
            return Err(Box::new((**error).clone()));
        }
        if report.failed == 0 && report.cancelled {
            return Err(unasked(Error::new(ErrorKind::Cancelled)));
        }
        self.output.tally.failed += report.failed;
        for error in &report.errors {
            self.output.error_uncounted(error, None);
        }
        Ok(report.failed == 0)
    }

    /// `mv`: into a folder that exists, or to a new path; never replaces anything.
    pub(super) async fn mv(&mut self, from: &RemoteUrl, to: &RemoteUrl) {
        let into = to.names_folder();
        let (sources, target) = (std::slice::from_ref(from), to);
        self.each(
            sources,
            |place| fl!("tried-move", name = name_words(&place), folder = escape_bytes(target.typed.as_bytes())),
            async |client, server, path| {
                let mut new = server.path(target)?;
                let found = client.during(server.files.stat(&new, FollowLinks::Yes)).await;
                let is_folder = found.as_ref().is_ok_and(|found| found.kind == EntryKind::Folder);
                if into && !is_folder {
                    found?;
                    return Err(Error::new(ErrorKind::NotAFolder).at_remote(&new));
                }
                if is_folder {
                    let name: EntryName =
                        path.name().ok_or_else(|| Error::new(ErrorKind::InvalidArgument).at_remote(&path))?;
                    new = new.join(&name);
                }
                let on = |path: &RemotePath| Location::Remote(server.session, path.clone());
                let moves = vec![(on(&path), on(&new))];
                if client.change(Operation::MoveTo { moves, how: MoveHow::Keep }).await? {
                    client.output.done(Some(server.url(&path)), Some(server.url(&new)), 0);
                }
                Ok(())
            },
        )
        .await;
    }

    /// `chmod`.
    pub(super) async fn chmod(&mut self, change: ModeChange, urls: &[RemoteUrl], recursive: bool) {
        self.each(
            urls,
            |place| fl!("tried-permissions", path = location_words(&place)),
            async |client, server, path| {
                let what = Operation::SetPermissions {
                    items: vec![Location::Remote(server.session, path.clone())],
                    set: change.set,
                    clear: change.clear,
                    recursive,
                    folders_only_execute: change.folders_only_execute,
                };
                if client.change(what).await? {
                    client.output.done(None, Some(server.url(&path)), 0);
                }
                Ok(())
            },
        )
        .await;
    }
}

/// A change that nobody agreed to: where nobody could be asked, the lock of the site stands in its way.
pub(super) fn unasked(error: Box<Error>) -> Box<Error> {
    if error.is_cancelled() && !Output::can_ask() {
        return Box::new(Error { kind: ErrorKind::SiteLocked, ..*error });
    }
    error
}
