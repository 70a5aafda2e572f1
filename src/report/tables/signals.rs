use super::table::{Table, bounds, number};
use crate::findings::Findings;
use crate::report::study::ranking_standing;
use crate::report::table::{Cell, ColumnKind, Row};
use crate::report::wire::exact;
use crate::report::words::{about_code, caveat_code, unranked_code, verdict_code};
use crate::signals::{Signal, UnrankedTopic};
use crate::units::as_u64;

/// The columns of `signals.csv`. Points are outcome points (NPS points where the outcome is NPS),
/// shares and probabilities run from 0 to 1, `*_low` and `*_high` bound an interval of coverage
/// `interval_level`. `status` is `ranked` or the code of the reason why a topic is not ranked; an
/// unranked topic has empty cells from `rank` and from `gain_points` on.
const COLUMNS: [(&str, ColumnKind); 34] = [
    ("rank", ColumnKind::Integer),
    ("topic", ColumnKind::Text),
    ("name_nl", ColumnKind::Text),
    ("name_en", ColumnKind::Text),
    ("status", ColumnKind::Text),
    ("n_mentions", ColumnKind::Integer),
    ("n_negative", ColumnKind::Integer),
    ("n_positive", ColumnKind::Integer),
    ("n_negative_scored", ColumnKind::Integer),
    ("share_negative", ColumnKind::Float),
    ("verdict", ColumnKind::Text),
    ("gain_points", ColumnKind::Float),
    ("gain_low", ColumnKind::Float),
    ("gain_high", ColumnKind::Float),
    ("interval_level", ColumnKind::Float),
    ("p_top3", ColumnKind::Float),
    ("effect_negative_points", ColumnKind::Float),
    ("effect_negative_low", ColumnKind::Float),
    ("effect_negative_high", ColumnKind::Float),
    ("contribution_points", ColumnKind::Float),
    ("contribution_low", ColumnKind::Float),
    ("contribution_high", ColumnKind::Float),
    ("unadjusted_impact_points", ColumnKind::Float),
    ("importance_share_of_r2", ColumnKind::Float),
    ("caveats", ColumnKind::TextList),
    ("share_negative_written", ColumnKind::Float),
    ("gain_written_points", ColumnKind::Float),
    ("gain_written_low", ColumnKind::Float),
    ("gain_written_high", ColumnKind::Float),
    ("p_best", ColumnKind::Float),
    ("fraction_removed", ColumnKind::Float),
    ("about", ColumnKind::Text),
    ("n_rounded_to", ColumnKind::Integer),
    ("standing", ColumnKind::Text),
];

/// The ranking for machines: `signals.csv`, one row for each signal, then one for each unranked topic.
///
/// Columns, in order: `rank`, `topic`, `name_nl`, `name_en`, `status`, `n_mentions`, `n_negative`,
/// `n_positive`, `n_negative_scored`, `share_negative`, `verdict`, `gain_points`, `gain_low`, `gain_high`,
/// `interval_level`, `p_top3`, `effect_negative_points`, `effect_negative_low`,
/// `effect_negative_high`, `contribution_points`, `contribution_low`, `contribution_high`,
/// `unadjusted_impact_points`, `importance_share_of_r2`, `caveats`, `share_negative_written`,
/// `gain_written_points`, `gain_written_low`, `gain_written_high`, `p_best`, `fraction_removed`, `about`,
/// `n_rounded_to` (the step that numbers of an unranked topic of a part are rounded down to), `standing` (`exploratory` beside a frozen driver model, else `model`).
/// Points are outcome points, shares run from 0 to 1, `caveats` are codes joined by `|`; what an
/// unranked topic does not have or may not show of few people is empty, and its `status` says why it is not ranked.
pub fn csv(findings: &Findings) -> String {
    table(findings).csv()
}

/// The rankings of parts as one table: that of [`csv()`], with the value of the field `by` before each row.
pub fn csv_of_parts(parts: &[(String, Findings)], by: &str) -> String {
    // A field may bear the name of a column.
    let name = if COLUMNS.iter().any(|(known, _)| *known == by) {
        format!("by_{by}")
    } else {
        by.to_owned()
    };
    let mut columns = vec![(name.as_str(), ColumnKind::Text)];
    columns.extend(COLUMNS);
    let rows = parts.iter().flat_map(|(value, findings)| {
        let prefixed = |mut row: Row| {
            row.insert(0, Cell::from(value.as_str()));
            row
        };
        table(findings).rows.into_iter().map(prefixed)
    });
    Table::new("parts", &columns, rows.collect()).csv()
}

/// The ranking, then what is not ranked.
pub(super) fn table(findings: &Findings) -> Table {
    let ranked = findings.signals.iter().map(ranked);
    let standing = ranking_standing(&findings.further.frozen_model);
    let rows = ranked.chain(findings.unranked.iter().map(unranked));
    let rows = rows.map(|mut row| {
        row.push(Cell::from(standing));
        row
    });
    Table::new("signals", &COLUMNS, rows.collect())
}

fn ranked(signal: &Signal) -> Row {
    let mut row = vec![
        Cell::count(as_u64(signal.rank)),
        Cell::from(signal.topic.id.as_str()),
        Cell::from(signal.topic.nl.as_str()),
        Cell::from(signal.topic.en.as_str()),
        Cell::from("ranked"),
        Cell::count(signal.n_mentions),
        Cell::count(signal.n_negative),
        Cell::count(signal.n_positive),
        Cell::count(signal.n_negative_scored),
        number(signal.share_negative),
        Cell::from(verdict_code(signal.verdict)),
    ];
    row.extend(bounds(Some(&signal.gain)));
    row.push(number(signal.gain.level.get()));
    row.push(number(signal.p_top3.get()));
    row.extend(bounds(Some(&signal.effect_negative)));
    row.extend(bounds(signal.contribution.as_ref()));
    row.push(Cell::from(signal.unadjusted_impact.and_then(exact)));
    row.push(number(signal.importance.get()));
    row.push(Cell::TextList(
        signal
            .caveats
            .iter()
            .map(|caveat| caveat_code(caveat).to_owned())
            .collect(),
    ));
    row.push(number(signal.share_negative_written));
    row.extend(bounds(Some(&signal.gain_written)));
    row.push(number(signal.p_best.get()));
    row.push(number(signal.fraction_removed));
    row.push(Cell::from(about_code(signal.about)));
    row.push(Cell::Empty);
    row
}

fn unranked(topic: &UnrankedTopic) -> Row {
    let mut row = vec![
        Cell::Empty,
        Cell::from(topic.topic.id.as_str()),
        Cell::from(topic.topic.nl.as_str()),
        Cell::from(topic.topic.en.as_str()),
        Cell::from(unranked_code(topic.reason)),
        topic.n_mentions.map_or(Cell::Empty, Cell::count),
        topic.n_negative.map_or(Cell::Empty, Cell::count),
    ];
    row.resize(COLUMNS.len() - 3, Cell::Empty);
    row.push(Cell::from(about_code(topic.about)));
    row.push(topic.rounded_to.map_or(Cell::Empty, Cell::count));
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_signal_and_every_unranked_topic_has_a_row() {
        let findings = fixture::realistic();
        let text = csv(&findings);
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        assert!(header.iter().eq(COLUMNS.iter().map(|(name, _)| *name)));
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), findings.signals.len() + findings.unranked.len());
        let column = |name: &str| header.iter().position(|one| one == name).unwrap();
        for (row, signal) in rows.iter().zip(&findings.signals) {
            assert_eq!(&row[column("topic")], signal.topic.id.as_str());
            let gain: f64 = row[column("gain_low")].parse().unwrap();
            assert_eq!(gain.to_bits(), (signal.gain.low + 0.0).to_bits());
        }
        assert_eq!(&rows[12][column("status")], "nothing_negative");
        assert_eq!(&rows[12][column("gain_points")], "");
        assert_eq!(&rows[4][column("caveats")], "association|overlap");
        assert_eq!(&rows[11][column("unadjusted_impact_points")], "");
    }

    #[test]
    fn findings_without_signals_leave_the_header() {
        assert_eq!(csv(&fixture::empty()).lines().count(), 1);
    }
}
