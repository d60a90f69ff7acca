//! The texts of every language: they parse, know no foreign keys, take the same arguments as English, and each is used.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Beginnings of keys that are put together at run time; the unit tests of `text/` check that none is missing.
const DYNAMIC: &[&str] = &[
    "cause-",
    "fix-",
    "sftp-status-",
    "ftp-reply-",
    "ftp-command-",
    "ftp-series-",
    "ftp-subject-",
    "ftp-effect-",
    "ssh-disconnect-",
    "ssh-channel-",
    "tls-alert-",
    "certificate-",
    "os-",
    "dns-",
    "winsock-",
    "win32-",
    "socks-",
    "http-proxy-",
    "new-key-kind-",
    "ssh-config-",
    "doctor-step-",
    "doctor-state-",
    "doctor-note-",
    "doctor-fact-",
    "doctor-known-",
    "doctor-trusted-",
    "code-family-",
    "code-class-",
    "month-",
];

type Texts = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn languages() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("i18n"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn source(language: &str) -> String {
    fs::read_to_string(root().join("i18n").join(language).join("catamaran.ftl")).unwrap()
}

/// Each key with the names of its arguments.
fn texts(language: &str) -> Texts {
    let text = source(language);
    let resource = parse(text.as_str()).unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"));
    let mut found = Texts::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut arguments = BTreeSet::new();
        if let Some(pattern) = &message.value {
            of_pattern(pattern, &mut arguments);
        }
        let key = message.id.name.to_owned();
        assert!(found.insert(key.clone(), arguments).is_none(), "{language}: {key} stands there twice");
    }
    found
}

fn of_pattern(pattern: &Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, into);
        }
    }
}

fn of_expression(expression: &Expression<&str>, into: &mut BTreeSet<String>) {
    match expression {
        Expression::Select { selector, variants } => {
            of_inline(selector, into);
            for variant in variants {
                of_pattern(&variant.value, into);
            }
        }
        Expression::Inline(inline) => of_inline(inline, into),
    }
}

fn of_inline(inline: &InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => of_expression(expression, into),
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                of_inline(argument, into);
            }
            for argument in &arguments.named {
                of_inline(&argument.value, into);
            }
        }
        _ => {}
    }
}

fn code(dir: &Path, into: &mut String) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_language_has_only_english_keys_with_the_same_arguments() {
    let english = texts("en");
    assert!(english.len() > 100);
    for language in languages() {
        for (key, arguments) in texts(&language) {
            let expected = english.get(&key).unwrap_or_else(|| panic!("{language}: {key} is not in en"));
            assert_eq!(&arguments, expected, "{language}: arguments of {key}");
        }
    }
}

#[test]
fn every_english_text_is_used() {
    let mut all = String::new();
    code(&root().join("src"), &mut all);
    // `fl!(` and its key may stand on two lines.
    let joined: String = all.split_whitespace().collect::<Vec<_>>().join(" ").replace("fl!( \"", "fl!(\"");
    let unused: Vec<String> = texts("en")
        .into_keys()
        .filter(|key| !DYNAMIC.iter().any(|prefix| key.starts_with(prefix)))
        .filter(|key| !joined.contains(&format!("fl!(\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "no code uses {unused:?}");
}

#[test]
fn no_text_is_left_to_be_written() {
    for language in languages() {
        let text = source(&language);
        for word in ["TODO", "FIXME", "XXX"] {
            assert!(!text.contains(word), "{language}: {word}");
        }
    }
}
