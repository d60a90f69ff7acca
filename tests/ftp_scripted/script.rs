//! The file of misbehaviours as values.

use std::collections::HashMap;

/// One case.
#[derive(Clone, Debug, Default)]
pub struct Case {
    pub name: String,
    pub tls: bool,
    pub greeting: Option<Vec<u8>>,
    pub replies: HashMap<String, Vec<u8>>,
    pub data: Option<Vec<u8>>,
    pub after_data: Option<Vec<u8>>,
    pub size: Option<String>,
    pub act: String,
    pub expect: String,
    pub code: Option<i64>,
    pub never: Vec<String>,
    pub sent: Vec<String>,
    pub then: Vec<String>,
}

/// Takes `\r`, `\n`, `\0` and `\xHH` for what they mean, and fills in what is too long to be written.
pub fn unescape(text: &str) -> Vec<u8> {
    let text = text.replace("{big}", &"x".repeat(400 << 10)).replace("{long}", &"y".repeat(2 << 20));
    let many: Vec<String> = (0..3000).map(|n| format!("type=file;size={n}; file-{n}\r\n")).collect();
    let text = text.replace("{many}", &many.concat());
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'r') => bytes.push(b'\r'),
            Some(b'n') => bytes.push(b'\n'),
            Some(b'0') => bytes.push(0),
            Some(b'x') => {
                let digits: String = rest.by_ref().take(2).map(char::from).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            other => panic!("what is \\{other:?}?"),
        }
    }
    bytes
}

/// Reads all cases.
pub fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if word == "case" {
            cases.push(Case { name: rest.to_owned(), ..Case::default() });
            continue;
        }
        let case = cases.last_mut().expect("a case begins with its name");
        match word {
            "tls" => case.tls = true,
            "greeting" => case.greeting = Some(unescape(rest)),
            "on" => {
                let (verb, reply) = rest.split_once(' ').unwrap();
                case.replies.insert(verb.to_owned(), unescape(reply));
            }
            "data" => case.data = Some(unescape(rest)),
            "after-data" => case.after_data = Some(unescape(rest)),
            "size" => case.size = Some(rest.to_owned()),
            "do" => rest.clone_into(&mut case.act),
            "expect" => rest.clone_into(&mut case.expect),
            "code" => case.code = Some(rest.parse().unwrap()),
            "never" => case.never.push(rest.to_owned()),
            "sent" => case.sent.push(rest.to_owned()),
            "then" => case.then.push(rest.to_owned()),
            other => panic!("{}: what is {other}?", case.name),
        }
    }
    cases
}
