use crate::findings::{ThemeFinding, ThemeFindings};
use crate::report::table::{Cell, ColumnKind};
use crate::report::tables::{Table, bounds as bounded, number};
use crate::units::Interval;
use serde_json::{Value, json};

/// Version of the layout.
const SCHEMA_VERSION: u32 = 1;

/// The themes for machines, numbers exact: [`schema("themes")`](crate::report::schema()).
pub fn themes_json(found: &ThemeFindings) -> String {
    let mut whole = json!({"schema_version": SCHEMA_VERSION});
    if let (Value::Object(whole), Value::Object(parts)) = (&mut whole, value(found)) {
        whole.extend(parts);
    }
    format!("{whole:#}\n")
}

/// The themes as a part of another document.
pub(in crate::report) fn value(found: &ThemeFindings) -> Value {
    json!({
        "n_documents": found.n_documents,
        "n_unexplained": found.n_unexplained,
        "n_explained": found.n_explained,
        "n_other_language": found.n_other_language,
        "min_documents": found.min_documents,
        "is_compared": found.is_compared,
        "outcome": found.outcome,
        "themes": found.themes.iter().map(theme_value).collect::<Vec<_>>(),
        "gone": found.gone.iter().map(|(id, n)| json!({"id": id, "n_documents": n})).collect::<Vec<_>>(),
    })
}

fn theme_value(theme: &ThemeFinding) -> Value {
    json!({
        "id": theme.id,
        "is_known": theme.is_known,
        "split_from": theme.split_from,
        "absorbed": theme.absorbed,
        "name_nl": theme.name_nl,
        "name_en": theme.name_en,
        "n_documents": theme.n_documents,
        "share_negative": theme.share_negative,
        "outcome_difference_points": theme.outcome_difference.as_ref().map(bounds),
        "n_scored": theme.n_scored,
        "terms": theme.terms.iter().map(|term| json!({
            "words": term.words,
            "language": term.language.as_str(),
            "n_documents": term.n_documents,
            "odds_ratio": term.odds_ratio.as_ref().map(bounds),
        })).collect::<Vec<_>>(),
        "trend": theme.trend.iter().map(|month| json!({
            "period": month.period,
            "n": month.n,
            "n_documents": month.n_documents,
        })).collect::<Vec<_>>(),
        "examples": theme.examples.iter().map(|quote| json!({
            "id": quote.id.to_string(),
            "date": quote.date,
            "language": quote.language.as_str(),
            "sentiment": quote.sentiment.as_str(),
            "text": quote.text,
        })).collect::<Vec<_>>(),
    })
}

fn bounds(interval: &Interval) -> Value {
    json!({
        "low": interval.low,
        "estimate": interval.estimate,
        "high": interval.high,
        "level": interval.level.get(),
    })
}

/// One row per theme, numbers exact.
pub fn themes_csv(found: &ThemeFindings) -> String {
    table(found).csv()
}

/// The themes as a table.
pub(in crate::report) fn table(found: &ThemeFindings) -> Table {
    let rows = found.themes.iter().map(|theme| {
        let words: Vec<&str> = theme.terms.iter().map(|term| term.words.as_str()).collect();
        let mut row = vec![
            Cell::from(theme.id.as_str()),
            Cell::from(if theme.is_known { "true" } else { "false" }),
            Cell::from(theme.name_nl.as_str()),
            Cell::from(theme.name_en.as_str()),
            Cell::from(words.join(", ")),
            Cell::count(theme.n_documents),
            theme.share_negative.map_or(Cell::Empty, number),
        ];
        row.extend(bounded(theme.outcome_difference.as_ref()));
        row.push(Cell::count(theme.n_scored));
        row
    });
    let columns = [
        ("id", ColumnKind::Text),
        ("is_known", ColumnKind::Text),
        ("name_nl", ColumnKind::Text),
        ("name_en", ColumnKind::Text),
        ("words", ColumnKind::Text),
        ("n_documents", ColumnKind::Integer),
        ("share_negative", ColumnKind::Float),
        ("difference", ColumnKind::Float),
        ("difference_low", ColumnKind::Float),
        ("difference_high", ColumnKind::Float),
        ("n_scored", ColumnKind::Integer),
    ];
    Table::new("themes", &columns, rows.collect())
}
