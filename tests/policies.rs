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

/// Promises with everything that the check finds, but for what keeps a file from being read.
const DOUBTFUL: &str = "\
time_zone = \"Europe/Amsterdam\"
[[policy]]
policy_id = \"broad\"
kind = \"sla\"
position = 1
conditions = {}
legally_binding = true
review_by = 2026-01-01
valid_from = 2026-01-01
valid_to = 2026-06-01
[[policy.target]]
metric = \"first_reply_time\"
target = \"24h\"
schedule_id = \"nowhere\"
warn = \"24h\"
[[policy.target]]
metric = \"periodic_update_time\"
target = \"1h\"
schedule_id = \"nowhere\"
attainment_pct = 90
internal_attainment_pct = 80
[[policy.target]]
metric = \"total_resolution_time\"
priority = \"high\"
target = \"8h\"
hours_mode = \"calendar\"
attainment_pct = 90
counted_statuses = [\"solved\"]
[[policy]]
policy_id = \"broad\"
version = 2
kind = \"sla\"
position = 1
conditions = {}
owner = \"x\"
period = \"month\"
valid_from = 2026-07-01
default_priority = \"low\"
[[policy.target]]
metric = \"total_resolution_time\"
priority = \"high\"
target = \"8h\"
hours_mode = \"calendar\"
attainment_pct = 90
[[policy]]
policy_id = \"narrow\"
kind = \"sla\"
position = 2
conditions = { all = [{ field = \"channel\", is = \"email\" }] }
valid_from = 2026-07-01
owner = \"x\"
[[policy]]
policy_id = \"never\"
kind = \"sla\"
position = 3
conditions = { all = [{ field = \"channel\", is = \"email\" }, { field = \"channel\", is = \"phone\" }] }
owner = \"x\"
[[policy]]
policy_id = \"over\"
kind = \"sla\"
position = 4
conditions = {}
owner = \"x\"
valid_from = 2026-07-01
valid_to = 2026-06-01
[[policy]]
policy_id = \"team\"
kind = \"ola\"
position = 1
conditions = {}
owner = \"x\"
period = \"month\"
[[policy.target]]
metric = \"ownership_time\"
team = \"first\"
target = \"9h\"
hours_mode = \"calendar\"
attainment_pct = 90
[[policy]]
policy_id = \"feeling\"
kind = \"xla\"
position = 1
conditions = {}
owner = \"x\"
[[policy.target]]
indicator = \"csat\"
target = 80
[[policy.target]]
indicator = \"nps\"
target = 300
[[service_level]]
service_level_id = \"phone\"
queue = \"support\"
threshold_s = 30
pct = 80
[[route]]
policy_id = \"broad\"
teams = [\"first\"]
[[route]]
policy_id = \"absent\"
teams = [\"first\", \"second\"]
";

#[test]
fn findings_are_told_in_dutch_with_the_same_codes_and_values() {
    let bench = Bench::new();
    bench.write("policies.toml", DOUBTFUL);
    let schedules = example("schedules.toml");
    let ask = |lang: &str, format: &str| {
        let asked = [
            "policy",
            "check",
            "policies.toml",
            "--schedules",
            &schedules,
        ];
        let more = ["--as-of", "2026-10-01", "--lang", lang, "--format", format];
        let told = bench.signaal(&[&asked[..], &more].concat());
        assert_eq!(told.code, 1, "{}", told.stderr);
        told.stdout
    };
    let findings = |lang: &str| -> Vec<Value> {
        let told: Value = serde_json::from_str(&ask(lang, "json")).unwrap();
        assert_eq!(told["problems"].as_array().unwrap().len(), 0, "{told}");
        told["findings"].as_array().unwrap().clone()
    };
    let (english, dutch) = (findings("en"), findings("nl"));
    assert_eq!(english.len(), dutch.len());
    let mut codes = std::collections::BTreeSet::new();
    for (en, nl) in english.iter().zip(&dutch) {
        assert_eq!(en["code"], nl["code"]);
        assert_eq!(en["policy"], nl["policy"]);
        assert_ne!(en["message"], nl["message"]);
        codes.insert(en["code"].to_string());
    }
    assert!(codes.len() >= 20, "{codes:?}");
    let text = ask("nl", "text");
    assert!(
        text.contains("fout: broad versie 1: owner ontbreekt: niemand staat ervoor in [no_owner]"),
        "{text}"
    );
    assert!(text.contains("eerste reactie (first_reply_time): 24 uren worden binnen openingstijd geteld: kantooruren of dagen? [office_hours_or_days]"), "{text}");
    assert!(
        text.contains(
            "de teams op route first mogen er samen 32400 s over doen, en 28800 s is beloofd"
        ),
        "{text}"
    );
    assert!(
        text.lines()
            .last()
            .unwrap()
            .contains("1 doelen voor wachtrijen"),
        "{text}"
    );

    bench.write("policies.toml", BARE.replace("target = \"24h\"\n", ""));
    let told = bench
        .signaal(&["policy", "check", "policies.toml", "--lang", "nl"])
        .stdout;
    assert!(told.contains("fout: regel 6: policy[1].target[1].target_s: ontbreekt: er zijn geen doelen zonder opgave"), "{told}");
}
