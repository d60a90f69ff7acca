//! An FTP server of a few lines whose ways to a connection for data are open or shut as the test says.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use tokio::net::TcpSocket;

/// How one way to a connection for data behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// As it should.
    Open,
    /// Names a port on which nothing listens (passive), or agrees and never connects (active).
    Shut,
    /// Is not known: 500.
    Unknown,
    /// Agrees, never connects (active), and says 425 when the next command has come already.
    Late,
    /// Agrees, and says 425 to the command that moves data.
    Fails,
    /// Names no address (passive).
    Junk,
}

/// The four ways.
#[derive(Clone, Copy, Debug)]
pub struct Doors {
    pub epsv: Door,
    pub pasv: Door,
    pub eprt: Door,
    pub port: Door,
}

impl Doors {
    /// Both passive ways, and both active ones.
    pub fn new(passive: Door, active: Door) -> Self {
        Self { epsv: passive, pasv: passive, eprt: active, port: active }
    }
}

/// A running server on 127.0.0.1 with the one file `hello`; any password is right.
pub struct FtpDoors {
    pub port: u16,
    doors: Arc<Mutex<Doors>>,
    sent: Arc<Mutex<Vec<String>>>,
}

/// What the next transfer travels over.
enum Data {
    None,
    Listening(TcpListener),
    /// A port that nobody else gets and on which nothing listens.
    Closed {
        _kept: TcpSocket,
    },
    Calling(u16),
    Never,
    Late,
    /// Open, and of no use.
    Failing(Option<TcpListener>),
}

impl FtpDoors {
    pub fn start(doors: Doors) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let sent = Arc::new(Mutex::new(Vec::new()));
        let (lines, doors) = (Arc::clone(&sent), Arc::new(Mutex::new(doors)));
        let now = Arc::clone(&doors);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let (lines, now) = (Arc::clone(&lines), Arc::clone(&now));
                std::thread::spawn(move || serve(&stream, &now, &lines));
            }
        });
        Self { port, doors, sent }
    }

    /// The doors are like this from now on.
    pub fn set(&self, doors: Doors) {
        *self.doors.lock().unwrap() = doors;
    }

    /// Every command that came, of all connections; without passwords.
    pub fn sent(&self) -> Vec<String> {
        self.sent.lock().unwrap().clone()
    }
}

fn serve(stream: &TcpStream, doors: &Mutex<Doors>, lines: &Mutex<Vec<String>>) {
    let mut writer = stream;
    let mut say = |text: &str| writer.write_all(format!("{text}\r\n").as_bytes()).is_ok();
    let mut data = Data::None;
    let mut due = false;
    say("220 doors");
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        if std::mem::take(&mut due) {
            say("425 Can't open data connection.");
        }
        let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
        let doors = *doors.lock().unwrap();
        lines.lock().unwrap().push(if verb == "PASS" { "PASS".into() } else { line.clone() });
        let fixed = HashMap::from([
            ("USER", "331 password?"),
            ("PASS", "230 in"),
            ("FEAT", "211-Features:\r\n EPSV\r\n SIZE\r\n211 End"),
            ("TYPE", "200 ok"),
            ("NOOP", "200 ok"),
            ("SYST", "215 UNIX Type: L8"),
            ("PWD", "257 \"/\" is the folder"),
            ("SIZE", "213 5"),
            ("MDTM", "213 20240229120001"),
            ("QUIT", "221 bye"),
        ]);
        let answered = match verb {
            "EPSV" | "PASV" => {
                let door = if verb == "EPSV" { doors.epsv } else { doors.pasv };
                passive(door, verb, &mut data, &mut say)
            }
            "EPRT" | "PORT" => {
                let door = if verb == "EPRT" { doors.eprt } else { doors.port };
                active(door, argument, &mut data, &mut say)
            }
            "LIST" | "RETR" | "STOR" => {
                due = matches!(data, Data::Late);
                transfer(verb, std::mem::replace(&mut data, Data::None), &mut say)
            }
            "CWD" => say(if argument == "/" { "250 done" } else { "550 no folder" }),
            verb => say(fixed.get(verb).unwrap_or(&"500 what?")),
        };
        if !answered || verb == "QUIT" {
            return;
        }
    }
}

fn passive(door: Door, verb: &str, data: &mut Data, say: &mut impl FnMut(&str) -> bool) -> bool {
    match door {
        Door::Unknown => return say("500 what?"),
        Door::Junk => return say(if verb == "EPSV" { "229 somewhere" } else { "227 somewhere" }),
        _ => {}
    }
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let port;
    *data = if door == Door::Shut {
        let kept = TcpSocket::new_v4().unwrap();
        kept.bind(here).unwrap();
        port = kept.local_addr().unwrap().port();
        Data::Closed { _kept: kept }
    } else {
        let listener = TcpListener::bind(here).unwrap();
        port = listener.local_addr().unwrap().port();
        if door == Door::Fails { Data::Failing(Some(listener)) } else { Data::Listening(listener) }
    };
    match verb {
        "EPSV" => say(&format!("229 ok (|||{port}|)")),
        _ => say(&format!("227 ok (127,0,0,1,{},{})", port >> 8, port & 0xff)),
    }
}

fn active(door: Door, argument: &str, data: &mut Data, say: &mut impl FnMut(&str) -> bool) -> bool {
    let numbers: Vec<u16> = argument.split(['|', ',']).filter_map(|n| n.parse().ok()).collect();
    let port = match (argument.contains('|'), numbers.as_slice()) {
        (true, [.., port]) => *port,
        (false, [.., high, low]) => high << 8 | low,
        _ => 0,
    };
    *data = match door {
        Door::Unknown | Door::Junk => return say("500 what?"),
        Door::Shut => Data::Never,
        Door::Late => Data::Late,
        Door::Fails => Data::Failing(None),
        Door::Open => Data::Calling(port),
    };
    say("200 ok")
}

fn transfer(verb: &str, data: Data, say: &mut impl FnMut(&str) -> bool) -> bool {
    let mut stream = match data {
        Data::None | Data::Closed { .. } => return say("425 Can't open data connection."),
        Data::Failing(open) => {
            let told = say("425 Can't open data connection.");
            drop(open);
            return told;
        }
        // Begun, and nothing ever comes.
        Data::Never | Data::Late => return say("150 here it comes"),
        Data::Listening(listener) => {
            let Ok((stream, _)) = listener.accept() else { return false };
            stream
        }
        Data::Calling(port) => match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            Ok(stream) => stream,
            Err(_) => return say("425 Can't open data connection."),
        },
    };
    say("150 here it comes");
    match verb {
        "STOR" => {
            let _ended = stream.read_to_end(&mut Vec::new());
        }
        "RETR" => {
            let _gone = stream.write_all(b"hello");
        }
        _ => {
            let _gone = stream.write_all(b"-rw-r--r-- 1 ada ada 5 Feb 29 2024 hello\r\n");
        }
    }
    drop(stream);
    say("226 done")
}
