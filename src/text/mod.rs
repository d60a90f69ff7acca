//! Words for values: sizes, times, states and errors as people read them. Shared by the window and the command line.

mod attempt;
mod by_hand;
mod cause;
mod change;
mod checkup;
mod code;
mod code_index;
mod code_words;
mod data_try;
mod diagnosis;
mod error_json;
mod fix;
mod ftp_words;
mod group;
mod import;
mod log_line;
mod markdown;
mod number;
mod report;
mod secret;
mod security;
mod shown;
mod site;
mod transfer;
mod trust;

pub use attempt::{
    location_words, name_words, parent_words, place_name, tried_by_hand, tried_connect, tried_list, tried_operation,
    tried_transfer,
};
pub use by_hand::{by_hand_fault, command_help, reply_meaning, shell_end};
pub use cause::{address_fault, cause, conflict_lines, proxy_fault};
pub use change::{change_site, change_words};
pub use checkup::{
    checkup_markdown, checkup_text, checkup_verdict, fact_name, note_words, result_details, result_line, state_name,
    step_name, step_text, took_words,
};
pub use code::{class_name, code_advice, code_line, code_meaning, effect_words, family_name};
pub use code_index::{CodeIndex, FoundCode, ftp_reply_line, reply_words};
pub use code_words::{CodeWords, code_words, ftp_reply_note, unknown_code_words};
pub use diagnosis::{cause_words, confidence_words, error_cause, evidence_words};
pub use error_json::{ErrorJson, error_json};
pub use fix::{fix_button, fix_hint, fix_words, tried_repair};
pub use ftp_words::certificate_fault;
pub use group::{
    entry_name, entry_search_text, group_count, group_facts, group_text, group_title, host_words, outcome_words,
    time_of_day, tried_words,
};
pub use import::{import_fault, import_note, left_out};
pub use log_line::{level_name, log_words};
pub use number::{clock_time, day, duration, iso_time, permissions, rate, size, size_of, when};
pub use report::{ErrorWords, error_report};
pub use secret::{keyring_fault, keyring_name, secret_fault, secret_home, secret_line, secret_name, secret_place};
pub use security::{SecurityGrade, SecurityGroup, SecurityWords, security_grade, security_summary, security_words};
pub use shown::{CARD_BYTES, JSON_BYTES, ShownText};
pub use site::{site_fault, sites_fault};
pub use transfer::transfer_words;
pub use trust::{TrustWords, host_key_words, trust_words};
