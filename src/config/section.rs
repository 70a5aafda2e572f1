use super::problem::Problems;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table of a file of settings that remembers which of its keys were asked for.
///
/// Every getter notes a problem when the value has the wrong type and then answers as if the key
/// were absent, so that reading goes on and finds the next problem.
#[derive(Debug)]
pub(super) struct Section<'a, 't> {
    path: String,
    at: usize,
    table: &'a DeTable<'t>,
    asked: BTreeSet<&'static str>,
}

impl<'a, 't> Section<'a, 't> {
    pub(super) fn root(table: &'a Spanned<DeTable<'t>>) -> Self {
        Self {
            path: String::new(),
            at: 0,
            table: table.get_ref(),
            asked: BTreeSet::new(),
        }
    }

    /// Full name of `key` in this section.
    pub(super) fn key(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Byte at which the section begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Byte at which the value of `key` begins, or the section where it is absent.
    pub(super) fn at_key(&self, key: &str) -> usize {
        self.table
            .get(key)
            .map_or(self.at, |value| value.span().start)
    }

    /// The value of `key`, whatever it is.
    pub(super) fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'t>>> {
        self.asked.insert(key);
        self.table.get(key)
    }

    /// A string.
    pub(super) fn text(
        &mut self,
        key: &'static str,
        problems: &mut Problems<'_>,
    ) -> Option<String> {
        let value = self.value(key)?;
        let text = value.get_ref().as_str().map(str::to_owned);
        self.expect_type(key, value, text, "a string", problems)
    }

    /// A date or instant: bare, as TOML writes them, or as a string.
    pub(super) fn moment(
        &mut self,
        key: &'static str,
        problems: &mut Problems<'_>,
    ) -> Option<String> {
        let value = self.value(key)?;
        let moment = match value.get_ref() {
            DeValue::Datetime(moment) => Some(moment.to_string()),
            DeValue::String(text) => Some(text.to_string()),
            _ => None,
        };
        self.expect_type(key, value, moment, "a date or an instant", problems)
    }

    /// Whether the key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A string that must be there.
    pub(super) fn required_text(
        &mut self,
        key: &'static str,
        example: &str,
        problems: &mut Problems<'_>,
    ) -> Option<String> {
        if !self.table.contains_key(key) {
            self.asked.insert(key);
            problems.note_with_hint(
                self.at,
                self.key(key),
                "missing",
                Some(format!("add `{key} = {example}`")),
            );
            return None;
        }
        self.text(key, problems)
    }

    /// One string or a list of strings.
    pub(super) fn texts(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Vec<String> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let texts = match value.get_ref() {
            DeValue::String(text) => Some(vec![text.to_string()]),
            DeValue::Array(items) => items
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect(),
            _ => None,
        };
        self.expect_type(key, value, texts, "a string or a list of strings", problems)
            .unwrap_or_default()
    }

    /// A number.
    pub(super) fn number(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<f64> {
        let value = self.value(key)?;
        let number = number(value.get_ref());
        self.expect_type(key, value, number, "a number", problems)
    }

    /// One number or a list of numbers.
    pub(super) fn numbers(
        &mut self,
        key: &'static str,
        problems: &mut Problems<'_>,
    ) -> Option<Vec<f64>> {
        let value = self.value(key)?;
        let numbers = match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| number(item.get_ref())).collect(),
            one => number(one).map(|number| vec![number]),
        };
        self.expect_type(
            key,
            value,
            numbers,
            "a number or a list of numbers",
            problems,
        )
    }

    /// A whole number from 0 up.
    pub(super) fn count(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<u64> {
        let value = self.value(key)?;
        let count = match value.get_ref() {
            DeValue::Integer(integer) => integer.as_str().replace('_', "").parse().ok(),
            _ => None,
        };
        self.expect_type(key, value, count, "a whole number from 0 up", problems)
    }

    /// True or false.
    pub(super) fn flag(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<bool> {
        let value = self.value(key)?;
        let flag = value.get_ref().as_bool();
        self.expect_type(key, value, flag, "true or false", problems)
    }

    /// One of the words in `choices`.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
        problems: &mut Problems<'_>,
    ) -> Option<T> {
        let at = self.at_key(key);
        let word = self.text(key, problems)?;
        let chosen = choices.iter().find(|(name, _)| *name == word);
        if chosen.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            problems.note_with_hint(
                at,
                self.key(key),
                format!("unknown value \"{word}\""),
                Some(format!("use one of: {}", names.join(", "))),
            );
        }
        chosen.map(|(_, value)| *value)
    }

    /// A table inside this one.
    pub(super) fn section(
        &mut self,
        key: &'static str,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let value = self.value(key)?;
        let table = value.get_ref().as_table();
        let table = self.expect_type(key, value, table, "a table", problems)?;
        Some(Self {
            path: self.key(key),
            at: value.span().start,
            table,
            asked: BTreeSet::new(),
        })
    }

    /// A list of tables, `[[key]]`.
    pub(super) fn sections(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Vec<Self> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.expect_type::<()>(key, value, None, "a list of tables", problems);
            return Vec::new();
        };
        let mut found = Vec::new();
        for (position, item) in items.iter().enumerate() {
            let path = format!("{}[{}]", self.key(key), position + 1);
            match item.get_ref().as_table() {
                Some(table) => found.push(Self {
                    path,
                    at: item.span().start,
                    table,
                    asked: BTreeSet::new(),
                }),
                None => problems.note(item.span().start, path, "expected a table"),
            }
        }
        found
    }

    /// The tables of a table of tables, `[key.name]`, by name in the order of the file.
    pub(super) fn named_sections(&self, problems: &mut Problems<'_>) -> Vec<(String, Self)> {
        let mut found = Vec::new();
        for (name, value) in self.table {
            let path = self.key(name.get_ref());
            match value.get_ref().as_table() {
                Some(table) => found.push((
                    name.get_ref().to_string(),
                    Self {
                        path,
                        at: name.span().start,
                        table,
                        asked: BTreeSet::new(),
                    },
                )),
                None => problems.note(value.span().start, path, "expected a table"),
            }
        }
        found.sort_by_key(|(_, section)| section.at);
        found
    }

    /// All pairs of a table `name = "text"`, by byte position.
    pub(super) fn pairs(&self, problems: &mut Problems<'_>) -> Vec<(String, String, usize)> {
        let mut found = Vec::new();
        for (name, value) in self.table {
            match value.get_ref().as_str() {
                Some(text) => found.push((
                    name.get_ref().to_string(),
                    text.to_owned(),
                    name.span().start,
                )),
                None => problems.note(
                    value.span().start,
                    self.key(name.get_ref()),
                    "expected a string",
                ),
            }
        }
        found.sort_by_key(|(_, _, at)| *at);
        found
    }

    /// All pairs of a table `name = 90`, whole numbers from 0 up, by byte position.
    pub(super) fn counts(&self, problems: &mut Problems<'_>) -> Vec<(String, u64, usize)> {
        let mut found = Vec::new();
        for (name, value) in self.table {
            let count = match value.get_ref() {
                DeValue::Integer(integer) => integer.as_str().replace('_', "").parse().ok(),
                _ => None,
            };
            match count {
                Some(count) => found.push((name.get_ref().to_string(), count, name.span().start)),
                None => problems.note(
                    value.span().start,
                    self.key(name.get_ref()),
                    "expected a whole number from 0 up",
                ),
            }
        }
        found.sort_by_key(|(_, _, at)| *at);
        found
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(self, problems: &mut Problems<'_>) {
        for (name, _) in self.table {
            if !self.asked.contains(name.get_ref().as_ref()) {
                let known: Vec<&str> = self.asked.iter().copied().collect();
                let hint = closest(name.get_ref(), &known).map_or_else(
                    || format!("known here: {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                problems.note_with_hint(
                    name.span().start,
                    self.key(name.get_ref()),
                    "unknown key",
                    Some(hint),
                );
            }
        }
    }

    fn expect_type<T>(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        found: Option<T>,
        expected: &str,
        problems: &mut Problems<'_>,
    ) -> Option<T> {
        if found.is_none() {
            problems.note(
                value.span().start,
                self.key(key),
                format!("expected {expected}, found {}", value.get_ref().type_str()),
            );
        }
        found
    }
}

/// The number that a value stands for.
fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) => integer.as_str().replace('_', "").parse().ok(),
        DeValue::Float(float) => float.as_str().replace('_', "").parse().ok(),
        _ => None,
    }
}

/// The known word that `word` was most likely meant to be, at most two edits away.
pub(crate) fn closest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    known
        .iter()
        .map(|candidate| (edits(word, candidate), *candidate))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance, one row at a time.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_finds_its_neighbour() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(
            closest("taxonmy", &["privacy", "taxonomy"]),
            Some("taxonomy")
        );
        assert_eq!(closest("zzz", &["privacy", "taxonomy"]), None);
    }
}
