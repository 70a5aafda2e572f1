use super::Respondents;
use super::model::LEAST_PER_COLUMN;
use std::cmp::Reverse;

/// Fewest respondents of a control's value for it to get a column; rarer values share one.
const LEAST_PER_LEVEL: u64 = 30;

/// Dummy columns of one control.
#[derive(Debug)]
pub(super) struct ControlColumns {
    pub(super) all: Vec<usize>,
    of_respondent: Vec<Option<usize>>,
}

impl ControlColumns {
    /// One column per value with enough respondents; the most frequent value is the base, rare
    /// values and respondents without one share a column each.
    pub(super) fn new(respondents: &Respondents, control: usize, names: &mut Vec<String>) -> Self {
        let control = &respondents.controls[control];
        let n_levels = control.levels.len();
        let (other, absent) = (n_levels, n_levels + 1);
        let mut n_of = vec![0_u64; n_levels];
        for i in respondents.modelled() {
            if let Some(code) = control.codes[i] {
                n_of[code as usize] += 1;
            }
        }
        let level_of = |code: Option<u32>| match code {
            None => absent,
            Some(code) if n_of[code as usize] < LEAST_PER_LEVEL => other,
            Some(code) => code as usize,
        };
        let mut n_pooled = vec![0_u64; n_levels + 2];
        for i in respondents.modelled() {
            n_pooled[level_of(control.codes[i])] += 1;
        }
        let base = (0..n_pooled.len()).min_by_key(|&level| Reverse(n_pooled[level]));
        let mut all = Vec::new();
        let mut column_of = vec![None; n_pooled.len()];
        for level in 0..n_pooled.len() {
            if n_pooled[level] >= LEAST_PER_COLUMN && Some(level) != base {
                let value = match level {
                    level if level == other => "(other)",
                    level if level == absent => "(none)",
                    level => &control.levels[level],
                };
                names.push(format!("{} = {value}", control.name));
                all.push(names.len() - 1);
                column_of[level] = Some(names.len() - 1);
            }
        }
        Self {
            all,
            of_respondent: control
                .codes
                .iter()
                .map(|&code| column_of[level_of(code)])
                .collect(),
        }
    }

    pub(super) fn entry(&self, respondent: usize) -> Option<(usize, f64)> {
        self.of_respondent[respondent].map(|column| (column, 1.0))
    }
}
