//! The layer table in `src/lib.rs` holds: who imports whom, and who may name which outside crate.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Outside names, and the only directories (or files) that may write them.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("egui", &["ui/"]),
    ("eframe", &["ui/", "app.rs"]),
    ("rfd::", &["ui/", "platform/"]),
    ("russh", &["remote/sftp/", "demo/"]),
    ("suppaftp", &["remote/ftp/"]),
    ("rustls", &["remote/ftp/"]),
    ("x509_parser", &["remote/ftp/"]),
    ("encoding_rs", &["remote/ftp/", "site/"]),
    ("keyring_core", &["site/"]),
    ("keyring_store", &["site/"]),
    ("argon2", &["site/"]),
    ("aes_gcm", &["site/"]),
    ("clap::", &["cli/", "app.rs"]),
    ("indicatif", &["cli/"]),
    ("trash::", &["local/"]),
    ("flate2", &["export/"]),
    ("jiff", &["text/"]),
    ("Instant::now", &["model/clock.rs"]),
    ("SystemTime::now", &["model/clock.rs"]),
    ("tokio", &["engine/", "remote/", "local/", "cli/", "demo/", "app.rs"]),
];
/// Directories inside `ui/` that stay free of the toolkit.
const TOOLKIT_FREE: &[&str] = &["ui/state/"];
const MAX_LINES: usize = 500;
/// What a file whose first line ends in `Pure.` must not name.
const IMPURE: &[&str] = &["tokio", "egui", "std::fs", "std::net", "async fn", "std::env"];

type Graph = BTreeMap<String, BTreeSet<String>>;

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn table(lib: &str) -> Graph {
    let block = lib.split("```text layers\n").nth(1).unwrap().split("//! ```").next().unwrap();
    let row = |line: &str| {
        let (dir, to) = line.trim_start_matches("//!").split_once(':').unwrap();
        (dir.trim().to_owned(), to.split_whitespace().map(str::to_owned).collect())
    };
    block.lines().map(row).collect()
}

fn cycle(graph: &Graph) -> Option<String> {
    fn visit(n: &str, g: &Graph, path: &mut Vec<String>, done: &mut BTreeSet<String>) -> Option<String> {
        if path.iter().any(|p| p == n) {
            path.push(n.to_owned());
            return Some(path.join(" -> "));
        }
        if !done.insert(n.to_owned()) {
            return None;
        }
        path.push(n.to_owned());
        let found = g.get(n).into_iter().flatten().find_map(|m| visit(m, g, path, done));
        path.pop();
        found
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|n| visit(n, graph, &mut Vec::new(), &mut done))
}

#[test]
fn layers_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let layers = table(&fs::read_to_string(root.join("lib.rs")).unwrap());
    let mut faults = Vec::new();
    faults.extend(cycle(&layers).map(|c| format!("the layer table has a circle: {c}")));
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let mut siblings = Graph::new();
    for path in paths {
        let file = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let dir = file.rsplit_once('/').map_or("", |(d, _)| d);
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().map(|l| l.split("//").next().unwrap()).collect::<Vec<_>>().join("\n");
        let mut fault = |what: String| faults.push(format!("src/{file}: {what}"));
        if text.lines().count() > MAX_LINES {
            fault(format!("more than {MAX_LINES} lines"));
        }
        if !text.starts_with("//!") {
            fault("no `//!` line saying what lives here".into());
        }
        if text.lines().next().is_some_and(|l| l.ends_with("Pure.")) {
            for name in IMPURE.iter().filter(|n| code.contains(**n)) {
                fault(format!("is marked Pure but names `{name}`"));
            }
        }
        for (name, homes) in OUTSIDE {
            let toolkit = matches!(*name, "egui" | "eframe");
            let home = homes.iter().any(|h| file.starts_with(h))
                && !(toolkit && TOOLKIT_FREE.iter().any(|t| file.starts_with(t)));
            if code.contains(name) && !home {
                fault(format!("names `{name}`, which belongs to {homes:?}"));
            }
        }
        if dir.is_empty() {
            continue;
        }
        if file.ends_with("/mod.rs") {
            let allowed = |s: &str| ["pub mod ", "mod ", "pub use "].iter().any(|p| s.starts_with(p));
            let statements = code.lines().map(str::trim).filter(|l| !l.starts_with("#[")).collect::<Vec<_>>().join(" ");
            for statement in statements.split(';').map(str::trim).filter(|s| !s.is_empty() && !allowed(s)) {
                fault(format!("a facade holds only `mod` and `pub use`: {statement}"));
            }
            continue;
        }
        let Some(allowed) = layers.get(dir) else {
            fault(format!("`{dir}` is not in the layer table"));
            continue;
        };
        for tail in code.split("crate::").skip(1) {
            let word = tail.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).next().unwrap();
            // `macro_export` puts the macro of `i18n` at the crate's root.
            let word = if word == "fl" { "i18n::fl" } else { word };
            let parts: Vec<&str> = word.split("::").collect();
            let target = (1..=parts.len()).rev().map(|n| parts[..n].join("/")).find(|d| layers.contains_key(d));
            let Some(target) = target else {
                fault(format!("`crate::{word}` is not a layer"));
                continue;
            };
            let inner = parts.get(target.split('/').count()).copied().unwrap_or("");
            if target == dir {
                fault("import a sibling as `super::file`, not through the facade".into());
            } else if !allowed.contains(&target) {
                fault(format!("`{dir}` may not import `{target}`"));
            } else if root.join(&target).join(format!("{inner}.rs")).exists() {
                fault(format!("reaches into `{target}::{inner}`; use the facade"));
            }
        }
        for tail in code.split("super::").skip(1) {
            let stem: String = tail.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if root.join(dir).join(format!("{stem}.rs")).exists() {
                siblings.entry(file.clone()).or_default().insert(format!("{dir}/{stem}.rs"));
            }
        }
    }
    faults.extend(cycle(&siblings).map(|c| format!("files import each other in a circle: {c}")));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
