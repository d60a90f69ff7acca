//! A scripted FTP server: good by default, bad where its script says so, with a record of all it was told.

use crate::script::{Fault, Script};
use crate::session::serve;
use crate::tls::Tls;
use std::collections::HashMap;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a test sees of the server; stops, with every connection, when dropped.
pub struct ScriptedServer {
    pub port: u16,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What the connections of one server share.
pub struct Shared {
    pub script: Script,
    pub tls: Option<Tls>,
    /// TLS from the first byte on.
    pub implicit: bool,
    /// Every line that came, of all connections.
    pub told: Mutex<Vec<String>>,
    /// Every byte that came in clear over connections for commands.
    pub clear: Mutex<Vec<u8>>,
    /// The content of the last upload.
    pub stored: Mutex<Vec<u8>>,
    /// How often scripted replies are still given.
    pub counts: Mutex<HashMap<String, usize>>,
    /// How often each command with a later reply came.
    pub came: Mutex<HashMap<String, usize>>,
    pub connections: AtomicUsize,
    stop: AtomicBool,
    stopped: (Mutex<bool>, Condvar),
    open: Mutex<Vec<TcpStream>>,
}

impl Shared {
    /// Waits, but not longer than the server lives.
    pub fn pause(&self, time: Duration) {
        let guard = self.stopped.0.lock().unwrap();
        let _waited = self.stopped.1.wait_timeout_while(guard, time, |stopped| !*stopped).unwrap();
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    pub fn has(&self, fault: &Fault) -> bool {
        self.script.faults.contains(fault)
    }

    /// A connection that ends with the server.
    pub fn keep(&self, stream: &TcpStream) {
        self.open.lock().unwrap().push(stream.try_clone().unwrap());
    }
}

impl ScriptedServer {
    /// Serves on a loopback port of its own.
    pub fn start(script: Script, tls: Option<Tls>, implicit: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let counts = Mutex::new(script.counts.clone());
        let shared = Arc::new(Shared {
            script,
            tls,
            implicit,
            told: Mutex::default(),
            clear: Mutex::default(),
            stored: Mutex::default(),
            counts,
            came: Mutex::default(),
            connections: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
            stopped: Default::default(),
            open: Mutex::default(),
        });
        let inside = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            let mut threads = Vec::new();
            for stream in listener.incoming() {
                if inside.is_stopped() {
                    break;
                }
                let Ok(stream) = stream else { continue };
                inside.keep(&stream);
                inside.connections.fetch_add(1, Ordering::SeqCst);
                let shared = Arc::clone(&inside);
                threads.push(std::thread::spawn(move || {
                    let kept = stream.try_clone().unwrap();
                    // A client that goes away ends its connection, and nothing else.
                    let _ended = serve(stream, &shared);
                    let _gone = kept.shutdown(Shutdown::Both);
                }));
            }
            for thread in threads {
                thread.join().unwrap();
            }
        });
        Self { port, shared, thread: Some(thread) }
    }

    /// The commands so far, with visible escapes and all secrets.
    pub fn told(&self) -> Vec<String> {
        self.shared.told.lock().unwrap().clone()
    }

    /// What came in clear over connections for commands.
    pub fn clear(&self) -> String {
        self.shared.clear.lock().unwrap().escape_ascii().to_string()
    }

    /// What was uploaded last.
    pub fn stored(&self) -> Vec<u8> {
        self.shared.stored.lock().unwrap().clone()
    }

    /// What the file holds.
    pub fn content(&self) -> Vec<u8> {
        crate::transfer::content(&self.shared.script)
    }

    /// How many connections for commands there were.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        *self.shared.stopped.0.lock().unwrap() = true;
        self.shared.stopped.1.notify_all();
        for stream in self.shared.open.lock().unwrap().iter() {
            let _gone = stream.shutdown(Shutdown::Both);
        }
        let _wakes_the_thread = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the scripted server panicked");
        }
    }
}
