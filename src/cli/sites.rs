//! `sites`: what the list of sites holds.

use super::exit::Exit;
use super::invocation::SitesWish;
use crate::error::Result;
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::{Node, Site, SiteBook, SiteStore};
use crate::text::{error_report, sites_fault};
use serde::Serialize;
use std::io::{self, Write};

/// One line of `--json`. The order of the fields is the order of the keys: a stable interface, described in README.md.
#[derive(Serialize)]
struct SiteLine<'a> {
    event: &'static str,
    id: String,
    folder: Vec<&'a str>,
    name: &'a str,
    protocol: &'static str,
    host: &'a str,
    port: Option<u16>,
    user: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<&'a Site>,
}

/// The list of sites. What was wrong with its file is told on standard error, for reading it has put it aside. Blocks.
///
/// # Errors
/// As [`SiteStore::load`].
pub(super) fn read_sites(store: &SiteStore) -> Result<SiteBook> {
    let loaded = store.load()?;
    if let Some(fault) = &loaded.fault {
        eprintln!("{}", sites_fault(fault));
    }
    Ok(loaded.book)
}

/// Prints what is asked for; blocks.
#[must_use]
pub fn sites(wish: &SitesWish, store: &SiteStore) -> Exit {
    let book = match read_sites(store) {
        Ok(book) => book,
        Err(error) => {
            eprintln!("{}", error_report(&error).to_text().trim_end());
            return Exit::of(&error);
        }
    };
    let book = &book;
    let mut out = io::stdout().lock();
    let printed = match &wish.show {
        None => {
            let mut rows = book.rows(true).into_iter().map(|row| row.node).filter(|node| node.as_site().is_some());
            rows.try_for_each(|node| print(&mut out, wish, book, node))
        }
        Some(name) => match book.named(name).as_slice() {
            [] => {
                eprintln!("{}", fl!("cli-fault-no-site", name = escape_bytes(name.as_bytes())));
                return Exit::Usage;
            }
            found => found.iter().try_for_each(|node| print(&mut out, wish, book, node)),
        },
    };
    // Nobody is left to be told when the output is closed.
    let _closed = printed.and_then(|()| out.flush());
    Exit::Ok
}

fn print(out: &mut impl Write, wish: &SitesWish, book: &SiteBook, node: &Node) -> io::Result<()> {
    let Some(site) = node.as_site() else { return Ok(()) };
    let folders = book.path(node.id);
    let folder: Vec<&str> = folders.iter().map(|folder| folder.name.as_str()).collect();
    let all = wish.show.is_some();
    if wish.json {
        let line = SiteLine {
            event: "site",
            id: node.id.to_string(),
            folder,
            name: &node.name,
            protocol: site.protocol.scheme(),
            host: &site.host,
            port: site.port,
            user: site.user.as_deref(),
            site: Some(site).filter(|_| all),
        };
        return writeln!(out, "{}", serde_json::to_string(&line)?);
    }
    let mut path = folder;
    path.push(&node.name);
    let name = escape_bytes(path.join("/").as_bytes());
    let address = site.endpoint().map(|endpoint| endpoint.to_string()).unwrap_or_default();
    writeln!(out, "{name}\t{}", escape_bytes(address.as_bytes()))?;
    if all {
        let fields = serde_json::to_value(site)?;
        let usual = serde_json::to_value(Site::default())?;
        for (field, value) in fields.as_object().into_iter().flatten() {
            if usual.get(field) != Some(value) {
                writeln!(out, "  {field}: {}", escape_bytes(value.to_string().as_bytes()))?;
            }
        }
    }
    Ok(())
}
