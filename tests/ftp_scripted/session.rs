//! One connection for commands of the scripted server.

use crate::script::{CLOSE, Fault};
use crate::server::Shared;
use rustls::{ServerConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// A connection in clear or over TLS.
pub trait Stream: Read + Write + Send {
    /// Says goodbye, where the stream has a way to.
    fn goodbye(&mut self);
}

impl Stream for TcpStream {
    fn goodbye(&mut self) {}
}

impl Stream for StreamOwned<ServerConnection, TcpStream> {
    fn goodbye(&mut self) {
        self.conn.send_close_notify();
        let _gone = self.flush();
    }
}

/// How data is to travel next.
pub enum Way {
    None,
    Listening(TcpListener),
    To(SocketAddr),
}

pub struct Session<'a> {
    pub shared: &'a Shared,
    pub stream: Box<dyn Stream>,
    pub socket: TcpStream,
    pub secure: bool,
    pub protected: bool,
    pub way: Way,
    pub rest: usize,
}

/// Serves one connection until it ends.
pub fn serve(socket: TcpStream, shared: &Shared) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let mut session = Session {
        shared,
        stream: Box::new(socket.try_clone()?),
        socket,
        secure: false,
        protected: false,
        way: Way::None,
        rest: 0,
    };
    if shared.implicit {
        session.secure()?;
    }
    session.answer("welcome", "220 Scripted server")?;
    while let Some((verb, argument)) = session.command()? {
        if shared.script.hang_up.contains(&verb) {
            return Ok(());
        }
        if let Some(delay) = shared.script.delays.get(&verb) {
            shared.pause(*delay);
        }
        if shared.script.silent.contains(&verb) {
            continue;
        }
        session.run(&verb, &argument)?;
        for fault in &shared.script.faults {
            if let Fault::OneMore(of, reply) = fault
                && *of == verb
            {
                session.send(reply)?;
            }
        }
        if verb == "QUIT" {
            return Ok(());
        }
    }
    Ok(())
}

impl Session<'_> {
    fn secure(&mut self) -> io::Result<()> {
        let config = self.shared.tls.as_ref().ok_or(io::ErrorKind::Unsupported)?.control.clone();
        let connection = ServerConnection::new(config).map_err(io::Error::other)?;
        self.stream = Box::new(StreamOwned::new(connection, self.socket.try_clone()?));
        self.secure = true;
        Ok(())
    }

    fn command(&mut self) -> io::Result<Option<(String, String)>> {
        let mut line = Vec::new();
        let mut byte = [0];
        loop {
            if self.stream.read(&mut byte)? == 0 {
                return Ok(None);
            }
            if !self.secure {
                self.shared.clear.lock().unwrap().push(byte[0]);
            }
            match byte[0] {
                b'\n' => break,
                other => line.push(other),
            }
        }
        if self.shared.has(&Fault::OneAtATime) {
            self.lose_the_rest(line.starts_with(b"SYST"))?;
        }
        let text = line.strip_suffix(b"\r").unwrap_or(&line).escape_ascii().to_string();
        self.shared.told.lock().unwrap().push(text.clone());
        let (verb, argument) = text.split_once(' ').unwrap_or((&text, ""));
        Ok(Some((verb.to_ascii_uppercase(), argument.to_owned())))
    }

    /// Reads away what came, or comes in a moment, without a look. A second line that is to be expected is waited for until it
    /// is there: the client may be held up between the two.
    fn lose_the_rest(&mut self, one_more: bool) -> io::Result<()> {
        let mut lost = [0; 4096];
        if one_more {
            self.socket.set_read_timeout(Some(Duration::from_secs(1)))?;
            while matches!(self.socket.read(&mut lost), Ok(length) if length > 0 && !lost[..length].contains(&b'\n')) {}
            self.socket.set_read_timeout(None)?;
        } else {
            self.shared.pause(Duration::from_millis(30));
        }
        self.socket.set_nonblocking(true)?;
        while matches!(self.socket.read(&mut lost), Ok(length) if length > 0) {}
        self.socket.set_nonblocking(false)
    }

    pub fn send(&mut self, reply: &str) -> io::Result<()> {
        let (reply, close) = reply.split_once(CLOSE).map_or((reply, false), |(before, _)| (before, true));
        let mut bytes: Vec<u8> = reply.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
        if !close && !bytes.ends_with(b"\n") {
            bytes.extend_from_slice(b"\r\n");
        }
        if self.shared.has(&Fault::SlowReplies) {
            for byte in bytes {
                self.stream.write_all(&[byte])?;
                self.stream.flush()?;
                self.shared.pause(Duration::from_millis(1));
            }
        } else {
            self.stream.write_all(&bytes)?;
            self.stream.flush()?;
        }
        if close {
            self.stream.goodbye();
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }

    /// The scripted reply to a command, as long as its count lasts.
    pub fn scripted(&self, verb: &str) -> Option<String> {
        if let Some((times, reply)) = self.shared.script.later.get(verb) {
            let mut came = self.shared.came.lock().unwrap();
            let so_far = came.entry(verb.to_owned()).or_default();
            *so_far += 1;
            return Some(reply.clone()).filter(|_| *so_far > *times);
        }
        let reply = self.shared.script.replies.get(verb)?;
        let mut counts = self.shared.counts.lock().unwrap();
        match counts.get_mut(verb) {
            Some(0) => return None,
            Some(left) => *left -= 1,
            None => {}
        }
        Some(reply.clone())
    }

    /// Sends the scripted reply, else the usual one; `true`: it was the usual one.
    fn answer(&mut self, verb: &str, usual: &str) -> io::Result<bool> {
        let (endless, piece) = match self.scripted(verb).as_deref() {
            Some("ENDLESS") => ("200-and on and on\r\n".repeat(1000), ""),
            Some("ENDLESSLINE") => ("200 ".into(), "x"),
            Some(reply) => return self.send(reply).map(|()| false),
            None => return self.send(usual).map(|()| true),
        };
        self.stream.write_all(endless.as_bytes())?;
        let more = if piece.is_empty() { endless } else { piece.repeat(65_536) };
        while !self.shared.is_stopped() {
            self.stream.write_all(more.as_bytes())?;
        }
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    fn run(&mut self, verb: &str, argument: &str) -> io::Result<()> {
        match verb {
            "USER" => self.answer(verb, "331 Password, please")?,
            "PASS" => self.answer(verb, "230 Welcome")?,
            "ACCT" => self.answer(verb, "230 Thank you")?,
            "AUTH" if self.shared.tls.is_some() || self.shared.script.replies.contains_key("AUTH") => {
                let behind = self.shared.script.find(|fault| match fault {
                    Fault::BytesBehind234(bytes) => Some(format!("234 Go on\r\n{bytes}")),
                    _ => None,
                });
                let go_on = self.answer(verb, &behind.unwrap_or_else(|| "234 Go on".into()))?;
                if go_on {
                    self.secure()?;
                }
                go_on
            }
            "PROT" if self.secure => {
                let granted = self.answer(verb, "200 Private")?;
                self.protected |= granted;
                granted
            }
            "PBSZ" if self.secure => self.answer(verb, "200 PBSZ=0")?,
            "FEAT" => {
                let features = self.shared.script.features.join("\r\n ");
                let listed = format!("211-Features\r\n {features}\r\n211 End");
                self.answer(verb, if features.is_empty() { "500 FEAT unknown" } else { &listed })?
            }
            "SYST" => self.answer(verb, "215 UNIX Type: L8")?,
            "PWD" => self.answer(verb, "257 \"/nowhere/anywhere\" is the folder")?,
            "TYPE" | "NOOP" | "OPTS" | "CLNT" | "ALLO" | "SITE" => self.answer(verb, "200 Fine")?,
            "CWD" | "CDUP" | "DELE" | "RMD" | "RNTO" => self.answer(verb, "250 Done")?,
            "MKD" => self.answer(verb, "257 \"made\" is there")?,
            "RNFR" => self.answer(verb, "350 Go on")?,
            "MLST" => self.answer(verb, "550 Nothing there: No such file or directory")?,
            "MDTM" => self.answer(verb, "213 20240229120001")?,
            "REST" => {
                self.rest = argument.parse().unwrap_or(0);
                self.answer(verb, "350 Restarting")?
            }
            "SIZE" => self.answer(verb, &format!("213 {}", crate::transfer::content(&self.shared.script).len()))?,
            "QUIT" => self.answer(verb, "221 Goodbye")?,
            "EPSV" | "PASV" => return self.passive(verb),
            "EPRT" | "PORT" => {
                if self.answer(verb, "200 Fine")? {
                    self.way = address(verb, argument).map_or(Way::None, Way::To);
                }
                true
            }
            "LIST" | "NLST" | "MLSD" | "RETR" => return self.give(verb),
            "STOR" | "APPE" => return self.take(verb),
            _ => self.answer(verb, &format!("500 {verb} unknown"))?,
        };
        Ok(())
    }

    fn passive(&mut self, verb: &str) -> io::Result<()> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let six = format!("{},{}", port >> 8, port & 0xff);
        let host = if self.shared.has(&Fault::ForeignPasv) { "1,2,3,4" } else { "127,0,0,1" };
        let scripted = self.scripted(verb);
        let usable = scripted.as_ref().is_none_or(|reply| reply.contains("{p"));
        let reply = match scripted {
            Some(reply) => reply.replace("{p}", &six).replace("{port}", &port.to_string()),
            None if verb == "EPSV" => format!("229 Entering Extended Passive Mode (|||{port}|)"),
            None => format!("227 Entering Passive Mode ({host},{six})"),
        };
        if usable {
            self.way = Way::Listening(listener);
        }
        self.send(&reply)
    }
}

/// The address in `|1|127.0.0.1|6446|` or `127,0,0,1,25,46`; nobody but the loopback is called.
fn address(verb: &str, argument: &str) -> Option<SocketAddr> {
    let address: SocketAddr = if verb == "EPRT" {
        let mut parts = argument.split('|').skip(2);
        SocketAddr::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
    } else {
        let numbers: Vec<u8> = argument.split(',').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let [a, b, c, d, high, low] = numbers.try_into().ok()?;
        SocketAddr::from(([a, b, c, d], u16::from(high) << 8 | u16::from(low)))
    };
    address.ip().is_loopback().then_some(address)
}
