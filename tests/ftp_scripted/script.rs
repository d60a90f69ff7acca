//! What a scripted server does other than a good one: lines of a small language, most of it that of curl's test suite.
//! `tests/data/ftp/misbehaviour.txt` describes it.

use std::collections::HashMap;
use std::time::Duration;

/// One fault on the data connection, of TLS, or around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The last reply comes before the data.
    LastReplyFirst,
    /// PASV names a foreign address.
    ForeignPasv,
    /// No data connection after the command for data: no word; `425`; `421` and the end; `150` and no more.
    NoDataConnection(Option<u16>),
    /// The connection for data is made, or taken, so much later.
    LateData(Duration),
    /// Replies in single bytes, with pauses.
    SlowReplies,
    /// One byte of data, and then none.
    SlowData,
    /// Data ends after so many bytes.
    Cut(usize),
    /// Data breaks off after so many bytes: the connection is reset.
    Break(usize),
    /// No last reply after data.
    NoLastReply,
    /// The last reply of every transfer, or of uploads only.
    LastReply(String),
    Stored(String),
    /// Data without end.
    EndlessData(String),
    /// What curl's server says of the size in `150`; `None`: nothing.
    SizeIn150(Option<u64>),
    /// After AUTH, these bytes follow the 234 in clear.
    BytesBehind234(String),
    /// One reply more than asked for, after each command of this name.
    OneMore(String, String),
    /// What comes behind a command before its reply is lost.
    OneAtATime,
    /// Data connections must resume the TLS session of the control connection.
    ResumeOnly,
    /// Data connections show another certificate.
    OtherCertificate,
    /// Data connections end without the goodbye of TLS.
    NoGoodbye,
    /// Data connections end in the middle of the handshake.
    NoDataTls,
}

/// A server's behaviour.
#[derive(Clone, Debug, Default)]
pub struct Script {
    pub replies: HashMap<String, String>,
    pub counts: HashMap<String, usize>,
    /// The reply to a command from the time on when it came so often.
    pub later: HashMap<String, (usize, String)>,
    pub delays: HashMap<String, Duration>,
    /// Commands at which the connection ends, or that get no answer at all.
    pub hang_up: Vec<String>,
    pub silent: Vec<String>,
    pub faults: Vec<Fault>,
    /// What the file holds, and what listings say; `None`: the usual.
    pub data: Option<Vec<u8>>,
    pub features: Vec<String>,
    /// The name of the server's certificate.
    pub certificate: Option<String>,
    /// `1.2` or `1.3`; `None`: both.
    pub tls_version: Option<String>,
    /// In clear, whatever the client does.
    pub no_tls: bool,
    /// The client must show a certificate of the authority.
    pub client_certificate: bool,
}

/// Bytes behind `%close%` are not sent: the connection ends there.
pub const CLOSE: &str = "%close%";

fn replace_all(text: &str, open: &str, close: &str, with: impl Fn(&str) -> String) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(open) {
        let (inner, after) = behind.split_once(close).unwrap_or_else(|| panic!("{open} without {close}: {text}"));
        made.push_str(before);
        made.push_str(&with(inner));
        rest = after;
    }
    made + rest
}

/// Escapes as curl's tests write them: `\r`, `\n`, `\x00`, `%repeat[3 x text]%`, `%hex[text%0d]hex%`; and one of ours,
/// `%count[3 x name-{n}]%`. Characters up to U+00FF stand for bytes.
pub fn unescape(text: &str) -> String {
    let text = replace_all(text, "%hex[", "]hex%", |inner| {
        let mut pieces = inner.split('%');
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |made, piece| {
            made + &char::from(u8::from_str_radix(&piece[..2], 16).unwrap()).to_string() + &piece[2..]
        })
    });
    let mut made = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\\') {
        made.push_str(&rest[..at]);
        let (length, c) = match rest[at + 1..].chars().next() {
            Some('r') => (2, '\r'),
            Some('n') => (2, '\n'),
            Some('x') => (4, char::from(u8::from_str_radix(&rest[at + 2..at + 4], 16).unwrap())),
            _ => (1, '\\'),
        };
        made.push(c);
        rest = &rest[at + length..];
    }
    let text = made + rest;
    let many = |inner: &str| {
        let (count, piece) = inner.split_once(" x ").unwrap();
        (count.parse::<usize>().unwrap(), piece.to_owned())
    };
    let text = replace_all(&text, "%repeat[", "]%", |inner| {
        let (count, piece) = many(inner);
        piece.repeat(count)
    });
    replace_all(&text, "%count[", "]%", |inner| {
        let (count, piece) = many(inner);
        (0..count).map(|n| piece.replace("{n}", &n.to_string())).collect()
    })
}

/// The same as bytes.
pub fn bytes(text: &str) -> Vec<u8> {
    unescape(text).chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

impl Script {
    /// A server as they are nowadays.
    pub fn usual() -> Self {
        let features = ["MLST type*;size*;modify*;", "SIZE", "MDTM", "REST STREAM"].map(str::to_owned).to_vec();
        Self { features, ..Self::default() }
    }

    /// Takes one line of the language; `false`: it is none.
    pub fn line(&mut self, line: &str) -> bool {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (verb, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let no_data = |code: Option<u16>| Fault::NoDataConnection(code);
        match word {
            // The last one stands, as in curl's server.
            "REPLY" => drop(self.replies.insert(verb.to_owned(), unescape(text))),
            "COUNT" => drop(self.counts.insert(verb.to_owned(), text.parse().unwrap())),
            "AFTER" => {
                let (times, reply) = text.split_once(' ').unwrap();
                self.later.insert(verb.to_owned(), (times.parse().unwrap(), unescape(reply)));
            }
            "ONEATATIME" => self.faults.push(Fault::OneAtATime),
            "DELAY" => drop(self.delays.insert(verb.to_owned(), Duration::from_secs_f64(text.parse().unwrap()))),
            "HANGUP" => self.hang_up.push(verb.to_owned()),
            "SILENT" => self.silent.push(verb.to_owned()),
            "FEATURES" if rest == "none" => self.features.clear(),
            "FEATURES" => self.features = rest.split(", ").map(str::to_owned).collect(),
            "DATA" => self.data = Some(bytes(rest)),
            "RETRWEIRDO" => self.faults.push(Fault::LastReplyFirst),
            "RETRNOSIZE" => self.faults.push(Fault::SizeIn150(None)),
            "RETRSIZE" => self.faults.push(Fault::SizeIn150(Some(rest.parse().unwrap()))),
            "PASVBADIP" => self.faults.push(Fault::ForeignPasv),
            "NODATACONN" => self.faults.push(no_data(None)),
            "NODATACONN421" => self.faults.push(no_data(Some(421))),
            "NODATACONN425" => self.faults.push(no_data(Some(425))),
            "NODATACONN150" => self.faults.push(no_data(Some(150))),
            "LATEDATA" => self.faults.push(Fault::LateData(Duration::from_millis(rest.parse().unwrap()))),
            "SLOWDOWN" => self.faults.push(Fault::SlowReplies),
            "SLOWDOWNDATA" => self.faults.push(Fault::SlowData),
            "STOR" => self.faults.push(Fault::Stored(unescape(rest))),
            "LAST" => self.faults.push(Fault::LastReply(unescape(rest))),
            "CUT" => self.faults.push(Fault::Cut(rest.parse().unwrap())),
            "BREAK" => self.faults.push(Fault::Break(rest.parse().unwrap())),
            "NO226" => self.faults.push(Fault::NoLastReply),
            "ENDLESSDATA" => self.faults.push(Fault::EndlessData(unescape(rest))),
            "BEHIND234" => self.faults.push(Fault::BytesBehind234(unescape(rest))),
            "ONEMORE" => self.faults.push(Fault::OneMore(verb.to_owned(), unescape(text))),
            "RESUMEONLY" => self.faults.push(Fault::ResumeOnly),
            "OTHERCERTIFICATE" => self.faults.push(Fault::OtherCertificate),
            "NOGOODBYE" => self.faults.push(Fault::NoGoodbye),
            "NODATATLS" => self.faults.push(Fault::NoDataTls),
            "CERTIFICATE" => self.certificate = Some(rest.to_owned()),
            "TLSVERSION" => self.tls_version = Some(rest.to_owned()),
            "NOTLS" => self.no_tls = true,
            "CLIENTCERTIFICATE" => self.client_certificate = true,
            _ => return false,
        }
        true
    }

    /// The first fault of a kind.
    pub fn find<'a, T>(&'a self, which: impl Fn(&'a Fault) -> Option<T>) -> Option<T> {
        self.faults.iter().find_map(which)
    }
}
