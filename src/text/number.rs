//! Sizes, speeds, spans and times in words.

use crate::i18n::fl;
use crate::model::{ByteRate, ByteSize, Permissions, Timestamp};
use jiff::tz::TimeZone;
use std::time::Duration;

const UNITS: [&str; 6] = ["KB", "MB", "GB", "TB", "PB", "EB"];

/// A size with three digits and a decimal unit: `64 B`, `14.2 KB`, `1.31 GB`.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub fn size(bytes: ByteSize) -> String {
    if bytes.0 < 1000 {
        return format!("{} B", bytes.0);
    }
    let mut value = bytes.0 as f64;
    let mut unit = "B";
    for next in UNITS {
        // 999.5 would be shown as 1000.
        if value < 999.5 {
            break;
        }
        value /= 1000.0;
        unit = next;
    }
    match value {
        v if v < 9.995 => format!("{v:.2} {unit}"),
        v if v < 99.95 => format!("{v:.1} {unit}"),
        v => format!("{v:.0} {unit}"),
    }
}

/// `0.80 of 1.31 GB`: how much of it is done, in the unit of the whole.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub fn size_of(done: ByteSize, total: ByteSize) -> String {
    let whole = size(total);
    let (number, unit) = whole.split_once(' ').unwrap_or((&whole, "B"));
    let done = match UNITS.iter().position(|other| *other == unit) {
        Some(at) => {
            let divisor = UNITS.iter().take(at + 1).fold(1.0, |divisor, _| divisor * 1000.0);
            let digits = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            format!("{:.digits$}", done.0 as f64 / divisor)
        }
        None => done.0.to_string(),
    };
    fl!("size-of", done = done, total = whole.as_str())
}

/// A speed: `92.4 MB/s`.
#[must_use]
pub fn rate(rate: ByteRate) -> String {
    fl!("rate", size = size(ByteSize(rate.0)))
}

/// A span as people say it: `6 s`, `1 min 28`, `2 h 05`.
#[must_use]
pub fn duration(span: Duration) -> String {
    let secs = span.as_secs();
    match secs {
        0..60 => fl!("seconds", secs = secs),
        60..3600 => fl!("minutes-seconds", minutes = (secs / 60), secs = format!("{:02}", secs % 60)),
        3600..86_400 => fl!("hours-minutes", hours = (secs / 3600), minutes = format!("{:02}", secs / 60 % 60)),
        _ => fl!("days", days = (secs / 86_400)),
    }
}

/// Permission bits as in `ls`: `rwxr-xr-x`.
#[must_use]
pub fn permissions(permissions: Permissions) -> String {
    permissions.to_string()
}

/// A time in the local zone, short: `today 08:51`, `yesterday 18:02`, `28 Oct 2026 11:37`; empty when it is no time that a
/// calendar has (servers send any number).
#[must_use]
pub fn when(time: Timestamp, now: Timestamp) -> String {
    let zone = TimeZone::system();
    let Ok(moment) = jiff::Timestamp::from_second(time.secs) else { return String::new() };
    let moment = moment.to_zoned(zone.clone());
    let clock = moment.strftime("%H:%M").to_string();
    let today = jiff::Timestamp::from_second(now.secs).map(|now| now.to_zoned(zone).date());
    match today {
        Ok(today) if today == moment.date() => fl!("today-at", time = clock),
        Ok(today) if today.yesterday().is_ok_and(|day| day == moment.date()) => fl!("yesterday-at", time = clock),
        _ => {
            let month = crate::i18n::lookup(&format!("month-{}", moment.month())).unwrap_or_default();
            fl!("date-at", day = i64::from(moment.day()), month = month, year = moment.year().to_string(), time = clock)
        }
    }
}

/// A day for eyes, in UTC: `2026-08-01`; a dash for times that no calendar has.
#[must_use]
pub fn day(time: Timestamp) -> String {
    iso_time(time).and_then(|text| text.get(..10).map(str::to_owned)).unwrap_or_else(|| "-".to_owned())
}

/// A time for programs: `2026-11-20T10:41:37Z` (RFC 3339, UTC, whole seconds); `None` for impossible times.
#[must_use]
pub fn iso_time(time: Timestamp) -> Option<String> {
    jiff::Timestamp::from_second(time.secs).ok().map(|moment| moment.to_string())
}

/// The time of day in the local zone to the millisecond: `14:02:17.381`; empty for impossible times.
#[must_use]
pub fn clock_time(time: Timestamp) -> String {
    let nanos = i32::try_from(time.nanos).unwrap_or(0);
    let Ok(moment) = jiff::Timestamp::new(time.secs, nanos) else { return String::new() };
    moment.to_zoned(TimeZone::system()).strftime("%H:%M:%S%.3f").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits() {
        for (bytes, text) in [
            (0, "0 B"),
            (64, "64 B"),
            (999, "999 B"),
            (1000, "1.00 KB"),
            (14_200, "14.2 KB"),
            (999_499, "999 KB"),
            (999_500, "1.00 MB"),
            (1_310_000_000, "1.31 GB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(ByteSize(bytes)), text);
        }
    }

    #[test]
    fn parts_are_told_in_the_unit_of_the_whole() {
        for (done, total, text) in [
            (803_000_000, 1_310_000_000, "0.80 of 1.31 GB"),
            (1_000, 14_200, "1.0 of 14.2 KB"),
            (3, 64, "3 of 64 B"),
            (0, 999_000_000, "0 of 999 MB"),
        ] {
            assert_eq!(size_of(ByteSize(done), ByteSize(total)), text);
        }
    }

    #[test]
    fn spans_are_said_shortly() {
        for (secs, text) in [(0, "0 s"), (6, "6 s"), (88, "1 min 28"), (7500, "2 h 05"), (200_000, "2 days")] {
            assert_eq!(duration(Duration::from_secs(secs)), text);
        }
    }

    #[test]
    fn impossible_times_are_empty() {
        assert_eq!(when(Timestamp::from_secs(i64::MAX), Timestamp::from_secs(0)), "");
    }
}
