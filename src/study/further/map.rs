use super::Aside;
use crate::drivers::{
    Construct, CutLine, Indicator, MapOptions, PerformanceMap, Role, TheoreticalScale,
    performance_map,
};
use crate::study::linear::Fitted;
use crate::study::prepared::Prepared;
use crate::study::question::{Question, Settings};

/// The map of importance and performance, where drivers were said to have a scale and the outcome has
/// one. Drivers that are categories or mentions, and those without a coefficient, have no place on it.
pub(super) fn performance(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
    fitted: &Fitted,
) -> Aside<PerformanceMap> {
    let Some((scale, (low, high))) = settings.driver_scale.zip(question.scale.range()) else {
        return Aside::Absent;
    };
    let sheet = &prepared.sheet;
    let is_rated = |&column: &usize| {
        let kept = fitted.fit.columns[column].estimate.is_some();
        kept && sheet.columns[column].reference.is_none() && !sheet.columns[column].is_mention()
    };
    let constructs: Vec<Construct> = sheet
        .groups
        .iter()
        .filter(|group| group.role == Role::Driver)
        .map(|group| Construct {
            name: group.name.clone(),
            indicators: group
                .columns
                .iter()
                .copied()
                .filter(is_rated)
                .map(|column| Indicator {
                    column,
                    scale,
                    weight: 1.0,
                })
                .collect(),
        })
        .filter(|construct| !construct.indicators.is_empty())
        .collect();
    if constructs.is_empty() {
        return Aside::Absent;
    }
    Aside::of(TheoreticalScale::new(low, high).and_then(|outcome| {
        let options = MapOptions {
            outcome,
            importance_cut: CutLine::Mean,
            performance_cut: CutLine::Mean,
            level: settings.level,
        };
        performance_map(&fitted.design, &fitted.fit, &constructs, &options)
    }))
}
