//! Fingerprints for eyes: SHA-256 and OpenSSH's randomart. Pure.

use super::key::HostKey;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};

/// Columns of a randomart picture.
const WIDTH: usize = 17;
/// Rows of a randomart picture.
const HEIGHT: usize = 9;
/// How often a field was visited, from never on; the last two mark start and end.
const SYMBOLS: &[u8; 17] = b" .o+=*BOX@%&#/^SE";

/// `SHA256:` and the digest in Base64 without padding, as OpenSSH writes it.
#[must_use]
pub fn fingerprint(key: &HostKey) -> String {
    format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(key.blob())))
}

/// The picture that `ssh-keygen -lv` draws of the SHA-256 fingerprint: eleven lines divided by newlines, none at the end.
/// (The walk is described in Dirk Loss and others, "The drunken bishop", 2009.)
#[must_use]
pub fn randomart(key: &HostKey) -> String {
    let title = match key.bits() {
        Some(bits) => format!("[{} {bits}]", key.family()),
        None => format!("[{}]", key.family()),
    };
    let mut picture = border(&title);
    for row in visits(&Sha256::digest(key.blob())) {
        picture.push_str("\n|");
        picture.extend(row.iter().map(|visits| char::from(*SYMBOLS.get(*visits).unwrap_or(&b'^'))));
        picture.push('|');
    }
    picture.push('\n');
    picture.push_str(&border("[SHA256]"));
    picture
}

/// How often the bishop was on each field, as an index of `SYMBOLS`.
fn visits(digest: &[u8]) -> [[usize; WIDTH]; HEIGHT] {
    let most = SYMBOLS.len() - 3;
    let mut field = [[0; WIDTH]; HEIGHT];
    let (mut x, mut y) = (WIDTH / 2, HEIGHT / 2);
    let mut set = |x: usize, y: usize, change: &dyn Fn(usize) -> usize| {
        if let Some(cell) = field.get_mut(y).and_then(|row| row.get_mut(x)) {
            *cell = change(*cell);
        }
    };
    for byte in digest {
        for step in 0..4 {
            let bits = byte >> (step * 2);
            x = if bits & 1 == 0 { x.saturating_sub(1) } else { (x + 1).min(WIDTH - 1) };
            y = if bits & 2 == 0 { y.saturating_sub(1) } else { (y + 1).min(HEIGHT - 1) };
            set(x, y, &|visits| (visits + 1).min(most));
        }
    }
    set(WIDTH / 2, HEIGHT / 2, &|_| SYMBOLS.len() - 2);
    set(x, y, &|_| SYMBOLS.len() - 1);
    field
}

fn border(title: &str) -> String {
    let title: String = title.chars().take(WIDTH - 1).collect();
    let left = (WIDTH - title.len()) / 2;
    format!("+{}{title}{}+", "-".repeat(left), "-".repeat(WIDTH - left - title.len()))
}
