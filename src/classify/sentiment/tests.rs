//! What the bundled model must get right: sentences of this project, not of any training grammar.

use super::{SentimentHead, SentimentModel};
use crate::encode::{
    CompactEncoder, Encoder, Error as EncodeError, Passage, PieceStates, QuestionKind,
};
use crate::record::{LanguageTag, ModelCard, Sentiment, SentimentLabel};
use ndarray::Array2;
use std::sync::Arc;

fn read(text: &str, language: LanguageTag, question: QuestionKind) -> Sentiment {
    let model = SentimentModel::bundled().unwrap();
    let passage = Passage::of_own_words(text, language).answering(question);
    model.read(&[passage]).unwrap()[0]
}

/// Signs of polarity: '+' above 0.15, '-' below −0.15, '~' mixed and not above it, '0' no verdict for
/// either side.
fn check(language: LanguageTag, question: QuestionKind, cases: &[(&str, char)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|&(text, expected)| {
            let sentiment = read(text, language, question);
            let polarity = sentiment.polarity.get();
            let is_right = match expected {
                '+' => polarity > 0.15,
                '-' => polarity < -0.15,
                '~' => polarity < 0.15,
                _ => !matches!(
                    sentiment.label,
                    SentimentLabel::Positive | SentimentLabel::Negative
                ),
            };
            (!is_right).then(|| format!("{expected} {text}: {sentiment:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn dutch_remarks_are_read_with_their_negations() {
    check(
        LanguageTag::Nl,
        QuestionKind::Open,
        &[
            ("Niet slecht hoor, we komen nog eens terug", '+'),
            (
                "Na de verhuizing werkte alles meteen, geen enkel probleem",
                '+',
            ),
            (
                "De bus was weer te laat en de chauffeur zei geen woord",
                '-',
            ),
            ("Ik heb nooit problemen met deze winkel", '+'),
            ("Bepaald niet vriendelijk te woord gestaan", '-'),
            ("Verschrikkelijk lekker gegeten", '+'),
            ("Wat een waardeloze klantenservice zeg", '-'),
            ("Dit is niet wat mij beloofd was", '-'),
            ("Zonder gedoe geruild", '+'),
            ("Drie weken wachten op een monteur is echt te lang", '-'),
            (
                "Levertijd was prima maar het scherm zat vol krassen en niemand reageert op mijn mails",
                '~',
            ),
            ("Eerst ging het mis, maar daarna keurig opgelost", '+'),
            ("De kleur is blauw", '0'),
            ("Ik bel over mijn abonnement", '0'),
            ("Hoe laat gaat de balie open?", '0'),
            ("10/10", '+'),
            ("een dikke onvoldoende", '-'),
            ("👎👎", '-'),
            ("onbetrouwbare leveranciers", '-'),
            ("Leveringsproblemen en factuurproblemen", '-'),
        ],
    );
}

#[test]
fn english_remarks_are_read_with_their_negations() {
    check(
        LanguageTag::En,
        QuestionKind::Open,
        &[
            ("Not bad at all, we will be back", '+'),
            ("No problems whatsoever with my new router", '+'),
            ("The nurse didn't listen to a word I said", '-'),
            ("I have never had a complaint about this practice", '+'),
            ("Far from helpful", '-'),
            ("Great food but the waiter was rude and we left hungry", '~'),
            ("Two hours on hold and then they hung up", '-'),
            ("Couldn't be happier", '+'),
            ("What time do you open on Sunday?", '0'),
            ("My order number is 4711", '0'),
            ("rating: 2/10", '-'),
        ],
    );
}

#[test]
fn a_complaint_needs_no_word_of_judgement() {
    check(
        LanguageTag::Nl,
        QuestionKind::Open,
        &[
            ("Voor de derde keer gebeld over dezelfde rekening", '-'),
            ("Na veertig minuten in de wacht werd er opgehangen", '-'),
            ("De monteur zou maandag komen, er is niemand geweest", '-'),
            ("Ze zouden mij terugbellen, dat is twee weken geleden", '-'),
            ("Nog steeds geen pakket", '-'),
            ("Al maanden wacht ik op mijn geld", '-'),
            ("Hoe vaak moet ik mijn polisnummer nog doorgeven?", '-'),
            ("Ik krijg elke keer iemand anders aan de lijn", '-'),
            ("Mijn man heeft er een dag vrij voor genomen", '~'),
            ("De levering duurde nog geen dag", '0'),
        ],
    );
    check(
        LanguageTag::En,
        QuestionKind::Open,
        &[
            (
                "This is the fourth time I have called about the same bill",
                '-',
            ),
            ("After forty minutes on hold they hung up", '-'),
            ("Someone was going to ring me back two weeks ago", '~'),
            (
                "The engineer was meant to come on Monday, nobody showed up",
                '-',
            ),
            ("Still no parcel", '-'),
            ("Three hours in the terminal and counting", '-'),
            ("How many times do I have to give you my number?", '-'),
            ("I get a different story every time", '-'),
        ],
    );
}

#[test]
fn negations_turn_what_they_belong_to() {
    check(
        LanguageTag::Nl,
        QuestionKind::Open,
        &[
            ("Niemand was onvriendelijk", '+'),
            ("Ik kan niet zeggen dat ik tevreden ben", '-'),
            ("Allesbehalve behulpzaam", '-'),
            ("Niet alleen traag maar ook duur", '-'),
            ("Geen slecht woord over de monteur", '+'),
            ("Het eten was niet warm en de ober niet aardig", '-'),
            ("Ik zou hier nooit meer weg willen", '~'),
        ],
    );
    check(
        LanguageTag::En,
        QuestionKind::Open,
        &[
            ("I can't say that I am satisfied", '~'),
            ("Anything but helpful", '~'),
            ("The new portal isn't good", '-'),
            ("It won't win a prize for clarity", '~'),
            ("Not only slow but also expensive", '-'),
            ("Not a bad word about the driver", '+'),
            ("The soup wasn't hot and the waiter wasn't kind", '-'),
        ],
    );
}

/// Irony shows where an idiom gives it away; bare irony ("Hulde, weer een week niks") is a known limit.
#[test]
fn irony_that_has_become_an_idiom_is_no_praise() {
    check(
        LanguageTag::Nl,
        QuestionKind::Open,
        &[
            ("Lekker dan, sta ik weer voor een dichte deur", '-'),
            ("Nou bedankt, bank geblokkeerd op zaterdag", '-'),
            ("Bedankt voor niets", '-'),
            ("Klantvriendelijk is anders", '-'),
            ("Mooie boel daar bij de balie", '-'),
        ],
    );
    check(
        LanguageTag::En,
        QuestionKind::Open,
        &[
            ("Thanks for nothing", '-'),
            ("Oh great, the app is down again", '-'),
            ("So much for next day delivery", '-'),
            ("Good luck getting anyone on the phone", '-'),
        ],
    );
}

#[test]
fn nothing_is_praise_where_improvement_was_asked() {
    let improvement = [
        (LanguageTag::En, "Nothing"),
        (LanguageTag::En, "Nothing at all, keep it up"),
        (LanguageTag::En, "No"),
        (LanguageTag::Nl, "Niets"),
        (LanguageTag::Nl, "Niks, alles was goed"),
        (LanguageTag::Nl, "Geen verbeterpunten"),
    ];
    for (language, text) in improvement {
        check(language, QuestionKind::Improvement, &[(text, '+')]);
    }
    check(
        LanguageTag::Nl,
        QuestionKind::Improvement,
        &[
            ("Meer personeel op de afdeling", '-'),
            ("Kortere wachttijden", '-'),
        ],
    );
    let praise = read("Nothing", LanguageTag::En, QuestionKind::Praise);
    let improvement = read("Nothing", LanguageTag::En, QuestionKind::Improvement);
    assert!(
        praise.polarity < improvement.polarity,
        "{praise:?} {improvement:?}"
    );
}

#[test]
fn a_mention_is_read_from_its_clause() {
    let model = SentimentModel::bundled().unwrap();
    let text = "De bezorger was vriendelijk, maar de pizza was koud. Alles via de app besteld.";
    let passage = Passage::of_own_words(text, LanguageTag::Nl);
    let clauses = [0..27, 28..52, 53..text.len()];
    let sentences = [0..52, 53..text.len()];
    let read = |word: &str| {
        let start = text.find(word).unwrap();
        let span = start..start + word.len();
        model
            .read_mention(passage, &span, &clauses, &sentences)
            .unwrap()
            .polarity
            .get()
    };
    assert!(read("bezorger") > 0.2, "{}", read("bezorger"));
    assert!(read("pizza") < -0.2, "{}", read("pizza"));
}

#[test]
fn a_language_that_is_not_read_and_an_empty_text_are_unclear() {
    for (text, language) in [
        ("Sehr gut", LanguageTag::Other),
        ("", LanguageTag::Nl),
        (" \n", LanguageTag::En),
    ] {
        let sentiment = read(text, language, QuestionKind::Open);
        assert_eq!(sentiment.label, SentimentLabel::Unclear, "{text}");
        assert!(sentiment.polarity.get().abs() < 1e-9);
    }
}

#[test]
fn a_batch_reads_as_its_passages_alone() {
    let model = SentimentModel::bundled().unwrap();
    let texts = ["Top!", "Een ramp.", "Ok", ""];
    let passages = texts.map(|text| Passage::of_own_words(text, LanguageTag::Nl));
    let together = model.read(&passages).unwrap();
    for (passage, sentiment) in passages.iter().zip(&together) {
        assert_eq!(model.read(&[*passage]).unwrap()[0], *sentiment);
    }
}

#[test]
fn the_digests_beside_the_weights_are_those_of_the_files() {
    use sha2::{Digest, Sha256};
    use std::fmt::Write;

    let listed = [
        include_str!("../../../models/compact/SHA256"),
        include_str!("../../../models/e5/SHA256"),
    ]
    .concat();
    let files: [(&str, &[u8]); 4] = [
        (
            "mention.bin",
            include_bytes!("../../../models/e5/mention.bin"),
        ),
        (
            "sentiment.bin",
            include_bytes!("../../../models/e5/sentiment.bin"),
        ),
        (
            "sentiment.bin",
            include_bytes!("../../../models/compact/sentiment.bin"),
        ),
        (
            "weights.bin",
            include_bytes!("../../../models/compact/weights.bin"),
        ),
    ];
    for (name, bytes) in files {
        let mut digest = String::new();
        for byte in Sha256::digest(bytes) {
            write!(digest, "{byte:02x}").unwrap();
        }
        assert!(
            listed.contains(&format!("{digest}  {name}")),
            "{name} is {digest}"
        );
    }
}

#[test]
fn the_head_for_the_transformer_reads_its_columns_and_those_of_the_compact_encoder() {
    let bytes = include_bytes!("../../../models/e5/sentiment.bin");
    let head = SentimentHead::from_bytes(bytes).unwrap();
    let compact = CompactEncoder::bundled().unwrap();
    assert_eq!(head.width(), 384 + compact.card().width);
    // "niet" must weigh the same way in both: the advice stands in the last columns.
    let own = SentimentModel::bundled().unwrap();
    let readings = ["niet goed", "goed"].map(|text| {
        let passage = [Passage::of_own_words(text, LanguageTag::Nl)];
        let mut vector = vec![0.0; 384];
        vector.extend(compact.encode(&passage).unwrap());
        let advised = head.probabilities(&ndarray::ArrayView1::from(&vector));
        let [own] = own.probabilities(&passage).unwrap()[..] else {
            panic!("one passage has one reading");
        };
        [advised, own]
    });
    for (turned, plain) in readings[0].into_iter().zip(readings[1]) {
        let odds = |read: [f32; 3]| (read[0] / read[2]).ln();
        assert!(odds(turned) > odds(plain) + 1.0, "{turned:?} {plain:?}");
    }
}

/// An encoder whose pieces are words, and that says it is the one of the bundled heads.
struct Staged {
    card: ModelCard,
}

impl Encoder for Staged {
    fn card(&self) -> &ModelCard {
        &self.card
    }

    fn encode(&self, passages: &[Passage<'_>]) -> Result<Array2<f32>, EncodeError> {
        Ok(Array2::zeros((passages.len(), self.card.width)))
    }

    fn states(&self, passages: &[Passage<'_>]) -> Result<Option<Vec<PieceStates>>, EncodeError> {
        let states = passages.iter().map(|passage| {
            let n_words = passage.text().split(' ').count();
            let mut at = 0;
            let spans = passage.text().split(' ').map(|word| {
                let span = at..at + word.len();
                at = span.end + 1;
                span
            });
            // One wave per word, so that no two of them are alike.
            let wave = |(word, column): (usize, usize)| {
                let phase = f32::from(u16::try_from(word * 31 + column * (word + 1)).unwrap());
                phase.sin()
            };
            PieceStates {
                spans: spans.collect(),
                states: Array2::from_shape_fn((n_words, 384), wave),
            }
        });
        Ok(Some(states.collect()))
    }
}

#[test]
fn the_head_for_mentions_reads_things_of_one_sentence_apart_and_only_with_its_encoder() {
    let bytes = include_bytes!("../../../models/e5/sentiment.bin");
    let head = SentimentHead::from_bytes(bytes).unwrap();
    let card = ModelCard {
        name: "staged".to_owned(),
        version: "1".to_owned(),
        sha256: head.encoder_sha256().to_owned(),
        licence: String::new(),
        width: head.width(),
    };
    let model = SentimentModel::new(Arc::new(Staged { card: card.clone() }), head);
    let model = model.unwrap();
    assert_ne!(
        model.card().sha256,
        card.sha256,
        "the head is part of what reads"
    );
    let other = SentimentHead::from_bytes(bytes)
        .unwrap()
        .calibrated(2.0, 0.5);
    let other = SentimentModel::new(Arc::new(Staged { card: card.clone() }), other).unwrap();
    assert_ne!(
        model.card().sha256,
        other.card().sha256,
        "and so is the other head"
    );
    let text = "the staff smiled and the soup froze";
    let passage = Passage::of_own_words(text, LanguageTag::En);
    let whole = 0..text.len();
    let whole = std::slice::from_ref(&whole);
    let read = |span| model.read_mention(passage, &span, whole, whole).unwrap();
    assert_ne!(
        read(4..9),
        read(25..29),
        "same clause, same sentence, another thing"
    );

    let bundled = SentimentModel::bundled().unwrap();
    let card = bundled.card().sha256.clone();
    assert_eq!(card, CompactEncoder::bundled().unwrap().card().sha256);
}
