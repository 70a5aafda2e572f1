use super::table::{Table, bounds, text};
use crate::findings::Findings;
use crate::record::TopicId;
use crate::report::table::{Cell, ColumnKind};
use crate::report::wire::exact;
use crate::report::words::verdict_code;
use crate::signals::priority::{Judgement, Priority};
use crate::units::{Probability, as_u64};

/// Both sides of each signal.
pub(super) fn table(findings: &Findings) -> Table {
    let items = findings.priorities.iter().flat_map(|found| &found.items);
    Table::new(
        "priorities",
        &[
            ("rank", ColumnKind::Integer),
            ("topic", ColumnKind::Text),
            ("owner", ColumnKind::Text),
            ("verdict", ColumnKind::Text),
            ("score", ColumnKind::Float),
            ("score_low", ColumnKind::Float),
            ("score_high", ColumnKind::Float),
            ("p_best", ColumnKind::Float),
            ("p_top3", ColumnKind::Float),
            ("gain_points", ColumnKind::Float),
            ("gain_low", ColumnKind::Float),
            ("gain_high", ColumnKind::Float),
            ("value_per_year", ColumnKind::Float),
            ("value_low", ColumnKind::Float),
            ("value_high", ColumnKind::Float),
            ("contacts_avoided_per_year", ColumnKind::Float),
            ("contacts_avoided_low", ColumnKind::Float),
            ("contacts_avoided_high", ColumnKind::Float),
            ("savings_per_year", ColumnKind::Float),
            ("savings_low", ColumnKind::Float),
            ("savings_high", ColumnKind::Float),
            ("effort", ColumnKind::Float),
            ("on_front", ColumnKind::Boolean),
            ("p_front", ColumnKind::Float),
            ("better_on_both_sides", ColumnKind::Text),
        ],
        items.map(row).collect(),
    )
}

fn row(item: &Priority) -> Vec<Cell> {
    let probability = |p: Option<Probability>| Cell::from(p.and_then(|p| exact(p.get())));
    let mut row = vec![
        item.rank
            .map_or(Cell::Empty, |rank| Cell::count(as_u64(rank))),
        Cell::from(item.topic.id.as_str()),
        text(item.owner.as_deref()),
        Cell::from(verdict_code(item.verdict)),
    ];
    row.extend(bounds(item.score.as_ref()));
    row.push(probability(item.p_best));
    row.push(probability(item.p_top3));
    for interval in [
        Some(&item.gain),
        item.value.as_ref(),
        item.avoided.as_ref(),
        item.savings.as_ref(),
    ] {
        row.extend(bounds(interval));
    }
    row.push(Cell::from(item.effort.map(Judgement::mean).and_then(exact)));
    row.push(item.on_front.map_or(Cell::Empty, Cell::Boolean));
    row.push(probability(item.p_front));
    row.push(text(item.beaten_by.as_ref().map(TopicId::as_str)));
    row
}
