use crate::findings::Findings;
use crate::report::number;
use crate::report::words::{self, Label, Language, label};
use crate::signals::Verdict;
use maud::{Markup, html};

/// The head of the report: outcome, answer, and what to keep in mind about the whole.
pub(super) fn answer(
    findings: &Findings,
    title: &str,
    made_on: Option<&str>,
    language: Language,
) -> Markup {
    let headline = words::headline(findings, language);
    html! {
        p.kicker {
            (title)
            @if let Some((first, last)) = &findings.corpus.dates { " · " (first) " – " (last) }
            @if let Some(made_on) = made_on { " · " (made_on) }
        }
        @if let Some(line) = words::subset_line(&findings.subset, language) { p.note { (line) } }
        @if let Some(outcome) = &findings.outcome {
            p.outcome {
                strong { (words::outcome_line(outcome, language)) }
                " " (words::outcome_note(outcome, language))
            }
        } @else {
            p.outcome { strong { (words::outcome_gap(findings, language)) } }
        }
        h1 { (headline.title) }
        p.lead { (headline.explanation) }
        (next(findings, language))
        @if !findings.caveats.is_empty() {
            details.caveats {
                summary {
                    (label(Label::Caveats, language)) " (" (findings.caveats.len()) ")"
                }
                ul {
                    @for caveat in &findings.caveats { li { (words::caveat(caveat, language)) } }
                }
            }
        }
    }
}

/// The other signals whose interval lies above zero, in one line.
fn next(findings: &Findings, language: Language) -> Markup {
    let unit = findings
        .outcome
        .as_ref()
        .map_or("", |outcome| words::unit(outcome.kind, language));
    let decimals = number::gain_decimals(&findings.signals);
    let others: Vec<_> = findings
        .signals
        .iter()
        .filter(|signal| signal.verdict == Verdict::Gain)
        .skip(1)
        .take(4)
        .collect();
    html! {
        @if !others.is_empty() {
            p.next {
                (label(Label::Next, language)) " "
                @for (index, signal) in others.iter().enumerate() {
                    @if index > 0 { "; " }
                    a href={ "#signal-" (signal.rank) } { (words::topic(&signal.topic, language)) }
                    " " span.nowrap { (number::signed_interval_at(&signal.gain, decimals, language)) }
                }
                " (" (unit) ")."
            }
        }
    }
}
