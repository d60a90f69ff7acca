//! Like failures are one group: what counts as like, and when another one begins.

use crate::{denied, disk_full, fail, failure, full, only, place};
use catamaran::error::{Error, ErrorKind, StatusCode};
use catamaran::journal::{Book, Group, Note, Outcome};
use catamaran::model::TransferId;
use catamaran::text::{group_count, group_facts, group_title};
use std::sync::Arc;

#[test]
fn a_thousand_files_that_fail_for_one_reason_are_one_group() {
    let mut book = Book::default();
    for number in 0..1000 {
        fail(&mut book, disk_full(number, i64::try_from(number / 250).unwrap()));
    }
    let group = only(&book);
    assert_eq!((group.open, group.len(), book.open()), (1000, 1000, 1000));
    assert_eq!(group_title(group), "Disk full on /srv/data");
    assert_eq!(group_count(group), "1000 files");
    let facts = group_facts(group, group.last);
    for part in ["web-01:22", "code 4 SSH_FX_FAILURE", "server said “Failure”", "15.0 KB free, 5.50 GB needed", " – "]
    {
        assert!(facts.contains(part), "{part} in {facts}");
    }
}

#[test]
fn other_places_codes_and_servers_are_other_groups() {
    let mut book = Book::default();
    fail(&mut book, disk_full(1, 0));
    fail(&mut book, denied(2));
    fail(&mut book, denied(3));
    let mut elsewhere = *full("/srv/data/x");
    elsewhere.host = Some("web-02:22".into());
    fail(&mut book, failure(4, 0, Box::new(elsewhere)));
    let mut coded = *full("/srv/data/x");
    coded.code = Some(StatusCode::Sftp(14));
    fail(&mut book, failure(5, 0, Box::new(coded)));
    assert_eq!(book.groups().map(Group::len).collect::<Vec<_>>(), [1, 2, 1, 1]);
}

#[test]
fn files_of_different_folders_that_a_lost_connection_took_are_one_group() {
    let mut book = Book::default();
    for number in 1..=3 {
        let lost = Error::new(ErrorKind::ConnectionLost).at(place(&format!("/{number}/f"))).on_host("ftp.partner:22");
        book.take_in(Note::Failed(Arc::new(failure(number, 0, lost)), true));
    }
    assert_eq!(group_title(only(&book)), "Connection to ftp.partner:22 lost");
    assert_eq!((group_count(only(&book)), book.open()), ("3 files, 3 being tried again".to_owned(), 0));
    for number in 1..=3 {
        book.take_in(Note::Transfer(TransferId::from(number), Outcome::Done));
    }
    assert_eq!(group_count(only(&book)), "retried, all 3 files done");
}

#[test]
fn a_file_that_fails_again_counts_once_and_moves_to_the_new_reason() {
    let mut book = Book::default();
    fail(&mut book, disk_full(1, 0));
    book.take_in(Note::Transfer(TransferId::from(1), Outcome::Again));
    assert_eq!((only(&book).again, book.open()), (1, 0));
    fail(&mut book, disk_full(1, 5));
    assert_eq!((only(&book).open, only(&book).len()), (1, 1));
    let entry = book.entry(only(&book).entries[0]).unwrap();
    assert_eq!(entry.tries, 2);
    fail(&mut book, failure(1, 9, Error::sftp(3, None).at(place("/srv/data/photos/x")).on_host("web-01:22")));
    assert_eq!((only(&book).key.cause, only(&book).len()), ("permission_denied", 1));
}

#[test]
fn what_fails_after_all_was_settled_begins_a_new_group() {
    let mut book = Book::default();
    fail(&mut book, disk_full(1, 0));
    book.take_in(Note::Transfer(TransferId::from(1), Outcome::Done));
    fail(&mut book, disk_full(2, 100));
    assert_eq!(book.groups().map(Group::is_settled).collect::<Vec<_>>(), [true, false]);
    let settled = book.groups().next().unwrap().id;
    book.dismiss_group(settled);
    assert_eq!((book.len(), book.open()), (1, 1));
    let (kept, removed) = book.take_changes();
    assert_eq!((kept.len(), removed.len()), (1, 1));
}

#[test]
fn the_oldest_failures_make_room() {
    let mut book = Book::default();
    for number in 0..Book::CAP as u64 + 10 {
        fail(&mut book, disk_full(number, 0));
    }
    assert_eq!((book.len(), only(&book).entries.len()), (Book::CAP, Book::CAP));
    assert_eq!(only(&book).entries.front().map(|id| id.0), Some(10));
}
