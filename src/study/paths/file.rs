use std::fmt::Display;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Collects what is wrong with a file of settings while it is read, so that all of it is said at once.
#[derive(Debug)]
pub(super) struct Faults<'a> {
    text: &'a str,
    found: Vec<(usize, String)>,
}

impl<'a> Faults<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            found: Vec::new(),
        }
    }

    /// Notes a fault at byte `at`: the key, what is wrong, what to try.
    pub(super) fn note(&mut self, at: usize, key: &str, message: impl Display, hint: &str) {
        let upto = self.text.get(..at.min(self.text.len())).unwrap_or_default();
        let line = upto.matches('\n').count() + 1;
        let hint = if hint.is_empty() {
            String::new()
        } else {
            format!("\n  hint: {hint}")
        };
        self.found
            .push((line, format!("line {line}: {key}: {message}{hint}")));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All faults in the order of the file.
    pub(super) fn into_text(mut self) -> String {
        self.found.sort_by_key(|(line, _)| *line);
        let texts: Vec<String> = self.found.into_iter().map(|(_, text)| text).collect();
        match texts.len() {
            1 => format!("one problem\n{}", texts[0]),
            n => format!("{n} problems\n{}", texts.join("\n")),
        }
    }
}

/// A table of the file with its full name.
#[derive(Debug, Clone)]
pub(super) struct Node<'a, 't> {
    pub(super) name: String,
    pub(super) at: usize,
    table: &'a DeTable<'t>,
}

impl<'a, 't> Node<'a, 't> {
    pub(super) fn root(table: &'a Spanned<DeTable<'t>>) -> Self {
        Self {
            name: String::new(),
            at: 0,
            table: table.get_ref(),
        }
    }

    /// Full name of a key.
    pub(super) fn key(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }

    /// Byte at which the value of a key begins, or the table where it is absent.
    pub(super) fn at_key(&self, key: &str) -> usize {
        let value = self.table.get(key);
        value.map_or(self.at, |value| value.span().start)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A string; a fault where there is something else.
    pub(super) fn text(&self, key: &str, faults: &mut Faults<'_>) -> Option<String> {
        let value = self.table.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.expected(key, value, "a string", faults);
        }
        text.map(str::to_owned)
    }

    /// One of some words; a fault for another one.
    pub(super) fn choice<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
        faults: &mut Faults<'_>,
    ) -> Option<T> {
        let word = self.text(key, faults)?;
        let chosen = choices.iter().find(|(name, _)| *name == word);
        if chosen.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            faults.note(
                self.at_key(key),
                &self.key(key),
                format_args!("\"{word}\" is not known"),
                &format!("use one of: {}", names.join(", ")),
            );
        }
        chosen.map(|(_, value)| *value)
    }

    /// The items of a list with the byte where each begins; a fault where there is no list.
    pub(super) fn list(&self, key: &str, faults: &mut Faults<'_>) -> Vec<(usize, Item<'a, 't>)> {
        let Some(value) = self.table.get(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.expected(key, value, "a list", faults);
            return Vec::new();
        };
        let item = |(at, item): (usize, &'a Spanned<DeValue<'t>>)| {
            let name = format!("{}[{}]", self.key(key), at + 1);
            let start = item.span().start;
            let item = match item.get_ref() {
                DeValue::String(text) => Item::Text(text.to_string()),
                DeValue::Table(table) => Item::Table(Self {
                    name,
                    at: start,
                    table,
                }),
                other => Item::Other(other.type_str()),
            };
            (start, item)
        };
        items.iter().enumerate().map(item).collect()
    }

    /// The tables of a table of tables, in the order of the file.
    pub(super) fn tables(&self, key: &str, faults: &mut Faults<'_>) -> Vec<(String, Self)> {
        let Some(value) = self.table.get(key) else {
            return Vec::new();
        };
        let Some(table) = value.get_ref().as_table() else {
            self.expected(key, value, "a table", faults);
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, value) in table {
            let path = format!("{}.{}", self.key(key), name.get_ref());
            let at = name.span().start;
            match value.get_ref().as_table() {
                Some(table) => found.push((
                    name.get_ref().to_string(),
                    Self {
                        name: path,
                        at,
                        table,
                    },
                )),
                None => faults.note(at, &path, "expected a table", ""),
            }
        }
        found.sort_by_key(|(_, node)| node.at);
        found
    }

    /// Notes every key that is not among the known ones.
    pub(super) fn only(&self, known: &[&str], faults: &mut Faults<'_>) {
        for (name, _) in self.table {
            if !known.contains(&name.get_ref().as_ref()) {
                faults.note(
                    name.span().start,
                    &self.key(name.get_ref()),
                    "is not known here",
                    &format!("known: {}", known.join(", ")),
                );
            }
        }
    }

    fn expected(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        what: &str,
        faults: &mut Faults<'_>,
    ) {
        faults.note(
            value.span().start,
            &self.key(key),
            format_args!("expected {what}, found {}", value.get_ref().type_str()),
            "",
        );
    }
}

/// An item of a list.
#[derive(Debug, Clone)]
pub(super) enum Item<'a, 't> {
    /// A string.
    Text(String),
    /// A table.
    Table(Node<'a, 't>),
    /// Something else, by its name.
    Other(&'static str),
}
