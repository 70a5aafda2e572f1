use super::{MAX_RISEN, decision, figure};
use crate::findings::{Board, Findings};
use crate::report::alerts::risen;
use crate::report::section::unmarked;
use crate::report::study::clock_lines;
use crate::report::words::{Label, Language, label, no_decisions, outcome_gap, subset_line};
use std::fmt::Write;

/// The page of a board as Markdown.
pub fn board_markdown(
    findings: &Findings,
    board: &Board,
    title: &str,
    language: Language,
) -> String {
    let mut text = format!(
        "# {}\n\n{}\n\n",
        unmarked(title),
        label(Label::BoardTitle, language)
    );
    let part = subset_line(&findings.subset, language);
    let gap = findings.outcome.is_none();
    let gap = gap.then(|| outcome_gap(findings, language));
    let clock = clock_lines(&findings.further.frozen_model, language);
    for line in part.iter().chain(&clock).chain(&gap) {
        let _ = writeln!(text, "{}\n", unmarked(line));
    }
    for number in &board.numbers {
        let figure = figure(number, findings, language);
        let _ = writeln!(
            text,
            "- **{}**: {} {}",
            unmarked(&figure.name),
            unmarked(&figure.value),
            unmarked(&figure.doubt)
        );
    }
    let _ = writeln!(text, "\n## {}\n", label(Label::Decisions, language));
    if board.decisions.is_empty() {
        let _ = writeln!(text, "{}", no_decisions(findings, language));
    }
    for one in &board.decisions {
        let (head, why) = decision(one, findings, language);
        let _ = writeln!(text, "1. **{}** {}", unmarked(&head), unmarked(&why));
    }
    if board.n_more > 0 {
        let more = label(Label::MoreInReport, language);
        let _ = writeln!(text, "\n+ {} {more}", board.n_more);
    }
    if let Some(alerts) = &findings.alerts {
        let _ = writeln!(text, "\n## {}\n", label(Label::Alerts, language));
        for line in risen(alerts, language).iter().take(MAX_RISEN) {
            let _ = writeln!(text, "- {}", unmarked(line));
        }
    }
    text
}
