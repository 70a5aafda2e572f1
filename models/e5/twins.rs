//! The same sentences in Dutch and in English: how far the two readings lie apart.

use crate::folder::Folder;
use crate::sample::Sample;
use crate::tables::{probabilities, written};
use signaal::classify::sentiment::SentimentModel;
use signaal::learn::quality::share_of;
use signaal::learn::sentiment::Class;
use signaal::record::LanguageTag;
use signaal::units::as_f64;
use std::collections::BTreeMap;
use std::error::Error;

/// Sentences in both languages, in one order.
pub(crate) struct Twins {
    dutch: Vec<Sample>,
    english: Vec<Sample>,
}

/// Reads the sentences of M-ABSA that are all of one side or neutral; `most` of them, evenly.
pub(crate) fn read(folder: &Folder, most: usize) -> Result<Twins, Box<dyn Error>> {
    let mut english = BTreeMap::new();
    for row in folder.rows("mabsa_en")? {
        let text = folder.redact(row.field("text")?);
        english.insert(row.field("id")?.to_owned(), text);
    }
    let mut pairs = Vec::new();
    for row in folder.rows("mabsa_nl")? {
        let class = match row.field("sentence_sentiment")? {
            "positive" => Class::Positive,
            "negative" => Class::Negative,
            "neutral" => Class::Neutral,
            _ => continue,
        };
        if let Some(twin) = english.get(row.field("id")?) {
            let dutch = folder.redact(row.field("text")?);
            pairs.push((
                Sample::new(dutch, LanguageTag::Nl, class),
                Sample::new(twin.clone(), LanguageTag::En, class),
            ));
        }
    }
    let step = pairs.len().div_ceil(most).max(1);
    let (dutch, english) = pairs.into_iter().step_by(step).unzip();
    Ok(Twins { dutch, english })
}

/// One row: shares of right verdicts, and their difference with the interval of paired shares.
pub(crate) fn print(
    name: &str,
    model: &SentimentModel,
    twins: &Twins,
) -> Result<(), Box<dyn Error>> {
    let read = |samples: &[Sample]| -> Result<Vec<Class>, Box<dyn Error>> {
        let read = probabilities(model, samples)?;
        Ok(read.into_iter().map(Class::likeliest).collect())
    };
    let (dutch, english) = (read(&twins.dutch)?, read(&twins.english)?);
    let n = twins.dutch.len();
    let (mut right_nl, mut right_en, mut only_nl, mut only_en, mut same) = (0, 0, 0, 0, 0);
    for ((sample, nl), en) in twins.dutch.iter().zip(dutch).zip(english) {
        let (is_nl, is_en) = (nl == sample.class, en == sample.class);
        right_nl += usize::from(is_nl);
        right_en += usize::from(is_en);
        only_nl += usize::from(is_nl && !is_en);
        only_en += usize::from(is_en && !is_nl);
        same += usize::from(nl == en);
    }
    let gap = (as_f64(only_en) - as_f64(only_nl)) / as_f64(n);
    let spread = (gap.mul_add(-gap, as_f64(only_en + only_nl) / as_f64(n)) / as_f64(n)).sqrt();
    println!(
        "| M-ABSA, {name} | {n} | {} | {} | {:.1} [{:.1}, {:.1}] | {} |",
        written(&share_of(right_nl, n)),
        written(&share_of(right_en, n)),
        100.0 * gap,
        100.0 * 1.96f64.mul_add(-spread, gap),
        100.0 * 1.96f64.mul_add(spread, gap),
        written(&share_of(same, n)),
    );
    Ok(())
}
