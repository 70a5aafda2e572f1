//! Frequent names; see `data/names/SOURCE.md`. A name proves something together with a cue only.

use std::collections::HashSet;
use std::sync::LazyLock;

static FIRST_NAMES: LazyLock<HashSet<String>> =
    LazyLock::new(|| read(include_str!("../../data/names/first_names.txt")));

static LAST_NAMES: LazyLock<HashSet<String>> =
    LazyLock::new(|| read(include_str!("../../data/names/last_names.txt")));

/// Names that are ordinary words in lower case.
const HOMONYMS: &[&str] = &[
    "abel", "amber", "ans", "bas", "bell", "bert", "blok", "boer", "bolt", "boon", "bos", "borst",
    "can", "carol", "cook", "cox", "daisy", "dale", "dawn", "dean", "demi", "don", "door", "faith",
    "fisher", "fleur", "floor", "fox", "frank", "gaan", "grace", "grant", "green", "groen",
    "groot", "haan", "haas", "hall", "hamer", "hein", "hill", "hoek", "holly", "hope", "hunt",
    "iris", "ivy", "jack", "jager", "jay", "jet", "jong", "joy", "june", "kaan", "kamp", "kim",
    "king", "klein", "kok", "koning", "lange", "leen", "leo", "lieve", "lily", "lies", "maas",
    "mark", "max", "may", "meer", "mei", "merel", "mol", "noor", "nur", "pat", "penny", "pien",
    "pim", "poppy", "post", "price", "prins", "puck", "rose", "roos", "steen", "storm", "trees",
    "wil", "will", "wit", "wood", "young",
];

/// First names that are places, brands or months as well.
const PLACES: &[&str] = &[
    "adam",
    "albert",
    "april",
    "aurora",
    "austin",
    "benjamin",
    "brooke",
    "carmen",
    "charlotte",
    "chelsea",
    "chester",
    "dallas",
    "florence",
    "frans",
    "georgia",
    "gordon",
    "harrison",
    "hamilton",
    "houston",
    "isa",
    "israel",
    "jordan",
    "kelvin",
    "lewis",
    "lincoln",
    "lourdes",
    "madison",
    "mercedes",
    "morgan",
    "norman",
    "paris",
    "preston",
    "regina",
    "salima",
    "salvador",
    "santiago",
    "sienna",
    "sofia",
    "stanley",
    "sydney",
    "valencia",
    "vera",
    "verona",
    "victoria",
    "virginia",
    "washington",
    "wesley",
    "jan",
    "maria",
    "mario",
    "otto",
    "stella",
    "maxima",
    "nina",
    "ivo",
    "oscar",
];

/// Whether `word` is a first name, in any case.
pub(super) fn is_first_name(word: &str) -> bool {
    let lower = word.to_lowercase();
    FIRST_NAMES.contains(&lower)
        // "Jan-Peter" is known by its parts.
        || lower.contains('-') && lower.split('-').all(|part| FIRST_NAMES.contains(part))
}

/// Whether `word` is a surname, in any case.
pub(super) fn is_last_name(word: &str) -> bool {
    let lower = word.to_lowercase();
    LAST_NAMES.contains(&lower) || lower.split('-').any(|part| LAST_NAMES.contains(part))
}

/// Whether `word` is also an ordinary word, so that lower case proves nothing.
pub(super) fn is_homonym(word: &str) -> bool {
    HOMONYMS.contains(&word.to_lowercase().as_str())
}

/// Whether `word` is also a place, a brand or a month.
pub(super) fn is_place(word: &str) -> bool {
    PLACES.contains(&word.to_lowercase().as_str())
}

fn read(list: &str) -> HashSet<String> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case_and_by_their_parts() {
        assert!(is_first_name("FATIMA"));
        assert!(is_first_name("jan-peter"));
        assert!(!is_first_name("wachttijd"));
        assert!(is_last_name("Bakker-Smit"));
        assert!(is_homonym("Mei"));
    }
}
