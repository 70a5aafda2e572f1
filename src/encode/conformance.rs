//! What every [`Encoder`] must do; each backend runs this set.

use super::{Encoder, Passage, QuestionKind};
use crate::record::LanguageTag;

/// Checks the contract of [`Encoder`].
pub(crate) fn check(encoder: &dyn Encoder) {
    let texts = [
        "",
        " ",
        "Top!",
        "De bezorger was vriendelijk, maar het pakket was te laat.",
        "The nurse listened to me. I can't fault the care.",
        "👍🏽\u{200d} … ???",
        "[NAME_1] 12/10",
        "\u{0}\u{feff}ßẞ İ ǆ",
    ];
    let languages = [
        LanguageTag::Nl,
        LanguageTag::En,
        LanguageTag::Other,
        LanguageTag::Unknown,
    ];
    let passages: Vec<Passage<'_>> = languages
        .iter()
        .flat_map(|&language| texts.map(|text| Passage::of_own_words(text, language)))
        .flat_map(|passage| [passage, passage.answering(QuestionKind::Improvement)])
        .collect();

    let width = encoder.card().width;
    assert_eq!(
        encoder.encode(&[]).unwrap().dim(),
        (0, width),
        "an empty batch"
    );
    let together = encoder.encode(&passages).unwrap();
    assert_eq!(
        together.dim(),
        (passages.len(), width),
        "width as on the card"
    );
    assert!(together.iter().all(|value| value.is_finite()), "finite");
    for (row, passage) in together.rows().into_iter().zip(&passages) {
        let alone = encoder.encode(std::slice::from_ref(passage)).unwrap();
        let distance = row
            .iter()
            .zip(alone.row(0))
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(
            distance <= 1e-5,
            "{passage:?} depends on its batch by {distance}"
        );
    }
}
