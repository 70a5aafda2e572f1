use super::cell::Cell;
use super::floor::Floor;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A number that a reader may know, compute or be kept from: a cell, or what is left of a cell beside
/// those of its parts that stand in the table.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    /// Place of the cell; `None` for what stands in no table.
    pub(super) cell: Option<usize>,
    /// People behind it.
    pub(super) n: usize,
    /// Those of them who may stand behind others as well.
    pub(super) repeaters: BTreeSet<usize>,
    pub(super) all_answered: Option<f64>,
    pub(super) floor: usize,
    /// Number of dimensions of its key: how fine it is.
    pub(super) depth: usize,
    /// Whether readers have it already, so that it cannot be hidden.
    pub(super) is_public: bool,
}

/// A whole and its parts, all places of variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) whole: usize,
    pub(super) parts: Vec<usize>,
}

/// All numbers of a table and how they add up.
#[derive(Debug)]
pub(super) struct Relations {
    pub(super) variables: Vec<Variable>,
    pub(super) sums: Vec<Relation>,
    /// The total, where the table does not have it: many readers know it from elsewhere.
    pub(super) implied_total: Option<usize>,
    /// Variable of each cell; cells with the same key share one.
    pub(super) of_cell: Vec<usize>,
}

/// Value per dimension; `None` for all values that are not in the table.
type Key = BTreeMap<Arc<str>, Option<Arc<str>>>;

/// What is left of the same whole, cut along the same dimensions.
type Cut = (usize, Vec<Arc<str>>);

impl Relations {
    /// Finds how cells add up: each is part of the nearest cells whose key it extends.
    pub(super) fn new(cells: &[Cell], floor: Floor) -> Self {
        let mut keys: Vec<Key> = Vec::new();
        let mut known: BTreeMap<Key, usize> = BTreeMap::new();
        let mut found = Self {
            variables: Vec::new(),
            sums: Vec::new(),
            implied_total: None,
            of_cell: Vec::new(),
        };
        for (at, cell) in cells.iter().enumerate() {
            let some = |(name, value): (&Arc<str>, &Arc<str>)| (name.clone(), Some(value.clone()));
            let key: Key = cell.key.iter().map(some).collect();
            let place = *known.entry(key.clone()).or_insert(keys.len());
            if place == keys.len() {
                found.variables.push(Variable {
                    cell: Some(at),
                    n: cell.n,
                    repeaters: BTreeSet::new(),
                    all_answered: cell.all_answered,
                    floor: cell.floor.map_or(floor, |own| own.max(floor)).people(),
                    depth: key.len(),
                    is_public: false,
                });
                keys.push(key);
            }
            found.of_cell.push(place);
        }
        if !known.contains_key(&Key::new()) && !cells.is_empty() {
            found.imply_total(&keys, floor);
            keys.push(Key::new());
        }
        found.complete(keys);
        found
    }

    /// The total as the sum over the coarsest cells; of several ways to cut it the largest, as another
    /// may be incomplete.
    fn imply_total(&mut self, keys: &[Key], floor: Floor) {
        let mut sums: BTreeMap<Vec<&Arc<str>>, usize> = BTreeMap::new();
        for (key, variable) in keys.iter().zip(&self.variables) {
            let is_part = keys.iter().any(|other| is_proper_part(key, other));
            if !is_part {
                *sums.entry(key.keys().collect()).or_default() += variable.n;
            }
        }
        self.implied_total = Some(self.variables.len());
        self.variables.push(Variable {
            cell: None,
            n: sums.into_values().max().unwrap_or(0),
            repeaters: BTreeSet::new(),
            all_answered: None,
            floor: floor.people(),
            depth: 0,
            is_public: false,
        });
    }

    /// Adds what is left beside the parts, then what is left of that, until everything adds up.
    fn complete(&mut self, mut keys: Vec<Key>) {
        loop {
            let cuts = cuts(&keys);
            let n_before = keys.len();
            for ((whole, dimensions), parts) in &cuts {
                let [dimension] = dimensions.as_slice() else {
                    continue;
                };
                let Some(left) = self.left_of(*whole, parts).filter(|left| *left > 0) else {
                    continue;
                };
                let mut key = keys[*whole].clone();
                key.insert(dimension.clone(), None);
                if !keys.contains(&key) {
                    self.push_rest(*whole, parts, left, key.len());
                    keys.push(key);
                }
            }
            if keys.len() > n_before {
                continue;
            }
            for ((whole, dimensions), parts) in cuts {
                self.relate(whole, dimensions.len(), parts);
            }
            return;
        }
    }

    fn relate(&mut self, whole: usize, n_dimensions: usize, parts: Vec<usize>) {
        let Some(left) = self.left_of(whole, &parts) else {
            // Parts that overlap: each is set against all who are not in it.
            for part in parts {
                let n = self.variables[part].n;
                let left = self.variables[whole].n.saturating_sub(n);
                let mut both = vec![part];
                if left > 0 {
                    both.push(self.push_rest(whole, &[part], left, usize::MAX));
                }
                self.sums.push(Relation { whole, parts: both });
            }
            return;
        };
        let mut parts = parts;
        if left > 0 {
            let depth = self.variables[whole].depth + n_dimensions;
            let rest = self.push_rest(whole, &parts, left, depth);
            parts.push(rest);
        }
        self.sums.push(Relation { whole, parts });
    }

    /// People of the whole that stand in none of the parts; `None` where parts overlap.
    fn left_of(&self, whole: usize, parts: &[usize]) -> Option<usize> {
        let sum: usize = parts.iter().map(|&part| self.variables[part].n).sum();
        self.variables[whole].n.checked_sub(sum)
    }

    fn push_rest(&mut self, whole: usize, parts: &[usize], n: usize, depth: usize) -> usize {
        let floors = parts.iter().map(|&part| self.variables[part].floor);
        let floor = floors.max().unwrap_or(self.variables[whole].floor);
        self.variables.push(Variable {
            cell: None,
            n,
            repeaters: BTreeSet::new(),
            all_answered: None,
            floor,
            depth,
            is_public: false,
        });
        self.variables.len() - 1
    }
}

/// Parts of every whole, by the dimensions along which it is cut.
fn cuts(keys: &[Key]) -> BTreeMap<Cut, Vec<usize>> {
    let mut cuts: BTreeMap<Cut, Vec<usize>> = BTreeMap::new();
    for (part, key) in keys.iter().enumerate() {
        let wholes: Vec<usize> = (0..keys.len())
            .filter(|&whole| is_proper_part(key, &keys[whole]))
            .collect();
        for &whole in &wholes {
            let is_nearest = !wholes
                .iter()
                .any(|&between| is_proper_part(&keys[between], &keys[whole]));
            if is_nearest {
                let along: BTreeSet<Arc<str>> = key
                    .keys()
                    .filter(|name| !keys[whole].contains_key(*name))
                    .cloned()
                    .collect();
                let cut = (whole, along.into_iter().collect());
                cuts.entry(cut).or_default().push(part);
            }
        }
    }
    cuts
}

/// Whether a key extends another.
fn is_proper_part(part: &Key, whole: &Key) -> bool {
    part.len() > whole.len()
        && whole
            .iter()
            .all(|(name, value)| part.get(name) == Some(value))
}
