//! The dialogs, one file each, all in the frame of `modal`.

mod about;
mod bundle;
mod certificate;
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
mod mend;
mod modal;
mod new_folder;
mod overwrite;
mod path;
mod permissions;
mod quit;
mod raw_command;
mod secret;
mod shortcuts;
mod vault;

pub use front::dialogs;
