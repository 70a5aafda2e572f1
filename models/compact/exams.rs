//! Labelled texts that the compact model has never learnt from.

use crate::folder::{Folder, Row};
use crate::sample::{Sample, class_of};
use signaal::learn::sentiment::Class;
use signaal::record::LanguageTag;
use std::collections::BTreeMap;
use std::error::Error;

/// The tables that hold the exams.
pub(crate) const TABLES: [&str; 4] = [
    "bolcom_nl",
    "thuisbezorgd_trustpilot_nl",
    "semeval16_restaurant_nl_terms",
    "twitter_airline",
];

/// One set of texts.
pub(crate) struct Exam {
    pub(crate) name: &'static str,
    pub(crate) samples: Vec<Sample>,
}

/// Reads and redacts all of them.
pub(crate) fn exams(folder: &Folder) -> Result<Vec<Exam>, Box<dyn Error>> {
    let [books, meals, restaurants, airlines] = TABLES;
    let exam = |name, table, language, class: fn(&Row) -> Result<Class, Box<dyn Error>>| {
        let mut samples = Vec::new();
        for row in folder.rows(table)? {
            let text = folder.redact(row.field("text")?);
            samples.push(Sample::new(text, language, class(&row)?));
        }
        Ok::<_, Box<dyn Error>>(Exam { name, samples })
    };
    Ok(vec![
        exam("bol.com nl", books, LanguageTag::Nl, |row| {
            Ok(match row.field("polarity")? {
                "1" => Class::Positive,
                _ => Class::Negative,
            })
        })?,
        exam("Thuisbezorgd nl", meals, LanguageTag::Nl, |row| {
            Ok(match row.field("score")? {
                "1" | "2" => Class::Negative,
                "3" => Class::Neutral,
                _ => Class::Positive,
            })
        })?,
        Exam {
            name: "SemEval-16 nl, sentences",
            samples: agreeing_sentences(folder, restaurants)?,
        },
        exam(
            "SemEval-16 nl, targets",
            restaurants,
            LanguageTag::Nl,
            |row| Ok(class_of([row.field("polarity")?])),
        )?,
        exam("Twitter airlines en", airlines, LanguageTag::En, |row| {
            Ok(class_of([row.field("airline_sentiment")?]))
        })?,
    ])
}

/// Reviews of Thuisbezorgd by stars, 1 to 5; their class is not asked for.
pub(crate) fn reviews_by_stars(folder: &Folder) -> Result<[Vec<Sample>; 5], Box<dyn Error>> {
    let mut by_stars: [Vec<Sample>; 5] = Default::default();
    for row in folder.rows("thuisbezorgd_trustpilot_nl")? {
        let n_stars: usize = row.field("score")?.parse()?;
        let of_stars = n_stars.checked_sub(1).and_then(|at| by_stars.get_mut(at));
        let text = folder.redact(row.field("text")?);
        of_stars
            .ok_or("a review without one to five stars")?
            .push(Sample::new(text, LanguageTag::Nl, Class::Neutral));
    }
    Ok(by_stars)
}

/// Sentences whose targets all have one label.
fn agreeing_sentences(folder: &Folder, table: &str) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mut labels: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in folder.rows(table)? {
        let of_text = labels.entry(row.field("text")?.to_owned()).or_default();
        of_text.push(row.field("polarity")?.to_owned());
    }
    labels.retain(|_, labels| labels.windows(2).all(|pair| pair[0] == pair[1]));
    Ok(labels
        .iter()
        .map(|(text, labels)| {
            let class = class_of(labels.iter().map(String::as_str));
            Sample::new(folder.redact(text), LanguageTag::Nl, class)
        })
        .collect())
}
