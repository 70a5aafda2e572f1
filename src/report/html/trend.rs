use super::promises::markup;
use crate::findings::{BegunAction, Findings, OutcomeSummary};
use crate::report::chart::{self, LineMark, LinePoint, LineShape, Scale, Unshown};
use crate::report::drawn;
use crate::report::number;
use crate::report::section::Section;
use crate::report::words::{self, Label, Language, either, label};
use crate::signals::{Signal, Told, TrendPoint};
use maud::{Markup, html};

/// Most different answers that are drawn as columns.
const MAX_COLUMNS: usize = 25;

/// Whether any month can be shown.
pub(super) fn has_trend(findings: &Findings) -> bool {
    findings
        .outcome
        .as_ref()
        .is_some_and(|outcome| !outcome.trend.is_empty())
        || findings
            .signals
            .iter()
            .any(|signal| !signal.trend.is_empty())
}

/// The outcome and the top topics, month by month.
pub(super) fn trend(findings: &Findings, language: Language) -> Markup {
    html! {
        @if has_trend(findings) {
            section #trend aria-labelledby="trend-title" {
                h2 #trend-title { (label(Label::Trend, language)) }
                @if let Some(outcome) = &findings.outcome {
                    div.pair {
                        (outcome_trend(outcome, &findings.further.begun, language))
                        (distribution(outcome, language))
                    }
                }
                (topic_trends(&findings.signals, &findings.further.begun, language))
            }
        }
    }
}

/// The outcome month by month, where months can be shown.
pub(super) fn outcome(findings: &Findings, language: Language) -> Markup {
    html! {
        @if let Some(outcome) = &findings.outcome { (outcome_trend(outcome, &findings.further.begun, language)) }
    }
}

fn outcome_trend(outcome: &OutcomeSummary, begun: &[BegunAction], language: Language) -> Markup {
    let points: Vec<LinePoint> = outcome
        .trend
        .iter()
        .map(|point| LinePoint {
            period: point.period.clone(),
            value: point
                .level
                .map(|level| (level.estimate, Some((level.low, level.high)))),
            unshown: None,
            is_after_change: point.is_after_change,
        })
        .collect();
    let shown = || outcome.trend.iter().filter_map(|point| point.level);
    let low = shown().map(|level| level.low).fold(f64::INFINITY, f64::min);
    let high = shown()
        .map(|level| level.high)
        .fold(f64::NEG_INFINITY, f64::max);
    let scale = Scale::covering(low, high, 5);
    let name = words::outcome_name(outcome, language);
    let months: Vec<String> = outcome
        .trend
        .iter()
        .map(|point| {
            let month = words::month(&point.period, language);
            let level = point.level.map_or_else(
                || label(Label::NoMonth, language).to_owned(),
                |level| number::interval(&level, language),
            );
            format!("{month} {level}")
        })
        .collect();
    let all = begun;
    let begun = within(
        begun,
        outcome.trend.iter().map(|point| point.period.as_str()),
    );
    let elsewhere: Vec<&BegunAction> = all.iter().filter(|one| !begun.contains(one)).collect();
    let alternative = format!("{name}. {}{}", months.join("; "), spoken(&begun, language));
    html! {
        @if shown().next().is_some() {
            figure {
                h3 { (label(Label::OutcomeByMonth, language)) ": " (name) }
                (chart::line(&points, &marks(&begun), &scale, LineShape::Full, "", &alternative, language))
                figcaption { (label(Label::TrendCaption, language)) }
                (listed(label(Label::Begun, language), &begun, language))
                (listed(
                    either(language, "Begonnen buiten deze maanden", "Begun outside these months"),
                    &elsewhere,
                    language,
                ))
                (outcome_numbers(outcome, language))
            }
        }
    }
}

fn outcome_numbers(outcome: &OutcomeSummary, language: Language) -> Markup {
    html! {
        details.numbers {
            summary { (label(Label::TableBehind, language)) }
            table {
                thead { tr {
                    th scope="col" { (label(Label::Month, language)) }
                    th.number scope="col" { (label(Label::Line, language)) }
                    th.number scope="col" { (label(Label::Interval, language)) }
                    th.number scope="col" { "n" }
                } }
                tbody {
                    @for [month, level, bounds, n] in drawn::outcome_rows(outcome, language) {
                        tr {
                            th scope="row" { (month) }
                            td.number { (level) }
                            td.number { (bounds) }
                            td.number { (n) }
                        }
                    }
                }
            }
        }
    }
}

fn distribution(outcome: &OutcomeSummary, language: Language) -> Markup {
    let title = label(Label::Distribution, language);
    let values: Vec<String> = outcome
        .distribution
        .iter()
        .map(|&(value, n)| {
            format!(
                "{}: {}",
                number::plain(value, language),
                number::count(n, language)
            )
        })
        .collect();
    let alternative = format!("{title}. {}", values.join("; "));
    html! {
        @if (1..=MAX_COLUMNS).contains(&outcome.distribution.len()) {
            figure {
                h3 { (title) }
                (chart::columns(&outcome.distribution, &alternative, language))
                figcaption { "n = " (number::count(outcome.n, language)) ". " (words::outcome_note(outcome, language)) }
            }
        }
    }
}

fn topic_trends(signals: &[Signal], begun: &[BegunAction], language: Language) -> Markup {
    let shown = drawn::topics_with_months(signals);
    let points = || shown.iter().flat_map(|signal| &signal.trend);
    let heights = points().flat_map(|point| [point.share_negative, point.largest_hidden_share()]);
    let highest = heights.flatten().fold(0.0, f64::max);
    let scale = Scale::covering(0.0, highest * 100.0, 3);
    let is_any = shown
        .iter()
        .any(|signal| words::has_month_share(&signal.trend));
    html! {
        @if !shown.is_empty() {
            figure {
                h3 { (label(Label::NegativeByMonth, language)) }
                @if is_any {
                    div.panels {
                        @for signal in &shown { (panel(signal, begun, &scale, language)) }
                    }
                    figcaption { (label(Label::TopicTrendCaption, language)) @for line in legend(points(), language) { " " (line) } }
                    (topic_numbers(&shown, language))
                } @else {
                    p.note { (words::no_month_share(language)) }
                }
            }
        }
    }
}

/// What pictures have in place of shares that are not shown.
fn legend<'p>(
    points: impl Iterator<Item = &'p TrendPoint> + Clone,
    language: Language,
) -> impl Iterator<Item = String> {
    let block = words::block_key(points.clone(), language);
    let marks = words::month_marks(points, language);
    let block = block.map(str::to_owned);
    marks.few.into_iter().chain(block).chain(marks.withheld)
}

fn topic_numbers(shown: &[&Signal], language: Language) -> Markup {
    let table = drawn::topics_by_month(shown, language);
    html! {
        details.numbers {
            summary { (label(Label::TableBehind, language)) }
            (markup(&Section { title: String::new(), ..table }))
        }
    }
}

fn panel(signal: &Signal, begun: &[BegunAction], scale: &Scale, language: Language) -> Markup {
    let name = words::topic(&signal.topic, language);
    let points: Vec<LinePoint> = signal
        .trend
        .iter()
        .map(|point| LinePoint {
            period: point.period.clone(),
            value: point.share_negative.map(|share| (share * 100.0, None)),
            unshown: unshown(point),
            is_after_change: false,
        })
        .collect();
    let months: Vec<String> = signal
        .trend
        .iter()
        .map(|point| {
            let month = words::month(&point.period, language);
            format!("{month} {}", words::month_share_said(point, language))
        })
        .collect();
    // Only what was done about this topic: the others are in the picture of the outcome.
    let begun = within(
        begun,
        signal.trend.iter().map(|point| point.period.as_str()),
    );
    let own = begun.into_iter();
    let own: Vec<&BegunAction> = own.filter(|one| one.topic.id == signal.topic.id).collect();
    let alternative = format!("{name}. {}{}", months.join("; "), spoken(&own, language));
    html! {
        div.panel {
            h4 {
                span.rank { (signal.rank) } " " (name)
            }
            (chart::line(&points, &marks(&own), scale, LineShape::Small, "%", &alternative, language))
        }
    }
}

/// What is drawn in place of a share that is not shown.
fn unshown(point: &TrendPoint) -> Option<Unshown> {
    if let Some(share) = point.largest_hidden_share() {
        return Some(Unshown::AtMost(100.0 * share));
    }
    match point.n_negative {
        Told::OfFewerPeople(least) => Some(Unshown::Marked(words::fewer_than(least))),
        Told::Withheld => Some(Unshown::Marked(words::WITHHELD.to_owned())),
        Told::Exactly(_) | Told::FewerThan(_) | Told::OfTooFew => None,
    }
}

/// The actions that were begun within the months of a picture.
fn within<'b, 'm>(
    begun: &'b [BegunAction],
    months: impl Iterator<Item = &'m str> + Clone,
) -> Vec<&'b BegunAction> {
    let bounds = months.clone().min().zip(months.max());
    let is_within = |action: &&BegunAction| {
        let month = action.on.strftime("%Y-%m").to_string();
        bounds.is_some_and(|(first, last)| first <= month.as_str() && month.as_str() <= last)
    };
    begun.iter().filter(is_within).collect()
}

fn marks(begun: &[&BegunAction]) -> Vec<LineMark> {
    let mark = |action: &&BegunAction| LineMark {
        name: action.id.clone(),
        on: action.on,
    };
    begun.iter().map(mark).collect()
}

/// An action in words: name, day, topic, what is done.
fn said(action: &BegunAction, language: Language) -> String {
    let topic = words::topic(&action.topic, language);
    format!("{} ({}) {topic}: {}", action.id, action.on, action.what)
}

/// The actions for who cannot see the picture.
fn spoken(begun: &[&BegunAction], language: Language) -> String {
    if begun.is_empty() {
        return String::new();
    }
    let said: Vec<String> = begun.iter().map(|one| said(one, language)).collect();
    format!(". {}: {}", label(Label::Begun, language), said.join("; "))
}

/// What the marks of a picture stand for, and what has none as it began outside its months.
fn listed(title: &str, begun: &[&BegunAction], language: Language) -> Markup {
    html! {
        @if !begun.is_empty() {
            p.note { (title) ":" }
            ul.plain { @for action in begun { li.note { (said(action, language)) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, groups};

    #[test]
    fn an_action_is_marked_and_said_below_the_picture_and_to_who_cannot_see_it() {
        let mut findings = fixture::realistic();
        findings.further = groups::fixture::further();
        let page = outcome(&findings, Language::Nl).into_string();
        assert_eq!(page.matches("class=\"action\"").count(), 1);
        let said = "A1 (2026-03-31) Telefoon: Call-back &lt;service&gt; &amp; ";
        assert_eq!(page.matches(said).count(), 2, "{page}");
        assert!(page.contains("Begonnen acties: A1"), "in the alternative");
        findings.further.begun[0].on = jiff::civil::date(2024, 3, 31);
        let page = outcome(&findings, Language::Nl).into_string();
        assert_eq!(page.matches("class=\"action\"").count(), 0);
        assert!(!page.contains("Begonnen acties"), "not in these months");
        let said = "Begonnen buiten deze maanden:</p><ul class=\"plain\"><li class=\"note\">A1 (2024-03-31) Telefoon";
        assert!(page.contains(said), "{page}");
    }

    #[test]
    fn a_panel_bears_the_marks_of_its_own_topic_only() {
        let mut findings = fixture::realistic();
        findings.further = groups::fixture::further();
        let drawn = trend(&findings, Language::En).into_string();
        assert_eq!(drawn.matches("class=\"action\"").count(), 1, "no panel");
        let rank_and_name = format!("</span> {}</h4>", findings.signals[0].topic.en);
        assert!(
            drawn.contains(&rank_and_name),
            "no share without n: {drawn}"
        );
        findings.further.begun[0].topic = findings.signals[0].topic.clone();
        let drawn = trend(&findings, Language::En).into_string();
        assert_eq!(drawn.matches("class=\"action\"").count(), 2);
    }
}
