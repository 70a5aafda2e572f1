use super::{months, priorities, quality, quotes, signals};
use crate::findings::Findings;
use crate::report::table::{Cell, Column, ColumnKind, Error, Format, Row, Schema, Writer};
use crate::report::wire::exact;
use crate::report::{alerts, groups, themes};
use crate::units::Interval;
use std::io::Write;

/// One table of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Name, which is that of its file without extension.
    pub name: &'static str,
    /// Its columns.
    pub schema: Schema,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Row>,
}

impl Table {
    /// A table whose rows follow `columns`.
    pub(in crate::report) fn new(
        name: &'static str,
        columns: &[(&str, ColumnKind)],
        rows: Vec<Row>,
    ) -> Self {
        let columns = columns
            .iter()
            .map(|&(name, kind)| Column::new(name, kind))
            .collect();
        #[expect(
            clippy::expect_used,
            reason = "the columns of each table are written down once, and a test makes every one of them"
        )]
        let schema = Schema::new(columns).expect("columns are distinct");
        Self { name, schema, rows }
    }

    /// The table as CSV. Texts that a spreadsheet would run as a formula get an apostrophe.
    pub(in crate::report) fn csv(&self) -> String {
        let mut bytes = Vec::new();
        #[expect(
            clippy::expect_used,
            reason = "memory does not fail and every row is made from the columns"
        )]
        self.write(Format::Csv, &mut bytes)
            .expect("rows match their columns and memory takes them");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Writes the table to `output` and returns how many rows it wrote.
    ///
    /// # Errors
    ///
    /// [`Error`] when `output` cannot be written.
    pub fn write<W: Write + Send>(&self, format: Format, output: W) -> Result<u64, Error> {
        let mut writer = Writer::create(format, output, &self.schema)?;
        writer.write(&self.rows)?;
        writer.finish()
    }
}

/// Every table that `findings` can fill; those without rows are left out, but for the ranking.
pub fn tables(findings: &Findings) -> Vec<Table> {
    let mut tables = vec![signals::table(findings)];
    let others = [
        priorities::table(findings),
        months::outcome(findings),
        months::topics(findings),
        groups::subjects_table(findings),
        groups::journey_table(findings),
        quotes::table(findings),
        quality::files(findings),
        quality::caveats(findings),
    ];
    let alerts = findings.alerts.as_ref().map(alerts::table);
    let themes = findings.themes.as_ref().map(themes::table);
    let found = others.into_iter().chain(alerts).chain(themes);
    tables.extend(found.filter(|table| !table.rows.is_empty()));
    tables
}

/// A number, empty where it is not finite.
pub(in crate::report) fn number(value: f64) -> Cell {
    Cell::from(exact(value))
}

/// Estimate, low and high.
pub(in crate::report) fn bounds(interval: Option<&Interval>) -> [Cell; 3] {
    let of = |value: fn(&Interval) -> f64| Cell::from(interval.map(value).and_then(exact));
    [
        of(|one| one.estimate),
        of(|one| one.low),
        of(|one| one.high),
    ]
}

/// A text, empty where there is none.
pub(in crate::report) fn text(value: Option<&str>) -> Cell {
    value.map_or(Cell::Empty, Cell::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_table_writes_its_rows_in_every_format() {
        let findings = fixture::realistic();
        let tables = tables(&findings);
        let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
        assert_eq!(
            names,
            [
                "signals",
                "outcome_months",
                "topic_months",
                "quotes",
                "files",
                "caveats",
                "alerts",
                "themes"
            ]
        );
        for table in &tables {
            for format in [Format::Csv, Format::Jsonl, Format::Parquet, Format::Xlsx] {
                let mut bytes = Vec::new();
                let n = table.write(format, &mut bytes).unwrap();
                assert_eq!(
                    n,
                    u64::try_from(table.rows.len()).unwrap(),
                    "{}",
                    table.name
                );
                assert!(!bytes.is_empty());
            }
        }
    }

    #[test]
    fn without_findings_only_the_header_of_the_ranking_is_left() {
        let tables = tables(&fixture::empty());
        assert_eq!(tables.len(), 1);
        assert!(tables[0].rows.is_empty());
    }
}
