use super::presentable;
use crate::config::{Project, Source};
use crate::privacy::Redactor;
use crate::record::Record;
use std::collections::{BTreeMap, BTreeSet};

/// Most values of a field that are looked at: one with more is no field to compare by.
const MOST_VALUES: usize = 1000;

/// So many values that differ in capitals alone are named, each with the ways it is written.
const NAMED: usize = 5;

/// Values of the fields of one file.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    /// By field; `None` where it has more than are looked at.
    of_field: BTreeMap<String, Option<BTreeSet<String>>>,
}

impl Spellings {
    /// Notes the fields of a record.
    pub(super) fn note(&mut self, record: &Record) {
        for (name, value) in &record.facets {
            if !self.of_field.contains_key(&**name) {
                let none = Some(BTreeSet::new());
                self.of_field.insert(name.to_string(), none);
            }
            let Some(known) = self.of_field.get_mut(&**name) else {
                continue;
            };
            let Some(values) = known else {
                continue;
            };
            if !values.contains(&**value) {
                values.insert(value.to_string());
            }
            if values.len() > MOST_VALUES {
                *known = None;
            }
        }
    }

    /// Values that differ in capitals alone, a line for each field that has some. Values of fields that are pseudonyms in
    /// the archive are not shown.
    pub(super) fn warnings(
        &self,
        (project, source, file): (&Project, &Source, &str),
        redactor: &Redactor,
    ) -> Vec<String> {
        let hidden = &project.privacy.redaction.pseudonymous_facets;
        let mut lines = Vec::new();
        for (field, values) in &self.of_field {
            let Some(values) = values.as_ref().filter(|_| !hidden.contains(field)) else {
                continue;
            };
            let alike = alike(values);
            let Some([first, ..]) = alike.first().map(Vec::as_slice) else {
                continue;
            };
            let shown = |value: &str| format!("\"{}\"", presentable::value(value, redactor));
            let named: Vec<String> = (alike.iter().take(NAMED))
                .map(|ways| {
                    ways.iter()
                        .map(|way| shown(way))
                        .collect::<Vec<_>>()
                        .join(", ")
                })
                .collect();
            let more = match alike.len().saturating_sub(NAMED) {
                0 => String::new(),
                n => format!("; and {n} more"),
            };
            let mut facets = source.spec.columns.facets.iter();
            let column = facets.find(|(name, _)| name == field);
            let column = column.map_or(field, |(_, column)| column);
            lines.push(format!(
                "{file}: column \"{column}\" has values that differ in capitals alone: {}{more}; --by {field} and --segment tell them apart and --where '{field}:{}' finds all of them, so write them in one way in the file",
                named.join("; "),
                shown(&first.to_lowercase())
            ));
        }
        lines
    }
}

/// Values that are one in lower case, in the order of that.
fn alike(values: &BTreeSet<String>) -> Vec<Vec<&str>> {
    let mut by_lower: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for value in values {
        by_lower
            .entry(value.to_lowercase())
            .or_default()
            .push(value);
    }
    by_lower
        .into_values()
        .filter(|ways| ways.len() > 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_differ_in_capitals_alone_stand_together() {
        let values = ["Thuis", "thuis", "Zakelijk", "ÉÉN", "één"].map(str::to_owned);
        let values = BTreeSet::from(values);
        assert_eq!(alike(&values), [vec!["Thuis", "thuis"], vec!["ÉÉN", "één"]]);
    }
}
