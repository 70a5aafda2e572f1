use crate::findings::{CorpusSummary, FileSummary, Findings};
use crate::report::number;
use crate::report::words::{self, Label, Language, label};
use maud::{Markup, html};

/// How good the data are: what came in, what did not, what was joined and what was taken out.
pub(super) fn quality(findings: &Findings, language: Language) -> Markup {
    let intake = &findings.intake;
    let text = |one| label(one, language);
    html! {
        section #quality aria-labelledby="quality-title" {
            h2 #quality-title { (text(Label::Quality)) }
            p { (words::data_line(findings, language)) }
            (files(&intake.files, language))
            div.tables {
                (counts(text(Label::RejectedBecause), text(Label::Reason), &intake.rejections, |name| name, language))
                (counts(text(Label::Redactions), text(Label::Kind), &intake.redactions, |name| words::redaction_kind(name, language), language))
                (corpus(&findings.corpus, language))
                div.wide {
                    h3 { (text(Label::Joins)) }
                    table { tbody {
                        @for (what, n) in words::join_lines(&intake.join, language) {
                            tr { th scope="row" { (what) } td.number { (number::count(n, language)) } }
                        }
                        tr {
                            th scope="row" { (text(Label::Forgotten)) }
                            td.number { (number::count(intake.n_forgotten, language)) }
                        }
                    } }
                }
            }
        }
    }
}

fn files(files: &[FileSummary], language: Language) -> Markup {
    let text = |one| label(one, language);
    let columns = |names: &[String]| {
        if names.is_empty() {
            number::ABSENT.to_owned()
        } else {
            names.join(", ")
        }
    };
    html! {
        @if !files.is_empty() {
            h3 { (text(Label::Files)) }
            div.scroll tabindex="0" role="group" aria-label=(text(Label::Files)) { table {
                thead { tr {
                    th scope="col" { (text(Label::File)) }
                    th scope="col" { (text(Label::Format)) }
                    th.number scope="col" { (text(Label::Read)) }
                    th.number scope="col" { (text(Label::Rejected)) }
                    th.number scope="col" { (text(Label::Stored)) }
                    th scope="col" { (text(Label::UnmappedColumns)) }
                    th scope="col" { (text(Label::MissingColumns)) }
                } }
                tbody {
                    @for file in files {
                        tr {
                            th scope="row" { (file.file) " " small { (file.source) } }
                            td { (file.format) }
                            td.number { (number::count(file.n_read, language)) }
                            td.number { (number::count(file.n_rejected, language)) }
                            td.number { (number::count(file.n_stored, language)) }
                            td { (columns(&file.unmapped_columns)) }
                            td { (columns(&file.missing_columns)) }
                        }
                    }
                }
            } }
        }
    }
}

fn corpus(corpus: &CorpusSummary, language: Language) -> Markup {
    let text = |one| label(one, language);
    let topicless = [
        (Label::WithWords, corpus.n_with_words),
        (Label::WithoutTopic, corpus.n_without_topic),
        (Label::Undated, corpus.n_undated),
    ]
    .map(|(one, n)| (text(one).to_owned(), n));
    html! {
        (counts(text(Label::Kinds), text(Label::Kind), &corpus.kinds, |name| words::record_kind(name, language), language))
        (counts(text(Label::Languages), text(Label::Language), &corpus.languages, |name| words::language_name(name, language), language))
        (counts(text(Label::Sentiments), text(Label::Sentiments), &corpus.sentiments, |name| words::sentiment_name(name, language), language))
        (counts(text(Label::Records), text(Label::Kind), &topicless, |name| name, language))
    }
}

/// A small table of names and counts; nothing where there are none.
fn counts(
    title: &str,
    heading: &str,
    rows: &[(String, u64)],
    named: impl Fn(&str) -> &str,
    language: Language,
) -> Markup {
    html! {
        @if !rows.is_empty() {
            div {
                h3 { (title) }
                table {
                    thead.sr { tr {
                        th scope="col" { (heading) }
                        th.number scope="col" { (label(Label::Number, language)) }
                    } }
                    tbody {
                        @for (name, n) in rows {
                            tr { th scope="row" { (named(name)) } td.number { (number::count(*n, language)) } }
                        }
                    }
                }
            }
        }
    }
}
