use aho_corasick::AhoCorasick;
use std::ops::Range;
use std::sync::LazyLock;

/// Cuts a sentence into clauses at words of contrast and semicolons: byte ranges of `text`, in order.
///
/// "Lekker eten, maar de bezorging was traag" has two clauses, so that each topic is judged by its
/// own words. The word of contrast belongs to the clause that it opens. A sentence without contrast
/// is one clause. `sentence` is a range of whole characters of `text`.
pub fn clauses(text: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
    // Most sentences have no contrast: one pass tells.
    if !CONTRAST.is_match(&text[sentence.clone()]) {
        return vec![sentence];
    }
    let words = words(text, &sentence);
    let mut cuts = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let behind_comma = text[sentence.start..word.span.start]
            .trim_end()
            .ends_with([',', ';', '-', '–']);
        let before = index.checked_sub(1).and_then(|index| words.get(index));
        let after = words.get(index + 1);
        let opens = match word.lower.as_str() {
            "maar" => {
                behind_comma
                    || !before.is_some_and(|word| SOFT_BEFORE_MAAR.contains(&word.lower.as_str()))
                        && !after.is_some_and(|word| SOFT_AFTER_MAAR.contains(&word.lower.as_str()))
            }
            "but" => !before.is_some_and(|word| {
                matches!(
                    word.lower.as_str(),
                    "nothing" | "anything" | "all" | "everything" | "can't" | "cannot"
                )
            }),
            // "even though" is cut before "even".
            "though" | "although" | "hoewel" | "ofschoon" | "echter" | "however" | "except"
            | "whereas" | "terwijl" => true,
            // These contrast only behind a comma: "ik was alleen thuis", "ik ben wel tevreden".
            "alleen" | "wel" | "yet" | "niet" | "only" | "toch" | "helaas" | "unfortunately"
            | "jammer" => behind_comma,
            _ => false,
        };
        if opens && index > 0 {
            let start = match before {
                Some(even) if word.lower == "though" && even.lower == "even" => even.span.start,
                _ => word.span.start,
            };
            cuts.push(start);
        }
        // "Hoewel het laat was, smaakte het": what was conceded ends at the comma.
        if matches!(
            word.lower.as_str(),
            "hoewel" | "ofschoon" | "although" | "though" | "despite" | "ondanks"
        ) {
            let behind = &text[word.span.end..sentence.end];
            if let Some(comma) = behind.find(',') {
                cuts.push(word.span.end + comma + 1);
            }
        }
    }
    cuts.extend(
        text[sentence.clone()]
            .match_indices(';')
            .map(|(offset, _)| sentence.start + offset + 1),
    );
    cuts.sort_unstable();
    cuts.push(sentence.end);

    let mut found = Vec::with_capacity(cuts.len());
    let mut start = sentence.start;
    for cut in cuts {
        push_trimmed(text, start..cut.max(start), &mut found);
        start = cut.max(start);
    }
    if found.is_empty() {
        found.push(sentence);
    }
    found
}

/// Letters without which no clause is cut; they may also lie inside other words.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, far below the limits"
)]
static CONTRAST: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build([
            ";",
            "maar",
            "but",
            "though",
            "hoewel",
            "ofschoon",
            "echter",
            "however",
            "except",
            "whereas",
            "terwijl",
            "alleen",
            "wel",
            "yet",
            "niet",
            "only",
            "toch",
            "helaas",
            "unfortunately",
            "jammer",
            "despite",
            "ondanks",
        ])
        .expect("a few short patterns fit any automaton")
});

/// "Alleen maar", "zeg maar": no contrast.
const SOFT_BEFORE_MAAR: &[&str] = &[
    "alleen", "zeg", "nou", "doe", "ga", "kom", "laat", "zo", "wat",
];

/// "Maar liefst", "maar één": no contrast.
const SOFT_AFTER_MAAR: &[&str] = &["liefst", "één", "weinig", "net", "half"];

struct Word {
    span: Range<usize>,
    lower: String,
}

fn words(text: &str, sentence: &Range<usize>) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    let end = text[sentence.clone()]
        .char_indices()
        .map(|(offset, c)| (sentence.start + offset, c))
        .chain([(sentence.end, ' ')]);
    for (at, c) in end {
        if c.is_alphabetic() || (c == '\'' && start.is_some()) {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            found.push(Word {
                span: start..at,
                lower: text[start..at].to_lowercase(),
            });
        }
    }
    found
}

fn push_trimmed(text: &str, span: Range<usize>, found: &mut Vec<Range<usize>>) {
    let is_edge = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '-' | '–');
    let part = &text[span.clone()];
    let start = span.start + part.len() - part.trim_start_matches(is_edge).len();
    let end = start + text[start..span.end].trim_end_matches(is_edge).len();
    if text[start..end].chars().any(char::is_alphanumeric) {
        found.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = clauses(text, 0..text.len())
            .into_iter()
            .map(|span| &text[span])
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_of_contrast_open_a_clause() {
        check(
            "Lekker eten, maar de bezorging was traag.",
            &["Lekker eten", "maar de bezorging was traag."],
        );
        check(
            "Nice staff but long wait; dirty room",
            &["Nice staff", "but long wait", "dirty room"],
        );
        check("Niet snel, wel goed", &["Niet snel", "wel goed"]);
        check(
            "I liked it even though it was late",
            &["I liked it", "even though it was late"],
        );
    }

    #[test]
    fn what_is_conceded_first_ends_at_the_comma() {
        check(
            "Hoewel het laat was, smaakte het goed",
            &["Hoewel het laat was", "smaakte het goed"],
        );
    }

    #[test]
    fn words_that_only_look_like_contrast_do_not_cut() {
        check(
            "Het was alleen maar wachten",
            &["Het was alleen maar wachten"],
        );
        check(
            "Het duurde maar liefst een uur",
            &["Het duurde maar liefst een uur"],
        );
        check("Nothing but praise", &["Nothing but praise"]);
        check(
            "Ik was alleen en wel tevreden",
            &["Ik was alleen en wel tevreden"],
        );
        check("Maar goed", &["Maar goed"]);
    }

    proptest! {
        #[test]
        fn clauses_are_ordered_and_lose_no_letter(text in "((maar|but|hoewel|wel|even though|x|é|;|,) ?){0,10}") {
            let spans = clauses(&text, 0..text.len());
            let mut at = 0;
            for span in &spans {
                prop_assert!(span.start >= at && span.end >= span.start);
                prop_assert!(!text[at..span.start].chars().any(char::is_alphanumeric));
                at = span.end;
            }
            prop_assert!(!text[at..].chars().any(char::is_alphanumeric));
        }
    }
}
