//! Arguments of every verb that reaches a server: how it is reached, and how files go over.

use super::arguments_of_paths::paths;
use super::invocation::{ConfigOptions, Options};
use crate::i18n::fl;
use crate::model::{ByteRate, DataDirection, FtpOptions, OverwriteRule, Proxy, words_of_list};
use crate::ssh_config::parse_hops;
use crate::text::proxy_fault;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, value_parser};

/// A switch with a short form.
pub(super) fn flag(name: &'static str, short: char, help: String) -> Arg {
    Arg::new(name).long(name).short(short).action(ArgAction::SetTrue).help(help)
}

/// `-r` and `-R` are the same everywhere: tools disagree on which one it is.
pub(super) fn recursive(short: char) -> Arg {
    let other = if short == 'r' { 'R' } else { 'r' };
    flag("recursive", short, fl!("cli-recursive")).short_alias(other)
}

/// Whether the answer is for programs.
pub(super) fn json() -> Arg {
    Arg::new("json").long("json").action(ArgAction::SetTrue).help(fl!("cli-json"))
}

/// Where the settings of hosts come from.
pub(super) fn configuration() -> [Arg; 4] {
    [
        paths("ssh-config", "FILE").long("ssh-config").short('F').help(fl!("cli-ssh-config")),
        Arg::new("jump").long("jump").short('J').value_name("HOST[,HOST]").help(fl!("cli-jump")),
        Arg::new("proxy").long("proxy").value_name("URL").help(fl!("cli-proxy")),
        Arg::new("allow-proxy-command")
            .long("allow-proxy-command")
            .action(ArgAction::SetTrue)
            .help(fl!("cli-allow-proxy-command")),
    ]
}

/// What [`configuration`] was given.
///
/// # Errors
/// Words for the user on what cannot be understood.
pub(super) fn config_options(matches: &ArgMatches) -> Result<ConfigOptions, String> {
    let jump = matches.get_one::<String>("jump").map(|list| parse_hops(list)).transpose();
    let jump = jump.map_err(|hop| fl!("cli-fault-jump", hop = crate::model::escape_bytes(hop.as_bytes())))?;
    let proxy = matches.get_one::<String>("proxy").map(|text| Proxy::parse(text)).transpose();
    let proxy = proxy.map_err(|fault| proxy_fault(&fault))?;
    let allow_proxy_command = matches.get_flag("allow-proxy-command");
    Ok(ConfigOptions { file: matches.get_one("ssh-config").cloned(), jump, allow_proxy_command, proxy })
}

/// What every verb takes that reaches a server.
pub(super) fn common() -> Vec<Arg> {
    let [ssh_config, jump, proxy, allow_proxy_command] = configuration();
    vec![
        ssh_config,
        jump,
        proxy,
        allow_proxy_command,
        paths("identity", "FILE").long("identity").short('i').action(ArgAction::Append).help(fl!("cli-identity")),
        paths("known-hosts", "FILE").long("known-hosts").help(fl!("cli-known-hosts")),
        Arg::new("accept-new-host-key")
            .long("accept-new-host-key")
            .action(ArgAction::SetTrue)
            .help(fl!("cli-accept-new-host-key")),
        paths("ca-file", "FILE").long("ca-file").help(fl!("cli-ca-file")),
        Arg::new("accept-new-certificate")
            .long("accept-new-certificate")
            .action(ArgAction::SetTrue)
            .help(fl!("cli-accept-new-certificate")),
        paths("client-cert", "FILE").long("client-cert").help(fl!("cli-client-cert")),
        Arg::new("active").long("active").action(ArgAction::SetTrue).help(fl!("cli-active")),
        Arg::new("active-ports")
            .long("active-ports")
            .value_name("FROM-TO")
            .requires("active")
            .help(fl!("cli-active-ports")),
        Arg::new("active-address")
            .long("active-address")
            .value_name("IP")
            .requires("active")
            .value_parser(value_parser!(std::net::IpAddr))
            .help(fl!("cli-active-address")),
        Arg::new("charset").long("charset").value_name("NAME").help(fl!("cli-charset")),
        Arg::new("plain").long("plain").action(ArgAction::SetTrue).help(fl!("cli-plain")),
        Arg::new("password-stdin").long("password-stdin").action(ArgAction::SetTrue).help(fl!("cli-password-stdin")),
        Arg::new("proxy-password-stdin")
            .long("proxy-password-stdin")
            .action(ArgAction::SetTrue)
            .requires("proxy")
            .help(fl!("cli-proxy-password-stdin")),
        json(),
        flag("verbose", 'v', fl!("cli-verbose")),
    ]
}

/// What every verb takes that transfers files.
pub(super) fn transfer() -> Vec<Arg> {
    vec![
        recursive('r'),
        Arg::new("overwrite")
            .long("overwrite")
            .value_name("RULE")
            .value_parser(PossibleValuesParser::new(OverwriteRule::ALL.map(OverwriteRule::name)))
            .help(fl!("cli-overwrite")),
        Arg::new("jobs")
            .long("jobs")
            .value_name("N")
            .value_parser(value_parser!(u16).range(1..=256))
            .help(fl!("cli-jobs")),
        Arg::new("limit").long("limit").value_name("RATE").value_parser(rate).help(fl!("cli-limit")),
        Arg::new("text").long("text").value_name("MASKS").help(fl!("cli-text")),
        Arg::new("verify").long("verify").action(ArgAction::SetTrue).help(fl!("cli-verify")),
    ]
}

/// A speed as it was typed.
fn rate(text: &str) -> Result<ByteRate, String> {
    ByteRate::parse(text).ok_or_else(|| fl!("cli-fault-limit"))
}

/// What [`common`] was given.
///
/// # Errors
/// Words for the user on what cannot be understood.
pub(super) fn options(matches: &ArgMatches) -> Result<Options, String> {
    Ok(Options {
        identities: matches.get_many("identity").into_iter().flatten().cloned().collect(),
        known_hosts: matches.get_one("known-hosts").cloned(),
        accept_new_host_key: matches.get_flag("accept-new-host-key"),
        ca_file: matches.get_one("ca-file").cloned(),
        accept_new_certificate: matches.get_flag("accept-new-certificate"),
        client_cert: matches.get_one("client-cert").cloned(),
        ftp: FtpOptions {
            plain: matches.get_flag("plain"),
            charset: matches.get_one("charset").cloned(),
            data: data_direction(matches)?,
            // Only verbs that transfer have these.
            text_masks: matches
                .try_get_one::<String>("text")
                .ok()
                .flatten()
                .map(|masks| words_of_list(masks))
                .unwrap_or_default(),
            verify: matches.try_get_one::<bool>("verify").ok().flatten().is_some_and(|on| *on),
            ..FtpOptions::default()
        },
        password_stdin: matches.get_flag("password-stdin"),
        proxy_password_stdin: matches.get_flag("proxy-password-stdin"),
        json: matches.get_flag("json"),
        verbose: matches.get_flag("verbose"),
        config: config_options(matches)?,
    })
}

fn data_direction(matches: &ArgMatches) -> Result<DataDirection, String> {
    if !matches.get_flag("active") {
        return Ok(DataDirection::Passive);
    }
    let read = |text: &String| {
        let unreadable = || fl!("cli-fault-ports", ports = crate::model::escape_bytes(text.as_bytes()));
        DataDirection::read_ports(text).ok_or_else(unreadable)
    };
    let ports = matches.get_one("active-ports").map(read).transpose()?;
    Ok(DataDirection::Active { ports, external: matches.get_one("active-address").copied() })
}
