//! How far a server's listings are ahead of UTC, from one file's time in both. Pure.

use crate::model::{Entry, Precision, Timestamp};

/// Zones lie at multiples of this many seconds.
const QUARTER: i64 = 900;
/// No zone is further from UTC than fourteen hours.
const FURTHEST: i64 = 14 * 3600;
/// What one time may miss: a listing drops the seconds.
const SLACK: i64 = 60;

/// Seconds that the server's listing clock is ahead of UTC: the time of one file as LIST tells it (read as if it were
/// UTC) against its time from MDTM, which is UTC (RFC 3659, section 2.3). `None` when a day is all that the listing tells,
/// or when no zone explains the difference, so that the times are of two states of the file.
#[must_use]
pub fn time_offset(list_time: Timestamp, mdtm_time: Timestamp) -> Option<i64> {
    if list_time.precision > Precision::Minute || mdtm_time.precision > Precision::Minute {
        return None;
    }
    let difference = list_time.secs.checked_sub(mdtm_time.secs)?;
    let zone = (difference + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
    (zone.abs() <= FURTHEST && (difference - zone).abs() <= SLACK).then_some(zone)
}

/// Moves the times of a listing that was read as UTC, once the offset of its server is known: all but bare days, which stay
/// the days that they are. Only for families whose times are local.
pub fn shift_times(entries: &mut [Entry], offset: i64) {
    for time in entries.iter_mut().filter_map(|entry| entry.modified.as_mut()) {
        if time.precision <= Precision::Minute {
            time.secs = time.secs.saturating_sub(offset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntryKind, EntryName};

    #[test]
    fn offsets_are_zones_or_nothing() {
        let at = |secs, precision| Timestamp { secs, nanos: 0, precision };
        for (ahead, seconds, expected) in [
            (7200, 0, Some(7200)),
            (7200, 59, Some(7200)),
            (-18_000, 31, Some(-18_000)),
            (19_800, 10, Some(19_800)),
            (0, 59, Some(0)),
            (450, 0, None),
            (60_000, 0, None),
        ] {
            let mdtm = at(1_700_000_040 + seconds, Precision::Second);
            let list = at(1_700_000_040 + ahead, Precision::Minute);
            assert_eq!(time_offset(list, mdtm), expected, "{ahead} {seconds}");
        }
        assert_eq!(time_offset(at(0, Precision::Day), at(0, Precision::Second)), None);
        let mut entry = Entry::new(EntryName::new("x").unwrap(), EntryKind::File);
        for (precision, expected) in [(Precision::Minute, 400), (Precision::Day, 4000)] {
            entry.modified = Some(at(4000, precision));
            shift_times(std::slice::from_mut(&mut entry), 3600);
            assert_eq!(entry.modified, Some(at(expected, precision)));
        }
        assert_eq!(time_offset(at(i64::MAX, Precision::Minute), at(i64::MIN, Precision::Second)), None);
    }
}
