use super::number::exact;
use crate::report::words::{self, Language};
use crate::signals::Caveat;
use crate::units::as_u64;
use serde_json::{Map, Value};

/// Code, English sentence and the values of the caveat.
pub(super) fn caveat(caveat: &Caveat) -> Map<String, Value> {
    let mut map = coded(
        words::caveat_code(caveat),
        words::caveat(caveat, Language::En),
    );
    let mut put = |name: &str, value: Value| {
        map.insert(name.to_owned(), value);
    };
    match caveat {
        Caveat::AssumedReduction {
            fraction,
            n_stated_otherwise,
        } => {
            put("fraction", exact(*fraction).into());
            put("n_stated_otherwise", as_u64(*n_stated_otherwise).into());
        }
        Caveat::CommentersOnly {
            n_with_words,
            n_with_score,
        } => {
            put("n_with_words", (*n_with_words).into());
            put("n_with_score", (*n_with_score).into());
        }
        Caveat::SilentRepresented { silence } => {
            put("n_silent", silence.n_silent.into());
            put("n_with_score", silence.n_with_score.into());
            put("share_silent", exact(silence.share_silent).into());
        }
        Caveat::CorrectedLabels { card } => put("n_comments", card.n_comments.into()),
        Caveat::FewSteps { n_values } => put("n_values", as_u64(*n_values).into()),
        Caveat::Overlap { vif } => put("vif", exact(*vif).into()),
        Caveat::SampledImportance {
            n_orderings,
            standard_error,
        } => {
            put("n_orderings", as_u64(*n_orderings).into());
            put("standard_error_share_of_r2", exact(*standard_error).into());
        }
        Caveat::WeakModel { r2_cv } => put("r2_cross_validated", exact(*r2_cv).into()),
        Caveat::Clustered {
            n_customers,
            n_unnamed,
            n_rows,
            intervals: _,
        } => {
            put("n_clusters", as_u64(n_customers + n_unnamed).into());
            put("n_customers", as_u64(*n_customers).into());
            put("n_unnamed", as_u64(*n_unnamed).into());
            put("n_rows", as_u64(*n_rows).into());
        }
        Caveat::FewNegative { n }
        | Caveat::ConflictingScores { n }
        | Caveat::Orphans { n }
        | Caveat::OtherLanguages { n }
        | Caveat::Undated { n } => put("n", (*n).into()),
        Caveat::Association
        | Caveat::UncorrectedLabels
        | Caveat::SameText
        | Caveat::SignsDiffer
        | Caveat::ImportanceWithoutInterval
        | Caveat::ScaleChanged { on: _ }
        | Caveat::ControlsNotHeld { names: _ }
        | Caveat::NothingStandsOut => {}
    }
    map
}

/// A code with its sentence in English.
pub(super) fn coded(code: &str, text_en: String) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("code".to_owned(), code.into());
    map.insert("text_en".to_owned(), text_en.into());
    map
}
