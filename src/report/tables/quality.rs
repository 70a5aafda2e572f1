use super::table::Table;
use crate::findings::Findings;
use crate::report::table::{Cell, ColumnKind};
use crate::report::words::{Language, caveat, caveat_code};

/// What was read, file by file.
pub(super) fn files(findings: &Findings) -> Table {
    let rows = findings.intake.files.iter().map(|file| {
        vec![
            Cell::from(file.source.as_str()),
            Cell::from(file.file.as_str()),
            Cell::from(file.format.as_str()),
            Cell::count(file.n_read),
            Cell::count(file.n_rejected),
            Cell::count(file.n_stored),
            Cell::count(file.n_replaced),
            Cell::TextList(file.unmapped_columns.clone()),
            Cell::TextList(file.missing_columns.clone()),
        ]
    });
    Table::new(
        "files",
        &[
            ("source", ColumnKind::Text),
            ("file", ColumnKind::Text),
            ("format", ColumnKind::Text),
            ("n_read", ColumnKind::Integer),
            ("n_rejected", ColumnKind::Integer),
            ("n_stored", ColumnKind::Integer),
            ("n_replaced", ColumnKind::Integer),
            ("unmapped_columns", ColumnKind::TextList),
            ("missing_columns", ColumnKind::TextList),
        ],
        rows.collect(),
    )
}

/// What to keep in mind, of the whole and of single signals.
pub(super) fn caveats(findings: &Findings) -> Table {
    let whole = findings.caveats.iter().map(|caveat| (None, caveat));
    let of_signals = findings.signals.iter().flat_map(|signal| {
        let topic = signal.topic.id.as_str();
        signal
            .caveats
            .iter()
            .map(move |caveat| (Some(topic), caveat))
    });
    let rows = whole.chain(of_signals).map(|(topic, one)| {
        vec![
            topic.map_or(Cell::Empty, Cell::from),
            Cell::from(caveat_code(one)),
            Cell::from(caveat(one, Language::En)),
        ]
    });
    Table::new(
        "caveats",
        &[
            ("topic", ColumnKind::Text),
            ("code", ColumnKind::Text),
            ("text_en", ColumnKind::Text),
        ],
        rows.collect(),
    )
}
