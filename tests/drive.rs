//! The demo drives itself under a virtual display: upload, download, an error, a picture.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::process::Command;

#[test]
fn the_demo_drives_itself_and_all_is_as_it_should_be() {
    let here = tempfile::tempdir().unwrap();
    let picture = here.path().join("demo.png");
    let output = Command::new("xvfb-run")
        .args(["--auto-servernum", "--server-args=-screen 0 1600x1000x24", env!("CARGO_BIN_EXE_catamaran")])
        .args(["demo", "--drive", "--picture"])
        .arg(&picture)
        // The test's own display, and nothing of the user's.
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("SSH_AUTH_SOCK")
        .env("HOME", here.path())
        .output()
        .expect("the tests need the package xvfb");
    let text = catamaran::model::escape_bytes(&[output.stdout, output.stderr].concat()).replace("\\n", "\n");
    assert!(output.status.success(), "{text}");
    for part in ["Uploaded", "Downloaded", "SSH_FX_PERMISSION_DENIED"] {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
    let picture = image::open(picture).unwrap().into_rgba8();
    assert!(picture.width() >= 800 && picture.height() >= 500);
    let first = *picture.get_pixel(0, 0);
    assert!(picture.pixels().any(|pixel| *pixel != first), "the picture is empty");
    let folder = text.split('/').find(|part| part.starts_with("catamaran-demo-")).unwrap();
    assert!(!std::env::temp_dir().join(folder).exists(), "the demo's temporary folder stays behind");
}
