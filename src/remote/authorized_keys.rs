//! The public half of a key installed on a server: one more line in `~/.ssh/authorized_keys`, and the permissions without which
//! OpenSSH ignores that file (`StrictModes` of `sshd_config`).

use super::fs::{AttributeChange, FollowLinks, OpenWrite, RemoteFs, RenameMode};
use super::stream::{FinishWrite, RemoteWriter, WriteBuffer};
use crate::error::{Error, ErrorKind, KeyFault, Place, Result};
use crate::model::{ByteSize, Entry, EntryKind, EntryName, Permissions, RemotePath};
use crate::trust::HostKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::Read as _;
use std::path::Path;

/// Most bytes of an `authorized_keys` that is changed; longer ones are left alone.
const FILE_MAX: u64 = 4 << 20;
/// Most bytes of a file with a public key.
const KEY_MAX: u64 = 64 << 10;
/// Write bits of everybody but the owner.
const FOREIGN_WRITE: u32 = 0o022;

/// A public key as one line: `ssh-ed25519 AAAA... comment`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKeyLine {
    line: String,
    /// The key itself, in Base64 as it stands in files.
    key: String,
}

impl PublicKeyLine {
    /// Reads a line; `None` for what is no public key of SSH.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
        let mut words = line.split_whitespace();
        let (algorithm, key) = (words.next()?, words.next()?);
        let inside = HostKey::from_blob(STANDARD.decode(key).ok()?)?;
        let clean = !line.contains(char::is_control);
        (inside.algorithm() == algorithm && clean).then(|| Self { line: line.to_owned(), key: key.to_owned() })
    }

    /// Reads a file (`id_ed25519.pub`); blocks.
    ///
    /// # Errors
    /// `KeyUnusable` with the path: `Unreadable`; `PrivateKey` for the private half, which must never leave this computer;
    /// `NotAPublicKey`.
    pub fn read(path: &Path) -> Result<Self> {
        let mut bytes = Vec::new();
        let read = std::fs::File::open(path).and_then(|file| file.take(KEY_MAX).read_to_end(&mut bytes));
        let unusable = |fault| Error::new(ErrorKind::KeyUnusable(fault)).at(Place::Local(path.to_owned()));
        if let Err(fault) = read {
            return Err(unusable(KeyFault::Unreadable).with_detail(fault.to_string()));
        }
        let text = String::from_utf8(bytes).map_err(|_| unusable(KeyFault::NotAPublicKey))?;
        if text.contains("PRIVATE KEY") || text.starts_with("PuTTY-User-Key-File") {
            return Err(unusable(KeyFault::PrivateKey));
        }
        Self::parse(&text).ok_or_else(|| unusable(KeyFault::NotAPublicKey))
    }

    /// The whole line.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }
}

/// Permissions with which OpenSSH ignores the keys below them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoosePermissions {
    /// Where.
    pub path: RemotePath,
    /// What is set.
    pub now: Permissions,
    /// What it must be: the same without the right to write for others than the owner.
    pub wanted: Permissions,
}

/// What came of installing a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledKey {
    /// The file that holds the key now.
    pub file: RemotePath,
    /// Whether it was added; `false`: it was there already.
    pub added: bool,
    /// Permissions with which the server would ignore it, home folder first; empty: all is well, or they were mended.
    pub loose: Vec<LoosePermissions>,
    /// Permissions that were mended.
    pub mended: Vec<LoosePermissions>,
}

/// Adds a key to `~/.ssh/authorized_keys`, where it is not there yet: the new file is written beside the old one and takes its
/// place in one step where the server can do that, else the line is written behind the old content. Nothing else in the file
/// is changed. With `mend`, permissions that are too loose are set right.
///
/// # Errors
/// Those of the server, with the path; `NotAFolder` or `SpecialFile` where something else is in the way;
/// `ChangedDuringTransfer` when somebody else changed the file at the same moment.
pub async fn install_key(files: &dyn RemoteFs, key: &PublicKeyLine, mend: bool) -> Result<InstalledKey> {
    let home = files.home().await?;
    let folder = join(&home, b".ssh")?;
    match files.stat(&folder, FollowLinks::Yes).await {
        Ok(entry) if entry.kind == EntryKind::Folder => {}
        Ok(_) => return Err(Error::new(ErrorKind::NotAFolder).at_remote(&folder)),
        Err(error) if error.kind == ErrorKind::NotFound => {
            files
                .create_folder(&folder, Some(Permissions::from_mode(0o700)))
                .await
                .map_err(|e| e.at_remote(&folder))?;
        }
        Err(error) => return Err(error.at_remote(&folder)),
    }
    let named = join(&folder, b"authorized_keys")?;
    let there = match files.stat(&named, FollowLinks::Yes).await {
        Ok(entry) => Some(entry),
        Err(error) if error.kind == ErrorKind::NotFound => None,
        Err(error) => return Err(error.at_remote(&named)),
    };
    // A link stays one: what it leads to is changed.
    let file = match &there {
        Some(_) => files.real_path(named.as_bytes()).await.map_err(|error| error.at_remote(&named))?,
        None => named,
    };
    let added = add(files, &file, there.as_ref(), key).await.map_err(|error| error.at_remote(&file))?;
    let mut loose = Vec::new();
    for path in [&home, &folder, &file] {
        let entry = files.stat(path, FollowLinks::Yes).await.map_err(|error| error.at_remote(path))?;
        if let Some(now) = entry.permissions.filter(|now| now.mode() & FOREIGN_WRITE != 0) {
            let wanted = Permissions::from_mode(now.mode() & !FOREIGN_WRITE);
            loose.push(LoosePermissions { path: path.clone(), now, wanted });
        }
    }
    let mut mended = Vec::new();
    if mend {
        for place in std::mem::take(&mut loose) {
            let change = AttributeChange { permissions: Some(place.wanted), ..AttributeChange::default() };
            let set = files.set_attributes(&place.path, change, FollowLinks::Yes).await;
            set.map_err(|error| error.at_remote(&place.path))?;
            mended.push(place);
        }
    }
    Ok(InstalledKey { file, added, loose, mended })
}

fn join(folder: &RemotePath, name: &[u8]) -> Result<RemotePath> {
    let name = EntryName::new(name).map_err(|_| Error::new(ErrorKind::NameRefused))?;
    Ok(folder.join(&name))
}

async fn add(files: &dyn RemoteFs, file: &RemotePath, there: Option<&Entry>, key: &PublicKeyLine) -> Result<bool> {
    let Some(entry) = there else {
        let mode = Permissions::from_mode(0o600);
        let how = OpenWrite { exclusive: true, truncate: false, offset: 0, permissions: Some(mode) };
        write(files.open_write(file, how).await?, format!("{}\n", key.line).as_bytes(), Some(mode)).await?;
        return Ok(true);
    };
    if entry.kind != EntryKind::File {
        return Err(Error::new(ErrorKind::SpecialFile));
    }
    let old = read(files, file, entry.size).await?;
    if holds(&old, &key.key) {
        return Ok(false);
    }
    let mut tail = Vec::new();
    // A last line without an end would swallow the new one.
    if old.last().is_some_and(|last| *last != b'\n') {
        tail.push(b'\n');
    }
    tail.extend_from_slice(key.line.as_bytes());
    tail.push(b'\n');
    let unchanged = async || -> Result<()> {
        let now = files.stat(file, FollowLinks::Yes).await?;
        let same = now.size == entry.size && now.modified == entry.modified;
        if same { Ok(()) } else { Err(Error::new(ErrorKind::ChangedDuringTransfer)) }
    };
    if !files.capabilities().atomic_replace {
        unchanged().await?;
        let offset = u64::try_from(old.len()).unwrap_or(u64::MAX);
        let how = OpenWrite { exclusive: false, truncate: false, offset, permissions: None };
        write(files.open_write(file, how).await?, &tail, None).await?;
        return Ok(true);
    }
    let beside = beside(file)?;
    let mode = entry.permissions.unwrap_or(Permissions::from_mode(0o600));
    let how = OpenWrite { exclusive: true, truncate: false, offset: 0, permissions: Some(mode) };
    let whole = [old, tail].concat();
    let writer = match files.open_write(&beside, how).await {
        // Left by a run that broke off before it could give the file its name.
        Err(_) if is_plain_file(files, &beside).await => {
            files.remove_file(&beside).await.map_err(|error| error.at_remote(&beside))?;
            files.open_write(&beside, how).await
        }
        opened => opened,
    };
    let writer = writer.map_err(|error| error.at_remote(&beside))?;
    let writing = async {
        write(writer, &whole, Some(mode)).await?;
        unchanged().await?;
        files.rename(&beside, file, RenameMode::Replace).await
    };
    if let Err(error) = writing.await {
        // What was begun beside is of no use; what is told is why it did not come to its end.
        let _kept = files.remove_file(&beside).await;
        return Err(error);
    }
    Ok(true)
}

/// Whether a file lies there, and no link, folder or device.
async fn is_plain_file(files: &dyn RemoteFs, path: &RemotePath) -> bool {
    files.stat(path, FollowLinks::No).await.is_ok_and(|found| found.kind == EntryKind::File)
}

/// The name of the new file until it takes the place of the old one.
fn beside(file: &RemotePath) -> Result<RemotePath> {
    let folder = file.parent().ok_or_else(|| Error::new(ErrorKind::InvalidArgument))?;
    let name = file.name().ok_or_else(|| Error::new(ErrorKind::InvalidArgument))?;
    join(&folder, &[name.as_bytes(), b".catamaran-new"].concat())
}

/// Whether a line of the file, no comment, holds the key; options may stand before it.
fn holds(content: &[u8], key: &str) -> bool {
    let lines = content.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.starts_with(b"#"));
    let mut words = lines.flat_map(|line| line.split(u8::is_ascii_whitespace));
    words.any(|word| word == key.as_bytes())
}

async fn read(files: &dyn RemoteFs, file: &RemotePath, size: Option<ByteSize>) -> Result<Vec<u8>> {
    if size.is_some_and(|size| size.0 > FILE_MAX) {
        return Err(Error::new(ErrorKind::InvalidArgument));
    }
    let mut reader = files.open_read(file, 0, size).await?;
    let mut content = Vec::new();
    while let Some(chunk) = reader.next().await? {
        content.extend_from_slice(&chunk.bytes);
        if content.len() as u64 > FILE_MAX {
            return Err(Error::new(ErrorKind::InvalidArgument));
        }
    }
    reader.close().await?;
    Ok(content)
}

async fn write(mut writer: Box<dyn RemoteWriter>, content: &[u8], permissions: Option<Permissions>) -> Result<()> {
    let (header, most) = (writer.header_room(), writer.max_content().max(1));
    for piece in content.chunks(most) {
        if let Err(error) = writer.write(WriteBuffer::from_content(header, piece)).await {
            writer.abandon().await;
            return Err(error);
        }
    }
    writer.finish(FinishWrite { sync: true, permissions, modified: None }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAxA0QQqXrXmZ5m0FtA1b0X2gN0cQ2b5f0hR3rG1mYdK ada@desk";

    #[test]
    fn lines_are_public_keys_or_nothing() {
        let key = PublicKeyLine::parse(&format!("# comment\n\n  {KEY} \r\nsecond line")).unwrap();
        assert_eq!(key.line(), KEY);
        for text in
            ["", "ssh-ed25519", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAxA0QQqXrXm", "hello world", "ssh-ed25519 !!! x"]
        {
            assert_eq!(PublicKeyLine::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_key_is_found_behind_options_and_not_in_comments() {
        let key = PublicKeyLine::parse(KEY).unwrap().key;
        assert!(holds(format!("x\nfrom=\"a b\",no-pty {KEY}\r\n").as_bytes(), &key));
        assert!(!holds(format!("#{KEY}\n# {KEY}\nssh-ed25519 {key}x\n").as_bytes(), &key));
    }
}
