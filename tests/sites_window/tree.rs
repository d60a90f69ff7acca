//! The tree of the site manager: folders, search, keys, dragging, undo, hosts of the SSH configuration.

use crate::{Desk, at, id, named, names, nodes};
use catamaran::engine::StartFile;
use catamaran::site::{Colour, Node, Site, SiteStore};
use catamaran::ui::state::SiteKey;
use eframe::egui::{Key, Modifiers, vec2};
use std::fs;
use std::path::Path;

#[test]
fn the_tree_opens_closes_searches_and_follows_the_keys() {
    let mut desk = Desk::open(nodes());
    assert_eq!(desk.tree(), ["Work", "partner, FTPS"]);
    desk.choose("Work");
    desk.window.press(Key::ArrowRight);
    assert_eq!(desk.tree(), ["Work", "web, SFTP", "staging, SFTP", "partner, FTPS"]);
    desk.window.press(Key::ArrowRight);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(2))));
    desk.window.press(Key::End);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(4))));
    desk.window.press(Key::ArrowUp);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(3))));
    desk.window.press(Key::ArrowLeft);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(1))));
    desk.window.press(Key::ArrowLeft);
    assert_eq!(desk.tree(), ["Work", "partner, FTPS"]);
    desk.fill("Search sites", "STAG");
    assert_eq!(desk.tree(), ["staging, SFTP"]);
    desk.window.press(Key::ArrowDown);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(3))));
    desk.fill("Search sites", "zzz");
    assert!(desk.window.shows("Nothing found."));
}

#[test]
fn what_is_removed_comes_back_where_it_was() {
    let mut desk = Desk::open(nodes());
    desk.choose("Work");
    desk.window.press(Key::Delete);
    desk.stored("the removal", |book| names(book) == ["partner"]);
    assert!(desk.window.shows("Deleted Work with 2 entries"));
    desk.click("Undo");
    let book = desk.stored("the return", |book| book.nodes().len() == 4);
    assert_eq!(names(&book), ["Work", "  web", "  staging", "partner"]);
    assert_eq!(named(&book, "web").colour, Some(Colour::Red));
}

#[test]
fn folders_are_made_renamed_copied_sorted_and_filled_by_dragging() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.click("New folder");
    desk.window.type_text("Archive");
    desk.window.press(Key::Enter);
    desk.stored("the folder", |book| names(book).last().is_some_and(|name| name == "Archive"));
    let (from, to) = (desk.place("partner"), desk.place("Archive"));
    desk.drag(from, to);
    let book = desk.stored("the move", |book| names(book).contains(&"  partner".to_owned()));
    assert_eq!(names(&book), ["Work", "  web", "  staging", "Archive", "  partner"]);
    // Before another one.
    let (from, to) = (desk.place("partner"), desk.place("Work") - vec2(0.0, 12.0));
    desk.drag(from, to);
    desk.stored("the order", |book| names(book).first().is_some_and(|name| name == "partner"));
    desk.choose("Work");
    desk.click("Duplicate");
    let book = desk.stored("the copy", |book| book.nodes().len() == 8);
    assert_eq!(names(&book)[4..7], ["Work (copy)", "  web", "  staging"]);
    desk.choose("partner");
    desk.click("Sort by name");
    let book = desk.stored("the order", |book| names(book).last().is_some_and(|name| name == "partner"));
    assert_eq!(names(&book), ["Archive", "Work", "  web", "  staging", "Work (copy)", "  web", "  staging", "partner"]);
    desk.choose("Work");
    desk.window.press(Key::F2);
    desk.window.type_text("Job");
    desk.window.press(Key::Enter);
    desk.stored("the name", |book| names(book).contains(&"Job".to_owned()));
}

#[test]
fn five_hundred_sites_draw_only_those_in_sight() {
    let many = (0..500).map(|n| Node::site(id(100 + n), None, format!("site-{n:03}"), at("h.example"))).collect();
    let mut desk = Desk::open_in([720.0, 460.0], many);
    assert!(desk.tree().len() < 20, "{}", desk.tree().len());
    desk.choose("site-000");
    desk.window.press(Key::End);
    assert!(desk.tree().contains(&"site-499, SFTP".to_owned()));
    desk.fill("Search sites", "site-250");
    assert_eq!(desk.tree(), ["site-250, SFTP"]);
    assert!(Path::new(desk.store.file().unwrap()).exists());
}

#[test]
fn hosts_of_the_ssh_configuration_are_shown_used_and_copied() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    fs::write(&config, "Host bastion\n  HostName gate.example\nHost db\n  ProxyJump bastion\n  User root\nHost *\n")
        .unwrap();
    let store = SiteStore::at(folder.path().join("sites.json"));
    let mut desk = Desk::open_file([1280.0, 800.0], folder, store, StartFile::Only(config.clone()));
    let file = config.display().to_string();
    desk.window.wait("the hosts", |window| !window.app().state().sites.hosts.is_empty());
    assert_eq!(desk.tree(), [format!("{file}, live")]);
    desk.choose(&file);
    desk.window.press(Key::ArrowRight);
    assert_eq!(desk.tree(), [format!("{file}, live"), "bastion".into(), "db, via bastion".into()]);
    desk.choose("bastion");
    assert!(desk.window.shows("gate.example"));
    desk.click("Copy to my sites");
    desk.window.press_with(Key::S, Modifiers::COMMAND);
    let book = desk.stored("the copy", |book| book.nodes().len() == 1);
    assert_eq!(*named(&book, "bastion"), Site { host: "bastion".into(), ..Site::default() });
    desk.choose("db");
    desk.click("Connect");
    let wish = desk.wishes().pop().unwrap();
    // Port and user are left to the configuration.
    assert_eq!((wish.endpoint.to_string(), wish.port_said), ("sftp://db".to_owned(), false));
}

#[test]
fn f2_shows_the_name_of_a_site_from_any_page() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.click("Advanced…");
    desk.choose("partner");
    desk.window.press(Key::F2);
    desk.window.type_text("renamed");
    assert_eq!(desk.sites().draft().unwrap().1.name, "renamed");
}
