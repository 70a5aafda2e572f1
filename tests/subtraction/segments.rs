//! Segments and the topics in them, as `rank --by` tells them.

use super::attack::{Draw, Published};
use super::{Crowd, array, json, survives};
use crate::kit::{Bench, SMALL_PROJECT};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const REMARKS: [&str; 4] = [
    "Lang wachten aan de telefoon, echt slecht",
    "De factuur klopt weer niet",
    "Storing, al drie dagen geen internet",
    "Gaat wel",
];

/// What `rank --by segment` tells of respondents with a segment, an answer and a remark each.
fn compared(rows: &[(String, String, &str)]) -> Value {
    let of_own = rows
        .iter()
        .enumerate()
        .map(|(at, (segment, answer, remark))| {
            (segment.clone(), answer.clone(), *remark, format!("K{at}"))
        });
    compared_of(&of_own.collect::<Vec<_>>())
}

/// The same with the customer of each.
fn compared_of(rows: &[(String, String, &str, String)]) -> Value {
    let bench = Bench::new();
    let mut text = "id;datum;nps;opmerking;klant;segment\n".to_owned();
    for (at, (segment, answer, remark, customer)) in rows.iter().enumerate() {
        let day = 1 + at % 28;
        let _ = writeln!(
            text,
            "{at};{day:02}-01-2026;{answer};\"{remark}\";{customer};{segment}"
        );
    }
    let project = SMALL_PROJECT.replace("controls = [\"segment\"]", "controls = []");
    bench.write("project.toml", project).write("data.csv", text);
    bench.write("test.key", "ab".repeat(32));
    bench.succeeds(&["ingest", "project.toml"]);
    json(&bench, &["rank", "-p", "project.toml", "--by", "segment"])
}

/// Segments and the topics in them of `rank --by`.
#[test]
fn topics_of_segments_isolate_nobody() {
    // Which remark is read as which topic, each in a segment of its own.
    let of_remark = (0..240).map(|at| {
        let remark = at / 5 % REMARKS.len();
        // Some stand in a common one, as a topic that is a segment has no effect of its own.
        let segment = if at % 5 < 3 {
            remark.to_string()
        } else {
            "common".to_owned()
        };
        // Nor is told what all of a segment say.
        let said = if at / 5 % 3 == 0 { 3 } else { remark };
        (
            segment,
            ((at * 7 + at / 11) % 11).to_string(),
            REMARKS[said],
        )
    });
    let read = compared(&of_remark.collect::<Vec<_>>());
    let mut remarks_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for topic in array(&read["topics"]) {
        for cell in array(&topic["cells"]) {
            if cell["n_negative"].as_u64().is_some_and(|n| n > 0) {
                let remarks = remarks_of.entry(topic["topic"].to_string()).or_default();
                remarks.insert(cell["segment"].as_str().unwrap().to_owned());
            }
        }
    }
    assert!(remarks_of.len() >= 2, "{read:#}");
    for remarks in remarks_of.values_mut() {
        remarks.remove("common");
    }
    let (mut n_told, mut n_hidden) = (0, 0);
    for seed in 0..4 {
        let mut draw = Draw(500 + seed);
        let sizes = [2, 3, 4, 5, 6, 9, 14, 30];
        let crowd = Crowd::new(&mut draw, &[("segment", 5), ("remark", 4)], &sizes);
        let remark = |person: &BTreeMap<&str, String>| person["remark"].replace("remark", "");
        let rows = crowd.people.iter().map(|person| {
            let text = REMARKS[remark(person).parse::<usize>().unwrap()];
            // From five points to eleven, detractors to promoters.
            let answer = 2 * person["answer"].parse::<usize>().unwrap();
            (person["segment"].clone(), answer.to_string(), text)
        });
        let told = compared(&rows.collect::<Vec<_>>());
        let named: BTreeSet<&str> = array(&told["segments"])
            .iter()
            .filter_map(|row| row["value"].as_str())
            .collect();
        // Segments that have no row of their own are pooled in one.
        let within = |value: &Value| -> BTreeSet<usize> {
            let is_in = |person: &BTreeMap<&str, String>| match value.as_str() {
                Some(value) => person["segment"] == value,
                None => !named.contains(person["segment"].as_str()),
            };
            let people = crowd.people.iter().enumerate();
            people
                .filter(|(_, person)| is_in(person))
                .map(|(at, _)| at)
                .collect()
        };
        let mut published = Vec::new();
        let mut add = |name: String, n: &Value, people: BTreeSet<usize>, has_figure: bool| {
            let Some(n) = n.as_u64() else {
                n_hidden += 1;
                return;
            };
            n_told += 1;
            assert_eq!(n, people.len() as u64, "{seed} {name}");
            published.push(Published::new(name, people, has_figure));
        };
        let all: BTreeSet<usize> = (0..crowd.people.len()).collect();
        add("all".to_owned(), &told["n"], all.clone(), true);
        for row in array(&told["segments"]) {
            let has_figure = !row["mean_points"].is_null();
            add(
                row["value"].to_string(),
                &row["n"],
                within(&row["value"]),
                has_figure,
            );
        }
        for topic in array(&told["topics"]) {
            let name = topic["topic"].to_string();
            let Some(remarks) = remarks_of.get(&name) else {
                continue;
            };
            let says = |at: &usize| remarks.contains(&remark(&crowd.people[*at]));
            let said: BTreeSet<usize> = all.iter().copied().filter(says).collect();
            add(name.clone(), &topic["n_negative"], said.clone(), false);
            for cell in array(&topic["cells"]) {
                let of_segment = within(&cell["segment"]);
                let people = of_segment.intersection(&said).copied().collect();
                let cell_name = format!("{name} in {}", cell["segment"]);
                add(cell_name, &cell["n_negative"], people, false);
            }
        }
        survives(&format!("{seed}"), &published, &crowd.answers(), 5);
    }
    assert!(
        n_told > 20 && n_hidden > 5,
        "{n_told} told, {n_hidden} hidden"
    );
}

/// Many answers of one customer are one person, in a topic of a segment too.
#[test]
fn what_one_customer_says_often_is_not_told_and_hides_no_large_segments() {
    let mut rows = Vec::new();
    for at in 0..240_usize {
        let segment = ["A", "B", "C"][at % 3];
        rows.push((
            segment.to_owned(),
            (at * 7 % 11).to_string(),
            REMARKS[at / 3 % 4],
            format!("K{at}"),
        ));
    }
    for at in 0..20_usize {
        // E is of one customer, and so is what is said of the queue in D.
        rows.push((
            "E".to_owned(),
            (at % 11).to_string(),
            REMARKS[usize::from(at > 13)],
            "one".to_owned(),
        ));
        rows.push((
            "D".to_owned(),
            (at % 9).to_string(),
            REMARKS[0],
            "two".to_owned(),
        ));
        rows.push((
            "D".to_owned(),
            (at % 9).to_string(),
            REMARKS[3],
            format!("L{at}"),
        ));
    }
    let told = compared_of(&rows);
    let row = |name: &str| {
        let found = array(&told["segments"]).iter();
        found
            .clone()
            .find(|row| row["value"] == name)
            .unwrap()
            .clone()
    };
    let n_large = ["A", "B", "C"].map(|name| row(name)["n"].as_u64().is_some());
    assert!(
        n_large.iter().filter(|told| **told).count() >= 2,
        "{told:#}"
    );
    assert!(row("E")["n"].is_null(), "{told:#}");
    assert!(!array(&told["topics"]).is_empty());
    for topic in array(&told["topics"]) {
        for cell in array(&topic["cells"]) {
            let is_of_one = cell["segment"] == "E" || cell["segment"] == "D";
            let n = cell["n_negative"].as_u64().unwrap_or(0);
            assert!(!is_of_one || n == 0, "{topic:#}");
        }
    }
}
