/// What systems and people write into a cell of any column that holds nothing.
const BLANK: [&str; 15] = [
    "-", "--", ".", "?", "na", "n/a", "#n/a", "#n/b", "n.v.t.", "n.v.t", "nvt", "null", "nan",
    "onbekend", "unknown",
];

/// What they write where there is no answer, and what may say something elsewhere: "geen" is a product that
/// nobody has, or praise, where it is asked what could be better.
const NO_ANSWER: [&str; 9] = [
    "x",
    "none",
    "geen",
    "geen antwoord",
    "geen mening",
    "weet niet",
    "weet ik niet",
    "no answer",
    "don't know",
];

/// The word for no answer that this is, in small letters.
pub(super) fn no_answer(word: &str) -> Option<&'static str> {
    let mut words = BLANK.iter().chain(&NO_ANSWER);
    words.find(|known| **known == word).copied()
}

/// Whether a word, in letters of either case, says nothing in whatever column it stands.
pub(super) fn is_blank(word: &str) -> bool {
    BLANK.iter().any(|blank| blank.eq_ignore_ascii_case(word))
}

/// Frequent words that only one of the two languages has.
pub(super) const DUTCH: [&str; 10] = [
    "de", "het", "een", "en", "niet", "ik", "van", "dat", "met", "ook",
];
pub(super) const ENGLISH: [&str; 10] = [
    "the", "and", "to", "of", "not", "i", "was", "that", "with", "for",
];

/// Words in the name of a column with what somebody else found in a text.
pub(super) const LABELS: [&str; 12] = [
    "topics",
    "topic",
    "labels",
    "label",
    "intent",
    "intents",
    "themes",
    "theme",
    "thema",
    "sentiment",
    "category",
    "subcategory",
];

/// Words in the name of a column that counts or measures something other than an opinion.
const AMOUNTS: [&str; 20] = [
    "n",
    "aantal",
    "count",
    "num",
    "row",
    "index",
    "wachttijd",
    "duur",
    "duration",
    "seconds",
    "minutes",
    "minuten",
    "min",
    "seconden",
    "tijd",
    "time",
    "age",
    "leeftijd",
    "bedrag",
    "amount",
];

/// Whether one of `words` is a word of the name.
pub(super) fn has_word(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    let mut parts = name.split(|letter: char| !letter.is_alphanumeric());
    parts.any(|part| words.contains(&part))
}

/// Whether the name is of a count, a duration or a sum, and not of what somebody thinks of one.
pub(super) fn is_amount(name: &str) -> bool {
    has_word(name, &AMOUNTS) && !is_opinion(name)
}

/// Whether the name is of a mark that somebody gives.
pub(super) fn is_opinion(name: &str) -> bool {
    const OPINIONS: [&str; 13] = [
        "score",
        "cijfer",
        "rating",
        "beoordel",
        "tevreden",
        "satisf",
        "waarder",
        "nps",
        "csat",
        "convenien",
        "comfort",
        "gemak",
        "kwaliteit",
    ];
    let lower = name.to_lowercase();
    OPINIONS.iter().any(|word| lower.contains(word))
}

pub(super) fn is_id_name(name: &str) -> bool {
    let name = name.to_lowercase();
    let name = name.trim_end_matches(['.', ':', '#', ' ']);
    // Dutch writes respondentnr and ordernummer in one word.
    name.ends_with("nr")
        || name.ends_with("nummer")
        || ["id", "key", "code", "uuid"].iter().any(|word| {
            name == *word
                || name.ends_with(&format!("_{word}"))
                || name.ends_with(&format!(" {word}"))
        })
}

pub(super) fn is_text_name(name: &str) -> bool {
    let name = name.to_lowercase();
    // A question that was asked.
    name.ends_with('?')
        || [
            "text",
            "tekst",
            "comment",
            "opmerking",
            "toelichting",
            "review",
            "antwoord",
            "answer",
            "verbatim",
            "feedback",
            "bericht",
            "message",
            "body",
            "description",
            "omschrijving",
        ]
        .iter()
        .any(|word| name.contains(word))
}
