//! The dialogs, one file each, all in the frame of `modal`.

mod about;
mod bundle;
mod certificate;
mod change;
mod codes;
mod codes_list;
mod codes_page;
mod connect;
mod delete;
mod doctor;
mod doctor_steps;
mod ending;
mod error;
mod front;
mod host_key;
mod import;
mod import_row;
mod install_key;
mod mend;
mod modal;
mod new_folder;
mod new_key;
mod overwrite;
mod path;
mod permissions;
mod proxy_command;
mod quit;
mod raw_command;
mod replace;
mod secret;
mod security;
mod shortcuts;
mod trust;
mod trust_list;
mod vault;

pub use front::dialogs;
