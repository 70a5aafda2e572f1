use crate::encode::Hashed;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Features that were met in training, each with how much it weighs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Vocabulary {
    places: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
    keys: Vec<u64>,
    values: Vec<f32>,
}

impl Vocabulary {
    /// Takes features, their keys in ascending order, each once.
    pub(crate) fn new(keys: Vec<u64>, values: Vec<f32>) -> Self {
        let places = keys.iter().copied().zip(0_u32..).collect();
        Self {
            places,
            keys,
            values,
        }
    }

    /// Number of features.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Position of a feature.
    pub(crate) fn place(&self, key: u64) -> Option<u32> {
        self.places.get(&key).copied()
    }

    /// What the feature weighs in the length of a text.
    pub(crate) fn value(&self, place: u32) -> f32 {
        self.values.get(place as usize).copied().unwrap_or(0.0)
    }

    /// Keys, in ascending order.
    pub(crate) fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// Weights, in the order of the keys.
    pub(crate) fn values(&self) -> &[f32] {
        &self.values
    }
}
