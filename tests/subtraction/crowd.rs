use super::attack::Draw;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// People of small and larger groups, each with a value per field and an answer from 1 to 5.
pub(super) struct Crowd {
    pub(super) people: Vec<BTreeMap<&'static str, String>>,
}

impl Crowd {
    /// Groups of `fields`, each with so many values; each group of its size, many of one mind.
    pub(super) fn new(draw: &mut Draw, fields: &[(&'static str, usize)], sizes: &[usize]) -> Self {
        let n_groups: usize = fields.iter().map(|(_, n_values)| n_values).product();
        let mut people = Vec::new();
        for group in 0..n_groups {
            let is_of_one_mind = draw.below(4) == 0;
            let common = 1 + draw.below(5);
            for _ in 0..draw.one(sizes) {
                let mut person = BTreeMap::new();
                let mut rest = group;
                for (name, n_values) in fields {
                    person.insert(*name, format!("{name}{}", rest % n_values));
                    rest /= n_values;
                }
                let own = 1 + draw.below(5);
                let answer = if is_of_one_mind { common } else { own };
                person.insert("answer", answer.to_string());
                people.push(person);
            }
        }
        Self { people }
    }

    pub(super) fn answers(&self) -> BTreeMap<usize, String> {
        let answers = self.people.iter().enumerate();
        answers
            .map(|(at, person)| (at, person["answer"].clone()))
            .collect()
    }

    /// Those with all these values; `null` in a key stands for any.
    pub(super) fn with(&self, key: &Value) -> BTreeSet<usize> {
        let key = key.as_object().unwrap();
        let has = |person: &BTreeMap<&str, String>| {
            key.iter()
                .all(|(name, value)| value.is_null() || value == &person[name.as_str()])
        };
        let people = self.people.iter().enumerate();
        people
            .filter(|(_, person)| has(person))
            .map(|(at, _)| at)
            .collect()
    }
}
