//! Ten thousand of everything cost few events, and an idle engine wakes nobody.

use crate::engine_lab;
use crate::engine_lab::{Lab, remote};
use catamaran::engine::{Event, Location};
use catamaran::model::{ByteSize, OverwriteRule};
use catamaran::queue::TransferState;
use std::fs;
use std::path::Path;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn ten_thousand_files_cost_ten_events() {
    let mut lab = Lab::connected().await;
    let tree = lab.local("tree");
    for folder in 0..100 {
        fs::create_dir_all(tree.join(folder.to_string())).unwrap();
        for file in 0..100 {
            fs::write(tree.join(format!("{folder}/{file}")), b"x").unwrap();
        }
    }
    let before = lab.events.len();
    let batch = lab.upload(&[&tree], "/home/ada", OverwriteRule::Ask);
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed, summary.bytes), (10_000, 0, ByteSize(10_000)));
    lab.settle().await;
    let events = &lab.events[before..];
    assert!(events.len() <= 10, "{events:#?}");
    let view = lab.engine.queue();
    assert_eq!((view.rows.len(), view.rows[0].files_done, view.rows[0].files_total), (1, 10_000, 10_000));
    assert_eq!(view.rows[0].state, TransferState::Done);
    assert_eq!(lab.server.open_files(), 0);
    // Idle: nobody is woken.
    let wakes = lab.wakes();
    tokio::time::sleep(Duration::from_hours(1)).await;
    assert_eq!(lab.wakes(), wakes);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_rows_cost_ten_events() {
    let mut lab = Lab::connected().await;
    let folder = lab.local("many");
    fs::create_dir(&folder).unwrap();
    let paths: Vec<_> = (0..10_000).map(|n| folder.join(format!("{n:05}"))).collect();
    for path in &paths {
        fs::write(path, b"x").unwrap();
    }
    let before = lab.events.len();
    let sources: Vec<&Path> = paths.iter().map(std::path::PathBuf::as_path).collect();
    let batch = lab.upload(&sources, "/home/ada", OverwriteRule::Ask);
    assert_eq!(lab.finished(batch).await.files, 10_000);
    assert!(lab.events.len() - before <= 10, "{:#?}", &lab.events[before..]);
    assert!(lab.wakes() < 2_000, "{}", lab.wakes());
}

#[tokio::test(start_paused = true)]
async fn what_happens_on_screen_is_told_once_per_folder_and_batch() {
    let mut lab = Lab::connected().await;
    for n in 0..30 {
        lab.server.put_file(format!("/home/ada/t/{n}/f"), b"x").unwrap();
    }
    let request = lab.list("/home/ada/t/7");
    lab.listed(request).await.unwrap();
    let before = lab.events.len();
    let target = lab.local("in");
    fs::create_dir(&target).unwrap();
    let batch = lab.download_with(&["/home/ada/t"], &target, |wish| wish.remove_source = true);
    lab.finished(batch).await;
    let changed: Vec<_> = lab.events[before..]
        .iter()
        .filter_map(|e| if let Event::FolderChanged(folder) = e { Some(folder.clone()) } else { None })
        .collect();
    let there = |path: &str| Location::Remote(engine_lab::session(), remote(path));
    assert_eq!(changed, [Location::Local(target), there("/home/ada"), there("/home/ada/t/7")]);
}
