//! `%` tokens, `${VARIABLES}` and `~` in values (`ssh_config(5)`, TOKENS and ENVIRONMENT VARIABLES). Pure.

use super::computer::Computer;
use super::value::is_variable;
use sha1::{Digest, Sha1};
use std::fmt::Write;

/// What tokens stand for in the settings of one host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tokens {
    values: Vec<(char, String)>,
}

impl Tokens {
    /// The token of a host name: `%h` is what was asked for.
    pub(super) fn of_host_name(alias: &str) -> Self {
        Self { values: vec![('h', alias.to_owned())] }
    }

    /// All tokens. `key_name` is the name under which the server's key is known, `jump` the last host to go through.
    pub(super) fn of_client(
        alias: &str,
        host: &str,
        (port, user): (u16, &str),
        (key_name, jump): (&str, &str),
        computer: &Computer,
    ) -> Self {
        let local = &computer.host;
        let home = computer.home.as_ref().map(|home| home.display().to_string()).unwrap_or_default();
        let mut hash = String::new();
        for byte in Sha1::digest(format!("{local}{host}{port}{user}{jump}")) {
            let _infallible = write!(hash, "{byte:02x}");
        }
        let short = local.split('.').next().unwrap_or(local);
        let values = [
            ('n', alias),
            ('h', host),
            ('r', user),
            ('k', key_name),
            ('j', jump),
            ('u', &computer.user),
            ('d', &home),
            ('i', &computer.uid),
            ('l', local),
            ('L', short),
            ('T', "NONE"),
            ('C', &hash),
        ];
        let mut values: Vec<(char, String)> =
            values.into_iter().map(|(token, text)| (token, text.to_owned())).collect();
        values.push(('p', port.to_string()));
        Self { values }
    }

    /// Replaces tokens.
    ///
    /// # Errors
    /// The token that is not one.
    pub(super) fn expand(&self, text: &str) -> Result<String, String> {
        self.replace(text, None)
    }

    /// Replaces tokens, variables, and `~` in front.
    ///
    /// # Errors
    /// The token, variable or user that is not known.
    pub(super) fn expand_path(&self, text: &str, computer: &Computer) -> Result<String, String> {
        self.replace(&home_of(text, computer)?, Some(computer))
    }

    fn replace(&self, text: &str, environment: Option<&Computer>) -> Result<String, String> {
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(['%', '$']) {
            let (plain, tail) = rest.split_at(at);
            expanded.push_str(plain);
            if let (Some(computer), Some(inner)) = (environment, tail.strip_prefix("${")) {
                let (name, behind) = inner.split_once('}').ok_or_else(|| tail.to_owned())?;
                let value = computer.variables.get(name).filter(|_| is_variable(name));
                expanded.push_str(value.ok_or_else(|| format!("${{{name}}}"))?);
                rest = behind;
                continue;
            }
            let mut tail = tail.chars();
            match tail.next() {
                Some('%') => match tail.next() {
                    Some('%') => expanded.push('%'),
                    Some(token) => {
                        let value = self.values.iter().find(|(known, _)| *known == token);
                        expanded.push_str(&value.ok_or_else(|| format!("%{token}"))?.1);
                    }
                    None => return Err("%".to_owned()),
                },
                Some(c) => expanded.push(c),
                None => {}
            }
            rest = tail.as_str();
        }
        expanded.push_str(rest);
        Ok(expanded)
    }
}

/// Puts the home folder in place of `~`; the homes of other users are not looked up.
pub(super) fn home_of(text: &str, computer: &Computer) -> Result<String, String> {
    let Some(below) = text.strip_prefix('~') else { return Ok(text.to_owned()) };
    let (user, tail) = below.find('/').map_or((below, ""), |at| below.split_at(at));
    let home = computer.home.as_ref().filter(|_| user.is_empty() || user == computer.user);
    let home = home.ok_or_else(|| format!("~{user}"))?.display().to_string();
    Ok(format!("{}{tail}", home.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_variables_and_the_home_folder() {
        let computer = Computer {
            user: "ada".into(),
            home: Some("/home/ada".into()),
            uid: "1000".into(),
            host: "box.lan".into(),
            variables: [("RUN".to_owned(), "/run/%h".to_owned())].into(),
        };
        let tokens = Tokens::of_client("web", "web.example", (2222, "root"), ("key", "gate"), &computer);
        let path = |text: &str| tokens.expand_path(text, &computer);
        assert_eq!(
            path("~/%%%n%h%p%r%k%u%i%l%L%T%j"),
            Ok("/home/ada/%webweb.example2222rootkeyada1000box.lanboxNONEgate".into())
        );
        assert_eq!(path("%d/x"), Ok("/home/ada/x".into()));
        // The value of a variable is not looked at again.
        assert_eq!(path("${RUN}/$a"), Ok("/run/%h/$a".into()));
        assert_eq!(path("~ada/x"), Ok("/home/ada/x".into()));
        for (text, fault) in [("%q", "%q"), ("a%", "%"), ("${NO}", "${NO}"), ("~bob/x", "~bob"), ("${a", "${a")] {
            assert_eq!(path(text), Err(fault.into()));
        }
        assert_eq!(tokens.expand("~/${RUN}%n"), Ok("~/${RUN}web".into()));
    }
}
