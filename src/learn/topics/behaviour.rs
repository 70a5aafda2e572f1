use super::{
    LabelledText, Options, RefusalReason, Trained, Why, positions, suggest, train, words_of,
};
use crate::classify::topics::{Choice, LearnedError, LearnedModel, TopicModel};
use crate::classify::{Classifier, Entry, Taxonomy};
use crate::encode::{CompactEncoder, Encoder, Passage};
use crate::learn::Error;
use crate::privacy::{CleanBody, Options as Privacy, Redactor};
use crate::record::{LanguageTag, RawText, SentimentLabel};
use std::sync::Arc;

fn encoder() -> Arc<dyn Encoder> {
    Arc::new(CompactEncoder::bundled().unwrap())
}

/// Remarks on three things, each in several wordings, and small talk.
fn rows() -> Vec<(String, Vec<&'static str>)> {
    let rooms = ["zaal", "kamer", "hal", "balie", "gang", "kantine", "lift"];
    let parking = [
        "de parkeerplaats was vol",
        "nergens een parkeerplek",
        "parkeren is duur",
    ];
    let coffee = [
        "de koffie was lauw",
        "lekkere koffie",
        "koffieautomaat stuk",
    ];
    let staff = [
        "de zuster was vriendelijk",
        "aardige zusters",
        "de verpleging luisterde",
    ];
    let other = ["verder niets", "ik kom morgen terug", "het was dinsdag"];
    let mut rows = Vec::new();
    for i in 0..120 {
        let room = rooms[i % rooms.len()];
        let pick = |list: &[&str; 3]| format!("{} bij de {room}", list[(i / 4) % 3]);
        rows.push(match i % 4 {
            // A label of its own, the building is a parent.
            0 if i % 8 == 0 => (pick(&parking), vec!["Gebouw/Parkeren"]),
            0 => (pick(&parking), vec!["Gebouw/Parkeren", "Gebouw"]),
            1 => (pick(&coffee), vec!["Koffie"]),
            2 => (
                format!("{}. {}", pick(&staff), pick(&coffee)),
                vec!["Zorg", "Koffie"],
            ),
            _ => (pick(&other), vec![]),
        });
    }
    rows.push(("de fontein spoot".to_owned(), vec!["Fontein"]));
    rows
}

fn texts<'a>(rows: &'a [(String, Vec<&'static str>)]) -> Vec<LabelledText<'a>> {
    (0_u64..)
        .zip(rows)
        .map(|(group, (text, labels))| LabelledText {
            passage: Passage::of_own_words(text, LanguageTag::Nl),
            question: Some("Wat kan beter?"),
            labels: labels.clone(),
            group,
            weight: 1.0,
            is_corrected: false,
        })
        .collect()
}

fn trained() -> Trained {
    let rows = rows();
    train(&texts(&rows), encoder(), &Options::default()).unwrap()
}

fn names(model: &TopicModel) -> Vec<&str> {
    model
        .topics()
        .iter()
        .map(|topic| topic.name.as_str())
        .collect()
}

#[test]
fn topics_of_several_labels_are_learnt_and_rare_ones_refused_with_their_count() {
    let trained = trained();
    let expected = ["Gebouw", "Gebouw/Parkeren", "Koffie", "Zorg"];
    assert_eq!(names(&trained.model), expected);
    assert_eq!(trained.model.choice(), Choice::Any);
    assert!(
        trained.held_out.micro_f1.estimate > 0.95,
        "{:?}",
        trained.held_out.micro_f1
    );
    assert!(
        trained.held_out.none.recall.unwrap().estimate > 0.8,
        "{:?}",
        trained.held_out.none
    );
    let [refused] = trained.refused.as_slice() else {
        panic!("one label is rare");
    };
    assert_eq!((refused.label.as_str(), refused.n), ("Fontein", 1));
    assert_eq!(refused.reason, RefusalReason::TooFew { least: 8 });
}

#[test]
fn the_same_texts_give_the_same_file_and_it_can_be_read_back() {
    let (one, two) = (trained().model.to_bytes(), trained().model.to_bytes());
    assert_eq!(one, two);
    let open = |name: &str| (name == "compact").then(|| Ok(encoder()));
    let LearnedModel::Topics(model) = LearnedModel::from_bytes(&one, &open).unwrap() else {
        panic!("topics were written");
    };
    assert_eq!(model.to_bytes(), one);
    assert_eq!(model.origins().n_texts, 121);
    let mut damaged = one.clone();
    damaged[200] ^= 1;
    let refused = |bytes: &[u8]| LearnedModel::from_bytes(bytes, &open).unwrap_err();
    assert!(matches!(refused(&damaged), LearnedError::Encode(_)));
    assert!(matches!(refused(&one[..60]), LearnedError::Encode(_)));
    assert!(matches!(refused(b"PK"), LearnedError::Encode(_)));
    let nowhere = LearnedModel::from_bytes(&one, &|_| None).unwrap_err();
    assert!(matches!(nowhere, LearnedError::UnknownEncoder { name } if name == "compact"));
}

#[test]
fn nothing_to_learn_is_said_with_every_label() {
    let rows = rows();
    let all = texts(&rows);
    let few = train(&all[..8], encoder(), &Options::default()).unwrap_err();
    assert!(matches!(few, Error::NoTopics { n_texts: 8, ref refused } if refused.len() == 4));
    let same: Vec<LabelledText<'_>> = all
        .iter()
        .map(|text| LabelledText {
            labels: vec!["alles"],
            ..text.clone()
        })
        .collect();
    let everywhere = train(&same, encoder(), &Options::default()).unwrap_err();
    let Error::NoTopics { refused, .. } = everywhere else {
        panic!("nothing tells when the label is absent");
    };
    assert_eq!(
        refused[0].reason,
        RefusalReason::NearlyEverywhere { n_without: 0 }
    );
}

#[test]
fn learnt_topics_stand_beside_written_ones_with_the_sentence_that_shows_them() {
    let taxonomy = r#"
        version = "1"
        name = "huis"
        [[topic]]
        id = "koffie"
        name.nl = "Koffie"
        name.en = "Coffee"
        phrases.nl = ["koffie"]
    "#;
    let taxonomy = Taxonomy::from_toml(taxonomy).unwrap();
    let classifier = Classifier::new(taxonomy, Vec::new())
        .unwrap()
        .with_topics(trained().model);
    let redactor = Redactor::new(&Privacy::default());
    let text = "De zuster was heel vriendelijk. De koffie was lauw, erg slecht.";
    let body = CleanBody::Message(redactor.redact(&RawText::new(text.to_owned())));
    let entry = Entry {
        body: &body,
        question: Some("Wat kan beter?"),
    };
    let read = classifier.read(&[entry]).unwrap().remove(0).reading;
    let found: Vec<(&str, &str)> = read
        .topics
        .iter()
        .map(|mention| {
            let span = &mention.spans[0];
            let range = span.start as usize..span.end as usize;
            (mention.topic.as_str(), &text[range])
        })
        .collect();
    let (_, second) = text.split_at(text.find("De koffie").unwrap());
    let expected = [
        ("koffie", "koffie"),
        ("learned.koffie", second),
        ("learned.zorg", "De zuster was heel vriendelijk."),
    ];
    // In the labelled texts nobody speaks of nurses without coffee, so their sentence may hint at both.
    for one in expected {
        assert!(found.contains(&one), "{found:?}");
    }
    let label = |at: usize| read.topics[at].sentiment.label;
    assert_eq!(label(1), SentimentLabel::Negative);
    assert_eq!(label(read.topics.len() - 1), SentimentLabel::Positive);
    // Alone or in company, a text is read the same.
    let together = classifier.read(&[entry, entry, entry]).unwrap();
    assert_eq!(together[2].reading, read);
}

#[test]
fn a_text_in_a_third_language_or_without_words_has_no_learnt_topic() {
    let model = trained().model;
    let passages = [
        (
            Passage::of_own_words("koffie koffie", LanguageTag::Other),
            None,
        ),
        (Passage::of_own_words("  ", LanguageTag::Nl), None),
    ];
    let probabilities = model.probabilities(&passages).unwrap();
    assert!(probabilities.iter().all(|probability| *probability == 0.0));
}

#[test]
fn texts_with_one_label_each_get_one_topic() {
    let rows: Vec<(String, Vec<&str>)> = rows()
        .into_iter()
        .filter(|(_, labels)| matches!(labels[..], ["Gebouw/Parkeren", ..] | ["Koffie"]))
        .map(|(text, labels)| (text, vec![labels[0]]))
        .chain([("het gebouw is oud".to_owned(), vec!["Gebouw"])])
        .collect();
    let trained = train(&texts(&rows), encoder(), &Options::default()).unwrap();
    assert_eq!(
        trained.model.choice(),
        Choice::Any,
        "a parent is a second label"
    );
    let flat: Vec<(String, Vec<&str>)> = rows
        .into_iter()
        .map(|(text, labels)| (text, vec![labels[0].rsplit('/').next().unwrap()]))
        .collect();
    let trained = train(&texts(&flat), encoder(), &Options::default()).unwrap();
    assert_eq!(trained.model.choice(), Choice::One);
    assert!(trained.held_out.exact.estimate > 0.95);
    assert_eq!(positions(&names(&trained.model), &["Parkeren", "?"]), [1]);
}

#[test]
fn suggestions_name_their_reason_repeat_and_hold_no_text_twice() {
    let rows = rows();
    let labelled = texts(&rows);
    let model = trained().model;
    let fresh = [
        "de koffie was lauw",
        "De koffie was lauw!",
        "xenofiel wrakhout zweefde langzaam voorbij",
        "koffie of parkeren of zuster",
        "ik kom morgen terug",
    ];
    let passages: Vec<(Passage<'_>, Option<&str>)> = fresh
        .iter()
        .map(|text| (Passage::of_own_words(text, LanguageTag::Nl), None))
        .collect();
    let known = words_of(&labelled);
    let run = || suggest(&passages, &model, &known, 4, 3).unwrap();
    let suggestions = run();
    assert_eq!(suggestions, run());
    assert_eq!(suggestions.len(), 4);
    assert_eq!(suggestions[0].why, Why::Random);
    assert!(suggestions.iter().all(|one| one.text != 1), "said before");
    let strange = suggestions.iter().any(|one| one.text == 2);
    assert!(strange, "{suggestions:?}");
}
