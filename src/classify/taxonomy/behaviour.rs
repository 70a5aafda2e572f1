//! What an analyst's phrases find, and what they do not.

use super::Taxonomy;
use crate::record::{About, LanguageTag};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::ops::Range;

/// A taxonomy with one topic that has these lines.
fn one(lines: &str) -> Taxonomy {
    let text = format!(
        "version = \"1\"\nname = \"t\"\n[[topic]]\nid = \"x\"\nname.nl = \"X\"\nname.en = \"X\"\n{lines}\n"
    );
    Taxonomy::from_toml(&text).unwrap_or_else(|error| panic!("{error}"))
}

/// What `phrase` shows in `text`.
fn shown(phrase: &str, language: LanguageTag, text: &str) -> Vec<String> {
    let field = if language == LanguageTag::En {
        "en"
    } else {
        "nl"
    };
    let taxonomy = one(&format!("phrases.{field} = ['{phrase}']"));
    let found = taxonomy.find(text, language);
    found
        .into_iter()
        .map(|found| text[found.span].to_owned())
        .collect()
}

fn check(phrase: &str, text: &str, expected: &[&str]) {
    assert_eq!(
        shown(phrase, LanguageTag::Nl, text),
        expected,
        "{phrase} in {text}"
    );
}

fn check_en(phrase: &str, text: &str, expected: &[&str]) {
    assert_eq!(
        shown(phrase, LanguageTag::En, text),
        expected,
        "{phrase} in {text}"
    );
}

#[test]
fn words_match_whole_in_all_their_forms_but_exactly_with_an_equals_sign() {
    check("bellen", "Ik BELDE en heb gebeld", &["BELDE", "gebeld"]);
    check("bel", "fabel label bel", &["bel"]);
    check("=open", "open opende", &["open"]);
    check("wacht*", "de wachttijd, verwacht", &["wachttijd"]);
    check("*tijd", "levertijd tijdig tijd", &["levertijd", "tijd"]);
    check_en("wait", "waiting waiter waits", &["waiting", "waits"]);
}

#[test]
fn a_separable_verb_is_found_in_every_order() {
    for (text, expected) in [
        ("nooit teruggebeld!", "teruggebeld"),
        ("vergat terug te bellen", "terug te bellen"),
        ("zou terug gebeld worden", "terug gebeld"),
        (
            "Hij belde mij na twee dagen pas terug.",
            "belde mij na twee dagen pas terug",
        ),
        ("als u terugbelt", "terugbelt"),
    ] {
        check("terug+bellen", text, &[expected]);
    }
    check("terug+bellen", "Ik belde. Geld terug", &[]);
    check("terug+bellen", "Ik belde, maar kreeg geld terug", &[]);
    check(
        "na+komen",
        "kwam zijn belofte niet na",
        &["kwam zijn belofte niet na"],
    );
}

#[test]
fn a_compound_may_be_written_apart_joined_or_with_a_hyphen() {
    for text in ["klantenservice", "klanten service", "Klanten-Service"] {
        check("klantenservice", text, &[text]);
        check("klanten service", text, &[text]);
    }
    check(
        "e-mail",
        "email e-mail e mail",
        &["email", "e-mail", "e mail"],
    );
    check(
        "slechte klantenservice",
        "slechte klanten service",
        &["slechte klanten service"],
    );
    check(
        "klantenservice slecht",
        "klanten service slecht",
        &["klanten service slecht"],
    );
    check("klantenservice", "klanten, service", &[]);
}

#[test]
fn gaps_stay_inside_a_sentence_and_show_the_nearest_words() {
    check(
        "lang .. wachten",
        "lang moeten wachten",
        &["lang moeten wachten"],
    );
    check(
        "lang .. wachten",
        "lang a b c wachten",
        &["lang a b c wachten"],
    );
    check("lang .. wachten", "lang a b c d wachten", &[]);
    check(
        "lang ..4 wachten",
        "lang a b c d wachten",
        &["lang a b c d wachten"],
    );
    check("lang .. wachten", "lang. Wachten", &[]);
    check("lang .. wachten", "lang lang wachten", &["lang wachten"]);
    check(
        "(geen|niet) bereikbaar",
        "geen of niet bereikbaar",
        &["niet bereikbaar"],
    );
}

#[test]
fn spans_stand_at_character_boundaries_around_accents_and_emoji() {
    check("café", "😀Cafe\u{301}😀 CAFÉ’s", &["Cafe\u{301}", "CAFÉ’s"]);
    check("reünie", "de reunie", &["reunie"]);
    check("één keer", "in één 👍🏽 keer", &["één 👍🏽 keer"]);
}

#[test]
fn a_placeholder_of_the_privacy_room_shows_nothing() {
    check("(phone|name)", "[PHONE_1] [NAME_2] phone", &["phone"]);
}

#[test]
fn an_exclusion_cancels_what_it_overlaps_or_stands_near() {
    let taxonomy = one(
        "phrases.nl = [\"wachten\"]\nexclude.nl = [\"pakket\", { phrase = \"kan niet wachten\", within = 0 }, { pattern = \"#\\\\d+\", within = 1 }]",
    );
    let n = |text: &str| taxonomy.find(text, LanguageTag::Nl).len();
    assert_eq!(n("ik moest wachten"), 1);
    assert_eq!(n("wachten op een pakket"), 0);
    assert_eq!(n("wachten op mijn heel grote pakket"), 1);
    assert_eq!(n("wachten. Pakket kwam"), 1);
    assert_eq!(n("ik kan niet wachten"), 0);
    assert_eq!(n("wachten #12"), 0);
}

#[test]
fn patterns_are_found_in_the_text_as_it_is() {
    let taxonomy = one("patterns.en = ['\\bOrder\\s#\\d+']");
    let found = taxonomy.find("re: order #88 — late", LanguageTag::En);
    assert_eq!(found[0].span, 4..13);
    assert!(taxonomy.find("order 88", LanguageTag::En).is_empty());
}

#[test]
fn overlapping_mentions_merge_and_keep_the_surest() {
    let taxonomy = one(
        "phrases.nl = [{ phrase = \"lang\", confidence = 0.5 }, \"lang wachten\", { phrase = \"wachten op\", confidence = 1 }]",
    );
    let found = taxonomy.find("te lang wachten op niets, lang", LanguageTag::Nl);
    let seen: Vec<(Range<usize>, f64)> = found
        .iter()
        .map(|f| (f.span.clone(), f.confidence.get()))
        .collect();
    assert_eq!(seen, [(3..18, 1.0), (26..30, 0.5)]);
}

#[test]
fn the_language_chooses_the_phrases() {
    let taxonomy = one("phrases.nl = [\"laat\"]\nphrases.en = [\"late\"]");
    let n = |language| taxonomy.find("laat late", language).len();
    // `late` is a form of the Dutch `laat` too.
    assert_eq!(n(LanguageTag::Nl), 2);
    assert_eq!(n(LanguageTag::En), 1);
    assert_eq!(n(LanguageTag::Unknown), 2);
    assert_eq!(n(LanguageTag::Other), 0);
}

#[test]
fn the_hash_follows_content_and_not_layout() {
    let hash = |lines: &str| one(lines).hash().to_owned();
    let plain = hash("phrases.nl = [\"a\", \"b\"]");
    assert_eq!(
        plain,
        hash("# why\nphrases.nl = [ \"b\",\n \"a\" ]\ntests = [{ text = \"q\", expect = false }]")
    );
    assert_ne!(plain, hash("phrases.nl = [\"a\"]"));
    assert_ne!(plain, hash("phrases.en = [\"a\", \"b\"]"));
    assert_ne!(plain, hash("driver = false\nphrases.nl = [\"a\", \"b\"]"));
    assert_eq!(plain.len(), 64);
}

#[test]
fn children_know_their_ancestors_and_inherit_what_they_do_not_say() {
    let text = r#"
        version = "1"
        name = "t"
        [[topic]]
        id = "a.b.c"
        name = { nl = "C", en = "C" }
        phrases.nl = ["woord"]
        [[topic]]
        id = "a"
        name = { nl = "A", en = "A" }
        driver = false
        about = "contact"
        [[topic]]
        id = "a.b"
        name = { nl = "B", en = "B" }
        about = "product"
        tests = [{ text = "een woord", lang = "nl", expect = true }]
    "#;
    let taxonomy = Taxonomy::from_toml(text).unwrap();
    assert_eq!(taxonomy.ancestors(0), [2, 1]);
    let leaf = &taxonomy.topics()[0];
    assert_eq!(
        (leaf.parent, leaf.depth, leaf.driver, leaf.about),
        (Some(2), 2, false, Some(About::Product))
    );
    // A group is found where a topic below it is.
    assert!(taxonomy.run_tests().passed());
    assert_eq!(taxonomy.find("woord", LanguageTag::Nl)[0].topic, 0);
}

/// A phrase of exact words, tried at every place the slow way.
fn plainly(words: &[(usize, &str)], text: &[&str], from: usize, end: usize) -> bool {
    let Some(((gap, word), rest)) = words.split_first() else {
        return true;
    };
    (from..=from + gap).any(|at| at < end && text[at] == *word && plainly(rest, text, at + 1, end))
}

const WORDS: [&str; 5] = ["aap", "noot", "mies", "wim", "."];

proptest! {
    #[test]
    fn the_matcher_agrees_with_trying_every_place(
        phrase in proptest::collection::vec((0_usize..4, 0_usize..4), 1..5),
        text in proptest::collection::vec(0_usize..5, 0..24),
    ) {
        let mut written = String::new();
        let mut places = Vec::new();
        for (n, &(gap, word)) in phrase.iter().enumerate() {
            let gap = if n == 0 { 0 } else { gap };
            if n > 0 && gap > 0 {
                write!(written, "..{gap} ").unwrap();
            }
            write!(written, "={} ", WORDS[word]).unwrap();
            places.push((gap, WORDS[word]));
        }
        let words: Vec<&str> = text.iter().map(|&n| WORDS[n]).collect();
        let expected = (0..words.len()).any(|start| {
            let end = (start..words.len()).find(|&n| words[n] == ".").unwrap_or(words.len());
            plainly(&places, &words, start, end)
        });
        let got = shown(&written, LanguageTag::Nl, &words.join(" "));
        prop_assert_eq!(!got.is_empty(), expected, "{} in {}", written, words.join(" "));
        prop_assert!(got.iter().all(|span| !span.contains('.')));
    }

    #[test]
    fn no_text_makes_it_panic_and_spans_are_ordered(text in "\\PC{0,80}") {
        let taxonomy = one("phrases.nl = [\"(a|b|e) .. (o|i)\", \"wacht*\", \"*en\u{65}n\"]\npatterns.nl = ['\\w\\W']\nexclude.nl = [\"u\"]");
        let found = taxonomy.find(&text, LanguageTag::Unknown);
        for pair in found.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for one in &found {
            prop_assert!(text.get(one.span.clone()).is_some_and(|shown| !shown.is_empty()));
        }
    }
}
