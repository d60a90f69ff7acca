//! Times as MFMT writes them. Pure.

use crate::model::Timestamp;

/// A time as MFMT wants it; `None` for years that have no four digits.
pub(super) fn time_text(time: Timestamp) -> Option<String> {
    let days = time.secs.div_euclid(86_400);
    let rest = time.secs.rem_euclid(86_400);
    let (year, month, day) = civil_from_days(days);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    (1..=9999).contains(&year).then(|| format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}"))
}

/// The day that lies so many days after 1970-01-01 (Howard Hinnant's algorithm, in the public domain).
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_servers_read_them() {
        for (secs, text) in [
            (0, "19700101000000"),
            (951_868_799, "20000229235959"),
            (1_709_208_001, "20240229120001"),
            (253_402_300_799, "99991231235959"),
            (-1, "19691231235959"),
        ] {
            assert_eq!(time_text(Timestamp::from_secs(secs)).as_deref(), Some(text));
        }
        assert_eq!(time_text(Timestamp::from_secs(i64::MAX / 2)), None);
    }
}
