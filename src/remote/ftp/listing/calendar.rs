//! Days of the calendar as seconds, and the year that a date without one means. Pure.

const DAY: i64 = 86_400;

/// A day of the Gregorian calendar; `year` is `None` where the server left it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: Option<i64>,
    /// 1 to 12.
    pub(super) month: i64,
    /// 1 to 31.
    pub(super) day: i64,
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar; `None` when there is no such day or its year is
/// beyond four digits.
pub(super) fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let exists =
        (0..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    // Counted in years that begin in March, so that the leap day is a year's last.
    let (shifted, from_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    exists.then_some(365 * shifted + leap_days + (153 * from_march + 2) / 5 + day - 1 - 719_468)
}

/// The year of a number of seconds since 1970-01-01.
fn year_of(seconds: i64) -> i64 {
    let day = seconds.div_euclid(DAY);
    let guess = 1970 + day.div_euclid(366);
    (guess..).take(200).take_while(|year| days(*year, 1, 1).is_some_and(|first| first <= day)).last().unwrap_or(guess)
}

/// Seconds since 1970-01-01 of a moment that is `of_day` seconds into a day (86,400 is the next midnight). A missing
/// year is the latest that makes the moment at most one day later than `now`: clocks differ, and zones too.
pub(super) fn seconds(day: Date, of_day: i64, now: i64) -> Option<i64> {
    let at = |year| Some(days(year, day.month, day.day)? * DAY + of_day);
    if let Some(year) = day.year {
        return at(year);
    }
    let latest = now.saturating_add(DAY);
    let this_year = year_of(latest.clamp(0, 250_000_000_000));
    // Nine years reach a leap day from everywhere, 1900 and 2100 included.
    (this_year - 8..=this_year).rev().filter_map(at).find(|moment| *moment <= latest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        for (date, expected) in [
            ((1970, 1, 1), Some(0)),
            ((1969, 12, 31), Some(-1)),
            ((2000, 2, 29), Some(11_016)),
            ((2024, 3, 1), Some(19_783)),
            ((1900, 2, 29), None),
            ((2023, 2, 29), None),
            ((2023, 13, 1), None),
            ((2023, 4, 31), None),
            ((10_000, 1, 1), None),
        ] {
            assert_eq!(days(date.0, date.1, date.2), expected, "{date:?}");
        }
    }

    #[test]
    fn a_missing_year_is_the_last_that_is_not_in_the_future() {
        let moment = |year, month, day| days(year, month, day).map(|d| d * DAY);
        let guess = |month, day, now: Option<i64>| seconds(Date { year: None, month, day }, 0, now.unwrap());
        let now = moment(2026, 11, 21);
        assert_eq!(guess(11, 21, now), moment(2026, 11, 21));
        assert_eq!(guess(11, 22, now), moment(2026, 11, 22), "a day ahead is a clock or a zone");
        assert_eq!(guess(11, 23, now), moment(2025, 11, 23));
        assert_eq!(guess(1, 1, now), moment(2026, 1, 1));
        assert_eq!(guess(1, 1, moment(2026, 12, 31)), moment(2027, 1, 1), "New Year's Eve, server ahead");
        assert_eq!(guess(12, 31, moment(2027, 1, 1)), moment(2026, 12, 31));
        assert_eq!(guess(2, 29, now), moment(2024, 2, 29), "a leap day is of a leap year");
        assert_eq!(guess(2, 30, now), None);
        assert_eq!(guess(2, 29, moment(2103, 1, 1)), moment(2096, 2, 29));
    }
}
