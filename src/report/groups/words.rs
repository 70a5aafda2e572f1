use crate::report::words::{Language, either};
use crate::signals::journey::Moment;

/// Whether a stage is a moment of truth.
pub(super) fn moment(moment: Moment, language: Language) -> &'static str {
    match moment {
        Moment::Yes => either(language, "ja", "yes"),
        Moment::No => either(language, "nee", "no"),
        Moment::CannotTell => either(language, "niet te zeggen", "cannot tell"),
        Moment::NotJudged => either(language, "niet beoordeeld", "not judged"),
    }
}
