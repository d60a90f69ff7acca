//! A small FTP server with files in memory, in which a rule may answer any line in its own way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What a rule says to a line.
pub enum Turn {
    /// What servers say.
    Usual,
    /// This, without doing anything.
    Say(&'static str),
    /// This, and the connection is closed; nothing for no words.
    Last(&'static str),
    /// What servers say, then this unasked, and the connection is closed.
    UsualThenLast(&'static str),
    /// Nothing, ever.
    Silence,
}

/// Asked with the number of the connection, from 1, and the line that came; `greeting` and `complete` stand for the first
/// reply and for the last one of a transfer.
pub type Rule = dyn Fn(usize, &str) -> Turn + Send + Sync;

#[derive(Default)]
struct Shared {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    lines: watch::Sender<Vec<(usize, String)>>,
}

/// A running server; stops when dropped.
pub struct Server {
    pub port: u16,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(rule: impl Fn(usize, &str) -> Turn + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let (kept, rule) = (Arc::clone(&shared), Arc::new(rule));
        let task = tokio::spawn(async move {
            for number in 1.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                let (shared, rule) = (Arc::clone(&kept), Arc::clone(&rule) as Arc<Rule>);
                let mut client =
                    Client { number, stream: BufReader::new(stream), shared, rule, data: None, renaming: None };
                tokio::spawn(async move { client.serve().await });
            }
        });
        Self { port, shared, task }
    }

    /// Every line that came, with the number of its connection; `greeting` for each connection.
    pub fn lines(&self) -> Vec<(usize, String)> {
        self.shared.lines.borrow().clone()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.lines().iter().filter(|(_, line)| line == "greeting").count()
    }

    /// How often a line came that begins so.
    pub fn count(&self, beginning: &str) -> usize {
        self.lines().iter().filter(|(_, line)| line.starts_with(beginning)).count()
    }

    /// Waits until a line came so often.
    pub async fn wait_for(&self, beginning: &str, times: usize) {
        let enough = |lines: &Vec<(usize, String)>| {
            lines.iter().filter(|(_, line)| line.starts_with(beginning)).count() >= times
        };
        self.shared.lines.subscribe().wait_for(enough).await.unwrap();
    }

    pub fn put(&self, path: &str, content: &[u8]) {
        self.shared.files.lock().unwrap().insert(path.into(), content.into());
    }

    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.shared.files.lock().unwrap().get(path).cloned()
    }
}

struct Client {
    number: usize,
    stream: BufReader<TcpStream>,
    shared: Arc<Shared>,
    rule: Arc<Rule>,
    data: Option<TcpListener>,
    renaming: Option<String>,
}

impl Client {
    async fn say(&mut self, words: &str) -> bool {
        self.stream.get_mut().write_all(format!("{words}\r\n").as_bytes()).await.is_ok()
    }

    /// Says it, and the connection is over.
    async fn last(&mut self, words: &str) -> bool {
        self.say(words).await;
        false
    }

    async fn serve(&mut self) {
        let mut line = "greeting".to_owned();
        loop {
            self.shared.lines.send_modify(|lines| lines.push((self.number, line.clone())));
            let goes_on = match (self.rule)(self.number, &line) {
                Turn::Usual => self.usual(&line).await,
                Turn::Say(words) => self.say(words).await,
                Turn::Last("") => false,
                Turn::Last(words) => self.last(words).await,
                Turn::UsualThenLast(words) => self.usual(&line).await && self.last(words).await,
                Turn::Silence => true,
            };
            let mut bytes = Vec::new();
            if !goes_on || line == "QUIT" || self.stream.read_until(b'\n', &mut bytes).await.unwrap_or(0) == 0 {
                return;
            }
            String::from_utf8(bytes).unwrap().trim_end().clone_into(&mut line);
        }
    }

    async fn usual(&mut self, line: &str) -> bool {
        let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
        let size = self.shared.files.lock().unwrap().get(argument).map(Vec::len);
        let words = match verb {
            "greeting" => "220 ready".to_owned(),
            "USER" => "331 password?".into(),
            "PASS" => "230 in".into(),
            "FEAT" => "211-Features:\r\n SIZE\r\n REST STREAM\r\n211 End".into(),
            "TYPE" | "NOOP" | "OPTS" => "200 ok".into(),
            "SYST" => "215 UNIX Type: L8".into(),
            "PWD" => "257 \"/\" is the folder".into(),
            "CWD" if argument == "/" => "250 done".into(),
            "SIZE" if size.is_some() => format!("213 {}", size.unwrap_or_default()),
            "DELE" if size.is_some() => {
                self.shared.files.lock().unwrap().remove(argument);
                "250 gone".into()
            }
            "RNFR" if size.is_some() => {
                self.renaming = Some(argument.into());
                "350 to what?".into()
            }
            "RNTO" => match self.renaming.take() {
                Some(from) => {
                    let mut files = self.shared.files.lock().unwrap();
                    let content = files.remove(&from).unwrap();
                    files.insert(argument.into(), content);
                    "250 renamed".into()
                }
                None => "503 what first?".into(),
            },
            "SITE" => "200 set".into(),
            "MKD" => format!("257 \"{argument}\" made"),
            "EPSV" => {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let port = listener.local_addr().unwrap().port();
                self.data = Some(listener);
                format!("229 ok (|||{port}|)")
            }
            "RETR" | "STOR" | "LIST" => return self.transfer(verb, argument).await,
            "QUIT" => "221 bye".into(),
            "CWD" | "SIZE" | "DELE" => "550 no".into(),
            _ => "500 what?".into(),
        };
        self.say(&words).await
    }

    async fn transfer(&mut self, verb: &str, path: &str) -> bool {
        let Some(listener) = self.data.take() else { return self.say("425 no port").await };
        let content = match verb {
            "LIST" => {
                let files = self.shared.files.lock().unwrap();
                let line = |(path, content): (&String, &Vec<u8>)| {
                    let (size, name) = (content.len(), path.trim_start_matches('/'));
                    format!("-rw-r--r-- 1 ada ada {size} Jan 02 2024 {name}\r\n")
                };
                Some(files.iter().map(line).collect::<String>().into_bytes())
            }
            _ => self.shared.files.lock().unwrap().get(path).cloned(),
        };
        if verb == "RETR" && content.is_none() {
            return self.say("550 no").await;
        }
        let Ok((mut data, _)) = listener.accept().await else { return false };
        if !self.say("150 here it comes").await {
            return false;
        }
        if verb == "STOR" {
            let mut all = Vec::new();
            let _ended = data.read_to_end(&mut all).await;
            self.shared.files.lock().unwrap().insert(path.to_owned(), all);
        } else {
            let _gone = data.write_all(&content.unwrap_or_default()).await;
        }
        drop(data);
        match (self.rule)(self.number, "complete") {
            Turn::Usual => self.say("226 done").await,
            Turn::Say(words) => self.say(words).await,
            Turn::Silence => true,
            Turn::Last("") => false,
            Turn::Last(words) => self.last(words).await,
            Turn::UsualThenLast(words) => self.say("226 done").await && self.last(words).await,
        }
    }
}
