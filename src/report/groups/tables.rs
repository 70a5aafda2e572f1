use crate::findings::Findings;
use crate::report::table::{Cell, ColumnKind, Row};
use crate::report::tables::{Table, bounds, text};
use crate::report::words::about_code;
use crate::signals::GroupFigures;

const COUNTS: [(&str, ColumnKind); 8] = [
    ("n", ColumnKind::Integer),
    ("n_negative", ColumnKind::Integer),
    ("n_positive", ColumnKind::Integer),
    ("n_scored", ColumnKind::Integer),
    ("score_points", ColumnKind::Float),
    ("score_low", ColumnKind::Float),
    ("score_high", ColumnKind::Float),
    ("hidden", ColumnKind::Text),
];

const CONTRIBUTION: [(&str, ColumnKind); 3] = [
    ("contribution_points", ColumnKind::Float),
    ("contribution_low", ColumnKind::Float),
    ("contribution_high", ColumnKind::Float),
];

/// What opinions are about, a row each.
pub(in crate::report) fn subjects_table(findings: &Findings) -> Table {
    let rows = findings.further.subjects.iter().map(|row| {
        let mut cells = vec![Cell::from(about_code(row.about))];
        cells.extend(counted(row.figures.as_ref()));
        cells.extend(bounds(row.contribution.as_ref()));
        cells.push(row.rounded_to.map_or(Cell::Empty, Cell::count));
        cells
    });
    let columns: Vec<(&str, ColumnKind)> = std::iter::once(("about", ColumnKind::Text))
        .chain(COUNTS)
        .chain(CONTRIBUTION)
        .chain([("n_rounded_to", ColumnKind::Integer)])
        .collect();
    Table::new("subjects", &columns, rows.collect())
}

/// The stages of the journey, a row each.
pub(in crate::report) fn journey_table(findings: &Findings) -> Table {
    let stages = findings
        .further
        .journey
        .iter()
        .flat_map(|found| &found.stages);
    let rows = stages.map(|row| {
        let shown = row.figures.as_ref().ok();
        let mut cells: Row = [&row.id, &row.nl, &row.en]
            .map(|text| Cell::from(text.as_str()))
            .to_vec();
        cells.extend(counted(row.figures.as_ref().map(|figures| &figures.group)));
        for figure in [
            shown.and_then(|one| one.share.as_ref()),
            shown.and_then(|one| one.link.as_ref()),
            shown.and_then(|one| one.contribution.as_ref()),
        ] {
            cells.extend(bounds(figure));
        }
        cells.push(text(shown.map(|one| one.moment.as_str())));
        cells.push(row.rounded_to.map_or(Cell::Empty, Cell::count));
        cells
    });
    let columns: Vec<(&str, ColumnKind)> = [
        ("stage", ColumnKind::Text),
        ("name_nl", ColumnKind::Text),
        ("name_en", ColumnKind::Text),
    ]
    .into_iter()
    .chain(COUNTS)
    .chain([
        ("share", ColumnKind::Float),
        ("share_low", ColumnKind::Float),
        ("share_high", ColumnKind::Float),
        ("link_points", ColumnKind::Float),
        ("link_low", ColumnKind::Float),
        ("link_high", ColumnKind::Float),
    ])
    .chain(CONTRIBUTION)
    .chain([
        ("moment_of_truth", ColumnKind::Text),
        ("n_rounded_to", ColumnKind::Integer),
    ])
    .collect();
    Table::new("journey", &columns, rows.collect())
}

/// Counts and score; what is hidden is empty, and the last cell says why.
fn counted(figures: Result<&GroupFigures, &crate::disclosure::Reason>) -> Row {
    let shown = figures.ok();
    let count =
        |take: fn(&GroupFigures) -> u64| shown.map_or(Cell::Empty, |one| Cell::count(take(one)));
    let mut cells = vec![
        count(|one| one.n),
        count(|one| one.n_negative),
        count(|one| one.n_positive),
        (shown.and_then(|one| one.n_scored)).map_or(Cell::Empty, Cell::count),
    ];
    cells.extend(bounds(shown.and_then(|one| one.score.as_ref())));
    cells.push(text(figures.err().map(|reason| reason.as_str())));
    cells
}
