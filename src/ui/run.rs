//! Opens the window on the screen and runs it until it is closed.

use super::app::{App, Startup};
use super::engine_link::EngineLink;
use super::theme::measure;
use crate::i18n::fl;
use eframe::egui::{IconData, ViewportBuilder};
use std::error::Error;
use std::sync::Arc;

/// Wakes the window from any thread: there is something to show.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The name of the desktop file, by which desktops find icon and title.
const APP_ID: &str = "io.github.catamaran_transfer.Catamaran";

fn icon() -> IconData {
    let png = include_bytes!("../../assets/icons/catamaran-128.png");
    // Without an icon the window still opens.
    image::load_from_memory(png).map_or_else(
        |_| IconData::default(),
        |picture| {
            let picture = picture.into_rgba8();
            IconData { width: picture.width(), height: picture.height(), rgba: picture.into_raw() }
        },
    )
}

/// Opens the window. `start` makes the engine once the window can be woken.
///
/// # Errors
/// When no window can be opened (no display, no graphics), or when `start` fails.
pub fn run_window(
    startup: Startup,
    start: impl FnOnce(Wake) -> Result<Box<dyn EngineLink>, Box<dyn Error + Send + Sync>>,
) -> Result<(), Box<dyn Error>> {
    let [width, height] = startup.settings.window;
    let [least_width, least_height] = measure::MIN_WINDOW;
    let viewport = ViewportBuilder::default()
        .with_title(fl!("app-name"))
        .with_app_id(APP_ID)
        .with_icon(icon())
        .with_inner_size([width.max(least_width), height.max(least_height)])
        .with_min_inner_size(measure::MIN_WINDOW)
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    eframe::run_native(
        "catamaran",
        options,
        Box::new(move |cc| {
            let ctx = cc.egui_ctx.clone();
            let engine = start(Arc::new(move || ctx.request_repaint()))?;
            Ok(Box::new(App::new(&cc.egui_ctx, engine, startup)))
        }),
    )?;
    Ok(())
}
