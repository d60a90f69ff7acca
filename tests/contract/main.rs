//! One contract for every `RemoteFs`: the same checks on the fake, on OpenSSH's `sftp-server` through pipes, on a real
//! `sshd`, on the demo server, and on real FTP servers with and without TLS.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod content;
mod names;
mod operations;
mod site;
#[path = "../support/mod.rs"]
mod support;
#[path = "../wire_support/mod.rs"]
mod wire_support;

/// Every check as a test of its own on each back end.
macro_rules! contract {
    ($($back_end:ident)* => $checks:tt) => {$(
        mod $back_end {
            contract!(@ $back_end $checks);
        }
    )*};
    (@ $back_end:ident { $($room:ident::$check:ident)* }) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $check() {
            let Some(site) = crate::site::$back_end().await else { return };
            crate::$room::$check(&site).await;
        }
    )*};
}

contract! {
    fake pipe sshd demo vsftpd vsftpd_tls vsftpd_implicit proftpd proftpd_tls pure_ftpd pure_ftpd_tls => {
        names::odd_names_live_and_die
        names::names_that_are_too_long_are_refused
        names::three_thousand_entries_are_listed
        names::folders_that_cannot_be_listed_say_so
        names::links_are_told_from_what_they_lead_to
        names::typed_paths_become_absolute
        operations::renames_keep_or_replace
        operations::attributes_are_set
        operations::a_written_file_gets_its_name_at_once
        operations::removals_refuse_what_they_must
        operations::a_refusal_is_understood_right_after_a_change
        operations::folders_are_made_once
        operations::extras_work_where_they_are_announced
        operations::errors_name_request_path_and_code
        content::every_size_comes_back_identical
        content::sixteen_mebibytes_come_back_identical
        content::exclusive_opens_refuse_what_exists
        content::writing_begins_at_the_offset
        content::reading_begins_at_the_offset
        content::a_wrong_size_is_told
        content::two_hundred_files_are_open_at_once
        content::dropped_streams_leave_the_session_usable
        content::many_small_files_at_once
        content::abandoned_writers_tell_what_is_confirmed
    }
}
