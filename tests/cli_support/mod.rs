//! Running the real binary, and servers that speak something else.
#![allow(dead_code, reason = "each test crate uses its own part")]

use serde_json::Value;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tokio::net::TcpSocket;

/// How a run ended, and what it printed.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit code {}\n--- out\n{}\n--- err\n{}", self.code, self.out, self.err)
    }
}

impl Ran {
    /// The lines of `--json`.
    pub fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e} in {line}"))).collect()
    }
}

/// An empty home folder, gone when it is dropped. What the program keeps in one (trusted certificates, ways for data) must not
/// reach another test, or another run of the same one.
pub fn new_home() -> TempDir {
    tempfile::Builder::new().prefix("home").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// The program with this home folder and nothing of the user's: no agent, no display.
pub fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catamaran"));
    command.args(arguments).env_clear().env("HOME", home).env("TZ", "UTC").env("LC_ALL", "C");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the program with this standard input, in a home folder of its own.
pub fn catamaran(arguments: &[&str], input: &[u8]) -> Ran {
    let home = new_home();
    ended(command(home.path(), arguments).spawn().unwrap(), input)
}

/// Runs the program in this home folder, with nobody there to be asked.
pub fn in_home(home: &Path, arguments: &[&str]) -> Ran {
    ended(command(home, arguments).spawn().unwrap(), b"")
}

/// What a program that was started ends with, given this standard input.
pub fn ended(mut child: Child, input: &[u8]) -> Ran {
    // A program that reads no input may have gone already.
    let _gone = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program with a standard output that is closed after the first bytes.
pub fn closed_output(arguments: &[&str]) -> Ran {
    let home = new_home();
    let mut child = command(home.path(), arguments).spawn().unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    Ran { code: output.status.code().unwrap_or(-1), out: String::new(), err: String::from_utf8(output.stderr).unwrap() }
}

/// A port of 127.0.0.1 on which nothing listens, and which nobody else gets as long as this lives.
pub struct ClosedPort {
    pub port: u16,
    _bound: TcpSocket,
}

impl ClosedPort {
    pub fn take() -> Self {
        let bound = TcpSocket::new_v4().unwrap();
        bound.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        Self { port: bound.local_addr().unwrap().port(), _bound: bound }
    }
}

/// A server that says `greeting` to everybody and waits for their goodbye; its port on 127.0.0.1.
pub fn speaking(greeting: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _gone = stream.write_all(greeting);
            let _gone = stream.read(&mut [0; 1024]);
        }
    });
    port
}
