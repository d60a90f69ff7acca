//! Lists of host patterns as they stand in files of known hosts (sshd(8), section on the format of these files). Pure.

use crate::model::wildcard_list_matches;

/// Whether `name` matches a list of patterns divided by commas: `*` and `?` are wildcards, letters match in either case,
/// and a match of a pattern that begins with `!` rules the name out whatever else matches.
pub(super) fn list_matches(list: &[u8], name: &[u8]) -> bool {
    wildcard_list_matches(&list.to_ascii_lowercase(), &name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_match_as_openssh_matches_them() {
        for (list, name, matches) in [
            ("a.example", "a.example", true),
            ("A.Example", "a.eXample", true),
            ("a.example,b.example", "b.example", true),
            ("*.example", "a.b.example", true),
            ("*.example", "example", false),
            ("?.example", "a.example", true),
            ("?.example", ".example", false),
            ("*", "", true),
            ("*,!a.example", "a.example", false),
            ("!a.example,*", "a.example", false),
            ("!a.example", "b.example", false),
            ("*.example,!*.b.example", "a.b.example", false),
            ("[a]:22", "[a]:22", true),
            ("[*]:2222", "[a.example]:2222", true),
            ("a*b*c", "axxbyybzc", true),
            ("a*b*c", "axxbyybz", false),
            ("", "a", false),
            (",", "a", false),
            ("***a", "a", true),
        ] {
            assert_eq!(list_matches(list.as_bytes(), name.as_bytes()), matches, "{list} {name}");
        }
    }
}
