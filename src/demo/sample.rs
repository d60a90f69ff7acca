//! The trees of the demo: things that one finds on a small server, and things to upload.

use crate::model::Clock;
use filetime::FileTime;
use std::fs;
use std::io::{self, Cursor};
use std::path::Path;

const DAY: i64 = 86_400;

/// A text file: path, age in seconds, content.
type Text = (&'static str, i64, &'static str);

const PAGES: [Text; 9] = [
    (
        "website/index.html",
        3 * DAY,
        "<!doctype html>\n<title>Harbour café</title>\n<h1>Open from May to October</h1>\n",
    ),
    ("website/menu.html", 9 * DAY, "<!doctype html>\n<title>Menu</title>\n<p>Fish soup, bread, lemonade.</p>\n"),
    ("website/style.css", 40 * DAY, "body { font: 16px/1.5 serif; max-width: 40rem; margin: auto; }\n"),
    ("website/robots.txt", 200 * DAY, "User-agent: *\nDisallow: /drafts/\n"),
    ("website/drafts/winter.html", 3600, "<!doctype html>\n<title>Winter</title>\n<p>To be written.</p>\n"),
    ("documents/minutes 2026-10-28.txt", 23 * DAY, "Present: all.\nThe boat is paid. The winter store is rented.\n"),
    ("documents/stock.csv", DAY, "item,count\nrope 8 mm,12\nshackle,40\nlife jacket,16\n"),
    ("documents/Übergabe an Zoë.txt", 2 * DAY, "Der Schlüssel liegt im Büro.\n"),
    (".profile", 400 * DAY, "umask 022\n"),
];

const ODD_NAMES: [&str; 7] = [
    "two  spaces.txt",
    "-starts-with-a-dash.txt",
    "quote ' and \" here.txt",
    "日本語のファイル名.txt",
    "emoji ⛵🐙.txt",
    "percent %41 & ampersand.txt",
    "very long name, as cameras and mail programs make them when nobody stops them, with date and place and weather.txt",
];

/// Fills `root` with the tree that the demo server shows: a website, photos, documents, odd names, an archive that
/// nobody may write to, and a link.
///
/// # Errors
/// Faults of the file system.
pub fn fill_remote(root: &Path, clock: &dyn Clock) -> io::Result<()> {
    let now = clock.now().secs;
    for (path, age, content) in PAGES {
        write(&root.join(path), content.as_bytes(), now - age)?;
    }
    for (number, colours) in PALETTE.iter().enumerate() {
        let number = i64::try_from(number).unwrap_or(0);
        let name = format!("photos/2026-0{}-regatta.png", number + 5);
        write(&root.join(name), &picture(*colours)?, now - (200 - 30 * number) * DAY)?;
    }
    for (number, name) in ODD_NAMES.into_iter().enumerate() {
        let age = i64::try_from(number).unwrap_or(0) * DAY;
        write(&root.join("odd names").join(name), b"The name is the point.\n", now - age)?;
    }
    // Names that Windows does not allow.
    if cfg!(unix) {
        write(&root.join("odd names").join("line\nbreak.txt"), b"The name has two lines.\n", now)?;
        write(&root.join("odd names").join("\u{202e}gnp.exe"), b"It only looks like a picture.\n", now)?;
    }
    let log = lines(4000, "harbour master: all quiet");
    write(&root.join("logs/harbour.log"), log.as_bytes(), now - 600)?;
    fs::create_dir_all(root.join("incoming"))?;
    #[cfg(unix)]
    std::os::unix::fs::symlink("website/drafts", root.join("drafts"))?;
    let archive = root.join("archive (read-only)");
    write(&archive.join("2025.txt"), b"A closed year.\n", now - 300 * DAY)?;
    set_read_only(&archive)
}

/// Fills `folder` with things to upload.
///
/// # Errors
/// Faults of the file system.
pub fn fill_local(folder: &Path, clock: &dyn Clock) -> io::Result<()> {
    let now = clock.now().secs;
    write(&folder.join("letter.txt"), b"Dear all,\nthe boat is in the water.\n", now - 7200)?;
    for (number, colours) in PALETTE.iter().enumerate() {
        let path = folder.join("holiday").join(format!("beach {}.png", number + 1));
        write(&path, &picture(*colours)?, now - 5 * DAY)?;
    }
    let notes = lines(600, "wind, waves, seagulls");
    write(&folder.join("holiday/notes/diary.txt"), notes.as_bytes(), now - 4 * DAY)?;
    write(&folder.join("holiday/notes/empty.txt"), b"", now - 4 * DAY)?;
    write(&folder.join("holiday/notes/Grüße ⛵.txt"), "Bis bald!\n".as_bytes(), now - 4 * DAY)
}

/// Colours of sky and sea, from top to bottom.
const PALETTE: [[[u8; 3]; 2]; 5] = [
    [[135, 196, 235], [21, 84, 130]],
    [[250, 214, 165], [62, 84, 122]],
    [[204, 224, 240], [44, 110, 112]],
    [[246, 178, 140], [90, 50, 92]],
    [[120, 140, 170], [24, 36, 60]],
];

/// A small picture of a horizon.
fn picture([sky, sea]: [[u8; 3]; 2]) -> io::Result<Vec<u8>> {
    let (width, height, horizon) = (480_u32, 320_u32, 190_u32);
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        let base = if y < horizon { sky } else { sea };
        let wave = (x * 7 + y * y / 9) % 23;
        let depth = if y < horizon { y / 6 } else { (y - horizon) / 4 + wave };
        image::Rgb(base.map(|channel| channel.saturating_sub(u8::try_from(depth).unwrap_or(u8::MAX))))
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).map_err(io::Error::other)?;
    Ok(bytes.into_inner())
}

fn lines(count: usize, words: &str) -> String {
    let lines: Vec<String> = (1..=count).map(|line| format!("{line:05} {words}\n")).collect();
    lines.concat()
}

fn write(path: &Path, content: &[u8], modified: i64) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content)?;
    let time = FileTime::from_unix_time(modified, 0);
    filetime::set_file_times(path, time, time)
}

fn set_read_only(folder: &Path) -> io::Result<()> {
    let mut permissions = fs::metadata(folder)?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder, permissions)
}

/// Makes every folder below `root` writable, so that the tree can be removed. Faults are left to the removal.
pub(super) fn make_removable(root: &Path) {
    let Ok(entries) = fs::read_dir(root) else { return };
    for entry in entries.flatten() {
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            unlock(&entry.path(), metadata.permissions());
            make_removable(&entry.path());
        } else if cfg!(windows) && metadata.is_file() {
            unlock(&entry.path(), metadata.permissions());
        }
    }
}

#[cfg(unix)]
fn unlock(path: &Path, _: fs::Permissions) {
    let _left_to_the_removal = fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700));
}

#[cfg(not(unix))]
fn unlock(path: &Path, mut permissions: fs::Permissions) {
    permissions.set_readonly(false);
    let _left_to_the_removal = fs::set_permissions(path, permissions);
}
