//! Rows of fields of a site: a label, the field, and below it what is wrong with it.

use crate::i18n::fl;
use crate::text::site_fault;
use crate::ui::state::{SiteField, SiteProblem};
use crate::ui::theme::{Tokens, measure, secondary, tokens};
use crate::ui::widget::{FieldKind, sized_field};
use eframe::egui::{Align, Label, Layout, Response, RichText, Ui, vec2};

/// The rows of a form, and what is wrong in it.
pub(super) struct Rows {
    label: f32,
    problems: Vec<SiteProblem>,
    tried: bool,
}

impl Rows {
    /// Rows over the width of `ui`. `tried`: what is only missing is told, too.
    pub(super) fn new(ui: &Ui, problems: Vec<SiteProblem>, tried: bool) -> Self {
        let label = if ui.available_width() > 560.0 { 132.0 } else { 92.0 };
        Self { label, problems, tried }
    }

    /// A row with its label.
    pub(super) fn row<R>(&self, ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
        let t = tokens(ui);
        let size = vec2(ui.available_width(), measure::CONTROL);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            let room = vec2(self.label, measure::CONTROL);
            ui.allocate_ui_with_layout(room, Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_size(room);
                ui.add(Label::new(RichText::new(label).color(t.dim)).truncate());
            });
            ui.add_space(6.0);
            content(ui)
        })
        .inner
    }

    /// A row with one text field, and what is wrong with it. Returns whether it was changed.
    pub(super) fn text(
        &self,
        ui: &mut Ui,
        label: &str,
        text: &mut String,
        hint: &str,
        field: Option<SiteField>,
    ) -> bool {
        let wrong = field.is_some_and(|field| self.is_wrong(field));
        let changed = self.row(ui, label, |ui| {
            let width = ui.available_width();
            sized_field(ui, text, label, hint, FieldKind::Plain, wrong, width).changed()
        });
        if let Some(field) = field {
            self.fault(ui, field);
        }
        changed
    }

    /// A field of its own width within a row.
    pub(super) fn part(
        &self,
        ui: &mut Ui,
        text: &mut String,
        names: (&str, &str),
        field: Option<SiteField>,
        width: f32,
    ) -> Response {
        let wrong = field.is_some_and(|field| self.is_wrong(field));
        sized_field(ui, text, names.0, names.1, FieldKind::Plain, wrong, width)
    }

    fn told(&self, field: SiteField) -> impl Iterator<Item = &SiteProblem> {
        let tried = self.tried;
        self.problems.iter().filter(move |one| one.field() == field && (tried || !one.is_missing()))
    }

    fn is_wrong(&self, field: SiteField) -> bool {
        self.told(field).next().is_some()
    }

    /// What is wrong with a field, below it.
    pub(super) fn fault(&self, ui: &mut Ui, field: SiteField) {
        if let Some(problem) = self.told(field).next() {
            self.note(ui, &problem_words(problem), true);
        }
    }

    /// A line below a field.
    pub(super) fn note(&self, ui: &mut Ui, words: &str, wrong: bool) {
        let t: &Tokens = tokens(ui);
        let ink = if wrong { t.error } else { t.dim };
        // Nearer to its field than the next row is.
        ui.add_space(-6.0);
        ui.horizontal_top(|ui| {
            ui.add_space(self.label + measure::GAP + 6.0);
            ui.add(Label::new(RichText::new(words).font(secondary()).color(ink)).wrap());
        });
    }

    /// A heading between rows.
    pub(super) fn heading(&self, ui: &mut Ui, words: &str) {
        let t: &Tokens = tokens(ui);
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            ui.add_space(self.label + measure::GAP + 6.0);
            ui.add(Label::new(RichText::new(words).font(crate::ui::theme::semibold()).color(t.text)));
        });
        ui.add_space(-2.0);
    }
}

fn problem_words(problem: &SiteProblem) -> String {
    match problem {
        SiteProblem::Fault(fault) => site_fault(fault),
        SiteProblem::Unreadable(field) => match field {
            SiteField::Connections => fl!("site-fault-number", least = "1", most = "64"),
            SiteField::TimeOffset => fl!("site-fault-number", least = "-1560", most = "1560"),
            SiteField::Keepalive => fl!("site-fault-number", least = "0", most = "86400"),
            SiteField::ActivePorts => fl!("ftp-ports-fault"),
            SiteField::ActiveAddress => fl!("ftp-external-fault"),
            SiteField::Timeout => fl!("site-fault-number", least = "1", most = "600"),
            SiteField::UploadLimit | SiteField::DownloadLimit => fl!("site-fault-rate"),
            _ => fl!("site-fault-number", least = "1", most = "65535"),
        },
    }
}
