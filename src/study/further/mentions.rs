use super::Aside;
use crate::drivers::{self, Role, SideBySide, TheoreticalScale};
use crate::study::linear::{Fitted, options};
use crate::study::prepared::Prepared;
use crate::study::question::{Question, Settings};

/// Unadjusted impact, contribution and what-if, where every driver column holds 0 and 1 only.
pub(super) fn side_by_side(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
    fitted: &Fitted,
) -> Aside<Vec<SideBySide>> {
    let sheet = &prepared.sheet;
    let is_mention = |&column: &usize| sheet.columns[column].is_mention();
    let all_mentions = sheet
        .groups
        .iter()
        .filter(|group| group.role == Role::Driver)
        .all(|group| group.columns.iter().all(is_mention));
    let Some((low, high)) = question.scale.range().filter(|_| all_mentions) else {
        return Aside::Absent;
    };
    Aside::of(TheoreticalScale::new(low, high).and_then(|outcome| {
        drivers::side_by_side(&fitted.design, &fitted.fit, outcome, &options(settings))
    }))
}
