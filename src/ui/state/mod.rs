//! What the window knows and how it changes: actions in, effects out, events applied. Free of the toolkit.

mod action;
mod apply;
mod begin_session;
mod cards;
mod codes;
mod console;
#[cfg(test)]
mod console_tests;
mod dialog;
mod dispatch;
mod dispatch_bookmarks;
mod dispatch_connection;
mod dispatch_console;
mod dispatch_dialog;
mod dispatch_doctor;
mod dispatch_errors;
mod dispatch_export;
mod dispatch_fix;
mod dispatch_import;
mod dispatch_keys;
mod dispatch_pane;
mod dispatch_secrets;
mod dispatch_site_store;
mod dispatch_sites;
mod dispatch_tab;
mod dispatch_transfer;
mod dispatch_trust;
mod doctor;
mod errors;
mod export_sites;
mod find;
mod find_tab;
mod ftp_form;
mod import;
mod key_dialog;
mod navigate;
mod offer;
mod offers;
mod pane;
mod quit;
mod rows;
mod secrets;
mod session;
mod side;
mod site_action;
mod site_field;
mod site_form;
mod sites;
mod tabs;
mod told;
mod trust;
mod ui_state;

pub use action::{
    Action, BottomTab, Carry, ConnectionAction, ConsoleAction, DialogAction, DoctorAction, Effect, ErrorsAction,
    FixAction, Go, ImportAction, LogAction, PaneAction, QueueAction, TabAction, TransferAction, ViewAction,
};
pub use apply::apply;
pub use cards::attempt;
pub use codes::CodesView;
pub use console::{ConsoleKind, ConsoleLine, ConsoleState};
pub use dialog::{
    AnswerDraft, Attempt, BUNDLE_NAME, BundleDraft, Dialog, ErrorReport, ExportForm, FixAsk, FixDraft, LimitsDraft,
    PathPurpose, PermissionsDraft, Retry, UnlockDraft,
};
pub use dispatch::dispatch;
pub use dispatch_console::console_speaks_ftp;
pub use doctor::{DoctorRun, DoctorState};
pub use errors::ErrorsState;
pub use export_sites::{ExportDraft, ExportStage};
pub use ftp_form::{FtpField, FtpForm};
pub use import::{FoundSite, ImportState, KeptOfImport};
pub use key_dialog::{InstallKeyDraft, NewKeyDraft};
pub use offer::Offer;
pub use offers::{alike, offers};
pub use pane::{PaneState, Pending, Rename, ScrollWish, SelectionSums, Visit, display, join, name_of, parent};
pub use rows::{Row, RowId, Rows};
pub use secrets::{MasterDraft, MasterPurpose, SecretsAction, SecretsState};
pub use session::{ConnectForm, SessionView, wish_of};
pub use side::{CursorMove, Pick, Side};
pub use site_action::{BookmarkAction, SiteMove, SitesAction, SitesWork};
pub use site_field::{SiteField, SiteProblem};
pub use site_form::{BookmarkForm, SiteForm};
pub use sites::{Removed, SiteDraft, SiteKey, SitePage, SiteRow, SiteRowKind, SitesState};
pub use tabs::{Tab, TabId, Tabs};
pub use told::Told;
pub use trust::{ReplaceDraft, TrustAction, TrustConflict, TrustState};
pub use ui_state::{Ids, LogPanelState, PendingFix, QueuePanelState, RunningOperation, UiState, Undertaken};
