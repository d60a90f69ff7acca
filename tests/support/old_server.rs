//! An FTP server that knows only what it is told to: the old names of commands, or the offers of a few servers that cannot be
//! had. Files are kept in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What such a server can do, and what became of it.
#[derive(Default)]
pub struct OldServer {
    /// Lines of FEAT.
    pub features: Vec<&'static str>,
    /// Commands that it answers with 500; `SITE` ones with both words.
    pub unknown: BTreeSet<&'static str>,
    /// What it answers to HASH.
    pub hash: &'static str,
    /// Path and content.
    pub files: BTreeMap<String, Vec<u8>>,
    pub folders: BTreeSet<String>,
    /// Every command that came.
    pub seen: Vec<String>,
}

impl OldServer {
    pub fn saw(&self, begin: &str) -> bool {
        self.seen.iter().any(|line| line.starts_with(begin))
    }
}

/// Starts it; its port on 127.0.0.1.
pub fn serve(server: OldServer) -> (u16, Arc<Mutex<OldServer>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let shared = Arc::new(Mutex::new(server));
    let state = Arc::clone(&shared);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let state = Arc::clone(&state);
            std::thread::spawn(move || session(stream, &state));
        }
    });
    (port, shared)
}

fn session(stream: TcpStream, state: &Mutex<OldServer>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream).lines();
    let mut say = move |text: &str| out.write_all(format!("{text}\r\n").as_bytes()).ok();
    say("220 old")?;
    let mut data: Option<TcpListener> = None;
    let mut position = 0_usize;
    while let Some(Ok(line)) = lines.next() {
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let verb = verb.to_ascii_uppercase();
        let rest = rest.to_owned();
        let both = format!("{verb} {}", rest.split(' ').next().unwrap_or_default());
        let mut server = state.lock().unwrap();
        server.seen.push(line.clone());
        if server.unknown.contains(verb.as_str()) || server.unknown.contains(both.trim()) {
            say("500 What?")?;
            continue;
        }
        match verb.as_str() {
            "USER" => say("331 password")?,
            "PASS" => say("230 in")?,
            "FEAT" => {
                let features: String = server.features.iter().flat_map(|line| [" ", line, "\r\n"]).collect();
                say(&format!("211-Features:\r\n{features}211 End"))?;
            }
            "SYST" => say("215 UNIX Type: L8")?,
            "PWD" | "XPWD" => say("257 \"/\" here")?,
            "CWD" | "XCWD" if server.folders.contains(&rest) || rest == "/" => say("250 there")?,
            "CWD" | "XCWD" => say("550 No such directory")?,
            "MKD" | "XMKD" => {
                server.folders.insert(rest);
                say("257 made")?;
            }
            "RMDA" => {
                server.folders.retain(|folder| !folder.starts_with(&rest));
                server.files.retain(|file, _| !file.starts_with(&rest));
                say("250 all gone")?;
            }
            "SIZE" => match server.files.get(&rest) {
                Some(content) => say(&format!("213 {}", content.len()))?,
                None => say("550 No such file")?,
            },
            "HASH" => say(server.hash)?,
            "EPSV" => {
                let listener = TcpListener::bind("127.0.0.1:0").ok()?;
                say(&format!("229 Entering (|||{}|)", listener.local_addr().ok()?.port()))?;
                data = Some(listener);
            }
            "REST" => {
                position = rest.parse().ok()?;
                say("350 go on")?;
            }
            "STOR" | "APPE" => {
                drop(server);
                say("150 send")?;
                let mut bytes = Vec::new();
                data.take()?.accept().ok()?.0.read_to_end(&mut bytes).ok()?;
                let mut server = state.lock().unwrap();
                let file = server.files.entry(rest).or_default();
                let keep = if verb == "APPE" { file.len() } else { std::mem::take(&mut position) };
                file.truncate(keep);
                file.extend(bytes);
                say("226 kept")?;
            }
            "LIST" => {
                let folder =
                    server.seen.iter().rev().find_map(|line| line.strip_prefix("XCWD ").or(line.strip_prefix("CWD ")));
                let folder = format!("{}/", folder.unwrap_or("/").trim_end_matches('/'));
                let inside = server.files.iter().filter_map(|(path, content)| {
                    let name = path.strip_prefix(&folder).filter(|name| !name.contains('/'))?;
                    Some(format!("-rw-r--r-- 1 a a {} Jan 01 10:00 {name}\r\n", content.len()))
                });
                let text: String = inside.collect();
                drop(server);
                say("150 list")?;
                data.take()?.accept().ok()?.0.write_all(text.as_bytes()).ok()?;
                say("226 listed")?;
            }
            "RNFR" if server.files.contains_key(&rest) => say("350 to what")?,
            "RNTO" => {
                let from = server.seen.iter().rev().find_map(|line| line.strip_prefix("RNFR "))?.to_owned();
                let content = server.files.remove(&from)?;
                server.files.insert(rest, content);
                say("250 renamed")?;
            }
            "DELE" if server.files.remove(&rest).is_some() => say("250 gone")?,
            "QUIT" => {
                say("221 bye")?;
                return None;
            }
            "TYPE" | "OPTS" | "ALLO" | "SITE" | "NOOP" | "MDTM" | "MFMT" | "AVBL" => say("200 fine")?,
            _ => say("550 No such file")?,
        }
    }
    None
}
