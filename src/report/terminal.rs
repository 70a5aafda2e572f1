//! Layout of text for a terminal: paragraphs and tables within a width.

use super::section::Section;
use super::words::Language;

/// Narrowest and widest layout, in columns.
const WIDTHS: (usize, usize) = (72, 100);
/// With less room than this for its name, a topic gets a line of its own.
const LEAST_TOPIC: usize = 22;

/// Text that grows downward and never to the right of `width`.
pub(super) struct Page {
    pub(super) text: String,
    width: usize,
    pub(super) language: Language,
}

impl Page {
    /// An empty page; `width` is taken as at least 72 and at most 100 columns.
    pub(super) fn new(width: usize, language: Language) -> Self {
        Self {
            text: String::new(),
            width: width.clamp(WIDTHS.0, WIDTHS.1),
            language,
        }
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn heading(&mut self, words: &str) {
        self.blank();
        self.paragraph("", words);
    }

    /// Words wrapped at the width; `bullet` stands before the first line, spaces before the others.
    pub(super) fn paragraph(&mut self, bullet: &str, words: &str) {
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
    pub(super) fn section(&mut self, part: &Section) {
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
    pub(super) fn table(&mut self, rows: &[[String; 8]]) {
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
pub(super) fn columns(text: &str) -> usize {
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
