//! Data connections of the scripted server.

use crate::script::{Fault, Script};
use crate::session::{Session, Stream, Way};
use rustls::{HandshakeKind, ServerConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::Duration;

const FACTS: &str = "type=file;size=5;modify=20240229120001; file\r\ntype=dir; folder\r\n";
const LINES: &str = "-rw-r--r-- 1 ada ada 5 Feb 29 2024 file\r\ndrwxr-xr-x 2 ada ada 4096 Feb 29 2024 folder\r\n";

/// What the file holds.
pub fn content(script: &Script) -> Vec<u8> {
    script.data.clone().unwrap_or_else(|| b"hello".to_vec())
}

/// A data connection, and the socket below it.
type Data = (Box<dyn Stream>, TcpStream);

impl Session<'_> {
    /// The data connection, as it was agreed; `None` where the script lets none come to be.
    fn open(&mut self) -> io::Result<Option<TcpStream>> {
        let none = self.shared.script.find(|fault| match fault {
            Fault::NoDataConnection(code) => Some(*code),
            _ => None,
        });
        match none {
            Some(Some(421)) => {
                self.send("421 Connection timed out")?;
                self.socket.shutdown(Shutdown::Both)?;
            }
            Some(Some(425)) => self.send("425 Cannot open data connection")?,
            Some(Some(_)) => self.send("150 About to open a connection")?,
            Some(None) => {}
            None => {
                let socket = match std::mem::replace(&mut self.way, Way::None) {
                    Way::Listening(listener) => self.accept(&listener)?,
                    Way::To(address) => TcpStream::connect(address)?,
                    Way::None => {
                        self.send("425 Use EPSV or PORT first")?;
                        return Ok(None);
                    }
                };
                socket.set_nodelay(true)?;
                return Ok(Some(socket));
            }
        }
        Ok(None)
    }

    /// Waits for a connection as long as the server lives.
    fn accept(&self, listener: &TcpListener) -> io::Result<TcpStream> {
        listener.set_nonblocking(true)?;
        loop {
            match listener.accept() {
                Ok((stream, _)) => {
                    stream.set_nonblocking(false)?;
                    return Ok(stream);
                }
                Err(fault) if fault.kind() == io::ErrorKind::WouldBlock && !self.shared.is_stopped() => {
                    self.shared.pause(Duration::from_millis(1));
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Begins a transfer: the data connection and the `150`, in this order or, where data is late, in the other.
    fn begin(&mut self, words: &str) -> io::Result<Option<TcpStream>> {
        let late = self.shared.script.find(|fault| match fault {
            Fault::LateData(time) => Some(*time),
            _ => None,
        });
        if let Some(late) = late {
            self.send(words)?;
            self.shared.pause(late);
            return self.open();
        }
        let opened = self.open()?;
        if opened.is_some() {
            self.send(words)?;
        }
        Ok(opened)
    }

    /// TLS on a data connection, behind the 150. `None` where the connection was turned down.
    fn protect(&mut self, socket: TcpStream) -> io::Result<Option<Data>> {
        let tls = self.shared.tls.as_ref().filter(|_| self.secure && self.protected);
        let Some(tls) = tls else { return Ok(Some((Box::new(socket.try_clone()?), socket))) };
        let has = |fault: Fault| self.shared.has(&fault);
        if has(Fault::NoDataTls) {
            drop(socket);
            self.send("522 SSL connection failed")?;
            return Ok(None);
        }
        let config = if has(Fault::OtherCertificate) { &tls.other } else { &tls.control };
        let mut connection = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
        let mut below = socket.try_clone()?;
        while connection.is_handshaking() {
            // A client that does not like what it sees goes away; that is told, and ends no more than this transfer.
            if connection.complete_io(&mut below).is_err() {
                self.send("426 TLS failed on the data connection")?;
                return Ok(None);
            }
        }
        if has(Fault::ResumeOnly) && connection.handshake_kind() != Some(HandshakeKind::Resumed) {
            drop((connection, below, socket));
            self.send("522 SSL connection failed; session reuse required: see require_ssl_reuse option")?;
            return Ok(None);
        }
        Ok(Some((Box::new(StreamOwned::new(connection, below)), socket)))
    }

    /// Sends a file or a listing.
    pub fn give(&mut self, verb: &str) -> io::Result<()> {
        if let Some(reply) = self.scripted(verb) {
            return self.send(&reply);
        }
        let script = self.shared.script.clone();
        let rest = std::mem::take(&mut self.rest);
        let data = match (verb, &script.data) {
            ("RETR", _) => content(&script).split_off(rest.min(content(&script).len())),
            (_, Some(data)) => data.clone(),
            ("MLSD", None) => FACTS.as_bytes().to_vec(),
            (_, None) => LINES.as_bytes().to_vec(),
        };
        let size = script.find(|fault| match fault {
            Fault::SizeIn150(size) => Some(*size),
            _ => None,
        });
        let begun = match size.unwrap_or(Some(data.len() as u64)) {
            Some(size) => format!("150 Binary data connection ({size} bytes)"),
            None => "150 Here it comes".to_owned(),
        };
        let Some(socket) = self.begin(&begun)? else { return Ok(()) };
        if self.shared.has(&Fault::LastReplyFirst) {
            self.send("226 File transfer complete")?;
        }
        let Some((mut stream, socket)) = self.protect(socket)? else { return Ok(()) };
        let end = script.find(|fault| match fault {
            Fault::Cut(at) | Fault::Break(at) => Some(*at),
            _ => None,
        });
        let sent = &data[..end.unwrap_or(data.len()).min(data.len())];
        let endless = script.find(|fault| match fault {
            Fault::EndlessData(piece) => Some(piece.repeat((65_536 / piece.len()).max(1))),
            _ => None,
        });
        // A client that has enough goes away: no fault of the server.
        if self.shared.has(&Fault::SlowData) {
            let _gone = stream.write_all(&sent[..sent.len().min(1)]).and_then(|()| stream.flush());
            self.shared.pause(Duration::from_hours(1));
        } else if let Some(piece) = endless {
            while !self.shared.is_stopped() && stream.write_all(piece.as_bytes()).is_ok() {}
        } else {
            let _gone = stream.write_all(sent).and_then(|()| stream.flush());
        }
        if script.faults.iter().any(|fault| matches!(fault, Fault::Break(_))) {
            reset(&socket);
            drop((stream, socket));
        } else {
            self.finish(stream, &socket);
        }
        self.last_words(false)
    }

    /// Takes a file.
    pub fn take(&mut self, verb: &str) -> io::Result<()> {
        if let Some(reply) = self.scripted(verb) {
            return self.send(&reply);
        }
        let Some(socket) = self.begin("150 Send it")? else { return Ok(()) };
        let Some((mut stream, socket)) = self.protect(socket)? else { return Ok(()) };
        let mut stored = Vec::new();
        // What came until the end counts, as on servers.
        let _cut = stream.read_to_end(&mut stored);
        let before = std::mem::take(&mut self.rest);
        let mut kept = self.shared.stored.lock().unwrap();
        kept.truncate(before);
        kept.extend_from_slice(&stored);
        drop(kept);
        self.finish(stream, &socket);
        self.last_words(true)
    }

    fn last_words(&mut self, upload: bool) -> io::Result<()> {
        let script = &self.shared.script;
        if self.shared.has(&Fault::NoLastReply) || !upload && self.shared.has(&Fault::LastReplyFirst) {
            return Ok(());
        }
        let told = script.find(|fault| match fault {
            Fault::LastReply(reply) => Some(reply.clone()),
            Fault::Stored(reply) if upload => Some(reply.clone()),
            _ => None,
        });
        self.send(told.as_deref().unwrap_or("226 File transfer complete"))
    }

    /// Ends a data connection with the goodbye of TLS, where there is any.
    fn finish(&self, mut stream: Box<dyn Stream>, socket: &TcpStream) {
        if !self.shared.has(&Fault::NoGoodbye) {
            stream.goodbye();
        }
        let _gone = socket.shutdown(Shutdown::Write);
    }
}

/// Makes the system end the connection with a reset when it is closed, which only the runtime's sockets can.
fn reset(socket: &TcpStream) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let _inside = runtime.enter();
    let twin = socket.try_clone().unwrap();
    twin.set_nonblocking(true).unwrap();
    tokio::net::TcpStream::from_std(twin).unwrap().set_zero_linger().unwrap();
}
