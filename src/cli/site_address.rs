//! Addresses that name a site: `site:NAME`, `site:NAME/path`, `site:Folder/NAME/path`.

use super::invocation::RemoteUrl;
use super::sites::read_sites;
use crate::engine::wish_of_site;
use crate::i18n::fl;
use crate::model::{Address, escape_bytes};
use crate::site::{Node, SiteBook, SiteStore};
use crate::text::{address_fault, error_report, site_fault};
use std::path::Path;

const SCHEME: &str = "site:";

/// Finds the server of an address that names a site, or tells in words why not.
pub type SiteLookup<'a> = &'a dyn Fn(&str) -> Result<RemoteUrl, String>;

/// Whether an address names a site. A local file of such a name is written with its folder: `./site:x`.
pub(super) fn names_site(text: &str) -> bool {
    text.starts_with(SCHEME) && !text.contains("://")
}

/// The server and path of an address that names a site. Blocks. `home`: the folder that `~` stands for in paths of keys.
///
/// # Errors
/// Words for the user: no such site, several ones, one that cannot be connected to, or a file that cannot be read.
pub fn site_url(text: &str, store: &SiteStore, home: &Path) -> Result<RemoteUrl, String> {
    let book = read_sites(store).map_err(|error| error_report(&error).to_text().trim_end().to_owned())?;
    let rest = text.strip_prefix(SCHEME).unwrap_or(text);
    let (node, path) = found(&book, rest)?;
    let shown = escape_bytes(node.name.as_bytes());
    let Some(site) = node.as_site() else { return Err(fl!("cli-fault-no-site", name = shown)) };
    if let Some(fault) = site.faults().first() {
        return Err(fl!("cli-fault-site", name = shown, why = site_fault(fault)));
    }
    let wish = wish_of_site(&node.name, site, home)
        .map_err(|fault| fl!("cli-fault-site", name = shown.as_str(), why = address_fault(&fault)))?;
    let address = Address {
        endpoint: wish.endpoint.clone(),
        path: path.map(|path| remote_path(path).to_vec()).or_else(|| wish.start_folder.clone()),
        password: None,
        port_said: wish.port_said,
    };
    Ok(RemoteUrl { typed: escape_bytes(text.as_bytes()), address, site: Some(Box::new(wish)) })
}

/// `/~` and `/~/x` mean the home folder, as in other addresses.
fn remote_path(path: &str) -> &[u8] {
    match path.strip_prefix("/~") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => path.strip_prefix('/').unwrap_or(path).as_bytes(),
        _ => path.as_bytes(),
    }
}

/// The site with the longest name that the text begins with, and the path behind it.
fn found<'a, 't>(book: &'a SiteBook, text: &'t str) -> Result<(&'a Node, Option<&'t str>), String> {
    let ends = std::iter::once(text.len()).chain(text.rmatch_indices('/').map(|(at, _)| at));
    for end in ends {
        let Some((name, path)) = text.split_at_checked(end) else { continue };
        match book.named(name).as_slice() {
            [] => {}
            [one] => return Ok((one, Some(path).filter(|path| !path.is_empty()))),
            _ => return Err(fl!("cli-fault-two-sites", name = escape_bytes(name.as_bytes()))),
        }
    }
    let name = text.split('/').next().unwrap_or(text);
    Err(fl!("cli-fault-no-site", name = escape_bytes(name.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{NodeId, Site};

    fn store() -> SiteStore {
        let id = NodeId::from;
        let site = |host: &str, folder: Option<&str>| Site {
            host: host.into(),
            user: Some("ada".into()),
            remote_folder: folder.map(|folder| folder.as_bytes().to_vec()),
            ..Site::default()
        };
        SiteStore::in_memory(SiteBook::new(vec![
            Node::folder(id(1), None, "Work"),
            Node::site(id(2), Some(id(1)), "web", site("web.example", Some("/srv"))),
            Node::site(id(3), None, "web", site("other.example", None)),
            Node::site(id(4), None, "My files", site("files.example", None)),
            Node::site(id(5), None, "none", site("", None)),
        ]))
    }

    fn at(text: &str) -> Result<(String, Option<String>), String> {
        let url = site_url(text, &store(), Path::new("/home/ada"))?;
        let path = url.address.path.map(|path| String::from_utf8(path).unwrap());
        Ok((url.address.endpoint.to_string(), path))
    }

    #[test]
    fn a_site_is_found_by_its_name_or_path() {
        let found = |host: &str, path: Option<&str>| Ok((format!("sftp://ada@{host}"), path.map(str::to_owned)));
        assert_eq!(at("site:Work/web"), found("web.example", Some("/srv")));
        assert_eq!(at("site:Work/web/etc/x"), found("web.example", Some("/etc/x")));
        assert_eq!(at("site:my FILES"), found("files.example", None));
        assert_eq!(at("site:My files/~/a"), found("files.example", Some("~/a")));
        assert_eq!(at("site:My files/"), found("files.example", Some("/")));
        assert!(at("site:web/etc").unwrap_err().contains("Several"));
        assert!(at("site:gone/etc").unwrap_err().contains("gone"));
        assert!(at("site:none").is_err());
        assert!(names_site("site:web") && !names_site("./site:web") && !names_site("sftp://site:1"));
    }
}
