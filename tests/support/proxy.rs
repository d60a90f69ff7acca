//! A proxy of the test's own: SOCKS 4, 4A and 5 and HTTP CONNECT on one port, told apart by the first byte. It notes what it
//! was asked for, knows the name `server.test`, and can refuse.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What is special about a proxy.
#[derive(Clone, Debug, Default)]
pub struct ProxyRules {
    /// User and password, where a login is wanted; of SOCKS 4 the user alone.
    pub login: Option<(&'static str, &'static str)>,
    /// Refuse everything with this code of SOCKS 5, and with 403.
    pub refuse: Option<u8>,
}

/// A running proxy; ends with the test program.
pub struct TestProxy {
    pub port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    logins: Arc<Mutex<usize>>,
}

impl TestProxy {
    pub fn start(rules: ProxyRules) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let logins: Arc<Mutex<usize>> = Arc::default();
        let (kept, counted) = (Arc::clone(&asked), Arc::clone(&logins));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let client = Client { rules: rules.clone(), asked: Arc::clone(&kept), logins: Arc::clone(&counted) };
                // Whoever hangs up in between is no fault of the test.
                std::thread::spawn(move || client.serve(stream?));
            }
        });
        Self { port, asked, logins }
    }

    /// What it was asked to connect to, in order, as it was told: `server.test:22`.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// How many logins with a right password there were.
    pub fn logins(&self) -> usize {
        *self.logins.lock().unwrap()
    }
}

struct Client {
    rules: ProxyRules,
    asked: Arc<Mutex<Vec<String>>>,
    logins: Arc<Mutex<usize>>,
}

impl Client {
    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        match byte(&mut stream)? {
            5 => self.socks5(stream),
            4 => self.socks4(stream),
            first => self.http(stream, first),
        }
    }

    fn lets_in(&self, user: &str, password: Option<&str>) -> bool {
        let right = match self.rules.login {
            None => return true,
            Some((name, secret)) => user == name && password.is_none_or(|password| password == secret),
        };
        *self.logins.lock().unwrap() += usize::from(right);
        right
    }

    fn socks5(&self, mut stream: TcpStream) -> io::Result<()> {
        let count = byte(&mut stream)?;
        let methods = bytes(&mut stream, count.into())?;
        let method = if self.rules.login.is_some() { 2 } else { 0 };
        if !methods.contains(&method) {
            return stream.write_all(&[5, 0xff]);
        }
        stream.write_all(&[5, method])?;
        if method == 2 {
            assert_eq!(byte(&mut stream)?, 1);
            let mut field = || -> io::Result<String> {
                let length = byte(&mut stream)?;
                Ok(text(bytes(&mut stream, length.into())?))
            };
            let (user, password) = (field()?, field()?);
            let good = self.lets_in(&user, Some(&password));
            stream.write_all(&[1, u8::from(!good)])?;
            if !good {
                return Ok(());
            }
        }
        assert_eq!(bytes(&mut stream, 3)?, [5, 1, 0]);
        let host = match byte(&mut stream)? {
            1 => std::net::Ipv4Addr::from(<[u8; 4]>::try_from(bytes(&mut stream, 4)?).unwrap()).to_string(),
            4 => std::net::Ipv6Addr::from(<[u8; 16]>::try_from(bytes(&mut stream, 16)?).unwrap()).to_string(),
            _ => {
                let length = byte(&mut stream)?;
                text(bytes(&mut stream, length.into())?)
            }
        };
        let port = u16::from_be_bytes(<[u8; 2]>::try_from(bytes(&mut stream, 2)?).unwrap());
        let reply = |code| [5, code, 0, 1, 0, 0, 0, 0, 0, 0];
        match self.reach(&host, port) {
            Ok(server) => {
                stream.write_all(&reply(0))?;
                join(stream, server)
            }
            Err(code) => stream.write_all(&reply(code)),
        }
    }

    fn socks4(&self, mut stream: TcpStream) -> io::Result<()> {
        assert_eq!(byte(&mut stream)?, 1);
        let port = u16::from_be_bytes(<[u8; 2]>::try_from(bytes(&mut stream, 2)?).unwrap());
        let address = <[u8; 4]>::try_from(bytes(&mut stream, 4)?).unwrap();
        let user = text(until(&mut stream, &[0])?);
        let host = match address {
            [0, 0, 0, last] if last > 0 => text(until(&mut stream, &[0])?),
            address => std::net::Ipv4Addr::from(address).to_string(),
        };
        if !self.lets_in(&user, None) {
            return stream.write_all(&[0, 93, 0, 0, 0, 0, 0, 0]);
        }
        match self.reach(&host, port) {
            Ok(server) => {
                stream.write_all(&[0, 90, 0, 0, 0, 0, 0, 0])?;
                join(stream, server)
            }
            Err(_) => stream.write_all(&[0, 91, 0, 0, 0, 0, 0, 0]),
        }
    }

    fn http(&self, mut stream: TcpStream, first: u8) -> io::Result<()> {
        let head = format!("{}{}", char::from(first), text(until(&mut stream, b"\r\n\r\n")?));
        let target = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
        assert!(head.contains(&format!("\r\nHost: {target}\r\n")), "{head}");
        if self.rules.login.is_some() {
            use base64::Engine as _;
            let login = head.lines().find_map(|line| line.strip_prefix("Proxy-Authorization: Basic "));
            let login = login.map(|code| text(base64::engine::general_purpose::STANDARD.decode(code).unwrap()));
            let good = login.is_some_and(|login| {
                let (user, password) = login.split_once(':').unwrap();
                self.lets_in(user, Some(password))
            });
            if !good {
                return stream.write_all(
                    b"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"t\"\r\nContent-Length: 0\r\n\r\n",
                );
            }
        }
        let (host, port) = target.rsplit_once(':').unwrap();
        match self.reach(host.trim_matches(['[', ']']), port.parse().unwrap()) {
            Ok(server) => {
                stream.write_all(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")?;
                join(stream, server)
            }
            Err(2) => stream.write_all(b"HTTP/1.1 403 Not through me\r\n\r\n"),
            Err(_) => stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n\r\n"),
        }
    }

    /// Connects to the server, or tells the code of SOCKS 5 that says why not.
    fn reach(&self, host: &str, port: u16) -> Result<TcpStream, u8> {
        self.asked.lock().unwrap().push(format!("{host}:{port}"));
        if let Some(code) = self.rules.refuse {
            return Err(code);
        }
        // A name that only the proxy knows.
        let host = if host == "server.test" { "127.0.0.1" } else { host };
        TcpStream::connect((host, port)).map_err(|_| 5)
    }
}

/// Carries bytes both ways until both sides are done.
fn join(client: TcpStream, server: TcpStream) -> io::Result<()> {
    let carry = |mut from: TcpStream, mut to: TcpStream| {
        let _gone = io::copy(&mut from, &mut to);
        let _gone = to.shutdown(Shutdown::Write);
    };
    let (back_from, back_to) = (server.try_clone()?, client.try_clone()?);
    let back = std::thread::spawn(move || carry(back_from, back_to));
    carry(client, server);
    let _ended = back.join();
    Ok(())
}

fn byte(stream: &mut TcpStream) -> io::Result<u8> {
    Ok(bytes(stream, 1)?[0])
}

fn bytes(stream: &mut TcpStream, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn until(stream: &mut TcpStream, end: &[u8]) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    while !read.ends_with(end) {
        read.push(byte(stream)?);
    }
    read.truncate(read.len() - end.len());
    Ok(read)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}
