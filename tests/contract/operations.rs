//! Renames, attributes, removals, folders, extensions, and what errors carry.

use crate::site::Site;
use catamaran::error::{ErrorKind, Place, StatusCode};
use catamaran::model::{ByteSize, Permissions, RemotePath, Timestamp};
use catamaran::remote::{AttributeChange, FinishWrite, FollowLinks, OpenWrite, RenameMode};

pub async fn renames_keep_or_replace(site: &Site) {
    let fs = &site.fs;
    let (a, b) = (site.path("a"), site.path("b"));
    site.put(&a, b"a").await;
    site.put(&b, b"b").await;
    let error = fs.rename(&a, &b, RenameMode::KeepExisting).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::AlreadyExists | ErrorKind::Failure), "{error}");
    assert_eq!((site.get(&a, 0, None).await, site.get(&b, 0, None).await), (b"a".to_vec(), b"b".to_vec()));
    if fs.capabilities().atomic_replace {
        fs.rename(&a, &b, RenameMode::Replace).await.unwrap();
        assert_eq!(site.get(&b, 0, None).await, b"a");
        assert_eq!(fs.stat(&a, FollowLinks::No).await.unwrap_err().kind, ErrorKind::NotFound);
    }
    let error = fs.rename(&site.path("missing"), &a, RenameMode::KeepExisting).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
    // A folder moves with all that is in it.
    let (one, two) = (site.path("one"), site.path("two"));
    fs.create_folder(&one, None).await.unwrap();
    fs.create_folder(&two, None).await.unwrap();
    fs.rename(&b, &one.join_bytes(b"b").unwrap(), RenameMode::KeepExisting).await.unwrap();
    fs.rename(&one, &two.join_bytes(b"one").unwrap(), RenameMode::KeepExisting).await.unwrap();
    let moved = two.join_bytes(b"one").unwrap().join_bytes(b"b").unwrap();
    assert_eq!(fs.stat(&moved, FollowLinks::No).await.unwrap().size, Some(ByteSize(1)));
}

pub async fn a_written_file_gets_its_name_at_once(site: &Site) {
    let fs = &site.fs;
    let bits = Permissions::from_mode(0o640);
    let time = Timestamp::from_secs(1_234_567_890);
    let how = FinishWrite { sync: false, permissions: Some(bits), modified: Some(time) };
    let open = async |name: &str, content: &[u8]| {
        let path = site.path(name);
        let mut writer = fs.open_new(&path, None).await.unwrap();
        crate::site::write_all(writer.as_mut(), content).await;
        (path, writer)
    };
    let (part, writer) = open("part", b"new").await;
    let target = site.path("target");
    if !writer.names_at_once() {
        let error = writer.finish_as(how, &target).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unsupported, "{error}");
        return;
    }
    let finished = writer.finish_as(how, &target).await.unwrap();
    finished.attributes.unwrap();
    finished.name.unwrap();
    let entry = fs.stat(&target, FollowLinks::Yes).await.unwrap();
    assert_eq!((entry.size, entry.modified), (Some(ByteSize(3)), Some(time)));
    assert_eq!(fs.stat(&part, FollowLinks::No).await.unwrap_err().kind, ErrorKind::NotFound);
    // A name that is taken, by a file or a folder, is left as it is.
    fs.create_folder(&site.path("folder"), None).await.unwrap();
    for taken in ["target", "folder"] {
        let (part, writer) = open("second", b"second").await;
        let finished = writer.finish_as(how, &site.path(taken)).await.unwrap();
        finished.attributes.unwrap();
        assert_eq!(finished.name.unwrap_err().kind, ErrorKind::AlreadyExists);
        assert_eq!(site.get(&part, 0, None).await, b"second");
        fs.remove_file(&part).await.unwrap();
    }
    assert_eq!(site.get(&target, 0, None).await, b"new");
    // A folder that is not there.
    let (part, writer) = open("third", b"third").await;
    let nowhere = site.path("missing").join_bytes(b"x").unwrap();
    let finished = writer.finish_as(how, &nowhere).await.unwrap();
    let error = finished.name.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::NotFound | ErrorKind::Failure), "{error}");
    assert_eq!(site.get(&part, 0, None).await, b"third");
}

pub async fn attributes_are_set(site: &Site) {
    let fs = &site.fs;
    let path = site.path("file");
    let bits = |mode| Permissions::from_mode(mode);
    let how = OpenWrite { exclusive: true, truncate: false, offset: 0, permissions: Some(bits(0o600)) };
    let mut writer = fs.open_write(&path, how).await.unwrap();
    crate::site::write_all(writer.as_mut(), b"0123456789").await;
    let time = Timestamp::from_secs(1_234_567_890);
    writer.finish(FinishWrite { sync: true, permissions: Some(bits(0o640)), modified: Some(time) }).await.unwrap();
    let entry = fs.stat(&path, FollowLinks::Yes).await.unwrap();
    // vsftpd tells permissions in listings only.
    let entry_has_permissions = entry.permissions.is_some();
    let shown = |mode| Some(bits(mode)).filter(|_| site.ftp.is_none() || entry_has_permissions);
    assert_eq!((entry.permissions, entry.modified), (shown(0o640), Some(time)));

    let later = Timestamp::from_secs(4_000_000_000);
    let change =
        AttributeChange { permissions: Some(bits(0o604)), modified: Some(later), ..AttributeChange::default() };
    fs.set_attributes(&path, change, FollowLinks::Yes).await.unwrap();
    let entry = fs.stat(&path, FollowLinks::Yes).await.unwrap();
    assert_eq!((entry.permissions, entry.modified), (shown(0o604), Some(later)));

    if site.ftp.is_some() {
        return sizes_and_links_cannot_be_set(site, &path).await;
    }
    for size in [4, 7] {
        let change = AttributeChange { size: Some(ByteSize(size)), ..AttributeChange::default() };
        fs.set_attributes(&path, change, FollowLinks::Yes).await.unwrap();
        assert_eq!(site.size(&path).await, size);
    }
    assert_eq!(site.get(&path, 0, None).await, b"0123\0\0\0");

    let link = site.path("link");
    fs.create_symlink(&link, b"file").await.unwrap();
    let change = AttributeChange { modified: Some(time), ..AttributeChange::default() };
    let set = fs.set_attributes(&link, change, FollowLinks::No).await;
    if fs.capabilities().set_link_attributes {
        set.unwrap();
        assert_eq!(fs.stat(&link, FollowLinks::No).await.unwrap().modified, Some(time));
    } else {
        assert_eq!(set.unwrap_err().kind, ErrorKind::Unsupported);
    }
    assert_eq!(fs.stat(&path, FollowLinks::No).await.unwrap().permissions, Some(bits(0o604)));
    let error = fs.set_attributes(&site.path("missing"), change, FollowLinks::Yes).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
    fs.set_attributes(&path, AttributeChange::default(), FollowLinks::Yes).await.unwrap();
}

async fn sizes_and_links_cannot_be_set(site: &Site, path: &RemotePath) {
    let cut = AttributeChange { size: Some(ByteSize(4)), ..AttributeChange::default() };
    let error = site.fs.set_attributes(path, cut, FollowLinks::Yes).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported, "{error}");
    assert_eq!(site.size(path).await, 10);
    let bits = AttributeChange { permissions: Some(Permissions::from_mode(0o600)), ..AttributeChange::default() };
    let error = site.fs.set_attributes(path, bits, FollowLinks::No).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported, "{error}");
    let error = site.fs.set_attributes(&site.path("missing"), bits, FollowLinks::Yes).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
}

pub async fn removals_refuse_what_they_must(site: &Site) {
    let fs = &site.fs;
    let (folder, file) = (site.path("folder"), site.path("file"));
    fs.create_folder(&folder, None).await.unwrap();
    site.put(&folder.join_bytes(b"inner").unwrap(), b"x").await;
    site.put(&file, b"x").await;
    let error = fs.remove_file(&folder).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::IsAFolder | ErrorKind::Failure | ErrorKind::PermissionDenied), "{error}");
    let error = fs.remove_folder(&folder).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::FolderNotEmpty | ErrorKind::Failure), "{error}");
    let error = fs.remove_folder(&file).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::NotAFolder | ErrorKind::NotFound | ErrorKind::Failure), "{error}");
    assert_eq!(fs.remove_file(&site.path("missing")).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(fs.remove_folder(&site.path("missing")).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(site.names(&site.folder).await.len(), 2);
    fs.remove_file(&folder.join_bytes(b"inner").unwrap()).await.unwrap();
    fs.remove_folder(&folder).await.unwrap();
    fs.remove_file(&file).await.unwrap();
    assert!(site.names(&site.folder).await.is_empty());
}

pub async fn a_refusal_is_understood_right_after_a_change(site: &Site) {
    let fs = &site.fs;
    let folder = site.path("soon");
    assert_eq!(fs.remove_folder(&folder).await.unwrap_err().kind, ErrorKind::NotFound);
    fs.create_folder(&folder, None).await.unwrap();
    site.put(&folder.join_bytes(b"in it").unwrap(), b"1").await;
    let error = fs.remove_folder(&folder).await.unwrap_err();
    assert_ne!(error.kind, ErrorKind::NotFound, "{error}");
}

pub async fn folders_are_made_once(site: &Site) {
    let fs = &site.fs;
    let folder = site.path("folder");
    fs.create_folder(&folder, Some(Permissions::from_mode(0o700))).await.unwrap();
    let made = fs.stat(&folder, FollowLinks::No).await.unwrap();
    assert!(made.permissions.is_none_or(|bits| bits == Permissions::from_mode(0o700)), "{made:?}");
    assert!(site.ftp.is_some() || made.permissions.is_some());
    let error = fs.create_folder(&folder, None).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::AlreadyExists | ErrorKind::Failure), "{error}");
    let below = site.path("missing").join_bytes(b"below").unwrap();
    assert_eq!(fs.create_folder(&below, None).await.unwrap_err().kind, ErrorKind::NotFound);
}

pub async fn extras_work_where_they_are_announced(site: &Site) {
    let fs = &site.fs;
    let can = fs.capabilities().clone();
    let (a, b, c) = (site.path("a"), site.path("b"), site.path("c"));
    let content = crate::site::pattern(40_000);
    site.put(&a, &content).await;
    let linked = fs.create_hard_link(&a, &b).await;
    if can.hard_link {
        linked.unwrap();
        assert_eq!(site.size(&b).await, 40_000);
        let error = fs.create_hard_link(&a, &b).await.unwrap_err();
        assert!(matches!(error.kind, ErrorKind::AlreadyExists | ErrorKind::Failure), "{error}");
    } else {
        assert_eq!(linked.unwrap_err().kind, ErrorKind::Unsupported);
    }
    let space = fs.space(&site.folder).await;
    if can.space {
        let space = space.unwrap();
        assert!(space.total >= space.available && space.available.0 > 0 && !space.read_only);
    } else {
        assert_eq!(space.unwrap_err().kind, ErrorKind::Unsupported);
    }
    site.put(&c, b"").await;
    let copied = fs.copy_on_server(&a, &c, ByteSize(39_999)).await;
    if can.server_copy {
        copied.unwrap();
        assert!(site.get(&c, 0, None).await == content[..39_999]);
        fs.copy_on_server(&a, &c, ByteSize(0)).await.unwrap();
        assert_eq!(site.size(&c).await, 39_999);
    } else {
        assert_eq!(copied.unwrap_err().kind, ErrorKind::Unsupported);
    }
}

pub async fn errors_name_request_path_and_code(site: &Site) {
    let fs = &site.fs;
    let path = site.path("missing");
    let read = fs.open_read(&path, 0, None).await.err().unwrap();
    for error in [
        fs.stat(&path, FollowLinks::Yes).await.unwrap_err(),
        fs.remove_file(&path).await.unwrap_err(),
        fs.list(&path, &mut |_| {}).await.unwrap_err(),
        read,
    ] {
        assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
        match error.code {
            Some(StatusCode::Ftp(code)) => assert!(site.ftp.is_some() && (500..600).contains(&code), "{error}"),
            code => assert_eq!(code, Some(StatusCode::Sftp(2))),
        }
        assert_eq!(error.place, Some(Place::Remote(path.clone())));
        assert!(error.request.is_some() && error.server_text.is_some(), "{error}");
    }
}
