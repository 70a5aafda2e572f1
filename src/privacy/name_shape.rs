//! What a name looks like: words, initials, particles.

use super::gazetteer;
use super::words;
use std::ops::Range;

/// How much the words before a name prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// "Mijn naam is": whatever follows is a name unless it is a function word.
    Stated,
    /// "Mevrouw": a capital or a known name follows.
    Titled,
    /// "Dank aan": a known first name follows.
    Known,
    /// "Door": a known first name with a capital follows that is no word and no place.
    Unmistakable,
}

const MOST_WORDS: usize = 5;

/// Parts of surnames that are written apart.
const PARTICLES: &[&str] = &[
    "van", "de", "der", "den", "het", "'t", "’t", "ter", "ten", "te", "el", "al", "ben", "bin",
    "von", "di", "da", "du", "le", "la", "dos",
];

/// Words behind a cue that are no names, though they may have a capital.
const NO_NAMES: &[&str] = &[
    "a",
    "aan",
    "about",
    "account",
    "achter",
    "adres",
    "advies",
    "afdeling",
    "after",
    "agent",
    "al",
    "alles",
    "also",
    "already",
    "altijd",
    "am",
    "an",
    "and",
    "anders",
    "are",
    "as",
    "at",
    "bank",
    "bedankt",
    "bekend",
    "bel",
    "ben",
    "bezig",
    "bij",
    "blij",
    "but",
    "by",
    "can",
    "centrum",
    "company",
    "correct",
    "correctly",
    "customer",
    "daar",
    "dan",
    "dank",
    "dat",
    "de",
    "department",
    "deze",
    "die",
    "dit",
    "doctor",
    "doorgegeven",
    "dus",
    "een",
    "en",
    "er",
    "for",
    "fout",
    "from",
    "gebeld",
    "gebruikt",
    "geen",
    "gewijzigd",
    "goed",
    "graag",
    "had",
    "has",
    "have",
    "he",
    "heb",
    "hebben",
    "heeft",
    "helpdesk",
    "her",
    "here",
    "het",
    "hi",
    "hier",
    "his",
    "hij",
    "hoe",
    "how",
    "i",
    "if",
    "ik",
    "in",
    "incorrect",
    "is",
    "it",
    "ja",
    "je",
    "jij",
    "jouw",
    "jullie",
    "juist",
    "kan",
    "klant",
    "klantenservice",
    "klantenservicemedewerker",
    "klacht",
    "kon",
    "kunt",
    "low",
    "manager",
    "maar",
    "me",
    "met",
    "mij",
    "mijn",
    "misspelled",
    "misspelt",
    "my",
    "na",
    "naar",
    "nee",
    "never",
    "niet",
    "no",
    "nog",
    "not",
    "now",
    "nu",
    "of",
    "om",
    "on",
    "onbekend",
    "onder",
    "only",
    "ook",
    "op",
    "or",
    "our",
    "over",
    "please",
    "practitioner",
    "receptie",
    "regarding",
    "said",
    "sales",
    "service",
    "she",
    "so",
    "some",
    "spelled",
    "spelt",
    "staff",
    "still",
    "support",
    "team",
    "tevreden",
    "thank",
    "thanks",
    "that",
    "the",
    "their",
    "then",
    "there",
    "they",
    "this",
    "to",
    "toch",
    "too",
    "uit",
    "unknown",
    "u",
    "uw",
    "van",
    "veel",
    "verkeerd",
    "very",
    "volgens",
    "voor",
    "waar",
    "want",
    "was",
    "wat",
    "we",
    "webshop",
    "wel",
    "were",
    "werd",
    "what",
    "when",
    "who",
    "why",
    "wie",
    "wij",
    "wil",
    "with",
    "wrong",
    "wrongly",
    "yes",
    "you",
    "your",
    "ze",
    "zij",
    "zo",
    "zoals",
    "zonder",
    "zou",
    "specialist",
    "appointment",
    "surgery",
    "dhr",
    "dr",
    "drs",
    "heer",
    "ing",
    "ir",
    "meneer",
    "mevr",
    "mevrouw",
    "mr",
    "mrs",
    "ms",
    "mw",
    "prof",
    // Restaurants and shops that call themselves Mr or Miss.
    "burger",
    "chicken",
    "clean",
    "food",
    "giros",
    "gyros",
    "kebab",
    "pizza",
    "sushi",
    "wok",
];

/// The name that starts at `at`, if what `trust` asks for is there.
pub(super) fn name_at(text: &str, at: usize, trust: Trust) -> Option<Range<usize>> {
    // Most words of this trust are prepositions, before anything: look at one letter first.
    if trust == Trust::Unmistakable {
        let mut letters = text[at..].chars();
        let looks_right = letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase);
        if !looks_right {
            return None;
        }
    }
    let needs_first_name = matches!(trust, Trust::Known | Trust::Unmistakable);
    let mut end = None;
    let mut first_is_capital = false;
    let mut is_shouted = false;
    let mut after_particle = false;
    let mut next = at;
    for n_words in 0..MOST_WORDS {
        let Some(token) = token_at(text, next) else {
            break;
        };
        let word = &text[token.clone()];
        let lower = word.to_lowercase();
        if is_initials(word) {
            // Initials prove a title or a statement right; alone they are no name.
            first_is_capital |= end.is_none();
            after_particle |= !needs_first_name || end.is_some();
            next = words::skip(text, token.end, &[' ']);
            continue;
        }
        if is_particle(text, &token, &lower) && (!needs_first_name || end.is_some()) {
            after_particle = true;
            next = words::skip(text, token.end, &[' ']);
            continue;
        }
        let is_capital = words::is_capitalised(word);
        let accepted = if end.is_none() {
            first_is_capital = is_capital;
            // A text all in capitals shows no names by its capitals.
            is_shouted = word.chars().nth(1).is_some_and(char::is_uppercase);
            opens_name(text, &token, trust, after_particle)
        } else {
            continues_name(
                word,
                &lower,
                first_is_capital && !is_shouted,
                after_particle,
            )
        };
        if !accepted {
            break;
        }
        end = Some(token.end);
        after_particle = false;
        if !text[token.end..].starts_with(' ') || n_words + 1 == MOST_WORDS {
            break;
        }
        next = token.end + 1;
    }
    end.map(|end| at..without_genitive(text, at, end))
}

/// Whether the word can be the first of a name.
fn opens_name(text: &str, token: &Range<usize>, trust: Trust, after_particle: bool) -> bool {
    let word = &text[token.clone()];
    let lower = word.to_lowercase();
    if NO_NAMES.contains(&lower.as_str()) || word.chars().count() < 2 || is_domain(text, token.end)
    {
        return false;
    }
    let is_capital = words::is_capitalised(word);
    if trust == Trust::Unmistakable && !is_capital {
        return false;
    }
    let stem = genitive_stem(word);
    let is_first = gazetteer::is_first_name(stem) || gazetteer::is_first_name(word);
    let is_known = is_first || gazetteer::is_last_name(stem);
    let is_plain = !gazetteer::is_homonym(stem);
    match trust {
        Trust::Known => is_first && (is_capital || is_plain),
        Trust::Unmistakable => is_capital && is_plain && is_first && !gazetteer::is_place(stem),
        Trust::Titled => is_capital || is_known && (is_plain || after_particle),
        Trust::Stated => {
            is_capital
                || is_known
                || !after_particle
                    && looks_like_no_participle(&lower)
                    && ends_phrase(text, token.end)
        }
    }
}

/// Whether the word can be a later part of a name.
fn continues_name(word: &str, lower: &str, first_is_capital: bool, after_particle: bool) -> bool {
    if NO_NAMES.contains(&lower) || word.chars().count() < 2 {
        return false;
    }
    if words::is_capitalised(word) && first_is_capital {
        return true;
    }
    (gazetteer::is_last_name(genitive_stem(word)) || gazetteer::is_first_name(word))
        && (after_particle || !first_is_capital && !gazetteer::is_homonym(word))
}

/// Whether a word in lower case may be a name behind "mijn naam is": no form such as "gespeld".
fn looks_like_no_participle(lower: &str) -> bool {
    let dutch = lower.starts_with("ge") && (lower.ends_with('d') || lower.ends_with('t'));
    let english = lower.ends_with("ed") || lower.ends_with("ing") || lower.ends_with("ly");
    !dutch && !english
}

/// Whether nothing that builds on the word follows it: an end mark, a line's end, or a surname part.
fn ends_phrase(text: &str, at: usize) -> bool {
    let rest = text[at..].trim_start_matches(' ');
    let next = words::word_at(rest, 0).map(|word| rest[word].to_lowercase());
    match next {
        None => true,
        Some(word) => {
            matches!(
                word.as_str(),
                "en" | "ik" | "and" | "i" | "ben" | "uit" | "from" | "maar" | "but"
            ) || PARTICLES.contains(&word.as_str())
                || gazetteer::is_last_name(&word)
        }
    }
}

/// Whether the word is a part of a surname that is written apart; "in" and "op" only in "in 't", "op de".
fn is_particle(text: &str, token: &Range<usize>, lower: &str) -> bool {
    let rest = &text[token.end..];
    PARTICLES.contains(&lower)
        || matches!(lower, "in" | "op")
            && [" 't ", " ’t ", " het ", " de ", " den "]
                .iter()
                .any(|article| {
                    rest.strip_prefix(article)
                        .is_some_and(words::is_capitalised)
                })
}

/// Whether a domain follows, as in "Voorbeeld.nl": the name of an organisation.
fn is_domain(text: &str, end: usize) -> bool {
    text[end..]
        .strip_prefix('.')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// A word, initials with their dots, or an apostrophe particle.
fn token_at(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    if rest.starts_with("'t ") || rest.starts_with("’t ") {
        return Some(at..at + rest.find(' ')?);
    }
    let mut end = at;
    let mut chars = text[at..].chars();
    while let (Some(letter), Some('.')) = (chars.next(), chars.next()) {
        if !letter.is_uppercase() {
            break;
        }
        end += letter.len_utf8() + 1;
    }
    if end > at {
        return Some(at..end);
    }
    words::word_at(text, at)
}

fn is_initials(word: &str) -> bool {
    word.ends_with('.')
}

pub(super) fn first_word<'t>(text: &'t str, name: &Range<usize>) -> &'t str {
    words::word_at(text, name.start).map_or("", |word| &text[word])
}

/// "Sarah" of "Sarah's".
fn genitive_stem(word: &str) -> &str {
    word.strip_suffix("'s")
        .or_else(|| word.strip_suffix("’s"))
        .unwrap_or(word)
}

fn without_genitive(text: &str, start: usize, end: usize) -> usize {
    start + genitive_stem(&text[start..end]).len()
}

/// Words of a found name that give the person away when they come up again alone.
pub(super) fn telling_words(name: &str) -> impl Iterator<Item = &str> {
    name.split_whitespace().filter(|word| {
        words::is_capitalised(word)
            && word.chars().count() >= 3
            && !word.contains('.')
            && !gazetteer::is_homonym(word)
            && !NO_NAMES.contains(&word.to_lowercase().as_str())
            && !PARTICLES.contains(&word.to_lowercase().as_str())
    })
}
