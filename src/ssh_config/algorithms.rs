//! Lists of algorithms with `+`, `-` and `^` (`ssh_config(5)`, `Ciphers`). Pure.

use super::pattern::{list_matches, matches};

/// The algorithms that a value asks for, of those that are there at all: `+` adds to the usual ones, `-` takes away, `^`
/// puts in front, and anything else takes their place. Names may hold wildcards; what is not in `all` is left out.
#[must_use]
pub fn assemble(value: &str, usual: &[&str], all: &[&str]) -> Vec<String> {
    let usual_list = || usual.iter().map(|name| (*name).to_owned());
    let wished: Vec<String> = if let Some(removed) = value.strip_prefix('-') {
        return usual_list().filter(|name| !list_matches(removed, name)).collect();
    } else if let Some(added) = value.strip_prefix('+') {
        usual_list().chain(added.split(',').map(str::to_owned)).collect()
    } else if let Some(first) = value.strip_prefix('^') {
        first.split(',').map(str::to_owned).chain(usual_list()).collect()
    } else {
        value.split(',').map(str::to_owned).collect()
    };
    let mut chosen: Vec<String> = Vec::new();
    for pattern in wished {
        for name in all.iter().filter(|name| matches(&pattern, name)) {
            if !chosen.iter().any(|earlier| earlier == name) {
                chosen.push((*name).to_owned());
            }
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_add_remove_and_put_first() {
        let (usual, all) = (["a1", "a2", "b1"], ["a1", "a2", "b1", "old"]);
        for (value, wanted) in [
            ("b1,a1", "b1 a1"),
            ("old,new", "old"),
            ("+old", "a1 a2 b1 old"),
            ("-a*", "b1"),
            ("-*,!b1", "b1"),
            ("^b1,old", "b1 old a1 a2"),
            ("a*", "a1 a2"),
            ("new", ""),
        ] {
            assert_eq!(assemble(value, &usual, &all).join(" "), wanted, "{value}");
        }
    }
}
