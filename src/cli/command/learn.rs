use super::labelled::{class, encoder, labelled_text, language, nothing_labelled, read};
use crate::classify::topics::LearnedTopic;
use crate::cli::args::TextOrJson;
use crate::cli::exit;
use crate::cli::learn_args::{How, LabelledTable, Learn, LearnWhat};
use crate::cli::output;
use crate::cli::session::Misuse;
use crate::learn::Error;
use crate::learn::labelled_sentiment::{self, JudgedText};
use crate::learn::topics::{self, LabelledText, Refusal, RefusalReason, Trained};
use crate::pipeline::write_model;
use crate::report::learned::{
    TopicsJudged, sentiment_card, sentiment_errors, sentiment_json, sentiment_text, topic_card,
    topic_errors, topics_json, topics_text,
};

/// Learns topics or sentiment from labels.
pub(in crate::cli) fn run(args: &Learn) -> anyhow::Result<u8> {
    match &args.what {
        LearnWhat::Topics {
            data,
            labels,
            how,
            min_examples,
        } => {
            refuse(data, how)?;
            let read = read(data, Some(labels))?;
            let texts: Vec<LabelledText<'_>> = read.rows.iter().filter_map(labelled_text).collect();
            if texts.is_empty() {
                return Err(nothing_labelled(labels));
            }
            let trained = learn_topics(&texts, how, *min_examples)?;
            show_topics(&trained, how)
        }
        LearnWhat::Sentiment { data, label, how } => {
            refuse(data, how)?;
            learn_sentiment(data, label, how)
        }
    }
}

fn refuse(data: &LabelledTable, how: &How) -> anyhow::Result<()> {
    output::refuse_overwrite(
        &[Some(&data.file)],
        &[Some(&how.out), data.quarantine.as_deref()],
    )
}

/// Learns, says which labels were not learnt, and writes the model with its card.
pub(super) fn learn_topics(
    texts: &[LabelledText<'_>],
    how: &How,
    least_examples: usize,
) -> anyhow::Result<Trained> {
    let options = topics::Options {
        seed: how.seed,
        n_folds: usize::from(how.folds),
        least_examples,
    };
    let trained = topics::train(texts, encoder(how.model.as_str(), &how.place)?, &options);
    if let Err(Error::NoTopics { refused, .. }) = &trained {
        say_refused(refused);
    }
    let trained = trained.map_err(too_little)?;
    say_refused(&trained.refused);
    for line in read_by_stroke(trained.model.topics()) {
        tracing::info!("{line}");
    }
    let card = topic_card(&trained);
    let errors = topic_errors(&trained.model);
    let [card, errors] = write_model(&how.out, &trained.model.to_bytes(), &card, &errors)?;
    tracing::info!(
        "wrote {}, {} and {}",
        how.out.display(),
        card.display(),
        errors.display()
    );
    Ok(trained)
}

/// Too few labels are no fault of the program.
fn too_little(error: Error) -> anyhow::Error {
    let hint = match error {
        Error::NoTopics { .. } => {
            "label more texts: a topic needs texts with it and texts without it; --separator tells labels of one cell apart"
        }
        Error::TooFewOfClass { .. } => "label more texts of this class",
        other => return other.into(),
    };
    Misuse::new(error.to_string()).hint(hint).into()
}

fn say_refused(refused: &[Refusal]) {
    for Refusal { label, n, reason } in refused {
        match reason {
            RefusalReason::TooFew { least } => {
                tracing::warn!("\"{label}\" is not learnt: {n} texts, at least {least} are needed");
            }
            RefusalReason::NearlyEverywhere { n_without } => {
                tracing::warn!("\"{label}\" is not learnt: only {n_without} texts are without it");
            }
        }
    }
}

/// Which labels were taken for parent and child by their `/`, and which with one for a label like any other.
fn read_by_stroke(topics: &[LearnedTopic]) -> Vec<String> {
    let line = |(at, topic): (usize, &LearnedTopic)| {
        let name = &topic.name;
        let below = topics.iter().filter(|one| one.parent == Some(at));
        let below: Vec<String> = below.map(|one| format!("\"{}\"", one.name)).collect();
        if !below.is_empty() {
            return Some(format!(
                "\"{name}\" is read as the parent of {}",
                below.join(", ")
            ));
        }
        let is_whole = topic.parent.is_none() && name.contains('/');
        is_whole.then(|| format!("\"{name}\" is read as one label, not as parent and child"))
    };
    topics.iter().enumerate().filter_map(line).collect()
}

/// Prints the figures of held-out folds.
pub(super) fn show_topics(trained: &Trained, how: &How) -> anyhow::Result<u8> {
    let names = trained.model.topics().iter();
    let judged = TopicsJudged {
        names: names.map(|topic| topic.name.as_str()).collect(),
        quality: &trained.held_out,
        calibration: None,
        errors: Vec::new(),
    };
    let text = match how.format {
        TextOrJson::Text => topics_text(&judged, language(how.lang)),
        TextOrJson::Json => topics_json(&judged),
    };
    output::write(None, &text)?;
    Ok(exit::DONE)
}

fn learn_sentiment(data: &LabelledTable, label: &str, how: &How) -> anyhow::Result<u8> {
    let read = read(data, Some(label))?;
    let mut unknown: Vec<u64> = Vec::new();
    let texts: Vec<JudgedText<'_>> = read
        .rows
        .iter()
        .filter_map(|row| {
            // The word for none of the topics is no class of sentiment.
            let label = row.labels.as_ref()?.first()?;
            let class = class(label);
            if class.is_none() {
                unknown.push(row.row);
            }
            Some(JudgedText {
                passage: row.passage(),
                class: class?,
                group: row.group,
            })
        })
        .collect();
    if let Some(first) = unknown.first() {
        tracing::warn!(
            n = unknown.len(),
            first_row = first,
            "labels are neither negative, neutral nor positive (−1, 0, 1); their rows were left out"
        );
    }
    if texts.is_empty() {
        return Err(nothing_labelled(label));
    }
    let options = labelled_sentiment::Options {
        seed: how.seed,
        n_folds: usize::from(how.folds),
        ..labelled_sentiment::Options::default()
    };
    let trained =
        labelled_sentiment::train(&texts, encoder(how.model.as_str(), &how.place)?, &options)
            .map_err(too_little)?;
    let card = sentiment_card(&trained.model, &trained.held_out);
    let errors = sentiment_errors(&trained.model);
    write_model(&how.out, &trained.model.to_bytes(), &card, &errors)?;
    let confusion = trained.model.confusion();
    let text = match how.format {
        TextOrJson::Text => sentiment_text(&trained.held_out, confusion, language(how.lang)),
        TextOrJson::Json => sentiment_json(&trained.held_out, confusion),
    };
    output::write(None, &text)?;
    Ok(exit::DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stroke_was_taken_for_is_said() {
        let topic = LearnedTopic::example;
        let topics = [
            topic("care/treatment", None),
            topic("staff", None),
            topic("staff/manner", Some(1)),
            topic("staff/skill", Some(1)),
        ];
        let expected = [
            "\"care/treatment\" is read as one label, not as parent and child",
            "\"staff\" is read as the parent of \"staff/manner\", \"staff/skill\"",
        ];
        assert_eq!(read_by_stroke(&topics), expected);
    }
}
