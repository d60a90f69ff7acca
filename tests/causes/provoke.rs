//! The operations that fail, each with the cause that it must be traced to.

use crate::server::Server;
use catamaran::error::{Error, Result};
use catamaran::model::{ByteSize, Permissions, RemotePath};
use catamaran::remote::{AttributeChange, FinishWrite, FollowLinks, OpenWrite, RenameMode, WriteBuffer};

/// What is done.
#[derive(Clone, Copy, Debug)]
pub enum Does {
    /// Opens for writing, truncating what is there.
    Open(&'static str),
    /// The same, but nothing may be there.
    OpenNew(&'static str),
    /// Writes this many bytes to a new file and closes it.
    Fill(&'static str, usize),
    Read(&'static str),
    List(&'static str),
    Mkdir(&'static str),
    Remove(&'static str),
    Rmdir(&'static str),
    Rename(&'static str, &'static str),
    Replace(&'static str, &'static str),
    Link(&'static str, &'static str),
    Symlink(&'static str),
    Chmod(&'static str),
}

pub struct Case {
    pub name: &'static str,
    /// What the machine must be able to do; see `setup.sh`.
    pub feature: &'static str,
    /// On the server with a limit on the size of files.
    pub limited: bool,
    /// Bytes that were still to be written, as a transfer knows them; 0: not told.
    pub needed: u64,
    pub does: Does,
    pub cause: &'static str,
}

const fn case(name: &'static str, feature: &'static str, does: Does, cause: &'static str) -> Case {
    Case { name, feature, limited: false, needed: 0, does, cause }
}

const LONG: &str = concat!(
    "plain/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
);

use Does::{Chmod, Fill, Link, List, Mkdir, Open, OpenNew, Read, Remove, Rename, Replace, Rmdir, Symlink};

pub const CASES: &[Case] = &[
    case("write over a folder", "", Open("plain/full"), "is_a_folder"),
    case("read a folder", "", Read("plain/full"), "is_a_folder"),
    case("remove a folder as a file", "", Remove("plain/full"), "is_a_folder"),
    case("open a new file that is there", "", OpenNew("plain/file"), "already_exists"),
    case("make a folder that is there", "", Mkdir("plain/full"), "already_exists"),
    case("make a folder where a file is", "", Mkdir("plain/file"), "already_exists"),
    case("make a link where a file is", "", Symlink("plain/file"), "already_exists"),
    case("rename a file onto a file", "", Rename("plain/second", "plain/file"), "already_exists"),
    case("rename a folder onto a folder", "", Rename("plain/empty", "plain/full"), "already_exists"),
    case("hard link onto a file", "", Link("plain/second", "plain/file"), "already_exists"),
    case("replace a full folder by a folder", "", Replace("plain/empty", "plain/full"), "folder_not_empty"),
    case("replace a folder by a file", "", Replace("plain/second", "plain/empty"), "is_a_folder"),
    case("replace a file by a folder", "", Replace("plain/empty", "plain/file"), "not_a_folder"),
    case("remove a folder that holds a hidden file", "", Rmdir("plain/full"), "folder_not_empty"),
    case("remove a file as a folder", "", Rmdir("plain/file"), "not_a_folder"),
    case("remove a link as a folder", "", Rmdir("plain/linktofolder"), "not_a_folder"),
    case("list a file", "", List("plain/file"), "not_a_folder"),
    case("write below a file", "", OpenNew("plain/file/x"), "not_a_folder"),
    case("list what is not there", "", List("plain/none"), "not_found"),
    case("read what is not there", "", Read("plain/none"), "not_found"),
    case("remove what is not there", "", Remove("plain/none"), "not_found"),
    case("rename what is not there", "", Rename("plain/none", "plain/new"), "not_found"),
    case("make a folder in a missing folder", "", Mkdir("plain/none/new"), "missing_folder"),
    case("write below a missing folder", "", OpenNew("plain/none/deeper/x"), "missing_folder"),
    case("rename into a missing folder", "", Rename("plain/second", "plain/none/x"), "missing_folder"),
    case("read below a missing folder", "", Read("plain/none/x/y"), "missing_folder"),
    case("remove below a missing folder", "", Remove("plain/none/x"), "missing_folder"),
    case("read below a file", "", Read("plain/file/x"), "not_a_folder"),
    case("list below a link that leads nowhere", "", List("plain/broken/x"), "broken_link"),
    case("hard link to what is not there", "", Link("plain/none", "plain/new"), "not_found"),
    case("rename below a missing folder", "", Rename("plain/none/x", "plain/new"), "missing_folder"),
    case("move a file below a file", "", Rename("plain/second", "plain/file/x"), "not_a_folder"),
    case("read a link that leads nowhere", "", Read("plain/broken"), "broken_link"),
    case("list a link that leads nowhere", "", List("plain/broken"), "broken_link"),
    case("read a link in a circle", "", Read("plain/loop"), "link_loop"),
    case("write below a link that leads nowhere", "", OpenNew("plain/broken/x"), "broken_link"),
    case("make a file with a long name", "", OpenNew(LONG), "name_too_long"),
    case("make a folder with a long name", "", Mkdir(LONG), "name_too_long"),
    case("rename to a long name", "", Rename("plain/second", LONG), "name_too_long"),
    case("move a folder into itself", "", Rename("plain/a", "plain/a/deep/a"), "moved_into_itself"),
    case("make a file in a closed folder of one's own", "root", OpenNew("plain/ownclosed/x"), "permission_denied"),
    case("write to a file of one's own that is read-only", "root", Open("plain/readonly"), "permission_denied"),
    case("read a socket", "socket", Read("plain/socket"), "special_file"),
    case("write to a socket", "socket", Open("plain/socket"), "special_file"),
    case("read a secret file", "root", Read("plain/secret"), "permission_denied"),
    case("write to a secret file", "root", Open("plain/secret"), "permission_denied"),
    case("read behind a closed folder", "root", Read("plain/closed/in/x"), "permission_denied"),
    case("list behind a closed folder", "root", List("plain/closed/in"), "permission_denied"),
    case("list a closed folder", "root", List("plain/closed"), "permission_denied"),
    case("list a folder that can only be entered", "root", List("plain/unlisted"), "permission_denied"),
    case("make a file in a foreign folder", "root", OpenNew("plain/rootfolder/x"), "permission_denied"),
    case("make a folder in a foreign folder", "root", Mkdir("plain/rootfolder/x"), "permission_denied"),
    case("remove an own file from a foreign folder", "root", Remove("plain/rootfolder/own"), "permission_denied"),
    case("move a file out of a foreign folder", "root", Rename("plain/rootfolder/own", "plain/x"), "permission_denied"),
    case("change the mode of a foreign file", "root", Chmod("plain/foreign"), "permission_denied"),
    case("remove a foreign file from a sticky folder", "root", Remove("plain/sticky/foreign"), "sticky_folder"),
    case(
        "rename a foreign file in a sticky folder",
        "root",
        Replace("plain/sticky/foreign", "plain/sticky/x"),
        "sticky_folder",
    ),
    case("write to an immutable file", "immutable", Open("plain/immutable"), "protected_by_policy"),
    case("remove an immutable file", "immutable", Remove("plain/immutable"), "protected_by_policy"),
    case("make a file in an immutable folder", "immutable", OpenNew("plain/frozen/new"), "protected_by_policy"),
    case("remove a file from an immutable folder", "immutable", Remove("plain/frozen/x"), "protected_by_policy"),
    case("change the mode of an immutable file", "immutable", Chmod("plain/immutable"), "protected_by_policy"),
    case("make a file on a read-only disk", "readonly", OpenNew("readonly/new"), "read_only_file_system"),
    case("write to a file on a read-only disk", "readonly", Open("readonly/file"), "read_only_file_system"),
    case("make a folder on a read-only disk", "readonly", Mkdir("readonly/new"), "read_only_file_system"),
    case("remove a file on a read-only disk", "readonly", Remove("readonly/file"), "read_only_file_system"),
    case("remove a folder on a read-only disk", "readonly", Rmdir("readonly/dir"), "read_only_file_system"),
    case("remove a full folder on a read-only disk", "readonly", Rmdir("readonly/full"), "read_only_file_system"),
    case("rename on a read-only disk", "readonly", Rename("readonly/file", "readonly/new"), "read_only_file_system"),
    case("replace on a read-only disk", "readonly", Replace("readonly/dir", "readonly/new"), "read_only_file_system"),
    case("change the mode on a read-only disk", "readonly", Chmod("readonly/file"), "read_only_file_system"),
    case("make a link on a read-only disk", "readonly", Symlink("readonly/link"), "read_only_file_system"),
    case("make a folder that is there on a read-only disk", "readonly", Mkdir("readonly/dir"), "already_exists"),
    case("write over a folder on a read-only disk", "readonly", Open("readonly/dir"), "is_a_folder"),
    case("make a file without room for files", "inodes", OpenNew("inodes/open/new"), "no_inodes"),
    case("make a folder without room for files", "inodes", Mkdir("inodes/open/new"), "no_inodes"),
    case("make a link without room for files", "inodes", Symlink("inodes/open/new"), "no_inodes"),
    Case { needed: 1 << 20, ..case("fill a small disk", "small", Fill("small/open/big", 1 << 20), "disk_full") },
    case("fill a small disk, size not told", "small", Fill("small/open/big2", 1 << 20), "disk_full"),
    Case { needed: 4 << 20, ..case("fill an ext4 disk", "ext", Fill("ext/big", 4 << 20), "disk_full") },
    Case { needed: 100_000, ..case("write to a full ext4 disk", "ext", Fill("ext/more", 100_000), "disk_full") },
    case("move a file to another disk", "other", Rename("plain/second", "other/x"), "other_file_system"),
    case("replace on another disk", "other", Replace("plain/second", "other/x"), "other_file_system"),
    case("move a folder to another disk", "other", Rename("plain/a", "other/a"), "other_file_system"),
    case("hard link to another disk", "other", Link("plain/second", "other/x"), "other_file_system"),
    case("remove a mount point", "mounted", Rmdir("plain/mounted"), "mount_point"),
    case("rename a mount point", "mounted", Rename("plain/mounted", "plain/moved"), "mount_point"),
    case("write to a running program", "root", Open("plain/program"), "file_busy"),
    Case {
        limited: true,
        needed: 1 << 20,
        ..case("write beyond the limit of a file", "root", Fill("plain/big", 1 << 20), "quota_exceeded")
    },
];

const TRUNCATE: OpenWrite = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };
const NEW: OpenWrite = OpenWrite { exclusive: true, truncate: false, offset: 0, permissions: None };

async fn fill(server: &Server, path: &RemotePath, size: usize) -> Result<()> {
    let mut writer = server.fs.open_write(path, NEW).await?;
    let piece = vec![7; 32 * 1024];
    let mut left = size;
    while left > 0 {
        let now = left.min(piece.len());
        if let Err(error) = writer.write(WriteBuffer::from_content(writer.header_room(), &piece[..now])).await {
            writer.abandon().await;
            return Err(error);
        }
        left -= now;
    }
    writer.finish(FinishWrite::default()).await
}

/// Does what fails.
pub async fn provoke(server: &Server, case: &Case) -> Result<(), Box<Error>> {
    let fs = &server.fs;
    let at = |name: &str| server.path(name);
    match case.does {
        Open(name) => fs.open_write(&at(name), TRUNCATE).await.map(|_| ()),
        OpenNew(name) => fs.open_write(&at(name), NEW).await.map(|_| ()),
        Fill(name, size) => fill(server, &at(name), size).await,
        Read(name) => {
            let mut reader = fs.open_read(&at(name), 0, Some(ByteSize(10))).await?;
            reader.next().await.map(|_| ())
        }
        List(name) => fs.list(&at(name), &mut |_| {}).await.map(|_| ()),
        Mkdir(name) => fs.create_folder(&at(name), None).await,
        Remove(name) => fs.remove_file(&at(name)).await,
        Rmdir(name) => fs.remove_folder(&at(name)).await,
        Rename(from, to) => fs.rename(&at(from), &at(to), RenameMode::KeepExisting).await,
        Replace(from, to) => fs.rename(&at(from), &at(to), RenameMode::Replace).await,
        Link(existing, link) => fs.create_hard_link(&at(existing), &at(link)).await,
        Symlink(link) => fs.create_symlink(&at(link), b"anywhere").await,
        Chmod(name) => {
            let change =
                AttributeChange { permissions: Some(Permissions::from_mode(0o640)), ..AttributeChange::default() };
            fs.set_attributes(&at(name), change, FollowLinks::Yes).await
        }
    }
}
