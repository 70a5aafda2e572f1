use crate::findings::Findings;
use crate::report::promises::sections;
use crate::report::section::Section;
use crate::report::words::{Label, Language, label};
use maud::{Markup, html};

/// Promises about time and experience, where the project has any.
pub(super) fn promises(findings: &Findings, language: Language) -> Markup {
    html! {
        @if let Some(found) = &findings.service_levels {
            section #promises aria-labelledby="promises-title" {
                h2 #promises-title { (label(Label::Promises, language)) }
                @for part in sections(found, language) { (markup(&part)) }
            }
        }
    }
}

/// A part under the heading of its section.
pub(super) fn markup(part: &Section) -> Markup {
    html! {
        @if !part.title.is_empty() { h3 { (part.title) } }
        @for line in &part.lead { p { (line) } }
        @if !part.grid.rows.is_empty() {
            div.scroll tabindex="0" role="group" aria-label=(part.title) { table {
                thead { tr {
                    @for (at, name) in part.grid.header.iter().enumerate() {
                        @if at == 0 { th scope="col" { (name) } } @else { th.number scope="col" { (name) } }
                    }
                } }
                tbody {
                    @for row in &part.grid.rows {
                        tr {
                            @for (at, cell) in row.cells.iter().enumerate() {
                                @if at == 0 { th scope="row" { (cell) } } @else { td.number { (cell) } }
                            }
                        }
                    }
                }
            } }
        }
        @for line in &part.notes { p.note { (line) } }
    }
}
