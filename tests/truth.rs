//! What was planted in the bundled demo is found again, and what was hidden in it stays hidden.

use crate::kit::{Bench, root};
use aho_corasick::AhoCorasick;
use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;

/// Planted topics and the topics of `data/taxonomy/cx.toml` that find them, the nearest first.
pub(crate) const TOPICS: [(&str, &[&str]); 24] = [
    ("wait.phone", &["access.phone-wait", "access.reachability"]),
    ("wait.callback", &["access.call-back"]),
    ("wait.response", &["access.response-time"]),
    ("wait.transfer", &["access.transfers"]),
    ("wait.menu", &["access.menu"]),
    ("staff.friendly", &["staff.friendliness"]),
    ("staff.knowledge", &["staff.knowledge"]),
    ("staff.listening", &["staff.empathy"]),
    ("staff.promise", &["staff.promises"]),
    ("resolution.first-time", &["resolution.solved"]),
    ("resolution.complaint", &["resolution.complaint"]),
    ("resolution.informed", &["resolution.informed"]),
    ("resolution.clarity", &["resolution.clarity"]),
    ("delivery.on-time", &["delivery.on-time"]),
    ("delivery.damaged", &["delivery.damaged-missing"]),
    ("product.quality", &["product.quality"]),
    ("product.outage", &["product.defect-outage"]),
    ("price.level", &["price.level"]),
    ("price.invoice", &["price.invoice"]),
    ("price.refund", &["price.refund"]),
    ("contract.cancel", &["price.contract"]),
    ("digital.website", &["digital.website-app"]),
    ("digital.login", &["digital.login"]),
    ("digital.chatbot", &["digital.chatbot"]),
];

/// Planted faults and the codes under which they are quarantined.
const FAULTS: [(&str, &str); 8] = [
    ("no such day", "bad_timestamp"),
    ("not a date", "bad_timestamp"),
    ("score above the scale", "outside_scale"),
    ("score in words", "not_a_number"),
    ("weight is not a number", "not_a_number"),
    ("too few fields", "ragged_row"),
    ("too many fields", "ragged_row"),
    ("line breaks off", "bad_json"),
];

/// Kinds of personal data of which not one value may come out.
const NEVER: [&str; 4] = ["email", "phone", "iban", "address"];

#[test]
fn planted_effects_dirty_rows_and_personal_data_come_out_as_they_should() {
    let bench = Bench::whole_demo();
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    bench.succeeds(&[
        "export",
        "-p",
        "project.toml",
        "--out",
        "out/all.csv",
        "--quiet",
    ]);
    let truth: Value = serde_json::from_str(&bench.read("truth.json")).unwrap();
    check_ranking(&bench, &truth);
    check_correction(&bench, &truth);
    check_dirty_rows(&bench, &truth);
    check_personal_data(&bench);
}

fn check_ranking(bench: &Bench, truth: &Value) {
    let signals: Value = serde_json::from_str(&bench.read("out/signals.json")).unwrap();
    let found: Vec<&str> = signals["signals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|signal| signal["topic"].as_str().unwrap())
        .collect();
    let nearest: BTreeMap<&str, &str> = TOPICS
        .iter()
        .map(|(planted, found)| (*planted, found[0]))
        .collect();
    let planted: Vec<&str> = truth["topics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|topic| nearest[topic["id"].as_str().unwrap()])
        .collect();
    for topic in &planted[..3] {
        assert!(found[..4].contains(topic), "{topic} is not among {found:?}");
    }

    check_menu(&signals, &found, &planted[..3]);

    // Spearman's correlation of planted and found ranks, over what is ranked.
    let ranked: Vec<&str> = planted
        .iter()
        .copied()
        .filter(|topic| found.contains(topic))
        .collect();
    let found: Vec<&str> = found
        .into_iter()
        .filter(|topic| ranked.contains(topic))
        .collect();
    assert!(ranked.len() >= 22, "only {} are ranked", ranked.len());
    let mut squares = 0.0;
    for (planted_rank, topic) in (0_u32..).zip(&ranked) {
        let (found_rank, _) = (0_u32..).zip(&found).find(|(_, f)| *f == topic).unwrap();
        squares += (f64::from(planted_rank) - f64::from(found_rank)).powi(2);
    }
    let n = f64::from(u32::try_from(ranked.len()).unwrap());
    let correlation = 1.0 - 6.0 * squares / ((n - 1.0) * n * (n + 1.0));
    assert!(correlation > 0.75, "rank correlation {correlation:.2}");
}

/// The menu does nothing; it only comes up together with waiting and transfers, and those who mention
/// it are as dissatisfied as they. The model must take most of that away. It cannot take all: a complaint
/// that is missed, or whose tone is not read, is charged to the topics beside it, and errors of reading
/// are not corrected for.
fn check_menu(signals: &Value, found: &[&str], first_three: &[&str]) {
    let signal = |topic: &str| {
        let at = found.iter().position(|ranked| *ranked == topic);
        &signals["signals"][at.unwrap()]
    };
    let number = |value: &Value| value.as_f64().unwrap();
    let menu = signal("access.menu");
    // Both: points of the mean of all who wrote.
    let adjusted = number(&menu["contribution_points"]["estimate"]);
    let unadjusted = number(&menu["unadjusted_impact_points"]);
    assert!(unadjusted < 0.0, "the menu is not mentioned in bad company");
    assert!(
        adjusted.abs() < unadjusted.abs() / 3.0,
        "of {unadjusted:.2} points {adjusted:.2} are left"
    );
    for topic in first_three {
        let planted = &signal(topic)["gain_points"];
        let gain = &menu["gain_points"];
        assert!(
            number(&gain["estimate"]) < number(&planted["estimate"]) / 4.0,
            "the menu gains {gain} beside {planted} of {topic}"
        );
        assert!(
            number(&gain["high"]) < number(&planted["low"]),
            "the menu gains {gain} and may reach {topic} at {planted}"
        );
    }
    assert!(
        !found[..10].contains(&"access.menu"),
        "the menu is among the first ten of {found:?}"
    );
}

/// With 400 checked comments gains come nearer to what was planted among all respondents, and what
/// reading missed most rises to its place. The menu stays a false alarm.
fn check_correction(bench: &Bench, truth: &Value) {
    let project = bench.read("project.toml");
    let carded = project.replace("# label_card", "label_card");
    assert_ne!(carded, project);
    bench.write("carded.toml", carded.replace("\"out\"", "\"carded\""));
    let read: Value = serde_json::from_str(&bench.read("out/signals.json")).unwrap();
    bench.succeeds(&["run", "carded.toml", "--quiet"]);
    let corrected: Value = serde_json::from_str(&bench.read("carded/signals.json")).unwrap();
    let nearest: BTreeMap<&str, &str> = TOPICS
        .iter()
        .map(|(planted, found)| (*planted, found[0]))
        .collect();
    let planted: BTreeMap<&str, f64> = truth["topics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|topic| {
            let gain = topic["gain_if_half_had_all_written"].as_f64().unwrap();
            (nearest[topic["id"].as_str().unwrap()], gain)
        })
        .collect();
    // Mean distance to the planted gain, and how many intervals hold it.
    let judged = |signals: &Value| {
        let signals = signals["signals"].as_array().unwrap();
        let (mut distance, mut n_held, mut n) = (0.0, 0, 0);
        for signal in signals {
            let Some(planted) = signal["topic"]
                .as_str()
                .and_then(|topic| planted.get(topic))
            else {
                continue;
            };
            let bound = |name: &str| signal["gain_points"][name].as_f64().unwrap();
            distance += (bound("estimate") - planted).abs();
            n_held += u32::from(bound("low") <= *planted && *planted <= bound("high"));
            n += 1;
        }
        (distance / f64::from(n), n_held)
    };
    let (before, after) = (judged(&read), judged(&corrected));
    figure(&format!(
        "distance to planted gains, intervals that hold them: {before:?}, with the card {after:?}"
    ));
    assert!(after.0 < 0.75 * before.0, "{before:?} {after:?}");
    assert!(after.1 > before.1 + 5, "{before:?} {after:?}");
    let quality = corrected["signals"].as_array().unwrap().iter().take(5);
    let mut names = quality.map(|signal| signal["topic"].as_str().unwrap());
    assert!(names.any(|topic| topic == "product.quality"));
}

fn check_dirty_rows(bench: &Bench, truth: &Value) {
    let codes: BTreeMap<&str, &str> = FAULTS.into();
    let mut expected = BTreeSet::new();
    for row in truth["dirty_rows"].as_array().unwrap() {
        // A ticket event without a moment is kept, undated.
        if row["expected"] != "rejected" || row["reason"] == "no moment" {
            continue;
        }
        let file = row["file"].as_str().unwrap();
        expected.insert((
            file.to_owned(),
            row["line"].as_u64().unwrap(),
            row["column"].as_str().unwrap().to_owned(),
            codes[row["reason"].as_str().unwrap()].to_owned(),
        ));
    }
    let found: BTreeSet<_> = bench
        .read("out/quarantine.jsonl")
        .lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            (
                row["file"].as_str().unwrap().to_owned(),
                row["row"].as_u64().unwrap(),
                row["column"].as_str().unwrap_or_default().to_owned(),
                row["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(found, expected);
}

fn check_personal_data(bench: &Bench) {
    let outputs: Vec<(&str, String)> = [
        "out/signals.json",
        "out/signals.csv",
        "out/report.html",
        "out/quarantine.jsonl",
        "out/all.csv",
    ]
    .into_iter()
    .map(|name| (name, bench.read(name)))
    .collect();
    let texts = texts();
    let mut never = BTreeMap::new();
    let mut names = BTreeSet::new();
    let mut by_kind = BTreeMap::<String, Vec<String>>::new();
    for label in labels() {
        let Some(parts) = id_of(&label).and_then(|id| texts.get(id)) else {
            continue;
        };
        for datum in label["personal_data"].as_array().unwrap() {
            let part = &parts[place(&datum["turn"])];
            let value = part[place(&datum["start"])..place(&datum["end"])].to_owned();
            let kind = datum["kind"].as_str().unwrap();
            let values = by_kind.entry(kind.to_owned()).or_default();
            values.push(value.clone());
            if let Some(kind) = NEVER.iter().find(|never| **never == kind) {
                never.insert(value, *kind);
            } else if kind == "name" && value.contains(' ') {
                names.insert(value);
            }
        }
    }
    assert!(never.len() > 600 && names.len() > 300);
    for (kind, values) in by_kind {
        let left = seen(values.iter(), &outputs[4].1);
        let n_left = values
            .iter()
            .filter(|value| left.contains(value.as_str()))
            .count();
        figure(&format!("{kind}: {} planted, {n_left} left", values.len()));
    }
    for (name, output) in &outputs {
        let kinds: Vec<&str> = seen(never.keys(), output)
            .into_iter()
            .map(|value| never[value])
            .collect();
        assert!(kinds.is_empty(), "{name} holds planted {kinds:?}");
    }
    // Names are found by their cues; a name without one stays.
    let n_seen = seen(names.iter(), &outputs[4].1).len();
    assert!(
        10 * n_seen < names.len(),
        "{n_seen} of {} names stand in the documents",
        names.len()
    );
}

/// A figure of `docs/DEMO.md`, seen with `--nocapture`.
#[expect(clippy::print_stderr, reason = "the figures are asked for")]
fn figure(text: &str) {
    eprintln!("{text}");
}

/// Which of `values` stand in `text`.
fn seen<'v>(values: impl Iterator<Item = &'v String>, text: &str) -> BTreeSet<&'v str> {
    let values: Vec<&str> = values.map(String::as_str).collect();
    AhoCorasick::new(&values)
        .unwrap()
        .find_overlapping_iter(text)
        .map(|found| values[found.pattern()])
        .collect()
}

#[test]
fn comments_are_read_in_their_language_sentiment_and_topics() {
    let bench = Bench::new();
    let comments = root().join("data/demo/comments.jsonl");
    let taxonomy = root().join("data/taxonomy/cx.toml");
    let outcome = bench.signaal(&[
        "classify",
        &comments.to_string_lossy(),
        "--text",
        "text",
        "--id",
        "comment_id",
        "--question",
        "question",
        "--taxonomy",
        &taxonomy.to_string_lossy(),
        "--quiet",
    ]);
    let readings: BTreeMap<String, Value> = outcome
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|reading| Some((reading["id"].as_str()?.to_owned(), reading)))
        .collect();
    let planted_as: BTreeMap<&str, &str> = TOPICS
        .iter()
        .flat_map(|(planted, found)| found.iter().map(move |topic| (*topic, *planted)))
        .collect();

    let (mut languages, mut tones) = (Tally::default(), Tally::default());
    let mut by_tone = BTreeMap::<(String, String), u32>::new();
    let (mut n_both, mut n_found, mut n_planted) = (0, 0, 0);
    for label in labels() {
        let reading = label["comment_id"].as_str().and_then(|id| readings.get(id));
        let Some(reading) = reading.filter(|_| label["sentiment"] != "none") else {
            continue;
        };
        languages.add(reading["language"] == label["language"]);
        let tone = &reading["sentiment"]["label"];
        let pair = (label["sentiment"].to_string(), tone.to_string());
        *by_tone.entry(pair).or_default() += 1;
        if is_clear(&label["sentiment"]) && is_clear(tone) {
            tones.add(*tone == label["sentiment"]);
        }
        let planted: BTreeSet<&str> = topics(&label).collect();
        let found: BTreeSet<&str> = topics(reading)
            .filter_map(|topic| planted_as.get(topic).copied())
            .collect();
        n_planted += planted.len();
        n_found += found.len();
        n_both += planted.intersection(&found).count();
    }
    let share = |part: usize, whole: usize| {
        f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
    };
    let (precision, recall) = (share(n_both, n_found), share(n_both, n_planted));
    for ((planted, read), n) in by_tone {
        figure(&format!("planted {planted}, read {read}: {n}"));
    }
    figure(&format!("language right {:.3}", languages.share()));
    figure(&format!("clear tones right {:.3}", tones.share()));
    figure(&format!("topics: {precision:.3}, {recall:.3}"));
    assert!(languages.share() > 0.97, "language {}", languages.share());
    assert!(tones.share() > 0.85, "sentiment {}", tones.share());
    assert!(tones.n_all > 1800, "a tone was read in {}", tones.n_all);
    assert!(precision > 0.88 && recall > 0.92, "{precision}, {recall}");
}

fn is_clear(tone: &Value) -> bool {
    tone == "positive" || tone == "negative"
}

/// How many of how many are right.
#[derive(Default)]
struct Tally {
    n_right: u32,
    n_all: u32,
}

impl Tally {
    fn add(&mut self, right: bool) {
        self.n_right += u32::from(right);
        self.n_all += 1;
    }

    fn share(&self) -> f64 {
        f64::from(self.n_right) / f64::from(self.n_all)
    }
}

fn topics(of: &Value) -> impl Iterator<Item = &str> {
    let mentions = of["topics"].as_array().into_iter().flatten();
    mentions.filter_map(|mention| mention["topic"].as_str())
}

/// What was planted in each comment and transcript.
fn labels() -> Vec<Value> {
    let file = File::open(root().join("data/demo/truth_labels.jsonl.gz")).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Texts of the comments, and of the turns of the transcripts that stand in one file.
fn texts() -> BTreeMap<String, Vec<String>> {
    let mut texts = BTreeMap::new();
    for name in ["comments.jsonl", "transcripts/calls.jsonl"] {
        let file = fs::read_to_string(root().join("data/demo").join(name)).unwrap();
        // Some lines break off on purpose.
        for record in file.lines().flat_map(serde_json::from_str::<Value>) {
            let words = |of: &Value| of["text"].as_str().unwrap_or_default().to_owned();
            let parts = match record["turns"].as_array() {
                Some(turns) => turns.iter().map(words).collect(),
                None => vec![words(&record)],
            };
            if let Some(id) = id_of(&record) {
                texts.insert(id.to_owned(), parts);
            }
        }
    }
    texts
}

fn id_of(record: &Value) -> Option<&str> {
    record["comment_id"]
        .as_str()
        .or_else(|| record["transcript_id"].as_str())
}

/// A position; absent is the first.
fn place(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap_or_default()).unwrap()
}
