//! A log of incidents with one row per update, in the shape that is public of ServiceNow: made here, messy as
//! such files are, with a known truth.

use crate::kit::Bench;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

const HEADER: &str = "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,\
    caller_id,opened_by,opened_at,sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,\
    location,category,subcategory,u_symptom,cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,\
    knowledge,u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,closed_code,resolved_by,\
    resolved_at,closed_at\n";

/// Each incident within a day, waiting for the caller not counted; high ones within eight hours.
const POLICIES: &str = "\
[[policy]]
policy_id = \"incidents\"
kind = \"sla\"
position = 1
conditions = {}
owner = \"service desk\"
period = \"month\"
[[policy.target]]
metric = \"requester_wait_time\"
priority = \"2 - High\"
target = \"8h\"
hours_mode = \"calendar\"
attainment_pct = 90
[[policy.target]]
metric = \"requester_wait_time\"
target = \"1d\"
hours_mode = \"calendar\"
attainment_pct = 90
";

/// Numbers that look drawn and are the same every time (Knuth's MMIX generator).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// One stretch of an incident: its state, and for how many minutes.
struct Stretch(&'static str, i64);

struct Incident {
    number: String,
    opened: Timestamp,
    is_high: bool,
    stretches: Vec<Stretch>,
    n_reopened: usize,
    n_teams: usize,
}

impl Incident {
    fn new(at: u64, draw: &mut Draw) -> Self {
        let minutes = |draw: &mut Draw, most: u64| i64::try_from(1 + draw.below(most)).unwrap();
        // All of 2016, the nights of both changes of the clock included.
        let start: Timestamp = "2016-01-04T00:00:00Z".parse().unwrap();
        let opened = start
            + i64::try_from(at * 1_180 + draw.below(900))
                .unwrap()
                .minutes();
        let mut stretches = vec![
            Stretch("New", minutes(draw, 90)),
            Stretch("Active", minutes(draw, 700)),
        ];
        let mut n_reopened = 0;
        loop {
            match draw.below(6) {
                0 => stretches.push(Stretch("Awaiting User Info", minutes(draw, 3_000))),
                1 => stretches.push(Stretch("Awaiting Vendor", minutes(draw, 900))),
                2 if n_reopened < 2 => {
                    stretches.push(Stretch("Resolved", minutes(draw, 2_000)));
                    n_reopened += 1;
                }
                3 => {}
                _ => break,
            }
            stretches.push(Stretch("Active", minutes(draw, 700)));
        }
        stretches.push(Stretch("Resolved", 5 * 24 * 60));
        Self {
            number: format!("INC{at:07}"),
            opened,
            is_high: draw.below(4) == 0,
            stretches,
            n_reopened,
            n_teams: usize::try_from(1 + draw.below(3)).unwrap(),
        }
    }

    /// Minutes that the caller waits: not while the caller has to say something, nor while it is resolved.
    fn waited(&self) -> i64 {
        let counts = |one: &&Stretch| !matches!(one.0, "Awaiting User Info" | "Resolved");
        self.stretches.iter().filter(counts).map(|one| one.1).sum()
    }

    fn is_in_time(&self) -> bool {
        self.waited() <= if self.is_high { 8 * 60 } else { 24 * 60 }
    }

    /// Rows of its updates, oldest first.
    fn rows(&self) -> Vec<String> {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let shown = |at: Timestamp| -> String {
            let local: DateTime = at.to_zoned(zone.clone()).datetime();
            local.strftime("%-d/%-m/%Y %H:%M").to_string()
        };
        let total: i64 = self.stretches.iter().map(|one| one.1).sum();
        let resolved = self.opened + (total - 5 * 24 * 60).minutes();
        let closed = self.opened + total.minutes();
        let mut rows = Vec::new();
        let (mut at, mut n_reopened, mut was_resolved) = (self.opened, 0, false);
        let row = |state: &str, at: Timestamp, n_reopened: usize, n: usize| {
            let team = (n / 2).min(self.n_teams - 1);
            let made = !was_late(self, at);
            let priority = if self.is_high {
                "2 - High"
            } else {
                "3 - Moderate"
            };
            let (resolved, closed) = (shown(resolved), shown(closed));
            let (opened, updated) = (shown(self.opened), shown(at));
            format!(
                "{},{state},{},{team},{n_reopened},{n},{made},Caller {},Opened by 8,{opened},Created by 6,{opened},\
                 Updated by 21,{updated},Phone,Location 143,Category 55,Subcategory 170,Symptom 72,?,2 - Medium,\
                 2 - Medium,{priority},Group {team},?,false,false,Do Not Notify,?,?,?,?,code 5,Resolved by 149,\
                 {resolved},{closed}\n",
                self.number,
                state != "Closed",
                self.number.len() + n % 7,
            )
        };
        for (n, stretch) in self.stretches.iter().enumerate() {
            n_reopened += usize::from(was_resolved && stretch.0 != "Resolved");
            was_resolved = stretch.0 == "Resolved";
            rows.push(row(stretch.0, at, n_reopened, n));
            at += stretch.1.minutes();
        }
        rows.push(row("Closed", at, n_reopened, self.stretches.len()));
        rows
    }
}

/// Whether the source itself finds the incident late at an instant.
fn was_late(incident: &Incident, at: Timestamp) -> bool {
    let is_over = at
        >= incident.opened
            + incident
                .stretches
                .iter()
                .map(|one| one.1)
                .sum::<i64>()
                .minutes();
    is_over && !incident.is_in_time()
}

struct Log {
    incidents: Vec<Incident>,
    rows: Vec<String>,
}

fn log(n: u64) -> Log {
    let mut draw = Draw(7);
    let incidents: Vec<Incident> = (0..n).map(|at| Incident::new(at, &mut draw)).collect();
    let rows = incidents.iter().flat_map(Incident::rows).collect();
    Log { incidents, rows }
}

fn sla(bench: &Bench, more: &[&str]) -> Value {
    let asked = [
        "sla",
        "incidents.csv",
        "--preset",
        "servicenow",
        "--policies",
        "policies.toml",
    ];
    let times = [
        "--source-tz",
        "Europe/Amsterdam",
        "--as-of",
        "2018-01-01",
        "--format",
        "json",
    ];
    let told = bench.succeeds(&[&asked[..], &times, more].concat()).stdout;
    serde_json::from_str(&told).unwrap()
}

fn counts(told: &Value) -> (u64, u64) {
    let rows = told["attainment"].as_array().unwrap();
    let sum = |name: &str| rows.iter().map(|row| row[name].as_u64().unwrap()).sum();
    (sum("n_met"), sum("n_breached"))
}

fn bench(rows: &[String]) -> Bench {
    let bench = Bench::new();
    bench.write("policies.toml", POLICIES);
    bench.write("incidents.csv", HEADER.to_owned() + &rows.concat());
    bench
}

#[test]
fn a_log_of_incidents_has_the_verdicts_that_were_put_into_it() {
    let log = log(400);
    let n_met = log.incidents.iter().filter(|one| one.is_in_time()).count() as u64;
    assert!((100..300).contains(&n_met), "both happen: {n_met}");
    let told = sla(&bench(&log.rows), &[]);
    assert_eq!(told["n_tickets"], 400, "{told}");
    // An hour that the clock shows twice is read as the first: only incidents of that night may differ.
    let (met, breached) = counts(&told);
    assert_eq!((met, breached), (n_met, 400 - n_met));
    let reopened: usize = log.incidents.iter().map(|one| one.n_reopened).sum();
    assert_eq!(told["reopenings"]["n"], reopened);
    // The source finds what the clocks find.
    let source = &told["source_verdicts"];
    assert_eq!(
        (&source["n"], &source["n_agree"]),
        (&Value::from(400), &Value::from(400)),
        "{source}"
    );
}

#[test]
fn order_doubles_and_second_headers_change_nothing_and_broken_rows_are_counted() {
    let log = log(120);
    let clean = sla(&bench(&log.rows), &[]);
    let mut messy = log.rows.clone();
    messy.reverse();
    messy.extend_from_slice(&log.rows[..40]);
    messy.insert(17, HEADER.to_owned());
    let told = sla(&bench(&messy), &[]);
    assert_eq!(told["attainment"], clean["attainment"]);
    assert_eq!(told["reopenings"]["n"], clean["reopenings"]["n"]);

    // Rows as such files have them: no state, a state of its own, no time, a day that is none, an end before
    // the start, a line cut off.
    let of = |n: u64, change: &dyn Fn(&str) -> String| {
        let mut draw = Draw(1_000 + n);
        let incident = Incident::new(500 + n, &mut draw);
        incident
            .rows()
            .iter()
            .map(|row| change(row))
            .collect::<Vec<_>>()
    };
    let cell = |row: &str, at: usize, text: &str| {
        let mut cells: Vec<&str> = row.trim_end().split(',').collect();
        cells[at] = text;
        cells.join(",") + "\n"
    };
    let mut broken = log.rows.clone();
    broken.extend(of(1, &|row| {
        if row.contains(",New,") {
            cell(row, 1, "-100")
        } else {
            row.to_owned()
        }
    }));
    broken.extend(of(2, &|row| {
        if row.contains(",New,") {
            cell(row, 1, "Awaiting Godot")
        } else {
            row.to_owned()
        }
    }));
    broken.extend(of(3, &|row| cell(row, 9, "?")));
    broken.extend(of(4, &|row| cell(row, 13, "31/2/2016 10:00")));
    broken.extend(of(5, &|row| cell(row, 34, "1/1/2015 10:00")));
    broken.push("INC9999999,Active,true,0\n".to_owned());
    let outcome = bench(&broken);
    let told = sla(&outcome, &["--quarantine", "q.jsonl"]);
    let rejected = told["intake"]["rejected"].as_object().unwrap();
    for reason in [
        "unknown_status",
        "missing_value",
        "bad_timestamp",
        "end_before_start",
    ] {
        assert!(rejected[reason].as_u64().unwrap() > 0, "{rejected:?}");
    }
    // Those of the clean log stand as they did; the one without a state for a while is added.
    let (n, before) = (
        told["n_tickets"].as_u64().unwrap(),
        clean["n_tickets"].as_u64().unwrap(),
    );
    assert_eq!(n, before + 2, "{told}");
    let noted = outcome.read("q.jsonl");
    assert!(
        !noted.contains("Godot") && !noted.contains("INC"),
        "never content"
    );
}

#[test]
fn a_log_without_a_zone_is_refused_with_what_to_try() {
    let log = log(3);
    let bench = bench(&log.rows);
    let asked = [
        "sla",
        "incidents.csv",
        "--preset",
        "servicenow",
        "--policies",
        "policies.toml",
    ];
    let done = bench.signaal(&[&asked[..], &["--as-of", "2018-01-01"]].concat());
    assert!(done.stderr.contains("--source-tz"), "{}", done.stderr);
    assert_eq!(done.code, 3);
}
