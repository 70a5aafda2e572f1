//! `signaal sla`: late clocks that ended, and in whose hands promises became late.

use crate::kit::Bench;
use serde_json::Value;
use std::fmt::Write;

/// Monday to Friday, 9 to 17.
const SCHEDULES: &str = "[[schedule]]\nschedule_id = \"s1\"\ntime_zone = \"Europe/Amsterdam\"\n\
    weekly = [{ weekday = \"mon-fri\", start = \"09:00\", end = \"17:00\" }]\n";

const HEADER: &str = "ticket_id,ts,kind,author,new,team,priority\n";

/// The summary of one log under these promises, on 22 June 2026.
fn summary(policies: &str, events: &str) -> Value {
    let bench = Bench::new();
    bench.write("policies.toml", policies);
    bench.write("schedules.toml", SCHEDULES);
    bench.write("events.csv", format!("{HEADER}{events}"));
    let arguments = [
        "sla",
        "events.csv",
        "--policies",
        "policies.toml",
        "--schedules",
        "schedules.toml",
        "--as-of",
        "2026-06-22T10:00:00Z",
        "--format",
        "json",
    ];
    serde_json::from_str(&bench.succeeds(&arguments).stdout).unwrap()
}

/// Seconds of overrun by team.
fn overruns(summary: &Value) -> Vec<(String, f64)> {
    let teams = summary["overrun_by_team"].as_array().unwrap().iter();
    let teams = teams.map(|team| {
        let name = team["team"].as_str().unwrap_or("nobody").to_owned();
        (name, team["overrun_s"].as_f64().unwrap())
    });
    teams.filter(|(_, overrun)| *overrun > 0.0).collect()
}

fn sla(metric: &str, target: &str) -> String {
    format!(
        "[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\nposition = 1\n\
         [[policy.target]]\nmetric = \"{metric}\"\n{target}\n"
    )
}

/// Three teams own a ticket 3 h, 1 h and 6 h; each may 4 h, all together 8 h.
#[test]
fn the_team_that_took_too_long_has_the_whole_overrun() {
    let mut policies = sla(
        "total_resolution_time",
        "target = \"8h\"\nhours_mode = \"calendar\"",
    );
    policies.push_str("[[policy]]\npolicy_id = \"o\"\nkind = \"ola\"\nposition = 1\n");
    for team in ["one", "two", "three"] {
        let _ = write!(
            policies,
            "[[policy.target]]\nmetric = \"ownership_time\"\nteam = \"{team}\"\n\
             target = \"4h\"\nhours_mode = \"calendar\"\n"
        );
    }
    let found = summary(
        &policies,
        "T,2026-06-15T09:00+02:00,created,customer,,one,\n\
         T,2026-06-15T12:00+02:00,team_assigned,agent,two,two,\n\
         T,2026-06-15T13:00+02:00,team_assigned,agent,three,three,\n\
         T,2026-06-15T19:00+02:00,solved,agent,,three,\n",
    );
    assert_eq!(overruns(&found), [("three".to_owned(), 7_200.0)]);
    let row = &found["attainment"][0];
    assert_eq!(
        (&row["kind"], &row["n_breached"]),
        (&"sla".into(), &1.into())
    );
}

#[test]
fn a_late_ticket_that_was_merged_is_nobody_s_work() {
    let found = summary(
        &sla(
            "total_resolution_time",
            "target = \"2h\"\nschedule_id = \"s1\"",
        ),
        "M,2026-06-15T09:00+02:00,created,customer,,A,\nM,2026-06-15T12:00+02:00,merged,agent,,A,\n",
    );
    assert_eq!(
        (&found["n_over"], &found["backlog"]["n_open"]),
        (&0.into(), &0.into())
    );
    assert_eq!(found["attainment"][0]["n_breached_open"], 0);
    assert_eq!(found["attainment"][0]["overrun"]["total_s"], 3_600);
    assert_eq!(overruns(&found), [("A".to_owned(), 3_600.0)]);
}

#[test]
fn a_ticket_solved_without_the_promised_reply_is_not_due() {
    let found = summary(
        &sla("first_reply_time", "target = \"2h\"\nschedule_id = \"s1\""),
        "S,2026-06-15T09:00+02:00,created,customer,,A,\nS,2026-06-15T12:00+02:00,solved,agent,,A,\n\
         R,2026-06-15T09:00+02:00,created,customer,,A,\nR,2026-06-15T10:00+02:00,public_reply,agent,,A,\n",
    );
    assert_eq!(found["n_over"], 0, "{found}");
    let listed = found["work"].as_array().unwrap().iter();
    assert_eq!(listed.filter(|line| line["ticket_id"] == "S").count(), 0);
}

/// Two targets of the same length count different time: the ticket's own one decides.
#[test]
fn an_overrun_is_counted_in_the_time_of_the_broken_promise() {
    let policies = "[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\nposition = 1\n\
        [[policy.target]]\nmetric = \"total_resolution_time\"\npriority = \"urgent\"\ntarget = \"4h\"\nhours_mode = \"calendar\"\n\
        [[policy.target]]\nmetric = \"total_resolution_time\"\npriority = \"normal\"\ntarget = \"4h\"\nschedule_id = \"s1\"\n";
    let found = summary(
        policies,
        "T,2026-06-15T15:00+02:00,created,customer,,A,normal\n\
         T,2026-06-16T10:00+02:00,team_assigned,agent,B,B,normal\n\
         T,2026-06-16T12:00+02:00,solved,agent,,B,normal\n",
    );
    assert_eq!(overruns(&found), [("B".to_owned(), 3_600.0)]);
}

/// A team that kept its agreement in office hours is not blamed for a night.
#[test]
fn agreements_in_other_hours_are_not_held_against_a_team() {
    let mut policies = sla(
        "total_resolution_time",
        "target = \"10h\"\nhours_mode = \"calendar\"",
    );
    policies.push_str(
        "[[policy]]\npolicy_id = \"o\"\nkind = \"ola\"\nposition = 1\n\
         [[policy.target]]\nmetric = \"ownership_time\"\nteam = \"A\"\ntarget = \"4h\"\nschedule_id = \"s1\"\n\
         [[policy.target]]\nmetric = \"ownership_time\"\nteam = \"B\"\ntarget = \"1h\"\nschedule_id = \"s1\"\n",
    );
    let found = summary(
        &policies,
        "T,2026-06-15T15:00+02:00,created,customer,,A,\n\
         T,2026-06-16T10:00+02:00,team_assigned,agent,B,B,\n\
         T,2026-06-16T13:00+02:00,solved,agent,,B,\n",
    );
    // Ten hours were up at one in the night: A has nine hours after that, B three.
    let expected = [
        ("A".to_owned(), 9.0 * 3600.0),
        ("B".to_owned(), 3.0 * 3600.0),
    ];
    assert_eq!(overruns(&found), expected);
}
