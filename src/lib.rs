//! Catamaran: a two-pane file transfer client.
//!
//! The rooms of the house and what each may import (checked by `tests/layering.rs`; ARCHITECTURE.md says why):
//!
//! ```text layers
//! model:
//! i18n:
//! durable:
//! error: model
//! settings: model error durable
//! log: model error
//! trust: model error durable
//! ssh_config: model error
//! local: model error
//! queue: model error
//! journal: model error
//! archive: model error journal durable
//! site: model error durable
//! site/import: model site
//! platform: model error
//! remote: model error log trust
//! remote/fake: model error remote
//! remote/proxy: model error log remote
//! remote/ftp/listing: model
//! remote/ftp: model error durable log trust remote remote/proxy remote/ftp/listing
//! remote/sftp/wire: model error log remote
//! remote/sftp: model error log trust remote remote/proxy remote/sftp/wire
//! engine: model error log trust ssh_config site journal local queue remote remote/proxy remote/ftp remote/sftp
//! text: i18n model error site log queue journal engine remote trust site/import
//! log_file: model error log text
//! export: model error i18n log journal archive remote settings text
//! demo: model error
//! cli: model error i18n site site/import log trust ssh_config local queue remote engine text settings demo platform
//! ui/state: model error site log trust queue journal archive export remote engine settings text site/import
//! ui/theme: model settings site
//! ui/widget: model error i18n settings site engine queue text ui/theme ui/state
//! ui/pane: model error i18n settings site engine remote text ui/theme ui/widget ui/state
//! ui/panel: model error i18n log queue journal engine remote text ui/theme ui/widget ui/state
//! ui/dialog: model error i18n site engine remote trust text ui/theme ui/widget ui/state site/import
//! ui: model error durable i18n site log log_file queue journal archive export engine settings platform text ui/state ui/theme ui/widget ui/pane ui/panel ui/dialog site/import
//! drive: model i18n engine queue text ui ui/state
//! ```

pub mod app;
pub mod archive;
pub mod cli;
pub mod demo;
pub mod drive;
pub mod durable;
pub mod engine;
pub mod error;
pub mod export;
pub mod i18n;
pub mod journal;
pub mod local;
pub mod log;
pub mod log_file;
pub mod model;
pub mod platform;
pub mod queue;
pub mod remote;
pub mod settings;
pub mod site;
pub mod ssh_config;
pub mod text;
pub mod trust;
pub mod ui;
