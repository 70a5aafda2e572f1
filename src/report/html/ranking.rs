use crate::findings::Findings;
use crate::report::chart::{self, MapSize};
use crate::report::number;
use crate::report::words::{self, Label, Language, label};
use crate::signals::{Signal, UnrankedTopic};
use maud::{Markup, html};

/// The ranked table, which is the forest plot: each row carries its interval.
pub(super) fn ranking(findings: &Findings, language: Language) -> Markup {
    let scale = chart::forest_scale(&findings.signals);
    let decimals = number::gain_decimals(&findings.signals);
    let unit = unit(findings, language);
    let text = |one| label(one, language);
    html! {
        section #ranking aria-labelledby="ranking-title" {
            h2 #ranking-title { (text(Label::Ranking)) }
            @if findings.signals.is_empty() {
                p { (no_ranking(findings, language)) }
            } @else {
                p.note { (words::gain_sentence(&findings.ranking, unit, language)) }
                @if let Some(line) = words::own_fractions(&findings.signals, &findings.ranking, language) {
                    p.note { (line) }
                }
                table.forest role="table" aria-labelledby="ranking-title" {
                    thead role="rowgroup" { tr role="row" {
                        th.rank scope="col" role="columnheader" { abbr title=(text(Label::Rank)) { "#" } }
                        th.topic scope="col" role="columnheader" { (text(Label::Topic)) }
                        th.picture scope="col" role="columnheader" { (text(Label::Interval)) }
                        th.number.gain scope="col" role="columnheader" { (text(Label::Gain)) }
                        th.number.top scope="col" role="columnheader" { (text(Label::ProbabilityTop3)) }
                        th.number.n scope="col" role="columnheader" { (text(Label::Mentions)) }
                        th.number.share scope="col" role="columnheader" { (text(Label::ShareNegative)) }
                        th.verdict scope="col" role="columnheader" { (text(Label::Verdict)) }
                    } }
                    tbody role="rowgroup" {
                        @for signal in &findings.signals { (row(signal, &scale, decimals, language)) }
                    }
                    tfoot role="rowgroup" { tr role="row" {
                        td.rank role="cell" {} td.topic role="cell" {}
                        td.picture role="cell" { (chart::forest_axis(&scale, unit, language)) }
                        td.rest role="cell" colspan="5" {}
                    } }
                }
                (chart::legend(language))
            }
        }
    }
}

fn row(signal: &Signal, scale: &chart::Scale, shared: usize, language: Language) -> Markup {
    let decimals = number::decimals_in_column(&signal.gain, shared);
    html! {
        tr role="row" {
            td.rank role="cell" { (signal.rank) }
            th.topic scope="row" role="rowheader" {
                a href={ "#signal-" (signal.rank) } { (words::topic(&signal.topic, language)) }
            }
            td.picture role="cell" { (chart::forest_strip(signal, scale)) }
            td.number.gain role="cell" {
                b { (number::signed(signal.gain.estimate, decimals, language)) }
                " " span.bounds { (number::bounds(&signal.gain, decimals, language)) }
            }
            td.number.top role="cell" data-label=(label(Label::ProbabilityTop3, language)) {
                (number::probability(signal.p_top3.get(), language))
            }
            td.number.n role="cell" data-label=(label(Label::Mentions, language)) {
                (number::count(signal.n_mentions, language))
            }
            td.number.share role="cell" data-label=(label(Label::ShareNegative, language)) {
                (number::percentage(signal.share_negative, language))
            }
            td.verdict role="cell" title=(words::verdict_meaning(signal.verdict, language)) {
                (chart::verdict_mark(signal.verdict)) " " (words::verdict(signal.verdict, language))
            }
        }
    }
}

/// Volume against effect, drawn for two widths.
pub(super) fn signal_map(findings: &Findings, language: Language) -> Markup {
    html! {
        @if !findings.signals.is_empty() {
            section #map aria-labelledby="map-title" {
                h2 #map-title { (label(Label::Map, language)) }
                figure {
                    (chart::map(findings, MapSize::Wide, language))
                    (chart::map(findings, MapSize::Narrow, language))
                    figcaption {
                        (label(Label::MapCaption, language))
                        div.key {
                            p { (label(Label::MapKey, language)) }
                            ol {
                                @for signal in &findings.signals {
                                    li value=(signal.rank) { (words::topic(&signal.topic, language)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Topics that are shown but get no place.
pub(super) fn unranked(findings: &Findings, language: Language) -> Markup {
    let text = |one| label(one, language);
    html! {
        @if !findings.unranked.is_empty() {
            section #unranked aria-labelledby="unranked-title" {
                h2 #unranked-title { (text(Label::Unranked)) }
                p.note { (text(Label::UnrankedIntro)) }
                table.stacked role="table" aria-labelledby="unranked-title" {
                    thead role="rowgroup" { tr role="row" {
                        th scope="col" role="columnheader" { (text(Label::Topic)) }
                        th.number scope="col" role="columnheader" { (text(Label::Mentions)) }
                        th.number scope="col" role="columnheader" { (text(Label::Negative)) }
                        th scope="col" role="columnheader" { (text(Label::Reason)) }
                    } }
                    tbody role="rowgroup" {
                        @for topic in &findings.unranked { (unranked_row(topic, language)) }
                    }
                }
            }
        }
    }
}

fn unranked_row(topic: &UnrankedTopic, language: Language) -> Markup {
    let counts = words::unranked_counts(topic, language);
    html! {
        tr role="row" {
            th scope="row" role="rowheader" { (words::topic(&topic.topic, language)) }
            @for (n, name) in counts.iter().zip([Label::Mentions, Label::Negative]) {
                td.number role="cell" data-label=(label(name, language)) { (n) }
            }
            td role="cell" { (words::unranked_reason(topic.reason, language)) }
        }
    }
}

/// Unit of gains and effects; nothing where there is no outcome.
pub(super) fn unit(findings: &Findings, language: Language) -> &'static str {
    findings
        .outcome
        .as_ref()
        .map_or("", |outcome| words::unit(outcome.kind, language))
}

fn no_ranking(findings: &Findings, language: Language) -> &'static str {
    let why = if findings.outcome.is_none() {
        Label::NoOutcome
    } else if findings.drivers.is_none() {
        Label::NoModel
    } else {
        Label::NoRanking
    };
    label(why, language)
}
