//! Outcomes and counts of months, as `series` tells them of everybody and by segment.

use super::attack::{Draw, Published};
use super::{Crowd, array, json, survives};
use crate::kit::{Bench, SMALL_PROJECT};
use serde_json::{Value, json as object};
use std::collections::BTreeSet;
use std::fmt::Write;

const TOPIC: &str = "price.invoice";

/// Fewest people that a figure of an archive stands for, as it is where nothing else is set.
const FLOOR: usize = 10;

fn archive(crowd: &Crowd) -> Bench {
    let bench = Bench::new();
    let mut text = "id;datum;nps;opmerking;klant;segment\n".to_owned();
    for (at, person) in crowd.people.iter().enumerate() {
        let month: usize = person["month"]["month".len()..].parse().unwrap();
        let (day, month) = (1 + at % 28, 1 + month);
        let answer = 2 * person["answer"].parse::<usize>().unwrap();
        let remark = match person["remark"].as_str() {
            "remark0" => "Gaat wel",
            "remark2" => "De factuur is helemaal in orde",
            _ => "De factuur klopt weer niet",
        };
        let segment = &person["segment"];
        let _ = writeln!(
            text,
            "{at};{day:02}-{month:02}-2026;{answer};\"{remark}\";K{at};{segment}"
        );
    }
    let project = SMALL_PROJECT.replace("controls = [\"segment\"]", "controls = []");
    bench.write("project.toml", project).write("data.csv", text);
    bench.write("test.key", "ab".repeat(32));
    bench.succeeds(&["ingest", "project.toml"]);
    bench
}

/// Who stands behind the outcome of a point.
fn key(line: &Value, point: &Value) -> Value {
    let mut key = serde_json::Map::new();
    let from = point["from"].as_str().unwrap();
    let month: usize = from["2026-".len().."2026-01".len()].parse().unwrap();
    key.insert("month".to_owned(), object!(format!("month{}", month - 1)));
    key.insert("segment".to_owned(), line["segment"].clone());
    if line["topic"] == TOPIC {
        key.insert("remark".to_owned(), object!("remark1"));
    }
    Value::Object(key)
}

#[test]
fn outcomes_of_months_and_segments_isolate_nobody() {
    let (mut n_told, mut n_hidden) = (0, 0);
    for seed in 0..6 {
        let mut draw = Draw(900 + seed);
        let fields = [("segment", 4), ("month", 2), ("remark", 2)];
        let crowd = Crowd::new(&mut draw, &fields, &[1, 2, 4, 6, 9, 14, 30]);
        let bench = archive(&crowd);
        let asked = [
            "series",
            "-p",
            "project.toml",
            "--every",
            "month",
            "--topic",
            TOPIC,
        ];
        let mut published = Vec::new();
        for by in [&[][..], &["--by", "segment"]] {
            let told = json(&bench, &[&asked, by].concat());
            for line in array(&told["lines"]) {
                for point in array(&line["points"]) {
                    let key = key(line, point);
                    let people = crowd.with(&key);
                    if point["outcome"].is_null() {
                        n_hidden += 1;
                        continue;
                    }
                    n_told += 1;
                    // Where how many speak of the topic is not told, nor is how many of these gave a score.
                    if !point["volume"].is_null() {
                        assert_eq!(point["n_scored"], people.len(), "{seed} {key}");
                    }
                    published.push(Published::new(key.to_string(), people, true));
                }
            }
        }
        survives(&format!("{seed}"), &published, &crowd.answers(), FLOOR);
    }
    assert!(
        n_told > 30 && n_hidden > 10,
        "{n_told} told, {n_hidden} hidden"
    );
}

/// Volumes and negative shares of a topic, with what `rank` tells of all months.
#[test]
fn who_speaks_of_a_topic_in_months_and_segments_isolates_nobody() {
    let (mut n_told, mut n_hidden) = (0, 0);
    for seed in 0..6 {
        let mut draw = Draw(950 + seed);
        let fields = [("segment", 2), ("month", 3), ("remark", 3)];
        let crowd = Crowd::new(&mut draw, &fields, &[1, 2, 4, 6, 9, 14, 30]);
        let bench = archive(&crowd);
        let who = |key: &Value, remarks: &[&str]| -> BTreeSet<usize> {
            let of = |remark: &&str| {
                let mut key = key.clone();
                key["remark"] = object!(remark);
                crowd.with(&key)
            };
            remarks.iter().flat_map(of).collect()
        };
        for (name, remarks) in [
            ("volume", &["remark1", "remark2"][..]),
            ("share_negative", &["remark1"]),
        ] {
            let mut published = Vec::new();
            let all = who(&object!({}), remarks);
            if all.len() >= FLOOR {
                published.push(Published::new("all months", all, false));
            }
            for by in [&[][..], &["--by", "segment"]] {
                let asked = ["series", "-p", "project.toml", "--topic", TOPIC];
                let told = json(&bench, &[&asked, by].concat());
                let of_topic = array(&told["lines"]).iter();
                for line in of_topic.filter(|line| line["topic"] == TOPIC) {
                    for point in array(&line["points"]) {
                        let key = key(line, point);
                        let people = who(&key, remarks);
                        if point[name].is_null() {
                            n_hidden += 1;
                            continue;
                        }
                        n_told += 1;
                        let counted = match name {
                            "volume" => point["volume"].as_f64(),
                            _ => point["share_negative"]["estimate"]
                                .as_f64()
                                .zip(point["n_written"].as_f64())
                                .map(|(share, n)| (share * n).round()),
                        };
                        let n = u32::try_from(people.len()).unwrap();
                        assert_eq!(counted, Some(f64::from(n)), "{seed} {key} {point}");
                        published.push(Published::new(key.to_string(), people, false));
                    }
                }
            }
            survives(
                &format!("{seed} {name}"),
                &published,
                &crowd.answers(),
                FLOOR,
            );
        }
    }
    assert!(
        n_told > 30 && n_hidden > 10,
        "{n_told} told, {n_hidden} hidden"
    );
}

/// What `run` tells of the months of a ranked topic is what a series of it tells.
#[test]
fn months_of_ranked_topics_hide_what_a_series_hides() {
    // Per month how many complain, and how many of forty others are content.
    let months = [
        (30, 12),
        (6, 12),
        (22, 12),
        (0, 12),
        (25, 4),
        (9, 12),
        (18, 0),
    ];
    let mut text = "id;datum;nps;opmerking;klant;segment\n".to_owned();
    let remarks = [
        "De factuur klopt weer niet",
        "De factuur is helemaal in orde",
        "Gaat wel",
    ];
    let mut at = 0;
    for (month, (n_bad, n_good)) in months.into_iter().enumerate() {
        for i in 0..n_bad + 40 {
            let remark = match i {
                _ if i < n_bad => 0,
                _ if i < n_bad + n_good => 1,
                _ => 2,
            };
            let answer = [3, 9, 8][remark] - at % 2;
            let (day, month, remark) = (1 + i % 28, month + 1, remarks[remark]);
            let _ = writeln!(
                text,
                "{at};{day:02}-{month:02}-2026;{answer};\"{remark}\";K{at};x"
            );
            at += 1;
        }
    }
    let bench = Bench::new();
    let project = SMALL_PROJECT.replace("controls = [\"segment\"]", "controls = []");
    bench.write("project.toml", project).write("data.csv", text);
    bench.write("test.key", "ab".repeat(32));
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let ranked: Value = serde_json::from_str(&bench.read("out/signals.json")).unwrap();
    let (mut n_told, mut n_few, mut n_withheld) = (0, 0, 0);
    for signal in array(&ranked["signals"]) {
        let topic = signal["topic"].as_str().unwrap();
        let asked = ["series", "-p", "project.toml", "--every", "month"];
        let series = json(&bench, &[&asked[..], &["--topic", topic]].concat());
        let mut lines = array(&series["lines"]).iter();
        let line = lines.find(|line| line["topic"] == topic).unwrap();
        let points = array(&line["points"]);
        let months = array(&signal["trend"]);
        assert_eq!(months.len(), points.len());
        for (month, point) in months.iter().zip(points) {
            let told = &month["n_negative"];
            assert_eq!(point["n_written"], month["n_respondents"], "{topic}");
            assert_eq!(
                point["few_speak_badly"], month["few_speak_badly"],
                "{topic}"
            );
            assert_eq!(
                point["share_negative"].is_null(),
                told.is_null(),
                "{topic} {month} {point}"
            );
            match told.as_f64() {
                Some(_) => {
                    n_told += 1;
                    let share = point["share_negative"]["estimate"].as_f64();
                    let written = point["n_written"].as_f64();
                    let counted = share.zip(written);
                    let counted = counted.map(|(share, n)| (share * n).round());
                    assert_eq!(counted, told.as_f64(), "{topic} {month}");
                }
                None if month["few_speak_badly"] == true => n_few += 1,
                None => n_withheld += 1,
            }
        }
    }
    assert!(
        n_told > 2 && n_few > 1 && n_withheld > 0,
        "{n_told} told, {n_few} of few, {n_withheld} withheld"
    );
}
