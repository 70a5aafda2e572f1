use super::controls::ControlColumns;
use super::gate::negative_tests;
use super::{Error, Options, Respondents, Tone, Topic};
use crate::drivers::{self, Design, Fit, Group, JointTest, Resampling, Role, Row, Rows};

/// Fewest respondents with a mention of one tone for it to get a column.
///
/// Below it the coefficient says more about single respondents than about the topic; the column is
/// left out and the topic stays unranked.
pub(super) const LEAST_PER_COLUMN: u64 = 10;

/// Up to this many topics the LMG importance is exact; 25 groups take seconds, 30 a minute.
const EXACT_IMPORTANCE: usize = 25;

/// Up to this many topics the LMG importance is resampled too.
const RESAMPLED_IMPORTANCE: usize = 10;

/// Respondents counted per topic.
#[expect(
    clippy::struct_field_names,
    reason = "counts are named n_ throughout the house"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) n_mentions: u64,
    pub(super) n_negative: u64,
    pub(super) n_positive: u64,
    pub(super) n_negative_scored: u64,
    pub(super) n_positive_scored: u64,
    pub(super) n_toneless_scored: u64,
}

/// Counts respondents with words, per topic.
pub(super) fn count(respondents: &Respondents, n_topics: usize) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); n_topics];
    for i in (0..respondents.len()).filter(|&i| respondents.has_words(i)) {
        let scored = u64::from(respondents.outcome(i).is_some());
        for mention in respondents.mentions(i) {
            let count = &mut counts[mention.topic as usize];
            let negative = u64::from(mention.tone.is_negative());
            let positive = u64::from(mention.tone.is_positive());
            count.n_mentions += 1;
            count.n_negative += negative;
            count.n_positive += positive;
            count.n_negative_scored += negative * scored;
            count.n_positive_scored += positive * scored;
            count.n_toneless_scored += (1 - negative.max(positive)) * scored;
        }
    }
    counts
}

/// A topic in the model and where its columns stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TopicColumns {
    pub(super) topic: usize,
    pub(super) negative: Option<usize>,
    pub(super) positive: Option<usize>,
    /// Mentions that are neither, mostly because the tone could not be read. Without this column
    /// they would pass for silence on the topic, and what the unread complaints among them cost
    /// would be charged to the topics they are mentioned with.
    toneless: Option<usize>,
}

/// The fitted driver model of topics.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) fit: Fit,
    /// Topics in the order of their groups in the design.
    pub(super) topics: Vec<TopicColumns>,
    /// Test of the negative column of each topic; `None` where there is none or the data cannot tell.
    pub(super) tests: Vec<Option<JointTest>>,
    pub(super) column_names: Vec<String>,
    pub(super) control_names: Vec<String>,
}

/// Fits outcome points on negative, positive and toneless mentions, controls held.
///
/// `Ok(None)` where there is nothing to fit: no topic with enough mentions, one value of the outcome,
/// or fewer respondents than columns.
///
/// # Errors
///
/// [`Error::Drivers`] when the model cannot be computed for another reason.
pub(super) fn fit_topics(
    respondents: &Respondents,
    topics: &[Topic],
    counts: &[Counts],
    options: &Options,
) -> Result<Option<Model>, Error> {
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
        let toneless = place(count.n_toneless_scored, "toneless");
        if !columns.is_empty() {
            placed.push(TopicColumns {
                topic,
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
        return Ok(None);
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
    let rows = rows(respondents, topics.len(), &placed, &controls, names.len());
    let rows = rows.compressed();
    let design = match Design::new(rows.clone(), names.clone(), groups) {
        Ok(design) => design,
        Err(drivers::Error::NoRows | drivers::Error::ConstantOutcome { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let fitted = drivers::fit(
        &design,
        &drivers::Options {
            level: options.level,
            seed: options.seed,
            exact_limit: EXACT_IMPORTANCE,
            resampling: Resampling::Bayesian {
                n_replicates: options.n_replicates,
                importance_limit: RESAMPLED_IMPORTANCE,
            },
            ..drivers::Options::default()
        },
    );
    match fitted {
        Ok(fit) => Ok(Some(Model {
            fit,
            tests: negative_tests(rows, &names, &placed)?,
            topics: placed,
            column_names: names,
            control_names,
        })),
        Err(drivers::Error::TooFewRows { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn rows(
    respondents: &Respondents,
    n_topics: usize,
    placed: &[TopicColumns],
    controls: &[ControlColumns],
    n_columns: usize,
) -> Rows {
    let mut columns_of: Vec<Option<TopicColumns>> = vec![None; n_topics];
    for columns in placed {
        columns_of[columns.topic] = Some(*columns);
    }
    let mut rows = Rows::new(n_columns);
    let mut x = Vec::new();
    for i in respondents.modelled() {
        let Some(outcome) = respondents.outcome(i) else {
            continue;
        };
        x.clear();
        for mention in respondents.mentions(i) {
            if let Some(columns) = columns_of[mention.topic as usize] {
                x.extend(entries(columns, mention.tone));
            }
        }
        x.extend(controls.iter().filter_map(|control| control.entry(i)));
        rows.push(Row {
            x: &x,
            y: outcome,
            weight: respondents.weight(i),
            count: 1,
            cluster: Some(respondents.customer(i)),
        });
    }
    rows
}

fn entries(columns: TopicColumns, tone: Tone) -> impl Iterator<Item = (usize, f64)> {
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
