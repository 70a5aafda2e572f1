use super::opening::{Opening, Window};
use super::schedule::Schedule;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Schedules by their id.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schedules(BTreeMap<Arc<str>, Schedule>);

impl Schedules {
    /// Puts a schedule in; one of the same id is replaced and given back.
    pub fn insert(&mut self, schedule: Schedule) -> Option<Schedule> {
        self.0.insert(Arc::clone(schedule.id()), schedule)
    }

    /// The schedule of an id.
    pub fn get(&self, id: &str) -> Option<&Schedule> {
        self.0.get(id)
    }

    /// All ids in order.
    pub fn ids(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.keys()
    }

    /// All schedules in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Schedule> {
        self.0.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The open windows of every schedule.
    pub fn openings(&self, covers: Window) -> BTreeMap<Arc<str>, Opening> {
        self.0
            .iter()
            .map(|(id, schedule)| (Arc::clone(id), schedule.opening(covers)))
            .collect()
    }
}
