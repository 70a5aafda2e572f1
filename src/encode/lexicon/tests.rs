use super::*;
use crate::encode::tokens::Tokens;
use crate::record::LanguageTag;

fn reading(text: &str, language: LanguageTag) -> LexicalReading {
    let mut tokens = Tokens::default();
    tokens.read(text);
    score(&tokens, Lexicon::of(language).unwrap())
}

/// The sign of the score: '+', '-' or '0'.
fn check(language: LanguageTag, cases: &[(&str, char)]) {
    for &(text, expected) in cases {
        let reading = reading(text, language);
        let total = reading.positive - reading.negative;
        let got = match total {
            total if total > 0.1 => '+',
            total if total < -0.1 => '-',
            _ => '0',
        };
        assert_eq!(got, expected, "{text}: {reading:?}");
    }
}

#[test]
fn dutch_negation_turns_and_ends() {
    check(
        LanguageTag::Nl,
        &[
            ("Niet slecht", '+'),
            ("Geen problemen gehad", '+'),
            ("geen klachten", '+'),
            ("zonder problemen geleverd", '+'),
            ("De medewerker was niet vriendelijk", '-'),
            ("Ik ben niet zo tevreden", '-'),
            ("nooit meer", '-'),
            ("niet aan te raden", '-'),
            ("Dat was niet alleen snel maar ook goedkoop", '+'),
            ("Hij wist het niet, maar hielp me goed", '+'),
            ("zij hielpen mij niet.", '-'),
        ],
    );
}

#[test]
fn english_negation_turns_and_ends() {
    check(
        LanguageTag::En,
        &[
            ("not the worst", '+'),
            ("no problem at all", '+'),
            ("The nurse wasn’t friendly", '-'),
            ("never had a bad experience", '+'),
            ("I would not recommend this", '-'),
            ("not only fast but also friendly", '+'),
            ("It isn't here. Great staff though", '+'),
            ("This isn't good", '-'),
            ("It won't be great", '-'),
            ("Nobody was rude", '+'),
            ("No one was friendly", '-'),
            ("I can't say that I am satisfied", '-'),
        ],
    );
}

#[test]
fn te_with_a_describing_word_is_a_complaint() {
    check(
        LanguageTag::Nl,
        &[
            ("veel te duur", '-'),
            ("de kamer is te klein", '-'),
            ("de letters zijn te groot", '-'),
            ("dit is om van te genieten", '+'),
            ("het is niet te duur", '+'),
        ],
    );
    check(
        LanguageTag::En,
        &[("too big", '-'), ("far too noisy", '-'), ("me too", '0')],
    );
}

#[test]
fn an_intensifier_scales_and_keeps_no_polarity_of_its_own() {
    check(
        LanguageTag::Nl,
        &[
            ("verschrikkelijk lekker", '+'),
            ("echt verschrikkelijk", '-'),
        ],
    );
    let plain = reading("goed", LanguageTag::Nl).positive;
    assert!(reading("heel goed", LanguageTag::Nl).positive > plain);
    assert!(reading("best wel goed", LanguageTag::Nl).positive < plain);
}

#[test]
fn inflected_forms_and_compounds_are_known() {
    check(
        LanguageTag::Nl,
        &[
            ("trage site", '-'),
            ("waardeloze service", '-'),
            ("leveringsproblemen", '-'),
            ("topmedewerker", '0'),
            ("klantvriendelijke winkel", '+'),
            ("onvriendelijke man", '-'),
            ("Heeeeerlijk", '+'),
        ],
    );
    let lexicon = Lexicon::of(LanguageTag::Nl).unwrap();
    assert!(lexicon.entry("servicedrama").unwrap().polarity < 0.0);
}

#[test]
fn marks_and_signs_count() {
    check(
        LanguageTag::Nl,
        &[
            ("10/10", '+'),
            ("een dikke 9!", '+'),
            ("een 3", '-'),
            ("een 8 minuten wachttijd", '-'),
            ("😡", '-'),
            ("bedankt 👍", '+'),
            ("ok :(", '-'),
        ],
    );
}

#[test]
fn the_part_behind_maar_is_told_apart() {
    let reading = reading(
        "Aardige mensen, maar veel te traag en duur",
        LanguageTag::Nl,
    );
    assert_eq!(reading.n_contrasts, 1);
    assert!(reading.after_contrast < 0.0 && reading.first_clause > 0.0);
}

#[test]
fn a_nothing_answer_is_seen() {
    assert!(reading("Niets, ga zo door", LanguageTag::Nl).begins_with_nothing);
    assert!(reading("Can't think of anything", LanguageTag::En).begins_with_nothing);
    assert!(!reading("The food, nothing else", LanguageTag::En).begins_with_nothing);
}
