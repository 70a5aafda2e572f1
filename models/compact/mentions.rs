//! How well the side of a single thing is read where a text speaks of several.

use crate::folder::Folder;
use signaal::classify::sentiment::SentimentModel;
use signaal::encode::Passage;
use signaal::language::{clauses, sentences};
use signaal::learn::quality::share_of;
use signaal::privacy::RedactedText;
use signaal::record::{LanguageTag, Sentiment, SentimentLabel};
use signaal::units::Interval;
use std::collections::BTreeMap;
use std::error::Error;
use std::ops::Range;

/// A text with the things that it praises or blames.
struct Review {
    text: RedactedText,
    language: LanguageTag,
    mentions: Vec<Mention>,
}

struct Mention {
    span: Range<usize>,
    is_praised: bool,
}

/// Share of mentions whose side is read right, by what was read.
pub(crate) struct MentionQuality {
    pub(crate) n_texts: usize,
    pub(crate) n_mentions: usize,
    /// Sign of the polarity of the whole text.
    pub(crate) of_text: Interval,
    /// Sign of the polarity of `SentimentModel::read_mention`.
    pub(crate) of_mention: Interval,
    /// Sign of the polarity of the clause or, where its verdict is "unclear", of its sentence: the
    /// rule of `Classifier`.
    pub(crate) of_clear_clause: Interval,
    /// Share of mentions whose verdict is positive or negative, and how often that is right.
    pub(crate) n_verdicts: usize,
    pub(crate) of_verdicts: Interval,
}

/// Which texts are looked at.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Texts {
    /// All that praise or blame.
    All,
    /// Those that praise one thing and blame another.
    TwoSided,
}

/// The tables read here, each with language and the splits that the model has not learnt from.
pub(crate) const TABLES: [(&str, LanguageTag, &[&str]); 2] = [
    ("mams_terms", LanguageTag::En, &["valid", "test"]),
    (
        "semeval16_restaurant_nl_terms",
        LanguageTag::Nl,
        &["train", "valid", "test"],
    ),
];

/// Judges the model on one of [`TABLES`].
pub(crate) fn judge_mentions(
    model: &SentimentModel,
    folder: &Folder,
    (table, language, splits): (&str, LanguageTag, &[&str]),
    texts: Texts,
) -> Result<MentionQuality, Box<dyn Error>> {
    let mut reviews = reviews(folder, table, language, splits)?;
    if texts == Texts::TwoSided {
        reviews.retain(|review| {
            let praises = |mention: &Mention| mention.is_praised;
            review.mentions.iter().any(praises) && !review.mentions.iter().all(praises)
        });
    }
    let [
        mut right_text,
        mut right_mention,
        mut right_clear,
        mut right_verdict,
    ] = [0_usize; 4];
    let (mut n_mentions, mut n_verdicts) = (0_usize, 0_usize);
    for review in &reviews {
        let passage = Passage::new(&review.text, review.language);
        let of_text = read(model, passage)?;
        let sentences = sentences(passage.text());
        let clauses: Vec<Range<usize>> = sentences
            .iter()
            .flat_map(|sentence| clauses(passage.text(), sentence.clone()))
            .collect();
        for Mention { span, is_praised } in &review.mentions {
            let is_right = |sentiment: &Sentiment| {
                let polarity = sentiment.polarity.get();
                usize::from(if *is_praised {
                    polarity > 0.0
                } else {
                    polarity < 0.0
                })
            };
            let of_mention = model.read_mention(passage, span, &clauses, &sentences)?;
            let clause = read(model, around(passage, span, &clauses)?)?;
            let of_clear = if clause.label == SentimentLabel::Unclear {
                read(model, around(passage, span, &sentences)?)?
            } else {
                clause
            };
            n_mentions += 1;
            right_text += is_right(&of_text);
            right_mention += is_right(&of_mention);
            right_clear += is_right(&of_clear);
            let expected = if *is_praised {
                SentimentLabel::Positive
            } else {
                SentimentLabel::Negative
            };
            let has_side = matches!(
                of_mention.label,
                SentimentLabel::Positive | SentimentLabel::Negative
            );
            n_verdicts += usize::from(has_side);
            right_verdict += usize::from(of_mention.label == expected);
        }
    }
    Ok(MentionQuality {
        n_texts: reviews.len(),
        n_mentions,
        of_text: share_of(right_text, n_mentions),
        of_mention: share_of(right_mention, n_mentions),
        of_clear_clause: share_of(right_clear, n_mentions),
        n_verdicts,
        of_verdicts: share_of(right_verdict, n_verdicts),
    })
}

fn reviews(
    folder: &Folder,
    table: &str,
    language: LanguageTag,
    splits: &[&str],
) -> Result<Vec<Review>, Box<dyn Error>> {
    let mut reviews: BTreeMap<String, Review> = BTreeMap::new();
    for row in folder.rows(table)? {
        let is_praised = match row.field("polarity")? {
            "positive" => true,
            "negative" => false,
            _ => continue,
        };
        if !splits.contains(&row.field("split")?) {
            continue;
        }
        let text = row.field("text")?;
        let review = reviews.entry(text.to_owned()).or_insert_with(|| Review {
            text: folder.redact(text),
            language,
            mentions: Vec::new(),
        });
        let (term, masked) = (row.field("aspect_term")?, row.field("masked")?);
        if let Some(span) = span_of(term, masked, review.text.as_str()) {
            review.mentions.push(Mention { span, is_praised });
        }
    }
    let reviews = reviews.into_values();
    Ok(reviews
        .filter(|review| !review.mentions.is_empty())
        .collect())
}

/// Where a term stands in the redacted text: as the same occurrence as in the masked one, in which `$T$`
/// stands for it; none where it was redacted.
fn span_of(term: &str, masked: &str, redacted: &str) -> Option<Range<usize>> {
    let (before, _) = masked.split_once("$T$")?;
    let n_before = before.matches(term).count();
    let (start, found) = redacted.match_indices(term).nth(n_before)?;
    Some(start..start + found.len())
}

fn around<'a>(
    passage: Passage<'a>,
    span: &Range<usize>,
    ranges: &[Range<usize>],
) -> Result<Passage<'a>, Box<dyn Error>> {
    let range = ranges.iter().find(|range| range.contains(&span.start));
    Ok(range.map_or(Ok(passage), |range| passage.part(range.clone()))?)
}

fn read(model: &SentimentModel, passage: Passage<'_>) -> Result<Sentiment, Box<dyn Error>> {
    let mut read = model.read(&[passage])?;
    Ok(read.pop().ok_or("a passage without a reading")?)
}
