//! An agent of the test's own that holds one `sk-` key, as if it lay in a security device: it signs as a device does
//! (PROTOCOL.u2f of OpenSSH), with the flag that somebody touched it.

use russh::keys::signature::Signer;
use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::keys::ssh_key::public::{KeyData, SkEd25519};
use russh::keys::{PrivateKey, PublicKey};
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

const NAME: &str = "sk-ssh-ed25519@openssh.com";
const APPLICATION: &str = "ssh:";
const TOUCHED: u8 = 1;

/// A running agent; ends with the test program.
pub struct DeviceAgent {
    pub socket: PathBuf,
    /// The line for `authorized_keys`.
    pub line: String,
    signatures: Arc<Mutex<u32>>,
    _dir: TempDir,
}

impl DeviceAgent {
    /// Starts one whose device holds the key of this file (Ed25519).
    pub fn start(key: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("agent");
        let private = PrivateKey::from_openssh(std::fs::read(key).unwrap()).unwrap();
        let pair = private.key_data().ed25519().unwrap().clone();
        let public = PublicKey::from(KeyData::SkEd25519(SkEd25519::new(pair.public, APPLICATION)));
        let line = public.to_openssh().unwrap();
        let listener = UnixListener::bind(&socket).unwrap();
        let signatures: Arc<Mutex<u32>> = Arc::default();
        let counter = Arc::clone(&signatures);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (pair, blob, counter) = (pair.clone(), public.to_bytes().unwrap(), Arc::clone(&counter));
                std::thread::spawn(move || serve(stream?, &pair, &blob, &counter));
            }
        });
        Self { socket, line, signatures, _dir: dir }
    }

    /// How often it signed.
    pub fn signatures(&self) -> u32 {
        *self.signatures.lock().unwrap()
    }
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}

fn field<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let (length, behind) = rest.split_first_chunk::<4>().unwrap();
    let (field, behind) = behind.split_at(u32::from_be_bytes(*length) as usize);
    *rest = behind;
    field
}

fn serve(mut stream: UnixStream, pair: &Ed25519Keypair, blob: &[u8], counter: &Mutex<u32>) -> io::Result<()> {
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let mut request = vec![0; u32::from_be_bytes(length) as usize];
        stream.read_exact(&mut request)?;
        let (kind, mut rest) = request.split_first().unwrap();
        let answer = match kind {
            11 => [&[12, 0, 0, 0, 1][..], &string(blob), &string(b"device")].concat(),
            13 if field(&mut rest) == blob => {
                let count = {
                    let mut count = counter.lock().unwrap();
                    *count += 1;
                    *count
                };
                let extra = [&[TOUCHED][..], &count.to_be_bytes()].concat();
                let signed = [&Sha256::digest(APPLICATION)[..], &extra, &Sha256::digest(field(&mut rest))[..]].concat();
                let signature = pair.sign(&signed);
                [&[14][..], &string(&[string(NAME.as_bytes()), string(signature.as_bytes()), extra].concat())].concat()
            }
            _ => vec![5],
        };
        stream.write_all(&string(&answer))?;
    }
}
