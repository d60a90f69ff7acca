//! `get` and `put`: what goes where, handed to the engine, watched until its end.

use super::client::{Client, Server};
use super::invocation::{RemoteUrl, TransferOptions};
use super::watch::Watch;
use crate::engine::{Command, LinkPolicy, Target, TransferSource, TransferWish};
use crate::error::{Error, ErrorKind, Result};
use crate::i18n::fl;
use crate::model::{BatchId, EntryKind, EntryName, RemotePath, SessionId, escape_bytes};
use crate::queue::Direction;
use crate::remote::FollowLinks;
use crate::text::tried_connect;
use std::fs;
use std::path::{Path, PathBuf};

/// Where downloads go: an existing folder, or one new name in it.
struct LocalTarget {
    folder: PathBuf,
    rename: Option<EntryName>,
}

impl Client {
    /// `get`.
    pub(super) async fn get(&mut self, urls: &[RemoteUrl], target: Option<&Path>, how: TransferOptions) {
        let target = match local_target(target.unwrap_or(Path::new(".")), urls.len()) {
            Ok(target) => target,
            Err(error) => return self.output.error(&error, None),
        };
        let mut batches: Vec<(SessionId, Vec<TransferSource>)> = Vec::new();
        let mut unreachable = Vec::new();
        for url in urls {
            if unreachable.contains(url.endpoint()) {
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
            match self.download_source(&server, url, how).await {
                Ok(path) => {
                    let source = TransferSource::Remote(path);
                    match batches.iter_mut().find(|(session, _)| *session == server.session) {
                        Some((_, sources)) => sources.push(source),
                        None => batches.push((server.session, vec![source])),
                    }
                }
                Err(error) => {
                    let headline = fl!("tried-get", path = escape_bytes(url.typed.as_bytes()));
                    self.explained(&server, error, Some(headline)).await;
                }
            }
        }
        let batches = batches
            .into_iter()
            .map(|(session, sources)| TransferWish {
                batch: self.next_batch(),
                session,
                direction: Direction::Download,
                sources,
                target: Target::LocalFolder(target.folder.clone()),
                rename: target.rename.clone(),
                rule: how.overwrite.unwrap_or_default(),
                links: LinkPolicy::default(),
                remove_source: false,
            })
            .collect();
        self.transfer(batches).await;
    }

    async fn download_source(&mut self, server: &Server, url: &RemoteUrl, how: TransferOptions) -> Result<RemotePath> {
        let path = server.path(url)?;
        let found = self.during(server.files.stat(&path, FollowLinks::Yes)).await?;
        if found.kind == EntryKind::Folder && !how.recursive {
            return Err(Error::new(ErrorKind::IsAFolder).at_remote(&path).with_detail(fl!("cli-needs-recursive")));
        }
        if found.kind != EntryKind::Folder && url.names_folder() && url.address.path.is_some() {
            return Err(Error::new(ErrorKind::NotAFolder).at_remote(&path));
        }
        Ok(path)
    }

    /// `put`.
    pub(super) async fn put(&mut self, files: &[PathBuf], target: &RemoteUrl, how: TransferOptions) {
        let mut sources = Vec::new();
        for file in files {
            match upload_source(file, how.recursive) {
                Ok(path) => sources.push(TransferSource::Local(path)),
                Err(error) => self.output.error(&error, None),
            }
        }
        if sources.is_empty() {
            return;
        }
        let server = match self.server(target).await {
            Ok(server) => server,
            Err(error) => {
                return self.output.error(&error, Some(tried_connect(&target.endpoint().host_port())));
            }
        };
        let (folder, rename) = match self.upload_target(&server, target, files.len()).await {
            Ok(found) => found,
            Err(error) => {
                let headline = fl!("tried-put", path = escape_bytes(target.typed.as_bytes()));
                return self.explained(&server, error, Some(headline)).await;
            }
        };
        let wish = TransferWish {
            batch: self.next_batch(),
            session: server.session,
            direction: Direction::Upload,
            sources,
            target: Target::RemoteFolder(folder),
            rename,
            rule: how.overwrite.unwrap_or_default(),
            links: LinkPolicy::default(),
            remove_source: false,
        };
        self.transfer(vec![wish]).await;
    }

    /// The folder that uploads go to, and the new name where the address is no folder.
    async fn upload_target(
        &mut self,
        server: &Server,
        url: &RemoteUrl,
        sources: usize,
    ) -> Result<(RemotePath, Option<EntryName>)> {
        let path = server.path(url)?;
        match self.during(server.files.stat(&path, FollowLinks::Yes)).await {
            Ok(found) if found.kind == EntryKind::Folder => Ok((path, None)),
            Ok(_) if url.names_folder() || sources > 1 => Err(Error::new(ErrorKind::NotAFolder).at_remote(&path)),
            Err(error) if error.kind != ErrorKind::NotFound || url.names_folder() || sources > 1 => Err(error),
            _ => match (path.parent(), path.name()) {
                (Some(folder), Some(name)) => Ok((folder, Some(name))),
                _ => Err(Error::new(ErrorKind::InvalidArgument).at_remote(&path)),
            },
        }
    }

    /// Hands batches to the engine and waits until all of them have come to an end.
    async fn transfer(&mut self, wishes: Vec<TransferWish>) {
        if wishes.is_empty() {
            return;
        }
        let batches: Vec<BatchId> = wishes.iter().map(|wish| wish.batch).collect();
        for wish in wishes {
            self.engine.send(Command::Transfer(wish));
        }
        Watch::new(batches).run(self).await;
    }
}

/// What is uploaded, as an absolute path that ends in a name.
fn upload_source(file: &Path, recursive: bool) -> Result<PathBuf> {
    let fault = |source: std::io::Error| Error::local(&source, file);
    let metadata = fs::metadata(file).map_err(fault)?;
    if metadata.is_dir() && !recursive {
        return Err(Error::new(ErrorKind::IsAFolder)
            .at(crate::error::Place::Local(file.to_owned()))
            .with_detail(fl!("cli-needs-recursive")));
    }
    match file.file_name() {
        Some(_) => std::path::absolute(file).map_err(fault),
        // `.`, `..`, and the root: the name is that of the folder itself.
        None => file.canonicalize().map_err(fault),
    }
}

fn local_target(target: &Path, sources: usize) -> Result<LocalTarget> {
    let fault = |source: std::io::Error| Error::local(&source, target);
    let absolute = std::path::absolute(target).map_err(fault)?;
    let names_folder = target.as_os_str().as_encoded_bytes().ends_with(b"/");
    match fs::metadata(target) {
        Ok(found) if found.is_dir() => Ok(LocalTarget { folder: absolute, rename: None }),
        Ok(_) if names_folder || sources > 1 => {
            Err(Error::new(ErrorKind::NotAFolder).at(crate::error::Place::Local(target.to_owned())))
        }
        Err(source) if source.kind() != std::io::ErrorKind::NotFound || names_folder || sources > 1 => {
            Err(fault(source))
        }
        _ => {
            let name = absolute.file_name().and_then(|name| EntryName::new(name.as_encoded_bytes()).ok());
            match (absolute.parent(), name) {
                (Some(folder), Some(name)) if folder.is_dir() => {
                    Ok(LocalTarget { folder: folder.to_owned(), rename: Some(name) })
                }
                (folder, _) => {
                    let missing = folder.unwrap_or(target);
                    Err(Error::local(&std::io::Error::from(std::io::ErrorKind::NotFound), missing))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_folder_or_a_new_name() {
        let here = tempfile::tempdir().unwrap();
        let inside = |name: &str| here.path().join(name);
        fs::write(inside("file"), b"").unwrap();
        let found = local_target(here.path(), 3).unwrap();
        assert_eq!((found.folder.as_path(), found.rename), (here.path(), None));
        let found = local_target(&inside("new"), 1).unwrap();
        assert_eq!((found.folder.as_path(), found.rename), (here.path(), EntryName::new(*b"new").ok()));
        assert!(local_target(&inside("file"), 1).unwrap().rename.is_some());
        for (name, sources, kind) in [
            ("new", 2, ErrorKind::NotFound),
            ("new/", 1, ErrorKind::NotFound),
            ("file", 2, ErrorKind::NotAFolder),
            ("missing/new", 1, ErrorKind::NotFound),
        ] {
            let fault = local_target(&inside(name), sources).err().unwrap();
            assert_eq!(fault.kind, kind, "{name}");
            assert!(fault.place.is_some(), "{name}");
        }
    }

    #[test]
    fn folders_are_uploaded_only_when_asked_for() {
        let here = tempfile::tempdir().unwrap();
        assert_eq!(upload_source(here.path(), false).unwrap_err().kind, ErrorKind::IsAFolder);
        assert_eq!(upload_source(here.path(), true).unwrap(), here.path());
        assert!(upload_source(Path::new("."), true).unwrap().file_name().is_some());
    }
}
