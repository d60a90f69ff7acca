//! Days and times of day as single words write them. Pure.

use super::calendar::Date;
use super::month::month;
use super::row::TimeOfDay;
use super::words::number;
use crate::model::Precision;

/// How the numbers of an ambiguous date are meant, such as `04/06/00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Month, day, year.
    Mdy,
    /// Day, month, year.
    Dmy,
    /// Year, month, day.
    Ymd,
}

fn small(word: &[u8], most: u64) -> Option<i64> {
    number(word).filter(|n| *n <= most && word.len() <= 4).and_then(|n| i64::try_from(n).ok())
}

/// A year of two digits (1970 to 2069), three (counted from 1900, as programs of 1999 wrote 2003) or four.
pub(super) fn year(word: &[u8]) -> Option<i64> {
    match (word.len(), small(word, 9999)?) {
        (2, year) => Some(if year < 70 { 2000 + year } else { 1900 + year }),
        (3, year) => Some(1900 + year),
        (4, year) => Some(year),
        _ => None,
    }
}

/// A year of four digits, as it stands where a time of day could.
pub(super) fn full_year(word: &[u8]) -> Option<i64> {
    small(word, 2999).filter(|year| word.len() == 4 && *year >= 1900)
}

/// A day of a month, 1 to 31; a full stop or comma behind it is passed over.
pub(super) fn day_number(word: &[u8]) -> Option<i64> {
    let word = word.strip_suffix(b",").unwrap_or(word);
    let word = word.strip_suffix(b".").unwrap_or(word);
    small(word, 31).filter(|day| *day > 0 && word.len() <= 2)
}

/// `14:21`, `9:05`, `14:21:18`, `10:30:13.64`, `12:09PM`, `03:47p`; 24:00 is the next midnight.
pub(super) fn time_of_day(word: &[u8]) -> Option<TimeOfDay> {
    let (clock, afternoon) = split_half(word);
    let mut parts = clock.split(|byte| *byte == b':');
    let (hour, minute, rest) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() || !(1..=2).contains(&hour.len()) || minute.len() != 2 {
        return None;
    }
    let (hour, minute) = (small(hour, 24)?, small(minute, 59)?);
    let (second, nanos) = rest.map_or(Some((0, 0)), seconds)?;
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    let secs = hour * 3600 + minute * 60 + second;
    let precision = if rest.is_some() { Precision::Second } else { Precision::Minute };
    (secs <= 86_400).then_some(TimeOfDay { secs, nanos, precision })
}

/// Seconds with the fraction that some servers write; it counts only when it is written to the nanosecond, for a shorter
/// one says no more than the second.
fn seconds(word: &[u8]) -> Option<(i64, u32)> {
    let (whole, fraction) = match word.iter().position(|byte| matches!(byte, b'.' | b',')) {
        Some(dot) => (word.get(..dot)?, word.get(dot + 1..)?),
        None => (word, &b""[..]),
    };
    let second = small(whole, 60).filter(|_| whole.len() == 2)?;
    let nanos = match fraction.len() {
        0 => Some(0),
        9 => number(fraction).and_then(|nanos| u32::try_from(nanos).ok()),
        1..=8 => number(fraction).map(|_| 0),
        _ => None,
    };
    Some((second, nanos?))
}

/// The time without its `AM`, `PM`, `a` or `p`, and whether that says afternoon.
fn split_half(word: &[u8]) -> (&[u8], Option<bool>) {
    let core = match word {
        [core @ .., b'M' | b'm'] => core,
        other => other,
    };
    match core {
        [clock @ .., b'P' | b'p'] => (clock, Some(true)),
        [clock @ .., b'A' | b'a'] => (clock, Some(false)),
        _ => (word, None),
    }
}

/// A whole day in one word: numbers parted by `-`, `/` or `.`, or with the name of a month among them (`6-Apr-07`,
/// `Feb-28-1998`). `order` decides where the numbers do not.
pub(super) fn day(word: &[u8], order: Order) -> Option<Date> {
    let mark = *word.iter().find(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
    let mut parts = word.split(|byte| *byte == mark);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    // A full stop may end the date as well (`18.09.06.`).
    if parts.next().is_some_and(|more| !more.is_empty()) || parts.next().is_some() {
        return None;
    }
    if let Some(month) = month(b) {
        return if a.len() == 4 { made(year(a), month, day_number(c)) } else { made(year(c), month, day_number(a)) };
    }
    if let Some(month) = month(a) {
        return made(year(c), month, day_number(b));
    }
    let (first, second) = (small(a, 9999)?, small(b, 31).filter(|_| b.len() <= 2)?);
    let order = match (first, second) {
        _ if a.len() == 4 => Order::Ymd,
        _ if a.len() > 2 => return None,
        (32.., _) => Order::Ymd,
        _ if c.len() <= 2 && order == Order::Ymd => Order::Ymd,
        (13.., _) => Order::Dmy,
        (_, 13..) => Order::Mdy,
        _ => order,
    };
    match order {
        Order::Ymd => made(year(a), second, day_number(c)),
        Order::Dmy => made(year(c), second, Some(first)),
        Order::Mdy => made(year(c), first, Some(second)),
    }
}

fn made(year: Option<i64>, month: i64, day: Option<i64>) -> Option<Date> {
    let (year, day) = (year?, day?);
    super::calendar::days(year, month, day)?;
    Some(Date { year: Some(year), month, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_read() {
        for (word, secs, precision) in [
            ("14:21", 51_660, Precision::Minute),
            ("9:05", 32_700, Precision::Minute),
            ("12:09PM", 43_740, Precision::Minute),
            ("12:09AM", 540, Precision::Minute),
            ("03:47p", 56_820, Precision::Minute),
            ("24:00", 86_400, Precision::Minute),
            ("10:30:13.64", 37_813, Precision::Second),
        ] {
            assert_eq!(time_of_day(word.as_bytes()), Some(TimeOfDay { secs, nanos: 0, precision }), "{word}");
        }
        for not in
            ["24:01", "1:2", "13:00PM", "0:30AM", "10:60", "10:30:", "10:30:99", "::", "1030", "a:bc", "10:30:1x"]
        {
            assert_eq!(time_of_day(not.as_bytes()), None, "{not}");
        }
        assert_eq!(time_of_day(b"10:30:13.123456789").map(|t| t.nanos), Some(123_456_789));
    }

    #[test]
    fn days_are_read_in_every_order() {
        let is = |year, month, day| Some(Date { year: Some(year), month, day });
        for (word, expected) in [
            ("2005-06-07", is(2005, 6, 7)),
            ("04-27-00", is(2000, 4, 27)),
            ("04-06-00", is(2000, 4, 6)),
            ("24-04-2003", is(2003, 4, 24)),
            ("04-23-103", is(2003, 4, 23)),
            ("23/02/00", is(2000, 2, 23)),
            ("99/12/25", is(1999, 12, 25)),
            ("2004.07.15", is(2004, 7, 15)),
            ("19-NOV-2001", is(2001, 11, 19)),
            ("6-Apr-07", is(2007, 4, 6)),
            ("Feb-28-1998", is(1998, 2, 28)),
            ("2003-Jan-05", is(2003, 1, 5)),
            ("02-30-2003", None),
            ("31-31-2003", None),
            ("1-2", None),
            ("1-2-3-4", None),
            ("--", None),
            ("123-01-02", None),
        ] {
            assert_eq!(day(word.as_bytes(), Order::Mdy), expected, "{word}");
        }
        assert_eq!(day(b"18.09.06", Order::Dmy), is(2006, 9, 18));
        assert_eq!(day(b"07/03/29", Order::Ymd), is(2007, 3, 29));
    }
}
