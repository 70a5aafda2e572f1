use super::Respondents;
use super::model::LEAST_PER_COLUMN;
use std::cmp::Reverse;

/// Fewest respondents of a control's value for it to get a column; rarer values share one.
const LEAST_PER_LEVEL: u64 = 30;

/// What respondents without a value of a field are called.
pub const NO_VALUE: &str = "(none)";

/// What values of a control that too few respondents have are called together.
pub const OTHER_VALUES: &str = "(other)";

/// Dummy columns of one control.
#[derive(Debug)]
pub(super) struct ControlColumns {
    pub(super) all: Vec<usize>,
    /// Per value of the control its column, that of respondents without a value last.
    of_code: Vec<Option<usize>>,
}

impl ControlColumns {
    /// One column per value with enough respondents; the most frequent value is the base, rare
    /// values and respondents without one share a column each.
    pub(super) fn new(respondents: &Respondents, control: usize, names: &mut Vec<String>) -> Self {
        let control = &respondents.controls[control];
        let n_levels = control.levels.len();
        let (other, absent) = (n_levels, n_levels + 1);
        let mut n_of = vec![0_u64; n_levels + 1];
        for i in respondents.modelled() {
            n_of[control.codes[i].map_or(n_levels, |code| code as usize)] += 1;
        }
        let level_of = |code: usize| match code {
            code if code == n_levels => absent,
            code if n_of[code] < LEAST_PER_LEVEL => other,
            code => code,
        };
        let mut n_pooled = vec![0_u64; n_levels + 2];
        for (code, &n) in n_of.iter().enumerate() {
            n_pooled[level_of(code)] += n;
        }
        let base = (0..n_pooled.len()).min_by_key(|&level| Reverse(n_pooled[level]));
        let mut all = Vec::new();
        let mut column_of = vec![None; n_pooled.len()];
        for level in 0..n_pooled.len() {
            if n_pooled[level] >= LEAST_PER_COLUMN && Some(level) != base {
                let value = match level {
                    level if level == other => OTHER_VALUES,
                    level if level == absent => NO_VALUE,
                    level => &control.levels[level],
                };
                names.push(format!("{} = {value}", control.name));
                all.push(names.len() - 1);
                column_of[level] = Some(names.len() - 1);
            }
        }
        Self {
            all,
            of_code: (0..=n_levels)
                .map(|code| column_of[level_of(code)])
                .collect(),
        }
    }

    /// The column of somebody with this value of the control, or without one.
    pub(super) fn column(&self, code: Option<u32>) -> Option<usize> {
        let absent = self.of_code.len() - 1;
        self.of_code[code.map_or(absent, |code| code as usize)]
    }
}
