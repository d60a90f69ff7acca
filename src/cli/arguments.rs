//! The command line: what clap is told, and what comes out of it.

use super::arguments_of_paths::{paths, urls};
use super::connection_arguments::{common, config_options, configuration, flag, json, options, recursive, transfer};
use super::explain::asked;
use super::ftp_command::line_of;
use super::invocation::{DemoWish, ExplainWish, FilesWish, Invocation, RemoteUrl, SitesWish, TransferOptions, Verb};
use super::kept_arguments::{secrets_command, secrets_wish, share_commands, share_wish};
use super::key_arguments::{install_key_command, keygen_command, keygen_wish};
use super::mode::ModeChange;
use super::site_address::{SiteLookup, names_site};
use crate::error::CodeFamily;
use crate::i18n::fl;
use crate::model::{Address, Link, OverwriteRule};
use crate::text::address_fault;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Reads a command line, program name first. `sites` finds the server of an address that names a site.
///
/// # Errors
/// clap's own error, which prints itself: a fault (exit code 2), or the text of `--help` or `--version` (0).
pub fn parse(arguments: impl IntoIterator<Item = OsString>, sites: SiteLookup<'_>) -> Result<Invocation, clap::Error> {
    let mut command = command();
    let matches = command.try_get_matches_from_mut(arguments)?;
    match matches.subcommand() {
        None => {
            let address = matches.get_one::<String>("address").map(|text| link(text)).transpose();
            let config = config_options(&matches);
            let wish = address.and_then(|address| Ok(Invocation::Window { address, config: config? }));
            wish.map_err(|text| command.error(ErrorKind::ValueValidation, text))
        }
        Some(("demo", matches)) => Ok(Invocation::Demo(DemoWish {
            drive: matches.get_flag("drive"),
            picture: matches.get_one("picture").cloned(),
        })),
        Some(("secrets", matches)) => Ok(Invocation::Secrets(secrets_wish(matches))),
        Some(("keygen", matches)) => Ok(Invocation::Keygen(keygen_wish(matches))),
        Some(("sites", matches)) => Ok(match matches.subcommand() {
            Some(("show", matches)) => {
                Invocation::Sites(SitesWish { json: matches.get_flag("json"), show: matches.get_one("name").cloned() })
            }
            Some(("list", matches)) => Invocation::Sites(SitesWish { json: matches.get_flag("json"), show: None }),
            Some((verb, matches)) => Invocation::Share(share_wish(verb, matches)),
            None => Invocation::Sites(SitesWish { json: false, show: None }),
        }),
        Some(("explain", matches)) => explain_wish(matches).map(Invocation::Explain).map_err(|text| {
            let sub = command.find_subcommand("explain").cloned().unwrap_or_else(|| command.clone());
            sub.bin_name("catamaran explain").error(ErrorKind::ValueValidation, text)
        }),
        Some((name, matches)) => {
            let fault = |text: String| {
                let sub = command.find_subcommand(name).cloned().unwrap_or_else(|| command.clone());
                sub.bin_name(format!("catamaran {name}")).error(ErrorKind::ValueValidation, text)
            };
            let wish = verb(name, matches, sites).and_then(|verb| Ok(FilesWish { options: options(matches)?, verb }));
            wish.map(|wish| Invocation::Files(Box::new(wish))).map_err(fault)
        }
    }
}

/// The command line as clap knows it, with all help texts.
fn command() -> Command {
    let sub = |name: &'static str, about: String| Command::new(name).about(about).args(common());
    Command::new("catamaran")
        .about(fl!("cli-about"))
        .version(env!("CARGO_PKG_VERSION"))
        .after_help(fl!("cli-after-help"))
        .args_conflicts_with_subcommands(true)
        .arg(Arg::new("address").value_name("URL").help(fl!("cli-address")))
        .args(configuration())
        .subcommand(sub("ls", fl!("cli-ls")).arg(urls()))
        .subcommand(sub("stat", fl!("cli-stat")).arg(urls()))
        .subcommand(
            sub("get", fl!("cli-get"))
                .args(transfer())
                .arg(paths("items", "URL").required(true).num_args(1..).help(fl!("cli-get-items"))),
        )
        .subcommand(
            sub("put", fl!("cli-put"))
                .args(transfer())
                .arg(paths("items", "FILE").required(true).num_args(2..).help(fl!("cli-put-items"))),
        )
        .subcommand(sub("mkdir", fl!("cli-mkdir")).arg(flag("parents", 'p', fl!("cli-parents"))).arg(urls()))
        .subcommand(sub("rm", fl!("cli-rm")).arg(recursive('r')).arg(urls()))
        .subcommand(sub("mv", fl!("cli-mv")).arg(urls().num_args(2).value_names(["URL", "NEW_URL"])))
        .subcommand(
            sub("chmod", fl!("cli-chmod"))
                .arg(recursive('R'))
                .arg(Arg::new("mode").value_name("MODE").required(true).allow_hyphen_values(true).help(fl!("cli-mode")))
                .arg(urls()),
        )
        .subcommand(
            sub("doctor", fl!("cli-doctor"))
                .arg(
                    Arg::new("timeout")
                        .long("timeout")
                        .value_name("SECONDS")
                        .value_parser(value_parser!(u16).range(1..=600))
                        .help(fl!("cli-timeout")),
                )
                .arg(urls().num_args(1)),
        )
        .subcommand(install_key_command(sub("install-key", fl!("cli-install-key"))))
        .subcommand(keygen_command())
        .subcommand(secrets_command())
        .subcommand(
            share_commands(Command::new("sites"))
                .about(fl!("cli-sites"))
                .subcommand_required(true)
                .subcommand(Command::new("list").about(fl!("cli-sites-list")).arg(json()))
                .subcommand(
                    Command::new("show")
                        .about(fl!("cli-sites-show"))
                        .arg(Arg::new("name").value_name("NAME").required(true).help(fl!("cli-sites-name")))
                        .arg(json()),
                ),
        )
        .subcommand(
            sub("ftp-command", fl!("cli-ftp-command"))
                .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help(fl!("cli-force")))
                .arg(urls().num_args(1))
                .arg(
                    Arg::new("words")
                        .value_name("COMMAND")
                        .required(true)
                        .num_args(1..)
                        .trailing_var_arg(true)
                        .allow_hyphen_values(true)
                        .help(fl!("cli-ftp-command-words")),
                ),
        )
        .subcommand(
            Command::new("explain")
                .about(fl!("cli-explain"))
                .arg(
                    Arg::new("codes")
                        .value_name("CODE")
                        .num_args(1..)
                        .required_unless_present("all")
                        .allow_negative_numbers(true)
                        .help(fl!("cli-explain-codes")),
                )
                .arg(
                    Arg::new("all")
                        .long("all")
                        .value_name("FAMILY")
                        .num_args(0..=1)
                        .conflicts_with("codes")
                        .help(fl!("cli-explain-all")),
                )
                .arg(json()),
        )
        .subcommand(
            Command::new("demo")
                .about(fl!("cli-demo"))
                .arg(Arg::new("drive").long("drive").action(ArgAction::SetTrue).help(fl!("cli-drive")))
                .arg(paths("picture", "FILE").long("picture").requires("drive").help(fl!("cli-picture"))),
        )
}

/// Which codes to explain, or which families to list.
fn explain_wish(matches: &ArgMatches) -> Result<ExplainWish, String> {
    let json = matches.get_flag("json");
    if matches.contains_id("all") {
        let families = match matches.get_one::<String>("all") {
            None => Vec::new(),
            Some(word) => match CodeFamily::named(word) {
                families if families.is_empty() => {
                    let word = crate::model::escape_bytes(word.as_bytes());
                    return Err(fl!("cli-fault-no-family", family = word));
                }
                families => families,
            },
        };
        return Ok(ExplainWish { json, families, codes: Vec::new() });
    }
    let words: Vec<String> = matches.get_many("codes").into_iter().flatten().cloned().collect();
    Ok(ExplainWish { json, ..asked(&words)? })
}

fn transfer_options(matches: &ArgMatches) -> TransferOptions {
    TransferOptions {
        recursive: matches.get_flag("recursive"),
        overwrite: matches.get_one::<String>("overwrite").and_then(|name| OverwriteRule::from_name(name)),
        jobs: matches.get_one::<u16>("jobs").copied().map(usize::from),
        limit: matches.get_one("limit").copied(),
    }
}

fn verb(name: &str, matches: &ArgMatches, sites: SiteLookup<'_>) -> Result<Verb, String> {
    let recursive = || matches.get_flag("recursive");
    match name {
        "get" => get(items(matches), transfer_options(matches), sites),
        "put" => put(items(matches), transfer_options(matches), sites),
        _ => {
            let mut urls = matches
                .get_many::<String>("urls")
                .into_iter()
                .flatten()
                .map(|text| remote_url(text, sites))
                .collect::<Result<Vec<_>, _>>()?;
            match name {
                "ls" => Ok(Verb::Ls { urls }),
                "stat" => Ok(Verb::Stat { urls }),
                "doctor" => {
                    let limit = matches.get_one::<u16>("timeout").copied();
                    let limit = limit.map(|seconds| Duration::from_secs(seconds.into()));
                    urls.pop().map(|url| Verb::Doctor { url, limit }).ok_or_else(|| fl!("cli-fault-no-url"))
                }
                "install-key" => {
                    let key = matches.get_one("key").cloned().unwrap_or_default();
                    let mend = matches.get_flag("mend");
                    match urls.pop() {
                        Some(url) if !url.endpoint().protocol.is_ftp() => Ok(Verb::InstallKey { url, key, mend }),
                        _ => Err(fl!("cli-fault-sftp-only")),
                    }
                }
                "ftp-command" => {
                    let words: Vec<String> = matches.get_many("words").into_iter().flatten().cloned().collect();
                    let url = urls.pop().ok_or_else(|| fl!("cli-fault-no-url"))?;
                    let line = line_of(&url, &words, matches.get_flag("force"))?;
                    Ok(Verb::FtpCommand { url, line })
                }
                "mkdir" => Ok(Verb::Mkdir { urls, parents: matches.get_flag("parents") }),
                "rm" => Ok(Verb::Rm { urls, recursive: recursive() }),
                "mv" => match (urls.pop(), urls.pop()) {
                    (Some(to), Some(from)) if from.endpoint() == to.endpoint() => Ok(Verb::Mv { from, to }),
                    _ => Err(fl!("cli-fault-two-servers")),
                },
                _ => {
                    let text = matches.get_one::<String>("mode").map_or("", String::as_str);
                    let change = ModeChange::parse(text).ok_or_else(|| fl!("cli-fault-mode", mode = text))?;
                    Ok(Verb::Chmod { change, urls, recursive: recursive() })
                }
            }
        }
    }
}

fn items(matches: &ArgMatches) -> Vec<PathBuf> {
    matches.get_many("items").into_iter().flatten().cloned().collect()
}

fn get(mut items: Vec<PathBuf>, how: TransferOptions, sites: SiteLookup<'_>) -> Result<Verb, String> {
    let target = items.pop_if(|last| !is_url(last)).map(local_path).transpose()?;
    let urls: Vec<RemoteUrl> = items.iter().map(|item| url_of_path(item, sites)).collect::<Result<_, _>>()?;
    if urls.is_empty() {
        return Err(fl!("cli-fault-no-url"));
    }
    Ok(Verb::Get { urls, target, how })
}

fn put(mut items: Vec<PathBuf>, how: TransferOptions, sites: SiteLookup<'_>) -> Result<Verb, String> {
    let last = items.pop().ok_or_else(|| fl!("cli-fault-no-url"))?;
    let target = url_of_path(&last, sites)?;
    let files = items.into_iter().map(local_path).collect::<Result<_, _>>()?;
    Ok(Verb::Put { files, target, how })
}

fn is_url(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.contains("://") || names_site(text))
}

/// A local path; `-` is none, and an address in this place is a mistake in the order.
fn local_path(path: PathBuf) -> Result<PathBuf, String> {
    if path.as_os_str() == "-" {
        return Err(fl!("cli-fault-dash"));
    }
    if is_url(&path) {
        return Err(fl!("cli-fault-url-place"));
    }
    Ok(path)
}

fn url_of_path(path: &Path, sites: SiteLookup<'_>) -> Result<RemoteUrl, String> {
    match path.to_str() {
        Some("-") => Err(fl!("cli-fault-dash")),
        Some(text) => remote_url(text, sites),
        None => Err(fl!("cli-fault-url-bytes")),
    }
}

/// An address for the window: checked, and handed on as it stands.
fn link(text: &str) -> Result<String, String> {
    if !Link::is_url(text) {
        return Err(fl!("cli-fault-not-a-url", text = crate::model::escape_bytes(text.as_bytes())));
    }
    Link::parse(text).map(|_| text.to_owned()).map_err(|fault| address_fault(&fault))
}

/// An address that begins with its scheme, so that a local name is never taken for a host; or a site by its name.
fn remote_url(text: &str, sites: SiteLookup<'_>) -> Result<RemoteUrl, String> {
    if names_site(text) {
        return sites(text);
    }
    if !text.contains("://") {
        let shown = crate::model::escape_bytes(text.as_bytes());
        return Err(fl!("cli-fault-not-a-url", text = shown));
    }
    let address = Address::parse(text).map_err(|fault| address_fault(&fault))?;
    let typed = match &address.password {
        // The password never appears in messages.
        Some(_) => address.endpoint.to_string(),
        None => crate::model::escape_bytes(text.as_bytes()),
    };
    Ok(RemoteUrl { typed, address, site: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DataDirection;
    use crate::ssh_config::StartFile;

    fn parsed(line: &str) -> Result<Invocation, clap::Error> {
        let arguments = std::iter::once("catamaran").chain(line.split_whitespace());
        parse(arguments.map(OsString::from), &|text| Err(text.to_owned()))
    }

    fn verb_of(line: &str) -> Verb {
        match parsed(line) {
            Ok(Invocation::Files(wish)) => wish.verb,
            Ok(_) => panic!("{line}: no files"),
            Err(fault) => panic!("{line}: {fault}"),
        }
    }

    #[test]
    fn clap_accepts_its_own_definition() {
        command().debug_assert();
    }

    #[test]
    fn active_mode_has_ports_and_an_address() {
        let direction = |line: &str| match parsed(line) {
            Ok(Invocation::Files(wish)) => wish.options.ftp.data,
            _ => panic!("{line}"),
        };
        assert_eq!(direction("ls ftp://h"), DataDirection::Passive);
        assert_eq!(direction("ls --active ftp://h"), DataDirection::Active { ports: None, external: None });
        let told = "ls --active --active-ports 50000-50100 --active-address 2001:db8::1 ftp://h";
        let external = Some("2001:db8::1".parse().unwrap());
        assert_eq!(direction(told), DataDirection::Active { ports: Some(50_000..=50_100), external });
    }

    #[test]
    fn get_takes_a_target_that_is_no_url() {
        match verb_of("get -r --jobs 3 --limit 500k --overwrite newer sftp://h/a sftp://h/b there") {
            Verb::Get { urls, target, how } => {
                assert_eq!((urls.len(), target), (2, Some(PathBuf::from("there"))));
                let limit = Some(crate::model::ByteRate(500_000));
                let wanted =
                    TransferOptions { recursive: true, overwrite: Some(OverwriteRule::Newer), jobs: Some(3), limit };
                assert_eq!(how, wanted);
            }
            _ => panic!("no get"),
        }
        assert!(matches!(verb_of("get sftp://h/a"), Verb::Get { target: None, .. }));
        assert!(matches!(verb_of("rm -R sftp://h/a"), Verb::Rm { recursive: true, .. }));
        assert!(matches!(verb_of("chmod -r go-w sftp://h/a"), Verb::Chmod { recursive: true, .. }));
        assert!(matches!(verb_of("chmod -w sftp://h/a"), Verb::Chmod { .. }));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for line in [
            "get there",
            "get - sftp://h/a",
            "get sftp://h/a -",
            "put a b",
            "put sftp://h/a sftp://h/b",
            "put - sftp://h/",
            "ls /etc",
            "ls gopher://h/",
            "ls sftp://h:0/",
            "ls sftp:///x",
            "ls",
            "mv sftp://h/a sftp://other/b",
            "mv sftp://h/a",
            "chmod rw sftp://h/a",
            "get --overwrite maybe sftp://h/a",
            "get --jobs 0 sftp://h/a",
            "get --limit fast sftp://h/a",
            "sync sftp://h/a",
            "demo --picture x.png",
            "explain",
            "explain ftp",
            "explain nonsense",
            "explain sftp NONSENSE",
            "explain --all gopher",
            "explain ftp 550 --all",
            "ls -J -oProxyCommand=x sftp://h",
            "ls --jump a,,b sftp://h",
            "doctor",
            "doctor sftp://h sftp://other",
            "doctor --timeout 0 sftp://h",
            "ls --active-ports 50000 ftp://h",
            "ls --active --active-ports 5-4 ftp://h",
            "ls --active --active-address nowhere ftp://h",
            "sftp://-oProxyCommand=x/",
            "file:///etc/passwd",
        ] {
            match parsed(line) {
                Ok(_) => panic!("{line} was accepted"),
                Err(fault) => assert_eq!(fault.exit_code(), 2, "{line}"),
            }
        }
        assert_eq!(parsed("--help").map(|_| ()).unwrap_err().exit_code(), 0);
        assert!(matches!(parsed("sftp://ada@host/srv"), Ok(Invocation::Window { address: Some(_), .. })));
        assert!(matches!(parsed(""), Ok(Invocation::Window { address: None, .. })));
        match parsed("-F none -J ada@gate:2222,last sftp://host") {
            Ok(Invocation::Window { config, .. }) => {
                assert_eq!((config.start_file(), config.jump.map(|hops| hops.len())), (StartFile::None, Some(2)));
            }
            _ => panic!("no window"),
        }
    }

    #[test]
    fn explain_takes_codes_families_and_negative_numbers() {
        for line in
            ["explain 530", "explain dns -2", "explain ssh 11 --json", "explain --all", "explain --all ftp-command"]
        {
            assert!(matches!(parsed(line), Ok(Invocation::Explain(_))), "{line}");
        }
    }

    #[test]
    fn passwords_in_addresses_are_not_repeated() {
        let url = remote_url("sftp://u:secret@h/x", &|text| Err(text.to_owned())).unwrap();
        assert!(!url.typed.contains("secret"));
    }
}
