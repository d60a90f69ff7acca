//! Whether a value is one that its keyword takes. Pure.

use super::keyword::Form;
use super::note::NoteKind;
use crate::model::Address;

/// The words of a line as its form wants them.
///
/// # Errors
/// `NoValue`, `BadValue`, `ExtraWords`.
pub(super) fn check(form: Form, mut words: Vec<String>) -> Result<Vec<String>, NoteKind> {
    let Some(first) = words.first().cloned().filter(|word| !word.is_empty()) else { return Err(NoteKind::NoValue) };
    if form == Form::Words {
        if words.iter().any(String::is_empty) {
            return Err(NoteKind::NoValue);
        }
        // `none` stands alone.
        let none = words.iter().any(|word| word.eq_ignore_ascii_case("none"));
        return if none && words.len() > 1 { Err(NoteKind::BadValue) } else { Ok(words) };
    }
    let good = match form {
        Form::Choice(further) => {
            ["yes", "no", "true", "false"].iter().chain(further).any(|word| first.eq_ignore_ascii_case(word))
        }
        Form::OneOf(choices) => choices.iter().any(|word| first.eq_ignore_ascii_case(word)),
        Form::Number => first.parse::<u32>().is_ok_and(|n| i32::try_from(n).is_ok()),
        Form::Time => first == "none" || seconds(&first).is_some(),
        Form::Port => port(&first).is_some(),
        Form::Agent => sound_variables(&first),
        _ => true,
    };
    if !good {
        return Err(NoteKind::BadValue);
    }
    if words.len() > 1 {
        return Err(NoteKind::ExtraWords);
    }
    if matches!(form, Form::Choice(_) | Form::OneOf(_)) {
        words = vec![first.to_ascii_lowercase()];
    }
    Ok(words)
}

/// A port number from 1 to 65535, or the name of the service itself.
pub(super) fn port(text: &str) -> Option<u16> {
    if text.eq_ignore_ascii_case("ssh") {
        return Some(22);
    }
    text.parse().ok().filter(|port| *port > 0)
}

/// Seconds of a time as OpenSSH writes it (`90`, `1h30m`, `sshd_config(5)`, section TIME FORMATS).
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let mut tail = tail.chars();
        let unit = match tail.next().map(|unit| unit.to_ascii_lowercase()) {
            None | Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            Some('w') => 604_800,
            Some(_) => return None,
        };
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
        rest = tail.as_str();
    }
    (total <= u64::from(i32::MAX.unsigned_abs())).then_some(total)
}

/// Whether `${NAME}` or `$NAME` in a value is written soundly.
fn sound_variables(text: &str) -> bool {
    if let Some(name) = text.strip_prefix('$').filter(|name| !name.starts_with('{')) {
        return is_variable(name);
    }
    text.split("${").skip(1).all(|tail| tail.split_once('}').is_some_and(|(name, _)| !name.is_empty()))
}

/// Whether text may be the name of an environment variable.
pub(super) fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether text can be a host: no blanks, no `-` in front, nothing that means something elsewhere.
pub(super) fn sound_host(host: &str) -> bool {
    let shown = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    Address::parse(&format!("sftp://{shown}")).is_ok_and(|address| address.endpoint.host == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, wanted) in [
            ("0", Some(0)),
            ("90", Some(90)),
            ("1m", Some(60)),
            ("1h30M5", Some(5_405)),
            ("2w", Some(1_209_600)),
            ("", None),
            ("m", None),
            ("-1", None),
            ("5x", None),
            ("99999999999999999999", None),
            ("9999999w", None),
        ] {
            assert_eq!(seconds(text), wanted, "{text}");
        }
    }

    #[test]
    fn values_are_checked() {
        let check = |form, text: &str| check(form, text.split(' ').map(str::to_owned).collect());
        assert_eq!(check(Form::Choice(&["ask"]), "ASK"), Ok(vec!["ask".into()]));
        assert_eq!(check(Form::Choice(&[]), "ask"), Err(NoteKind::BadValue));
        assert_eq!(check(Form::Word, "a b"), Err(NoteKind::ExtraWords));
        assert_eq!(check(Form::Word, ""), Err(NoteKind::NoValue));
        assert_eq!(check(Form::Port, "0"), Err(NoteKind::BadValue));
        assert_eq!(check(Form::Words, "a none"), Err(NoteKind::BadValue));
        assert_eq!(check(Form::Agent, "$a-b"), Err(NoteKind::BadValue));
        assert!(check(Form::Agent, "${XDG_RUNTIME_DIR}/agent").is_ok() && check(Form::Agent, "${x").is_err());
    }
}
