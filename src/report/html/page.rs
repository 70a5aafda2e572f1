use super::{
    answer, evidence, groups, measured, method, priorities, promises, quality, ranking, recent,
    trend,
};
use crate::findings::{Findings, Part};
use crate::report::section::head;
use crate::report::study::measured_sections;
use crate::report::words::{Label, Language, label};
use maud::{DOCTYPE, Markup, html as markup};

/// How the report looks and speaks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HtmlOptions {
    /// Language of the report; quotes keep their own.
    pub language: Language,
    /// Title; the name of the project where there is none.
    pub title: Option<String>,
    /// When it was made, in words of the caller; not shown where there is none, so that the same
    /// findings give the same bytes.
    pub made_on: Option<String>,
    /// Parts, in order; all in their usual order if empty.
    pub parts: Vec<Part>,
}

/// The findings as one self-contained page (`report.html`).
///
/// It reads from top to bottom: what the outcome is and how it stands, what to fix first, the
/// ranking with intervals, the signal map, the trend, the evidence topic by topic, what is not
/// ranked, how good the data are and how it was computed. It adapts from telephone to wide screen,
/// to dark mode and to paper. Quotes arrive redacted; every text is escaped.
pub fn html(findings: &Findings, options: &HtmlOptions) -> String {
    let language = options.language;
    let title = options.title.as_deref().unwrap_or(&findings.project);
    let parts = if options.parts.is_empty() {
        Part::ALL.to_vec()
    } else {
        options.parts.clone()
    };
    markup! {
        (DOCTYPE)
        html lang=(language.tag()) {
            (head(title))
            body {
                a.skip href="#ranking" { (label(Label::SkipToRanking, language)) }
                header { (answer::answer(findings, title, options.made_on.as_deref(), language)) (measured::clock(findings, language)) }
                (contents(&parts, findings, language))
                main {
                    @for part in &parts { (body(*part, findings, language)) }
                }
                footer { p { "signaal " (env!("CARGO_PKG_VERSION")) } }
            }
        }
    }
    .into_string()
}

/// One part of the page; nothing where there is nothing to show.
fn body(part: Part, findings: &Findings, language: Language) -> Markup {
    match part {
        Part::Ranking => ranking::ranking(findings, language),
        Part::Priorities => priorities::priorities(findings, language),
        Part::Map => ranking::signal_map(findings, language),
        Part::Subjects => groups::subjects(findings, language),
        Part::Journey => groups::journey(findings, language),
        Part::Measured => measured::measured(findings, language),
        Part::Trend => trend::trend(findings, language),
        Part::Alerts => recent::alerts(findings, language),
        Part::Evidence => evidence::evidence(findings, language),
        Part::Unranked => ranking::unranked(findings, language),
        Part::Themes => recent::themes(findings, language),
        Part::Promises => promises::promises(findings, language),
        Part::Quality => quality::quality(findings, language),
        Part::Method => method::method(findings, language),
    }
}

/// Heading of a part; `None` where there is nothing to show.
fn heading(part: Part, findings: &Findings) -> Option<Label> {
    let has_signals = !findings.signals.is_empty();
    let (is_there, heading) = match part {
        Part::Ranking => (true, Label::Ranking),
        Part::Priorities => (findings.priorities.is_some(), Label::Priorities),
        Part::Map => (has_signals, Label::Map),
        Part::Subjects => (!findings.further.subjects.is_empty(), Label::Subjects),
        Part::Journey => (findings.further.journey.is_some(), Label::Journey),
        Part::Measured => (
            !measured_sections(&findings.further.frozen_model, Language::En).is_empty(),
            Label::Measured,
        ),
        Part::Trend => (trend::has_trend(findings), Label::Trend),
        Part::Alerts => (findings.alerts.is_some(), Label::Alerts),
        Part::Evidence => (has_signals, Label::Evidence),
        Part::Unranked => (!findings.unranked.is_empty(), Label::Unranked),
        Part::Themes => (findings.themes.is_some(), Label::Themes),
        Part::Promises => (findings.service_levels.is_some(), Label::Promises),
        Part::Quality => (true, Label::Quality),
        Part::Method => (true, Label::HowComputed),
    };
    is_there.then_some(heading)
}

fn contents(parts: &[Part], findings: &Findings, language: Language) -> Markup {
    markup! {
        nav aria-label=(label(Label::Contents, language)) {
            ul {
                @for part in parts {
                    @if let Some(text) = heading(*part, findings) {
                        li { a href={ "#" (part.as_str()) } { (label(text, language)) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::section::STYLE;
    use crate::report::words;

    fn page(findings: &Findings, language: Language) -> String {
        html(
            findings,
            &HtmlOptions {
                language,
                ..HtmlOptions::default()
            },
        )
    }

    /// Names of tags in order, `/name` for a closing one; panics where a `<` opens no tag.
    fn tags(page: &str) -> Vec<String> {
        let style = page.find("<style>").unwrap()..page.find("</style>").unwrap();
        let mut found = Vec::new();
        for (at, _) in page.match_indices('<') {
            if style.contains(&at) && at != style.start {
                continue;
            }
            let rest = &page[at + 1..];
            let end = rest.find('>').unwrap();
            let tag = &rest[..end];
            assert!(
                tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'),
                "{tag}"
            );
            let name = tag.split([' ', '\n']).next().unwrap();
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            found.push(name.to_owned());
        }
        found
    }

    #[test]
    fn every_tag_that_opens_closes_in_order() {
        // Shapes of SVG are not among them: a parser of HTML would nest what follows.
        const VOID: [&str; 2] = ["!DOCTYPE", "meta"];
        for findings in [fixture::realistic(), fixture::empty(), fixture::undecided()] {
            for language in [Language::Nl, Language::En] {
                let mut open = Vec::new();
                for tag in tags(&page(&findings, language)) {
                    if let Some(name) = tag.strip_prefix('/') {
                        assert_eq!(open.pop().as_deref(), Some(name));
                    } else if !VOID.contains(&tag.as_str()) {
                        open.push(tag);
                    }
                }
                assert!(open.is_empty(), "{open:?}");
            }
        }
    }

    #[test]
    fn text_of_customers_and_files_is_escaped() {
        let mut findings = fixture::realistic();
        findings.signals[0].topic.nl = "<script>alert(1)</script>".to_owned();
        findings.intake.files[0].file = "\"><img src=x>".to_owned();
        findings.intake.rejections[0].0 = "a < b & c".to_owned();
        let page = page(&findings, Language::Nl);
        for raw in ["<script", "<img", "<b>cut", "a < b"] {
            assert!(!page.contains(raw), "{raw}");
        }
        assert!(page.contains("&lt;script&gt;") && page.contains("a &lt; b &amp; c"));
        assert!(page.contains("Klantenservice &lt;2026&gt; &amp; webwinkel"));
    }

    #[test]
    fn nothing_is_fetched_from_anywhere() {
        let page = page(&fixture::realistic(), Language::Nl);
        for reference in [
            "http://", "https://", "src=", "url(", "@import", "<script", "<link",
        ] {
            assert!(!page.contains(reference), "{reference}");
        }
        for (at, _) in page.match_indices("href=\"") {
            assert!(page[at + 6..].starts_with('#'));
        }
    }

    #[test]
    fn every_signal_quote_and_caveat_is_on_the_page() {
        let mut findings = fixture::realistic();
        findings.caveats = fixture::every_caveat();
        let escaped = |text: &str| {
            text.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
        };
        for language in [Language::Nl, Language::En] {
            let page = page(&findings, language);
            let plain = page.replace("<mark>", "").replace("</mark>", "");
            for signal in &findings.signals {
                assert!(page.contains(&escaped(words::topic(&signal.topic, language))));
                for quote in &signal.quotes {
                    assert!(plain.contains(&escaped(&quote.text)), "{}", quote.text);
                }
            }
            for topic in &findings.unranked {
                assert!(page.contains(words::topic(&topic.topic, language)));
            }
            for caveat in &findings.caveats {
                assert!(page.contains(&words::caveat(caveat, language)));
            }
        }
    }

    #[test]
    fn no_number_is_missing_or_signed_zero() {
        let mut broken = fixture::realistic();
        broken.signals[0].gain.high = f64::NAN;
        broken.signals[1].gain.high = f64::INFINITY;
        broken.signals[2].effect_negative.low = f64::NAN;
        broken.signals[3].effect_negative.estimate = f64::NEG_INFINITY;
        broken.signals[4].share_negative = f64::NAN;
        broken.signals[5].unadjusted_impact = Some(f64::NAN);
        for findings in [
            fixture::realistic(),
            fixture::empty(),
            fixture::undecided(),
            broken,
        ] {
            let page = page(&findings, Language::En);
            for wrong in [
                "NaN", "inf%", "\"inf\"", "inf ", ">inf", "-inf", "−0.0 ", "-0.0",
            ] {
                assert!(!page.contains(wrong), "{wrong}");
            }
        }
    }

    #[test]
    fn links_lead_to_what_exists_and_ids_are_unique() {
        let page = page(&fixture::realistic(), Language::Nl);
        let ids: Vec<&str> = page
            .match_indices(" id=\"")
            .map(|(at, _)| page[at + 5..].split('"').next().unwrap())
            .collect();
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
        for (at, _) in page.match_indices("href=\"#") {
            let target = page[at + 7..].split('"').next().unwrap();
            assert!(ids.contains(&target), "{target}");
        }
    }

    #[test]
    fn the_first_words_are_the_outcome_and_the_answer() {
        let page = page(&fixture::realistic(), Language::Nl);
        let outcome = page
            .find("NPS (nps_contact): −11,3 [−12,9 tot −9,7], 95%-interval, n = 9.140")
            .unwrap();
        let answer = page
            .find("Pak eerst op: Wachttijd aan de telefoon")
            .unwrap();
        let ranking = page.find("id=\"ranking\"").unwrap();
        assert!(outcome < answer && answer < ranking);
    }

    /// Relative luminance of `#rrggbb` (WCAG 2.2, definition of relative luminance).
    fn luminance(colour: &str) -> f64 {
        let channel = |from: usize| {
            let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126_f64.mul_add(
            channel(1),
            0.7152_f64.mul_add(channel(3), 0.0722 * channel(5)),
        )
    }

    #[test]
    fn every_text_stands_out_from_its_ground_by_day_by_night_and_on_paper() {
        let palettes: Vec<&str> = STYLE
            .split(":root {")
            .skip(1)
            .map(|rest| rest.split('}').next().unwrap())
            .collect();
        assert_eq!(palettes.len(), 3, "day, night and paper");
        for palette in palettes {
            let colour = |name: &str| {
                let rest = palette.split(&format!("--{name}: ")).nth(1).unwrap();
                let code = rest.split(';').next().unwrap();
                let long: String = code[1..].chars().flat_map(|c| [c, c]).collect();
                luminance(&if code.len() == 4 {
                    format!("#{long}")
                } else {
                    code.to_owned()
                })
            };
            let grounds = [
                ("ink", "paper"),
                ("soft", "paper"),
                ("accent", "paper"),
                ("contrary", "paper"),
            ];
            let others = [("ink", "panel"), ("soft", "panel"), ("mark-ink", "mark")];
            for (text, ground) in grounds.into_iter().chain(others) {
                let (a, b) = (colour(text), colour(ground));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 4.5, "{text} on {ground}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn title_and_date_are_the_callers() {
        let options = HtmlOptions {
            language: Language::En,
            title: Some("Q2 & Q3".to_owned()),
            made_on: Some("1 September 2026".to_owned()),
            ..HtmlOptions::default()
        };
        let page = html(&fixture::realistic(), &options);
        assert!(page.contains("<title>Q2 &amp; Q3</title>") && page.contains("1 September 2026"));
        assert_eq!(page, html(&fixture::realistic(), &options));
    }
}
