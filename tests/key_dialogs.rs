//! The dialogs about keys: one command each, and what the engine answers shows in them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod window;

use catamaran::engine::{Command, Event, MadeKey};
use catamaran::error::{Error, ErrorKind};
use catamaran::model::{OperationId, Permissions, RemotePath, SecretString};
use catamaran::remote::{InstalledKey, LoosePermissions};
use catamaran::ui::state::{
    Action, Dialog, DialogAction, Effect, InstallKeyDraft, NewKeyDraft, UiState, apply, dispatch,
};
use std::path::{Path, PathBuf};

fn window(dialog: Dialog) -> UiState {
    let mut state = window::window(0);
    state.home = PathBuf::from("/home/ada");
    state.here.session = None;
    state.dialogs.push_front(dialog);
    state
}

fn accept(state: &mut UiState) -> Vec<Effect> {
    dispatch(state, Action::Dialog(DialogAction::Accept))
}

fn secret(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

#[test]
fn a_key_is_made_once_and_its_passphrase_is_forgotten() {
    let draft = NewKeyDraft { passphrase: secret("a"), again: secret("b"), ..NewKeyDraft::default() };
    let mut state = window(Dialog::NewKey(draft));
    assert!(accept(&mut state).is_empty(), "two different passphrases");
    if let Some(Dialog::NewKey(draft)) = state.dialogs.front_mut() {
        draft.again = secret("a");
    }
    let effects = accept(&mut state);
    let [Effect::Engine(Command::MakeKey { operation, wish })] = &effects[..] else { panic!("no command") };
    assert_eq!(wish.path, PathBuf::from("/home/ada/.ssh/id_ed25519"));
    assert!(wish.passphrase == Some(secret("a")) && accept(&mut state).is_empty(), "not twice");
    let made = MadeKey {
        path: wish.path.clone(),
        public_path: PathBuf::from("/home/ada/.ssh/id_ed25519.pub"),
        line: "ssh-ed25519 AAAA".into(),
        fingerprint: "SHA256:x".into(),
    };
    let operation = *operation;
    let other = OperationId::from(operation.get() + 1);
    apply(&mut state, Event::KeyMade { operation: other, result: Ok(made.clone()) });
    apply(&mut state, Event::KeyMade { operation, result: Ok(made.clone()) });
    let Some(Dialog::NewKey(draft)) = state.dialogs.front() else { panic!("no dialog") };
    assert!(draft.made == Some(made) && draft.passphrase.is_empty() && draft.again.is_empty());
}

#[test]
fn loose_permissions_are_mended_by_the_second_step() {
    let mut state = window(Dialog::InstallKey(InstallKeyDraft::default()));
    assert!(accept(&mut state).is_empty() && state.dialogs.len() == 1, "no server");
    state.here.session = Some(window::connected());
    let step = |state: &mut UiState, wanted: bool| {
        let effects = accept(state);
        let [Effect::Engine(Command::InstallKey { operation, key, mend, .. })] = &effects[..] else {
            panic!("no command")
        };
        assert_eq!((key.as_path(), *mend), (Path::new("/home/ada/.ssh/id_ed25519.pub"), wanted));
        *operation
    };
    let operation = step(&mut state, false);
    apply(&mut state, Event::KeyInstalled { operation, result: Err(Error::new(ErrorKind::DiskFull).into()) });
    let operation = step(&mut state, false);
    let mode = Permissions::from_mode;
    let place = LoosePermissions { path: RemotePath::root(), now: mode(0o775), wanted: mode(0o755) };
    let loose = InstalledKey { file: RemotePath::root(), added: true, loose: vec![place.clone()], mended: Vec::new() };
    apply(&mut state, Event::KeyInstalled { operation, result: Ok(loose.clone()) });
    let operation = step(&mut state, true);
    let mended = InstalledKey { added: false, loose: Vec::new(), mended: vec![place], ..loose };
    apply(&mut state, Event::KeyInstalled { operation, result: Ok(mended) });
    let Some(Dialog::InstallKey(draft)) = state.dialogs.front() else { panic!("no dialog") };
    assert!(draft.installed.as_ref().is_some_and(|installed| installed.added && installed.mended.len() == 1));
    assert!(accept(&mut state).is_empty() && state.dialogs.is_empty(), "all is done");
}
