use super::subject::CallReport;
use crate::report::table::{
    Cell as TableCell, Column, ColumnKind, Error, Format, Row, Schema, Writer,
};
use crate::report::wire::exact;
use crate::service_levels::calls::{
    Attained, Cell, Distribution, Figures, Proportion, Satisfaction, ServiceLevel,
};
use crate::units::as_u64;

/// The columns of the table. Shares run from 0 to 1, durations are in seconds. `contacts` is `all`,
/// the figure of the contract, or `without_calamities`. `lowest` and `highest` stand where the log
/// does not tell the share.
const COLUMNS: [(&str, ColumnKind); 42] = [
    ("by", ColumnKind::Text),
    ("key", ColumnKind::Text),
    ("contacts", ColumnKind::Text),
    ("formula", ColumnKind::Text),
    ("threshold_s", ColumnKind::Float),
    ("share", ColumnKind::Float),
    ("low", ColumnKind::Float),
    ("high", ColumnKind::Float),
    ("numerator", ColumnKind::Integer),
    ("denominator", ColumnKind::Integer),
    ("lowest", ColumnKind::Float),
    ("highest", ColumnKind::Float),
    ("meets_target", ColumnKind::Text),
    ("offered", ColumnKind::Integer),
    ("answered", ColumnKind::Integer),
    ("abandoned", ColumnKind::Integer),
    ("flow_out", ColumnKind::Integer),
    ("waiting", ColumnKind::Integer),
    ("callback", ColumnKind::Integer),
    ("voicemail", ColumnKind::Integer),
    ("out_of_hours", ColumnKind::Integer),
    ("outbound", ColumnKind::Integer),
    ("answered_in_time", ColumnKind::Integer),
    ("abandonment", ColumnKind::Float),
    ("asa_s", ColumnKind::Float),
    ("wait_p50_s", ColumnKind::Float),
    ("wait_p90_s", ColumnKind::Float),
    ("wait_p95_s", ColumnKind::Float),
    ("wait_max_s", ColumnKind::Float),
    ("longest_wait_s", ColumnKind::Float),
    ("abandoned_wait_mean_s", ColumnKind::Float),
    ("handled", ColumnKind::Integer),
    ("aht_s", ColumnKind::Float),
    ("talk_mean_s", ColumnKind::Float),
    ("wrap_up_mean_s", ColumnKind::Float),
    ("transfer_rate", ColumnKind::Float),
    ("fcr_no_repeat", ColumnKind::Float),
    ("fcr_survey", ColumnKind::Float),
    ("fcr_resolved_first", ColumnKind::Float),
    ("scores", ColumnKind::Integer),
    ("mean_score", ColumnKind::Float),
    ("score_state", ColumnKind::Text),
];

/// The figures for machines: a row for all contacts and one for each row of each table, by each
/// formula, and again without incidents where such are declared.
pub fn csv(report: &CallReport<'_>) -> String {
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "memory does not fail, the columns are distinct and every row is made from them"
    )]
    let bytes = written(report).expect("rows match their columns and memory takes them");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn written(report: &CallReport<'_>) -> Result<Vec<u8>, Error> {
    let columns = COLUMNS
        .iter()
        .map(|&(name, kind)| Column::new(name, kind))
        .collect();
    let mut bytes = Vec::new();
    let mut writer = Writer::create(Format::Csv, &mut bytes, &Schema::new(columns)?)?;
    for (fields, cell) in report.cells() {
        let with = std::iter::once(("all", &cell.figures));
        let without = cell.without_calamities.as_deref();
        for (contacts, figures) in with.chain(without.map(|one| ("without_calamities", one))) {
            for level in &figures.service_levels {
                writer.write(&[row(&fields, cell, contacts, figures, level, report)])?;
            }
        }
    }
    writer.finish()?;
    Ok(bytes)
}

fn row(
    fields: &[&'static str],
    cell: &Cell,
    contacts: &str,
    figures: &Figures,
    level: &ServiceLevel,
    report: &CallReport<'_>,
) -> Row {
    let values: Vec<&str> = cell
        .key
        .iter()
        .map(|value| value.as_deref().unwrap_or_default())
        .collect();
    let counts = &figures.counts;
    let mut row = vec![
        TableCell::from(fields.join("+").as_str()),
        TableCell::from(values.join("+").as_str()),
        TableCell::from(contacts),
        TableCell::from(level.formula.as_str()),
        number(Some(report.options.rule.threshold().as_secs_f64())),
    ];
    row.extend(attained(&level.attained));
    let target = report.options.target;
    let meets = target.and_then(|target| level.attained.meets(target));
    row.push(meets.map_or(TableCell::Empty, |meets| {
        TableCell::from(if meets { "yes" } else { "no" })
    }));
    let n = [
        counts.offered(),
        counts.answered,
        counts.abandoned,
        counts.flow_out,
        counts.waiting,
        counts.callback,
        counts.voicemail,
        counts.out_of_hours,
        counts.outbound,
        counts.answered_in_time,
    ];
    row.extend(n.map(|n| TableCell::count(as_u64(n))));
    let waits = &figures.waits;
    let wait = |of: fn(&Distribution) -> f64| number(waits.answered.as_ref().map(of));
    let abandonment = figures.abandonment.and_then(|rate| rate.all.share());
    row.extend([
        number(abandonment),
        wait(|one| one.mean_s),
        wait(|one| one.p50_s),
        wait(|one| one.p90_s),
        wait(|one| one.p95_s),
        wait(|one| one.max_s),
        number(waits.longest.map(|one| one.wait.as_secs_f64())),
        number(waits.abandoned.map(|one| one.mean_s)),
    ]);
    let handling = &figures.handling;
    let handled = handling.handle.as_ref().map_or(0, |one| one.n);
    let found = &figures.first_contact;
    row.extend([
        TableCell::count(as_u64(handled)),
        number(handling.handle.map(|one| one.mean_s)),
        number(handling.talk.map(|one| one.mean_s)),
        number(handling.wrap_up.map(|one| one.mean_s)),
        share(figures.transfers.as_ref()),
        share(found.no_repeat.as_ref()),
        share(found.survey.share()),
        share(Some(&found.resolved_first)),
    ]);
    row.extend(match figures.satisfaction {
        Satisfaction::Mean { n, mean } => [
            TableCell::count(as_u64(n)),
            number(Some(mean.estimate)),
            TableCell::from("shown"),
        ],
        Satisfaction::AllEqual { n } => [
            TableCell::count(as_u64(n)),
            TableCell::Empty,
            TableCell::from("all_equal"),
        ],
        Satisfaction::Suppressed(reason) => hidden(&format!("suppressed: {}", reason.as_str())),
        Satisfaction::NoScores => hidden("no_scores"),
    });
    row
}

fn hidden(state: &str) -> [TableCell; 3] {
    [TableCell::Empty, TableCell::Empty, TableCell::from(state)]
}

/// Share, bounds of its interval, numerator, denominator, lowest, highest.
fn attained(attained: &Attained) -> Vec<TableCell> {
    let mut cells = vec![TableCell::Empty; 7];
    match attained {
        Attained::Share(proportion) => {
            cells[0] = share(Some(proportion));
            cells[1] = number(proportion.interval.map(|one| one.low));
            cells[2] = number(proportion.interval.map(|one| one.high));
            cells[3] = TableCell::count(as_u64(proportion.numerator));
            cells[4] = TableCell::count(as_u64(proportion.denominator));
        }
        Attained::Between {
            lowest, highest, ..
        } => {
            cells[5] = share(Some(lowest));
            cells[6] = share(Some(highest));
        }
        Attained::NotPerAgent => {}
    }
    cells
}

fn share(proportion: Option<&Proportion>) -> TableCell {
    number(proportion.and_then(Proportion::share))
}

fn number(value: Option<f64>) -> TableCell {
    TableCell::from(value.and_then(exact))
}
