//! What a page draws, as tables: for forms without pictures.

use super::number;
use super::section::Section;
use super::words::{self, Label, Language, label};
use crate::findings::{Findings, OutcomePoint, OutcomeSummary};
use crate::signals::Signal;
use crate::units::Interval;

/// Topics of which months are shown.
const N_PANELS: usize = 6;

/// How often against how bad: where each topic stands on the map.
pub(super) fn map(findings: &Findings, language: Language) -> Section {
    let text = |one| label(one, language).to_owned();
    let mut section = Section::default();
    section.grid.header = vec![
        text(Label::Topic),
        "#".to_owned(),
        text(Label::MapRight),
        text(Label::MapUp),
        text(Label::Gain),
    ];
    let decimals = number::gain_decimals(&findings.signals);
    for signal in &findings.signals {
        let cost = signal.effect_negative.scaled(-1.0);
        section.push(vec![
            words::topic(&signal.topic, language).to_owned(),
            signal.rank.to_string(),
            number::percentage(signal.share_negative, language),
            number::signed_interval(&cost, language),
            number::signed_interval_at(&signal.gain, decimals, language),
        ]);
    }
    section
}

/// The outcome and the top topics, month by month; nothing where no month can be shown.
pub(super) fn trend(findings: &Findings, language: Language) -> Vec<Section> {
    let outcome = findings.outcome.as_ref();
    let outcome = outcome.filter(|outcome| !outcome.trend.is_empty());
    let of_outcome = outcome.map(|outcome| outcome_by_month(outcome, language));
    let shown = topics_with_months(&findings.signals);
    let of_topics = (!shown.is_empty()).then(|| topics_by_month(&shown, language));
    of_outcome.into_iter().chain(of_topics).collect()
}

fn outcome_by_month(outcome: &OutcomeSummary, language: Language) -> Section {
    let text = |one| label(one, language);
    let name = words::outcome_name(outcome, language);
    let mut section = Section::titled(&format!("{}: {name}", text(Label::OutcomeByMonth)));
    section.grid.header = [Label::Month, Label::Line, Label::Interval]
        .map(|one| text(one).to_owned())
        .to_vec();
    section.grid.header.push("n".to_owned());
    for row in outcome_rows(outcome, language) {
        section.push(row.into());
    }
    section
}

/// Month, level, interval and n of each month of the outcome.
pub(super) fn outcome_rows(outcome: &OutcomeSummary, language: Language) -> Vec<[String; 4]> {
    let points = outcome.trend.iter();
    let levels: Vec<Interval> = points.filter_map(|point| point.level).collect();
    let decimals = number::shared_decimals(&levels);
    let row = |point: &OutcomePoint| {
        let none = || {
            let reason = label(Label::NoMonth, language);
            (number::ABSENT.to_owned(), reason.to_owned())
        };
        let (level, bounds) = point.level.map_or_else(none, |level| {
            (
                number::fixed(level.estimate, decimals, language),
                number::bounds(&level, decimals, language),
            )
        });
        let month = words::month(&point.period, language);
        [month, level, bounds, number::count(point.n, language)]
    };
    outcome.trend.iter().map(row).collect()
}

/// The topics of which months are shown: the highest-ranked ones with a share, or without one if none has.
pub(super) fn topics_with_months(signals: &[Signal]) -> Vec<&Signal> {
    let with = |has: fn(&Signal) -> bool| -> Vec<&Signal> {
        let signals = signals.iter().filter(|signal| has(signal));
        signals.take(N_PANELS).collect()
    };
    let shown = with(|signal| words::has_month_share(&signal.trend));
    if shown.is_empty() {
        with(|signal| !signal.trend.is_empty())
    } else {
        shown
    }
}

/// Share of negative mentions month by month, a column per topic, with what the marks mean.
pub(super) fn topics_by_month(signals: &[&Signal], language: Language) -> Section {
    let mut section = Section::titled(label(Label::NegativeByMonth, language));
    let is_any = signals
        .iter()
        .any(|signal| words::has_month_share(&signal.trend));
    if !is_any {
        section
            .lead
            .push(words::no_month_share(language).to_owned());
        return section;
    }
    let names = signals
        .iter()
        .map(|signal| words::topic(&signal.topic, language).to_owned());
    section.grid.header = vec![label(Label::Month, language).to_owned()];
    section.grid.header.extend(names);
    let points = || signals.iter().flat_map(|signal| &signal.trend);
    let mut months: Vec<&str> = points().map(|point| point.period.as_str()).collect();
    months.sort_unstable();
    months.dedup();
    for month in months {
        let shares = signals.iter().map(|signal| {
            let mut points = signal.trend.iter();
            let point = points.find(|point| point.period == month)?;
            Some(words::month_share(point, language))
        });
        let shares = shares.map(|share| share.unwrap_or_else(|| number::ABSENT.to_owned()));
        let name = words::month(month, language);
        section.push(std::iter::once(name).chain(shares).collect());
    }
    section.notes = words::month_marks(points(), language).lines().collect();
    section
}

/// How the numbers came about.
pub(super) fn method(findings: &Findings, language: Language) -> Section {
    let text = |one| label(one, language);
    let mut section = Section::default();
    if !findings.ranking.formula.is_empty() {
        let formula = &findings.ranking.formula;
        section
            .lead
            .push(format!("{}: {formula}", text(Label::Formula)));
    }
    let Some(drivers) = &findings.drivers else {
        section.lead.push(text(Label::NoModel).to_owned());
        return section;
    };
    section.lead.extend([
        words::gain_assumption(&findings.ranking, language),
        words::model_line(drivers, language),
        words::resampling_line(drivers, language),
        words::importance_line(drivers.importance, language),
    ]);
    let silence = drivers.silence.as_ref();
    section
        .lead
        .extend(silence.map(|silence| words::weighting_line(silence, language)));
    section.grid.header = vec![String::new(), String::new()];
    for (name, value) in words::model_figures(drivers, language) {
        section.push(vec![name.to_owned(), value]);
    }
    let dropped = drivers.dropped.iter();
    section.notes = dropped
        .map(|(name, reason)| words::dropped_line(name, reason, language))
        .collect();
    section
}
