//! The date columns of `ls -l` in all their orders and languages. Pure.

use super::calendar::Date;
use super::date::{self, Order, day_number, full_year, time_of_day};
use super::month::{may_be_month, month};
use super::row::{TimeOfDay, When};
use super::words::{Words, number};
use crate::model::Precision;

/// A date found in a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// `None` when only its place is known: a month in a language that is not.
    pub(super) when: Option<When>,
    /// Its last word.
    pub(super) last: usize,
    /// Whether the column may be padded, so that blanks before the name are not the name's.
    pub(super) padded: bool,
}

/// How readily words are taken for a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Only what can hardly be anything else.
    Known,
    /// Also months in unknown languages, and numbers alone.
    Guess,
}

/// The date that begins at word `at`.
pub(super) fn date_at(words: &Words<'_>, at: usize, trust: Trust) -> Option<Found> {
    let first = words.get(at)?;
    one_word(words, first, at)
        .or_else(|| two_numbers(words, first, at))
        .or_else(|| asian(words, first, at))
        .or_else(|| month_and_day(words, first, at, trust))
}

fn found(day: Date, of_day: Option<TimeOfDay>, last: usize) -> Found {
    Found { when: Some(When::Local { day, of_day }), last, padded: false }
}

fn clock_at(words: &Words<'_>, at: usize) -> Option<TimeOfDay> {
    words.get(at).and_then(time_of_day)
}

/// `2005-06-07 21:22`, `1999/10/12 17:12`, `2004.07.15`, `01-jun-99`, `2005-06-07 21:22:33.123456789 +0200`.
fn one_word(words: &Words<'_>, word: &[u8], at: usize) -> Option<Found> {
    let day = date::day(word, Order::Dmy)?;
    let Some(of_day) = clock_at(words, at + 1) else {
        return Some(Found { padded: true, ..found(day, None, at) });
    };
    let zone = words.get(at + 2).and_then(zone_ahead).filter(|_| of_day.precision != Precision::Minute);
    let precise = words.get(at + 1).is_some_and(|word| word.len() == 18);
    let of_day = if precise { TimeOfDay { precision: Precision::Nanosecond, ..of_day } } else { of_day };
    Some(match zone {
        Some(ahead) => Found { when: Some(When::Zoned { day, of_day, ahead }), last: at + 2, padded: false },
        None => found(day, Some(of_day), at + 1),
    })
}

/// `+0200` as seconds ahead of UTC.
fn zone_ahead(word: &[u8]) -> Option<i64> {
    let (sign, digits) = word.split_first()?;
    let sign = match sign {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = number(digits).filter(|_| digits.len() == 4).and_then(|n| i64::try_from(n).ok())?;
    Some(sign * (digits / 100 * 3600 + digits % 100 * 60))
}

/// `09-26 13:45`, `09-26 2000`, `3 29 03:26`.
fn two_numbers(words: &Words<'_>, word: &[u8], at: usize) -> Option<Found> {
    let of_numbers = |month: &[u8], day: &[u8]| {
        let month = day_number(month).filter(|month| *month <= 12)?;
        Some(Date { year: None, month, day: day_number(day)? })
    };
    if let Some(dash) = word.iter().position(|byte| *byte == b'-') {
        let day = of_numbers(word.get(..dash)?, word.get(dash + 1..)?)?;
        let next = words.get(at + 1)?;
        return match (time_of_day(next), full_year(next)) {
            (Some(of_day), _) => Some(found(day, Some(of_day), at + 1)),
            (None, Some(year)) => Some(found(Date { year: Some(year), ..day }, None, at + 1)),
            (None, None) => None,
        };
    }
    let day = of_numbers(word, words.get(at + 1)?)?;
    Some(found(day, Some(clock_at(words, at + 2)?), at + 2))
}

/// A number with a sign of another script behind it, as `4月`, `18日`, `2003年` in any encoding.
fn counted(word: &[u8]) -> Option<(&[u8], bool)> {
    let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, sign) = word.split_at_checked(digits)?;
    let fits = (1..=4).contains(&digits.len()) && sign.len() <= 4 && sign.first().is_none_or(|byte| !byte.is_ascii());
    fits.then_some((digits, !sign.is_empty()))
}

/// `2005년 1월 6일`, `2003 3月 20`, `4月 18日 2003年`, `8月 17 08:52`.
fn asian(words: &Words<'_>, word: &[u8], at: usize) -> Option<Found> {
    let (first, first_signed) = counted(word)?;
    let (second, second_signed) = counted(words.get(at + 1)?)?;
    if full_year(first).is_some() && second_signed {
        let (third, _) = counted(words.get(at + 2)?)?;
        let day = Date { year: full_year(first), month: day_number(second)?, day: day_number(third)? };
        return exists(day).map(|day| found(day, None, at + 2));
    }
    if !first_signed {
        return None;
    }
    let day = Date { year: None, month: day_number(first)?, day: day_number(second)? };
    let third = words.get(at + 2)?;
    if let Some(of_day) = time_of_day(third) {
        return exists(day).map(|day| found(day, Some(of_day), at + 2));
    }
    let year = counted(third).and_then(|(digits, _)| full_year(digits))?;
    exists(Date { year: Some(year), ..day }).map(|day| found(day, None, at + 2))
}

fn exists(day: Date) -> Option<Date> {
    super::calendar::days(day.year.unwrap_or(2000), day.month, day.day).map(|_| day)
}

/// `Apr  8 1994`, `Jan 29 03:26`, `26. Juli, 20:10`, `01 oct 2004`, `Oct 08, 2002 09:47`, `Apr  8 10:20:30 2004`.
fn month_and_day(words: &Words<'_>, word: &[u8], at: usize, trust: Trust) -> Option<Found> {
    let (second, third) = (words.get(at + 1)?, words.get(at + 2)?);
    let (name, number) = if day_number(word).is_some() { (second, word) } else { (word, second) };
    let day = day_number(number)?;
    let Some(month) = month(name) else {
        let stands_for_month = trust == Trust::Guess && may_be_month(name);
        let goes_on = time_of_day(third).is_some() || full_year(third).is_some();
        return (stands_for_month && goes_on).then_some(Found { when: None, last: at + 2, padded: false });
    };
    let day = exists(Date { year: None, month, day })?;
    if let Some(of_day) = time_of_day(third) {
        let year = words.get(at + 3).and_then(full_year).filter(|_| of_day.precision == Precision::Second);
        let last = if year.is_some() { at + 3 } else { at + 2 };
        return Some(found(Date { year, ..day }, Some(of_day), last));
    }
    let day = Date { year: Some(full_year(third.strip_suffix(b",").unwrap_or(third))?), ..day };
    // Only a comma tells that a time follows the year; without one the time would be the beginning of the name.
    let of_day = clock_at(words, at + 3).filter(|_| number.ends_with(b","));
    let last = if of_day.is_some() { at + 3 } else { at + 2 };
    Some(found(day, of_day, last))
}
