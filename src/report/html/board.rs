use super::{measured, trend};
use crate::findings::{Board, BoardNumber, Decision, Findings};
use crate::report::alerts::risen;
use crate::report::board::{MAX_RISEN, decision, figure};
use crate::report::section::head;
use crate::report::words::{Label, Language, label, no_decisions, outcome_gap, subset_line};
use maud::{DOCTYPE, Markup, html as markup};

/// One page for a board: five numbers, each with its definition, the trend, and what is to be decided.
///
/// It fits one sheet of paper; `full_report` is the link to the page with evidence and method.
pub fn board_html(
    findings: &Findings,
    board: &Board,
    title: &str,
    full_report: &str,
    language: Language,
) -> String {
    let dates = findings.corpus.dates.as_ref();
    markup! {
        (DOCTYPE)
        html lang=(language.tag()) {
            (head(title))
            body.board {
                header {
                    p.kicker {
                        (title)
                        @if let Some((first, last)) = dates { " · " (first) " – " (last) }
                    }
                    h1 { (label(Label::BoardTitle, language)) }
                    @if let Some(line) = subset_line(&findings.subset, language) { p.note { (line) } }
                    (measured::clock(findings, language))
                    @if findings.outcome.is_none() { p.note { (outcome_gap(findings, language)) } }
                }
                main {
                    section #numbers aria-label=(label(Label::BoardNumbers, language)) {
                        dl.tiles {
                            @for number in &board.numbers { (tile(number, findings, language)) }
                        }
                    }
                    section #decisions aria-labelledby="decisions-title" {
                        h2 #decisions-title { (label(Label::Decisions, language)) }
                        @if board.decisions.is_empty() {
                            p { (no_decisions(findings, language)) }
                        } @else {
                            ol.decisions {
                                @for one in &board.decisions { (item(one, findings, language)) }
                            }
                        }
                        @if board.n_more > 0 {
                            p.note { "+ " (board.n_more) " " (label(Label::MoreInReport, language)) }
                        }
                    }
                    @if let Some(alerts) = &findings.alerts {
                        section #risen aria-labelledby="risen-title" {
                            h2 #risen-title { (label(Label::Alerts, language)) }
                            ul.plain { @for line in risen(alerts, language).iter().take(MAX_RISEN) { li { (line) } } }
                        }
                    }
                    section #trend {
                        h2 { (label(Label::Trend, language)) }
                        (trend::outcome(findings, language))
                    }
                }
                footer {
                    p { a href=(full_report) { (label(Label::FullReport, language)) } }
                    p { "signaal " (env!("CARGO_PKG_VERSION")) }
                }
            }
        }
    }
    .into_string()
}

fn tile(number: &BoardNumber, findings: &Findings, language: Language) -> Markup {
    let figure = figure(number, findings, language);
    markup! {
        div {
            dt { (figure.name) }
            dd.figure { (figure.value) }
            @if !figure.doubt.is_empty() { dd { (figure.doubt) } }
            dd { details { summary { (label(Label::Definition, language)) } (figure.definition) } }
        }
    }
}

fn item(one: &Decision, findings: &Findings, language: Language) -> Markup {
    let (head, why) = decision(one, findings, language);
    markup! { li { b { (head) } " " (why) } }
}
