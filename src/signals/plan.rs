//! Which columns the driver model of topics has.

use super::card::{Beside, Expectations};
use super::controls::ControlColumns;
use super::model::{Counts, LEAST_PER_COLUMN};
use super::patterns::Patterns;
use super::{Mention, Options, Respondents, Tone, Topic};
use crate::drivers::{Group, Role, Row, Rows};
use crate::stats::compute_both;
use std::ops::Range;

/// A topic in the model and where its columns stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TopicColumns {
    pub(super) topic: usize,
    /// Part of its negative mentions that is stated to disappear.
    pub(super) fraction_removed: f64,
    pub(super) negative: Option<usize>,
    pub(super) positive: Option<usize>,
    /// Mentions that are neither, mostly because the tone could not be read. Without this column
    /// they would pass for silence on the topic, and what the unread complaints among them cost
    /// would be charged to the topics they are mentioned with. A topic with expectations has none: they
    /// say what such a mention is worth.
    toneless: Option<usize>,
}

impl TopicColumns {
    /// All columns of the topic.
    pub(super) fn all(&self) -> impl Iterator<Item = usize> {
        let columns = [self.negative, self.positive, self.toneless];
        columns.into_iter().flatten()
    }
}

/// The columns of a model and what they hold.
#[derive(Debug)]
pub(super) struct Plan {
    /// Names of the columns.
    pub(super) names: Vec<String>,
    /// Groups of the columns; topics come first.
    pub(super) groups: Vec<Group>,
    /// Topics in the order of their groups.
    pub(super) topics: Vec<TopicColumns>,
    /// Names of the columns of controls.
    pub(super) control_names: Vec<String>,
    controls: Vec<ControlColumns>,
    columns_of: Vec<Option<TopicColumns>>,
}

impl Plan {
    /// Places the columns; `None` where no topic has enough mentions to be ranked.
    pub(super) fn new(
        respondents: &Respondents,
        topics: &[Topic],
        counts: &[Counts],
        expectations: Option<&Expectations>,
        options: &Options,
    ) -> Option<Self> {
        let mut names = Vec::new();
        let mut groups = Vec::new();
        let mut placed = Vec::new();
        for (topic, (declared, count)) in topics.iter().zip(counts).enumerate() {
            let mut columns = Vec::new();
            let mut place = |n: u64, tone: &str| {
                (declared.is_driver && n >= LEAST_PER_COLUMN).then(|| {
                    names.push(format!("{} {tone}", declared.name.id));
                    columns.push(names.len() - 1);
                    names.len() - 1
                })
            };
            let negative = place(count.n_negative_scored, "negative");
            let positive = place(count.n_positive_scored, "positive");
            let is_expected = expectations.is_some_and(|known| known.covers(topic));
            let toneless = if is_expected {
                None
            } else {
                place(count.n_toneless_scored, "toneless")
            };
            if !columns.is_empty() {
                placed.push(TopicColumns {
                    topic,
                    fraction_removed: options.fraction_removed_of(&declared.name.id),
                    negative,
                    positive,
                    toneless,
                });
                // A topic too thin to be ranked is held constant: it competes for no share of R².
                let role = if count.n_negative_scored >= options.min_mentions {
                    Role::Driver
                } else {
                    Role::Control
                };
                groups.push(Group {
                    name: declared.name.id.to_string(),
                    columns,
                    role,
                });
            }
        }
        if !groups.iter().any(|group| group.role == Role::Driver) {
            return None;
        }
        let controls: Vec<ControlColumns> = (0..respondents.controls.len())
            .map(|control| ControlColumns::new(respondents, control, &mut names))
            .collect();
        let mut control_names = Vec::new();
        for (control, columns) in respondents.controls.iter().zip(&controls) {
            if !columns.all.is_empty() {
                control_names.extend(columns.all.iter().map(|&column| names[column].clone()));
                groups.push(Group {
                    name: format!("control {}", control.name),
                    columns: columns.all.clone(),
                    role: Role::Control,
                });
            }
        }
        let mut columns_of = vec![None; topics.len()];
        for columns in &placed {
            columns_of[columns.topic] = Some(*columns);
        }
        Some(Self {
            names,
            groups,
            topics: placed,
            control_names,
            controls,
            columns_of,
        })
    }

    /// One row per respondent with words and outcome, in their order; `weight` is asked with the place
    /// of the row and of the respondent.
    pub(super) fn rows(
        &self,
        respondents: &Respondents,
        expectations: Option<&Expectations>,
        weight: impl Fn(usize, usize) -> f64,
    ) -> Rows {
        let mut rows = Rows::new(self.names.len());
        let mut x = Vec::new();
        for i in respondents.modelled() {
            let Some(outcome) = respondents.outcome(i) else {
                continue;
            };
            x.clear();
            self.all_entries(respondents, i, expectations, &mut x);
            rows.push(Row {
                x: &x,
                y: outcome,
                weight: weight(rows.len(), i),
                count: 1,
                cluster: Some(respondents.customer(i)),
            });
        }
        rows
    }

    /// The same rows, those of a pattern as one that counts them; `weight` is asked with the respondent.
    pub(super) fn counted_rows(
        &self,
        respondents: &Respondents,
        patterns: &Patterns,
        expectations: Option<&Expectations>,
        weight: impl Fn(usize) -> f64 + Sync,
    ) -> Rows {
        let part = |part: Range<usize>| {
            let mut rows = Rows::new(self.names.len());
            let mut x = Vec::new();
            for at in part {
                let i = patterns.first[at];
                let Some(outcome) = respondents.outcome(i) else {
                    continue;
                };
                x.clear();
                self.all_entries(respondents, i, expectations, &mut x);
                rows.push(Row {
                    x: &x,
                    y: outcome,
                    weight: weight(i),
                    count: patterns.count[at],
                    cluster: patterns.is_alone[at].then(|| respondents.customer(i)),
                });
            }
            rows
        };
        let n = patterns.first.len();
        let (mut rows, behind) = compute_both(|| part(0..n / 2), || part(n / 2..n));
        rows.append(&behind);
        rows
    }

    /// What respondent `i` holds in all columns.
    pub(super) fn all_entries(
        &self,
        respondents: &Respondents,
        i: usize,
        expectations: Option<&Expectations>,
        x: &mut Vec<(usize, f64)>,
    ) {
        self.entries(respondents.mentions(i), expectations, x);
        x.extend(self.control_columns(respondents, i).map(|at| (at, 1.0)));
    }

    /// The columns of controls that respondent `i` is in, ascending.
    pub(super) fn control_columns(
        &self,
        respondents: &Respondents,
        i: usize,
    ) -> impl Iterator<Item = usize> {
        let controls = self.controls.iter().zip(&respondents.controls);
        controls.filter_map(move |(columns, control)| columns.column(control.codes[i]))
    }

    /// What somebody who mentions this holds in the columns of topics.
    pub(super) fn entries(
        &self,
        mentions: &[Mention],
        expectations: Option<&Expectations>,
        x: &mut Vec<(usize, f64)>,
    ) {
        for mention in mentions {
            let topic = mention.topic as usize;
            let Some(columns) = self.columns_of[topic] else {
                continue;
            };
            let beside = || Beside::of(mentions, mention.topic);
            match expectations.and_then(|known| known.found(topic, mention.tone, beside())) {
                Some(expected) => {
                    x.extend(columns.negative.map(|at| (at, expected.negative)));
                    x.extend(columns.positive.map(|at| (at, expected.positive)));
                }
                None => x.extend(read(columns, mention.tone)),
            }
        }
    }

    /// What every respondent holds in each column beside its entries: the expectation where a topic
    /// was not found. It is left out of the rows, which stay sparse, and changes no coefficient.
    pub(super) fn unfound(&self, expectations: Option<&Expectations>) -> Vec<f64> {
        let mut held = vec![0.0; self.names.len()];
        for columns in &self.topics {
            let Some(expected) = expectations.and_then(|known| known.unfound(columns.topic)) else {
                continue;
            };
            if let Some(at) = columns.negative {
                held[at] = expected.negative;
            }
            if let Some(at) = columns.positive {
                held[at] = expected.positive;
            }
        }
        held
    }
}

fn read(columns: TopicColumns, tone: Tone) -> impl Iterator<Item = (usize, f64)> {
    let negative = columns.negative.filter(|_| tone.is_negative());
    let positive = columns.positive.filter(|_| tone.is_positive());
    let toneless = columns
        .toneless
        .filter(|_| !tone.is_negative() && !tone.is_positive());
    [negative, positive, toneless]
        .into_iter()
        .flatten()
        .map(|at| (at, 1.0))
}
