use super::alerts::risen;
use super::groups::{journey as journey_part, subjects as subjects_part};
use super::number;
use super::priorities::sections as priority_sections;
use super::promises::sentences;
use super::study::{clock_lines, measured_sections};
use super::terminal::Page;
use super::words::{self, Label, Language, either, label};
use crate::findings::Findings;
use crate::signals::Signal;

/// So many themes stand in the text; the rest is in the report.
const MAX_THEMES: usize = 5;

/// The findings for a terminal: outcome, answer, ranked table, assumption, caveats, data quality.
///
/// No line is wider than `width` columns, which is taken as at least 72 and at most 100. No colour
/// and no box drawing: what is said is in the words, and columns are aligned by spaces.
pub fn text(findings: &Findings, language: Language, width: usize) -> String {
    let mut page = Page::new(width, language);
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

/// A ranking of all topics told part by part, each of which shows those about one thing: what holds of all of them stands
/// once, above and below.
pub fn text_by_about(
    whole: &Findings,
    parts: &[Findings],
    language: Language,
    width: usize,
) -> String {
    let mut page = Page::new(width, language);
    level(&mut page, whole);
    for part in parts {
        let names = part
            .subset
            .about
            .iter()
            .map(|one| words::about(*one, language));
        let names: Vec<&str> = names.collect();
        let about = either(language, "Gaat over", "About");
        page.heading(&format!("== {about}: {}", names.join(", ")));
        first(&mut page, part);
        table(&mut page, part);
        unranked(&mut page, part);
    }
    if !whole.signals.is_empty() {
        page.blank();
        assumption(&mut page, whole);
    }
    priorities(&mut page, whole);
    groups(&mut page, whole);
    caveats(&mut page, whole);
    quality(&mut page, whole);
    page.text
}

fn answer(page: &mut Page, findings: &Findings) {
    level(page, findings);
    page.blank();
    first(page, findings);
}

/// Which part it is of, the level of the outcome, and the frozen model beside it.
fn level(page: &mut Page, findings: &Findings) {
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
}

/// What comes first.
fn first(page: &mut Page, findings: &Findings) {
    let headline = words::headline(findings, page.language);
    page.paragraph("", &headline.title);
    page.paragraph("", &headline.explanation);
}

fn ranking(page: &mut Page, findings: &Findings) {
    if findings.signals.is_empty() {
        return;
    }
    table(page, findings);
    page.blank();
    assumption(page, findings);
}

/// The ranked topics, without what their gains assume.
fn table(page: &mut Page, findings: &Findings) {
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
}

fn assumption(page: &mut Page, findings: &Findings) {
    let language = page.language;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::About;
    use crate::report::terminal::columns;
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
    fn what_holds_of_all_topics_stands_once_beside_those_about_each_thing() {
        let mut whole = fixture::realistic();
        whole.caveats = fixture::every_caveat();
        let part = |about, skip: usize| {
            let mut part = whole.clone();
            part.signals.drain(..skip);
            part.subset.about = vec![about];
            part
        };
        let parts = [part(Some(About::Service), 0), part(Some(About::Contact), 2)];
        let text = text_by_about(&whole, &parts, Language::En, 100);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let n_times = |words: &str| text.matches(words).count();
        let outcome = words::outcome_line(whole.outcome.as_ref().unwrap(), Language::En);
        assert_eq!(n_times(&outcome), 1, "{text}");
        for caveat in &whole.caveats {
            assert_eq!(
                n_times(&words::caveat(caveat, Language::En)),
                1,
                "{caveat:?}"
            );
        }
        let assumed = words::gain_assumption(&whole.ranking, Language::En);
        assert_eq!(n_times(&assumed), 1, "{text}");
        assert_eq!(
            (
                n_times("== About: the service"),
                n_times("== About: the contact itself")
            ),
            (1, 1)
        );
        assert_eq!(n_times("Fix first: "), 1, "{text}");
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
