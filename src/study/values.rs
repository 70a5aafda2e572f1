use std::collections::HashMap;

/// Numbers of a column, a byte each where few of them differ: answers of a survey have a handful of values.
#[derive(Debug, Clone)]
pub(super) enum Values {
    /// Places in the table of different numbers.
    Coded {
        /// One per row.
        codes: Vec<u8>,
        /// Up to 256 numbers.
        table: Vec<f64>,
    },
    /// The numbers themselves.
    Plain(Vec<f64>),
}

impl Values {
    /// Keeps numbers, each as it is to the last bit.
    pub(super) fn new(values: Vec<f64>) -> Self {
        let mut table = Vec::new();
        let mut places: HashMap<u64, u8> = HashMap::new();
        let mut codes = Vec::with_capacity(values.len());
        for value in &values {
            let next = u8::try_from(table.len());
            let code = match (places.get(&value.to_bits()), next) {
                (Some(&code), _) => code,
                (None, Ok(code)) => {
                    places.insert(value.to_bits(), code);
                    table.push(*value);
                    code
                }
                (None, Err(_)) => return Self::Plain(values),
            };
            codes.push(code);
        }
        Self::Coded { codes, table }
    }

    /// The number of a row.
    pub(super) fn get(&self, row: usize) -> f64 {
        match self {
            Self::Coded { codes, table } => table[usize::from(codes[row])],
            Self::Plain(values) => values[row],
        }
    }

    /// Numbers among which all of the column are.
    pub(super) fn different(&self) -> &[f64] {
        match self {
            Self::Coded { table, .. } => table,
            Self::Plain(values) => values,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], is_coded: bool) {
        let kept = Values::new(values.to_vec());
        assert_eq!(matches!(kept, Values::Coded { .. }), is_coded);
        for (row, value) in values.iter().enumerate() {
            assert_eq!(kept.get(row).to_bits(), value.to_bits());
            assert!(
                kept.different()
                    .iter()
                    .any(|one| one.to_bits() == value.to_bits())
            );
        }
    }

    #[test]
    fn numbers_come_back_to_the_last_bit() {
        check(&[1.0, f64::NAN, -0.0, 0.0, 1.0, 0.1 + 0.2], true);
        check(&[], true);
        let many = |n: u32| (0..n).map(f64::from).collect::<Vec<f64>>();
        check(&many(256), true);
        check(&many(257), false);
    }
}
