use super::alerts::risen;
use super::groups::{journey as journey_part, subjects as subjects_part};
use super::number;
use super::priorities::sections as priority_sections;
use super::promises::sentences;
use super::section::Section;
use super::study::{clock_lines, measured_sections};
use super::words::{self, Label, Language, either, label};
use crate::findings::Findings;
use crate::signals::Signal;

/// Narrowest and widest layout, in columns.
const WIDTHS: (usize, usize) = (72, 100);
/// With less room than this for its name, a topic gets a line of its own.
const LEAST_TOPIC: usize = 22;

/// So many themes stand in the text; the rest is in the report.
const MAX_THEMES: usize = 5;

/// The findings for a terminal: outcome, answer, ranked table, assumption, caveats, data quality.
///
/// No line is wider than `width` columns, which is taken as at least 72 and at most 100. No colour
/// and no box drawing: what is said is in the words, and columns are aligned by spaces.
pub fn text(findings: &Findings, language: Language, width: usize) -> String {
    let mut page = Page {
        text: String::new(),
        width: width.clamp(WIDTHS.0, WIDTHS.1),
        language,
    };
    answer(&mut page, findings);
    ranking(&mut page, findings);
    priorities(&mut page, findings);
    groups(&mut page, findings);
    measured(&mut page, findings);
    alerts(&mut page, findings);
    unranked(&mut page, findings);
    themes(&mut page, findings);
    promises(&mut page, findings);
    caveats(&mut page, findings);
    quality(&mut page, findings);
    page.text
}

fn answer(page: &mut Page, findings: &Findings) {
    let language = page.language;
    if let Some(line) = words::subset_line(&findings.subset, language) {
        page.paragraph("", &line);
    }
    match &findings.outcome {
        Some(outcome) => {
            page.paragraph("", &words::outcome_line(outcome, language));
            page.paragraph("", &words::outcome_note(outcome, language));
        }
        None => page.paragraph("", &words::outcome_gap(findings, language)),
    }
    for line in clock_lines(&findings.further.frozen_model, language) {
        page.paragraph("", &line);
    }
    let headline = words::headline(findings, language);
    page.blank();
    page.paragraph("", &headline.title);
    page.paragraph("", &headline.explanation);
}

fn ranking(page: &mut Page, findings: &Findings) {
    if findings.signals.is_empty() {
        return;
    }
    let language = page.language;
    let unit = findings
        .outcome
        .as_ref()
        .map_or("", |outcome| words::unit(outcome.kind, language));
    page.heading(&format!(
        "{} ({}: {unit})",
        label(Label::Ranking, language),
        label(Label::Gain, language).to_lowercase()
    ));
    let decimals = number::gain_decimals(&findings.signals);
    let header = [
        "#",
        label(Label::Topic, language),
        label(Label::Gain, language),
        "",
        "P(top 3)",
        "n",
        label(Label::Negative, language),
        label(Label::Verdict, language),
    ]
    .map(str::to_owned);
    let mut rows = vec![header];
    rows.extend(
        findings
            .signals
            .iter()
            .map(|signal| row(signal, decimals, language)),
    );
    page.table(&rows);
    page.blank();
    page.paragraph("", &words::gain_assumption(&findings.ranking, language));
    if let Some(line) = words::own_fractions(&findings.signals, &findings.ranking, language) {
        page.paragraph("", &line);
    }
}

fn row(signal: &Signal, shared: usize, language: Language) -> [String; 8] {
    let decimals = number::decimals_in_column(&signal.gain, shared);
    [
        signal.rank.to_string(),
        words::topic(&signal.topic, language).to_owned(),
        number::signed(signal.gain.estimate, decimals, language),
        number::bounds(&signal.gain, decimals, language),
        number::probability(signal.p_top3.get(), language),
        number::count(signal.n_mentions, language),
        number::percentage(signal.share_negative, language),
        words::verdict(signal.verdict, language).to_owned(),
    ]
}

fn priorities(page: &mut Page, findings: &Findings) {
    let Some(found) = &findings.priorities else {
        return;
    };
    for part in priority_sections(found, page.language) {
        page.heading(&part.title);
        page.section(&part);
    }
}

/// What opinions are about, and the journey.
fn groups(page: &mut Page, findings: &Findings) {
    let (further, language) = (&findings.further, page.language);
    if !further.subjects.is_empty() {
        page.heading(label(Label::Subjects, language));
        page.section(&subjects_part(further, language));
    }
    if let Some(found) = &further.journey {
        page.heading(label(Label::Journey, language));
        page.section(&journey_part(found, language));
    }
}

/// What a frozen model measured.
fn measured(page: &mut Page, findings: &Findings) {
    let parts = measured_sections(&findings.further.frozen_model, page.language);
    if parts.is_empty() {
        return;
    }
    page.heading(label(Label::Measured, page.language));
    // Driver by driver it stands in the report.
    for part in parts.iter().take(2) {
        if !part.title.is_empty() {
            page.heading(&part.title);
        }
        page.section(part);
    }
}

/// What rose, a line each: the table stands in the report.
fn alerts(page: &mut Page, findings: &Findings) {
    let Some(found) = &findings.alerts else {
        return;
    };
    page.heading(label(Label::Alerts, page.language));
    for line in risen(found, page.language) {
        page.paragraph("- ", &line);
    }
}

/// Themes without a topic, a line each.
fn themes(page: &mut Page, findings: &Findings) {
    let Some(found) = findings
        .themes
        .as_ref()
        .filter(|found| !found.themes.is_empty())
    else {
        return;
    };
    let language = page.language;
    page.heading(label(Label::Themes, language));
    for theme in found.themes.iter().take(MAX_THEMES) {
        let name = either(language, theme.name_nl.as_str(), theme.name_en.as_str());
        let n = number::count(theme.n_documents, language);
        page.paragraph("- ", &format!("{name} (n = {n})"));
    }
    let n_more = found.themes.len().saturating_sub(MAX_THEMES);
    if n_more > 0 {
        let more = label(Label::MoreInReport, language);
        page.paragraph("", &format!("+ {n_more} {more}"));
    }
}

fn unranked(page: &mut Page, findings: &Findings) {
    if findings.unranked.is_empty() {
        return;
    }
    let language = page.language;
    page.heading(label(Label::Unranked, language));
    for topic in &findings.unranked {
        let name = words::topic(&topic.topic, language);
        let reason = words::unranked_reason(topic.reason, language);
        let [n, _] = words::unranked_counts(topic, language);
        let n = match topic.n_mentions {
            Some(_) => format!("n = {n}"),
            None => n,
        };
        page.paragraph("- ", &format!("{name} ({n}): {reason}"));
    }
}

fn promises(page: &mut Page, findings: &Findings) {
    let Some(found) = &findings.service_levels else {
        return;
    };
    let (head, lines) = sentences(found, page.language);
    page.heading(label(Label::Promises, page.language));
    page.paragraph("", &head);
    for line in lines {
        page.paragraph("- ", &line);
    }
}

fn caveats(page: &mut Page, findings: &Findings) {
    if findings.caveats.is_empty() {
        return;
    }
    let language = page.language;
    page.heading(label(Label::Caveats, language));
    for caveat in &findings.caveats {
        page.paragraph("- ", &words::caveat(caveat, language));
    }
}

fn quality(page: &mut Page, findings: &Findings) {
    let language = page.language;
    page.heading(label(Label::Quality, language));
    page.paragraph("", &words::data_line(findings, language));
    if !findings.intake.rejections.is_empty() {
        let reasons: Vec<String> = findings
            .intake
            .rejections
            .iter()
            .map(|(reason, n)| format!("{reason} ({})", number::count(*n, language)))
            .collect();
        page.paragraph(
            "",
            &format!(
                "{}: {}.",
                label(Label::RejectedBecause, language),
                reasons.join(", ")
            ),
        );
    }
    for file in &findings.intake.files {
        for (what, columns) in [
            (Label::UnmappedColumns, &file.unmapped_columns),
            (Label::MissingColumns, &file.missing_columns),
        ] {
            if !columns.is_empty() {
                page.paragraph(
                    "",
                    &format!(
                        "{}, {}: {}.",
                        file.file,
                        label(what, language).to_lowercase(),
                        columns.join(", ")
                    ),
                );
            }
        }
    }
    if let Some(drivers) = &findings.drivers {
        page.paragraph("", &words::model_line(drivers, language));
        page.paragraph("", &words::resampling_line(drivers, language));
        if let Some(silence) = &drivers.silence {
            page.paragraph("", &words::weighting_line(silence, language));
        }
    }
}

/// Text that grows downward and never to the right of `width`.
struct Page {
    text: String,
    width: usize,
    language: Language,
}

impl Page {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn heading(&mut self, words: &str) {
        self.blank();
        self.paragraph("", words);
    }

    /// Words wrapped at the width; `bullet` stands before the first line, spaces before the others.
    fn paragraph(&mut self, bullet: &str, words: &str) {
        let indent = " ".repeat(bullet.chars().count());
        let mut line = bullet.to_owned();
        let mut is_fresh = true;
        for word in words.split_whitespace() {
            for piece in pieces(word, self.width - indent.len()) {
                let needed = columns(&line) + usize::from(!is_fresh) + columns(&piece);
                if !is_fresh && needed > self.width {
                    self.push_line(&line);
                    line.clone_from(&indent);
                    is_fresh = true;
                }
                if !is_fresh {
                    line.push(' ');
                }
                line.push_str(&piece);
                is_fresh = false;
            }
        }
        self.push_line(&line);
    }

    /// Sentences around a table whose first column gets what the others leave.
    fn section(&mut self, part: &Section) {
        for line in &part.lead {
            self.paragraph("", line);
        }
        let n_columns = part.grid.header.len();
        let lines = || {
            std::iter::once(&part.grid.header).chain(part.grid.rows.iter().map(|row| &row.cells))
        };
        let widest = |column: usize| {
            let cells = lines().filter_map(|cells| cells.get(column));
            cells.map(|cell| columns(cell)).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (1..n_columns).map(widest).collect();
        let others: usize = widths.iter().map(|width| width + 2).sum();
        let room = self.width.saturating_sub(others);
        let is_stacked = room < LEAST_TOPIC;
        let first = if is_stacked { 2 } else { room.min(widest(0)) };
        for cells in lines() {
            let Some((name, others)) = cells.split_first() else {
                continue;
            };
            let mut line = if is_stacked {
                self.push_line(&shortened(name, self.width));
                " ".repeat(first)
            } else {
                padded_right(&shortened(name, first), first)
            };
            for (cell, width) in others.iter().zip(&widths) {
                line.push_str("  ");
                line.push_str(&padded_left(cell, *width));
            }
            self.push_line(&line);
        }
        for note in &part.notes {
            self.paragraph("- ", note);
        }
    }

    /// Numbers to the right, texts to the left; the topic gets what the other columns leave, or a
    /// line of its own where that is too little.
    fn table(&mut self, rows: &[[String; 8]]) {
        let mut widths = widths(rows);
        let others: usize = widths.iter().sum::<usize>() - widths[TOPIC] + 2 * (widths.len() - 1);
        let room = self.width.saturating_sub(others);
        let is_stacked = room < LEAST_TOPIC;
        widths[TOPIC] = if is_stacked {
            0
        } else {
            widths[TOPIC].min(room)
        };
        for (index, row) in rows.iter().enumerate() {
            let mut line = padded_left(&row[0], widths[0]);
            line.push_str("  ");
            if is_stacked {
                let room = self.width.saturating_sub(columns(&line));
                line.push_str(&shortened(&row[TOPIC], room));
                self.push_line(&line);
                line = " ".repeat(widths[0]);
            } else {
                line.push_str(&padded_right(
                    &shortened(&row[TOPIC], widths[TOPIC]),
                    widths[TOPIC],
                ));
            }
            line.push_str("  ");
            let both = widths[GAIN] + 2 + widths[GAIN + 1];
            if index == 0 {
                // The heading stands over estimate and bounds together.
                line.push_str(&padded_left(&shortened(&row[GAIN], both), both));
            } else {
                line.push_str(&padded_left(&row[GAIN], widths[GAIN]));
                line.push_str("  ");
                line.push_str(&padded_left(&row[GAIN + 1], widths[GAIN + 1]));
            }
            for column in GAIN + 2..VERDICT {
                line.push_str("  ");
                line.push_str(&padded_left(&row[column], widths[column]));
            }
            line.push_str("  ");
            line.push_str(&row[VERDICT]);
            self.push_line(&line);
        }
    }

    fn push_line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

/// Positions of columns in a row of the ranking.
const TOPIC: usize = 1;
const GAIN: usize = 2;
const VERDICT: usize = 7;

/// Width of each column: its widest cell; the heading of the gain may spread over its bounds.
fn widths(rows: &[[String; 8]]) -> [usize; 8] {
    let mut widths = [0; 8];
    for (index, row) in rows.iter().enumerate() {
        for (column, (width, cell)) in widths.iter_mut().zip(row).enumerate() {
            if index > 0 || column != GAIN {
                *width = columns(cell).max(*width);
            }
        }
    }
    widths
}

/// A word cut to pieces that fit a line.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters
        .chunks(width.max(1))
        .map(|piece| piece.iter().collect())
        .collect()
}

/// Columns of a terminal; our texts are in Latin script, one column a character.
fn columns(text: &str) -> usize {
    text.chars().count()
}

fn shortened(text: &str, width: usize) -> String {
    if columns(text) <= width {
        text.to_owned()
    } else {
        let kept: String = text.chars().take(width.saturating_sub(1)).collect();
        format!("{}…", kept.trim_end())
    }
}

fn padded_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

fn padded_right(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, fixture_corrected};

    #[test]
    fn the_report_reads_like_this_in_dutch() {
        insta::assert_snapshot!("text_nl", text(&fixture::realistic(), Language::Nl, 100));
    }

    #[test]
    fn the_report_reads_like_this_in_english() {
        insta::assert_snapshot!("text_en", text(&fixture::realistic(), Language::En, 80));
    }

    #[test]
    fn the_silent_and_the_correction_are_said_in_the_report() {
        let text = text(&fixture_corrected::corrected(), Language::En, 100);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains("of the causes of negative mentions disappeared for all respondents")
        );
        assert!(text.contains("47.0% wrote nothing"), "{text}");
        assert!(
            text.contains("400 comments that somebody checked"),
            "{text}"
        );
        assert!(text.contains("largest weight 1.8 (mean 1)"), "{text}");
    }

    #[test]
    fn nothing_to_show_is_said_in_words() {
        insta::assert_snapshot!("text_empty", text(&fixture::empty(), Language::Nl, 100));
        let undecided = text(&fixture::undecided(), Language::En, 100);
        assert!(undecided.contains("Nothing stands out"));
        assert!(!undecided.contains("Fix first"));
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        for width in [0, 72, 80, 90, 100, 500] {
            let limit = width.clamp(72, 100);
            for language in [Language::Nl, Language::En] {
                let mut findings = fixture::realistic();
                findings.caveats = fixture::every_caveat();
                findings.intake.rejections.push(("x".repeat(300), 1));
                for line in text(&findings, language, width).lines() {
                    assert!(columns(line) <= limit, "{width}: {line}");
                }
            }
        }
    }

    #[test]
    fn the_decimal_marks_of_the_gain_stand_under_each_other() {
        let text = text(&fixture::realistic(), Language::Nl, 100);
        let marks: Vec<usize> = text
            .lines()
            .filter(|line| line.contains(" tot ") && line.contains(" [") && !line.contains("NPS"))
            .filter_map(|line| {
                line.split(" [")
                    .next()?
                    .chars()
                    .collect::<Vec<_>>()
                    .iter()
                    .rposition(|c| *c == ',')
            })
            .collect();
        assert!(marks.len() == 12, "{text}");
        assert!(marks.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    }
}
