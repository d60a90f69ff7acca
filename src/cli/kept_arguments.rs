//! The arguments of `sites export`, `sites import` and `secrets`.

use super::arguments_of_paths::paths;
use super::invocation::{SecretsVerb, ShareVerb};
use crate::i18n::fl;
use crate::site::SecretName;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::path::PathBuf;

fn flag(name: &'static str, help: String) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

/// `sites export` and `sites import`, added to the command for sites.
pub(super) fn share_commands(sites: Command) -> Command {
    let passphrase = || flag("passphrase-stdin", fl!("cli-passphrase-stdin"));
    sites
        .subcommand(
            Command::new("export")
                .about(fl!("cli-sites-export"))
                .arg(flag("seal", fl!("cli-sites-seal")))
                .arg(flag("passwords", fl!("cli-sites-export-passwords")).requires("seal"))
                .arg(passphrase().requires("seal"))
                .arg(paths("file", "FILE").required(true).help(fl!("cli-sites-export-file"))),
        )
        .subcommand(
            Command::new("import")
                .about(fl!("cli-sites-import"))
                .arg(flag("passwords", fl!("import-passwords")))
                .arg(flag("look", fl!("cli-sites-look")))
                .arg(passphrase())
                .arg(paths("files", "FILE").num_args(0..).help(fl!("cli-sites-import-files"))),
        )
}

/// How sites come and go; `verb`: `export`, else `import`.
pub(super) fn share_wish(verb: &str, matches: &ArgMatches) -> ShareVerb {
    if verb == "export" {
        return ShareVerb::Export {
            file: matches.get_one("file").cloned().unwrap_or_default(),
            seal: matches.get_flag("seal"),
            passwords: matches.get_flag("passwords"),
            passphrase_stdin: matches.get_flag("passphrase-stdin"),
        };
    }
    ShareVerb::Import {
        files: matches.get_many::<PathBuf>("files").into_iter().flatten().cloned().collect(),
        passwords: matches.get_flag("passwords"),
        look: matches.get_flag("look"),
        passphrase_stdin: matches.get_flag("passphrase-stdin"),
    }
}

/// `secrets`.
pub(super) fn secrets_command() -> Command {
    Command::new("secrets")
        .about(fl!("cli-secrets"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("list").about(fl!("cli-secrets-list")))
        .subcommand(
            Command::new("forget")
                .about(fl!("cli-secrets-forget"))
                .arg(flag("all", fl!("cli-secrets-forget-all")).conflicts_with("names"))
                .arg(
                    Arg::new("names")
                        .value_name("NAME")
                        .num_args(1..)
                        .required_unless_present("all")
                        .value_parser(|line: &str| SecretName::parse(line).ok_or_else(|| fl!("cli-fault-secret-name")))
                        .help(fl!("cli-secrets-names")),
                ),
        )
        .subcommand(
            Command::new("change-master")
                .about(fl!("cli-secrets-change-master"))
                .arg(flag("passphrase-stdin", fl!("cli-masters-stdin"))),
        )
}

/// What to do with kept secrets.
pub(super) fn secrets_wish(matches: &ArgMatches) -> SecretsVerb {
    match matches.subcommand() {
        Some(("forget", matches)) if matches.get_flag("all") => SecretsVerb::ForgetAll,
        Some(("forget", matches)) => {
            SecretsVerb::Forget(matches.get_many::<SecretName>("names").into_iter().flatten().cloned().collect())
        }
        Some(("change-master", matches)) => SecretsVerb::ChangeMaster { stdin: matches.get_flag("passphrase-stdin") },
        _ => SecretsVerb::List,
    }
}
