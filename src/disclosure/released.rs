use super::cell::{Cell, Reason, Verdict};
use super::floor::Floor;
use super::suppress::suppress;

/// What stands in a cell of a table, after the table as a whole was judged.
///
/// Only [`release`] makes one, so that a report that asks for it cannot show what was not judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Released<T> {
    cell: Cell,
    verdict: Verdict,
    content: Option<T>,
}

/// Judges a table and lets go of what may be shown; the rest is dropped here.
pub fn release<T>(rows: Vec<(Cell, T)>, floor: Floor) -> Vec<Released<T>> {
    let (cells, contents): (Vec<Cell>, Vec<T>) = rows.into_iter().unzip();
    let verdicts = suppress(&cells, floor);
    let judged = cells.into_iter().zip(verdicts).zip(contents);
    judged
        .map(|((cell, verdict), content)| Released {
            cell,
            verdict,
            content: (verdict == Verdict::Shown).then_some(content),
        })
        .collect()
}

impl<T> Released<T> {
    /// The value of a dimension of the cell.
    pub fn of(&self, dimension: &str) -> Option<&str> {
        self.cell.key.get(dimension).map(AsRef::as_ref)
    }

    /// The content, where the cell is shown.
    pub fn content(&self) -> Option<&T> {
        self.content.as_ref()
    }

    /// Number of people, where that may be known.
    pub fn n(&self) -> Option<usize> {
        (!matches!(self.verdict, Verdict::Suppressed(_))).then_some(self.cell.n)
    }

    /// Why the content is not shown; `None` where it is.
    pub fn reason(&self) -> Option<Reason> {
        self.verdict.reason()
    }

    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }
}
