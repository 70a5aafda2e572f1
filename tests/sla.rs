//! `signaal sla`: events, promises and schedules in files; verdicts, registers and what is refused.

use crate::kit::{Bench, Outcome};
use crate::schema::violations;
use serde_json::Value;
use std::fmt::Write;

/// Monday to Friday, 9 to 17.
const SCHEDULES: &str = "[[schedule]]\nschedule_id = \"s1\"\ntime_zone = \"Europe/Amsterdam\"\n\
    weekly = [{ weekday = \"mon-fri\", start = \"09:00\", end = \"17:00\" }]\n";

/// One promise for every ticket.
fn policy(metric: &str, target_s: u32, more: &str) -> String {
    format!(
        "[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\nposition = 1\nconditions = {{}}\n\
         [[policy.target]]\nmetric = \"{metric}\"\ntarget_s = {target_s}\n{more}\n"
    )
}

const OFFICE: &str = "schedule_id = \"s1\"";

fn bench(policies: &str, events: &str) -> Bench {
    let bench = Bench::new();
    bench.write("policies.toml", policies);
    bench.write("schedules.toml", SCHEDULES);
    bench.write(
        "events.csv",
        format!("ticket_id,ts,kind,author,new\n{events}"),
    );
    bench
}

fn sla(bench: &Bench, as_of: &str, more: &[&str]) -> Outcome {
    let mut arguments = vec!["sla", "events.csv", "--policies", "policies.toml"];
    arguments.extend(["--schedules", "schedules.toml", "--as-of", as_of]);
    arguments.extend(more);
    bench.signaal(&arguments)
}

fn rows(bench: &Bench, as_of: &str) -> Vec<Value> {
    let outcome = sla(bench, as_of, &["--format", "jsonl"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let schema = schema(bench, "sla");
    let lines = outcome.stdout.lines();
    lines
        .map(|line| {
            let row = serde_json::from_str(line).unwrap();
            assert_eq!(violations(&schema, &row), Vec::<String>::new());
            row
        })
        .collect()
}

fn schema(bench: &Bench, name: &str) -> Value {
    serde_json::from_str(&bench.succeeds(&["schema", name]).stdout).unwrap()
}

#[test]
fn t_sla_01_four_hours_from_friday_afternoon_are_due_on_monday() {
    let policies = policy("agent_work_time", 14_400, OFFICE);
    let bench = bench(
        &policies,
        "A,2026-06-12T16:00+02:00,created,customer,\n\
         A,2026-06-12T16:00+02:00,status,agent,open\n",
    );
    let found = rows(&bench, "2026-06-15T08:00:00Z");
    assert_eq!(found.len(), 1);
    let row = &found[0];
    for (name, value) in [
        ("ticket_id", Value::from("A")),
        ("policy_id", Value::from("p")),
        ("metric", Value::from("agent_work_time")),
        ("instance", Value::from(1)),
        ("target_s", Value::from(14_400)),
        ("elapsed_business_s", Value::from(2 * 3600)),
        ("elapsed_calendar_s", Value::from(66 * 3600)),
        ("due_at", Value::from("2026-06-15T10:00:00Z")),
        ("state", Value::from("open_on_track")),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
    let why = row["why"].as_array().unwrap();
    assert!(!why.is_empty() && why.iter().all(Value::is_string), "{row}");
}

#[test]
fn t_sla_15_a_schedule_beside_calendar_time_is_shown_and_decides_nothing() {
    let hours = "hours_mode = \"calendar\"\nschedule_id = \"s1\"";
    let event = "A,2026-06-12T16:00+02:00,created,customer,\n\
         A,2026-06-12T16:00+02:00,status,agent,open\n";
    let with = bench(&policy("agent_work_time", 86_400, hours), event);
    let without = bench(
        &policy("agent_work_time", 86_400, "hours_mode = \"calendar\""),
        event,
    );
    let (with, without) = (
        rows(&with, "2026-06-15T08:00:00Z"),
        rows(&without, "2026-06-15T08:00:00Z"),
    );
    assert_eq!(with[0]["elapsed_business_s"], 2 * 3600);
    assert_eq!(without[0]["elapsed_business_s"], 66 * 3600);
    for name in [
        "elapsed_calendar_s",
        "state",
        "due_at",
        "overrun_s",
        "breached_at",
    ] {
        assert_eq!(with[0][name], without[0][name], "{name}");
    }
    assert_eq!(with[0]["state"], "breached");
    assert_eq!(with[0]["overrun_s"], 42 * 3600);
}

#[test]
fn t_pau_01_a_pause_moves_what_is_due_by_its_office_hours() {
    let policies = policy("agent_work_time", 8 * 3600, OFFICE);
    let bench = bench(
        &policies,
        "A,2026-06-15T10:00+02:00,created,customer,\n\
         A,2026-06-15T12:00+02:00,status,agent,pending\n\
         A,2026-06-16T14:00+02:00,status,agent,open\n",
    );
    let found = rows(&bench, "2026-06-16T13:00:00Z");
    assert_eq!(found[0]["due_at"], "2026-06-17T10:00:00Z");
    assert_eq!(found[0]["elapsed_business_s"], 3 * 3600);
    let paused = rows(&bench, "2026-06-16T08:00:00Z");
    assert_eq!(
        (&paused[0]["state"], &paused[0]["due_at"]),
        (&Value::from("paused"), &Value::Null)
    );
}

#[test]
fn t_reo_01_each_policy_of_reopening_counts_its_own_time() {
    let events = "A,2026-06-15T09:00+02:00,created,customer,\n\
        A,2026-06-15T11:00+02:00,solved,agent,\n\
        A,2026-06-17T09:00+02:00,reopened,customer,\n\
        A,2026-06-17T12:00+02:00,solved,agent,\n";
    for (reopen, hours) in [
        ("first_close_final", &[2][..]),
        ("resume_excluding_closed", &[5]),
        ("resume_including_closed", &[19]),
        ("new_cycle", &[2, 3]),
    ] {
        let more = format!("{OFFICE}\nreopen_policy = \"{reopen}\"");
        let bench = bench(&policy("total_resolution_time", 14_400, &more), events);
        let found = rows(&bench, "2026-06-18T10:00:00Z");
        let elapsed: Vec<i64> = found
            .iter()
            .map(|row| row["elapsed_business_s"].as_i64().unwrap() / 3600)
            .collect();
        assert_eq!(elapsed, hours, "{reopen}");
    }
}

#[test]
fn t_pol_03_a_ticket_without_a_policy_has_a_row_that_says_so() {
    let policies = policy("agent_work_time", 3600, "hours_mode = \"calendar\"").replace(
        "conditions = {}",
        "conditions = { all = [{ field = \"channel\", is = \"chat\" }] }",
    );
    let bench = bench(&policies, "A,2026-06-15T09:00+02:00,created,customer,\n");
    let found = rows(&bench, "2026-06-15T10:00:00Z");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["state"], "no_sla");
    assert_eq!(found[0]["policy_id"], Value::Null);
    assert_eq!(found[0]["why"][0], "no policy matched");
    let summary = sla(&bench, "2026-06-15T10:00:00Z", &["--format", "json"]);
    let summary: Value = serde_json::from_str(&summary.stdout).unwrap();
    let found = violations(&schema(&bench, "sla-summary"), &summary);
    assert_eq!(found, Vec::<String>::new());
    assert!(
        summary.to_string().contains("no policy matched"),
        "{summary}"
    );
}

#[test]
fn the_least_policy_file_is_enough_and_its_silence_is_pointed_out() {
    let least = "[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\nposition = 1\n[[policy.target]]\n\
        metric = \"first_reply_time\"\ntarget_s = 3600\nhours_mode = \"calendar\"\n";
    let bench = bench(
        least,
        "A,2026-06-15T09:00Z,created,customer,\nA,2026-06-15T09:30Z,public_reply,agent,\n",
    );
    assert_eq!(rows(&bench, "2026-06-15T10:00:00Z")[0]["state"], "met");
    let outcome = sla(&bench, "2026-06-15T10:00:00Z", &[]);
    assert!(
        outcome.stderr.contains("for every ticket"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn times_without_a_zone_are_rejected_and_an_unknown_zone_is_refused() {
    let policies = policy("agent_work_time", 3600, OFFICE);
    let bench = bench(&policies, "A,2026-06-15 09:00,created,customer,\n");
    let outcome = sla(
        &bench,
        "2026-06-16",
        &["--quarantine", "q.jsonl", "--format", "jsonl"],
    );
    assert_eq!(outcome.stdout, "");
    assert!(
        outcome.stderr.contains("--source-tz Europe/Amsterdam"),
        "{}",
        outcome.stderr
    );
    assert!(bench.read("q.jsonl").contains("naive_timestamp"));
    let told = ["--source-tz", "Europe/Amsterdam", "--format", "jsonl"];
    let outcome = sla(&bench, "2026-06-16", &told);
    assert!(
        outcome.stdout.contains("2026-06-15T07:00:00Z"),
        "{}",
        outcome.stdout
    );
    let outcome = sla(&bench, "2026-06-16", &["--source-tz", "Europe/Atlantis"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    bench.write("schedules.toml", SCHEDULES.replace("Amsterdam", "Atlantis"));
    let outcome = sla(&bench, "2026-06-16", &[]);
    assert_ne!(outcome.code, 0);
    assert!(
        outcome.stderr.contains("Europe/Atlantis"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn repeated_and_shuffled_rows_give_the_same_bytes() {
    let policies = policy("requester_wait_time", 7200, OFFICE);
    let mut lines = Vec::new();
    for ticket in ["A", "B", "C"] {
        for (at, kind, author, new) in [
            ("2026-06-15T09:00:00+02:00", "created", "customer", ""),
            ("2026-06-15T10:00:00+02:00", "public_reply", "agent", ""),
            ("2026-06-15T10:00:01+02:00", "status", "agent", "pending"),
            ("2026-06-16T09:30:00+02:00", "status", "agent", "open"),
            ("2026-06-16T11:00:00+02:00", "solved", "agent", ""),
        ] {
            lines.push(format!("{ticket},{at},{kind},{author},{new}\n"));
        }
    }
    let written = |lines: &[String]| {
        let bench = bench(&policies, &lines.concat());
        sla(&bench, "2026-06-20", &["--format", "jsonl"]).stdout
    };
    let mut shuffled = lines.clone();
    // A fixed disorder: every fifth line first, and the first four lines a second time.
    shuffled.sort_by_key(|line| line.len() * 7 % 5);
    shuffled.reverse();
    shuffled.extend_from_slice(&lines[..4]);
    let plain = written(&lines);
    assert_eq!(plain.lines().count(), 3);
    assert_eq!(written(&shuffled), plain);
}

#[test]
fn an_earlier_report_can_be_made_again() {
    let policies = policy("total_resolution_time", 4 * 3600, OFFICE);
    let early = "A,2026-06-15T09:00+02:00,created,customer,\n";
    let late = format!("{early}A,2026-06-15T16:00+02:00,solved,agent,\n");
    let then = bench(&policies, early);
    let now = bench(&policies, &late);
    let as_of = "2026-06-15T10:00:00Z";
    let rows_of = |bench: &Bench| sla(bench, as_of, &["--format", "jsonl"]).stdout;
    assert_eq!(rows_of(&then), rows_of(&now));
    assert_eq!(rows(&now, "2026-06-16")[0]["state"], "breached");
}

#[test]
fn the_register_only_grows_and_says_each_breach_once() {
    let policies = policy("total_resolution_time", 3600, OFFICE)
        .replace("position = 1", "position = 1\nlegally_binding = true");
    let mut events = String::new();
    for (ticket, hour) in [("A", 9), ("B", 13)] {
        let _ = writeln!(
            events,
            "{ticket},2026-06-15T{hour:02}:00+02:00,created,customer,"
        );
    }
    let bench = bench(&policies, &events);
    let register = ["--register", "breaches.jsonl"];
    let noted = |as_of: &str| {
        let outcome = sla(&bench, as_of, &register);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        bench.read("breaches.jsonl")
    };
    let first = noted("2026-06-15T10:00:00Z");
    assert_eq!(first.lines().count(), 1);
    assert_eq!(noted("2026-06-15T10:00:00Z"), first);
    let second = noted("2026-06-16T10:00:00Z");
    let by_ticket = sla(&bench, "2026-06-16T10:00:00Z", &["--format", "json"]);
    let summary: Value = serde_json::from_str(&by_ticket.stdout).unwrap();
    assert!(!summary["attainment"].as_array().unwrap().is_empty());
    let found = violations(&schema(&bench, "sla-summary"), &summary);
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(second.lines().count(), 2);
    assert!(second.starts_with(&first));
    assert_eq!(noted("2026-06-15T10:00:00Z"), second);
}

#[test]
fn without_policies_only_an_export_that_has_them_will_do() {
    let bench = bench("", "A,2026-06-15T09:00Z,created,customer,\n");
    let refused = bench.signaal(&["sla", "events.csv"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("--policies FILE is missing"),
        "{}",
        refused.stderr
    );
    assert!(
        refused.stderr.contains("--preset zendesk"),
        "{}",
        refused.stderr
    );
    for (name, text) in [
        ("user", "id,role,active\n10,end-user,TRUE\n20,admin,TRUE\n"),
        (
            "ticket",
            "id,created_at,status,priority,group_id,requester_id,submitter_id,assignee_id,merged_ticket_ids\n\
             1,2026-06-12 14:00:00,open,high,7,10,10,20,[]\n",
        ),
        (
            "ticket_field_history",
            "ticket_id,field_name,updated,user_id,value\n1,status,2026-06-12 14:00:00,,open\n",
        ),
        (
            "ticket_comment",
            "id,ticket_id,created,public,user_id\n100,1,2026-06-12 14:00:00,TRUE,10\n\
             101,1,2026-06-16 08:00:00,TRUE,20\n",
        ),
        (
            "ticket_sla_policy",
            "ticket_id,sla_policy_id,policy_applied_at\n1,77,2026-06-12 14:00:00\n",
        ),
        (
            "sla_policy_metric_history",
            "sla_policy_id,sla_policy_updated_at,business_hours,metric,priority,target\n\
             77,2026-01-01 00:00:00,TRUE,first_reply_time,high,60\n",
        ),
        (
            "schedule",
            "id,name,start_time,end_time,time_zone,created_at\n\
             5,Kantoor,1980,2460,Amsterdam,2026-01-01 00:00:00\n\
             5,Kantoor,3420,3900,Amsterdam,2026-01-01 00:00:00\n\
             6,Later,0,10080,London,2026-02-01 00:00:00\n",
        ),
        (
            "schedule_holiday",
            "schedule_id,name,start_date,end_date\n5,Feest,2026-06-15,2026-06-15\n",
        ),
    ] {
        bench.write(&format!("export/{name}.csv"), text);
    }
    let outcome = bench.succeeds(&[
        "sla",
        "export",
        "--preset",
        "zendesk",
        "--as-of",
        "2026-06-17",
        "--format",
        "jsonl",
    ]);
    assert!(
        outcome.stderr.contains("were given 5, the oldest of 2"),
        "{}",
        outcome.stderr
    );
    assert_eq!(outcome.stdout.lines().count(), 1, "{}", outcome.stdout);
    let row: Value = serde_json::from_str(outcome.stdout.trim()).unwrap();
    // Open on Monday and Tuesday; Monday is off, so an hour of Tuesday has passed at 10:00.
    assert_eq!(row["elapsed_business_s"], 3600);
    assert_eq!(row["state"], "met");
    assert_eq!(row["policy_id"], "77");
}

const GOVERNANCE: &str = "purposes = [\"coaching\"]\ndpia_reference = \"DPIA 7\"\n[or_consent]\n\
    date = \"2020-01-15\"\nreference = \"2020-014\"\nscope = [\"coaching\"]\nexpires = \"9999-12-31\"\n";

#[test]
fn agents_are_told_apart_only_with_governance_and_from_ten_tickets_on() {
    let bench = Bench::new();
    bench.write("policies.toml", policy("agent_work_time", 14_400, OFFICE));
    bench.write("schedules.toml", SCHEDULES);
    bench.write("governance.toml", GOVERNANCE);
    let mut events = "ticket_id,ts,kind,author,new,assignee_id\n".to_owned();
    for at in 0..24 {
        // Bram and Carla together are enough not to give each other away.
        let agent = match at {
            0..12 => "Anna",
            12..18 => "Bram",
            _ => "Carla",
        };
        let _ = writeln!(
            events,
            "T{at},2026-06-15T10:00+02:00,created,customer,,{agent}\n\
             T{at},2026-06-15T11:00+02:00,solved,agent,,{agent}"
        );
    }
    bench.write("events.csv", events);
    let as_of = "2026-06-16T08:00:00Z";
    for by in ["agent", "behandelaar", "assignee_id", "agent_id"] {
        let refused = sla(&bench, as_of, &["--by", by]);
        assert_eq!(refused.code, 2, "{by}: {}", refused.stdout);
        assert!(
            refused.stderr.contains("works council"),
            "{}",
            refused.stderr
        );
        assert!(!refused.stdout.contains("Anna"));
    }
    let disguised = ["--columns", "team=assignee_id", "--by", "team"];
    assert_eq!(sla(&bench, as_of, &disguised).code, 2);
    let with = ["--by", "agent", "--governance", "governance.toml"];
    let told = sla(&bench, as_of, &with);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(told.stdout.contains("Anna"), "{}", told.stdout);
    assert!(!told.stdout.contains("Bram"), "{}", told.stdout);
    assert!(!told.stdout.contains("Carla"), "{}", told.stdout);
    assert!(told.stdout.contains("fewer than 10"), "{}", told.stdout);
}

#[test]
fn what_is_read_is_never_written_over() {
    let bench = bench(
        &policy("agent_work_time", 14_400, OFFICE),
        "A,2026-06-12T16:00+02:00,created,customer,\n\
         A,2026-06-12T16:00+02:00,status,agent,open\n",
    );
    let before = bench.read("events.csv");
    for more in [
        ["-o", "events.csv"],
        ["--quarantine", "events.csv"],
        ["-o", "./policies.toml"],
        ["--register", "schedules.toml"],
    ] {
        let refused = sla(&bench, "2026-06-15T08:00:00Z", &more);
        assert_eq!(refused.code, 2, "{more:?}");
        assert!(refused.stderr.contains("destroyed"), "{}", refused.stderr);
    }
    let twice = ["-o", "x", "--quarantine", "x"];
    assert_eq!(sla(&bench, "2026-06-15T08:00:00Z", &twice).code, 2);
    assert_eq!(bench.read("events.csv"), before);
}

#[test]
fn the_report_itself_says_what_became_of_the_rows() {
    let bench = bench(
        &policy("agent_work_time", 14_400, OFFICE),
        "A,2026-06-12T16:00+02:00,created,customer,\n\
         A,2026-06-12T16:00+02:00,created,customer,\n\
         B,vorige week,created,customer,\n",
    );
    let as_of = "2026-06-15T08:00:00Z";
    let text = sla(&bench, as_of, &[]).stdout;
    for part in ["3 rows were read", "1 ticket", "rejected"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let json: Value =
        serde_json::from_str(&sla(&bench, as_of, &["--format", "json"]).stdout).unwrap();
    let intake = &json["intake"];
    assert_eq!(
        (&intake["n_rows"], &intake["n_repeated"]),
        (&3.into(), &1.into())
    );
    assert_eq!(intake["n_tickets_lost"], 1);
    assert_eq!(intake["rejected"].as_object().unwrap().len(), 1);
}

#[test]
fn a_file_of_which_no_ticket_can_be_read_is_no_file_without_promises() {
    let bench = bench(
        &policy("agent_work_time", 14_400, OFFICE),
        "A,vorige week,created,customer,\nB,vorige week,created,customer,\n",
    );
    let found = sla(&bench, "2026-06-15T08:00:00Z", &[]);
    assert_eq!(found.code, 3, "{}", found.stdout);
    assert!(!found.stdout.contains("No SLA applies"), "{}", found.stdout);
    assert!(
        found.stdout.contains("No ticket could be read"),
        "{}",
        found.stdout
    );
}

#[test]
fn a_file_that_is_not_sorted_makes_no_report() {
    let bench = bench(
        &policy("agent_work_time", 14_400, OFFICE),
        "A,2026-06-12T16:00+02:00,created,customer,\n\
         B,2026-06-12T16:00+02:00,created,customer,\n\
         A,2026-06-12T17:00+02:00,solved,agent,\n",
    );
    let as_of = "2026-06-15T08:00:00Z";
    let found = sla(&bench, as_of, &["--sorted-by-ticket"]);
    assert_eq!(
        (found.code, found.stdout.as_str()),
        (3, ""),
        "{}",
        found.stderr
    );
    assert!(found.stderr.contains("row 4"), "{}", found.stderr);
    assert_eq!(sla(&bench, as_of, &[]).code, 0);
}

#[test]
fn a_field_that_no_ticket_has_divides_nothing_and_one_field_divides_once() {
    let bench = bench(&policy("agent_work_time", 14_400, OFFICE), "");
    bench.write(
        "events.csv",
        "ticket_id,ts,kind,author,new,kanaal\nA,2026-06-12T16:00+02:00,created,customer,,mail\n",
    );
    let as_of = "2026-06-15T08:00:00Z";
    let unknown = sla(&bench, as_of, &["--by", "regio"]);
    assert_eq!(unknown.code, 2, "{}", unknown.stdout);
    assert!(
        unknown.stderr.contains("fields are channel"),
        "{}",
        unknown.stderr
    );
    let twice = sla(&bench, as_of, &["--by", "kanaal,channel"]);
    assert!(
        twice.stdout.contains("mail") && !twice.stdout.contains("mail · mail"),
        "{}",
        twice.stdout
    );
}

#[test]
fn times_for_people_and_days_of_a_period_are_of_the_zone_of_the_policies() {
    let policies = format!(
        "time_zone = \"Europe/Amsterdam\"\n{}",
        policy("agent_work_time", 14_400, OFFICE)
    );
    let bench = bench(&policies, "A,2026-06-15T00:30+02:00,created,customer,\n");
    let more = ["--from", "2026-06-15", "--to", "2026-06-16"];
    let found = sla(&bench, "2026-06-15T08:00:00Z", &more).stdout;
    for part in [
        "1 ticket up to 2026-06-15 10:00 +02:00, 1 clock",
        "created from 2026-06-15 00:00 +02:00 to 2026-06-16 00:00 +02:00",
        "2026-06-15 13:00 +02:00",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
}

#[test]
fn steps_of_a_verdict_are_told_in_dutch_with_the_same_values() {
    let events = "A,2026-06-15T10:00+02:00,created,customer,\n\
         A,2026-06-15T12:00+02:00,status,agent,pending\n\
         A,2026-06-16T14:00+02:00,status,agent,open\n\
         A,2026-06-19T16:00+02:00,solved,agent,\n";
    let bench = bench(&policy("agent_work_time", 28_800, OFFICE), events);
    let ask = |lang: &str| {
        let told = sla(
            &bench,
            "2026-06-20T12:00:00Z",
            &["--format", "jsonl", "--lang", lang],
        );
        let row: Value = serde_json::from_str(told.stdout.lines().next().unwrap()).unwrap();
        row["why"].as_array().unwrap().clone()
    };
    let (english, dutch) = (ask("en"), ask("nl"));
    assert_eq!(english.len(), dutch.len());
    assert!(
        english.iter().zip(&dutch).all(|(en, nl)| en != nl),
        "{dutch:?}"
    );
    for step in [
        "afspraak p versie 1 (positie 1) past",
        "agent_work_time binnen 8:00:00 openingstijd (s1)",
        "begonnen 2026-06-15T08:00:00Z: aangemaakt",
        "stond 10:00:00 van de tijd die telt stil, in 1 pauze",
        "geëindigd 2026-06-19T14:00:00Z: opgelost",
    ] {
        assert!(dutch.iter().any(|one| one == step), "{step}: {dutch:?}");
    }
}
