use crate::encode::lexicon::{LexicalReading, Lexicon, score};
use crate::encode::passage::QuestionKind;
use crate::encode::tokens::Tokens;
use crate::record::LanguageTag;

/// Number of lexicon features.
pub(crate) const N_FEATURES: usize = FEATURE_NAMES.len();

/// What each column of the lexicon block says, in order.
pub(crate) const FEATURE_NAMES: [&str; 38] = [
    "positive",
    "negative",
    "balance",
    "mean",
    "only positive",
    "only negative",
    "both",
    "neither",
    "highest",
    "lowest",
    "first clause",
    "last clause",
    "after contrast",
    "contrast",
    "negations",
    "open negations",
    "excess",
    "wishes",
    "mark",
    "exclamations with positive",
    "exclamations with negative",
    "exclamations",
    "questions",
    "capitals",
    "stretched words",
    "one or two words",
    "three to six words",
    "more than twenty words",
    "length",
    "known words",
    "asked for improvement",
    "asked for praise",
    "improvement: nothing",
    "improvement: only nothing",
    "praise: nothing",
    "unasked: only nothing",
    "improvement: positive",
    "improvement: negative",
];

/// The lexicon block of one text: numbers of about −1 to 1 that mean the same in every language.
///
/// Where the language is unknown, the lexicon that knows more of the words is used; in another
/// language only form (length, capitals, signs of exclamation) is left.
pub(crate) fn features(
    tokens: &Tokens,
    language: LanguageTag,
    question: QuestionKind,
) -> [f32; N_FEATURES] {
    let reading = match (Lexicon::of(language), language) {
        (Some(lexicon), _) => score(tokens, lexicon),
        (None, LanguageTag::Unknown) => [LanguageTag::Nl, LanguageTag::En]
            .into_iter()
            .filter_map(Lexicon::of)
            .map(|lexicon| score(tokens, lexicon))
            .reduce(|dutch, english| {
                if english.n_known > dutch.n_known {
                    english
                } else {
                    dutch
                }
            })
            .unwrap_or_default(),
        (None, _) => LexicalReading::default(),
    };
    block(&reading, tokens, question)
}

fn block(reading: &LexicalReading, tokens: &Tokens, question: QuestionKind) -> [f32; N_FEATURES] {
    let (positive, negative) = (squash(reading.positive), squash(reading.negative));
    let n_hits = count(reading.n_positive + reading.n_negative);
    let n_words = count(reading.n_words);
    let exclamations = squash(count(reading.n_exclamations));
    let (has_positive, has_negative) = (reading.n_positive > 0, reading.n_negative > 0);
    let improvement = question == QuestionKind::Improvement;
    let praise = question == QuestionKind::Praise;
    let nothing = reading.begins_with_nothing;
    let only_nothing = nothing && reading.n_words <= 4 && !has_positive;
    [
        positive,
        negative,
        positive - negative,
        (reading.positive - reading.negative) / n_hits.max(1.0),
        when(has_positive && !has_negative),
        when(has_negative && !has_positive),
        when(has_positive && has_negative),
        when(!has_positive && !has_negative),
        reading.highest,
        reading.lowest,
        signed_squash(reading.first_clause),
        signed_squash(reading.last_clause),
        signed_squash(reading.after_contrast),
        squash(count(reading.n_contrasts)),
        squash(count(reading.n_negations)),
        squash(count(reading.n_open_negations)),
        squash(count(reading.n_excess)),
        squash(count(reading.n_wishes)),
        reading.mark,
        exclamations * positive,
        exclamations * negative,
        exclamations,
        squash(count(reading.n_questions)),
        squash(count(tokens.n_shouted())),
        squash(count(tokens.n_stretched())),
        when(reading.n_words <= 2),
        when((3..=6).contains(&reading.n_words)),
        when(reading.n_words > 20),
        n_words.ln_1p() / 5.0,
        n_hits / n_words.max(1.0),
        when(improvement),
        when(praise),
        when(improvement && nothing),
        when(improvement && only_nothing),
        when(praise && nothing),
        when(question == QuestionKind::Open && only_nothing),
        if improvement { positive } else { 0.0 },
        if improvement { negative } else { 0.0 },
    ]
}

/// 0 to 1, half way at 1.
fn squash(amount: f32) -> f32 {
    amount / (1.0 + amount)
}

/// −1 to 1, half way at ±1.
fn signed_squash(amount: f32) -> f32 {
    amount / (1.0 + amount.abs())
}

fn when(condition: bool) -> f32 {
    f32::from(u8::from(condition))
}

/// A count as a number; texts have fewer than 65 536 of anything that matters here.
fn count(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}
