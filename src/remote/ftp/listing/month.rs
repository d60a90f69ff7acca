//! Names of months in the languages that servers list in, as UTF-8 or Latin-1. Pure.

/// Beginnings of names by month. The longest that fits counts, so that Finnish `marras` is no March. Where languages
/// contradict each other, the one stands whose systems are more common: `lip` is the Polish July (Croatian: June),
/// `srp` the Czech August (Croatian: July), `lis` the Polish November (Croatian: October).
const STEMS: [&[&str]; 12] = [
    &["jan", "gen", "ene", "ian", "tammi", "sty", "led", "oca", "sij", "янв", "яну", "січ", "ιαν", "jaan"],
    &["feb", "fev", "fevr", "febr", "helmi", "lut", "uno", "sub", "vel", "фев", "лют", "φεβ", "veebr"],
    &["mar", "mrz", "mrt", "maa", "maalis", "marz", "marts", "bre", "ozu", "мар", "бер", "μαρ"],
    &["apr", "avr", "abr", "huhti", "kwi", "dub", "nis", "tra", "апр", "кві", "απρ"],
    &["may", "mai", "mei", "maj", "mag", "touko", "kve", "svi", "май", "мая", "тра", "μαι"],
    &["jun", "juin", "giu", "iun", "kesa", "cze", "cen", "cer", "haz", "june", "юни", "июн", "чер", "ιουν"],
    &["jul", "jui", "juil", "lug", "iul", "heina", "lip", "cec", "tem", "july", "июл", "юли", "лип", "ιουλ"],
    &["aug", "aou", "ago", "elo", "sie", "srp", "agu", "avg", "kol", "agt", "авг", "сер", "αυγ"],
    &["sep", "sept", "szept", "set", "syys", "wrz", "zar", "eyl", "ruj", "сен", "сеп", "вер", "σεπ"],
    &["oct", "okt", "ott", "out", "loka", "paz", "rij", "eki", "окт", "жов", "οκτ"],
    &["nov", "noi", "marras", "lis", "kas", "stu", "ноя", "ное", "лис", "νοε"],
    &["dec", "dez", "dic", "des", "det", "joulu", "gru", "pro", "ara", "дек", "гру", "δεκ"],
];
/// The longest name of a month in characters, with room to spare.
const LONGEST: usize = 14;

/// A letter without its marks, in lower case.
fn fold(letter: char) -> char {
    match letter {
        'à'..='å' | 'ą' | 'ă' | 'À'..='Å' | 'Ą' => 'a',
        'ç' | 'ć' | 'č' | 'Ç' | 'Č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ę' | 'ě' | 'È'..='Ë' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ı' | 'İ' => 'i',
        'ñ' | 'ń' => 'n',
        'ò'..='ö' | 'ø' | 'ő' => 'o',
        'ř' | 'Ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' | 'Ş' | 'Š' | 'Ș' => 's',
        'ù'..='ü' | 'ů' | 'ű' | 'Ú' => 'u',
        'ź' | 'ż' | 'ž' | 'Ž' => 'z',
        'ά' => 'α',
        'ϊ' | 'ΐ' | 'ί' => 'ι',
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

fn folded(word: &[u8]) -> Option<String> {
    let word = word.strip_suffix(b",").unwrap_or(word);
    let word = word.strip_suffix(b".").unwrap_or(word);
    if word.len() > 4 * LONGEST {
        return None;
    }
    let letters: String = match std::str::from_utf8(word) {
        Ok(text) => text.chars().map(fold).collect(),
        Err(_) => word.iter().map(|byte| fold(char::from(*byte))).collect(),
    };
    let count = letters.chars().count();
    let fits = (3..=LONGEST).contains(&count) && letters.chars().all(char::is_alphabetic);
    fits.then_some(letters)
}

/// The month that a word names, 1 to 12; a full stop or comma behind it is passed over.
pub(super) fn month(word: &[u8]) -> Option<i64> {
    let word = folded(word)?;
    let fitting = (1_i64..).zip(STEMS).flat_map(|(number, stems)| stems.iter().map(move |stem| (stem, number)));
    fitting.filter(|(stem, _)| word.starts_with(**stem)).max_by_key(|(stem, _)| stem.len()).map(|(_, number)| number)
}

/// Whether a word could name a month in a language that is not known: letters, or bytes that are no ASCII.
pub(super) fn may_be_month(word: &[u8]) -> bool {
    let word = word.strip_suffix(b".").unwrap_or(word);
    (2..=4 * LONGEST).contains(&word.len()) && word.iter().all(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_many_languages() {
        for (names, number) in [
            ("Jan janv. enero gennaio Januar leden stycznia tammi янв", 1),
            ("Feb févr. Fév febbraio února luty helmi Şub", 2),
            ("Mar Mär März Mrz mrt mars maalis březen мар", 3),
            ("Apr avr. abril duben kwi huhti Nis", 4),
            ("May mai maj mei maggio květen touko mag", 5),
            ("Jun juin Juni giugno červen czerwiec kesä Haz June", 6),
            ("Jul juil. Juli luglio heinä lipiec JUI", 7),
            ("Aug août agosto srpen sierpień elo Ağu avg.", 8),
            ("Sep Sept. szept. settembre září wrzesień syys Eyl", 9),
            ("Oct Okt. ottobre outubro říjen paź loka Eki", 10),
            ("Nov noiembrie listopada marras Kas ноя", 11),
            ("Dec déc. Dez. dicembre prosinec grudzień joulu Ara des", 12),
        ] {
            for name in names.split(' ') {
                assert_eq!(month(name.as_bytes()), Some(number), "{name}");
            }
        }
        assert_eq!(month(b"M\xe4r"), Some(3), "Latin-1");
        assert_eq!(month(b"f\xe9vr."), Some(2));
        assert_eq!(month(b"ao\xfbt"), Some(8));
        for not in [&b"ja"[..], b"root", b"jan1", b"", b"..", b"xyz", b"12", &[0xff; 4000]] {
            assert_eq!(month(not), None, "{not:?}");
        }
    }
}
