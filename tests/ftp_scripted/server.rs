//! An FTP server that does what a case says, and else what servers do.

use super::script::Case;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A running server; stops when dropped.
pub struct Server {
    pub port: u16,
    sent: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(case: Case) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sent = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&sent);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let client = Client { case: case.clone(), sent: Arc::clone(&lines), data: None, offset: 0 };
                tokio::spawn(client.serve(stream));
            }
        });
        Self { port, sent, task }
    }

    /// Every line that came, of all connections.
    pub fn sent(&self) -> Vec<String> {
        self.sent.lock().unwrap().clone()
    }
}

struct Client {
    case: Case,
    sent: Arc<Mutex<Vec<String>>>,
    data: Option<TcpListener>,
    offset: usize,
}

impl Client {
    /// Sends a reply; `false` when the case ends the connection here.
    async fn say(stream: &mut BufReader<TcpStream>, reply: &[u8]) -> bool {
        let (reply, close) = match reply.strip_suffix(b"{close}") {
            Some(reply) => (reply, true),
            None => (reply, false),
        };
        stream.get_mut().write_all(reply).await.is_ok() && !close
    }

    async fn serve(mut self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        let greeting = self.case.greeting.clone().unwrap_or_else(|| b"220 ready\r\n".to_vec());
        if !Self::say(&mut stream, &greeting).await {
            return;
        }
        let mut line = Vec::new();
        loop {
            line.clear();
            if stream.read_until(b'\n', &mut line).await.unwrap_or(0) == 0 {
                return;
            }
            let text = catamaran::model::escape_bytes(line.trim_ascii_end());
            self.sent.lock().unwrap().push(text.clone());
            let (verb, argument) = text.split_once(' ').unwrap_or((&text, ""));
            let scripted = self.case.replies.get(verb).cloned();
            if matches!(verb, "PASV" | "EPSV") {
                self.data = Some(TcpListener::bind("127.0.0.1:0").await.unwrap());
            }
            let port = self.data.as_ref().map_or(0, |data| data.local_addr().unwrap().port());
            if verb == "REST" {
                self.offset = argument.parse().unwrap_or(0);
            }
            let reply = match scripted {
                Some(reply) => reply,
                None if matches!(verb, "MLSD" | "LIST" | "RETR" | "STOR") => {
                    if !self.transfer(&mut stream, verb).await {
                        return;
                    }
                    continue;
                }
                None => self.usual(verb),
            };
            let fill = |text: Vec<u8>, what: &[u8], with: &str| match text.windows(what.len()).position(|w| w == what) {
                Some(at) => [&text[..at], with.as_bytes(), &text[at + what.len()..]].concat(),
                None => text,
            };
            let reply = fill(reply, b"{p}", &format!("{},{}", port >> 8, port & 0xff));
            let reply = fill(reply, b"{port}", &port.to_string());
            if !Self::say(&mut stream, &reply).await || verb == "QUIT" {
                return;
            }
        }
    }

    fn usual(&self, verb: &str) -> Vec<u8> {
        let text = match verb {
            "USER" => "331 password?",
            "PASS" => "230 in",
            "FEAT" => "211-Features:\r\n MLST type*;size*;modify*;\r\n SIZE\r\n REST STREAM\r\n211 End",
            "TYPE" | "NOOP" | "OPTS" => "200 ok",
            "SYST" => "215 UNIX Type: L8",
            "PWD" => "257 \"/\" is the folder",
            "CWD" | "DELE" | "RMD" | "RNTO" => "250 done",
            "RNFR" | "REST" => "350 go on",
            "EPSV" => "229 ok (|||{port}|)",
            "PASV" => "227 ok (127,0,0,1,{p})",
            "MKD" => "257 \"/x\" made",
            "QUIT" => "221 bye",
            "SIZE" => return format!("213 {}\r\n", self.case.size.as_deref().unwrap_or("5")).into_bytes(),
            "MDTM" => "213 20240229120001",
            "MLST" => "550 nothing there: No such file or directory",
            _ => "500 what?",
        };
        format!("{text}\r\n").into_bytes()
    }

    /// Moves data; `false` when the connection ends.
    async fn transfer(&mut self, stream: &mut BufReader<TcpStream>, verb: &str) -> bool {
        let Some(listener) = self.data.take() else {
            return Self::say(stream, b"425 no port\r\n").await;
        };
        let Ok((mut data, _)) = listener.accept().await else { return false };
        if !Self::say(stream, b"150 here it comes\r\n").await {
            return false;
        }
        let listing = b"type=file;size=5;modify=20240229120001; file\r\ntype=dir; folder\r\n".to_vec();
        match verb {
            "STOR" => {
                let mut all = Vec::new();
                let _ended = data.read_to_end(&mut all).await;
            }
            "RETR" => {
                let _gone = data.write_all(&b"hello"[self.offset.min(5)..]).await;
            }
            _ => {
                let _gone = data.write_all(&self.case.data.clone().unwrap_or(listing)).await;
            }
        }
        self.offset = 0;
        let _gone = data.shutdown().await;
        drop(data);
        let last = self.case.after_data.clone().unwrap_or_else(|| b"226 done\r\n".to_vec());
        Self::say(stream, &last).await
    }
}
