use super::PiiKind;
use super::cues::Cue;
use super::detector::{Detector, Evidence, Match};

use super::words;
use std::ops::Range;

/// Addresses: a Dutch postcode, alone or with house number and street; a street with a house
/// number; a British postcode.
#[derive(Debug)]
pub(super) struct Address;

/// Letter pairs that are no postcode: never given out.
const REFUSED_PAIRS: &[&str] = &["SA", "SD", "SS"];

/// Letter pairs that are words, units or ordinals; behind a number they need an address around them.
const WORD_PAIRS: &[&str] = &[
    "IN", "OP", "EN", "IS", "TE", "DE", "TO", "OF", "AT", "WE", "MY", "NO", "ON", "OR", "IT", "BY",
    "AM", "PM", "AL", "ER", "IK", "JE", "ZE", "ME", "HE", "SO", "AS", "AN", "DO", "GO", "IF", "UP",
    "US", "NA", "OM", "TOT", "ZO", "NU", "MB", "GB", "KB", "TB", "KG", "KM", "CM", "MM", "ML",
    "KW", "PX", "CC", "HZ", "ST", "ND", "RD", "TH", "PK", "EU", "BV", "NV", "WH",
];

/// How far behind an address cue a lower-case postcode may stand.
const REACH_BYTES: usize = 40;

/// Words that end like a street and are none.
const NO_STREETS: &[&str] = &[
    "onderweg",
    "snelweg",
    "halfweg",
    "spoorweg",
    "terugweg",
    "heenweg",
    "omweg",
    "uitweg",
    "terug",
    "hof",
    "pad",
    "weg",
    "road",
    "street",
    "lane",
    "drive",
    "close",
    "avenue",
    "kamp",
    "veld",
    "hoofdweg",
    "sportveld",
];

/// First words of streets that are taken in even where a sentence begins with a capital anyway.
const STREET_OPENERS: &[&str] = &[
    "Lange",
    "Korte",
    "Oude",
    "Nieuwe",
    "Grote",
    "Kleine",
    "Eerste",
    "Tweede",
    "Prins",
    "Prinses",
    "Koning",
    "Koningin",
    "Burgemeester",
    "Sint",
    "Van",
    "Laan",
    "Hoge",
    "Lage",
    "Oud",
    "Nieuw",
];

impl Detector for Address {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.n_digits >= 1 && (evidence.n_digits >= 4 || evidence.has_any(&[Cue::Street]))
            || evidence.n_digits >= 2 && has_british_shape(evidence.text)
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        for group in &evidence.groups {
            if let Some(span) = postcode(evidence, &group.span) {
                found.push(Match::mask(PiiKind::Address, span));
            }
            if let Some(span) = british_postcode(evidence.text, &group.span) {
                found.push(Match::mask(PiiKind::Address, span));
            }
        }
        for cue in evidence.places(Cue::Street) {
            if let Some(span) = street(evidence.text, cue) {
                found.push(Match::mask(PiiKind::Address, span));
            }
        }
    }
}

/// A Dutch postcode whose digits are `digits`, grown to house number and street.
fn postcode(evidence: &Evidence<'_>, digits: &Range<usize>) -> Option<Range<usize>> {
    let text = evidence.text;
    if digits.len() != 4 || text.as_bytes()[digits.start] == b'0' {
        return None;
    }
    if words::glued_before(text, digits.start)
        || text[..digits.start].ends_with(['-', '/', '.', ','])
            && !text[..digits.start].ends_with(", ")
    {
        return None;
    }
    let letters_at = words::skip(text, digits.end, &[' ']);
    let pair = text.get(letters_at..letters_at + 2)?;
    let apart = letters_at - digits.end;
    if apart > 1
        || !pair.bytes().all(|b| b.is_ascii_alphabetic())
        || words::glued_after(text, letters_at + 2)
    {
        return None;
    }
    let upper = pair.to_ascii_uppercase();
    if REFUSED_PAIRS.contains(&upper.as_str()) {
        return None;
    }
    let core = digits.start..letters_at + 2;
    let grown = with_house_number(text, &core);
    let grown = with_street_before(text, &grown);
    let in_address = grown.start < core.start
        || grown.end > core.end
        || evidence.follows(Cue::Address, core.start, REACH_BYTES);
    let is_upper = pair.bytes().all(|b| b.is_ascii_uppercase());
    let is_word = WORD_PAIRS.contains(&upper.as_str());
    let strong = !is_word && (is_upper || apart == 0);
    // A house number behind "2024 in 3 …" proves nothing: a word pair needs a street or a cue.
    let context_counts = if is_word {
        let ends = !text[grown.end..]
            .trim_start()
            .starts_with(char::is_alphabetic);
        grown.start < core.start && is_upper
            || ends && evidence.follows(Cue::Address, core.start, REACH_BYTES)
    } else if !is_upper && apart == 1 {
        // "2747 ph 984" in lower case may be anything; a house number behind it does not settle it.
        grown.start < core.start || evidence.follows(Cue::Address, core.start, REACH_BYTES)
    } else {
        in_address
    };
    (strong || context_counts).then_some(grown)
}

/// Adds ", 12b", " nr. 12" or " huisnummer 12" behind a postcode.
fn with_house_number(text: &str, core: &Range<usize>) -> Range<usize> {
    let mut at = words::skip(text, core.end, &[' ', ',']);
    for word in ["huisnummer", "nummer", "nr.", "nr", "no.", "no", "number"] {
        if text
            .get(at..at + word.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(word))
        {
            at = words::skip(text, at + word.len(), &[' ', ':']);
            break;
        }
    }
    match house_number(text, at) {
        Some(end) if at > core.end && at - core.end <= 14 => core.start..end,
        _ => core.clone(),
    }
}

/// Adds "Dorpsstraat 12, " before a postcode.
fn with_street_before(text: &str, core: &Range<usize>) -> Range<usize> {
    let end = words::skip_back(text, core.start, &[' ', ',', '\n', '\r']);
    let number_at = text[..end]
        .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .map_or(0, |at| at + 1);
    if number_at == 0 || end == core.start || house_number(text, number_at) != Some(end) {
        return core.clone();
    }
    let street_end = words::skip_back(text, number_at, &[' ']);
    let Some(street) = words::word_before(text, street_end) else {
        return core.clone();
    };
    if street_end < number_at && words::is_capitalised(&text[street.clone()]) && street.len() >= 4 {
        start_of_street(text, street.start)..core.end
    } else {
        core.clone()
    }
}

/// A street with its house number; `cue` is the end of the street's name.
fn street(text: &str, cue: &Range<usize>) -> Option<Range<usize>> {
    let name = words::word_before(text, cue.end)?;
    let lower = text[name.clone()].to_lowercase();
    if NO_STREETS.contains(&lower.as_str()) {
        return english_street(text, &name);
    }
    // "Dorpsstraat 12": a name of one word with a capital, then the number.
    let prefix_bytes = cue.start.saturating_sub(name.start);
    let number_at = words::skip(text, name.end, &[' ']);
    let end = house_number(text, number_at)?;
    let plausible = prefix_bytes >= 3
        && number_at == name.end + 1
        && words::is_capitalised(&text[name.clone()]);
    // "Snelweg 12 km": a number with a unit is a length or a time.
    plausible.then(|| start_of_street(text, name.start)..end)
}

/// "221B Baker Street": a number, one to three capitalised words, the cue.
fn english_street(text: &str, name: &Range<usize>) -> Option<Range<usize>> {
    if !matches!(
        text[name.clone()].to_ascii_lowercase().as_str(),
        "street" | "road" | "lane" | "drive" | "close" | "avenue" | "crescent"
    ) || !words::is_capitalised(&text[name.clone()])
    {
        return None;
    }
    let mut start = name.start;
    for n_words in 0..4 {
        let end = words::skip_back(text, start, &[' ']);
        if n_words > 0 {
            let number_at = text[..end].rfind(' ').map_or(0, |at| at + 1);
            if house_number(text, number_at) == Some(end) && end < start {
                return Some(number_at..name.end);
            }
        }
        let word = words::word_before(text, end)?;
        if !words::is_capitalised(&text[word.clone()]) {
            return None;
        }
        start = word.start;
    }
    None
}

/// Takes in "van der" and capitalised words before a street's last word, at most three.
fn start_of_street(text: &str, last_word: usize) -> usize {
    let mut start = last_word;
    for _ in 0..3 {
        let end = words::skip_back(text, start, &[' ']);
        match words::word_before(text, end) {
            Some(word)
                if start - end == 1
                    && words::is_capitalised(&text[word.clone()])
                    && (!words::begins_sentence(text, word.start)
                        || STREET_OPENERS.contains(&&text[word.clone()])) =>
            {
                start = word.start;
            }
            _ => break,
        }
    }
    start
}

/// The end of a house number with its addition (12, 12b, 12-III, 12 bis) that starts at `at`.
fn house_number(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let n_digits = bytes
        .get(at..)?
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    if !(1..=5).contains(&n_digits) || bytes[at] == b'0' {
        return None;
    }
    let mut end = at + n_digits;
    if bytes.get(end) == Some(&b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) {
        let n_more = bytes[end + 1..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        if n_more <= 4 {
            end += 1 + n_more;
        }
    } else if bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
        end += 1;
    }
    let decimal = matches!(bytes.get(end), Some(b'.' | b',' | b':'))
        && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    (!decimal && !words::glued_after(text, end)).then_some(end)
}

/// Whether a digit stands before two capitals, as in the second half of a British postcode.
fn has_british_shape(text: &str) -> bool {
    text.as_bytes().windows(3).any(|three| {
        three[0].is_ascii_digit() && three[1].is_ascii_uppercase() && three[2].is_ascii_uppercase()
    })
}

/// A British postcode whose second half starts with the one digit `digit`.
fn british_postcode(text: &str, digit: &Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let inward = bytes.get(digit.start..digit.start + 3)?;
    if digit.len() != 1
        || !inward[1..].iter().all(u8::is_ascii_uppercase)
        || words::glued_after(text, digit.start + 3)
    {
        return None;
    }
    let end = words::skip_back(text, digit.start, &[' ']);
    let n_outward = bytes[..end]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        .count();
    let outward = &bytes[end - n_outward..end];
    let n_letters = outward
        .iter()
        .take_while(|b| b.is_ascii_uppercase())
        .count();
    let area = &outward[n_letters..];
    let fits = (1..=2).contains(&n_letters)
        && (1..=2).contains(&area.len())
        && area[0].is_ascii_digit()
        && digit.start - end == 1
        && !words::glued_before(text, end - n_outward);
    fits.then(|| end - n_outward..digit.start + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_number_has_an_addition_and_no_decimals() {
        assert_eq!(house_number("12b ", 0), Some(3));
        assert_eq!(house_number("12-III", 0), Some(6));
        assert_eq!(house_number("12,50", 0), None);
        assert_eq!(house_number("12km", 0), None);
    }
}
