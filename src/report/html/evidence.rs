use super::ranking::unit;
use crate::findings::Findings;
use crate::record::LanguageTag;
use crate::report::chart;
use crate::report::number;
use crate::report::words::{self, Label, Language, label};
use crate::signals::{Quote, Signal};
use maud::{Markup, html};

/// Topic by topic: the numbers side by side, each with what it assumes, and what customers said.
pub(super) fn evidence(findings: &Findings, language: Language) -> Markup {
    let decimals = number::gain_decimals(&findings.signals);
    html! {
        @if !findings.signals.is_empty() {
            section #evidence aria-labelledby="evidence-title" {
                h2 #evidence-title { (label(Label::Evidence, language)) }
                @for (index, signal) in findings.signals.iter().enumerate() {
                    // The first stands open: it is the answer.
                    details.signal id={ "signal-" (signal.rank) } open[index == 0] {
                        summary {
                            span.rank { (signal.rank) } " "
                            span.name { (words::topic(&signal.topic, language)) } " "
                            span.brief {
                                (chart::verdict_mark(signal.verdict)) " "
                                (number::signed_interval_at(&signal.gain, decimals, language))
                            }
                        }
                        (body(findings, signal, language))
                    }
                }
            }
        }
    }
}

fn body(findings: &Findings, signal: &Signal, language: Language) -> Markup {
    html! {
        p { (words::verdict_meaning(signal.verdict, language)) " " (words::volume_line(signal, language))
            @if let Some(line) = words::about_line(signal.about, language) { " " (line) } }
        (readings(findings, signal, language))
        @if !signal.caveats.is_empty() {
            h3 { (label(Label::Caveats, language)) }
            ul.plain { @for caveat in &signal.caveats { li { (words::caveat(caveat, language)) } } }
        }
        h3 { (label(Label::ExampleQuotes, language)) }
        @if signal.quotes.is_empty() { p.note { (label(Label::NoQuotes, language)) } }
        div.quotes { @for quote in &signal.quotes { (quoted(quote, language)) } }
    }
}

/// What-if, adjusted and unadjusted next to each other, so that none is taken for another.
fn readings(findings: &Findings, signal: &Signal, language: Language) -> Markup {
    let unit = unit(findings, language);
    let text = |one| label(one, language);
    let interval = |one| number::signed_interval(one, language);
    let gain_decimals = number::gain_decimals(&findings.signals);
    let decimals = number::decimals_for(signal.contribution.as_ref().unwrap_or(&signal.gain));
    let unadjusted = signal.unadjusted_impact.map_or_else(
        || number::ABSENT.to_owned(),
        |impact| number::signed(impact, decimals, language),
    );
    html! {
        dl.readings {
            div {
                dt { (text(Label::WhatIf)) }
                dd.figure { (number::signed_interval_at(&signal.gain, gain_decimals, language)) " " small { (unit) } }
                dd { (words::gain_assumption_of(signal, &findings.ranking, language)) }
                @for line in [
                    words::floor_line(signal, unit, language),
                    words::as_read_line(signal, unit, language),
                ].into_iter().flatten() { dd { (line) } }
            }
            div {
                dt { (text(Label::Adjusted)) }
                dd.figure { (interval(&signal.effect_negative)) " " small { (unit) } }
                dd { (text(Label::AdjustedAssumption)) }
            }
            div {
                dt { (text(Label::Unadjusted)) }
                dd.figure { (unadjusted) " " small { (unit) } }
                dd { (text(Label::UnadjustedAssumption)) }
            }
        }
        dl.more {
            div {
                dt { (text(Label::Contribution)) }
                dd {
                    b { (words::contribution(signal, language)) }
                    @if signal.contribution.is_some() { " " (unit) }
                    ". " (text(Label::ContributionAssumption))
                }
            }
            @if let Some(effect) = &signal.effect_positive {
                div {
                    dt { (text(Label::EffectPositive)) }
                    dd { b { (interval(effect)) } " " (unit) }
                }
            }
            div {
                dt { (text(Label::Importance)) }
                dd { b { (number::percentage(signal.importance.get(), language)) } ". " (text(Label::ImportanceShare)) }
            }
        }
    }
}

fn quoted(quote: &Quote, language: Language) -> Markup {
    html! {
        blockquote lang=[quote_language(quote)] {
            p { (marked(&quote.text, &quote.spans)) }
            footer lang=(language.tag()) {
                @if let Some(date) = &quote.date { (date) " · " }
                (words::language_name(quote.language.as_str(), language))
                " · " (words::sentiment(quote.sentiment, language))
                code { (quote.id) }
            }
        }
    }
}

fn quote_language(quote: &Quote) -> Option<&'static str> {
    match quote.language {
        LanguageTag::Nl | LanguageTag::En => Some(quote.language.as_str()),
        LanguageTag::Other | LanguageTag::Unknown => None,
    }
}

/// `text` with the bytes of `spans` marked. Spans may overlap and come in any order; one that does
/// not lie on characters of the text is passed over.
fn marked(text: &str, spans: &[(usize, usize)]) -> Markup {
    let mut sorted: Vec<(usize, usize)> = spans
        .iter()
        .copied()
        .filter(|&(start, end)| start < end && text.get(start..end).is_some())
        .collect();
    sorted.sort_unstable();
    let mut pieces: Vec<(bool, &str)> = Vec::new();
    let mut done = 0;
    for (start, end) in sorted {
        let start = start.max(done);
        if start >= end {
            continue;
        }
        pieces.push((false, &text[done..start]));
        pieces.push((true, &text[start..end]));
        done = end;
    }
    pieces.push((false, &text[done..]));
    html! {
        @for (is_marked, piece) in pieces {
            @if is_marked { mark { (piece) } } @else { (piece) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn matched_words_are_marked_and_the_rest_is_kept() {
        let check = |text: &str, spans: &[(usize, usize)], expected: &str| {
            assert_eq!(marked(text, spans).into_string(), expected);
        };
        check("te lang wachten", &[(3, 7)], "te <mark>lang</mark> wachten");
        check(
            "abcdef",
            &[(3, 5), (0, 2)],
            "<mark>ab</mark>c<mark>de</mark>f",
        );
        check(
            "abcdef",
            &[(0, 3), (2, 5)],
            "<mark>abc</mark><mark>de</mark>f",
        );
        check("één", &[(1, 3)], "één");
        check("één", &[(0, 2)], "<mark>é</mark>én");
        check("kort", &[(2, 90), (3, 1)], "kort");
        check("a<b", &[(1, 2)], "a<mark>&lt;</mark>b");
    }

    proptest! {
        #[test]
        fn marking_never_loses_text(text in ".{0,40}", spans in prop::collection::vec((0_usize..60, 0_usize..60), 0..6)) {
            let shown = marked(&text, &spans).into_string().replace("<mark>", "").replace("</mark>", "");
            let plain = html! { (text) }.into_string();
            prop_assert_eq!(shown, plain);
        }
    }
}
