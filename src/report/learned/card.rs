use super::sentiment::CLASSES;
use super::topics::{TopicsJudged, topics_text};
use crate::classify::topics::{Choice, LearnedSentiment, Origins, TopicModel};
use crate::learn::quality::{Quality, share_of};
use crate::learn::topics::{Refusal, RefusalReason, Trained};
use crate::report::words::Language;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Card of a topic model, in Markdown.
pub fn topic_card(trained: &Trained) -> String {
    let model = &trained.model;
    let mut card = heading("Topics learnt from labels", model.sha256(), model.origins());
    let _ = writeln!(
        card,
        "| topics | {}; a text has {} |\n| features | {} words, pairs and runs of characters (hashed: no text can be read back) |\n",
        model.topics().len(),
        match model.choice() {
            Choice::Any => "any number of them",
            Choice::One => "one at most",
        },
        model.n_features()
    );
    let _ = writeln!(
        card,
        "Errors were counted on {} texts, each read by a model that had not seen its group, with thresholds chosen on the other \
         folds{}. They hold for texts of the same source.\n\n```\n{}```",
        trained.n_counted,
        if trained.n_counted < model.origins().n_texts {
            "; these are the texts whose labels were corrected"
        } else {
            ""
        },
        topics_text(
            &TopicsJudged {
                names: model
                    .topics()
                    .iter()
                    .map(|topic| topic.name.as_str())
                    .collect(),
                quality: &trained.held_out,
                calibration: None,
                errors: Vec::new(),
            },
            Language::En
        )
    );
    if !trained.refused.is_empty() {
        let _ = writeln!(card, "\nNot learnt:\n");
        for refusal in &trained.refused {
            let _ = writeln!(card, "- {}", refused(refusal));
        }
    }
    card
}

/// A label that was not learnt, with the reason.
fn refused(refusal: &Refusal) -> String {
    let Refusal { label, n, reason } = refusal;
    match reason {
        RefusalReason::TooFew { least } => {
            format!("{label}: {n} texts, at least {least} are needed")
        }
        RefusalReason::NearlyEverywhere { n_without } => {
            format!("{label}: only {n_without} texts are without it")
        }
    }
}

/// Errors of a topic model as `signaal drivers --label-card` reads them.
pub fn topic_errors(model: &TopicModel) -> String {
    let cards: Vec<Value> = model
        .topics()
        .iter()
        .map(|topic| {
            let counts = &topic.held_out;
            let precision = share_of(counts.true_positives, counts.n_found());
            let recall = share_of(counts.true_positives, counts.support());
            json!({
                "driver": topic.name,
                "true_positives": counts.true_positives,
                "false_negatives": counts.false_negatives,
                "false_positives": counts.false_positives,
                "true_negatives": counts.true_negatives,
                "precision": super::interval_json(&precision),
                "recall": super::interval_json(&recall),
            })
        })
        .collect();
    let document = json!({
        "schema_version": 1,
        "about": "errors of learnt topics, counted on held-out folds",
        "model_sha256": model.sha256(),
        "n_texts": model.origins().n_texts,
        "cards": cards,
    });
    format!("{document:#}\n")
}

/// Card of a learnt sentiment, in Markdown.
pub fn sentiment_card(model: &LearnedSentiment, held_out: &Quality) -> String {
    let mut card = heading(
        "Sentiment learnt from labels",
        model.sha256(),
        model.origins(),
    );
    let _ = writeln!(
        card,
        "\nErrors were counted on held-out folds; temperature and least confidence ({:.2}) were chosen on the same, so that the figures are \
         a little kind.\n\n```\n{}```",
        model.least_confidence(),
        super::sentiment_text(held_out, model.confusion(), Language::En)
    );
    card
}

/// Errors of a learnt sentiment: texts by true class and verdict.
pub fn sentiment_errors(model: &LearnedSentiment) -> String {
    let classes: Vec<Value> = CLASSES
        .iter()
        .zip(model.confusion())
        .map(|(name, row)| {
            let n: usize = row.iter().sum();
            let read: Vec<Value> = CLASSES
                .iter()
                .zip(row)
                .map(|(read, &count)| {
                    json!({ "read": read, "n": count, "share": super::interval_json(&share_of(count, n)) })
                })
                .collect();
            json!({ "class": name, "n": n, "read_as": read })
        })
        .collect();
    let document = json!({
        "schema_version": 1,
        "about": "errors of learnt sentiment, counted on held-out folds",
        "model_sha256": model.sha256(),
        "n_texts": model.origins().n_texts,
        "classes": classes,
    });
    format!("{document:#}\n")
}

fn heading(title: &str, sha256: &str, origins: &Origins) -> String {
    let mut card = format!("# {title}\n\n| | |\n|---|---|\n");
    let [nl, en, unknown] = origins.n_by_language;
    let _ = writeln!(
        card,
        "| file | SHA-256 {sha256} |\n| encoder | {}, SHA-256 {} |\n| learnt from | {} texts: {nl} Dutch, {en} English, {unknown} of unknown language; \
         {} with corrected labels |\n| held out | {} folds{}, seed {} |",
        origins.encoder,
        origins.encoder_sha256,
        origins.n_texts,
        origins.n_corrected,
        origins.n_folds,
        if origins.is_grouped {
            ", groups kept together"
        } else {
            ""
        },
        origins.seed
    );
    card
}
