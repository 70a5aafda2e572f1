use super::priorities::sections as priority_sections;
use super::promises::sections as promise_sections;
use super::section::{Section, unmarked};
use super::study::{clock_lines, measured_sections};
use super::words::{self, Label, Language, label};
use super::{HtmlOptions, alerts, drawn, groups, number, themes};
use crate::findings::{Findings, Part};
use crate::signals::Signal;
use std::fmt::Write;

/// The findings as Markdown, for a wiki or a mail: what the report says, without its drawings.
///
/// Every text is escaped; numbers are rounded as in the other forms for people.
pub fn markdown(findings: &Findings, language: Language) -> String {
    let options = HtmlOptions {
        language,
        ..HtmlOptions::default()
    };
    markdown_page(findings, &options)
}

/// As [`markdown`], with a title and parts as a page has them; what is drawn elsewhere is a table here.
pub fn markdown_page(findings: &Findings, options: &HtmlOptions) -> String {
    let language = options.language;
    let title = options.title.as_deref().unwrap_or(&findings.project);
    let mut page = Page::default();
    let _ = writeln!(page.text, "# {}\n", unmarked(title));
    if let Some(line) = words::subset_line(&findings.subset, language) {
        page.paragraph(&line);
    }
    match &findings.outcome {
        Some(outcome) => {
            page.paragraph(&words::outcome_line(outcome, language));
            page.paragraph(&words::outcome_note(outcome, language));
        }
        None => page.paragraph(&words::outcome_gap(findings, language)),
    }
    for line in clock_lines(&findings.further.frozen_model, language) {
        page.paragraph(&line);
    }
    let headline = words::headline(findings, language);
    page.heading(&headline.title);
    page.paragraph(&headline.explanation);
    let parts = if options.parts.is_empty() {
        &Part::ALL[..]
    } else {
        &options.parts
    };
    for part in parts {
        page.part(*part, findings, language);
    }
    page.text
}

impl Page {
    /// A part under its heading; nothing where there is nothing to say.
    fn part(&mut self, part: Part, findings: &Findings, language: Language) {
        let text = |one| label(one, language);
        let further = &findings.further;
        match part {
            Part::Ranking if !findings.signals.is_empty() => {
                self.titled(text(Label::Ranking), &[ranking(findings, language)]);
            }
            Part::Priorities => {
                if let Some(found) = &findings.priorities {
                    self.titled(text(Label::Priorities), &priority_sections(found, language));
                }
            }
            Part::Subjects if !further.subjects.is_empty() => {
                self.titled(
                    text(Label::Subjects),
                    &[groups::subjects(further, language)],
                );
            }
            Part::Journey => {
                if let Some(found) = &further.journey {
                    self.titled(text(Label::Journey), &[groups::journey(found, language)]);
                }
            }
            Part::Measured => {
                let measured = measured_sections(&further.frozen_model, language);
                if !measured.is_empty() {
                    self.titled(text(Label::Measured), &measured);
                }
            }
            Part::Alerts => {
                if let Some(found) = &findings.alerts {
                    self.titled(text(Label::Alerts), &[alerts::part(found, language)]);
                }
            }
            Part::Evidence if !findings.signals.is_empty() => {
                self.heading(text(Label::Evidence));
                for signal in &findings.signals {
                    evidence(self, signal, language);
                }
            }
            Part::Unranked if !findings.unranked.is_empty() => {
                self.titled(text(Label::Unranked), &[unranked(findings, language)]);
            }
            Part::Themes => {
                if let Some(found) = &findings.themes {
                    self.titled(text(Label::Themes), &[themes::section(found, language)]);
                }
            }
            Part::Promises => {
                if let Some(found) = &findings.service_levels {
                    self.titled(text(Label::Promises), &promise_sections(found, language));
                }
            }
            Part::Quality => self.quality(findings, language),
            Part::Map if !findings.signals.is_empty() => {
                self.titled(text(Label::Map), &[drawn::map(findings, language)]);
            }
            Part::Trend => {
                let trend = drawn::trend(findings, language);
                if !trend.is_empty() {
                    self.titled(text(Label::Trend), &trend);
                }
            }
            Part::Method => {
                self.titled(
                    text(Label::HowComputed),
                    &[drawn::method(findings, language)],
                );
            }
            Part::Ranking | Part::Subjects | Part::Evidence | Part::Unranked | Part::Map => {}
        }
    }

    fn titled(&mut self, title: &str, sections: &[Section]) {
        self.heading(title);
        self.sections(sections);
    }

    /// What to keep in mind, and how good the data are.
    fn quality(&mut self, findings: &Findings, language: Language) {
        if !findings.caveats.is_empty() {
            self.heading(label(Label::Caveats, language));
            for caveat in &findings.caveats {
                self.item(&words::caveat(caveat, language));
            }
            self.text.push('\n');
        }
        self.heading(label(Label::Quality, language));
        self.paragraph(&words::data_line(findings, language));
        if let Some(drivers) = &findings.drivers {
            self.paragraph(&words::model_line(drivers, language));
            self.paragraph(&words::resampling_line(drivers, language));
        }
    }
}

fn ranking(findings: &Findings, language: Language) -> Section {
    let text = |one| label(one, language).to_owned();
    let decimals = number::gain_decimals(&findings.signals);
    let mut section = Section::default();
    section.grid.header = vec![
        text(Label::Topic),
        "#".to_owned(),
        text(Label::Gain),
        "P(top 3)".to_owned(),
        "n".to_owned(),
        text(Label::Negative),
        text(Label::Verdict),
    ];
    for signal in &findings.signals {
        section.push(vec![
            words::topic(&signal.topic, language).to_owned(),
            signal.rank.to_string(),
            number::signed_interval_at(&signal.gain, decimals, language),
            number::probability(signal.p_top3.get(), language),
            number::count(signal.n_mentions, language),
            number::percentage(signal.share_negative, language),
            words::verdict(signal.verdict, language).to_owned(),
        ]);
    }
    section
        .notes
        .push(words::gain_assumption(&findings.ranking, language));
    section.notes.extend(words::own_fractions(
        &findings.signals,
        &findings.ranking,
        language,
    ));
    section
}

/// The three readings of a topic side by side, and what customers said.
fn evidence(page: &mut Page, signal: &Signal, language: Language) {
    let text = |one| label(one, language);
    let mut section = Section::titled(words::topic(&signal.topic, language));
    section.lead.push(words::volume_line(signal, language));
    (section.lead).extend(words::about_line(signal.about, language));
    let decimals = number::decimals_for(signal.contribution.as_ref().unwrap_or(&signal.gain));
    let unadjusted = signal.unadjusted_impact.map_or_else(
        || number::ABSENT.to_owned(),
        |impact| number::signed(impact, decimals, language),
    );
    section.grid.header = vec![String::new(), String::new()];
    for (name, value) in [
        (
            Label::WhatIf,
            number::signed_interval(&signal.gain, language),
        ),
        (
            Label::Adjusted,
            number::signed_interval(&signal.effect_negative, language),
        ),
        (Label::Contribution, words::contribution(signal, language)),
        (Label::Unadjusted, unadjusted),
    ] {
        section.push(vec![text(name).to_owned(), value]);
    }
    let caveats = signal.caveats.iter();
    section.notes = caveats.map(|one| words::caveat(one, language)).collect();
    page.section(&section);
    for quote in &signal.quotes {
        let date = quote.date.as_deref().unwrap_or_default();
        let _ = writeln!(
            page.text,
            "> {} ({date} {})\n",
            unmarked(&quote.text),
            quote.id
        );
    }
}

fn unranked(findings: &Findings, language: Language) -> Section {
    let text = |one| label(one, language).to_owned();
    let mut section = Section::default();
    section.grid.header = vec![
        text(Label::Topic),
        text(Label::Mentions),
        text(Label::Negative),
        text(Label::Reason),
    ];
    for topic in &findings.unranked {
        let [n_mentions, n_negative] = words::unranked_counts(topic, language);
        section.push(vec![
            words::topic(&topic.topic, language).to_owned(),
            n_mentions,
            n_negative,
            words::unranked_reason(topic.reason, language),
        ]);
    }
    section
}

/// Text that grows downward.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn heading(&mut self, words: &str) {
        let _ = writeln!(self.text, "## {}\n", unmarked(words));
    }

    fn paragraph(&mut self, words: &str) {
        let _ = writeln!(self.text, "{}\n", unmarked(words));
    }

    fn item(&mut self, words: &str) {
        let _ = writeln!(self.text, "- {}", unmarked(words));
    }

    fn section(&mut self, part: &Section) {
        self.text.push_str(&part.markdown());
    }

    fn sections(&mut self, parts: &[Section]) {
        for part in parts {
            self.section(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_report_reads_like_this_in_markdown() {
        insta::assert_snapshot!("markdown_en", markdown(&fixture::realistic(), Language::En));
    }

    #[test]
    fn a_part_that_is_drawn_elsewhere_is_a_table_and_no_page_of_it_is_empty() {
        let findings = fixture::realistic();
        for (part, shows) in [
            (Part::Map, "cost of one negative mention"),
            (Part::Trend, "| Month |"),
            (Part::Method, "Cross-validated R²"),
        ] {
            let options = HtmlOptions {
                language: Language::En,
                parts: vec![part],
                ..HtmlOptions::default()
            };
            let text = markdown_page(&findings, &options);
            assert!(text.contains(shows), "{part:?}: {text}");
        }
    }

    #[test]
    fn no_text_can_make_a_mark() {
        let mut findings = fixture::realistic();
        findings.project = "# [x](y) <b> | `c`".to_owned();
        let text = markdown(&findings, Language::Nl);
        let first = text.lines().next();
        assert_eq!(first, Some("# \\# \\[x\\](y) &lt;b> \\| \\`c\\`"));
    }
}
