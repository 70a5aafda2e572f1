//! What `signaal policy` says of promises, from outside.

use crate::kit::{Bench, root};
use serde_json::Value;

fn example(name: &str) -> String {
    root()
        .join("data/service_levels")
        .join(name)
        .to_string_lossy()
        .into_owned()
}

const BARE: &str = "\
[[policy]]
policy_id = \"email\"
kind = \"sla\"
position = 1
conditions = {}
[[policy.target]]
metric = \"first_reply_time\"
target = \"24h\"
schedule_id = \"office\"
";

#[test]
fn the_example_has_no_finding_and_names_schedules_that_exist() {
    let (policies, schedules) = (example("policies.toml"), example("schedules.toml"));
    let arguments = [
        "policy",
        "check",
        &policies,
        "--schedules",
        &schedules,
        "--as-of",
        "2026-10-01",
    ];
    let outcome = Bench::new().succeeds(&arguments);
    assert!(
        outcome.stdout.ends_with("0 errors, 0 warnings\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn every_missing_field_is_named_and_the_check_fails() {
    let bench = Bench::new();
    bench.write("policies.toml", BARE);
    let outcome = bench.signaal(&["policy", "check", "policies.toml", "--as-of", "2026-10-01"]);
    assert_eq!(outcome.code, 1);
    for word in [
        "owner is missing",
        "period is missing",
        "attainment_pct is missing",
    ] {
        assert!(outcome.stdout.contains(word), "{}", outcome.stdout);
    }
    assert!(outcome.stdout.contains("office hours or days?"));
    assert!(outcome.stdout.contains("3 errors, 1 warnings"));

    bench.write("policies.toml", BARE.replace("target = \"24h\"\n", ""));
    let outcome = bench.signaal(&["policy", "check", "policies.toml", "--format", "json"]);
    assert_eq!(outcome.code, 1);
    let result: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(result["passes"], false);
    assert_eq!(result["problems"][0]["line"], 6);
    assert_eq!(result["problems"][0]["key"], "policy[1].target[1].target_s");
}

#[test]
fn warnings_do_not_fail_the_check() {
    let bench = Bench::new();
    let complete = BARE
        .replace("position", "owner = \"x\"\nperiod = \"month\"\nposition")
        .replace("schedule_id", "attainment_pct = 90\nschedule_id");
    bench.write("policies.toml", &complete);
    let outcome = bench.succeeds(&["policy", "check", "policies.toml", "--format", "json"]);
    let result: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(result["findings"][0]["code"], "office_hours_or_days");
    assert_eq!(result["findings"][0]["severity"], "warning");
    let schedules = example("schedules.toml");
    let outcome = bench.signaal(&[
        "policy",
        "check",
        "policies.toml",
        "--schedules",
        &schedules,
    ]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("schedule office does not exist"));
}

#[test]
fn a_file_that_cannot_be_read_is_told_apart() {
    let bench = Bench::new();
    let outcome = bench.signaal(&["policy", "check", "absent.toml"]);
    assert_eq!(outcome.code, 3);
    assert!(outcome.stderr.contains("hint: "), "{}", outcome.stderr);
    bench.write("policies.toml", BARE);
    let late = bench.signaal(&["policy", "check", "policies.toml", "--as-of", "morgen"]);
    assert_eq!(late.code, 2);
}

#[test]
fn ways_that_tickets_took_are_checked_too() {
    let bench = Bench::new();
    bench.write(
        "policies.toml",
        "[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\nposition = 1\nconditions = {}\nowner = \"o\"\n\
         period = \"month\"\n[[policy.target]]\nmetric = \"total_resolution_time\"\ntarget = \"4h\"\n\
         attainment_pct = 90\nhours_mode = \"calendar\"\n",
    );
    bench.write(
        "events.csv",
        "ticket_id,ts,kind,author,new\nA,2026-06-15T09:00Z,created,customer,\n\
         A,2026-06-15T09:01Z,team_assigned,agent,first line\n\
         A,2026-06-15T10:00Z,team_assigned,agent,back office\n",
    );
    let check = ["policy", "check", "policies.toml", "--as-of", "2026-06-16"];
    let without = bench.succeeds(&check);
    assert!(
        !without.stdout.contains("back office"),
        "{}",
        without.stdout
    );
    let with = bench.succeeds(&[&check[..], &["--events", "events.csv"]].concat());
    for team in ["first line", "back office"] {
        let said = format!("team {team} has no agreement");
        assert!(with.stdout.contains(&said), "{}", with.stdout);
    }
}
