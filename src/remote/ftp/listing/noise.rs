//! Lines around a listing that are no entries, whatever the server. Pure.

use super::words::{Words, number};

/// How `ls` names the sum of blocks, in the languages it speaks.
const TOTALS: &[&str] = &[
    "total",
    "totale",
    "totaal",
    "totalt",
    "insgesamt",
    "gesamt",
    "summe",
    "razem",
    "celkem",
    "celkom",
    "összesen",
    "yhteensä",
    "toplam",
    "skupaj",
    "ukupno",
    "kokku",
    "итого",
    "всего",
    "всього",
    "загалом",
    "общо",
    "σύνολο",
    "合計",
    "总用量",
    "總用量",
    "总计",
    "總計",
    "합계",
    "총",
];

/// Whether a line tells nothing: blanks, or `total 20`.
pub(super) fn is_noise(words: &Words<'_>) -> bool {
    let Some(first) = words.get(0) else { return true };
    if words.count() > 2 {
        return false;
    }
    let first = first.strip_suffix(b":").unwrap_or(first);
    let sum =
        |word: &[u8]| number(word).is_some() || word.split_last().is_some_and(|(_, digits)| number(digits).is_some());
    let named = std::str::from_utf8(first).is_ok_and(|word| {
        let word = word.strip_suffix('：').unwrap_or(word);
        TOTALS.contains(&word) || TOTALS.contains(&word.to_lowercase().as_str())
    });
    named && words.get(1).is_some_and(sum)
}
