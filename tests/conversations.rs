//! Conversations, from files to figures and back to the words that show them.

use crate::kit::{Bench, root};
use crate::schema::violations;
use crate::truth::TOPICS;
use flate2::read::GzDecoder;
use serde_json::Value;
use signaal::classify::{Classifier, Entry, Taxonomy};
use signaal::conversations::{ConversationReading, Rules, read};
use signaal::privacy::{CleanBody, CleanTurn, Options, Redactor};
use signaal::record::{RawText, Speaker, TopicId};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, read_to_string};
use std::io::{BufRead, BufReader};

const PROJECT: &str = r#"name = "Gesprekken"
language = "nl"
output = "out"
outcome = "csat"

[scores.csat]
low = 1
high = 5
best = "high"
kind = "csat"

[[source]]
name = "calls"
kind = "transcript"
files = "calls.jsonl"
[source.columns]
id = "id"
contact = "contact"
customer = "customer"
[source.facets]
agent = "agent"
channel = "channel"
[source.conversation]
turns = "turns"
speaker = "speaker"
text = "text"

[[source]]
name = "answers"
kind = "survey"
files = "answers.csv"
[source.columns]
id = "id"
contact = "contact"
customer = "customer"
[source.scores]
csat = "csat"

[privacy]
key_file = "demo.key"
"#;

/// Which of two endings: agents differ in it, and not alike with an apology and without, or nothing could be told.
fn other(at: usize) -> usize {
    if at.is_multiple_of(2) {
        at / 2 % 2
    } else {
        at / 6 % 2
    }
}

/// Lines of `n` conversations of eight agents: every other one with an apology, which ends well.
fn calls(n: usize, agents: usize) -> String {
    let call = |at: usize| {
        // Endings differ a little, or nothing could be told of their spread.
        let well = ["Dank u wel, heel fijn en snel geholpen!", "Goed, dank u."];
        let badly = [
            "Dit is echt verschrikkelijk slecht.",
            "Ik ben hier niet blij mee.",
        ];
        let other = other(at);
        let (said, ended) = if at.is_multiple_of(2) {
            ("Mijn excuses, dat is heel vervelend voor u.", well[other])
        } else {
            ("De winkel is open tot zes uur.", badly[other])
        };
        let turns = serde_json::json!([
            {"speaker": "customer", "text": "Mijn factuur klopt niet en dat is heel slecht."},
            {"speaker": "agent", "text": said},
            {"speaker": "customer", "text": ended},
        ]);
        let agent = format!("A{}", (at / 2) % agents);
        serde_json::json!({
            "id": format!("T{at}"), "contact": format!("C{at}"), "customer": format!("K{at}"),
            "agent": agent, "channel": "chat", "turns": turns,
        })
        .to_string()
    };
    (0..n).map(|at| call(at) + "\n").collect()
}

fn answers(n: usize) -> String {
    let row = |at: usize| {
        let csat = if at.is_multiple_of(2) {
            4 + other(at)
        } else {
            1 + other(at)
        };
        format!("R{at},C{at},K{at},{csat}\n")
    };
    let rows: String = (0..n).map(row).collect();
    format!("id,contact,customer,csat\n{rows}")
}

fn bench(calls: &str, n: usize) -> Bench {
    let bench = Bench::new();
    let key = root().join("data/demo/demo.key");
    bench.write("project.toml", PROJECT);
    bench.write("demo.key", std::fs::read(key).unwrap());
    bench.write("calls.jsonl", calls);
    bench.write("answers.csv", answers(n));
    bench.succeeds(&["ingest", "project.toml"]);
    bench
}

fn json(bench: &Bench, arguments: &[&str]) -> Value {
    let asked = ["conversations", "-p", "project.toml", "--format", "json"];
    let said = bench.succeeds(&[&asked[..], arguments].concat()).stdout;
    serde_json::from_str(&said).unwrap()
}

fn fits(bench: &Bench, name: &str, value: &Value) {
    let schema = bench.succeeds(&["schema", name]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, value), Vec::<String>::new());
}

#[test]
fn conversations_with_an_apology_end_better_and_score_higher() {
    let bench = bench(&calls(120, 12), 120);
    let found = json(&bench, &[]);
    fits(&bench, "conversations", &found);
    assert_eq!(found["experimental"], true);
    assert_eq!(
        (&found["n"], &found["n_with_outcome"], &found["n_agents"]),
        (&120.into(), &120.into(), &12.into())
    );
    assert_eq!(found["reasons"][0]["topic"], "price.invoice");
    assert_eq!(found["reasons"][0]["n"], 120);
    let empathy = &found["dimensions"][1];
    assert_eq!(empathy["dimension"], "empathy");
    assert_eq!(
        (&empathy["shown"]["n_shown"], &empathy["shown"]["n"]),
        (&60.into(), &120.into())
    );
    assert!(
        empathy["shown"]["change"]["difference"]["low"]
            .as_f64()
            .unwrap()
            > 0.0
    );
    assert!(
        (empathy["shown"]["outcome"]["difference"]["estimate"]
            .as_f64()
            .unwrap()
            - 3.0)
            .abs()
            < 1e-9
    );
    assert_eq!(found["course"]["n"], 120);
    let text = bench
        .succeeds(&["conversations", "-p", "project.toml", "--lang", "nl"])
        .stdout;
    assert!(
        text.contains("EXPERIMENTEEL") && text.contains("Biedt excuses aan"),
        "{text}"
    );
    let csv = bench
        .succeeds(&["conversations", "-p", "project.toml", "--format", "csv"])
        .stdout;
    assert!(
        csv.contains("empathy,empathy.apologises,true,60,120,0.5"),
        "{csv}"
    );
}

#[test]
fn one_conversation_is_shown_with_the_words_that_show_it() {
    let bench = bench(&calls(20, 10), 20);
    let asked = [
        "search",
        "-p",
        "project.toml",
        "kind:transcript",
        "--format",
        "jsonl",
    ];
    let hits = bench.succeeds(&asked).stdout;
    let hit = hits.lines().find(|line| line.contains("excuses")).unwrap();
    let hit: Value = serde_json::from_str(hit).unwrap();
    let id = hit["id"].as_str().unwrap();
    let found = json(&bench, &["--conversation", id]);
    fits(&bench, "conversation", &found);
    let turn = &found["turns"][1];
    let shown = turn["behaviours"].as_array().unwrap();
    let apology = shown
        .iter()
        .find(|one| one["behaviour"] == "empathy.apologises")
        .unwrap();
    let at = |place: usize| usize::try_from(apology["span"][place].as_u64().unwrap()).unwrap();
    assert_eq!(
        &turn["text"].as_str().unwrap()[at(1)..at(2)],
        "Mijn excuses"
    );
    assert_eq!(found["reason"]["topic"], "price.invoice");
    assert!(turn["tone"].is_null() && found["turns"][0]["tone"].is_number());
    let text = bench
        .succeeds(&[
            "conversations",
            "-p",
            "project.toml",
            "--conversation",
            id,
            "--lang",
            "nl",
        ])
        .stdout;
    assert!(text.contains("Biedt excuses aan: “Mijn excuses”"), "{text}");
    let said = bench
        .fails(
            2,
            &[
                "conversations",
                "-p",
                "project.toml",
                "--conversation",
                "T1",
            ],
        )
        .stderr;
    assert!(said.contains("no conversation \"T1\""), "{said}");
}

#[test]
fn few_agents_or_customers_give_no_figures_and_agents_cannot_be_chosen() {
    let few_agents = bench(&calls(60, 3), 60);
    let found = json(&few_agents, &[]);
    fits(&few_agents, "conversations", &found);
    assert_eq!(found["dimensions_withheld"], "few_agents");
    assert!(found["dimensions"].is_null() && found["course"].is_object());
    let chosen = ["conversations", "-p", "project.toml", "--where", "agent:A1"];
    let said = few_agents.fails(2, &chosen).stderr;
    assert!(said.contains("figures of single agents are off"), "{said}");
    let few = bench(&calls(6, 6), 6);
    let found = json(&few, &[]);
    fits(&few, "conversations", &found);
    assert_eq!(found["dimensions_withheld"], "below_floor");
    assert_eq!(found["reasons"][0]["suppressed"], "below_floor");
    assert!(found["course"].is_null());
}

#[test]
fn agents_whose_behaviour_cannot_be_told_do_not_hide_the_one_whose_can() {
    let untold = |at: usize| {
        let turns = serde_json::json!([
            {"text": "Goedemorgen, u spreekt met de winkel."},
            {"text": "Mijn factuur klopt niet."},
        ]);
        let (id, agent) = (format!("X{at}"), format!("B{at}"));
        serde_json::json!({"id": id, "contact": id, "customer": id, "agent": agent, "turns": turns})
            .to_string()
            + "\n"
    };
    let untold: String = (0..8).map(untold).collect();
    let bench = bench(&(calls(60, 1) + &untold), 60);
    let found = json(&bench, &[]);
    fits(&bench, "conversations", &found);
    assert_eq!(found["n_agents"], 9);
    assert_eq!(found["dimensions_withheld"], "few_agents");
    assert!(found["dimensions"].is_null());
}

#[test]
fn bad_conversations_are_counted_by_why_they_cannot_be_told() {
    let turns = |turns: &str, id: &str| {
        format!(
            "{{\"id\": \"{id}\", \"contact\": \"{id}\", \"customer\": \"{id}\", \"agent\": \"A9\", \"turns\": {turns}}}\n"
        )
    };
    let bad = [
        turns(
            r#"[{"text": "Goedemorgen, u spreekt met de winkel."}, {"text": "Mijn factuur klopt niet."}]"#,
            "X1",
        ),
        turns(
            r#"[{"speaker": "agent", "text": "Mijn excuses voor het wachten."}]"#,
            "X2",
        ),
        turns(
            r#"[{"speaker": "customer", "text": "Ich habe seit Montag keine Verbindung mehr und bin sehr verärgert darüber."}, {"speaker": "agent", "text": "Das tut mir sehr leid, ich werde mich sofort darum kümmern."}]"#,
            "X3",
        ),
    ];
    let bench = bench(&(calls(40, 10) + &bad.concat()), 40);
    let found = json(&bench, &[]);
    fits(&bench, "conversations", &found);
    assert_eq!(found["n"], 43);
    let untold = &found["untold"];
    assert_eq!(
        untold["course"],
        serde_json::json!({"no_roles": 1, "no_customer": 1, "other_language": 1})
    );
    assert_eq!(
        untold["behaviours"],
        serde_json::json!({"no_roles": 1, "other_language": 1})
    );
    assert_eq!(found["dimensions"][1]["shown"]["n"], 41);
}

#[test]
fn an_archive_without_conversations_says_so() {
    let bench = bench("", 12);
    let found = json(&bench, &[]);
    fits(&bench, "conversations", &found);
    assert_eq!(found["n"], 0);
    assert_eq!(found["dimensions_withheld"], "below_floor");
    let text = bench
        .succeeds(&["conversations", "-p", "project.toml", "--lang", "en"])
        .stdout;
    assert!(text.contains("0 conversations"), "{text}");
}

/// What was planted in a conversation of the demo.
struct Planted {
    end: String,
    /// Topics, with the turn each is named in.
    topics: Vec<(u64, String)>,
}

/// Conversations of the demo by what was planted in them.
fn planted() -> BTreeMap<String, Planted> {
    let file = File::open(root().join("data/demo/truth_labels.jsonl.gz")).unwrap();
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    let truths = lines.map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let of = |truth: &Value, name: &str| truth[name].as_str().map(str::to_owned);
    let topics = |truth: &Value| {
        let topics = truth["topics"].as_array().into_iter().flatten();
        topics
            .filter_map(|one| Some((one["turn"].as_u64()?, of(one, "topic")?)))
            .collect()
    };
    truths
        .filter_map(|truth| {
            let planted = Planted {
                end: of(&truth, "end")?,
                topics: topics(&truth),
            };
            Some((of(&truth, "transcript_id")?, planted))
        })
        .collect()
}

/// Calls of the demo as they are read, each with what was planted.
fn read_planted() -> Vec<(Planted, Vec<CleanTurn>, ConversationReading)> {
    let taxonomy = read_to_string(root().join("data/taxonomy/cx.toml")).unwrap();
    let taxonomy = Taxonomy::from_toml(&taxonomy).unwrap();
    let drivers: BTreeSet<TopicId> = taxonomy
        .topics()
        .iter()
        .filter(|topic| topic.driver)
        .map(|topic| topic.id.clone())
        .collect();
    let classifier = Classifier::new(taxonomy, Vec::new()).unwrap();
    let (rules, redactor) = (
        Rules::bundled().unwrap(),
        Redactor::new(&Options::default()),
    );
    let mut planted = planted();
    let calls = read_to_string(root().join("data/demo/transcripts/calls.jsonl")).unwrap();
    let read_call = |line: &str| {
        let call = serde_json::from_str::<Value>(line).ok()?;
        let planted = planted.remove(call["transcript_id"].as_str()?)?;
        let turns = call["turns"].as_array().into_iter().flatten();
        let turns: Vec<CleanTurn> = turns
            .map(|turn| CleanTurn {
                speaker: match turn["speaker"].as_str() {
                    Some("agent") => Speaker::Agent,
                    _ => Speaker::Customer,
                },
                at: None,
                text: redactor.redact(&RawText::new(turn["text"].as_str().unwrap_or_default())),
            })
            .collect();
        let body = CleanBody::Dialogue(turns.clone());
        let question = None;
        let entry = Entry {
            body: &body,
            question,
        };
        let reading = classifier.read(&[entry]).unwrap().remove(0).reading;
        let is_reason = |topic: &TopicId| drivers.contains(topic);
        let reading = read(&turns, &reading, &rules, is_reason);
        Some((planted, turns, reading))
    };
    calls.lines().filter_map(read_call).collect()
}

#[test]
fn conversations_planted_as_solved_change_for_the_better_and_unsolved_ones_hardly() {
    let mut changes: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (planted, _, reading) in read_planted() {
        if let Ok(course) = reading.course {
            changes
                .entry(planted.end)
                .or_default()
                .push(course.change());
        }
    }
    let mean = |end: &str| {
        let n = u32::try_from(changes[end].len()).unwrap();
        changes[end].iter().sum::<f64>() / f64::from(n)
    };
    let (solved, unsolved, broken) = (mean("solved"), mean("unsolved"), mean("broken_off"));
    assert!(changes["solved"].len() > 100 && changes["unsolved"].len() > 20);
    let better = solved > 0.5 && solved - unsolved > 0.4 && solved - broken > 0.4;
    assert!(better, "{solved} {unsolved} {broken}");
}

/// How often the reason that is told is what the customer opens with, where that was planted.
#[test]
fn the_reason_for_contact_is_mostly_the_one_that_was_planted() {
    let reads = |planted: &str, told: &str| {
        let mut readings = TOPICS.iter().filter(|(topic, _)| *topic == planted);
        readings.any(|(_, read_as)| read_as.contains(&told))
    };
    let (mut right, mut another, mut none) = (0, 0, 0);
    for (planted, turns, reading) in read_planted() {
        let opening = turns
            .iter()
            .position(|one| one.speaker == Speaker::Customer);
        let opening = opening.and_then(|at| u64::try_from(at).ok());
        let Some((_, planted)) = planted.topics.iter().find(|(at, _)| Some(*at) == opening) else {
            continue;
        };
        match reading.reason {
            Ok(told) if reads(planted, told.topic.as_str()) => right += 1,
            Ok(_) => another += 1,
            Err(_) => none += 1,
        }
    }
    // As docs/CONVERSATIONS.md says.
    assert_eq!((right, another, none), (192, 54, 27));
}
