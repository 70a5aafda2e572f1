//! What was planted, as `truth.json` and `truth_labels.jsonl.gz`.

use crate::simulate::comment::Mood;
use crate::simulate::customer::Segment;
use crate::simulate::demo::dirt::DirtyRow;
use crate::simulate::demo::effect::{Effects, by_gain};
use crate::simulate::demo::error::Error;
use crate::simulate::demo::generate::Options;
use crate::simulate::demo::response::{DO_NOT_KNOW, NOT_APPLICABLE, NOT_FILLED_IN, Response};
use crate::simulate::demo::telephone::{Ring, call_truth};
use crate::simulate::demo::transcript::{Transcript, path_of};
use crate::simulate::demo::written::Written;
use crate::simulate::marked::{Finished, Mark};
use crate::simulate::topic::{TOPICS, Tone};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Everything the truth is told about.
pub(crate) struct Planted<'a> {
    pub(crate) options: &'a Options,
    pub(crate) effects: &'a Effects,
    pub(crate) responses: &'a [Response],
    pub(crate) comments: &'a [Written],
    pub(crate) transcripts: &'a [Transcript],
    pub(crate) rings: &'a [Ring],
    pub(crate) n_tickets: usize,
    pub(crate) n_orphan_tickets: usize,
    pub(crate) dirty_rows: Vec<DirtyRow>,
}

#[derive(Serialize)]
struct TopicTruth {
    id: &'static str,
    /// Place by expected gain, from 1.
    expected_rank: usize,
    expected_gain_if_half: f64,
    effect_per_negative_mention: f64,
    effect_standard_error: f64,
    effect_per_positive_mention: f64,
    unadjusted_difference: f64,
    share_of_respondents: f64,
    share_of_commenters: f64,
    /// What it would be had everybody written: effect, share and gain among all respondents.
    effect_had_all_written: f64,
    share_had_all_written: f64,
    gain_if_half_had_all_written: f64,
    negative_mentions_in_files: usize,
    positive_mentions_in_files: usize,
}

/// `truth.json`.
pub(crate) fn truth_json(planted: &Planted<'_>) -> Result<Vec<u8>, Error> {
    let file = "truth.json";
    let mut text = serde_json::to_string_pretty(&truth(planted))
        .map_err(|source| Error::Json { file, source })?;
    text.push('\n');
    Ok(text.into_bytes())
}

fn truth(planted: &Planted<'_>) -> Value {
    let effects = planted.effects;
    let scored: Vec<i64> = planted
        .responses
        .iter()
        .map(|response| response.nps)
        .filter(|score| *score != DO_NOT_KNOW)
        .collect();
    let segments = [Segment::Consumer, Segment::Business, Segment::LargeBusiness]
        .map(|segment| json!({ "name": segment.name(), "latent_points": segment.points() }));
    json!({
        "organisation": "Duinkabel, an internet provider that does not exist",
        "seed": planted.options.seed,
        "first_month": planted.options.first_month.to_string(),
        "n_months": planted.options.n_months,
        "counts": {
            "responses": planted.responses.len(),
            "responses_with_nps": scored.len(),
            "comments": planted.comments.len(),
            "comments_with_words": planted.comments.iter().filter(|comment| comment.sentiment != "none").count(),
            "transcripts": planted.transcripts.len(),
            "tickets": planted.n_tickets,
            "tickets_without_response": planted.n_orphan_tickets,
        },
        "calls": call_truth(planted.rings),
        "outcome": {
            "column": "nps",
            "recode": "0-6 = -100, 7-8 = 0, 9-10 = 100",
            "nps_of_large_sample": rounded(effects.nps, 2),
            "large_sample": effects.n,
            "estimand": "mean change of the recode, among those who mention the topic, had that one experience not happened; same contentment and chance",
        },
        "topics": topics(planted),
        "segments": segments,
        "trends": trends(planted),
        "codes": [
            { "file": "surveys.csv", "column": "nps", "low": 0, "high": 10, "best": "high", "missing": { (DO_NOT_KNOW.to_string()): "weet ik niet" } },
            { "file": "surveys.csv", "column": "ces", "low": 1, "high": 7, "best": "high", "missing": { (NOT_FILLED_IN.to_string()): "niet ingevuld" } },
            { "file": "surveys.csv", "column": "tevredenheid", "low": 1, "high": 5, "best": "low", "missing": { (NOT_APPLICABLE.to_string()): "niet van toepassing" } },
        ],
        "dirty_rows": planted.dirty_rows,
        "personal_data": personal_data(planted),
    })
}

fn topics(planted: &Planted<'_>) -> Vec<TopicTruth> {
    let mut counts: BTreeMap<(usize, Tone), usize> = BTreeMap::new();
    for comment in planted.comments {
        let mut mentions: Vec<_> = comment
            .finished
            .marks
            .iter()
            .filter_map(|(mark, _)| match mark {
                Mark::Topic(mention) => Some((mention.topic, mention.tone)),
                Mark::Pii(_) => None,
            })
            .collect();
        mentions.sort_unstable();
        mentions.dedup();
        for mention in mentions {
            *counts.entry(mention).or_default() += 1;
        }
    }
    let count = |topic, tone| counts.get(&(topic, tone)).copied().unwrap_or_default();
    by_gain(planted.effects)
        .into_iter()
        .enumerate()
        .map(|(place, topic)| {
            let effect = planted.effects.topics[topic];
            TopicTruth {
                id: TOPICS[topic].id,
                expected_rank: place + 1,
                expected_gain_if_half: rounded(effect.gain, 3),
                effect_per_negative_mention: rounded(effect.negative, 1),
                effect_standard_error: rounded(effect.negative_error, 1),
                effect_per_positive_mention: rounded(effect.positive, 1),
                unadjusted_difference: rounded(effect.unadjusted, 1),
                share_of_respondents: rounded(effect.share, 4),
                share_of_commenters: rounded(effect.share_of_comments, 4),
                effect_had_all_written: rounded(effect.all.negative, 1),
                share_had_all_written: rounded(effect.all.share, 4),
                gain_if_half_had_all_written: rounded(effect.all.gain, 3),
                negative_mentions_in_files: count(topic, Tone::Negative),
                positive_mentions_in_files: count(topic, Tone::Positive),
            }
        })
        .collect()
}

fn trends(planted: &Planted<'_>) -> Value {
    let period = planted.options.period();
    let monthly = |id: &str| -> Vec<f64> {
        crate::simulate::topic::position(id).map_or_else(Vec::new, |topic| {
            planted.effects.monthly[topic]
                .iter()
                .map(|share| rounded(*share, 4))
                .collect()
        })
    };
    let month = |month: usize| period.month_start(month).strftime("%Y-%m").to_string();
    json!([
        {
            "topic": "wait.phone",
            "direction": "falling",
            "from": month(period.callback_from()),
            "cause": "call-back service introduced",
            "monthly_share_of_comments": monthly("wait.phone"),
        },
        {
            "topic": "digital.chatbot",
            "direction": "rising",
            "from": month(period.chatbot_from()),
            "cause": "new chatbot",
            "monthly_share_of_comments": monthly("digital.chatbot"),
        },
        {
            "topic": "product.outage",
            "direction": "peak",
            "from": month(period.great_outage()),
            "cause": "great outage in Noord-Brabant and Limburg, that month only",
            "monthly_share_of_comments": monthly("product.outage"),
        },
    ])
}

fn personal_data(planted: &Planted<'_>) -> Value {
    let comments = planted.comments.iter().map(|comment| &comment.finished);
    let turns = planted
        .transcripts
        .iter()
        .flat_map(|transcript| transcript.call.turns.iter().map(|turn| &turn.finished));
    json!({ "comments": count_kinds(comments), "transcripts": count_kinds(turns) })
}

fn count_kinds<'a>(texts: impl Iterator<Item = &'a Finished>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for (mark, _) in texts.flat_map(|text| &text.marks) {
        if let Mark::Pii(kind) = mark {
            *counts.entry(kind.name()).or_default() += 1;
        }
    }
    counts
}

/// `truth_labels.jsonl.gz` before compression: one object per comment and per transcript.
pub(crate) fn labels(planted: &Planted<'_>) -> Vec<u8> {
    let mut lines = String::new();
    for comment in planted.comments {
        let response = &planted.responses[comment.response];
        let (topics, personal) = spans(&comment.finished, None);
        let label = json!({
            "comment_id": comment.id,
            "language": response.customer.language.code(),
            "sentiment": comment.sentiment,
            "mood_of_score": mood_name(Mood::of_score(response.contact.score)),
            "topics": topics,
            "personal_data": personal,
        });
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{label}");
    }
    for transcript in planted.transcripts {
        let response = &planted.responses[transcript.response];
        let (mut topics, mut personal) = (Vec::new(), Vec::new());
        for (turn, spoken) in transcript.call.turns.iter().enumerate() {
            let (of_turn, personal_of_turn) = spans(&spoken.finished, Some(turn));
            topics.extend(of_turn);
            personal.extend(personal_of_turn);
        }
        let label = json!({
            "transcript_id": transcript.id,
            "contact_id": response.contact_id,
            "file": path_of(transcript, response),
            "language": response.customer.language.code(),
            "end": transcript.call.end.name(),
            "topics": topics,
            "personal_data": personal,
        });
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{label}");
    }
    lines.into_bytes()
}

fn mood_name(mood: Mood) -> &'static str {
    match mood {
        Mood::Bad => "bad",
        Mood::Mixed => "mixed",
        Mood::Good => "good",
    }
}

/// Topics and personal data of a text, with byte spans.
fn spans(text: &Finished, turn: Option<usize>) -> (Vec<Value>, Vec<Value>) {
    let (mut topics, mut personal) = (Vec::new(), Vec::new());
    for (mark, span) in &text.marks {
        let mut value = match mark {
            Mark::Topic(mention) => json!({
                "topic": TOPICS[mention.topic].id,
                "polarity": mention.tone.name(),
                "start": span.start,
                "end": span.end,
            }),
            Mark::Pii(kind) => json!({ "kind": kind.name(), "start": span.start, "end": span.end }),
        };
        if let Some(turn) = turn {
            value["turn"] = turn.into();
        }
        match mark {
            Mark::Topic(_) => topics.push(value),
            Mark::Pii(_) => personal.push(value),
        }
    }
    (topics, personal)
}

/// `value` with `digits` decimals, and never −0.
fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale).round() / scale + 0.0
}
