//! Everything that a user can mean. Views return these and change nothing. Pure.

use super::dialog::{Dialog, ErrorReport, ExportForm, PathPurpose};
use super::export_sites::ExportDraft;
use super::import::FoundSite;
use super::offer::Offer;
use super::rows::RowId;
use super::secrets::SecretsAction;
use super::session::ConnectForm;
use super::side::{CursorMove, Pick, Side};
use super::site_action::{SitesAction, SitesWork};
use super::tabs::TabId;
use super::trust::TrustAction;
use crate::archive::Restored;
use crate::engine::{Answer, Command, ConnectWish, Location, QueueCommand, Repair};
use crate::error::{Error, StatusCode};
use crate::export::Part;
use crate::journal::{EntryId, ErrorFilter, GroupId};
use crate::log::LogLevel;
use crate::model::{EntryName, OperationId, PromptId, SecretString, Timestamp, TransferId};
use crate::settings::{Column, ThemeChoice};
use crate::site::import::Found;
use crate::site::{SecretName, SiteBook};
use std::path::PathBuf;
use std::sync::Arc;

/// What a user meant.
#[derive(Clone, PartialEq)]
pub enum Action {
    /// Something in one pane.
    Pane(Side, PaneAction),
    /// Give the other pane the focus (Tab).
    SwitchPane,
    /// Something with the tabs.
    Tab(TabAction),
    /// Something with the connection.
    Connection(ConnectionAction),
    /// Something that moves files.
    Transfer(TransferAction),
    /// Something with the transfer queue.
    Queue(QueueAction),
    /// Something with the errors panel.
    Errors(ErrorsAction),
    /// Something with the message log.
    Log(LogAction),
    /// Something with the console.
    Console(ConsoleAction),
    /// Something about a failure.
    Fix(FixAction),
    /// Something with the dialog in front.
    Dialog(DialogAction),
    /// Something with the connection doctor.
    Doctor(DoctorAction),
    /// Something with what says which servers are trusted.
    Trust(TrustAction),
    /// Something with kept secrets.
    Secrets(SecretsAction),
    /// Something with sites of other programs.
    Import(ImportAction),
    /// Something in the site manager.
    Sites(SitesAction),
    /// How the window looks.
    View(ViewAction),
    /// Hand this to the engine: it was made beside the window's thread.
    Send(Box<Command>),
    /// Put this text on the clipboard.
    CopyText(String),
    /// Ask for a path with the system's dialog.
    PickPath(PathPurpose),
    /// The system's dialog has ended; empty when the user chose nothing.
    PathsPicked(PathPurpose, Vec<PathBuf>),
    /// The system has no such dialog: ask for the path in the window.
    PathDialogMissing(PathPurpose),
    /// End the program; asks first while transfers run.
    Quit,
    /// End the program without asking.
    QuitNow,
}

/// Something in one pane.
#[derive(Clone, Debug, PartialEq)]
pub enum PaneAction {
    /// Give it the focus.
    Focus,
    /// Show another folder.
    Go(Go),
    /// Click on an entry.
    Pick(RowId, Pick),
    /// Click beside all entries.
    PickNone,
    /// Cursor keys; `true`: extend the selection.
    MoveCursor(CursorMove, bool),
    /// Select the entry under the cursor or not (Space).
    ToggleCursor,
    /// Put the cursor one row down without changing the selection (Insert).
    StepCursor,
    /// Select every entry.
    SelectAll,
    /// Select what is not, and the other way round.
    InvertSelection,
    /// Letters typed into the table.
    TypeAhead(String),
    /// Open an entry: enter a folder, transfer a file of the server, open a local file with its program.
    Open(RowId),
    /// Open what is under the cursor (Enter).
    OpenCursor,
    /// Sort by a column; the same one again turns the order round.
    SortBy(Column),
    /// Make a column this wide, in points.
    Resize(Column, f32),
    /// The path field: `None` puts it away.
    EditPath(Option<String>),
    /// Begin to edit the name under the cursor.
    BeginRename,
    /// The name field.
    EditRename(String),
    /// Take the name in the field; `false`: leave everything as it was.
    EndRename(bool),
    /// Ask for the name of a new folder.
    NewFolder,
    /// Ask whether to delete what is selected.
    Delete,
    /// Edit permissions of what is selected.
    Permissions,
}

/// Where a pane goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Go {
    /// Back in the history.
    Back,
    /// Back to the n-th place of the history, counted from the latest (0).
    BackTo(usize),
    /// Forward in the history.
    Forward,
    /// To the folder above.
    Up,
    /// To the home folder.
    Home,
    /// The same once more.
    Refresh,
    /// To a folder.
    Folder(Location),
    /// To what was typed.
    Typed(String),
    /// Stop reading.
    Stop,
}

/// Something with the tabs.
#[derive(Clone, PartialEq, Eq)]
pub enum TabAction {
    /// Open one and ask where to connect.
    New,
    /// Open one for what is connected next.
    Empty,
    /// Bring this one to the front.
    Show(TabId),
    /// Bring the next one to the front, or the one before; around the ends.
    Beside(bool),
    /// Close this one; asks first while transfers of its session are not finished.
    Close(TabId),
    /// Put this one to another place, counted from the left and from 0.
    Move(TabId, usize),
}

/// Something with the connection.
#[derive(Clone, PartialEq)]
pub enum ConnectionAction {
    /// What stands in the form now.
    EditForm(Box<ConnectForm>),
    /// Use what stands in the quick-connect field: a URL fills the form, anything else is connected to; with nothing in it
    /// the form is shown.
    Connect,
    /// Connect to the site of this name, else to this address, as typed or from the recent ones. A site that cannot be
    /// connected to, or one of several of that name, is shown in the site manager.
    ConnectTo(String),
    /// Fill the form from an address of elsewhere and show it; connects to nothing.
    Fill(String),
    /// Connect like this.
    ConnectWith(Box<ConnectWish>),
    /// Connect once more as last time.
    Reconnect,
    /// End the session, or stop making it.
    Disconnect,
    /// Forget the passwords and passphrases that are kept for this session; the message log tells what was.
    ForgetSecrets,
    /// Ask whether to lift the lock of the site, or close it again.
    TurnLock,
    /// Forget all recent connections.
    ForgetAll,
}

/// Whether the sources stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carry {
    /// They stay.
    Copy,
    /// They go.
    Move,
}

/// Something that moves files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferAction {
    /// What is selected in one pane goes into the folder of the other (F5, F6).
    Selection(Side, Carry),
    /// What is selected on the server goes into this folder.
    DownloadTo(PathBuf),
    /// Entries of one pane were dropped on a folder.
    Drop {
        /// The pane they come from.
        from: Side,
        /// The entries.
        names: Vec<EntryName>,
        /// The folder.
        into: Location,
        /// Whether the sources stay.
        carry: Carry,
    },
    /// Files came from the desktop.
    Import {
        /// The files, absolute.
        paths: Vec<PathBuf>,
        /// The folder.
        into: Location,
    },
}

/// Something with the transfer queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueAction {
    /// A command for the engine.
    Command(QueueCommand),
    /// Select a row.
    Pick(TransferId, Pick),
    /// Select every row.
    SelectAll,
    /// Show or hide the files of a folder row.
    Expand(TransferId, bool),
    /// Show the error card of a row.
    ShowError(TransferId),
    /// Show the target of a row in its pane.
    ShowTarget(TransferId),
}

/// Something with the errors panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorsAction {
    /// Show or hide the files of a group.
    Expand(GroupId, bool),
    /// Look for these only.
    Filter(ErrorFilter),
    /// Click on a failure.
    Pick(EntryId),
    /// Try every open transfer of a group again.
    RetryGroup(GroupId),
    /// Leave out every open transfer of a group.
    SkipGroup(GroupId),
    /// Try one transfer again.
    Retry(EntryId),
    /// Leave one transfer out.
    Skip(EntryId),
    /// Show the card of a failure.
    ShowCard(EntryId),
    /// Do to every open transfer of a group what was found to help, then try again.
    RepairGroup(GroupId, Repair),
    /// Ask whether to replace what is in the way of the open transfers of a group.
    OverwriteGroup(GroupId),
    /// Ask for another folder for the open transfers of a group.
    OtherFolder(GroupId),
    /// Make the support bundle and show what is in it.
    Bundle,
    /// Take a group from the list.
    DismissGroup(GroupId),
    /// Take a failure from the list.
    Dismiss(EntryId),
    /// Take everything from the list.
    Clear,
    /// The error log of earlier runs was read.
    Restore(Vec<Restored>),
}

/// Something with the message log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogAction {
    /// Show lines of this level, or not.
    ShowLevel(LogLevel, bool),
    /// Show lines that contain this.
    Filter(String),
    /// Forget all lines.
    Clear,
    /// Show the error card of a line.
    ShowCard {
        /// The error of the line.
        error: Arc<Error>,
        /// The time of the line.
        at: Timestamp,
    },
    /// Write the log to files, or not.
    ToFile(bool),
    /// Show the folder of these files.
    ShowFiles,
}

/// Something with the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsoleAction {
    /// What stands in its field now.
    Edit(String),
    /// Send what stands there; asks first where that can derail the session.
    Send,
    /// An older line of the history, or a newer one.
    Recall(bool),
    /// Put a command into the field.
    Complete(&'static str),
    /// The command in the list that the keyboard is on, counted from 0.
    Pick(usize),
    /// List all commands, or no longer.
    ListCommands(bool),
    /// Wait no more for an answer.
    Stop,
    /// Forget what is on screen.
    Clear,
}

/// Something about a failure.
#[derive(Clone, PartialEq)]
pub enum FixAction {
    /// A button of an error card.
    Press {
        /// The failure.
        about: Box<ErrorReport>,
        /// What was offered.
        offer: Offer,
        /// Do it for everything that failed for the same cause.
        alike: bool,
    },
    /// Stop an operation that takes long.
    Stop(OperationId),
}

/// Something with the dialog in front.
#[derive(Clone, PartialEq)]
pub enum DialogAction {
    /// Open a dialog.
    Open(Box<Dialog>),
    /// What stands in the dialog in front now.
    Edit(Box<Dialog>),
    /// Do what the dialog in front offers.
    Accept,
    /// Close the dialog in front; a question is given up.
    Dismiss,
    /// Answer a question.
    Answer(PromptId, Answer),
}

/// Something with the connection doctor.
#[derive(Clone, PartialEq, Eq)]
pub enum DoctorAction {
    /// Open it: on this wish, beginning at once, or, for `None`, on the server of the session, waiting.
    Open(Option<Box<ConnectWish>>),
    /// What stands in its address field now.
    Edit(String),
    /// Begin, or begin anew.
    Start,
    /// Stop the checkup that is under way.
    Stop,
    /// Show the details of a result, or no longer; counted from 0.
    Show(usize),
}

/// Something with sites of other programs.
#[derive(Clone, PartialEq)]
pub enum ImportAction {
    /// Look for them and show what is found.
    Open,
    /// Files were read.
    Found {
        /// What is in them.
        found: Vec<Arc<Found>>,
        /// Our own sites.
        known: Arc<SiteBook>,
    },
    /// Take this one over, or not.
    Tick(FoundSite, bool),
    /// Take all of a file over, or none; the file from 0.
    TickAll(usize, bool),
    /// Take passwords and the like over too, or not.
    Passwords(bool),
    /// What is typed to open our own sealed file.
    Passphrase(SecretString),
    /// Open the sealed file, from 0, with it.
    Unseal(usize),
    /// The sealed file, from 0, was read anew.
    Unsealed(usize, Arc<Found>, Arc<SiteBook>),
    /// Take over what is ticked.
    Take,
    /// It was taken over, or a part of it.
    Taken {
        /// How many sites.
        count: usize,
        /// The files whose sites were taken over; others failed, which is told apart.
        files: Vec<PathBuf>,
        /// Their secrets, to be kept; empty where that was not asked for.
        secrets: Vec<(SecretName, SecretString)>,
        /// Our own sites now; `None`: as before.
        known: Option<Arc<SiteBook>>,
    },
}

/// A tab of the bottom panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BottomTab {
    /// The transfer queue.
    #[default]
    Transfers,
    /// The errors.
    Errors,
    /// The message log.
    Log,
    /// Lines that are sent by hand.
    Console,
}

/// How the window looks.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewAction {
    /// Another theme.
    Theme(ThemeChoice),
    /// Larger or smaller by this factor.
    ZoomBy(f32),
    /// As large as usual.
    ZoomReset,
    /// Show names that begin with a dot, or not.
    ShowHidden(bool),
    /// Show a tab of the bottom panel.
    Tab(BottomTab),
    /// Open or close the bottom panel.
    ShowBottom(bool),
    /// The share of the bottom panel in the height, 0 to 1.
    BottomShare(f32),
    /// The share of the left pane, 0 to 1.
    Split(f32),
    /// The inner size of the window, in points.
    WindowSize([f32; 2]),
    /// Put the keyboard into the quick-connect field.
    FocusAddress,
    /// Open the code book at a code; `None`: at its beginning.
    OpenCodes(Option<StatusCode>),
}

/// What must be done outside of the state after an action.
#[derive(Clone, PartialEq)]
pub enum Effect {
    /// Send this to the engine.
    Engine(Command),
    /// Put this text on the clipboard.
    CopyText(String),
    /// Open a local file with its program.
    OpenFile(PathBuf),
    /// Show the system's dialog for a path.
    PickPath(PathPurpose),
    /// Write all errors to this file.
    SaveErrors(ExportForm, PathBuf),
    /// Make the parts of the support bundle, then show them.
    MakeBundle,
    /// Write the support bundle to this file.
    SaveBundle(Arc<Vec<Part>>, PathBuf),
    /// Look for sites of other programs in their usual places.
    LookForSites,
    /// Read sites of another program from this file or folder.
    ReadSites(PathBuf),
    /// Put these into our own list; with their secrets where that is asked for.
    TakeSites(Vec<(Arc<Found>, Vec<usize>)>, bool),
    /// Read our own sealed file, from 0 in the list, with this passphrase.
    UnsealSites(usize, PathBuf, SecretString),
    /// Write sites to this file.
    ExportSites(Box<ExportDraft>, PathBuf),
    /// Work on the file of sites.
    Sites(SitesWork),
    /// Begin or end to write the message log to files.
    LogToFile(bool),
    /// Show the folder of these files.
    ShowLogFiles,
    /// End the program.
    Quit,
}
