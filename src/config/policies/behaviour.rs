//! What a policy file may say, and what is said of one that is wrong.

use super::file::parse_policies;
use crate::config::problem::Error;
use crate::service_levels::policies::{
    AgreementKind, Code, Conditions, Hours, Indicator, Known, Metric, OnPolicyChange, ReopenPolicy,
    ScheduleFacts, Severity, Test, XlaTarget, check,
};
use crate::units::{Probability, Seconds};
use std::path::Path;

const EXAMPLE: &str = include_str!("../../../data/service_levels/policies.toml");

const GOOD: &str = r#"
time_zone = "Europe/Amsterdam"

[[policy]]
policy_id = "email"
kind = "sla"
position = 10
conditions = { all = [{ field = "channel", is = "email" }] }
owner = "written"
period = "month"

[[policy.target]]
metric = "first_reply_time"
target_s = 14400
attainment_pct = 90
schedule_id = "office"
"#;

fn problems(text: &str) -> Vec<String> {
    match parse_policies(text, Path::new("policies.toml")) {
        Ok(_) => Vec::new(),
        Err(Error::Wrong { problems, .. }) => problems.iter().map(ToString::to_string).collect(),
        Err(other) => vec![other.to_string()],
    }
}

fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replace(from, to)
}

/// The example is wrong in one way, and this is what is said.
fn refuses(from: &str, to: &str, words: &str) {
    let found = problems(&with(from, to));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains(words), "{found:#?}");
}

#[test]
fn what_is_not_said_has_the_documented_meaning() {
    let (file, warnings) = parse_policies(GOOD, Path::new("policies.toml")).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let policy = &file.policies[0];
    assert_eq!((policy.version, policy.kind), (1, AgreementKind::Sla));
    assert!(!policy.legally_binding);
    let target = &policy.targets[0];
    assert_eq!(target.target, Seconds(14_400));
    assert_eq!(target.attainment, Probability::new(0.9).ok());
    assert_eq!(
        target.hours,
        Hours::Business {
            schedule: "office".into()
        }
    );
    assert_eq!(target.reopen, ReopenPolicy::FirstCloseFinal);
    assert_eq!(target.on_policy_change, OnPolicyChange::Retroactive);
    assert_eq!(target.counted_statuses, None);
    assert!(!target.bot_reply_counts);
    let resolution = with("first_reply_time", "total_resolution_time");
    let (file, _) = parse_policies(&resolution, Path::new("policies.toml")).unwrap();
    assert_eq!(
        file.policies[0].targets[0].reopen,
        ReopenPolicy::ResumeExcludingClosed
    );
}

#[test]
fn times_have_a_unit_or_are_seconds() {
    let read = |line: &str| {
        let text = with("target_s = 14400", line);
        let (file, _) = parse_policies(&text, Path::new("policies.toml")).unwrap();
        file.policies[0].targets[0].target.0
    };
    assert_eq!(read("target = \"4h\""), 14_400);
    assert_eq!(read("target = \"5d\""), 5 * 86_400);
    assert_eq!(read("target = \"1h30m\""), 5_400);
    refuses("target_s = 14400", "target = \"4\"", "with its unit");
    refuses("target_s = 14400", "target_s = 0", "above zero");
    refuses("target_s = 14400", "target_s = -5", "above zero");
    refuses("target_s = 14400", "target_s = 0.5", "above zero");
    refuses("target_s = 14400", "target_s = 9\ntarget = \"4h\"", "twice");
    refuses("target_s = 14400", "", "there are no default targets");
}

#[test]
fn each_missing_field_is_named() {
    refuses("metric = \"first_reply_time\"\n", "", "metric: missing");
    refuses("schedule_id = \"office\"", "", "hours_mode: missing");
    refuses(
        "schedule_id = \"office\"",
        "hours_mode = \"business\"",
        "schedule_id: missing",
    );
    refuses("policy_id = \"email\"\n", "", "policy_id: missing");
    refuses("kind = \"sla\"\n", "", "kind: missing");
    refuses("position = 10\n", "", "position: missing");
    refuses(
        "metric = \"first_reply_time\"",
        "metric = \"ownership_time\"",
        "team: missing",
    );
    let bare = with("attainment_pct = 90\n", "")
        .replace("owner = \"written\"\n", "")
        .replace("period = \"month\"\n", "");
    let (file, _) = parse_policies(&bare, Path::new("policies.toml")).unwrap();
    let found = check(&file, &Known::default());
    let codes: Vec<Code> = found.iter().map(|finding| finding.remark.code()).collect();
    assert_eq!(codes, [Code::NoOwner, Code::NoPeriod, Code::NoAttainment]);
    assert!(found.iter().all(|one| one.severity == Severity::Error));
    for (finding, field) in found.iter().zip(["owner", "period", "attainment_pct"]) {
        assert!(finding.remark.to_string().contains(field), "{finding}");
    }
}

#[test]
fn the_least_that_can_be_written_is_a_promise_to_everybody() {
    let least = "[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\nposition = 1\n[[policy.target]]\n\
                 metric = \"first_reply_time\"\ntarget_s = 3600\nhours_mode = \"calendar\"\n";
    let (file, warnings) = parse_policies(least, Path::new("policies.toml")).unwrap();
    let policy = &file.policies[0];
    assert_eq!(
        (policy.version, &policy.conditions),
        (1, &Conditions::default())
    );
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let said = warnings[0].to_string();
    assert!(
        said.contains("conditions: missing, so it is for every ticket"),
        "{said}"
    );
}

#[test]
fn what_is_wrong_is_placed_with_a_hint() {
    let found = problems(&with("target_s = 14400", "tagret_s = 14400"));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("line 12: policy[1].target[1].target_s: missing"));
    assert!(found[1].starts_with("line 14: policy[1].target[1].tagret_s: unknown key"));
    assert!(found[1].contains("did you mean `target_s`?"));
    refuses("first_reply_time", "first_response", "unknown value");
    refuses(
        "attainment_pct = 90",
        "attainment_pct = 0.9",
        "95 percent is written 95",
    );
    refuses(
        "attainment_pct = 90",
        "attainment_pct = 101",
        "percent above 1 and up to 100",
    );
    refuses(
        "schedule_id = \"office\"",
        "schedule_id = \"office\"\ncounted_statuses = [\"open\", \"wacht\"]",
        "unknown status \"wacht\"",
    );
    refuses(
        "schedule_id = \"office\"",
        "schedule_id = \"office\"\ninternal_target = \"4h\"",
        "the internal target is not below the promise",
    );
    refuses("position = 10", "position = 0", "from 1");
    refuses("is = \"email\"", "is = \"\"", "none of them empty");
    refuses(", is = \"email\"", "", "what is asked of the field");
    refuses(
        "is = \"email\"",
        "is = \"email\", absent = true",
        "more than one thing",
    );
    refuses(
        "is = \"email\"",
        "is = \"email\", min_confidence = 80",
        "from 0 to 1",
    );
    refuses(
        "owner = \"written\"",
        "owner = \"written\"\nvalid_from = \"soon\"",
        "is no instant",
    );
    assert_eq!(problems("").len(), 1);
    assert!(problems("policy = 3")[0].contains("list of tables"));
}

#[test]
fn a_position_is_taken_once_per_kind() {
    let second = GOOD[GOOD.find("[[policy]]").unwrap()..].replace("\"email\"", "\"mail2\"");
    let both = format!("{GOOD}{second}");
    let found = problems(&both);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("position 10 among policies of kind sla is taken by email"));
    let other_kind = format!("{GOOD}{}", second.replace("\"sla\"", "\"internal\""));
    assert!(problems(&other_kind).is_empty());
    let same_version = format!("{GOOD}{}", &GOOD[GOOD.find("[[policy]]").unwrap()..]);
    assert!(problems(&same_version)[0].contains("version 1 of email stands here a second time"));
    let twice = format!("{GOOD}{}", &GOOD[GOOD.find("[[policy.target]]").unwrap()..]);
    assert!(problems(&twice)[0].contains("a second target is for first_reply_time"));
}

#[test]
fn a_date_begins_at_midnight_of_the_zone_of_the_file() {
    let dated = with(
        "period = \"month\"",
        "period = \"month\"\nvalid_from = 2026-07-01",
    );
    let (file, _) = parse_policies(&dated, Path::new("policies.toml")).unwrap();
    let from = file.policies[0].valid_from.unwrap();
    assert_eq!(from.to_string(), "2026-06-30T22:00:00Z");
    let homeless = dated.replace("time_zone = \"Europe/Amsterdam\"", "");
    assert!(problems(&homeless)[0].contains("midnight, but where?"));
    let exact = dated.replace("2026-07-01", "2026-07-01T00:00:00+02:00");
    let (file, _) = parse_policies(&exact, Path::new("policies.toml")).unwrap();
    assert_eq!(file.policies[0].valid_from, Some(from));
}

#[test]
fn slips_that_are_allowed_are_pointed_out() {
    let warned = |from: &str, to: &str| {
        let text = with(from, to);
        let (_, warnings) = parse_policies(&text, Path::new("policies.toml")).unwrap();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        warnings[0].to_string()
    };
    assert!(warned("is = \"email\"", "is = \"e-mail\"").contains("did you mean `email`?"));
    assert!(warned("\"channel\"", "\"chanel\"").contains("did you mean `channel`?"));
}

#[test]
fn a_schedule_beside_calendar_time_is_kept_to_be_shown() {
    let text = with(
        "schedule_id = \"office\"",
        "schedule_id = \"office\"\nhours_mode = \"calendar\"",
    );
    let (file, warnings) = parse_policies(&text, Path::new("policies.toml")).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let target = &file.policies[0].targets[0];
    assert_eq!(target.hours, Hours::Calendar);
    assert_eq!(target.shown_schedule.as_deref(), Some("office"));
}

#[test]
fn goals_of_experience_carry_their_scale_and_unit() {
    let file = |target: &str| {
        let text = format!(
            "[[policy]]\npolicy_id = \"x\"\nkind = \"xla\"\nposition = 1\nconditions = {{}}\n\
             owner = \"cx\"\nperiod = \"month\"\n[[policy.target]]\n{target}\n"
        );
        parse_policies(&text, Path::new("policies.toml")).map(|(file, _)| file)
    };
    let scaled = "scale = { low = 1, high = 5, best = \"high\" }";
    let read = file(&format!("indicator = \"csat\"\ntarget = 80\n{scaled}")).unwrap();
    let target: &XlaTarget = &read.xla[0].targets[0];
    assert!((target.target - 0.8).abs() < 1e-12);
    assert_eq!(target.satisfied_from, Some(4.0));
    assert_eq!(target.min_n(), 30);
    let codes = |text: &str| -> Vec<Code> {
        check(&file(text).unwrap(), &Known::default())
            .iter()
            .map(|finding| finding.remark.code())
            .collect()
    };
    assert_eq!(
        codes("indicator = \"csat\"\ntarget = 80"),
        [Code::NoScale, Code::NoLeastAnswers]
    );
    assert_eq!(
        codes(
            "indicator = \"csat\"\ntarget = 80\nmin_n = 30\nscale = { low = 1, high = 10, best = \"high\" }"
        ),
        [Code::NoBox]
    );
    assert_eq!(
        codes(
            "indicator = \"school_mark\"\ntarget = 11\nmin_n = 30\nscale = { low = 1, high = 10, best = \"high\" }"
        ),
        [Code::GoalOffScale]
    );
    assert_eq!(codes("indicator = \"nps\"\ntarget = -20\nmin_n = 30"), []);
    let refused = file("indicator = \"csat\"\ntarget = 0.8").unwrap_err();
    assert!(refused.to_string().contains("percent above 1"), "{refused}");
    let refused = file("indicator = \"nps\"\ntarget = 20\nmin_n = 4").unwrap_err();
    assert!(refused.to_string().contains("at least 5"), "{refused}");
    let refused = file("indicator = \"nps\"\ntarget = 20\nscale = { low = 0, high = 10 }");
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("which end is good")
    );
    let refused = file("indicator = \"nps\"").unwrap_err();
    assert!(refused.to_string().contains("no default targets"));
}

#[test]
fn the_example_reads_without_a_finding() {
    let (file, warnings) = parse_policies(EXAMPLE, Path::new("policies.toml")).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let hours = |hours: i64| Seconds(hours * 3600);
    let schedules = ScheduleFacts {
        open_per_week: [
            ("office_hours".into(), hours(40)),
            ("extended_hours".into(), hours(65)),
        ]
        .into(),
    };
    let known = Known {
        schedules: Some(&schedules),
        as_of: "2026-10-01".parse().ok(),
        ..Known::default()
    };
    let found = check(&file, &known);
    assert!(found.is_empty(), "{found:#?}");
    let late = Known {
        as_of: "2027-01-16".parse().ok(),
        ..known
    };
    let overdue = check(&file, &late);
    assert_eq!(overdue.len(), file.policies.len() + file.xla.len());
    assert!(
        overdue
            .iter()
            .all(|one| one.remark.code() == Code::ReviewOverdue)
    );

    let resolution = |id: &str| {
        let policy = file.policies.iter().find(|policy| policy.id.as_ref() == id);
        let mut targets = policy.unwrap().targets.iter();
        let target = targets.find(|target| target.metric == Metric::TotalResolutionTime);
        target.unwrap().target
    };
    assert_eq!(resolution("outage"), hours(4));
    assert_eq!(resolution("address_change"), hours(5 * 24));
    let free_is_left_out = file
        .policies
        .iter()
        .filter(|policy| policy.kind == AgreementKind::Sla && policy.id.as_ref() != "hospital")
        .all(|policy| {
            policy.conditions.all.iter().any(|condition| {
                condition.field.as_ref() == "subscription_plan"
                    && condition.test == Test::IsNoneOf(vec!["free".into()])
            })
        });
    assert!(free_is_left_out);
    let phone = &file.service_levels[0];
    assert_eq!(phone.threshold, Seconds(30));
    assert_eq!(phone.share, Probability::new(0.95).unwrap());
    assert!(
        file.xla[0]
            .targets
            .iter()
            .any(|one| one.indicator == Indicator::Csat)
    );
}
