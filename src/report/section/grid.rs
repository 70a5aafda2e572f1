use super::short;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A longer name is cut in a table on a terminal.
pub(in crate::report) const NAME_CHARS: usize = 48;

/// A part of a result for people: said once, shown on a terminal and on a page.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Section {
    /// Heading; none for the part that comes first.
    pub(in crate::report) title: String,
    /// Sentences before the table.
    pub(in crate::report) lead: Vec<String>,
    /// The table, if there is one.
    pub(in crate::report) grid: Grid,
    /// What the columns mean.
    pub(in crate::report) notes: Vec<String>,
}

/// Rows of cells under a header. The first column is text, the others are numbers.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Grid {
    /// Names of the columns.
    pub(in crate::report) header: Vec<String>,
    /// The rows; one may be shorter than the header.
    pub(in crate::report) rows: Vec<GridRow>,
}

/// One row.
#[derive(Debug, Clone)]
pub(in crate::report) struct GridRow {
    /// Whether it is a part of the row before it.
    pub(in crate::report) is_part: bool,
    /// The cells.
    pub(in crate::report) cells: Vec<String>,
}

impl Section {
    /// A part with a heading.
    pub(in crate::report) fn titled(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }

    /// The part without its heading, which stands elsewhere.
    pub(in crate::report) fn without_title(&self) -> Self {
        Self {
            title: String::new(),
            ..self.clone()
        }
    }

    /// Adds a row.
    pub(in crate::report) fn push(&mut self, cells: Vec<String>) {
        self.grid.rows.push(GridRow {
            is_part: false,
            cells,
        });
    }

    /// Adds a part of the row before.
    pub(in crate::report) fn push_part(&mut self, cells: Vec<String>) {
        self.grid.rows.push(GridRow {
            is_part: true,
            cells,
        });
    }

    /// For a terminal, which nothing in names and ids can command.
    pub(in crate::report) fn text(&self) -> String {
        let text = self.written();
        text.chars()
            .map(|char| if char == '\n' { char } else { harmless(char) })
            .collect()
    }

    fn written(&self) -> String {
        let mut text = String::new();
        if !self.title.is_empty() {
            let _ = writeln!(text, "{}", self.title);
        }
        for line in &self.lead {
            let _ = writeln!(text, "{line}");
        }
        if !self.grid.rows.is_empty() {
            if !self.lead.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.grid.text());
        }
        if !self.notes.is_empty() && !self.grid.rows.is_empty() {
            text.push('\n');
        }
        for line in &self.notes {
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// For a text in Markdown, in which nothing in names and ids is taken for a mark.
    pub(in crate::report) fn markdown(&self) -> String {
        let mut text = String::new();
        if !self.title.is_empty() {
            let _ = writeln!(text, "### {}\n", unmarked(&self.title));
        }
        for line in &self.lead {
            let _ = writeln!(text, "{}\n", unmarked(line));
        }
        if !self.grid.rows.is_empty() {
            text.push_str(&self.grid.markdown());
            text.push('\n');
        }
        for line in &self.notes {
            let _ = writeln!(text, "- {}", unmarked(line));
        }
        if !self.notes.is_empty() {
            text.push('\n');
        }
        text
    }

    /// For a page.
    pub(in crate::report) fn markup(&self) -> Markup {
        html! {
            section {
                @if !self.title.is_empty() { h2 { (self.title) } }
                @for line in &self.lead { p { (line) } }
                @if !self.grid.rows.is_empty() {
                    div.scroll tabindex="0" role="region" aria-label=(self.title) {
                        table {
                            thead { tr {
                                @for name in &self.grid.header { th scope="col" { (name) } }
                            } }
                            tbody {
                                @for row in &self.grid.rows {
                                    tr {
                                        @for (at, cell) in row.cells.iter().enumerate() {
                                            @if at == 0 {
                                                th scope="row" { @if row.is_part { "– " } (cell) }
                                            } @else {
                                                td.nowrap { (cell) }
                                            }
                                        }
                                        @for _ in row.cells.len()..self.grid.header.len() { td {} }
                                    }
                                }
                            }
                        }
                    }
                }
                @for line in &self.notes { p.note { (line) } }
            }
        }
    }
}

impl Grid {
    /// Texts to the left, numbers to the right.
    fn markdown(&self) -> String {
        let line = |cells: &[String], absent: &str| {
            let cells = (0..self.header.len()).map(|at| cells.get(at).map_or(absent, |cell| cell));
            let cells: Vec<String> = cells.map(unmarked).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = line(&self.header, "");
        let rules = (0..self.header.len()).map(|at| if at == 0 { "---" } else { "---:" });
        let _ = writeln!(text, "|{}|", rules.collect::<Vec<_>>().join("|"));
        for row in &self.rows {
            text.push_str(&line(&row.cells, ""));
        }
        text
    }

    fn text(&self) -> String {
        let mut lines: Vec<Vec<String>> = vec![self.header.clone()];
        // A name stays whole where another one would read the same.
        let mut names: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for name in self.rows.iter().filter_map(|row| row.cells.first()) {
            let cut = short(name, NAME_CHARS);
            names.entry(cut).or_default().insert(name);
        }
        let is_mixed_up = |cut: &str| names.get(cut).is_some_and(|names| names.len() > 1);
        for row in &self.rows {
            let cells = row.cells.iter();
            let mut cells: Vec<String> = cells
                .map(|cell| cell.chars().map(harmless).collect())
                .collect();
            if let Some(first) = cells.first_mut() {
                let cut = short(first, NAME_CHARS);
                if !is_mixed_up(&cut) {
                    *first = cut;
                }
                if row.is_part {
                    first.insert_str(0, "  ");
                }
            }
            lines.push(cells);
        }
        let n_columns = lines.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..n_columns).map(width).collect();
        let mut text = String::new();
        for cells in &lines {
            let mut line = String::new();
            for (at, (cell, width)) in cells.iter().zip(&widths).enumerate() {
                let _ = if at == 0 {
                    write!(line, "{cell:<width$}")
                } else {
                    write!(line, "  {cell:>width$}")
                };
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Text in which no character is a mark of Markdown or of HTML, on one line.
pub(in crate::report) fn unmarked(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for char in text.chars().map(harmless) {
        match char {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '!' | '~' => {
                plain.push('\\');
                plain.push(char);
            }
            _ => plain.push(char),
        }
    }
    plain
}

/// A mark in place of a character that moves the cursor, colours text or turns its direction.
fn harmless(char: char) -> char {
    let turns = matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if char.is_control() || turns {
        char::REPLACEMENT_CHARACTER
    } else {
        char
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_that_would_read_the_same_stay_whole() {
        let mut section = Section::default();
        let stem = "x".repeat(60);
        for name in [format!("{stem}a"), format!("{stem}b"), "y".repeat(60)] {
            section.push(vec![name]);
        }
        let text = section.text();
        assert!(text.contains(&format!("{stem}a\n{stem}b\n")), "{text}");
        assert!(text.contains(&format!("{}…", "y".repeat(47))), "{text}");
    }

    #[test]
    fn a_name_with_escapes_does_not_reach_the_terminal() {
        let mut section = Section::titled("A\u{1b}[2J");
        section.lead.push("one\u{7}".to_owned());
        section.grid.header = ["queue", "n"].map(str::to_owned).to_vec();
        section.push(vec!["a\u{1b}[31m\nb\u{202e}".to_owned(), "1\r".to_owned()]);
        let text = section.text();
        assert!(text.contains("a\u{fffd}[31m\u{fffd}b\u{fffd}"), "{text:?}");
        assert!(
            !text.contains(['\u{1b}', '\u{7}', '\r', '\u{202e}']),
            "{text:?}"
        );
        assert_eq!(text.lines().count(), 5, "{text:?}");
    }

    #[test]
    fn numbers_stand_under_their_heading_and_parts_are_set_in() {
        let mut section = Section::titled("Title");
        section.grid.header = ["driver", "b"].map(str::to_owned).to_vec();
        section.push(vec!["Price".to_owned(), "−0.25".to_owned()]);
        section.push_part(vec!["é".to_owned(), "1".to_owned()]);
        section.notes.push("b: points".to_owned());
        assert_eq!(
            section.text(),
            "Title\ndriver      b\nPrice   −0.25\n  é         1\n\nb: points\n"
        );
        let markup = section.markup().into_string();
        assert!(markup.contains("<th scope=\"row\">– é</th>"), "{markup}");
    }
}
