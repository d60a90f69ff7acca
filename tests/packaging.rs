//! What packages are made of: files that desktops read are valid, and name things that exist.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ID: &str = "io.github.catamaran_transfer.Catamaran";

/// The links that the desktop hands over.
const MIME_TYPES: &str =
    "MimeType=x-scheme-handler/sftp;x-scheme-handler/ftp;x-scheme-handler/ftps;x-scheme-handler/ftpes;";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn packaging(extension: &str) -> PathBuf {
    root().join(format!("packaging/{ID}.{extension}"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn accepts(tool: &str, arguments: &[&str], file: &Path, package: &str) {
    let output = Command::new(tool)
        .args(arguments)
        .arg(file)
        .output()
        .unwrap_or_else(|error| panic!("{tool}: {error}; the tests need the package {package}"));
    let text = catamaran::model::escape_bytes(&[output.stdout, output.stderr].concat()).replace("\\n", "\n");
    assert!(output.status.success(), "{text}");
}

#[test]
fn the_desktop_file_is_valid() {
    accepts("desktop-file-validate", &["--no-hints"], &packaging("desktop"), "desktop-file-utils");
    let text = fs::read_to_string(packaging("desktop")).unwrap();
    assert!(
        read("src/ui/run.rs").contains(&format!("\"{ID}\"")),
        "the window goes by another name than its desktop file"
    );
    for line in [format!("Icon={ID}"), format!("StartupWMClass={ID}"), MIME_TYPES.into()] {
        assert!(text.lines().any(|found| found == line), "{line} is missing");
    }
}

#[test]
fn the_appstream_data_is_valid_and_knows_this_version() {
    accepts("appstreamcli", &["validate", "--no-net"], &packaging("metainfo.xml"), "appstream");
    let text = fs::read_to_string(packaging("metainfo.xml")).unwrap();
    assert!(text.contains(&format!("<id>{ID}</id>")));
    assert!(text.contains(&format!("<release version=\"{}\"", env!("CARGO_PKG_VERSION"))));
    assert!(read("CHANGELOG.md").contains(&format!("## {}", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn every_file_of_the_debian_package_exists() {
    let manifest = read("Cargo.toml");
    let assets = manifest.split("assets = [\n").nth(1).unwrap().split("\n]").next().unwrap();
    let mut count = 0;
    for line in assets.lines() {
        let source = line.split('"').nth(1).unwrap();
        if source.starts_with("target/") {
            continue;
        }
        count += 1;
        let (folder, name) = source.rsplit_once('/').unwrap_or((".", source));
        let parts: Vec<&str> = name.split('*').collect();
        let found = fs::read_dir(root().join(folder)).unwrap().any(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            parts.iter().all(|part| name.contains(part)) && (parts.len() > 1 || name == parts[0])
        });
        assert!(found, "{source} does not exist");
    }
    assert!(count > 10);
}

#[test]
fn icons_have_the_size_that_their_name_says() {
    for size in [16, 32, 48, 64, 128, 256, 512] {
        let icon = image::open(root().join(format!("assets/icons/catamaran-{size}.png"))).unwrap();
        assert_eq!((icon.width(), icon.height()), (size, size));
        assert!(icon.color().has_alpha());
    }
}

#[test]
fn what_people_start_with_is_there() {
    for file in
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "Makefile", "Cargo.lock"]
    {
        assert!(!read(file).is_empty(), "{file}");
    }
    let readme = read("README.md");
    assert!(readme.contains("make run") && readme.contains("make test"));
    let steps: Vec<String> = read(".ci/run")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with("set ") && !line.starts_with("cd "))
        .map(str::to_owned)
        .collect();
    assert_eq!(steps, ["make test"], ".ci/run runs make test and nothing else");
}
