//! Starts one server process for each connection, as inetd does: no port is guessed, nothing has to be waited for, and each
//! session can be killed by its process group.

use std::fs::OpenOptions;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Makes the command that serves one connection on its standard input and output.
pub type Serve = Box<dyn Fn() -> Command + Send>;

pub struct Listener {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    pub children: Arc<Mutex<Vec<Child>>>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Serves the connections that come to `listener`; what the servers write to standard error goes to `log`.
    pub fn start(listener: TcpListener, serve: Serve, log: PathBuf) -> Self {
        let address = listener.local_addr().unwrap();
        let stopped = Arc::new(AtomicBool::new(false));
        let children = Arc::new(Mutex::new(Vec::new()));
        let (flag, kept) = (Arc::clone(&stopped), Arc::clone(&children));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if flag.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let socket = OwnedFd::from(stream);
                let errors = OpenOptions::new().create(true).append(true).open(&log).unwrap();
                // Before anything is said to the client: who then asks how many sessions there are has to find this one.
                let mut children = kept.lock().unwrap();
                let child = serve()
                    .stdin(Stdio::from(socket.try_clone().unwrap()))
                    .stdout(Stdio::from(socket))
                    .stderr(Stdio::from(errors))
                    .process_group(0)
                    .spawn()
                    .unwrap();
                children.push(child);
            }
        });
        Self { address, stopped, children, thread: Some(thread) }
    }

    /// Kills every session.
    pub fn kill(&self) {
        use rustix::process::{Pid, Signal, kill_process_group};
        for child in self.children.lock().unwrap().iter_mut() {
            if matches!(child.try_wait(), Ok(None)) {
                let _gone = kill_process_group(Pid::from_child(child), Signal::KILL);
                let _gone = child.wait();
            }
        }
    }

    /// Kills every session and refuses new connections.
    pub fn stop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            let _wakes_the_thread = TcpStream::connect(self.address);
            let _ended = thread.join();
        }
        self.kill();
    }
}
