use super::plots::{gains, map, months, outcome};
use crate::findings::Findings;
use crate::report::study::clock_lines;
use crate::report::words::{Label, Language, block_key, either, label, month_marks, topic};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use plotly::Plot;

/// Everything stands in this file; scripts may not fetch anything.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:";

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}\
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2rem 0 .2rem}p{max-width:46rem;margin:.2rem 0 .6rem}\
.plot{height:30rem}.plot.tall{height:44rem}@media print{.modebar{display:none}}";

/// The findings as a page of interactive plots; `full_report` is the link to the page with all numbers.
pub fn explore_html(findings: &Findings, full_report: &str, language: Language) -> String {
    let title = &findings.project;
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
                (library())
            }
            body {
                h1 { (title) }
                p {
                    (either(
                        language,
                        "Wijs aan voor getallen, sleep om in te zoomen, klik in de legenda om lijnen te tonen of te verbergen. Alle getallen staan als tabel in ",
                        "Point for numbers, drag to zoom, click in the legend to show or hide lines. All numbers stand in tables in ",
                    ))
                    a href=(full_report) { (label(Label::FullReport, language)) }
                    "."
                }
                @for line in clock_lines(&findings.further.frozen_model, language) { p { (line) } }
                main {
                    (part("gains", label(Label::Ranking, language), "plot tall", gains(findings, language)))
                    (part("map", label(Label::Map, language), "plot tall", map(findings, language)))
                    (part("outcome", label(Label::OutcomeByMonth, language), "plot", outcome(findings, language)))
                    (part("months", label(Label::NegativeByMonth, language), "plot tall", months(findings, language)))
                    (marks(findings, language))
                    (actions(findings, language))
                }
            }
        }
    }
    .into_string()
}

/// What the upright lines in the pictures of months stand for.
fn actions(findings: &Findings, language: Language) -> Markup {
    let begun = &findings.further.begun;
    html! {
        @if !begun.is_empty() {
            section aria-label=(label(Label::Begun, language)) {
                h2 { (label(Label::Begun, language)) }
                ul {
                    @for action in begun {
                        li { (action.id) " (" (action.on) ") " (topic(&action.topic, language)) ": " (action.what) }
                    }
                }
            }
        }
    }
}

/// What stands in the picture of topics by month in place of shares that are not shown.
fn marks(findings: &Findings, language: Language) -> Markup {
    let points = || findings.signals.iter().flat_map(|signal| &signal.trend);
    let block = block_key(points(), language);
    let has_gap = points()
        .any(|point| point.share_negative.is_none() && point.largest_hidden_share().is_none());
    html! {
        @if let Some(block) = block {
            p { (month_marks(points(), language).few.unwrap_or_default()) " " (block) }
        }
        @if has_gap {
            p { (either(
                language,
                "Gaten zijn maanden waarvan het getal te weinig mensen betreft, met de andere zou verraden wat weinig mensen zeggen, of van allen hetzelfde zou zeggen.",
                "Gaps are months of which the number is of too few people, would tell with the others what few people say, or say the same of all of them.",
            )) }
        }
    }
}

fn part(id: &str, title: &str, class: &str, plot: Option<Plot>) -> Markup {
    html! {
        @if let Some(plot) = plot {
            section aria-label=(title) {
                h2 { (title) }
                div class=(class) { (PreEscaped(plot.to_inline_html(Some(id)))) }
            }
        }
    }
}

/// The script of plotly.js, without the one for formulas that comes with it.
fn library() -> Markup {
    const END: &str = "</script>";
    let sources = Plot::offline_js_sources();
    let end = sources.find(END).map_or(sources.len(), |at| at + END.len());
    PreEscaped(sources[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, groups};

    #[test]
    fn the_page_carries_its_library_and_fetches_nothing() {
        let page = explore_html(&fixture::realistic(), "report.html", Language::En);
        assert_eq!(page.matches("Plotly.newPlot(\"").count(), 4);
        assert!(page.contains("\"gains\"") && page.contains("\"months\""));
        assert!(!page.contains("<script src") && !page.contains("<link"));
        assert!(page.contains("href=\"report.html\""));
    }

    #[test]
    fn actions_are_marked_and_said() {
        let mut findings = fixture::realistic();
        findings.further = groups::fixture::further();
        let page = explore_html(&findings, "report.html", Language::En);
        assert_eq!(
            page.matches("\"x0\":\"2026-03-31\"").count(),
            2,
            "both pictures of months"
        );
        assert!(page.contains("A1 (2026-03-31) Telephone: Call-back &lt;service&gt;"));
    }

    #[test]
    fn names_cannot_break_out_of_the_script() {
        let mut findings = fixture::realistic();
        findings.signals[0].topic.en = "</script><b>".to_owned();
        let page = explore_html(&findings, "report.html", Language::En);
        assert!(!page.contains("</script><b>"));
    }

    #[test]
    fn without_signals_there_is_nothing_to_plot() {
        let page = explore_html(&fixture::empty(), "report.html", Language::Nl);
        assert!(!page.contains("class=\"plot"));
    }
}
