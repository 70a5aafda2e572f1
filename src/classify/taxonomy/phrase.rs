use super::fold::fold;
use super::tokens::Tokens;

/// A phrase as parsed: places in order, each with what may stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// At least one.
    pub(super) places: Vec<Place>,
}

/// One place of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// How many words may stand between this place and the one before; 0 for the first.
    pub(super) gap: usize,
    /// What may stand here; at least one.
    pub(super) choices: Vec<Choice>,
}

/// What may stand in one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Choice {
    /// A word in all its forms; several parts where it is written with a hyphen or a slash.
    Word(Vec<String>),
    /// Exactly this form.
    Exact(Vec<String>),
    /// Any word that begins so.
    Beginning(String),
    /// Any word that ends so.
    Ending(String),
    /// A separable Dutch verb.
    Separable {
        /// *terug*
        particle: String,
        /// *bellen*
        verb: String,
    },
}

/// Why a phrase cannot be read, and what to write instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) reason: &'static str,
    pub(super) advice: &'static str,
}

/// Words between two places joined by `..` without a number.
const DEFAULT_GAP: usize = 3;
/// Most words that `..n` may leave between.
const MAX_GAP: usize = 8;
/// Most places of a phrase.
pub(super) const MAX_PLACES: usize = 7;
/// Shortest beginning or ending: shorter ones match half the language.
const MIN_PART: usize = 3;

/// Parses a phrase.
pub(super) fn parse(text: &str) -> Result<Phrase, Refusal> {
    let mut places = Vec::new();
    let mut gap = None;
    for piece in pieces(text)? {
        if let Some(number) = piece.strip_prefix("..") {
            if places.is_empty() || gap.is_some() {
                return Err(refuse(
                    "`..` needs a word on both sides",
                    "write `lang .. wachten`",
                ));
            }
            gap = Some(match number {
                "" => DEFAULT_GAP,
                number => number
                    .parse()
                    .ok()
                    .filter(|n| (1..=MAX_GAP).contains(n))
                    .ok_or(refuse(
                        "`..` may be followed by a number from 1 to 8",
                        "write `lang ..5 wachten`",
                    ))?,
            });
            continue;
        }
        places.push(Place {
            gap: gap.take().unwrap_or(0),
            choices: choices(&piece)?,
        });
    }
    if gap.is_some() {
        return Err(refuse(
            "`..` needs a word on both sides",
            "write `lang .. wachten`",
        ));
    }
    if places.is_empty() {
        return Err(refuse("it has no word", "use a pattern to look for signs"));
    }
    if places.len() > MAX_PLACES {
        return Err(refuse(
            "it has more than 7 places",
            "leave words out with `..`, or use a pattern",
        ));
    }
    Ok(Phrase { places })
}

/// Splits at white space outside parentheses.
fn pieces(text: &str) -> Result<Vec<String>, Refusal> {
    let mut pieces = vec![String::new()];
    let mut inside = false;
    for c in text.chars() {
        match c {
            '(' if inside => return Err(unbalanced()),
            ')' if !inside => return Err(unbalanced()),
            '(' | ')' => {
                inside = c == '(';
                if let Some(piece) = pieces.last_mut() {
                    piece.push(c);
                }
            }
            c if c.is_whitespace() && !inside => pieces.push(String::new()),
            c => {
                if let Some(piece) = pieces.last_mut() {
                    piece.push(c);
                }
            }
        }
    }
    if inside {
        return Err(unbalanced());
    }
    pieces.retain(|piece| !piece.is_empty());
    Ok(pieces)
}

fn choices(piece: &str) -> Result<Vec<Choice>, Refusal> {
    let Some(inner) = piece
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    else {
        if piece.contains(['(', ')']) {
            return Err(refuse(
                "a parenthesis stands inside a word",
                "write `(geen|niet) bereikbaar`",
            ));
        }
        if piece.contains('|') {
            return Err(refuse(
                "`|` stands outside parentheses",
                "write `(geen|niet) bereikbaar`",
            ));
        }
        return Ok(vec![choice(piece)?]);
    };
    inner.split('|').map(|word| choice(word.trim())).collect()
}

fn choice(word: &str) -> Result<Choice, Refusal> {
    if let Some((particle, verb)) = word.split_once('+') {
        let (particle, verb) = (fold(particle), fold(verb));
        let plain = |part: &str| !part.is_empty() && part.chars().all(char::is_alphabetic);
        if !plain(&particle) || !plain(&verb) {
            return Err(refuse(
                "`+` needs a particle before and an infinitive behind",
                "write `terug+bellen`",
            ));
        }
        return Ok(Choice::Separable { particle, verb });
    }
    if let Some(exact) = word.strip_prefix('=') {
        return Ok(Choice::Exact(parts(exact)?));
    }
    match (word.strip_prefix('*'), word.strip_suffix('*')) {
        (Some(_), Some(_)) => Err(refuse(
            "`*` stands on both sides",
            "write it as two phrases, `bezorg*` and `*bezorging`",
        )),
        (Some(ending), None) => Ok(Choice::Ending(part(ending)?)),
        (None, Some(beginning)) => Ok(Choice::Beginning(part(beginning)?)),
        (None, None) => Ok(Choice::Word(parts(word)?)),
    }
}

/// The words that the text of one choice is read as.
fn parts(word: &str) -> Result<Vec<String>, Refusal> {
    if word.contains('*') {
        return Err(refuse(
            "`*` stands inside a word",
            "put `*` at the beginning or the end of a word",
        ));
    }
    if word.contains(['=', '"', '[', ']']) {
        return Err(refuse(
            "it holds a sign that no word has",
            "use a pattern to look for signs",
        ));
    }
    let tokens = Tokens::of(word);
    let parts: Vec<String> = tokens
        .words()
        .iter()
        .map(|t| tokens.folded(t).to_owned())
        .collect();
    if parts.is_empty() {
        return Err(refuse(
            "it holds a sign that no word has",
            "use a pattern to look for signs",
        ));
    }
    Ok(parts)
}

fn part(word: &str) -> Result<String, Refusal> {
    let parts = parts(word)?;
    match <[String; 1]>::try_from(parts) {
        Ok([part]) if part.chars().count() < MIN_PART => Err(refuse(
            "a beginning or ending needs at least three letters",
            "a shorter one matches far too much: write the words out",
        )),
        Ok([part]) if part.len() > super::vocabulary::Vocabulary::MAX_PART => Err(refuse(
            "a beginning or ending has more than 48 letters",
            "write a shorter one",
        )),
        Ok([part]) => Ok(part),
        Err(_) => Err(refuse(
            "`*` stands at more than one word",
            "write `klanten service*` without hyphen",
        )),
    }
}

fn unbalanced() -> Refusal {
    refuse(
        "its parentheses do not match",
        "write `(geen|niet) bereikbaar`",
    )
}

fn refuse(reason: &'static str, advice: &'static str) -> Refusal {
    Refusal { reason, advice }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_refused(text: &str, reason: &str) {
        assert_eq!(
            parse(text).map_err(|refusal| refusal.reason),
            Err(reason),
            "{text}"
        );
    }

    #[test]
    fn a_phrase_is_places_with_choices_and_gaps() {
        let phrase = parse("(geen|=niet) ..5 Bereik* e-mail").unwrap();
        let gaps: Vec<usize> = phrase.places.iter().map(|place| place.gap).collect();
        assert_eq!(gaps, [0, 5, 0]);
        assert_eq!(phrase.places[0].choices.len(), 2);
        assert_eq!(
            phrase.places[1].choices,
            [Choice::Beginning("bereik".to_owned())]
        );
        assert_eq!(
            phrase.places[2].choices,
            [Choice::Word(vec!["e".to_owned(), "mail".to_owned()])]
        );
    }

    #[test]
    fn what_can_never_match_is_refused() {
        check_refused("wacht*tijd", "`*` stands inside a word");
        check_refused("*bezorg*", "`*` stands on both sides");
        check_refused("w*", "a beginning or ending needs at least three letters");
        check_refused(".. laat", "`..` needs a word on both sides");
        check_refused("laat ..", "`..` needs a word on both sides");
        check_refused("a .. .. b", "`..` needs a word on both sides");
        check_refused(
            "te ..90 laat",
            "`..` may be followed by a number from 1 to 8",
        );
        check_refused("€", "it holds a sign that no word has");
        check_refused("(a|b", "its parentheses do not match");
        check_refused("a|b", "`|` stands outside parentheses");
        check_refused(
            "terug+",
            "`+` needs a particle before and an infinitive behind",
        );
        check_refused("(|laat)", "it holds a sign that no word has");
        check_refused("a b c d e f g h", "it has more than 7 places");
    }
}
