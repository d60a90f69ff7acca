//! A hand that uses the window in place of a person: for demonstrations without a display, and for pictures.

use super::state::{Action, UiState};
use std::time::Duration;

/// What the driver wants in one frame.
#[derive(Clone, Default)]
pub struct DriveStep {
    /// Actions to carry out before the frame is drawn.
    pub actions: Vec<Action>,
    /// Take a picture of this frame; it comes back by [`Driver::picture`] a few frames later.
    pub picture: bool,
    /// Draw another frame after this time even if nothing happens; `None`: only when something happens.
    pub again_in: Option<Duration>,
    /// End the program; nothing is asked.
    pub quit: bool,
}

/// A picture of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Red, green, blue and alpha of each pixel, row by row from the top.
    pub rgba: Vec<u8>,
}

/// Looks at the window once a frame and says what to do.
pub trait Driver {
    /// Called before each frame with the state that will be drawn.
    fn frame(&mut self, state: &UiState) -> DriveStep;
    /// A picture that was asked for.
    fn picture(&mut self, picture: Picture);
}
