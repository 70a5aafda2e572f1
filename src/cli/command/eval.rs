use super::labelled::{class, language, learned, nothing_labelled, read};
use crate::classify::sentiment::SentimentModel;
use crate::classify::topics::{LearnedModel, LearnedSentiment, TopicModel};
use crate::cli::args::TextOrJson;
use crate::cli::exit;
use crate::cli::learn_args::Eval;
use crate::cli::output;
use crate::encode::Passage;
use crate::learn::quality;
use crate::learn::sentiment::Class;
use crate::learn::topics::{calibration_table, judge, positions};
use crate::pipeline::LabelledRow;
use crate::report::learned::{
    ErrorToRead, TopicsJudged, sentiment_json, sentiment_text, topics_json, topics_text,
};
use std::collections::BTreeSet;

/// Judges a learnt model on labelled texts.
pub(in crate::cli) fn run(args: &Eval) -> anyhow::Result<u8> {
    output::refuse_overwrite(
        &[Some(&args.model), Some(&args.data.file)],
        &[args.out.as_deref(), args.data.quarantine.as_deref()],
    )?;
    let model = learned(&args.model, &args.place)?;
    let read = read(&args.data, Some(&args.labels))?;
    let rows: Vec<&LabelledRow> = read
        .rows
        .iter()
        .filter(|row| row.labels.is_some())
        .collect();
    if rows.is_empty() {
        return Err(nothing_labelled(&args.labels));
    }
    let text = match model {
        LearnedModel::Topics(model) => eval_topics(&model, &rows, args)?,
        LearnedModel::Sentiment(model) => eval_sentiment(model, &rows, args)?,
    };
    output::write(args.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

fn eval_topics(model: &TopicModel, rows: &[&LabelledRow], args: &Eval) -> anyhow::Result<String> {
    let names: Vec<&str> = model
        .topics()
        .iter()
        .map(|topic| topic.name.as_str())
        .collect();
    let passages: Vec<(Passage<'_>, Option<&str>)> = rows
        .iter()
        .map(|row| (row.passage(), row.question.as_deref()))
        .collect();
    let probabilities = model.probabilities(&passages)?;
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::with_capacity(rows.len());
    let mut truths = Vec::with_capacity(rows.len());
    let mut decisions = Vec::with_capacity(probabilities.len());
    let mut mistakes: Vec<(f64, usize)> = Vec::new();
    for (at, (row, probabilities)) in rows.iter().zip(probabilities.rows()).enumerate() {
        let labels: Vec<&str> = row.labels.iter().flatten().map(String::as_str).collect();
        let is_unknown = |label: &&&str| positions(&names, &[**label]).is_empty();
        unknown.extend(labels.iter().filter(is_unknown).copied());
        let truth = positions(&names, &labels);
        let probabilities = probabilities.to_vec();
        let chosen = model.choose(&probabilities);
        let mut sureness = 0.0_f64;
        for (topic, &probability) in probabilities.iter().enumerate() {
            let is_there = truth.binary_search(&topic).is_ok();
            decisions.push((probability, is_there));
            if is_there != chosen.binary_search(&topic).is_ok() {
                let against = if is_there {
                    1.0 - probability
                } else {
                    probability
                };
                sureness = sureness.max(f64::from(against));
            }
        }
        if chosen != truth {
            mistakes.push((sureness, at));
        }
        found.push(chosen);
        truths.push(truth);
    }
    if !unknown.is_empty() {
        let unknown: Vec<&str> = unknown.into_iter().collect();
        tracing::warn!(
            n = unknown.len(),
            "labels that the model does not know count for nothing: {}",
            unknown.join(", ")
        );
    }
    mistakes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let groups: Vec<u64> = rows.iter().map(|row| row.group).collect();
    let quality = judge(&found, &truths, &groups, names.len(), args.seed);
    let (bins, distance) = calibration_table(&decisions);
    let named = |topics: &[usize]| topics.iter().map(|&topic| names[topic]).collect();
    let judged = TopicsJudged {
        quality: &quality,
        calibration: Some((&bins, distance)),
        errors: mistakes
            .iter()
            .take(args.errors)
            .map(|&(sureness, at)| ErrorToRead {
                id: &rows[at].id,
                row: rows[at].row,
                text: rows[at].text.as_str(),
                labelled: named(&truths[at]),
                found: named(&found[at]),
                sureness,
            })
            .collect(),
        names: names.clone(),
    };
    Ok(match args.format {
        TextOrJson::Text => topics_text(&judged, language(args.lang)),
        TextOrJson::Json => topics_json(&judged),
    })
}

fn eval_sentiment(
    model: LearnedSentiment,
    rows: &[&LabelledRow],
    args: &Eval,
) -> anyhow::Result<String> {
    let least = model.least_confidence();
    let model = SentimentModel::learned(model);
    let judged: Vec<(Passage<'_>, Class)> = rows
        .iter()
        .filter_map(|row| Some((row.passage(), class(row.labels.as_ref()?.first()?)?)))
        .collect();
    if judged.is_empty() {
        return Err(nothing_labelled(&args.labels));
    }
    if judged.len() < rows.len() {
        let n = rows.len() - judged.len();
        tracing::warn!(n, "labels are neither negative, neutral nor positive");
    }
    let (passages, truths): (Vec<Passage<'_>>, Vec<Class>) = judged.into_iter().unzip();
    let probabilities = model.probabilities(&passages)?;
    let mut confusion = [[0; 3]; 3];
    for (probabilities, truth) in probabilities.iter().zip(&truths) {
        confusion[truth.index()][Class::likeliest(*probabilities).index()] += 1;
    }
    let quality = quality::judge(&probabilities, &truths, least, args.seed);
    Ok(match args.format {
        TextOrJson::Text => sentiment_text(&quality, &confusion, language(args.lang)),
        TextOrJson::Json => sentiment_json(&quality, &confusion),
    })
}
