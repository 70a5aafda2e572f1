use super::*;
use crate::classify::Taxonomy;
use crate::record::LanguageTag;
use crate::units::as_u64;
use std::collections::BTreeSet;

const EXPLAINED: [&str; 4] = [
    "De monteur kwam netjes de router aansluiten",
    "De factuur van de verzekering klopte",
    "De medewerker belde over het abonnement",
    "Het pakket werd door de bezorger gebracht",
];
const PLANTED: [&str; 3] = [
    "Er was geen plek in de parkeergarage",
    "Ik moest parkeren en de garage zat vol",
    "De parkeerplaats bij de garage was te duur om te parkeren",
];
const OTHER: [&str; 3] = [
    "Het zwembad had koud water",
    "Koud water bij het zwembad",
    "In het zwembad kwam koud water",
];

fn key(number: usize) -> u128 {
    u128::from(as_u64(number) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
}

/// `n` documents of each: explained, planted, other.
fn collection(n: [usize; 3]) -> Collection {
    let mut collection = Collection::default();
    let mut push = |sentence: &'static str, is_explained: bool| {
        let spoken = if is_explained {
            Spoken {
                explained: vec![sentence],
                unexplained: Vec::new(),
            }
        } else {
            Spoken {
                explained: Vec::new(),
                unexplained: vec![sentence],
            }
        };
        let number = collection.len();
        collection.push(key(number), &FoldedText::of(&spoken, LanguageTag::Nl));
    };
    for (sentences, n, is_explained) in [
        (&EXPLAINED[..], n[0], true),
        (&PLANTED[..], n[1], false),
        (&OTHER[..], n[2], false),
    ] {
        for at in 0..n {
            push(sentences[at % sentences.len()], is_explained);
        }
    }
    collection
}

fn known(discovery: &Discovery, identified: &Identified) -> Vec<KnownTheme> {
    let themes = identified.identities.iter().zip(&discovery.themes);
    themes
        .map(|(identity, theme)| KnownTheme {
            id: identity.id.clone(),
            terms: theme.terms.iter().map(|term| term.words.clone()).collect(),
        })
        .collect()
}

#[test]
fn two_planted_themes_are_found_and_named_by_their_words() {
    let collection = collection([400, 90, 60]);
    let discovery = discover(&collection, &Options::default());
    assert_eq!(discovery.background, Background::Explained);
    assert_eq!(discovery.themes.len(), 2, "{:#?}", discovery.themes);
    let [first, second] = [&discovery.themes[0], &discovery.themes[1]];
    assert_eq!(first.documents, (400..490).collect::<Vec<u32>>());
    assert_eq!(second.documents, (490..550).collect::<Vec<u32>>());
    assert!(
        first.name(LanguageTag::Nl).contains("garage"),
        "{}",
        first.name(LanguageTag::Nl)
    );
    assert!(second.name(LanguageTag::Nl).contains("zwembad"));
}

#[test]
fn nothing_one_document_and_too_few_documents_have_no_theme() {
    let none = Collection::default();
    assert!(discover(&none, &Options::default()).themes.is_empty());
    for n in [[1, 0, 0], [0, 1, 0], [400, 19, 0]] {
        let discovery = discover(&collection(n), &Options::default());
        assert_eq!(discovery.themes, [], "{n:?}");
    }
}

#[test]
fn what_is_said_as_often_where_a_topic_explains_it_is_no_theme() {
    let mut collection = Collection::default();
    for number in 0..600 {
        let sentence = EXPLAINED[number % EXPLAINED.len()];
        let spoken = if number % 3 == 0 {
            Spoken {
                explained: Vec::new(),
                unexplained: vec![sentence],
            }
        } else {
            Spoken {
                explained: vec![sentence],
                unexplained: Vec::new(),
            }
        };
        collection.push(key(number), &FoldedText::of(&spoken, LanguageTag::Nl));
    }
    assert_eq!(discover(&collection, &Options::default()).themes, []);
}

#[test]
fn without_explained_sentences_a_theme_is_what_stands_together_and_says_so() {
    let discovery = discover(&collection([0, 90, 60]), &Options::default());
    assert_eq!(discovery.background, Background::Absent);
    assert!(!discovery.themes.is_empty());
    for theme in &discovery.themes {
        assert!(theme.terms.len() > 1);
        assert!(theme.terms.iter().all(|term| term.odds_ratio.is_none()));
    }
}

#[test]
fn a_theme_keeps_its_name_when_documents_come_and_a_new_one_gets_another() {
    let early = collection([400, 90, 0]);
    let first = discover(&early, &Options::default());
    let named = identify(&first, &early, &[]);
    assert!(!named.identities[0].is_known);
    let late = collection([600, 120, 60]);
    let second = discover(&late, &Options::default());
    let renamed = identify(&second, &late, &known(&first, &named));
    assert_eq!(renamed.identities[0].id, named.identities[0].id);
    assert!(renamed.identities[0].is_known && !renamed.identities[1].is_known);
    assert_ne!(renamed.identities[1].id, renamed.identities[0].id);
    assert_eq!(renamed.gone, []);
}

#[test]
fn a_theme_that_nobody_speaks_of_any_more_is_told() {
    let early = collection([400, 90, 60]);
    let first = discover(&early, &Options::default());
    let named = identify(&first, &early, &[]);
    let late = collection([400, 90, 0]);
    let second = discover(&late, &Options::default());
    let renamed = identify(&second, &late, &known(&first, &named));
    let gone: Vec<_> = renamed.gone.iter().map(|gone| gone.n_documents).collect();
    assert_eq!(gone, [0]);
}

#[test]
fn themes_that_were_two_and_are_one_are_told_as_merged_and_the_other_way_as_split() {
    let both = collection([400, 90, 60]);
    let discovery = discover(&both, &Options::default());
    let halves: Vec<KnownTheme> = [("large", "garage"), ("small", "plek")]
        .map(|(id, word)| KnownTheme {
            id: id.to_owned(),
            terms: vec![vec![word.to_owned()]],
        })
        .into();
    let merged = identify(&discovery, &both, &halves);
    assert_eq!(merged.identities[0].id, "large");
    assert_eq!(merged.identities[0].absorbed, ["small"]);

    let whole = KnownTheme {
        id: "whole".to_owned(),
        terms: vec![
            vec!["garage".to_owned()],
            vec!["zwembad".to_owned()],
            vec!["parkeren".to_owned()],
        ],
    };
    let split = identify(&discovery, &both, &[whole]);
    let ids: Vec<_> = split
        .identities
        .iter()
        .map(|one| one.split_from.as_deref())
        .collect();
    assert_eq!(split.identities[0].id, "whole");
    assert_eq!(ids, [None, Some("whole")]);
}

#[test]
fn a_proposal_is_a_taxonomy_that_finds_the_documents_of_its_theme() {
    let collection = collection([400, 90, 60]);
    let discovery = discover(&collection, &Options::default());
    let identified = identify(&discovery, &collection, &[]);
    let pairs: Vec<_> = identified
        .identities
        .iter()
        .zip(&discovery.themes)
        .collect();
    let taxonomy = Taxonomy::from_toml(&proposal(&pairs)).unwrap();
    assert_eq!(taxonomy.topics().len(), 2);
    for (sentences, topic) in [(&PLANTED[..], 0), (&OTHER[..], 1)] {
        for sentence in sentences {
            let found = taxonomy.find(sentence, LanguageTag::Nl);
            let topics: BTreeSet<usize> = found.iter().map(|found| found.topic).collect();
            assert!(topics.contains(&topic), "{sentence}");
        }
    }
    for sentence in EXPLAINED {
        assert_eq!(taxonomy.find(sentence, LanguageTag::Nl), []);
    }
}

#[test]
fn themes_do_not_hang_on_the_order_of_the_documents() {
    let name = |order: &mut dyn Iterator<Item = usize>| {
        let mut collection = Collection::default();
        for number in order {
            let (sentence, is_explained) = match number {
                0..400 => (EXPLAINED[number % 4], true),
                400..490 => (PLANTED[number % 3], false),
                _ => (OTHER[number % 3], false),
            };
            let spoken = if is_explained {
                Spoken {
                    explained: vec![sentence],
                    unexplained: Vec::new(),
                }
            } else {
                Spoken {
                    explained: Vec::new(),
                    unexplained: vec![sentence],
                }
            };
            collection.push(key(number), &FoldedText::of(&spoken, LanguageTag::Nl));
        }
        let themes = discover(&collection, &Options::default()).themes;
        themes
            .into_iter()
            .map(|theme| theme.terms)
            .collect::<Vec<_>>()
    };
    assert_eq!(name(&mut (0..550)), name(&mut (0..550).rev()));
}
