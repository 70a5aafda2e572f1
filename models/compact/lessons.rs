//! What the compact model learns from.

use crate::folder::Folder;
use crate::sample::{Sample, class_of, hash_of};
use signaal::encode::QuestionKind;
use signaal::language::{clauses, sentences};
use signaal::learn::sentiment::{Class, Provenance};
use signaal::record::LanguageTag;
use std::collections::BTreeMap;
use std::error::Error;

/// The tables that hold the lessons.
pub(crate) const TABLES: [&str; 6] = [
    "nhs_fft_v6",
    "nhs_fft_phase1",
    "mams_terms",
    "xed_nl",
    "ud_dutch_sentences",
    "ntrex_nl_en",
];
/// A line of a film is no customer's remark.
const WEIGHT_OF_FILM_LINES: f32 = 0.2;
/// A label that was given to a part, or with doubt.
const WEIGHT_OF_DOUBT: f32 = 0.5;

/// Labelled texts, and unlabelled ones that keep made remarks company.
pub(crate) struct Lessons {
    pub(crate) samples: Vec<Sample>,
    fillers_nl: Vec<String>,
    fillers_en: Vec<String>,
}

impl Lessons {
    /// Reads and redacts them, in a fixed order.
    pub(crate) fn read(folder: &Folder) -> Result<Self, Box<dyn Error>> {
        let answers = health_answers(folder)?;
        // Every second answer also without its question: most texts come without one.
        let open = answers.iter().step_by(2).map(|sample| Sample {
            question: QuestionKind::Open,
            ..sample.clone()
        });
        let mut samples: Vec<Sample> = open.collect();
        samples.extend(answers);
        samples.extend(health_remarks(folder)?);
        samples.extend(restaurant_sentences(folder)?);
        samples.extend(film_lines(folder)?);

        let mut fillers_nl = Vec::new();
        for row in folder.rows("ud_dutch_sentences")? {
            fillers_nl.push(redacted(folder, row.field("text")?));
        }
        let mut fillers_en = Vec::new();
        for row in folder.rows("ntrex_nl_en")? {
            fillers_nl.push(redacted(folder, row.field("text")?));
            fillers_en.push(redacted(folder, row.field("text_en")?));
        }
        for row in folder.rows("xed_nl")? {
            if row.field("derived_polarity")? == "mixed" {
                fillers_nl.push(redacted(folder, row.field("text")?));
            }
        }
        Ok(Self {
            samples,
            fillers_nl,
            fillers_en,
        })
    }

    /// Sentences without known sentiment.
    pub(crate) fn fillers(&self) -> (Vec<&str>, Vec<&str>) {
        (
            self.fillers_nl.iter().map(String::as_str).collect(),
            self.fillers_en.iter().map(String::as_str).collect(),
        )
    }
}

/// NHS Friends and Family Test, version 6: answers to open questions; grouped by respondent.
pub(crate) fn health_answers(folder: &Folder) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mut samples = Vec::new();
    for row in folder.rows("nhs_fft_v6")? {
        let class = match row.field("comment_sentiment")? {
            "1.0" | "2.0" => Class::Positive,
            "3.0" => Class::Neutral,
            "4.0" | "5.0" => Class::Negative,
            _ => continue,
        };
        let text = row.field("text")?;
        if !text.trim().is_empty() {
            samples.push(Sample {
                question: QuestionKind::read(row.field("question")?),
                group: hash_of(row.field("respondent_id")?),
                ..Sample::new(folder.redact(text), LanguageTag::En, class)
            });
        }
    }
    Ok(samples)
}

/// NHS Friends and Family Test, phase 1: criticality from −4 to 4.
fn health_remarks(folder: &Folder) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mut samples = Vec::new();
    for row in folder.rows("nhs_fft_phase1")? {
        let (text, asked) = (row.field("text")?, row.field("question")?);
        let Ok(criticality) = row.field("criticality_num")?.parse::<f32>() else {
            continue;
        };
        // Trust B coded criticism alone, so that its zero is praise; elsewhere zero says nothing.
        let (class, weight) = match criticality {
            value if value >= 2.0 => (Class::Positive, 1.0),
            value if value <= -2.0 => (Class::Negative, 1.0),
            value if value >= 1.0 => (Class::Positive, WEIGHT_OF_DOUBT),
            value if value <= -1.0 => (Class::Negative, WEIGHT_OF_DOUBT),
            _ if asked == "Trust B - Q1" => (Class::Positive, 1.0),
            _ => continue,
        };
        if !text.trim().is_empty() {
            samples.push(Sample {
                question: match asked {
                    "Trust A - Q1" | "Trust C - Q2" => QuestionKind::Improvement,
                    "Trust A - Q2" | "Trust C - Q1" => QuestionKind::Praise,
                    _ => QuestionKind::Open,
                },
                group: hash_of(text),
                weight,
                ..Sample::new(folder.redact(text), LanguageTag::En, class)
            });
        }
    }
    Ok(samples)
}

/// MAMS, training split: each sentence, and each of its clauses whose aspects agree.
fn restaurant_sentences(folder: &Folder) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mut aspects: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in folder.rows("mams_terms")? {
        if row.field("split")? == "train" {
            let aspect = (row.field("aspect_term")?, row.field("polarity")?);
            let of_text = aspects.entry(row.field("text")?.to_owned()).or_default();
            of_text.push((aspect.0.to_owned(), aspect.1.to_owned()));
        }
    }
    let mut samples = Vec::new();
    for (text, aspects) in &aspects {
        let class = class_of(aspects.iter().map(|(_, label)| label.as_str()));
        let whole = Sample {
            group: hash_of(text),
            weight: WEIGHT_OF_DOUBT,
            ..Sample::new(folder.redact(text), LanguageTag::En, class)
        };
        let words = whole.text.as_str();
        let clauses: Vec<_> = sentences(words)
            .into_iter()
            .flat_map(|sentence| clauses(words, sentence))
            .collect();
        samples.push(whole.clone());
        if clauses.len() < 2 {
            continue;
        }
        for span in clauses {
            let Some(clause) = words.get(span.clone()) else {
                continue;
            };
            let inside = aspects.iter().filter(|(term, _)| clause.contains(term));
            let class = class_of(inside.map(|(_, label)| label.as_str()));
            if class != Class::Neutral {
                samples.push(Sample {
                    span,
                    class,
                    ..whole.clone()
                });
            }
        }
    }
    Ok(samples)
}

/// XED, Dutch: lines of films whose emotions are all of one side; they move Dutch n-grams alone.
fn film_lines(folder: &Folder) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mut samples = Vec::new();
    for row in folder.rows("xed_nl")? {
        let class = match row.field("derived_polarity")? {
            "positive" => Class::Positive,
            "negative" => Class::Negative,
            _ => continue,
        };
        samples.push(Sample {
            weight: WEIGHT_OF_FILM_LINES,
            provenance: Provenance::Made,
            ..Sample::new(folder.redact(row.field("text")?), LanguageTag::Nl, class)
        });
    }
    Ok(samples)
}

fn redacted(folder: &Folder, text: &str) -> String {
    folder.redact(text).as_str().to_owned()
}
