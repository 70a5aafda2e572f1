//! Whole reports under attack: whatever a command publishes of small made-up data is added and subtracted,
//! and set against who was put behind each cell.

mod attack;
mod crowd;
mod repeated;
mod run;
mod segments;
mod series;

use crate::kit::Bench;
use attack::{Draw, Published, isolated};
use crowd::Crowd;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Seeds of the made-up data of each command.
const N_SEEDS: u64 = 8;

const GOVERNANCE: &str = "purposes = [\"coaching\"]\ndpia_reference = \"DPIA 7\"\n[or_consent]\n\
    date = \"2020-01-15\"\nreference = \"2020-014\"\nscope = [\"coaching\"]\nexpires = \"9999-12-31\"\n";

/// Sizes of groups: most lie at or under the floors of five and ten.
const SIZES: [usize; 9] = [1, 2, 3, 4, 5, 6, 9, 14, 22];

/// Nothing that is published isolates fewer than `floor`; what is withheld would have.
fn survives(what: &str, published: &[Published], answers: &BTreeMap<usize, String>, floor: usize) {
    let found = isolated(published, answers, floor);
    assert!(found.is_none(), "{what}: {found:?}\n{published:#?}");
}

fn json(bench: &Bench, arguments: &[&str]) -> Value {
    let said = bench
        .succeeds(&[arguments, &["--format", "json"]].concat())
        .stdout;
    serde_json::from_str(&said).unwrap()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Scores of `service-level`, by queue and channel.
#[test]
fn scores_of_calls_isolate_nobody() {
    for seed in 0..N_SEEDS {
        let mut draw = Draw(seed);
        let fields = [("queue", 3), ("channel", 2), ("agent", 2)];
        let crowd = Crowd::new(&mut draw, &fields, &SIZES);
        let mut log = "contact_id,channel,queue_id,agent_id,offered_at,wait_s,talk_s,disposition,score,helped_at_once\n".to_owned();
        for (at, person) in crowd.people.iter().enumerate() {
            let (queue, channel, agent) = (&person["queue"], &person["channel"], &person["agent"]);
            let answer = &person["answer"];
            let helped = if answer.as_str() > "3" { "yes" } else { "no" };
            let minute = at % 60;
            let _ = writeln!(
                log,
                "c{at},{channel},{queue},{agent},2026-03-02T09:{minute:02}:00Z,10,60,answered,{answer},{helped}"
            );
        }
        let bench = Bench::new();
        bench
            .write("calls.csv", log)
            .write("governance.toml", GOVERNANCE);
        for (by, floor) in [
            (&["--by", "queue"][..], 5),
            (&["--by", "queue+channel"], 5),
            (
                &["--by", "queue", "--by", "channel", "--by", "queue+channel"],
                5,
            ),
            (
                &["--by", "queue+agent", "--governance", "governance.toml"],
                10,
            ),
            (
                &[
                    "--by",
                    "queue",
                    "--calamity",
                    "2026-03-02..2026-03-03@queue=queue0",
                ],
                5,
            ),
        ] {
            let asked = [&["service-level", "calls.csv", "--threshold-s", "30"], by].concat();
            let told = json(&bench, &asked);
            for (name, of) in [
                ("satisfaction", ["satisfaction", ""]),
                ("survey", ["fcr", "survey"]),
            ] {
                let mut published = Vec::new();
                let mut add = |key: &Value, figures: &Value| {
                    let found = if of[1].is_empty() {
                        &figures[of[0]]
                    } else {
                        &figures[of[0]][of[1]]
                    };
                    if !found["n"].is_null() {
                        let has_figure = found["state"] == "shown";
                        published.push(Published::new(
                            key.to_string(),
                            crowd.with(key),
                            has_figure,
                        ));
                    }
                };
                add(&serde_json::json!({}), &told);
                add(&serde_json::json!({}), &told["without_calamities"]);
                for group in array(&told["groups"]) {
                    add(&group["key"], group);
                    add(&group["key"], &group["without_calamities"]);
                }
                let answers: BTreeMap<usize, String> = if name == "survey" {
                    let helped = |answer: String| (answer.as_str() > "3").to_string();
                    crowd
                        .answers()
                        .into_iter()
                        .map(|(at, answer)| (at, helped(answer)))
                        .collect()
                } else {
                    crowd.answers()
                };
                let least = if floor == 10 {
                    10.min(crowd.people.len())
                } else {
                    floor
                };
                survives(
                    &format!("{seed} {by:?} {name}"),
                    &published,
                    &answers,
                    least,
                );
            }
        }
    }
}

/// Figures of `xla` over groups and months, beside those frozen earlier.
#[test]
fn experience_beside_a_baseline_isolates_nobody() {
    for seed in 0..N_SEEDS {
        let mut draw = Draw(100 + seed);
        let crowd = Crowd::new(
            &mut draw,
            &[("kanaal", 3), ("month", 2), ("segment", 2)],
            &SIZES,
        );
        let row = |at: usize| {
            let person = &crowd.people[at];
            let month = if person["month"] == "month0" {
                "01"
            } else {
                "02"
            };
            format!(
                "R{at};C{at};2026-{month}-02T12:00:00Z;{};{};{}\n",
                person["answer"], person["kanaal"], person["segment"]
            )
        };
        let header = "response_id;contact_id;submitted_at;tevreden;kanaal;segment\n";
        let n = crowd.people.len();
        let earlier: Vec<usize> = (0..n)
            .filter(|at| crowd.people[*at]["month"] == "month0")
            .collect();
        let bench = Bench::new();
        let of =
            |who: &[usize]| header.to_owned() + &who.iter().map(|at| row(*at)).collect::<String>();
        bench.write("earlier.csv", of(&earlier));
        bench.write("all.csv", of(&(0..n).collect::<Vec<_>>()));
        let score = ["--score", "csat=tevreden:1-5:high", "--target", "csat>=60%"];
        for (by, names) in [
            ("kanaal", &["kanaal"][..]),
            ("kanaal,segment", &["kanaal", "segment"]),
        ] {
            let asked = [&["xla", "earlier.csv"], &score[..], &["--by", by]].concat();
            let _ = std::fs::remove_file(bench.path().join("b.json"));
            bench
                .succeeds(&[&asked[..], &["--freeze", "b.json", "--as-of", "2026-01-31"]].concat());
            let frozen: Value = serde_json::from_str(&bench.read("b.json")).unwrap();
            for more in [
                &[][..],
                &["--baseline", "b.json"],
                &["--period", "month"],
                &["--baseline", "b.json", "--period", "month"],
            ] {
                let asked = [&["xla", "all.csv"], &score[..], &["--by", by], more].concat();
                let told = json(&bench, &asked);
                let mut published = Vec::new();
                if more.contains(&"--baseline") {
                    for one in array(&frozen["rows"]) {
                        let key: BTreeMap<&str, &Value> =
                            names.iter().copied().zip(array(&one["keys"])).collect();
                        let key = serde_json::json!(key);
                        let people = crowd
                            .with(&key)
                            .into_iter()
                            .filter(|at| earlier.contains(at));
                        published.push(Published::new(format!("frozen {key}"), people, true));
                    }
                }
                for one in array(&told["rows"]) {
                    let key = &one["group"]["keys"];
                    let period = one["group"]["period"].as_str();
                    let is_then = |at: &usize| match period {
                        None => true,
                        Some(period) => period.ends_with("01") == earlier.contains(at),
                    };
                    let people: Vec<usize> = crowd.with(key).into_iter().filter(is_then).collect();
                    if let Some(n) = one["n"].as_u64() {
                        assert_eq!(usize::try_from(n).unwrap(), people.len(), "{one}");
                        let name = format!("{key} {period:?}");
                        published.push(Published::new(name, people, one["withheld"] == false));
                    }
                }
                published.push(Published::new("responses counted", 0..n, false));
                survives(
                    &format!("{seed} {by} {more:?}"),
                    &published,
                    &crowd.answers(),
                    5,
                );
            }
        }
    }
}

const POLICIES: &str = r#"
[[policy]]
policy_id = "standard"
version = 1
kind = "sla"
position = 10
title = "Standard"
conditions = {}
owner = "service desk"
period = "month"

[[policy.target]]
metric = "first_reply_time"
target = "4h"
hours_mode = "calendar"
attainment_pct = 60

[[policy.target]]
metric = "total_resolution_time"
target = "6h"
hours_mode = "calendar"
attainment_pct = 60
"#;

/// Day in June 2026 on which a ticket came; those that are never solved come last.
fn day_of(at: usize, person: &BTreeMap<&str, String>) -> usize {
    if person["solved"] == "solved2" {
        28
    } else {
        1 + at % 27
    }
}

/// Who asks on a Saturday and is answered late, is answered on Monday.
fn waits_over_the_weekend(at: usize, person: &BTreeMap<&str, String>) -> bool {
    person["reply"] != "reply0" && (day_of(at, person) - 1) % 7 == 5
}

/// Tickets of a crowd with a first reply and a solution, each in time or not.
fn tickets(crowd: &Crowd) -> String {
    let mut text = "ticket_id,ts,actor_role_at_event,kind,old,new,channel,agent\n".to_owned();
    for (at, person) in crowd.people.iter().enumerate() {
        let day = day_of(at, person);
        let reply = if person["reply"] == "reply0" { 11 } else { 15 };
        let solved = if person["solved"] == "solved0" {
            "15:30"
        } else {
            "18:00"
        };
        let end = format!("{},{}", person["channel"], person["agent"]);
        let (replied, solved) = if waits_over_the_weekend(at, person) {
            (day + 2, "18:00")
        } else {
            (day, solved)
        };
        let _ = writeln!(
            text,
            "T{at:03},2026-06-{day:02}T10:00:00Z,customer,created,,new,{end}\n\
             T{at:03},2026-06-{replied:02}T{reply}:00:00Z,agent,public_reply,,,{end}"
        );
        if person["solved"] != "solved2" {
            let _ = writeln!(
                text,
                "T{at:03},2026-06-{replied:02}T{solved}:00Z,agent,solved,,,{end}"
            );
        }
    }
    text
}

/// Cells, sides, weekends, places and waits of `watermelon`.
#[test]
#[expect(clippy::too_many_lines, reason = "one report, part by part")]
fn promises_beside_answers_isolate_nobody() {
    for seed in 0..N_SEEDS {
        let mut draw = Draw(200 + seed);
        let fields = [("channel", 2), ("reply", 2), ("solved", 2), ("agent", 1)];
        let crowd = Crowd::new(&mut draw, &fields, &SIZES);
        let mut answers = "response_id,ticket_id,submitted_at,csat\n".to_owned();
        for (at, person) in crowd.people.iter().enumerate() {
            let _ = writeln!(
                answers,
                "R{at},T{at:03},2026-06-29T10:00:00Z,{}",
                person["answer"]
            );
        }
        let bench = Bench::new();
        bench
            .write("policies.toml", POLICIES)
            .write("events.csv", tickets(&crowd));
        bench.write("answers.csv", answers);
        let crosses_weekend = |at: usize| waits_over_the_weekend(at, &crowd.people[at]);
        let value =
            |at: usize, field: &str| crowd.people[at][field].ends_with('0') && !crosses_weekend(at);
        let in_time = |at: usize| value(at, "reply") && value(at, "solved");
        for more in [
            &[][..],
            &["--by", "channel"],
            &["--by", "channel", "--goal", "80", "--min-n", "5"],
        ] {
            let asked = [
                &[
                    "watermelon",
                    "events.csv",
                    "--policies",
                    "policies.toml",
                    "--responses",
                    "answers.csv",
                ],
                &[
                    "--score",
                    "csat=csat:1-5:high",
                    "--as-of",
                    "2026-07-01T00:00:00Z",
                ][..],
                more,
            ]
            .concat();
            let told = json(&bench, &asked);
            let mut published = Vec::new();
            for cell in array(&told["cells"]) {
                let mut key = cell["keys"].clone();
                let promise = key
                    .as_object_mut()
                    .unwrap()
                    .remove("policy")
                    .unwrap_or_default();
                let promise = promise.as_str().unwrap_or_default();
                assert!(promise.contains("_time"), "{promise}");
                let field = if promise.contains("first_reply") {
                    "reply"
                } else {
                    "solved"
                };
                let people = crowd.with(&key);
                let met = || people.iter().copied().filter(|at| value(*at, field));
                let breached = || people.iter().copied().filter(|at| !value(*at, field));
                let mut add = |name: &str, found: &Value, people: Vec<usize>| {
                    if !found.is_null() {
                        published.push(Published::new(
                            format!("{name} {}", cell["keys"]),
                            people,
                            true,
                        ));
                    }
                };
                add("all", &cell["experience"], people.iter().copied().collect());
                add("met", &cell["experience_of_met"], met().collect());
                add("met", &cell["watermelon_rate"], met().collect());
                add("met", &cell["lift"]["met"], met().collect());
                add("breached", &cell["lift"]["breached"], breached().collect());
            }
            for row in array(&told["weekend"]) {
                if row["negative"].is_null() && row["n_responded"].is_null() {
                    continue;
                }
                let is_met = row["sla"] == "met";
                let crossed = row["crossed_weekend"] == true;
                let people = (0..crowd.people.len())
                    .filter(|at| in_time(*at) == is_met && crosses_weekend(*at) == crossed);
                let people: Vec<usize> = people.collect();
                assert_eq!(
                    row["n_responded"].as_u64().unwrap(),
                    people.len() as u64,
                    "{row}"
                );
                published.push(Published::new(
                    row.to_string(),
                    people,
                    !row["negative"].is_null(),
                ));
            }
            for (place, is_met) in [("watermelon", true), ("failing", false)] {
                if !told["quadrants"][place].is_null() {
                    let people = (0..crowd.people.len()).filter(|at| in_time(*at) == is_met);
                    published.push(Published::new(place, people, true));
                }
            }
            for block in array(&told["tolerance"]["blocks"]) {
                let (from, to) = (
                    block["from_s"].as_u64().unwrap(),
                    block["to_s"].as_u64().unwrap(),
                );
                let waited = |at: usize| match (value(at, "reply"), crosses_weekend(at)) {
                    (true, _) => 3600,
                    (false, false) => 5 * 3600,
                    (false, true) => 53 * 3600,
                };
                let people: Vec<usize> = (0..crowd.people.len())
                    .filter(|at| (from..=to).contains(&waited(*at)))
                    .collect();
                assert_eq!(block["n"].as_u64().unwrap(), people.len() as u64, "{block}");
                published.push(Published::new(block.to_string(), people, true));
            }
            survives(&format!("{seed} {more:?}"), &published, &crowd.answers(), 5);
        }
    }
}

/// Rows of agents in `sla`, in both promises, beside what stands in the report without them.
#[test]
fn tickets_of_agents_isolate_nobody() {
    for seed in 0..N_SEEDS {
        let mut draw = Draw(300 + seed);
        let fields = [("agent", 4), ("reply", 2), ("solved", 3), ("channel", 1)];
        let crowd = Crowd::new(&mut draw, &fields, &[0, 1, 2, 3, 4, 5, 6]);
        let bench = Bench::new();
        bench
            .write("policies.toml", POLICIES)
            .write("events.csv", tickets(&crowd));
        bench.write("governance.toml", GOVERNANCE);
        let asked = [
            "sla",
            "events.csv",
            "--policies",
            "policies.toml",
            "--as-of",
            "2026-06-28T15:45:00Z",
        ];
        let whole = json(&bench, &asked);
        let told = json(
            &bench,
            &[
                &asked[..],
                &["--by", "agent", "--governance", "governance.toml"],
            ]
            .concat(),
        );
        for metric in ["first_reply_time", "total_resolution_time"] {
            let mut published = Vec::new();
            for row in array(&whole["attainment"])
                .iter()
                .chain(array(&told["attainment"]))
            {
                if row["metric"] != metric {
                    continue;
                }
                let people: Vec<usize> = crowd
                    .with(&row["group"])
                    .into_iter()
                    .filter(|at| {
                        let is_open = crowd.people[*at]["solved"] == "solved2";
                        metric == "first_reply_time" || !is_open
                    })
                    .collect();
                let n = row["n_met"].as_u64().unwrap() + row["n_breached"].as_u64().unwrap();
                assert_eq!(n, people.len() as u64, "{row}");
                let name = format!("{} {}", row["metric"], row["group"]);
                published.push(Published::new(name, people, true));
            }
            // How one ticket came out is no answer of a customer.
            let answers = (0..crowd.people.len())
                .map(|at| (at, at.to_string()))
                .collect();
            survives(&format!("{seed} {metric}"), &published, &answers, 10);
        }
    }
}

/// Scorecards and sheets of `coach`.
#[test]
fn scorecards_isolate_nobody() {
    for seed in 0..N_SEEDS {
        let mut draw = Draw(400 + seed);
        let crowd = Crowd::new(
            &mut draw,
            &[("team", 2), ("agent", 4)],
            &[0, 1, 3, 4, 5, 6, 9, 10, 11, 20],
        );
        let mut text = "id,team,agent,topic,csat,date\n".to_owned();
        for (at, person) in crowd.people.iter().enumerate() {
            let topic = ["bill", "wait"][at % 2];
            let (team, agent, answer) = (&person["team"], &person["agent"], &person["answer"]);
            let _ = writeln!(text, "C{at},{team},{agent},{topic},{answer},2026-03-02");
        }
        let bench = Bench::new();
        bench
            .write("contacts.csv", text)
            .write("governance.toml", GOVERNANCE);
        let asked = [
            "coach",
            "contacts.csv",
            "--agent",
            "agent",
            "--team",
            "team",
            "--score",
            "csat",
            "--scale",
            "1-5",
            "--best",
            "high",
            "--case-mix",
            "topic",
            "--governance",
            "governance.toml",
        ];
        let mut published = Vec::new();
        let told = json(&bench, &asked);
        let rows = [
            array(&told["teams"]),
            array(&told["agents"]),
            std::slice::from_ref(&told["total"]),
        ]
        .concat();
        for row in &rows {
            let key = serde_json::json!({ "team": row["team"], "agent": row["agent"] });
            if let Some(n) = row["n"].as_u64() {
                let people = crowd.with(&key);
                assert_eq!(n, people.len() as u64, "{row}");
                published.push(Published::new(
                    key.to_string(),
                    people,
                    !row["mean"].is_null(),
                ));
            }
        }
        let agents: BTreeSet<&str> = crowd
            .people
            .iter()
            .map(|person| person["agent"].as_str())
            .collect();
        for agent in agents {
            let told = json(&bench, &[&asked[..], &["--of", agent]].concat());
            for sheet in array(&told["sheets"]) {
                let key = serde_json::json!({ "agent": sheet["agent"] });
                let people = crowd.with(&key);
                if sheet["n"].as_u64() == Some(people.len() as u64) {
                    published.push(Published::new(format!("sheet {key}"), people, false));
                }
            }
        }
        survives(&format!("{seed}"), &published, &crowd.answers(), 5);
        // Of one agent ten.
        let of_agents: Vec<Published> = published
            .into_iter()
            .filter(|one| one.name.contains("agent\":\"agent"))
            .collect();
        survives(&format!("{seed} agents"), &of_agents, &crowd.answers(), 10);
    }
}
