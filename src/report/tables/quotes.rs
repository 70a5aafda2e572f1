use super::table::{Table, text};
use crate::findings::Findings;
use crate::report::table::{Cell, ColumnKind};

/// What customers said, redacted, by signal.
pub(super) fn table(findings: &Findings) -> Table {
    let quotes = findings.signals.iter().flat_map(|signal| {
        let topic = signal.topic.id.as_str();
        signal.quotes.iter().map(move |quote| (topic, quote))
    });
    let rows = quotes.map(|(topic, quote)| {
        vec![
            Cell::from(topic),
            Cell::from(quote.id.to_string()),
            text(quote.date.as_deref()),
            Cell::from(quote.language.as_str()),
            Cell::from(quote.sentiment.as_str()),
            Cell::from(quote.text.as_str()),
        ]
    });
    Table::new(
        "quotes",
        &[
            ("topic", ColumnKind::Text),
            ("record_id", ColumnKind::Text),
            ("date", ColumnKind::Text),
            ("language", ColumnKind::Text),
            ("sentiment", ColumnKind::Text),
            ("text", ColumnKind::Text),
        ],
        rows.collect(),
    )
}
