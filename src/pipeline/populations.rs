use super::Error;
use super::contacts::Contacts;
use super::join::{first_answer, spoken};
use crate::config::{Pooling, Project};
use crate::store::Columns;
use std::collections::BTreeMap;

/// Who answers: customers unless a source or a column says otherwise.
const RESPONDENTS: &str = "respondent_type";

/// What an answer was asked for.
const PURPOSE: &str = "purpose";

/// What an answer is about and what it was asked for; what has no answer is of no scope.
const OF_ANSWERS: [&str; 2] = ["scope", PURPOSE];

/// Fields by which populations are told apart.
pub(super) fn telling_apart() -> impl Iterator<Item = &'static str> {
    std::iter::once(RESPONDENTS).chain(OF_ANSWERS)
}

/// Refuses to average customers with employees, or answers of surveys that differ in scope or purpose,
/// unless the project pools them. `apart` is a field whose values are told apart anyway.
///
/// # Errors
///
/// [`Error::MixedPopulations`] with the values and how many contacts have each.
pub(super) fn refuse_mixed(
    project: &Project,
    columns: &Columns,
    contacts: &Contacts,
    apart: Option<&str>,
) -> Result<(), Error> {
    if project.pooling == Pooling::Together {
        return Ok(());
    }
    for field in telling_apart() {
        if apart == Some(field) {
            continue;
        }
        let values = values_of(project, columns, contacts, field);
        if values.len() > 1 {
            let values: Vec<String> = values
                .iter()
                .map(|(value, n)| format!("{value} ({n} contacts)"))
                .collect();
            return Err(Error::MixedPopulations {
                field,
                values: values.join(", "),
            });
        }
    }
    Ok(())
}

/// What the answers of `contacts` were asked for, by name; nothing where nobody says so.
pub(super) fn purposes(project: &Project, columns: &Columns, contacts: &Contacts) -> Vec<String> {
    let values = values_of(project, columns, contacts, PURPOSE);
    values.into_keys().map(str::to_owned).collect()
}

/// How many contacts have each value of a field by which populations are told apart; none where no record and no
/// source has one.
fn values_of<'p>(
    project: &'p Project,
    columns: &'p Columns,
    contacts: &Contacts,
    field: &str,
) -> BTreeMap<&'p str, usize> {
    let answers = project
        .outcome
        .as_ref()
        .and_then(|name| columns.scores.get(name));
    let declared: Vec<Option<&str>> = columns
        .source
        .values
        .iter()
        .map(|source| declared(project, source, field))
        .collect();
    let facet = columns.facets.get(field);
    let mut values: BTreeMap<&str, usize> = BTreeMap::new();
    if facet.is_none() && declared.iter().all(Option::is_none) {
        return values;
    }
    let value_of = |row: usize| {
        let told = facet.and_then(|facet| facet.get(row));
        told.or_else(|| *declared.get(columns.source.codes[row] as usize)?)
    };
    for contact in contacts.iter() {
        let rows = spoken(columns, contact);
        let answer = first_answer(columns, &rows, answers);
        if rows.is_empty() || (field != RESPONDENTS && answer.is_none()) {
            continue;
        }
        let told = answer
            .into_iter()
            .chain(rows.iter().copied())
            .find_map(value_of);
        let unsaid = if field == RESPONDENTS {
            "customer"
        } else {
            "not stated"
        };
        *values.entry(told.unwrap_or(unsaid)).or_default() += 1;
    }
    values
}

/// What the project file says of all records of a source.
fn declared<'p>(project: &'p Project, source: &str, field: &str) -> Option<&'p str> {
    let source = project
        .sources
        .iter()
        .find(|known| known.spec.name.as_str() == source)?;
    let mut constants = source.spec.columns.constants.iter();
    let (_, value) = constants.find(|(name, _)| name == field)?;
    Some(value)
}
