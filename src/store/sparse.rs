use std::ops::Index;

/// A number that may be absent.
pub trait Maybe: Copy {
    /// No number.
    fn absent() -> Self;
    /// Whether there is none.
    fn is_absent(self) -> bool;
}

impl Maybe for Option<u64> {
    fn absent() -> Self {
        None
    }

    fn is_absent(self) -> bool {
        self.is_none()
    }
}

/// NaN is none.
impl Maybe for f64 {
    fn absent() -> Self {
        Self::NAN
    }

    fn is_absent(self) -> bool {
        self.is_nan()
    }
}

/// A column of numbers that takes no room where no document has one, as in archives that name no customers.
#[derive(Debug, Clone)]
pub struct Sparse<T> {
    /// One per document, or none at all.
    values: Vec<T>,
    absent: T,
}

impl<T: Maybe> Default for Sparse<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            absent: T::absent(),
        }
    }
}

impl<T: Maybe> From<Vec<T>> for Sparse<T> {
    fn from(values: Vec<T>) -> Self {
        let has_any = values.iter().any(|value| !value.is_absent());
        Self {
            values: if has_any { values } else { Vec::new() },
            absent: T::absent(),
        }
    }
}

impl<T> Sparse<T> {
    /// The numbers, one per document; none at all where every one is absent.
    pub fn values(&self) -> &[T] {
        &self.values
    }
}

impl<T> Index<usize> for Sparse<T> {
    type Output = T;

    fn index(&self, row: usize) -> &T {
        self.values.get(row).unwrap_or(&self.absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_without_numbers_takes_no_room_and_has_none_in_any_row() {
        let none = Sparse::from(vec![None::<u64>; 5]);
        assert!(none.values().is_empty());
        assert_eq!((none[0], none[4]), (None, None));
        let some = Sparse::from(vec![f64::NAN, 2.0]);
        assert!(some[0].is_nan() && some.values().len() == 2);
        assert_eq!(some[1].to_bits(), 2.0_f64.to_bits());
    }
}
