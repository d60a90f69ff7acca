//! What the driven demo does, step by step; each step waits for what the window really shows.

use super::report::{Check, Report};
use crate::engine::Location;
use crate::i18n::fl;
use crate::model::{EntryName, RemotePath, escape_bytes};
use crate::queue::{RowView, TransferState};
use crate::text::error_report;
use crate::ui::state::{Action, Carry, Dialog, Go, PaneAction, Pick, QueueAction, Side, TransferAction, UiState};
use crate::ui::{DriveStep, Driver, Picture};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The whole script must be done within this time; a slow computer draws a frame in a second.
const LIMIT: Duration = Duration::from_mins(2);
/// How often the window is looked at while nothing happens.
const LOOK: Duration = Duration::from_millis(30);
/// How many frames the window gets to settle before the picture.
const SETTLE: u32 = 12;

/// The folder of this computer that goes up.
const UPLOAD: &str = "holiday";
/// The folder of the server that it goes to.
const UPLOAD_INTO: &str = "/incoming";
/// The folder of the server that comes down.
const DOWNLOAD: &str = "website";
/// The file that goes where it may not.
const REFUSED: &str = "letter.txt";
/// The folder that refuses it.
const REFUSED_BY: &str = "/archive (read-only)";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Connect,
    OpenIncoming,
    Upload,
    ShowUploaded,
    OpenRoot,
    Download,
    Refuse,
    ShowError,
    Settle(u32),
    Picture,
    Quit,
}

/// Uploads a folder, downloads a folder, provokes an error, takes a picture, and ends.
pub struct Script {
    step: Step,
    local: PathBuf,
    root: PathBuf,
    picture: Option<PathBuf>,
    report: Report,
}

impl Script {
    /// A script for a demo server that serves `root`, and a folder `local` of this computer, both filled with the sample
    /// trees. `picture`: where to save what the window shows at the end.
    #[must_use]
    pub fn new(local: PathBuf, root: PathBuf, picture: Option<PathBuf>, report: Report) -> Self {
        Self { step: Step::Connect, local, root, picture, report }
    }

    fn next(&mut self, step: Step, actions: Vec<Action>) -> DriveStep {
        self.step = step;
        DriveStep { actions, again_in: Some(LOOK), ..DriveStep::default() }
    }

    fn wait() -> DriveStep {
        DriveStep { again_in: Some(LOOK), ..DriveStep::default() }
    }

    fn fail(&mut self, fault: String) -> DriveStep {
        self.report.fail(fault);
        self.step = Step::Quit;
        Self::wait()
    }

    /// The row of a transfer that has come to its end.
    fn ended<'a>(state: &'a UiState, name: &str) -> Option<&'a Arc<RowView>> {
        state.queue.rows.iter().find(|row| row.name == name && row.state.is_final())
    }

    /// What to do about a question or an error that nobody wanted.
    fn unwanted(&self, state: &UiState) -> Option<String> {
        let expected =
            matches!(self.step, Step::Refuse | Step::ShowError | Step::Settle(_) | Step::Picture | Step::Quit);
        match state.dialog()? {
            Dialog::Error(shown) if !expected => Some(error_report(&shown.error).line()),
            Dialog::Error(_) => None,
            Dialog::Question { .. } => Some(fl!("drive-question")),
            _ => Some(fl!("drive-dialog")),
        }
    }
}

fn remote(path: &str) -> Option<RemotePath> {
    RemotePath::parse(path.as_bytes()).ok()
}

/// Opens a folder of the server in the right pane.
fn open_remote(state: &UiState, path: &str) -> Vec<Action> {
    match (state.ready_session(), remote(path)) {
        (Some(session), Some(path)) => {
            vec![Action::Pane(Side::Right, PaneAction::Go(Go::Folder(Location::Remote(session, path))))]
        }
        _ => Vec::new(),
    }
}

/// Whether the right pane shows all of this folder.
fn shows_remote(state: &UiState, path: &str) -> bool {
    let pane = state.pane(Side::Right);
    let here = matches!(&pane.folder, Some(Location::Remote(_, folder)) if Some(folder) == remote(path).as_ref());
    here && pane.complete && pane.pending.is_none()
}

fn shows_local(state: &UiState, path: &Path) -> bool {
    let pane = state.pane(Side::Left);
    matches!(&pane.folder, Some(Location::Local(folder)) if folder == path) && pane.complete && pane.pending.is_none()
}

/// Clicks on an entry; nothing when it is not there.
fn pick(state: &UiState, side: Side, name: &str) -> Option<Action> {
    let id = state.pane(side).rows.find(&EntryName::new(name).ok()?)?;
    Some(Action::Pane(side, PaneAction::Pick(id, Pick::Only)))
}

impl Driver for Script {
    fn frame(&mut self, state: &UiState) -> DriveStep {
        if self.step != Step::Quit {
            if let Some(fault) = self.unwanted(state) {
                return self.fail(fault);
            }
            if state.elapsed > LIMIT {
                return self.fail(fl!("drive-too-slow", step = format!("{:?}", self.step)));
            }
        }
        match self.step {
            Step::Connect if shows_remote(state, "/") && shows_local(state, &self.local) => {
                self.next(Step::OpenIncoming, open_remote(state, UPLOAD_INTO))
            }
            Step::OpenIncoming if shows_remote(state, UPLOAD_INTO) => {
                let (Some(click), Some(session), Some(into), Ok(name)) = (
                    pick(state, Side::Left, UPLOAD),
                    state.ready_session(),
                    remote(UPLOAD_INTO),
                    EntryName::new(UPLOAD),
                ) else {
                    return self.fail(fl!("drive-missing", name = UPLOAD));
                };
                // As a drag from the left pane to the right one.
                let drop = TransferAction::Drop {
                    from: Side::Left,
                    names: vec![name],
                    into: Location::Remote(session, into),
                    carry: Carry::Copy,
                };
                self.next(Step::Upload, vec![click, Action::Transfer(drop)])
            }
            Step::Upload => match Self::ended(state, UPLOAD).map(|row| row.state.clone()) {
                Some(TransferState::Done) => {
                    let target = self.root.join(UPLOAD_INTO.trim_start_matches('/')).join(UPLOAD);
                    self.report.add_check(Check { source: self.local.join(UPLOAD), target, upload: true });
                    self.next(Step::ShowUploaded, Vec::new())
                }
                Some(_) => self.fail(fl!("drive-not-done", name = UPLOAD)),
                None => Self::wait(),
            },
            // The pane shows the new folder by itself.
            Step::ShowUploaded if pick(state, Side::Right, UPLOAD).is_some() => {
                self.next(Step::OpenRoot, open_remote(state, "/"))
            }
            Step::OpenRoot if shows_remote(state, "/") => match pick(state, Side::Right, DOWNLOAD) {
                // As F5 in the right pane.
                Some(click) => {
                    let copy = Action::Transfer(TransferAction::Selection(Side::Right, Carry::Copy));
                    self.next(Step::Download, vec![click, copy])
                }
                None => self.fail(fl!("drive-missing", name = DOWNLOAD)),
            },
            Step::Download => match Self::ended(state, DOWNLOAD).map(|row| row.state.clone()) {
                Some(TransferState::Done) => {
                    let (source, target) = (self.root.join(DOWNLOAD), self.local.join(DOWNLOAD));
                    self.report.add_check(Check { source, target, upload: false });
                    let (Some(session), Some(into), Ok(name)) =
                        (state.ready_session(), remote(REFUSED_BY), EntryName::new(REFUSED))
                    else {
                        return self.fail(fl!("drive-missing", name = REFUSED));
                    };
                    let into = Location::Remote(session, into);
                    let drop = TransferAction::Drop { from: Side::Left, names: vec![name], into, carry: Carry::Copy };
                    self.next(Step::Refuse, vec![Action::Transfer(drop)])
                }
                Some(_) => self.fail(fl!("drive-not-done", name = DOWNLOAD)),
                None => Self::wait(),
            },
            Step::Refuse => self.refused(state),
            Step::ShowError if matches!(state.dialog(), Some(Dialog::Error(_))) => {
                self.next(Step::Settle(SETTLE), Vec::new())
            }
            Step::Settle(0) if self.picture.is_some() => {
                self.step = Step::Picture;
                DriveStep { picture: true, again_in: Some(LOOK), ..DriveStep::default() }
            }
            Step::Settle(0) => self.next(Step::Quit, Vec::new()),
            Step::Settle(frames) => self.next(Step::Settle(frames - 1), Vec::new()),
            Step::Quit => {
                self.report.finish(state.elapsed);
                DriveStep { quit: true, ..DriveStep::default() }
            }
            _ => Self::wait(),
        }
    }

    fn picture(&mut self, picture: Picture) {
        self.step = Step::Quit;
        let Some(file) = &self.picture else { return };
        match save(picture, file) {
            Ok(()) => self.report.pictured(file.clone()),
            Err(fault) => self.report.fail(fl!(
                "drive-no-picture",
                file = escape_bytes(file.as_os_str().as_encoded_bytes()),
                why = fault
            )),
        }
    }
}

impl Script {
    /// Waits for the failure that must come, and opens its error card where the window has not done so by itself.
    fn refused(&mut self, state: &UiState) -> DriveStep {
        let Some(row) = Self::ended(state, REFUSED) else { return Self::wait() };
        let Some(error) = row.error.as_ref().filter(|_| row.state == TransferState::Failed) else {
            return self.fail(fl!("drive-not-refused", name = REFUSED));
        };
        self.report.provoked(error_report(error).line());
        let open = match state.dialog() {
            Some(Dialog::Error(_)) => Vec::new(),
            _ => vec![Action::Queue(QueueAction::ShowError(row.id))],
        };
        self.next(Step::ShowError, open)
    }
}

fn save(picture: Picture, file: &Path) -> Result<(), String> {
    let (width, height) = (u32::try_from(picture.width), u32::try_from(picture.height));
    let (Ok(width), Ok(height)) = (width, height) else { return Err(fl!("drive-bad-picture")) };
    let image = image::RgbaImage::from_raw(width, height, picture.rgba).ok_or_else(|| fl!("drive-bad-picture"))?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|fault| fault.to_string())?;
    }
    image.save_with_format(file, image::ImageFormat::Png).map_err(|fault| fault.to_string())
}
