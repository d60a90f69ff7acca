//! Kept secrets: what is kept where, and forgetting it. No secret is ever shown.

use super::chooser::{Chooser, choose, ground, moved};
use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Ending, Front, modal};
use crate::error::SecretFault;
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::{Home, KeptInVault, SecretKind, SecretName, SecretPlace};
use crate::text::{keyring_fault, keyring_name, secret_fault, secret_name, secret_place};
use crate::ui::state::{Action, DialogAction, MasterPurpose, SecretsAction, SecretsState};
use crate::ui::theme::{Tokens, body, icon, measure, regular_icon, secondary, tokens};
use crate::ui::widget::paint_text;
use eframe::egui::{Align, Align2, Id, Label, Rect, RichText, Ui, pos2, vec2};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Close,
    Forget,
    ForgetAll,
    Master(MasterPurpose),
}

const WIDTH: f32 = 660.0;
/// Room that heading, words, buttons and the edge of the window need.
const AROUND: f32 = 300.0;
const TALLEST: f32 = 340.0;
const SIGN: f32 = 34.0;

pub(super) fn show(ui: &Ui, front: Front, secrets: &SecretsState) -> Vec<Action> {
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(96.0, TALLEST);
    let (mut out, ending) = modal(
        ui,
        front,
        &fl!("secrets-title"),
        WIDTH,
        |ui, _| {
            let t = tokens(ui);
            places(ui, t, secrets);
            let mut out = Vec::new();
            let chosen = moved(ui, secrets.chosen, secrets.rows().len());
            let clicked = list(ui, front, secrets, chosen, height);
            if clicked != secrets.chosen {
                out.push(Action::Secrets(SecretsAction::Choose(clicked)));
            }
            out
        },
        |_| choices(secrets),
    );
    match ending {
        Some(Ending::Chosen(Choose::Forget)) => out.push(Action::Secrets(SecretsAction::Forget)),
        Some(Ending::Chosen(Choose::ForgetAll)) => out.push(Action::Secrets(SecretsAction::ForgetAll)),
        Some(Ending::Chosen(Choose::Master(purpose))) => out.push(Action::Secrets(SecretsAction::Master(purpose))),
        Some(Ending::Chosen(Choose::Close) | Ending::Dismissed) => out.push(Action::Dialog(DialogAction::Dismiss)),
        None => {}
    }
    out
}

fn choices(secrets: &SecretsState) -> Vec<Choice<Choose>> {
    let any = !secrets.busy && !secrets.rows().is_empty();
    let mut choices = vec![
        Choice::plain(Choose::Close, fl!("dialog-close")),
        Choice::apart(Choose::Forget, fl!("secrets-forget"), icon::DELETE).enabled(any),
        Choice::apart(Choose::ForgetAll, fl!("secrets-forget-all"), icon::CLEAN).enabled(any),
    ];
    match secrets.vault() {
        Some(KeptInVault::Locked) => {
            let open = Choice::plain(Choose::Master(MasterPurpose::Open), fl!("secrets-open-vault"));
            let change = Choice::plain(Choose::Master(MasterPurpose::Change), fl!("secrets-change-master"));
            choices.extend([open, change]);
        }
        Some(KeptInVault::Open(_)) => {
            choices.push(Choice::plain(Choose::Master(MasterPurpose::Change), fl!("secrets-change-master")));
        }
        Some(KeptInVault::None | KeptInVault::Unreadable(_)) | None => {}
    }
    choices
}

/// Where secrets are, and what is in the way.
fn places(ui: &mut Ui, t: &Tokens, secrets: &SecretsState) {
    let Some(report) = &secrets.report else { return };
    let mut say = |sign: &'static str, ink, words: String| {
        ui.horizontal_top(|ui| {
            ui.label(RichText::new(sign).font(regular_icon()).color(ink));
            ui.add(Label::new(RichText::new(words).color(t.text)).wrap());
        });
    };
    match &report.home {
        Home::Keyring => say(icon::SHIELD_CHECK, t.ok, fl!("secrets-in-keyring", keyring = keyring_name())),
        Home::Vault { exists: true, why } => {
            say(icon::LOCK, t.dim, fl!("secrets-in-vault", why = keyring_fault(why)));
        }
        Home::Vault { exists: false, why } => {
            say(icon::WARNING, t.warn, fl!("secrets-no-vault-yet", why = keyring_fault(why)));
        }
        Home::Nowhere(why) => say(icon::WARNING, t.warn, fl!("secret-home-nowhere", why = keyring_fault(why))),
        Home::Unwanted => say(icon::INFO, t.dim, fl!("secrets-unwanted")),
    }
    let Some(kept) = report.kept.as_deref() else { return };
    if let (Err(fault), Home::Keyring) = (&kept.keyring, &report.home) {
        say(icon::WARNING, t.warn, keyring_fault(fault));
    }
    match &kept.vault {
        KeptInVault::Locked => say(icon::LOCK, t.dim, fl!("secrets-vault-locked")),
        KeptInVault::Unreadable(fault) => say(icon::WARNING, t.warn, secret_fault(fault)),
        KeptInVault::None | KeptInVault::Open(_) => {}
    }
    for (name, fault) in report.failed.iter().filter(|_| !report.about_master) {
        let what = name.as_ref().map(secret_name).unwrap_or_default();
        say(icon::WARNING_CIRCLE, t.error, format!("{what} {}", secret_fault(fault)).trim().to_owned());
    }
}

/// The rows; returns the chosen one, which is another one after a click.
fn list(ui: &mut Ui, front: Front, secrets: &SecretsState, chosen: usize, height: f32) -> usize {
    let found = secrets.rows();
    let rows = Chooser { id: front.id.with("secrets"), first: front.first, query: "", count: found.len() };
    let empty = || if secrets.report.is_none() { fl!("secrets-loading") } else { fl!("secrets-empty") };
    let room = vec2(ui.available_width(), height);
    let drawn = ui.allocate_ui(room, |ui| {
        choose(ui, &rows, chosen, empty, |ui, id, place| {
            found.get(place).is_some_and(|(kept, name)| row(ui, id, (*kept, name), place == chosen))
        })
    });
    drawn.inner
}

fn row(ui: &mut Ui, id: Id, (place, name): (SecretPlace, &SecretName), chosen: bool) -> bool {
    let t = tokens(ui);
    let (kind, sign) = match name.kind {
        SecretKind::Password => (fl!("secret-kind-password"), icon::PASSWORD),
        SecretKind::Passphrase => (fl!("secret-kind-passphrase"), icon::KEY),
        SecretKind::Account => (fl!("secret-kind-account"), icon::PASSWORD),
        SecretKind::ProxyPassword => (fl!("secret-kind-proxy"), icon::PASSWORD),
    };
    let of = escape_bytes(name.of.as_bytes());
    let note = fl!("secrets-row", kind = kind, place = secret_place(place));
    let (rect, clicked) = ground(ui, id, &format!("{of}, {note}"), chosen);
    let middle = rect.center().y;
    let at = pos2(rect.left() + 4.0 + SIGN / 2.0, middle);
    ui.painter().text(at, Align2::CENTER_CENTER, sign, regular_icon(), t.dim);
    let (left, right) = (rect.left() + 4.0 + SIGN, rect.right() - measure::ROW_PADDING);
    let upper = Rect::from_min_max(pos2(left, middle - 19.0), pos2(right, middle + 1.0));
    let lower = Rect::from_min_max(pos2(left, middle), pos2(right, middle + 18.0));
    paint_text(ui.painter(), upper, Align::Min, &of, body(), t.text);
    paint_text(ui.painter(), lower, Align::Min, &note, secondary(), t.dim);
    clicked
}

/// Asks whether to forget these. Enter says no.
pub(super) fn forget(ui: &Ui, front: Front, names: &[SecretName]) -> Vec<Action> {
    let ((), ending) = modal(
        ui,
        front,
        &fl!("secrets-forget-title", count = names.len()),
        520.0,
        |ui, _| {
            let t = tokens(ui);
            for name in names.iter().take(8) {
                ui.add(Label::new(RichText::new(secret_name(name)).color(t.text)).wrap());
            }
            let others = names.len().saturating_sub(8);
            if others > 0 {
                let more = fl!("secrets-and-more", count = others);
                ui.add(Label::new(RichText::new(more).color(t.dim)));
            }
            ui.add(Label::new(RichText::new(fl!("secrets-forget-note")).color(t.dim)).wrap());
        },
        |()| {
            let forget = Choice::danger(Simple::Accept, fl!("secrets-forget-accept")).by_enter(false);
            vec![forget, cancel().by_enter(true)]
        },
    );
    actions(None, ending)
}

/// Tells that a secret was not kept, and why.
pub(super) fn not_kept(ui: &Ui, front: Front, name: &SecretName, fault: &SecretFault) -> Vec<Action> {
    let ((), ending) = modal(
        ui,
        front,
        &fl!("not-kept-title"),
        480.0,
        |ui, _| {
            let t = tokens(ui);
            ui.add(Label::new(RichText::new(secret_name(name)).color(t.text)).wrap());
            ui.horizontal_top(|ui| {
                ui.label(RichText::new(icon::WARNING).font(regular_icon()).color(t.warn));
                ui.add(Label::new(RichText::new(secret_fault(fault)).color(t.text)).wrap());
            });
            ui.add(Label::new(RichText::new(fl!("not-kept-note")).font(secondary()).color(t.dim)).wrap());
        },
        |()| vec![Choice::primary(Simple::Cancel, fl!("dialog-close"))],
    );
    actions(None, ending)
}
