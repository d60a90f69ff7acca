//! What is remembered of a server from listing to listing. Pure.

use super::family::Family;
use super::system::ServerSystem;

/// What earlier listings of a server taught. The default knows nothing, and reads times as UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListingMemory {
    /// From the reply to SYST.
    pub system: ServerSystem,
    /// The form of the last lines; tried first.
    pub family: Option<Family>,
    /// Seconds that the listing clock is ahead of UTC, from [`super::time_offset`]; `None` until it is known.
    pub offset: Option<i64>,
}
