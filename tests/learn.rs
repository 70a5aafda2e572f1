use crate::kit::Bench;
use serde_json::Value;
use std::fmt::Write as _;

/// Remarks on coffee, parking and nurses, with labels, ids and the respondents who made them.
fn labelled() -> String {
    let rooms = [
        "ward", "room", "hall", "desk", "corridor", "canteen", "lift",
    ];
    let parking = [
        "the car park was full",
        "nowhere to park the car",
        "parking costs too much",
    ];
    let coffee = [
        "the coffee was cold",
        "lovely coffee",
        "the coffee machine is broken",
    ];
    let staff = [
        "the nurse was friendly",
        "kind nurses",
        "the nurses listened to me",
    ];
    let other = [
        "nothing else to say",
        "I come back tomorrow",
        "it was on a Tuesday",
    ];
    let mut csv = "id,who,text,topics,tone\n".to_owned();
    for i in 0..160 {
        let room = rooms[i % rooms.len()];
        let pick = |list: &[&str; 3]| format!("{} near the {room}", list[(i / 4) % 3]);
        let (text, topics, tone) = match i % 4 {
            0 => (
                pick(&parking),
                ["Building/Parking", "Building/Parking|Building"][(i / 4) % 2],
                "negative",
            ),
            1 => (
                pick(&coffee),
                "Coffee",
                ["negative", "positive", "negative"][(i / 4) % 3],
            ),
            2 => (
                format!("{}. {}", pick(&staff), pick(&coffee)),
                "Care|Coffee",
                "positive",
            ),
            _ => (pick(&other), "none", "neutral"),
        };
        writeln!(csv, "R{i},P{},{text},{topics},{tone}", i / 2).unwrap();
    }
    csv.push_str("R900,P900,the fountain is lovely,Fountain,positive\n");
    csv.push_str("R901,P901,,Coffee,positive\n");
    csv.push_str(
        "R902,P902,Das Essen war leider kalt und die Bedienung unfreundlich,Coffee,negative\n",
    );
    csv.push_str("R903,P903,where is the car park and is the coffee there any good,,\n");
    csv.push_str("R904,P904,I saw a purple umbrella on the violin and it was strange,,\n");
    csv
}

const LEARN: [&str; 13] = [
    "learn",
    "topics",
    "data.csv",
    "--text",
    "text",
    "--labels",
    "topics",
    "--separator",
    "|",
    "--group",
    "who",
    "--out",
    "topics.model",
];

fn learnt() -> Bench {
    let bench = Bench::new();
    bench.write("data.csv", labelled());
    let learnt = bench.signaal(&LEARN);
    assert_eq!(learnt.code, 0, "{}", learnt.stderr);
    assert!(
        learnt
            .stderr
            .contains("\"Fountain\" is not learnt: 1 texts, at least 8"),
        "{}",
        learnt.stderr
    );
    assert!(
        learnt.stderr.contains("neither Dutch nor English"),
        "{}",
        learnt.stderr
    );
    assert!(
        learnt
            .stderr
            .contains("\"Building\" is read as the parent of \"Building/Parking\""),
        "{}",
        learnt.stderr
    );
    assert!(
        learnt.stdout.contains("Building/Parking"),
        "{}",
        learnt.stdout
    );
    bench
}

#[test]
fn topics_are_learnt_judged_and_found_beside_those_of_the_taxonomy() {
    let bench = learnt();
    let card = bench.read("topics.model.card.md");
    assert!(
        card.contains("groups kept together") && card.contains("Fountain: 1 texts"),
        "{card}"
    );
    let errors: Value = serde_json::from_str(&bench.read("topics.model.errors.json")).unwrap();
    let cards = errors["cards"].as_array().unwrap();
    assert_eq!(cards.len(), 4);
    let n = |key: &str| cards[0][key].as_u64().unwrap();
    let all =
        n("true_positives") + n("false_positives") + n("false_negatives") + n("true_negatives");
    assert_eq!(all, 161);

    let eval = bench.signaal(&[
        "eval",
        "topics.model",
        "data.csv",
        "--text",
        "text",
        "--labels",
        "topics",
        "--separator",
        "|",
        "--format",
        "json",
    ]);
    assert_eq!(eval.code, 0, "{}", eval.stderr);
    let judged: Value = serde_json::from_str(&eval.stdout).unwrap();
    assert!(
        judged["micro_f1"]["estimate"].as_f64().unwrap() > 0.9,
        "{}",
        eval.stdout
    );
    assert!(judged["calibration"]["bins"].is_array());

    bench.write("new.csv", "text\nNowhere to park the car. The coffee was cold and the waiting time on the phone was long\n");
    let read = bench.signaal(&[
        "classify",
        "new.csv",
        "--text",
        "text",
        "--model",
        "topics.model",
    ]);
    assert_eq!(read.code, 0, "{}", read.stderr);
    let line: Value = serde_json::from_str(&read.stdout).unwrap();
    let topics = line["topics"].as_array().unwrap();
    let parking = topics
        .iter()
        .find(|topic| topic["topic"] == "learned.building.parking");
    assert_eq!(parking.unwrap()["origin"], "learned");
    assert_eq!(parking.unwrap()["spans"][0][0], 0);
    assert!(
        topics.iter().any(|topic| topic["origin"].is_null()),
        "{}",
        read.stdout
    );
}

#[test]
fn suggestions_are_labelled_and_learnt_from() {
    let bench = learnt();
    let suggest = [
        "label",
        "suggest",
        "data.csv",
        "--text",
        "text",
        "--labels",
        "topics",
        "--separator",
        "|",
        "--id",
        "id",
        "--model",
        "topics.model",
        "-n",
        "2",
        "--out",
        "next.csv",
    ];
    let suggested = bench.signaal(&suggest);
    assert_eq!(suggested.code, 0, "{}", suggested.stderr);
    let next = bench.read("next.csv");
    assert!(
        next.starts_with("id,row,why,topic,probability,text,labels\n"),
        "{next}"
    );
    assert!(
        next.contains("R903") && next.contains("R904") && next.contains("random"),
        "{next}"
    );
    assert_eq!(bench.signaal(&suggest).code, 0);
    assert_eq!(bench.read("next.csv"), next);

    bench.write("corrections.csv", "id,why,labels\nR903,random,Coffee|Building/Parking\nR904,uncertain,none\nR0,uncertain,\nX,random,Coffee\n");
    let corrected = bench.signaal(&[
        "label",
        "correct",
        "topics.model",
        "corrections.csv",
        "data.csv",
        "--text",
        "text",
        "--labels",
        "topics",
        "--separator",
        "|",
        "--id",
        "id",
        "--out",
        "better.model",
    ]);
    assert_eq!(corrected.code, 0, "{}", corrected.stderr);
    assert!(
        corrected.stderr.contains("corrections name rows"),
        "{}",
        corrected.stderr
    );
    let card = bench.read("better.model.card.md");
    assert!(
        card.contains("163 texts") && card.contains("1 with corrected labels"),
        "{card}"
    );
}

#[test]
fn sentiment_is_learnt_and_read_with() {
    let bench = Bench::new();
    bench.write("data.csv", labelled());
    let learnt = bench.signaal(&[
        "learn",
        "sentiment",
        "data.csv",
        "--text",
        "text",
        "--label",
        "tone",
        "--out",
        "tone.model",
    ]);
    assert_eq!(learnt.code, 0, "{}", learnt.stderr);
    let eval = bench.signaal(&[
        "eval",
        "tone.model",
        "data.csv",
        "--text",
        "text",
        "--label",
        "tone",
        "--format",
        "json",
    ]);
    let judged: Value = serde_json::from_str(&eval.stdout).unwrap();
    assert!(
        judged["accuracy"]["estimate"].as_f64().unwrap() > 0.9,
        "{}",
        eval.stdout
    );
    bench.write("new.csv", "text\nnowhere to park the car near the hall\n");
    let read = bench.signaal(&[
        "classify",
        "new.csv",
        "--text",
        "text",
        "--model",
        "tone.model",
    ]);
    let line: Value = serde_json::from_str(&read.stdout).unwrap();
    assert_eq!(line["sentiment"]["label"], "negative", "{}", read.stdout);
}

#[test]
fn bad_input_is_said_in_plain_words() {
    let bench = learnt();
    let refused = |arguments: &[&str], code: i32, words: &str| {
        let outcome = bench.signaal(arguments);
        assert_eq!(outcome.code, code, "{arguments:?}: {}", outcome.stderr);
        assert!(
            outcome.stderr.contains(words),
            "{arguments:?}: {}",
            outcome.stderr
        );
    };
    let learn = |column: &'static str| {
        [
            "learn", "topics", "data.csv", "--text", "text", "--labels", column, "--out", "x.model",
        ]
    };
    refused(&learn("nowhere"), 2, "nowhere");
    refused(&learn("id"), 2, "at least 8 are needed");
    bench.write("empty.csv", "text,topics\nthe coffee was cold,\n");
    refused(
        &[
            "learn",
            "topics",
            "empty.csv",
            "--text",
            "text",
            "--labels",
            "topics",
            "--out",
            "x.model",
        ],
        2,
        "no row has a label",
    );
    bench.write("broken.model", "PK");
    refused(
        &[
            "classify",
            "data.csv",
            "--text",
            "text",
            "--model",
            "broken.model",
        ],
        3,
        "broken.model",
    );
    let separated = bench.signaal(&[
        "learn",
        "topics",
        "data.csv",
        "--text",
        "text",
        "--labels",
        "topics",
        "--separator",
        ";",
        "--out",
        "x.model",
    ]);
    assert!(
        separated.stderr.contains("stands in no cell"),
        "{}",
        separated.stderr
    );
}

#[test]
fn a_project_reads_with_learnt_topics() {
    let bench = learnt();
    bench.write(
        "p.toml",
        "name = \"p\"\nlanguage = \"en\"\noutput = \"out\"\n[classify]\nmodel = \"topics.model\"\n[privacy]\nkey_file = \"p.key\"\n\
         [[source]]\nname = \"s\"\nfiles = [\"data.csv\"]\nkind = \"feedback\"\n[source.columns]\ntext = \"text\"\nid = \"id\"\n",
    );
    bench.write("p.key", "ab".repeat(32));
    bench.succeeds(&["run", "p.toml"]);
    bench.succeeds(&["export", "-p", "p.toml", "--out", "all.csv"]);
    assert!(bench.read("all.csv").contains("learned.building.parking"));
}
