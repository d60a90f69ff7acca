//! The conditions of `Match` lines. Commands are never run. Pure.

use super::pattern::{list_matches, list_matches_host};
use super::words::next_word;

/// What conditions are judged by.
#[derive(Clone, Debug)]
pub(super) struct Facts<'a> {
    /// The host as it would be connected to.
    pub(super) host: String,
    /// The host as it was asked for.
    pub(super) original: &'a str,
    /// Who logs in.
    pub(super) user: String,
    /// Who runs the program.
    pub(super) local_user: &'a str,
    /// Whether the files are read for the second time.
    pub(super) final_pass: bool,
}

/// What a line of conditions says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Judgement {
    /// Whether the block holds.
    pub(super) holds: bool,
    /// `final` was asked for: the files are to be read a second time.
    pub(super) wants_final: bool,
    /// The command that would have decided.
    pub(super) exec: Option<String>,
    /// A condition that cannot be understood; the block does not hold.
    pub(super) fault: Option<String>,
}

/// Judges what stands behind `Match`.
pub(super) fn judge(mut rest: Option<String>, facts: &Facts<'_>) -> Judgement {
    let mut judgement = Judgement { holds: true, ..Judgement::default() };
    let broken =
        |judgement: Judgement, what: &str| Judgement { holds: false, fault: Some(what.to_owned()), ..judgement };
    let mut count = 0;
    while let Some(word) = next_word(&mut rest).filter(|word| !word.is_empty() && !word.starts_with('#')) {
        let (negated, name) = word.strip_prefix('!').map_or((false, word.as_str()), |name| (true, name));
        let name = name.to_ascii_lowercase();
        if name == "all" {
            let behind = next_word(&mut rest).filter(|next| !next.is_empty() && !next.starts_with('#'));
            if count > 1 || behind.is_some() {
                return broken(judgement, &word);
            }
            judgement.holds &= !negated;
            return judgement;
        }
        count += 1;
        if name == "canonical" || name == "final" {
            judgement.wants_final |= name == "final";
            judgement.holds &= facts.final_pass != negated;
            continue;
        }
        let argument = next_word(&mut rest).filter(|argument| !argument.is_empty() && !argument.starts_with('#'));
        let Some(argument) = argument else { return broken(judgement, &word) };
        let fits = match name.as_str() {
            "host" => list_matches_host(&argument, &facts.host),
            "originalhost" => list_matches_host(&argument, facts.original),
            "user" => list_matches(&argument, &facts.user),
            "localuser" => list_matches(&argument, facts.local_user),
            "exec" => {
                if judgement.holds {
                    judgement.exec = Some(argument);
                }
                judgement.holds = false;
                continue;
            }
            _ => return broken(judgement, &word),
        };
        judgement.holds &= fits != negated;
    }
    if count == 0 { broken(judgement, "") } else { judgement }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(line: &str, final_pass: bool) -> Judgement {
        let facts = Facts {
            host: "Web.example.org".into(),
            original: "web",
            user: "ada".into(),
            local_user: "root",
            final_pass,
        };
        judge(Some(line.to_owned()), &facts)
    }

    #[test]
    fn conditions_hold_together() {
        for (line, wanted) in [
            ("all", true),
            ("!all", false),
            ("host *.EXAMPLE.org user ada", true),
            ("host=*.example.org user=\"bob,ada\"", true),
            ("host web", false),
            ("originalhost web !user bob # why", true),
            ("localuser root !localuser ada", true),
            ("user !ada", false),
            ("!canonical host *", true),
            ("final", false),
        ] {
            let judgement = judged(line, false);
            assert_eq!((judgement.holds, &judgement.fault), (wanted, &None), "{line}");
        }
        assert!(judged("final all", true).holds && judged("final", false).wants_final);
        for line in ["", "host", "host a user", "nonsense x", "all host x", "host * user * all"] {
            let judgement = judged(line, false);
            assert!(!judgement.holds && judgement.fault.is_some(), "{line}");
        }
    }

    #[test]
    fn commands_are_named_and_never_hold() {
        let judgement = judged("host * exec \"touch /tmp/x\"", false);
        assert_eq!((judgement.holds, judgement.exec.as_deref()), (false, Some("touch /tmp/x")));
        assert!(!judged("!exec true", false).holds);
        // What would not have run is not worth telling.
        assert_eq!(judged("user bob exec true", false).exec, None);
    }
}
