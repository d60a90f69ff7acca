//! `sites export` and `sites import`: the list, written to a file for somebody else, and taken over from files of this and
//! other programs.

use super::exit::Exit;
use super::invocation::ShareVerb;
use super::output::Output;
use super::run::next_line;
use super::secrets::{fail, find, keep, new_passphrase, say, typed};
use super::sites::read_sites;
use crate::engine::local_user;
use crate::error::{Error, Result};
use crate::i18n::fl;
use crate::model::{Endpoint, SecretString, escape_bytes};
use crate::site::import::{Found, Imported, Program, edits_of, look_around};
use crate::site::{
    NamedSecrets, SecretKeeper, SecretName, ShareFault, SiteBook, SiteStore, to_json, to_sealed, write_shared,
};
use crate::text::{error_report, import_fault, import_note, left_out, secret_fault, secret_name};
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// Where everything is.
#[derive(Debug)]
pub struct SitesRoom {
    /// The list.
    pub store: SiteStore,
    /// Kept secrets.
    pub keeper: SecretKeeper,
    /// What `~` stands for.
    pub home: PathBuf,
}

/// Does it; blocks.
#[must_use]
pub fn share(verb: &ShareVerb, room: &SitesRoom) -> Exit {
    let done = match verb {
        ShareVerb::Export { file, seal, passwords, passphrase_stdin } => {
            match seal.then(|| to_seal_with(*passphrase_stdin)).transpose() {
                Ok(None) => export(file, None, *passwords, room),
                Ok(Some(Ok(passphrase))) => export(file, Some(&passphrase), *passwords, room),
                Ok(Some(Err(exit))) => return exit,
                Err(error) => Err(error),
            }
        }
        ShareVerb::Import { files, passwords, look, passphrase_stdin } => {
            let how = Import { passwords: *passwords, look: *look, stdin: *passphrase_stdin };
            import(files, &how, room)
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("{}", error_report(&error).to_text().trim_end());
        Exit::of(&error)
    })
}

/// A passphrase to seal with; without one how the program ends, after it was told why.
///
/// # Errors
/// When standard input cannot be read.
fn to_seal_with(stdin: bool) -> Result<std::result::Result<SecretString, Exit>> {
    if stdin {
        let line = next_line()?;
        if !line.is_empty() {
            return Ok(Ok(line));
        }
        eprintln!("{}", fl!("cli-seal-empty"));
        return Ok(Err(Exit::Usage));
    }
    if !Output::can_ask() {
        eprintln!("{}", fl!("cli-unasked-seal"));
        return Ok(Err(Exit::Usage));
    }
    loop {
        match new_passphrase(&fl!("cli-ask-seal")) {
            None => return Ok(Err(Exit::Cancelled)),
            Some(passphrase) if passphrase.is_empty() => eprintln!("{}", fl!("cli-seal-empty")),
            Some(passphrase) => return Ok(Ok(passphrase)),
        }
    }
}

fn export(file: &Path, passphrase: Option<&SecretString>, passwords: bool, room: &SitesRoom) -> Result<Exit> {
    let book = read_sites(&room.store)?;
    let mut secrets = NamedSecrets::new();
    if passphrase.is_some() && passwords {
        let user = local_user();
        let sites = book.nodes().iter().filter_map(|node| node.as_site());
        let names: BTreeSet<SecretName> = sites.flat_map(|site| site.secret_names(&user, &room.home)).collect();
        let mut gave_up = false;
        for name in names {
            if let Some(secret) = find(&room.keeper, &name, &mut gave_up) {
                secrets.insert(name, secret);
            }
        }
    }
    let content = match passphrase {
        Some(passphrase) => to_sealed(&book, &secrets, passphrase),
        None => to_json(&book),
    };
    let content = match content {
        Ok(content) => content,
        Err(ShareFault::System(why)) if !why.is_empty() => return Ok(fail(&fl!("cli-seal-fault-why", why = why))),
        Err(_) => return Ok(fail(&fl!("cli-seal-fault"))),
    };
    write_shared(file, &content)?;
    let sites = book.nodes().iter().filter(|node| node.as_site().is_some()).count();
    say(&fl!("share-done", sites = sites, file = escape_bytes(file.as_os_str().as_encoded_bytes())));
    if passphrase.is_some() && passwords {
        say(&fl!("share-done-secrets", count = secrets.len()));
    }
    Ok(Exit::Ok)
}

struct Import {
    passwords: bool,
    look: bool,
    stdin: bool,
}

fn import(files: &[PathBuf], how: &Import, room: &SitesRoom) -> Result<Exit> {
    let mut book = read_sites(&room.store)?;
    let all =
        if files.is_empty() { look_around(&room.home) } else { files.iter().map(|file| Found::at(file)).collect() };
    let mut exit = Exit::Ok;
    let (mut count, mut secrets, mut stopped) = (0, Vec::new(), None);
    for found in all {
        let found = unsealed(found, how.stdin);
        let place = escape_bytes(found.place.as_os_str().as_encoded_bytes());
        let (program, import) = match (found.program, &found.import) {
            (Some(program), Ok(import)) => (program, import),
            (_, Err(fault)) => {
                exit = fail(&format!("{place}: {}", import_fault(fault)));
                continue;
            }
            (None, Ok(_)) => continue,
        };
        say(&format!("{} ({place})", program.name()));
        import.left_out.iter().for_each(|one| say(&format!("  {}", left_out(one))));
        let new = chosen(&book, &import.sites);
        if !how.look {
            match take(room, &book, program, &new) {
                Ok(after) => (book, count) = (after, count + new.len()),
                Err(error) => {
                    // What was taken before is there, and its passwords go with it.
                    stopped = Some(error);
                    break;
                }
            }
        }
        if how.passwords {
            let user = local_user();
            secrets.extend(new.iter().flat_map(|site| site.named_secrets(&user, &room.home)));
        }
    }
    if how.look {
        return Ok(exit);
    }
    say(&fl!("import-taken", count = count));
    if how.passwords && keep_all(&room.keeper, &secrets) == Exit::Local {
        exit = Exit::Local;
    }
    stopped.map_or(Ok(exit), Err)
}

/// Those that are not among our own sites; each is told.
fn chosen<'a>(book: &SiteBook, sites: &'a [Imported]) -> Vec<&'a Imported> {
    let ours: HashSet<Endpoint> = book.nodes().iter().filter_map(|node| node.as_site()?.endpoint().ok()).collect();
    let mut new = Vec::new();
    for one in sites {
        let endpoint = one.site.endpoint().ok();
        let there = endpoint.as_ref().is_some_and(|endpoint| ours.contains(endpoint));
        let path: Vec<&str> = one.folders.iter().chain([&one.name]).map(String::as_str).collect();
        let address = endpoint.map(|endpoint| endpoint.to_string()).unwrap_or_default();
        let mark = if there { format!(" ({})", fl!("import-known")) } else { String::new() };
        say(&format!("  {}\t{}{mark}", escape_bytes(path.join("/").as_bytes()), escape_bytes(address.as_bytes())));
        one.notes.iter().for_each(|note| say(&format!("    {}", import_note(note))));
        if !there {
            new.push(one);
        }
    }
    new
}

fn take(room: &SitesRoom, book: &SiteBook, program: Program, sites: &[&Imported]) -> Result<SiteBook> {
    let edits = edits_of(book, program, sites).map_err(|fault| Error::io(&fault))?;
    Ok(room.store.apply(edits)?.book)
}

/// Our own sealed file, opened where its passphrase is given.
fn unsealed(found: Found, stdin: bool) -> Found {
    if !found.wants_passphrase() {
        return found;
    }
    let passphrase = if stdin {
        next_line().ok()
    } else if Output::can_ask() {
        typed(&fl!("cli-ask-sealed"))
    } else {
        None
    };
    match passphrase {
        Some(passphrase) => Found::unsealed(&found.place, &passphrase),
        None => found,
    }
}

fn keep_all(keeper: &SecretKeeper, secrets: &[(SecretName, SecretString)]) -> Exit {
    let (mut kept, mut gave_up, mut exit) = (0_usize, false, Exit::Ok);
    for (name, secret) in secrets {
        match keep(keeper, name, secret, &mut gave_up) {
            Ok(_) => kept += 1,
            Err(why) => {
                exit = fail(&fl!("log-secret-not-kept", name = secret_name(name), why = secret_fault(&why)));
            }
        }
    }
    say(&fl!("import-kept", count = kept));
    exit
}
