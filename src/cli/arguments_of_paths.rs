//! Arguments that several verbs share: files and addresses.

use crate::i18n::fl;
use clap::Arg;
use clap::builder::PathBufValueParser;

/// One or more paths of this computer.
pub(super) fn paths(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).value_name(value).value_parser(PathBufValueParser::new())
}

/// One or more addresses of a server.
pub(super) fn urls() -> Arg {
    Arg::new("urls").value_name("URL").required(true).num_args(1..).help(fl!("cli-urls"))
}
