//! Turns sites that were found into entries of our own list. Pure but for random numbers.

use super::imported::Imported;
use super::read::Program;
use crate::site::{Edit, Node, NodeId, SiteBook};
use std::collections::HashMap;
use std::io;

/// The changes that put sites into the list: in a folder of the other program's name, those of our own program at the top, with the folders that they were in there.
/// Folders of the same names that are there already are used.
///
/// # Errors
/// When the operating system gives no random numbers.
pub fn edits_of(book: &SiteBook, program: Program, sites: &[&Imported]) -> io::Result<Vec<Edit>> {
    let mut known: HashMap<Vec<String>, NodeId> = HashMap::new();
    for row in book.rows(true).into_iter().filter(|row| row.node.is_folder()) {
        let mut path: Vec<String> = book.path(row.node.id).iter().map(|folder| folder.name.clone()).collect();
        path.push(row.node.name.clone());
        known.entry(path).or_insert(row.node.id);
    }
    let mut edits = Vec::new();
    for site in sites {
        let mut path: Vec<String> = Vec::new();
        let mut parent = None;
        for name in program.folder().into_iter().chain(site.folders.iter().map(String::as_str)) {
            path.push(name.to_owned());
            let id = match known.get(&path).copied() {
                Some(id) => id,
                None => NodeId::random()?,
            };
            if known.insert(path.clone(), id).is_none() {
                edits.push(Edit::Add { node: Node::folder(id, parent, name), before: None });
            }
            parent = Some(id);
        }
        let node = Node::site(NodeId::random()?, parent, site.name.clone(), site.site.clone());
        edits.push(Edit::Add { node, before: None });
    }
    Ok(edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Site;

    #[test]
    fn folders_are_made_once_and_used_again() {
        let site = |folders: &[&str], name: &str| {
            let site = Site { host: name.to_owned(), ..Site::default() };
            Imported::new(folders.iter().map(|name| (*name).to_owned()).collect(), name.to_owned(), site)
        };
        let mut book = SiteBook::default();
        let sites = [site(&["Work"], "a"), site(&["Work", "Deep"], "b"), site(&[], "c")];
        for _ in 0..2 {
            let edits = edits_of(&book, Program::FileZilla, &sites.iter().collect::<Vec<_>>()).unwrap();
            for edit in edits {
                book.apply(edit);
            }
        }
        let rows: Vec<(usize, &str)> = book.rows(true).iter().map(|row| (row.depth, row.node.name.as_str())).collect();
        let wanted =
            [(0, "FileZilla"), (1, "Work"), (2, "a"), (2, "Deep"), (3, "b"), (3, "b"), (2, "a"), (1, "c"), (1, "c")];
        assert_eq!(rows, wanted);
    }
}
