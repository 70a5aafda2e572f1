use crate::drivers::waves::DriftSign;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{SegmentStanding, WaveCaution};
use crate::units::as_u64;

/// Name of a caution on waves for machines.
pub(super) fn wave_caution_code(caution: &WaveCaution) -> &'static str {
    match caution {
        WaveCaution::NoScale => "no_scale",
        WaveCaution::RangesDiffer { .. } => "ranges_differ",
        WaveCaution::InBothWaves { .. } => "clusters_in_both_waves",
        WaveCaution::NoClusters => "independence_unknown",
        WaveCaution::OtherReference { .. } => "other_reference",
    }
}

/// A caution on waves as a sentence.
pub(super) fn wave_caution_text(caution: &WaveCaution, language: Language) -> String {
    match caution {
        WaveCaution::NoScale => either(
            language,
            "Van de uitkomst is geen schaal opgegeven (--outcome-scale): dat beide golven dezelfde gebruiken, is niet nagegaan.",
            "No scale of the outcome is declared (--outcome-scale): whether both waves used the same is not checked.",
        )
        .to_owned(),
        WaveCaution::RangesDiffer { column, earlier, later } => {
            let [a, b, c, d] = [earlier.0, earlier.1, later.0, later.1]
                .map(|value| number::plain(value, language));
            match language {
                Language::Nl => format!("LET OP: {column} loopt eerder van {a} tot {b} en nu van {c} tot {d}; als dat twee schalen zijn, is geen enkel getal over {column} te vergelijken."),
                Language::En => format!("ATTENTION: {column} runs from {a} to {b} earlier and from {c} to {d} now; if these are two scales, no number on {column} can be compared."),
            }
        }
        WaveCaution::InBothWaves { n_clusters } => {
            let n = number::count(as_u64(*n_clusters), language);
            match language {
                Language::Nl => format!("{n} clusters antwoordden in beide golven; toetsen en intervallen rekenen de golven als onafhankelijk."),
                Language::En => format!("{n} clusters answered in both waves; tests and intervals take the waves to be independent."),
            }
        }
        WaveCaution::NoClusters => either(
            language,
            "Toetsen en intervallen rekenen de golven als onafhankelijk: wie in beide antwoordt, maakt ze onzekerder of zekerder dan er staat.",
            "Tests and intervals take the waves to be independent: who answers in both makes them less or more certain than stated.",
        )
        .to_owned(),
        WaveCaution::OtherReference { column, reference, of_study } => match language {
            Language::Nl => format!("{column} is hier vergeleken met {reference}, dat beide golven kennen, niet met {of_study} zoals hierboven."),
            Language::En => format!("{column} is compared to {reference} here, which both waves have, not to {of_study} as above."),
        },
    }
}

/// Whether a segment has a model, for machines.
pub(super) fn standing_code(standing: &SegmentStanding) -> &'static str {
    match standing {
        SegmentStanding::Modelled => "modelled",
        SegmentStanding::TooSmall { .. } => "too_small",
        SegmentStanding::OtherMeaning { .. } => "other_meaning",
        SegmentStanding::Impossible(_) => "impossible",
    }
}

/// Why a segment has no model; empty where it has one.
pub(super) fn standing_text(standing: &SegmentStanding, language: Language) -> String {
    match standing {
        SegmentStanding::Modelled => String::new(),
        SegmentStanding::TooSmall { least } => {
            let least = number::count(as_u64(*least), language);
            match language {
                Language::Nl => format!("te klein, minder dan {least}"),
                Language::En => format!("too small, fewer than {least}"),
            }
        }
        SegmentStanding::OtherMeaning { column } => match language {
            Language::Nl => format!("andere kolommen bepalen hier {column}, elders niet"),
            Language::En => format!("other columns determine {column} here, not elsewhere"),
        },
        SegmentStanding::Impossible(error) => error.to_string(),
    }
}

/// Name of a sign of drift for machines.
pub(super) fn sign_code(sign: DriftSign) -> &'static str {
    match sign {
        DriftSign::MeanShift => "mean_shift",
        DriftSign::Calibration => "calibration",
        DriftSign::Columns => "drivers",
    }
}

/// A sign of drift in words.
pub(super) fn sign_text(sign: DriftSign, language: Language) -> &'static str {
    match sign {
        DriftSign::MeanShift => either(
            language,
            "het gemiddelde is niet wat het model verwacht",
            "the mean is not what the model expects",
        ),
        DriftSign::Calibration => either(
            language,
            "verwachtingen liggen te ver uiteen, te dicht bijeen of verschoven",
            "expectations are too far apart, too close together or shifted",
        ),
        DriftSign::Columns => either(
            language,
            "wat het model mist, hangt samen met factoren",
            "what the model misses moves with drivers",
        ),
    }
}
