//! The system's dialogs for files and folders, shown without holding up the window.

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathWish {
    /// One file.
    File,
    /// One or more files.
    Files,
    /// A folder.
    Folder,
    /// A file to write; the dialog asks before one is replaced.
    Save,
}

/// A dialog of the system.
#[derive(Clone, Debug)]
pub struct PathDialog {
    /// What is asked for.
    pub wish: PathWish,
    /// The title of its window.
    pub title: String,
    /// Where it begins; `None`: where the system likes.
    pub start: Option<PathBuf>,
    /// The name that is offered for a file to write; empty: none.
    pub name: String,
}

/// A dialog that ends sooner than a person can act was never there (no portal and no helper program): the system tells
/// "cancelled" then as well. Measured without a portal: 24 ms, and more than 250 ms on a machine that is busy.
const NEVER_SHOWN: Duration = Duration::from_millis(700);

/// Whether this system has nothing that could show a dialog: no session bus on which a portal may be, and no helper.
fn has_none() -> bool {
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let socket = std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|dir| PathBuf::from(dir).join("bus").exists());
    let helper = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|dir| dir.join("zenity").exists())
    };
    cfg!(target_os = "linux") && !bus && !socket && !helper()
}

impl PathDialog {
    /// Shows the dialog; `done` is called from another thread with the paths, empty when the user chose nothing, `None`
    /// when the system has no such dialog. `elapsed` measures time. Must be called on the thread of the window.
    pub fn show(
        self,
        elapsed: impl Fn() -> Duration + Send + 'static,
        done: impl FnOnce(Option<Vec<PathBuf>>) + Send + 'static,
    ) {
        let began = elapsed();
        let mut dialog = rfd::AsyncFileDialog::new().set_title(&self.title);
        if let Some(start) = &self.start {
            dialog = dialog.set_directory(start);
        }
        let paths = |handles: Vec<rfd::FileHandle>| handles.iter().map(|h| h.path().to_owned()).collect::<Vec<_>>();
        // The dialog is made here, for some systems allow that only on the thread of the window; it is waited for there.
        let finish = move |chosen: Option<Vec<rfd::FileHandle>>| {
            let shown = elapsed().saturating_sub(began) >= NEVER_SHOWN && !has_none();
            done(match chosen {
                Some(handles) => Some(paths(handles)),
                None => shown.then(Vec::new),
            });
        };
        match self.wish {
            PathWish::File => {
                let chosen = dialog.pick_file();
                thread::spawn(move || finish(wait(chosen).map(|one| vec![one])));
            }
            PathWish::Files => {
                let chosen = dialog.pick_files();
                thread::spawn(move || finish(wait(chosen)));
            }
            PathWish::Save => {
                let chosen = dialog.set_file_name(&self.name).save_file();
                thread::spawn(move || finish(wait(chosen).map(|one| vec![one])));
            }
            PathWish::Folder => {
                let chosen = dialog.pick_folder();
                thread::spawn(move || finish(wait(chosen).map(|one| vec![one])));
            }
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread until a future is ready.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
