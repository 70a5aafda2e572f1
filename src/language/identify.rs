use super::lexicon::{self, Votes};
use crate::privacy::RedactedText;
use crate::record::{LanguageGuess, LanguageTag};
use crate::units::{Probability, as_f64};
use std::sync::LazyLock;
use whatlang::{Detector, Lang};

/// Tells in which language a text is: Dutch, English, another one, or too little to tell.
///
/// Words of a small lexicon and letter patterns decide first; only where they leave doubt a general
/// trigram model is asked. Placeholders do not count. A third language is flagged, not named.
///
/// The confidence is the share of the evidence that speaks for the answer, with one point of doubt
/// added; it is 0 for [`LanguageTag::Unknown`].
pub fn identify(text: &RedactedText) -> LanguageGuess {
    identify_parts([text.as_str()])
}

/// Tells in which language several parts together are: the turns of one speaker, or a text without
/// its signature and quotes.
pub fn identify_parts<'t>(parts: impl IntoIterator<Item = &'t str>) -> LanguageGuess {
    let parts: Vec<&str> = parts.into_iter().collect();
    // Known words settle most texts; the letters of unknown words are looked at where they do not.
    let mut tally = Tally::default();
    for part in &parts {
        tally.read(part, Look::KnownWords);
    }
    if let Some(guess) = tally.settled() {
        return guess;
    }
    let mut tally = Tally::default();
    for part in &parts {
        tally.read(part, Look::Letters);
    }
    let longest = parts.iter().max_by_key(|part| part.len());
    tally.decide(longest.copied().unwrap_or_default())
}

/// How closely a text is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Words of the lexicon only.
    KnownWords,
    /// The letters of other words too.
    Letters,
}

/// More words than this change nothing any more.
const MOST_WORDS: usize = 200;

/// So many words of a clear text are enough.
const ENOUGH_WORDS: usize = 24;

/// Longest word of the lexicon; a longer word is judged by its letters.
const MOST_BYTES: usize = 24;

/// Fewer letters than this are too few for the trigram model.
const FEWEST_LETTERS: usize = 20;

/// How sure the trigram model must be of a language that is neither Dutch nor English.
const SURE_OF_OTHER: f64 = 0.3;

/// Evidence gathered so far.
#[derive(Debug, Default)]
struct Tally {
    votes: Votes,
    n_words: usize,
    n_known: usize,
    n_letters: usize,
    n_foreign_letters: usize,
}

impl Tally {
    fn read(&mut self, text: &str, look: Look) {
        let bytes = text.as_bytes();
        let mut word = [0; MOST_BYTES];
        let mut at = 0;
        while at < bytes.len() && self.n_words < MOST_WORDS {
            // Enough has been read of a long text that speaks clearly.
            if look == Look::KnownWords && self.n_words >= ENOUGH_WORDS && self.settled().is_some()
            {
                return;
            }
            let byte = bytes[at];
            if byte == b'['
                && let Some(length) = placeholder(&bytes[at..])
            {
                at += length;
                continue;
            }
            if !is_letter(byte) {
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && (is_letter(bytes[at]) || is_inner_apostrophe(bytes, at)) {
                at += 1;
            }
            // Addresses of the web are no language.
            if bytes[at..].starts_with(b"://") || text[start..at].eq_ignore_ascii_case("www") {
                at += bytes[at..]
                    .iter()
                    .take_while(|byte| !byte.is_ascii_whitespace())
                    .count();
                continue;
            }
            let length = at - start;
            self.n_words += 1;
            let typographic = bytes[start..at]
                .windows(3)
                .any(|three| three == "’".as_bytes());
            match word.get_mut(..length) {
                Some(lower) if !typographic => {
                    lower.copy_from_slice(&bytes[start..at]);
                    lower.make_ascii_lowercase();
                    self.judge(std::str::from_utf8(lower).unwrap_or_default(), look);
                }
                _ => {
                    let lower = text[start..at].to_lowercase().replace('’', "'");
                    self.judge(lower.trim_matches('\''), look);
                }
            }
        }
    }

    /// Counts what one word in lower case tells.
    fn judge(&mut self, word: &str, look: Look) {
        if word.is_ascii() {
            self.n_letters += word.len();
        } else {
            for c in word.chars().filter(|c| c.is_alphabetic()) {
                self.n_letters += 1;
                // Latin letters with marks lie below U+0250; other scripts above it.
                self.n_foreign_letters += usize::from(c >= '\u{250}');
                self.votes.other += foreign_mark(c);
            }
        }
        if let Some(votes) = lexicon::votes(word) {
            self.n_known += 1;
            self.votes.nl += votes.nl;
            self.votes.en += votes.en;
            self.votes.other += votes.other;
        } else if look == Look::Letters {
            self.votes.nl += dutch_look(word);
            self.votes.en += english_look(word);
        }
    }

    /// The answer that the words give beyond doubt.
    fn settled(&self) -> Option<LanguageGuess> {
        let Votes { nl, en, other } = self.votes;
        let (most, tag) = if nl >= en {
            (nl, LanguageTag::Nl)
        } else {
            (en, LanguageTag::En)
        };
        let second = other.max(nl.min(en));
        let clear =
            most >= 2 * lexicon::STRONG && most >= 4 * second && most as usize >= self.n_words;
        clear.then(|| guess(tag, share(most, second)))
    }

    fn decide(&self, sample: &str) -> LanguageGuess {
        let Votes { nl, en, other } = self.votes;
        if self.n_foreign_letters * 2 > self.n_letters {
            return guess(LanguageTag::Other, 0.95);
        }
        if self.n_words == 0 {
            return guess(LanguageTag::Unknown, 0.0);
        }
        let mut ranked = [
            (nl, LanguageTag::Nl),
            (en, LanguageTag::En),
            (other, LanguageTag::Other),
        ];
        ranked.sort_by_key(|&(points, _)| std::cmp::Reverse(points));
        let [(most, tag), (second, _), _] = ranked;
        let share = share(most, second);

        // A text of a third language picks up a stray point here and there: the evidence must be
        // dense. Short texts need one word that tells.
        let dense = most as usize >= self.n_words.min(MOST_WORDS);
        let ahead = most >= 2 * second + 2;
        if ahead && dense {
            return guess(tag, share);
        }
        // A language next door shares words with Dutch or English, its own words tell.
        if tag == LanguageTag::Other && dense && most >= second + lexicon::STRONG {
            return guess(tag, share);
        }
        if self.n_letters >= FEWEST_LETTERS
            && let Some(guessed) = self.ask_trigrams(sample)
        {
            return guessed;
        }
        if most > second && (ahead || most >= lexicon::STRONG) {
            return guess(tag, share.min(0.7));
        }
        guess(LanguageTag::Unknown, 0.0)
    }

    /// What the trigram model says, weighed with the evidence of the words.
    fn ask_trigrams(&self, sample: &str) -> Option<LanguageGuess> {
        let Votes { nl, en, other } = self.votes;
        let open = whatlang::detect(sample)?;
        let known = match open.lang() {
            // Short Dutch texts pass for Afrikaans, unless words say so too.
            Lang::Afr if other > nl => return Some(guess(LanguageTag::Other, 0.7)),
            Lang::Nld | Lang::Afr => Some(LanguageTag::Nl),
            Lang::Eng => Some(LanguageTag::En),
            _ => None,
        };
        if let Some(tag) = known {
            let agrees = if tag == LanguageTag::Nl {
                nl >= en
            } else {
                en >= nl
            };
            return agrees.then(|| guess(tag, open.confidence().mul_add(0.4, 0.5)));
        }
        let density = f64::from(nl + en) / as_f64(self.n_words);
        if density < 1.0 && (open.confidence() >= SURE_OF_OTHER || self.n_known == 0) {
            return Some(guess(
                LanguageTag::Other,
                open.confidence().mul_add(0.4, 0.5),
            ));
        }
        if nl == en {
            // Neither words nor the open question settle it: ask between the two only.
            let either = EITHER.detect(sample)?;
            let tag = if either.lang() == Lang::Nld {
                LanguageTag::Nl
            } else {
                LanguageTag::En
            };
            return Some(guess(tag, 0.5));
        }
        None
    }
}

static EITHER: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(vec![Lang::Nld, Lang::Eng]));

/// Share of the evidence for the answer, with one point of doubt split between the two.
fn share(most: u32, second: u32) -> f64 {
    (f64::from(most) + 0.5) / (f64::from(most) + f64::from(second) + 1.0)
}

fn guess(tag: LanguageTag, confidence: f64) -> LanguageGuess {
    LanguageGuess {
        tag,
        confidence: Probability::saturating(confidence),
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

fn is_inner_apostrophe(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'\'' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
}

/// Length of the placeholder at the start of `bytes`: `[`, capitals, `_`, digits, `]`.
fn placeholder(bytes: &[u8]) -> Option<usize> {
    let length = bytes.iter().take(24).position(|&byte| byte == b']')? + 1;
    let inner = &bytes[1..length - 1];
    (inner.contains(&b'_')
        && inner
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_'))
    .then_some(length)
}

/// Points against Dutch and English of a letter that neither of them uses.
fn foreign_mark(c: char) -> u32 {
    match c {
        'ß' | 'ş' | 'ğ' | 'ı' | 'ł' | 'ż' | 'ś' | 'ą' | 'ę' | 'ń' | 'ź' | 'ã' | 'õ' | 'ñ' | 'ș'
        | 'ț' | 'ř' | 'ů' | 'ě' | 'ø' | 'å' | 'ő' | 'ű' => 3,
        'ä' | 'ü' | 'ç' | 'à' | 'ò' | 'ì' | 'ù' | 'î' | 'â' | 'û' => 1,
        _ => 0,
    }
}

/// Points for letters as only Dutch combines them, for a word that the lexicon does not know.
fn dutch_look(word: &str) -> u32 {
    const INSIDE: &[(&str, u32)] = &[
        ("ij", 2),
        ("aa", 2),
        ("uu", 2),
        ("sch", 1),
        ("cht", 2),
        ("ieu", 1),
        ("oei", 2),
        ("eeu", 2),
        ("auw", 2),
        ("ouw", 1),
        ("uis", 1),
        ("eel", 1),
        ("oor", 1),
        ("iek", 2),
        ("eer", 1),
        ("zoek", 2),
        ("vr", 1),
        ("kw", 1),
        ("kk", 1),
        ("zw", 1),
        ("gd", 1),
        ("ui", 1),
        ("oe", 1),
        ("eij", 2),
        ("jk", 2),
    ];
    const ENDS: &[(&str, u32)] = &[
        ("lijk", 2),
        ("lijke", 2),
        ("heid", 2),
        ("heden", 2),
        ("tje", 2),
        ("tjes", 2),
        ("jes", 1),
        ("isch", 2),
        ("eerd", 2),
        ("ingen", 2),
        ("eren", 1),
        ("elen", 1),
        ("en", 1),
        ("loos", 2),
        ("baar", 2),
        ("zaam", 2),
        ("teit", 2),
        ("dt", 2),
        ("ge", 1),
    ];
    look(
        word,
        &["ver", "ge", "be", "ont", "zw", "vr", "kn"],
        INSIDE,
        ENDS,
    )
}

/// Points for letters as only English combines them.
fn english_look(word: &str) -> u32 {
    const INSIDE: &[(&str, u32)] = &[
        ("th", 2),
        ("sh", 1),
        ("ough", 3),
        ("ea", 1),
        ("ck", 1),
        ("tion", 1),
        ("ow", 1),
        ("ay", 1),
        ("qu", 1),
        ("wh", 2),
        ("igh", 2),
        ("ould", 3),
        ("cious", 2),
        ("tious", 2),
        ("ious", 1),
        ("oy", 1),
        ("ey", 1),
        ("ai", 1),
        ("cy", 1),
    ];
    const ENDS: &[(&str, u32)] = &[
        ("ly", 2),
        ("ness", 2),
        ("ful", 2),
        ("ing", 1),
        ("ed", 1),
        ("y", 1),
        ("ment", 1),
        ("able", 1),
        ("ible", 1),
        ("ous", 2),
        ("'s", 1),
        ("ive", 1),
        ("ies", 1),
        ("less", 2),
        ("ance", 1),
        ("ence", 1),
        ("ity", 2),
    ];
    look(word, &["un", "wh", "kn"], INSIDE, ENDS)
}

/// Sums the points of patterns, at most four: letters are a hint, not a proof.
fn look(word: &str, starts: &[&str], inside: &[(&str, u32)], ends: &[(&str, u32)]) -> u32 {
    if word.len() < 4 {
        return 0;
    }
    let start = u32::from(word.len() >= 6 && starts.iter().any(|start| word.starts_with(start)));
    let inside: u32 = inside
        .iter()
        .filter(|(pattern, _)| word.contains(pattern))
        .map(|(_, points)| points)
        .sum();
    let end = ends
        .iter()
        .filter(|(pattern, _)| word.ends_with(pattern))
        .map(|(_, points)| *points)
        .max()
        .unwrap_or(0);
    (start + inside + end).min(lexicon::STRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: LanguageTag) {
        let guess = identify_parts([text]);
        assert_eq!(guess.tag, expected, "{text}: {guess:?}");
    }

    #[test]
    fn short_dutch_answers_are_dutch() {
        for text in [
            "Goed",
            "Top!",
            "geen",
            "Prima service",
            "Niks",
            "wachttijd",
            "Snelle levering",
            "Vriendelijk",
            "te lang",
        ] {
            check(text, LanguageTag::Nl);
        }
    }

    #[test]
    fn short_english_answers_are_english() {
        for text in [
            "Nothing",
            "Good",
            "Friendly staff",
            "very helpful",
            "None.",
            "waiting time",
            "All good",
            "THANK YOU",
        ] {
            check(text, LanguageTag::En);
        }
    }

    #[test]
    fn what_both_languages_share_is_unknown() {
        for text in [
            "ok", "Super", "nvt", "10", "", "!!!", "service", "Perfect", "👍", "[NAME_1]",
        ] {
            check(text, LanguageTag::Unknown);
        }
    }

    #[test]
    fn third_languages_are_flagged() {
        for text in [
            "Sehr freundliche Mitarbeiter, aber die Wartezeit ist zu lang.",
            "Très bon service, merci beaucoup pour votre aide rapide.",
            "El personal fue muy amable, pero tuve que esperar mucho tiempo.",
            "Çok iyi hizmet, teşekkürler.",
            "Bardzo dobra obsługa, wszystko było szybko i dobrze.",
            "الخدمة ممتازة وسريعة",
            "Очень хорошее обслуживание",
        ] {
            check(text, LanguageTag::Other);
        }
    }

    #[test]
    fn placeholders_do_not_count() {
        check("[NAME_1] [REFERENCE_2] geholpen", LanguageTag::Nl);
        check("[ADDRESS_1]", LanguageTag::Unknown);
    }

    #[test]
    fn parts_are_judged_together() {
        let guess = identify_parts(["ok", "dank je wel", "ja"]);
        assert_eq!(guess.tag, LanguageTag::Nl);
    }
}
