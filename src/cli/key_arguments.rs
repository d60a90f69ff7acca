//! The arguments of the verbs about keys.

use super::arguments_of_paths::{paths, urls};
use super::invocation::KeygenWish;
use crate::engine::NewKeyKind;
use crate::i18n::fl;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

/// `install-key`, from the command with what all verbs have.
pub(super) fn install_key_command(command: Command) -> Command {
    command
        .arg(Arg::new("mend").long("mend").action(ArgAction::SetTrue).help(fl!("cli-mend")))
        .arg(urls().num_args(1))
        .arg(paths("key", "KEY.pub").required(true).help(fl!("cli-public-key")))
}

/// `keygen`.
pub(super) fn keygen_command() -> Command {
    let flag = |name: &'static str, help: String| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    Command::new("keygen")
        .about(fl!("cli-keygen"))
        .arg(
            Arg::new("type")
                .long("type")
                .short('t')
                .value_name("TYPE")
                .default_value(NewKeyKind::default().name())
                .value_parser(PossibleValuesParser::new(NewKeyKind::ALL.map(NewKeyKind::name)))
                .help(fl!("cli-key-type")),
        )
        .arg(Arg::new("comment").long("comment").short('C').value_name("TEXT").help(fl!("cli-key-comment")))
        .arg(flag("passphrase-stdin", fl!("cli-passphrase-stdin")).conflicts_with("no-passphrase"))
        .arg(flag("no-passphrase", fl!("cli-no-passphrase")))
        .arg(paths("file", "FILE").required(true).help(fl!("cli-key-file")))
}

/// Which key to make.
pub(super) fn keygen_wish(matches: &ArgMatches) -> KeygenWish {
    let kind = matches.get_one::<String>("type").and_then(|name| NewKeyKind::named(name));
    KeygenWish {
        kind: kind.unwrap_or_default(),
        comment: matches.get_one("comment").cloned(),
        file: matches.get_one("file").cloned().unwrap_or_default(),
        passphrase_stdin: matches.get_flag("passphrase-stdin"),
        no_passphrase: matches.get_flag("no-passphrase"),
    }
}
