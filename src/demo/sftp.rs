//! The SFTP side of the demo: requests of one channel, answered from the served folder.
//!
//! Names that are not UTF-8 cannot pass russh-sftp's packets: such entries are left out of listings, requests about them
//! fail with words that say so. Status codes follow what OpenSSH answers in the same place.

use super::attributes::{self, Subject};
use super::folder::{self, Access, Last, ServedFolder};
use super::wire::{Fields, numbers};
use russh_sftp::protocol::{
    Attrs, Data, ExtendedReply, File as NamedFile, FileAttributes, Handle, Name, OpenFlags, Packet, Status, StatusCode,
    Version,
};
use russh_sftp::server::{Handler, StatusReply};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The most data in one reply or request; OpenSSH's figure: 256 KiB less 1 KiB for headers.
const MAX_DATA: u32 = 255 * 1024;
/// The most open files and folders of one channel.
const MAX_HANDLES: usize = 1000;
/// How many names one reply to `readdir` holds, as in OpenSSH.
const NAMES_PER_REPLY: usize = 100;

/// One channel: what is open in it.
pub(super) struct Files {
    folder: ServedFolder,
    open: HashMap<String, Opened>,
    next: u64,
}

enum Opened {
    File { file: File, append: bool },
    Folder(Vec<NamedFile>),
}

/// Why a request fails, on its way into a status packet.
pub(super) struct Refusal(StatusReply);

impl From<Refusal> for StatusReply {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}

impl From<StatusCode> for Refusal {
    fn from(code: StatusCode) -> Self {
        Self(code.into())
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        let words = |text: &str| StatusCode::Failure.with_message(text);
        Self(match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => StatusCode::NoSuchFile.into(),
            io::ErrorKind::PermissionDenied => StatusCode::PermissionDenied.into(),
            io::ErrorKind::InvalidInput => StatusCode::BadMessage.with_message("Invalid argument"),
            io::ErrorKind::Unsupported => StatusCode::OpUnsupported.into(),
            io::ErrorKind::InvalidFilename if error.raw_os_error().is_none() => {
                words("The demo server takes only names that are UTF-8")
            }
            io::ErrorKind::AlreadyExists => words("File exists"),
            io::ErrorKind::DirectoryNotEmpty => words("Directory not empty"),
            io::ErrorKind::IsADirectory => words("Is a directory"),
            io::ErrorKind::StorageFull => words("No space left on device"),
            io::ErrorKind::ReadOnlyFilesystem => words("Read-only file system"),
            io::ErrorKind::CrossesDevices => words("Invalid cross-device link"),
            _ => words(&error.to_string()),
        })
    }
}

type Answer<T> = Result<T, Refusal>;

fn ok(id: u32) -> Status {
    Status { id, status_code: StatusCode::Ok, error_message: "Success".to_owned(), language_tag: String::new() }
}

impl Files {
    /// A channel with nothing open.
    pub(super) fn new(folder: ServedFolder) -> Self {
        Self { folder, open: HashMap::new(), next: 0 }
    }

    fn add(&mut self, id: u32, opened: Opened) -> Answer<Handle> {
        if self.open.len() >= MAX_HANDLES {
            return Err(Refusal(StatusCode::Failure.with_message("Too many open files")));
        }
        self.next += 1;
        let handle = self.next.to_string();
        self.open.insert(handle.clone(), opened);
        Ok(Handle { id, handle })
    }

    fn file(&mut self, handle: &str) -> Answer<(&mut File, bool)> {
        match self.open.get_mut(handle) {
            Some(Opened::File { file, append }) => Ok((file, *append)),
            _ => Err(Refusal(StatusCode::Failure.with_message("Invalid handle"))),
        }
    }

    fn open_file(&self, path: &Path, flags: OpenFlags, wanted: &FileAttributes) -> io::Result<File> {
        let writes = flags.contains(OpenFlags::WRITE) || flags.contains(OpenFlags::APPEND);
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(_) if flags.contains(OpenFlags::EXCLUDE) => return Err(io::ErrorKind::AlreadyExists.into()),
            Ok(found) => folder::check(&found, if writes { Access::Write } else { Access::Read })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound && flags.contains(OpenFlags::CREATE) => {
                self.folder.check_parent(path)?;
            }
            Err(error) => return Err(error),
        }
        let created = !path.exists();
        let file = fs::OpenOptions::from(flags).open(path)?;
        if let (true, Some(mode)) = (created, wanted.permissions) {
            let change = FileAttributes { permissions: Some(mode), ..FileAttributes::empty() };
            Subject::File(&file).apply(&change)?;
        }
        Ok(file)
    }

    fn names(path: &Path) -> io::Result<Vec<NamedFile>> {
        let metadata = fs::metadata(path)?;
        folder::check(&metadata, Access::Read)?;
        let own = attributes::from_metadata(&metadata);
        let mut names = vec![NamedFile::new(".", own.clone()), NamedFile::new("..", own)];
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            // An entry that vanishes while the folder is read is no error.
            if let (Some(name), Ok(metadata)) = (entry.file_name().to_str(), entry.metadata()) {
                names.push(NamedFile::new(name, attributes::from_metadata(&metadata)));
            }
        }
        Ok(names)
    }

    fn rename_over(&self, old: &str, new: &str, replace: bool) -> io::Result<()> {
        let from = self.folder.local(old, Last::Itself)?;
        let to = self.folder.local(new, Last::Itself)?;
        self.folder.check_parent(&from)?;
        self.folder.check_parent(&to)?;
        if !replace && to.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(from, to)
    }

    fn hard_link(&self, existing: &str, link: &str) -> io::Result<()> {
        let existing = self.folder.local(existing, Last::Followed)?;
        let link = self.folder.local(link, Last::Itself)?;
        self.folder.check_parent(&link)?;
        fs::hard_link(existing, link)
    }
}

#[cfg(unix)]
fn make_link(content: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(content, link)
}

#[cfg(not(unix))]
fn make_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The fields of `statvfs@openssh.com`, in the order of OpenSSH's PROTOCOL file, section 4.4.
#[cfg(unix)]
fn space(path: &Path) -> io::Result<Vec<u8>> {
    let found = rustix::fs::statvfs(path)?;
    let read_only = u64::from(found.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY));
    Ok(numbers(&[
        found.f_bsize,
        found.f_frsize,
        found.f_blocks,
        found.f_bfree,
        found.f_bavail,
        found.f_files,
        found.f_ffree,
        found.f_favail,
        found.f_fsid,
        read_only,
        found.f_namemax,
    ]))
}

#[cfg(not(unix))]
fn space(_: &Path) -> io::Result<Vec<u8>> {
    Err(io::ErrorKind::Unsupported.into())
}

impl Handler for Files {
    type Error = Refusal;

    fn unimplemented(&self) -> Self::Error {
        StatusCode::OpUnsupported.into()
    }

    async fn init(&mut self, _: u32, _: HashMap<String, String>) -> Answer<Version> {
        let mut version = Version::new();
        let mut extensions = vec![
            ("posix-rename@openssh.com", "1"),
            ("hardlink@openssh.com", "1"),
            ("fsync@openssh.com", "1"),
            ("limits@openssh.com", "1"),
        ];
        if cfg!(unix) {
            extensions.push(("statvfs@openssh.com", "2"));
        }
        version.extensions = extensions.into_iter().map(|(name, data)| (name.to_owned(), data.to_owned())).collect();
        Ok(version)
    }

    async fn open(&mut self, id: u32, filename: String, flags: OpenFlags, attrs: FileAttributes) -> Answer<Handle> {
        let path = self.folder.local(&filename, Last::Followed)?;
        let file = self.open_file(&path, flags, &attrs)?;
        self.add(id, Opened::File { file, append: flags.contains(OpenFlags::APPEND) })
    }

    async fn close(&mut self, id: u32, handle: String) -> Answer<Status> {
        match self.open.remove(&handle) {
            Some(_) => Ok(ok(id)),
            None => Err(Refusal(StatusCode::Failure.with_message("Invalid handle"))),
        }
    }

    async fn read(&mut self, id: u32, handle: String, offset: u64, len: u32) -> Answer<Data> {
        let (file, _) = self.file(&handle)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut data = Vec::new();
        file.take(u64::from(len.min(MAX_DATA))).read_to_end(&mut data)?;
        if data.is_empty() && len > 0 {
            return Err(StatusCode::Eof.into());
        }
        Ok(Data { id, data })
    }

    async fn write(&mut self, id: u32, handle: String, offset: u64, data: Vec<u8>) -> Answer<Status> {
        let (file, append) = self.file(&handle)?;
        if !append {
            file.seek(SeekFrom::Start(offset))?;
        }
        file.write_all(&data)?;
        Ok(ok(id))
    }

    async fn lstat(&mut self, id: u32, path: String) -> Answer<Attrs> {
        let path = self.folder.local(&path, Last::Itself)?;
        Ok(Attrs { id, attrs: attributes::from_metadata(&fs::symlink_metadata(path)?) })
    }

    async fn stat(&mut self, id: u32, path: String) -> Answer<Attrs> {
        let path = self.folder.local(&path, Last::Followed)?;
        Ok(Attrs { id, attrs: attributes::from_metadata(&fs::metadata(path)?) })
    }

    async fn fstat(&mut self, id: u32, handle: String) -> Answer<Attrs> {
        let (file, _) = self.file(&handle)?;
        Ok(Attrs { id, attrs: attributes::from_metadata(&file.metadata()?) })
    }

    async fn setstat(&mut self, id: u32, path: String, attrs: FileAttributes) -> Answer<Status> {
        let path = self.folder.local(&path, Last::Followed)?;
        if attrs.size.is_some() {
            folder::check(&fs::metadata(&path)?, Access::Write)?;
        }
        Subject::Path(&path).apply(&attrs)?;
        Ok(ok(id))
    }

    async fn fsetstat(&mut self, id: u32, handle: String, attrs: FileAttributes) -> Answer<Status> {
        let (file, _) = self.file(&handle)?;
        Subject::File(file).apply(&attrs)?;
        Ok(ok(id))
    }

    async fn opendir(&mut self, id: u32, path: String) -> Answer<Handle> {
        let path = self.folder.local(&path, Last::Followed)?;
        let mut names = Self::names(&path)?;
        // Replies take names from the end.
        names.reverse();
        self.add(id, Opened::Folder(names))
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Answer<Name> {
        let Some(Opened::Folder(names)) = self.open.get_mut(&handle) else {
            return Err(Refusal(StatusCode::Failure.with_message("Invalid handle")));
        };
        let mut files = names.split_off(names.len().saturating_sub(NAMES_PER_REPLY));
        if files.is_empty() {
            return Err(StatusCode::Eof.into());
        }
        files.reverse();
        Ok(Name { id, files })
    }

    async fn remove(&mut self, id: u32, filename: String) -> Answer<Status> {
        let path = self.folder.local(&filename, Last::Itself)?;
        self.folder.check_parent(&path)?;
        if fs::symlink_metadata(&path)?.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
        }
        fs::remove_file(path)?;
        Ok(ok(id))
    }

    async fn mkdir(&mut self, id: u32, path: String, attrs: FileAttributes) -> Answer<Status> {
        let path = self.folder.local(&path, Last::Itself)?;
        self.folder.check_parent(&path)?;
        fs::create_dir(&path)?;
        let change = FileAttributes { permissions: attrs.permissions, ..FileAttributes::empty() };
        Subject::Path(&path).apply(&change)?;
        Ok(ok(id))
    }

    async fn rmdir(&mut self, id: u32, path: String) -> Answer<Status> {
        let path = self.folder.local(&path, Last::Itself)?;
        self.folder.check_parent(&path)?;
        fs::remove_dir(path)?;
        Ok(ok(id))
    }

    async fn realpath(&mut self, id: u32, path: String) -> Answer<Name> {
        Ok(Name { id, files: vec![NamedFile::dummy(self.folder.real_path(&path)?)] })
    }

    async fn rename(&mut self, id: u32, oldpath: String, newpath: String) -> Answer<Status> {
        self.rename_over(&oldpath, &newpath, false)?;
        Ok(ok(id))
    }

    async fn readlink(&mut self, id: u32, path: String) -> Answer<Name> {
        let content = fs::read_link(self.folder.local(&path, Last::Itself)?)?;
        match self.folder.link_target(&content) {
            Some(target) => Ok(Name { id, files: vec![NamedFile::dummy(target)] }),
            None => Err(StatusCode::PermissionDenied.into()),
        }
    }

    /// As in OpenSSH the target comes first on the wire, against the draft; russh-sftp names the fields by the draft.
    async fn symlink(&mut self, id: u32, linkpath: String, targetpath: String) -> Answer<Status> {
        let (target, link) = (linkpath, self.folder.local(&targetpath, Last::Itself)?);
        self.folder.check_parent(&link)?;
        make_link(&self.folder.link_content(&target), &link)?;
        Ok(ok(id))
    }

    async fn extended(&mut self, id: u32, request: String, data: Vec<u8>) -> Answer<Packet> {
        let bad = || Refusal::from(StatusCode::BadMessage);
        let mut fields = Fields(&data);
        match request.as_str() {
            "posix-rename@openssh.com" => {
                let (old, new) = (fields.text().ok_or_else(bad)?, fields.text().ok_or_else(bad)?);
                self.rename_over(old, new, true)?;
            }
            "hardlink@openssh.com" => {
                let (existing, link) = (fields.text().ok_or_else(bad)?, fields.text().ok_or_else(bad)?);
                self.hard_link(existing, link)?;
            }
            "fsync@openssh.com" => self.file(fields.text().ok_or_else(bad)?)?.0.sync_all()?,
            "limits@openssh.com" => {
                let data = numbers(&[256 * 1024, u64::from(MAX_DATA), u64::from(MAX_DATA), MAX_HANDLES as u64]);
                return Ok(Packet::ExtendedReply(ExtendedReply { id, data }));
            }
            "statvfs@openssh.com" => {
                let data = space(&self.folder.local(fields.text().ok_or_else(bad)?, Last::Followed)?)?;
                return Ok(Packet::ExtendedReply(ExtendedReply { id, data }));
            }
            _ => return Err(StatusCode::OpUnsupported.into()),
        }
        Ok(Packet::Status(ok(id)))
    }
}
