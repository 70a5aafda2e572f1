use super::selection::selected_rows;
use super::{Error, Selection};
use crate::store::{Categorical, ColumnChoice, Columns, Query, Store};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Values named of a field.
const NAMED: usize = 12;

/// What there is instead, where no record matches `selection`; `None` where some record does.
///
/// # Errors
///
/// [`Error::Query`] when the filter cannot be read, [`Error::Store`] when the index cannot.
pub fn why_nothing_matches(
    store: &Store,
    selection: &Selection,
    zone: &TimeZone,
) -> Result<Option<String>, Error> {
    if *selection == Selection::default() {
        return Ok(None);
    }
    let query = match &selection.filter {
        Some(filter) => Some(Query::parse(filter, &store.known_fields()?.in_zone(zone))?),
        None => None,
    };
    if let (Some(filter), Some(query)) = (&selection.filter, &query)
        && store.matching(query)?.is_empty()
    {
        let columns = store.columns()?;
        let mut said = format!("`{filter}` finds nothing");
        for (field, value) in query.values() {
            if let Some((name, column)) = column_of(&columns, &field) {
                said.push_str(&values_beside(name, column, &value));
            }
        }
        return Ok(Some(said));
    }
    if selection.period.is_none() {
        return Ok(None);
    }
    let columns = store.chosen_columns(&ColumnChoice::instants())?;
    if !selected_rows(store, &columns, selection, zone)?.is_empty() {
        return Ok(None);
    }
    let dated = || columns.at.iter().flatten().copied();
    let day = |seconds: i64| {
        let at = Timestamp::from_second(seconds).ok()?;
        Some(at.to_zoned(zone.clone()).date().to_string())
    };
    let period = selection
        .period
        .map_or_else(String::new, |period| period.to_string());
    let dates = dated()
        .min()
        .zip(dated().max())
        .and_then(|(first, last)| day(first).zip(day(last)));
    Ok(Some(match dates {
        Some((first, last)) => {
            format!("{period} holds none of them; the archive runs from {first} to {last}")
        }
        None => format!("{period} holds none of them; no record has a date"),
    }))
}

/// The column of a field of names, as it is written.
fn column_of<'a>(columns: &'a Columns, field: &str) -> Option<(&'a str, &'a Categorical)> {
    if field == "source" {
        return Some(("source", &columns.source));
    }
    let mut facets = columns.facets.iter();
    let (name, column) = facets.find(|(name, _)| Query::is_same_name(name, field))?;
    Some((name, column))
}

/// The values of a column that has none like `value`.
fn values_beside(name: &str, column: &Categorical, value: &str) -> String {
    let mut values = column.values.iter();
    if values.any(|known| Query::is_same_name(known, value)) {
        return String::new();
    }
    let shown: Vec<&str> = column.values.iter().take(NAMED).map(|one| &**one).collect();
    let more = match column.values.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("; values of {name} are {}{more}", shown.join(", "))
}
