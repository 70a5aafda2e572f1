//! Makes `label_card.json` of the demo: how often readings of a random sample of its comments are right.
//!
//! The planted topics of `truth_labels.jsonl.gz` stand for what a person who checks comments would
//! note. With your own data a person does that, and the same counting gives the card; its layout is in
//! `docs/PROJECT_FILE.md`.
//!
//! ```text
//! cargo run --release -- run data/demo/project.toml
//! cargo run --release -- export -p data/demo/project.toml --out target/read.jsonl
//! cargo run --release --example label_card -- target/read.jsonl 400 1 > data/demo/label_card.json
//! ```

use anyhow::{Context, bail};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use signaal::stats::draw::uniform;
use signaal::stats::generator;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Write};

/// Planted topics and the topics of the taxonomy that read them.
const TOPICS: [(&str, &str); 24] = [
    ("wait.phone", "access.phone-wait"),
    ("wait.callback", "access.call-back"),
    ("wait.response", "access.response-time"),
    ("wait.transfer", "access.transfers"),
    ("wait.menu", "access.menu"),
    ("staff.friendly", "staff.friendliness"),
    ("staff.knowledge", "staff.knowledge"),
    ("staff.listening", "staff.empathy"),
    ("staff.promise", "staff.promises"),
    ("resolution.first-time", "resolution.solved"),
    ("resolution.complaint", "resolution.complaint"),
    ("resolution.informed", "resolution.informed"),
    ("resolution.clarity", "resolution.clarity"),
    ("delivery.on-time", "delivery.on-time"),
    ("delivery.damaged", "delivery.damaged-missing"),
    ("product.quality", "product.quality"),
    ("product.outage", "product.defect-outage"),
    ("price.level", "price.level"),
    ("price.invoice", "price.invoice"),
    ("price.refund", "price.refund"),
    ("contract.cancel", "price.contract"),
    ("digital.website", "digital.website-app"),
    ("digital.login", "digital.login"),
    ("digital.chatbot", "digital.chatbot"),
];

/// Planted waiting is read as one of two topics; where only this one is read, it is the right one.
const REACHABILITY: (&str, &str) = ("wait.phone", "access.reachability");

/// Tones in which a topic is spoken of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Tones {
    negative: bool,
    positive: bool,
}

/// Topics of one comment with their tones.
type Topics = BTreeMap<String, Tones>;

/// How one topic of one comment was read, and what beside it.
type Reading = (Option<Tones>, Tones);

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [read, n, seed] = arguments.as_slice() else {
        bail!("expected the exported documents (.jsonl), how many comments to check, and a seed");
    };
    let (n, seed): (usize, u64) = (n.parse()?, seed.parse()?);
    let truths = truths()?;
    let readings = readings(read)?;
    let mut drawn: Vec<(f64, &String)> = Vec::new();
    let mut random = generator(seed, 0);
    for id in truths.keys().filter(|id| readings.contains_key(*id)) {
        drawn.push((uniform(&mut random), id));
    }
    drawn.sort_by(|a, b| a.0.total_cmp(&b.0));
    let chosen: Vec<&String> = drawn.into_iter().take(n).map(|(_, id)| id).collect();
    if chosen.len() < n {
        bail!("only {} comments have words", chosen.len());
    }
    let mut topics = Vec::new();
    for (planted, topic) in TOPICS.into_iter().chain([REACHABILITY]) {
        let mut cells: BTreeMap<Reading, [u64; 3]> = BTreeMap::new();
        for id in &chosen {
            let read = &readings[*id];
            let truth = truth(&truths[*id], read, planted, topic);
            let cell = cells.entry(reading(read, topic)).or_default();
            cell[0] += 1;
            cell[1] += u64::from(truth.negative);
            cell[2] += u64::from(truth.positive);
        }
        let cells: Vec<Value> = cells.iter().map(cell).collect();
        topics.push(json!({ "topic": topic, "cells": cells }));
    }
    let card = json!({
        "schema_version": 1,
        "about": format!("{n} comments of data/demo, drawn with seed {seed}; planted topics stand for a person's check"),
        "n_comments": n,
        "topics": topics,
    });
    let mut text = serde_json::to_string_pretty(&card)?;
    text.push('\n');
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

/// What is true of `topic` in a comment in which `planted` may have been planted.
fn truth(planted_in: &Topics, read: &Topics, planted: &str, topic: &str) -> Tones {
    let (waiting, reachability) = REACHABILITY;
    let only_reachability =
        read.contains_key(reachability) && !read.contains_key("access.phone-wait");
    if planted == waiting && (topic == reachability) != only_reachability {
        return Tones::default();
    }
    planted_in.get(planted).copied().unwrap_or_default()
}

fn reading(read: &Topics, topic: &str) -> Reading {
    let Some(tones) = read.get(topic) else {
        return (None, Tones::default());
    };
    let others = || read.iter().filter(|(other, _)| *other != topic);
    let beside = Tones {
        negative: others().any(|(_, tones)| tones.negative),
        positive: others().any(|(_, tones)| tones.positive),
    };
    (Some(*tones), beside)
}

fn cell(((read, beside), [n, n_negative, n_positive]): (&Reading, &[u64; 3])) -> Value {
    let read = match read {
        None => "none",
        Some(Tones {
            negative: true,
            positive: true,
        }) => "both",
        Some(Tones { negative: true, .. }) => "negative",
        Some(Tones { positive: true, .. }) => "positive",
        Some(_) => "unclear",
    };
    let beside: Vec<&str> = [(beside.negative, "negative"), (beside.positive, "positive")]
        .into_iter()
        .filter_map(|(held, side)| held.then_some(side))
        .collect();
    json!({
        "read": read,
        "beside": beside,
        "n": n,
        "n_negative": n_negative,
        "n_positive": n_positive,
    })
}

/// Planted topics of the comments with words, by id.
fn truths() -> anyhow::Result<BTreeMap<String, Topics>> {
    let mut text = String::new();
    let file = "data/demo/truth_labels.jsonl.gz";
    let opened = File::open(file).with_context(|| format!("open {file}"))?;
    GzDecoder::new(opened).read_to_string(&mut text)?;
    let mut truths = BTreeMap::new();
    for line in text.lines() {
        let label: Value = serde_json::from_str(line)?;
        let Some(id) = label["comment_id"]
            .as_str()
            .filter(|_| label["sentiment"] != "none")
        else {
            continue;
        };
        let mut topics = Topics::new();
        for mention in label["topics"].as_array().into_iter().flatten() {
            let topic = mention["topic"].as_str().unwrap_or_default();
            let tones = topics.entry(topic.to_owned()).or_default();
            tones.negative |= mention["polarity"] == "negative";
            tones.positive |= mention["polarity"] == "positive";
        }
        truths.insert(id.to_owned(), topics);
    }
    Ok(truths)
}

/// What was read in each comment, by its id in `comments.jsonl`.
fn readings(exported: &str) -> anyhow::Result<BTreeMap<String, Topics>> {
    let comments = fs::read_to_string("data/demo/comments.jsonl")?;
    // Some lines break off on purpose.
    let id_of: BTreeMap<u64, String> = (1..)
        .zip(comments.lines())
        .filter_map(|(row, line)| {
            let comment: Value = serde_json::from_str(line).ok()?;
            Some((row, comment["comment_id"].as_str()?.to_owned()))
        })
        .collect();
    let text = fs::read_to_string(exported).with_context(|| format!("read {exported}"))?;
    let mut readings = BTreeMap::new();
    for line in text.lines() {
        let document: Value = serde_json::from_str(line)?;
        let Some(id) = document["row"].as_u64().and_then(|row| id_of.get(&row)) else {
            continue;
        };
        if document["file"] != "comments.jsonl" {
            continue;
        }
        let held = |field: &str| -> BTreeSet<&str> {
            let names = document[field].as_array().into_iter().flatten();
            names.filter_map(Value::as_str).collect()
        };
        let (negative, positive) = (held("topics_negative"), held("topics_positive"));
        let topics = held("topics").into_iter().map(|topic| {
            let tones = Tones {
                negative: negative.contains(topic),
                positive: positive.contains(topic),
            };
            (topic.to_owned(), tones)
        });
        readings.insert(id.clone(), topics.collect());
    }
    Ok(readings)
}
