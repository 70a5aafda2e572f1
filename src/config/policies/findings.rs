//! What the check of policies finds, on small files.

use super::file::parse_policies;
use crate::service_levels::policies::{
    Code, Finding, Known, PolicyFile, Route, ScheduleFacts, Severity, check, route_coverage,
};
use crate::units::Seconds;
use std::fmt::Write;
use std::path::Path;

/// A policy with one target.
fn policy(id: &str, position: u32, conditions: &str, target: &str) -> String {
    of_kind("sla", id, position, conditions, target)
}

fn of_kind(kind: &str, id: &str, position: u32, conditions: &str, target: &str) -> String {
    format!(
        "[[policy]]\npolicy_id = \"{id}\"\nkind = \"{kind}\"\nposition = {position}\n\
         conditions = {{ {conditions} }}\nowner = \"service\"\nperiod = \"month\"\n\
         [[policy.target]]\nattainment_pct = 90\n{target}\n"
    )
}

const REPLY: &str = "metric = \"first_reply_time\"\ntarget = \"4h\"\nschedule_id = \"s1\"";

fn read(text: &str) -> PolicyFile {
    parse_policies(text, Path::new("policies.toml")).unwrap().0
}

fn found(text: &str) -> Vec<Finding> {
    check(&read(text), &Known::default())
}

fn codes(text: &str) -> Vec<Code> {
    found(text)
        .iter()
        .map(|finding| finding.remark.code())
        .collect()
}

fn field(name: &str, test: &str) -> String {
    format!("{{ field = \"{name}\", {test} }}")
}

/// Whether the last of the policies is never reached, where each has one condition.
fn hides(conditions: &[&str]) -> bool {
    let text: String = (1..)
        .zip(conditions)
        .map(|(position, conditions)| policy(&format!("p{position}"), position, conditions, REPLY))
        .collect();
    let found = codes(&text);
    assert!(
        found.is_empty() || found == [Code::NeverReached],
        "{found:?}"
    );
    !found.is_empty()
}

#[test]
fn a_broad_policy_before_a_narrow_one_hides_it() {
    let email = format!("all = [{}]", field("channel", "is = \"email\""));
    let mail = format!("all = [{}]", field("channel", "is = \"EMAIL\""));
    let business_email = format!(
        "all = [{}, {}]",
        field("channel", "is = \"email\""),
        field("segment", "is = \"business\"")
    );
    let business = format!("all = [{}]", field("segment", "is = \"business\""));
    let others = format!("all = [{}]", field("segment", "is_not = \"business\""));
    let without = format!("all = [{}]", field("segment", "absent = true"));
    let written = format!(
        "all = [{}]",
        field("channel", "in = [\"email\", \"letter\"]")
    );
    let either = format!(
        "any = [{}, {}]",
        field("channel", "is = \"email\""),
        field("channel", "is = \"letter\"")
    );
    assert!(hides(&["", &email]));
    assert!(hides(&[&email, &mail]));
    assert!(hides(&[&email, &business_email]));
    assert!(!hides(&[&business_email, &email]));
    assert!(hides(&[&written, &email]));
    assert!(!hides(&[&email, &written]));
    assert!(hides(&[&either, &written]));
    // Each takes a part, together they take all: also of tickets without a segment.
    assert!(hides(&[&business, &others, &without, &email]));
    assert!(!hides(&[&business, &others, &email]));
    let sure = format!(
        "all = [{}]",
        field("issue_type", "is = \"outage\", min_confidence = 0.8")
    );
    let any_outage = format!("all = [{}]", field("issue_type", "is = \"outage\""));
    assert!(!hides(&[&sure, &any_outage]));
    assert!(hides(&[&any_outage, &sure]));
}

#[test]
fn what_hides_a_policy_is_named() {
    let text = policy("all", 1, "", REPLY) + &policy("mail", 2, "", REPLY);
    let found = found(&text);
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(found[0].policy.as_ref(), "mail");
    assert!(
        found[0].remark.to_string().contains("all at position 1"),
        "{}",
        found[0]
    );
    let other_kind = policy("all", 1, "", REPLY) + &of_kind("internal", "goal", 2, "", REPLY);
    assert!(codes(&other_kind).is_empty());
}

#[test]
fn contradictory_conditions_match_nothing() {
    let two = format!(
        "all = [{}, {}]",
        field("channel", "is = \"email\""),
        field("channel", "is = \"phone\"")
    );
    assert_eq!(codes(&policy("p", 1, &two, REPLY)), [Code::NeverMatches]);
    let gone = format!(
        "all = [{}, {}]",
        field("channel", "absent = true"),
        field("channel", "is_not = \"phone\"")
    );
    assert_eq!(codes(&policy("p", 1, &gone, REPLY)), [Code::NeverMatches]);
}

#[test]
fn a_day_of_office_hours_is_asked_about() {
    let day = "metric = \"first_reply_time\"\ntarget = \"24h\"\n";
    let business = policy("p", 1, "", &format!("{day}schedule_id = \"s1\""));
    assert_eq!(codes(&business), [Code::OfficeHoursOrDays]);
    let calendar = policy("p", 1, "", &format!("{day}hours_mode = \"calendar\""));
    assert!(codes(&calendar).is_empty());
    let schedules = ScheduleFacts {
        open_per_week: [("s1".into(), Seconds(40 * 3600))].into(),
    };
    let known = Known {
        schedules: Some(&schedules),
        ..Known::default()
    };
    let said = check(&read(&business), &known)[0].to_string();
    assert!(said.contains("0.6 weeks of s1"), "{said}");
    assert!(said.contains("office hours or days?"), "{said}");
}

#[test]
fn a_schedule_that_does_not_exist_is_an_error() {
    let schedules = ScheduleFacts::default();
    let known = Known {
        schedules: Some(&schedules),
        ..Known::default()
    };
    let found = check(&read(&policy("p", 1, "", REPLY)), &known);
    assert_eq!(found[0].remark.code(), Code::UnknownSchedule);
    assert_eq!(found[0].severity, Severity::Error);
}

#[test]
fn a_clock_that_would_run_on_done_tickets_only_never_starts() {
    let counted = |statuses| {
        codes(&policy(
            "p",
            1,
            "",
            &format!("{REPLY}\ncounted_statuses = {statuses}"),
        ))
    };
    assert_eq!(counted("[]"), [Code::ClockNeverRuns]);
    assert_eq!(counted("[\"solved\", \"closed\"]"), [Code::ClockNeverRuns]);
    assert!(counted("[\"open\", \"solved\"]").is_empty());
}

#[test]
fn an_update_before_the_first_reply_is_pointed_out() {
    let update = |target| {
        let text = policy("p", 1, "", REPLY);
        codes(&format!(
            "{text}[[policy.target]]\nmetric = \"periodic_update_time\"\ntarget = \"{target}\"\n\
             attainment_pct = 90\nschedule_id = \"s1\"\n"
        ))
    };
    assert_eq!(update("2h"), [Code::UpdateBeforeFirstReply]);
    assert!(update("4h").is_empty());
}

/// For a file that was built otherwise, and for shares.
#[test]
fn an_internal_goal_is_stricter() {
    let mut file = read(&policy("p", 1, "", REPLY));
    let target = &mut file.policies[0].targets[0];
    target.internal_target = Some(target.target);
    let found = check(&file, &Known::default());
    assert_eq!(found[0].remark.code(), Code::InternalNotStricter);
    let share = |percent| {
        let target = format!("{REPLY}\ninternal_attainment_pct = {percent}");
        codes(&policy("p", 1, "", &target))
    };
    assert_eq!(share(90), [Code::InternalNotStricter]);
    assert!(share(95).is_empty());
}

#[test]
fn tickets_without_priority_are_thought_of() {
    let urgent = format!("{REPLY}\npriority = \"urgent\"");
    let text = policy("p", 1, "", &urgent);
    assert_eq!(codes(&text), [Code::PriorityWithoutTarget]);
    let default = |priority| {
        let line = format!("owner = \"service\"\ndefault_priority = \"{priority}\"");
        codes(&text.replace("owner = \"service\"", &line))
    };
    assert!(default("urgent").is_empty());
    assert_eq!(default("low"), [Code::PriorityWithoutTarget]);
}

#[test]
fn versions_follow_each_other_without_gap_or_overlap() {
    let versions = |to: &str, from: &str| {
        let first = policy("p", 1, "", REPLY).replace("owner", &format!("valid_to = {to}\nowner"));
        let second = policy("p", 1, "", REPLY)
            .replace("owner", &format!("version = 2\nvalid_from = {from}\nowner"));
        codes(&format!("time_zone = \"UTC\"\n{first}{second}"))
    };
    assert!(versions("2026-07-01", "2026-07-01").is_empty());
    assert_eq!(versions("2026-07-01", "2026-08-01"), [Code::VersionGap]);
    assert_eq!(versions("2026-07-01", "2026-06-01"), [Code::VersionOverlap]);
    let backwards = policy("p", 1, "", REPLY).replace(
        "owner",
        "valid_from = 2026-02-01\nvalid_to = 2026-01-01\nowner",
    );
    let backwards = codes(&format!("time_zone = \"UTC\"\n{backwards}"));
    assert_eq!(backwards, [Code::NeverValid]);
}

#[test]
fn a_binding_promise_names_its_contract() {
    let binding = policy("p", 1, "", REPLY).replace("owner", "legally_binding = true\nowner");
    assert_eq!(codes(&binding), [Code::NoContract]);
}

/// Agreements of 4 h each on a way of three teams, and 8 h promised.
#[test]
fn teams_that_may_take_longer_than_promised_are_found() {
    let resolution = |target| {
        format!("metric = \"total_resolution_time\"\ntarget = \"{target}\"\nschedule_id = \"s1\"")
    };
    let mut teams = of_kind(
        "ola",
        "teams",
        1,
        "",
        "metric = \"ownership_time\"\nteam = \"a\"\ntarget = \"4h\"\nschedule_id = \"s1\"",
    );
    for team in ["b", "c"] {
        let _ = write!(
            teams,
            "[[policy.target]]\nattainment_pct = 90\nmetric = \"ownership_time\"\n\
             team = \"{team}\"\ntarget = \"4h\"\nschedule_id = \"s1\"\n"
        );
    }
    let route = "[[route]]\npolicy_id = \"p\"\nteams = [\"a\", \"b\", \"c\"]\n";
    let text = |target| policy("p", 1, "", &resolution(target)) + &teams + route;
    let found = found(&text("8h"));
    assert_eq!(found[0].remark.code(), Code::RouteExceedsPromise);
    assert!(
        found[0].remark.to_string().contains("43200 s"),
        "{}",
        found[0]
    );
    assert!(codes(&text("12h")).is_empty());
    let other_hours = text("8h").replacen("schedule_id = \"s1\"", "hours_mode = \"calendar\"", 1);
    assert_eq!(codes(&other_hours), [Code::RouteHoursDiffer]);
    let unknown = text("12h").replace("policy_id = \"p\"\nteams", "policy_id = \"q\"\nteams");
    assert_eq!(codes(&unknown), [Code::UnknownPolicy]);

    let observed = [Route {
        policy: Some("p".into()),
        teams: vec!["a".into(), "back_office".into()],
        n_tickets: Some(30),
    }];
    let known = Known {
        routes: &observed,
        ..Known::default()
    };
    let file = read(&text("12h"));
    let found = check(&file, &known);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].remark.code(), Code::TeamWithoutAgreement);
    let coverage = route_coverage(&file, &observed);
    assert_eq!((coverage.n_legs, coverage.n_covered), (60, 30));
    assert!(coverage.uncovered.contains("back_office"));
}
