//! The cases of curl's test suite that speak FTP: each ends in a defined result, which stands in
//! `tests/data/ftp/curl_outcomes.tsv` beside curl's own and the reason where they differ.

use crate::script::{Script, bytes};
use crate::trial::{PASSWORD, Trial, run};
use catamaran::model::Protocol;
use serde_json::Value;
use std::collections::BTreeMap;
use tokio::task::JoinSet;

/// What is known of one case.
#[derive(Clone, Debug)]
struct Row {
    /// What we do, in the words of [`Trial::read`], then further lines for the server; empty: there is nothing to do.
    trial: Vec<String>,
    outcome: String,
    reason: String,
}

/// The cases over FTP.
fn cases() -> Vec<Value> {
    let text = include_str!("../data/ftp/curl_cases.jsonl");
    let cases = text.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of_ftp =
        |case: &Value| case["servers"].as_array().unwrap().iter().any(|s| s.as_str().unwrap().starts_with("ftp"));
    cases.filter(of_ftp).collect()
}

fn rows() -> BTreeMap<u64, Row> {
    let text = include_str!("../data/ftp/curl_outcomes.tsv");
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [number, trial, outcome, reason] = fields[..] else { panic!("not four columns: {line}") };
        let trial = trial.split("; ").filter(|part| *part != "-").map(str::to_owned).collect();
        (number.parse().unwrap(), Row { trial, outcome: outcome.into(), reason: reason.into() })
    };
    text.lines().filter(|line| !line.starts_with('#')).map(row).collect()
}

/// Whether our answer says what curl's exit code says.
fn agrees(curl: &str, outcome: &str) -> bool {
    let words: &[&str] = match curl {
        "0" => &["ok"],
        "3" | "43" => &["fail name_refused"],
        "8" | "19" => &["fail ftp_protocol"],
        "9" | "25" => &["fail unknown", "fail permission_denied"],
        "10" | "13" => &["retry no_data_connection"],
        "28" => &["retry timed_out"],
        "60" | "77,60" => &["fail certificate_rejected"],
        "64" => &["fail encryption_refused", "fail ftp_protocol/LoginBeforeTls"],
        "67" => &["fail login_refused"],
        "70" => &["ask disk_full", "ask quota_exceeded"],
        "78" => &["fail not_found"],
        _ => &[],
    };
    words.iter().any(|word| outcome.starts_with(word))
}

/// The server of a case: that of curl's suite knows no FEAT, and no TLS where the case names none.
fn script(case: &Value, row: &Row) -> Script {
    let lines = case["servercmd"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
    let mut script = Script { data: case["data"].as_str().map(bytes), ..Script::default() };
    script.no_tls = case["servers"].as_array().unwrap().iter().all(|server| server != "ftps");
    for line in lines.chain(row.trial.iter().skip(1).map(String::as_str)) {
        assert!(script.line(line), "what is {line}?");
    }
    script
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_case_of_curl_has_its_result_and_every_difference_its_reason() {
    let rows = rows();
    let mut running: JoinSet<Vec<String>> = JoinSet::new();
    let mut faults = Vec::new();
    let (mut scripted, mut tried, mut all) = (0, 0, 0);
    for case in cases() {
        all += 1;
        scripted += usize::from(!case["servercmd"].as_array().unwrap().is_empty());
        let number = case["test"].as_u64().unwrap();
        let curl = case["curl_errorcode"].as_str().unwrap_or("0").to_owned();
        let Some(row) = rows.get(&number).cloned() else {
            faults.push(format!("{number}: no row"));
            continue;
        };
        if row.reason.is_empty() && !agrees(&curl, &row.outcome) {
            faults.push(format!("{number}: {} and curl's {curl} differ without a reason", row.outcome));
        }
        let Some(trial) = row.trial.first().map(|trial| Trial::read(trial)) else { continue };
        tried += 1;
        if running.len() >= 12
            && let Some(done) = running.join_next().await
        {
            faults.extend(done.unwrap());
        }
        let script = script(&case, &row);
        running.spawn(async move {
            let ended = run(script, &trial, &[]).await;
            let mut faults = Vec::new();
            if ended.outcome != row.outcome {
                faults.push(format!("{} instead of {}: {:?}", ended.outcome, row.outcome, ended.told));
            }
            if trial.protocol != Protocol::Ftp && ended.clear.contains(PASSWORD) {
                faults.push("the password went out in clear".into());
            }
            faults.into_iter().map(|fault| format!("{number}: {fault} (curl: {curl})")).collect()
        });
    }
    while let Some(done) = running.join_next().await {
        faults.extend(done.unwrap());
    }
    faults.sort();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert_eq!((all, scripted, rows.len()), (143, 55, 143));
    assert!(tried >= 140, "{tried}");
}
