//! Certificates of the tests, made by `openssl` and used for a fortnight: an authority, servers of every kind, a user.

use super::made_once::made_once;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

const DAY_SECS: u64 = 86_400;
/// For so long the same ones are used: in their last days they are still good for another fortnight.
const USED_DAYS: u64 = 14;

/// The folder of them all. Below it:
///
/// - `ca.pem`, `ca.key`: the authority; `strange-ca.pem`: one that nobody names;
/// - `server.pem`, `server.key`, `both.pem`: a server called `localhost`, 127.0.0.1 and `::1`, vouched for by the authority;
/// - `other.pem`: the same names and authority, another key (`other.key`);
/// - `expired.pem`, `future.pem`, `wrong-name.pem`, `strange.pem`: the server's key with one thing wrong in each;
/// - `self-signed.pem`: the server's key, vouched for by itself;
/// - `user.pem`: certificate and key of a user, vouched for by the authority; `strange-user.pem`: by nobody.
pub fn certificates() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let fortnight = since.as_secs() / DAY_SECS / USED_DAYS;
        let recipe = crc32fast::hash(include_bytes!("certificates.rs"));
        made_once(&format!("certificates-{recipe:08x}-{fortnight}"), make)
    })
}

/// One of them.
pub fn certificate(name: &str) -> PathBuf {
    certificates().join(name)
}

/// How `openssl ca` is told, which alone makes certificates for other times than from now on.
const AUTHORITY: &str = "[ca]\ndefault_ca=this\n[this]\nnew_certs_dir=.\ndatabase=index\nserial=serial\ndefault_md=sha256\n\
                         policy=any\nunique_subject=no\n[any]\ncommonName=supplied\n";

fn make(dir: &Path) {
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).unwrap();
    write("names", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\nbasicConstraints=CA:FALSE\n");
    write("wrong-names", "subjectAltName=DNS:elsewhere.example\nbasicConstraints=CA:FALSE\n");
    write("ca.cnf", AUTHORITY);
    write("index", "");
    write("serial", "01");
    let curve = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    let request =
        |name: &str, subject: &str| format!("req {curve} -subj /CN={subject} -keyout {name}.key -out {name}.csr");
    let root = |name: &str, subject: &str| {
        format!("req -x509 {curve} -days 30 -subj /CN={subject} -keyout {name}.key -out {name}.pem")
    };
    let sign = |request: &str, authority: &str, names: &str, out: &str| {
        format!(
            "x509 -req -in {request}.csr -CA {authority}.pem -CAkey {authority}.key -CAcreateserial -days 30 \
             -extfile {names} -out {out}.pem"
        )
    };
    let dated = |from: &str, to: &str, out: &str| {
        format!(
            "ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key -in server.csr -extfile names -startdate {from} \
             -enddate {to} -out {out}.pem"
        )
    };
    for line in [
        root("ca", "Authority"),
        root("strange-ca", "Stranger"),
        request("server", "localhost"),
        request("other", "localhost"),
        request("user", "tester"),
        sign("server", "ca", "names", "server"),
        sign("other", "ca", "names", "other"),
        sign("server", "ca", "wrong-names", "wrong-name"),
        sign("server", "strange-ca", "names", "strange"),
        dated("20200101000000Z", "20200201000000Z", "expired"),
        dated("20900101000000Z", "20900201000000Z", "future"),
        "x509 -req -in server.csr -signkey server.key -days 30 -extfile names -out self-signed.pem".into(),
        sign("user", "ca", "names", "signed-user"),
        sign("user", "strange-ca", "names", "unsigned-user"),
    ] {
        let mut command = Command::new("openssl");
        command.args(line.split(' ').filter(|word| !word.is_empty())).current_dir(dir);
        let made = command.stdin(Stdio::null()).output().unwrap();
        assert!(made.status.success(), "openssl {line}: {}", made.stderr.escape_ascii());
    }
    let read = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
    write("both.pem", &(read("server.key") + &read("server.pem")));
    write("user.pem", &(read("signed-user.pem") + &read("user.key")));
    write("strange-user.pem", &(read("unsigned-user.pem") + &read("user.key")));
}
