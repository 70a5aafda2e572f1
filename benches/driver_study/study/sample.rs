use signaal::drivers::{
    CardCounts, Comment, Group, ModelCard, Respondent, Role, Row, Rows, Validation,
};
use signaal::simulate::wave::{self, Scenario};
use signaal::units::as_u32;

/// One wave, as a program sees it.
pub(crate) struct Sample {
    pub(crate) names: Vec<String>,
    pub(crate) groups: Vec<Group>,
    pub(crate) n_topics: usize,
    respondents: Vec<wave::Respondent>,
}

/// Who has a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Those with a comment.
    Commenters,
    /// Everybody; silence counts as no mention of anything.
    EverybodySilentAsNo,
}

/// Whether rows know their unit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Units {
    Ignored,
    Known,
}

impl Sample {
    pub(crate) fn draw(scenario: &Scenario, n: usize, seed: u64) -> Self {
        let n_topics = scenario.topics.len();
        let topics = scenario.topics.iter().map(|topic| topic.name.to_owned());
        let segments = scenario.segments.iter().skip(1);
        let names: Vec<String> = topics
            .chain(segments.map(|segment| segment.0.to_owned()))
            .collect();
        let mut groups: Vec<Group> = (0..n_topics)
            .map(|topic| Group {
                name: names[topic].clone(),
                columns: vec![topic],
                role: Role::Driver,
            })
            .collect();
        groups.push(Group {
            name: "segment".to_owned(),
            columns: (n_topics..names.len()).collect(),
            role: Role::Control,
        });
        Self {
            names,
            groups,
            n_topics,
            respondents: wave::draw(scenario, n, seed),
        }
    }

    /// Labels as given, segments as controls; `weights` are per row.
    pub(crate) fn rows(&self, who: Who, units: Units, weights: Option<&[f64]>) -> Rows {
        let mut rows = Rows::new(self.names.len());
        let silent = vec![false; self.n_topics];
        let mut x = Vec::new();
        for one in &self.respondents {
            let labels = match (&one.labelled, who) {
                (Some(labels), _) => labels,
                (None, Who::EverybodySilentAsNo) => &silent,
                (None, Who::Commenters) => continue,
            };
            x.clear();
            x.extend(
                (0..self.n_topics)
                    .filter(|&topic| labels[topic])
                    .map(|topic| (topic, 1.0)),
            );
            if one.segment > 0 {
                x.push((self.n_topics + one.segment - 1, 1.0));
            }
            rows.push(Row {
                weight: weights.map_or(1.0, |weights| weights[rows.len()]),
                cluster: one.unit.filter(|_| units == Units::Known).map(as_u32),
                ..Row::new(&x, points(one.score))
            });
        }
        rows
    }

    /// Everybody, for weights against selective commenting: score bands and segments.
    pub(crate) fn respondents(&self) -> Vec<Respondent> {
        let respondents = self.respondents.iter();
        respondents
            .map(|one| Respondent {
                segment: as_u32(one.segment),
                band: match one.score {
                    0..=6 => 0,
                    7 | 8 => 1,
                    _ => 2,
                },
                cluster: one.unit.map(as_u32),
                ..Respondent::new(
                    points(one.score),
                    match one.labelled {
                        Some(_) => Comment::Given,
                        None => Comment::Absent,
                    },
                )
            })
            .collect()
    }

    /// What is known of the truth of the commenters, per topic.
    pub(crate) fn validations(&self) -> Vec<Validation> {
        (0..self.n_topics)
            .map(|topic| Validation {
                column: topic,
                truth: self
                    .commenters()
                    .map(|one| one.is_checked.then(|| one.meant[topic]))
                    .collect(),
            })
            .collect()
    }

    /// A model card per topic, counted on the checked comments; none for a topic that fewer than
    /// `least` of them mention.
    pub(crate) fn cards(&self, least: usize) -> Vec<ModelCard> {
        (0..self.n_topics)
            .filter_map(|column| {
                let mut counts = [[0usize; 2]; 2];
                for one in self.commenters().filter(|one| one.is_checked) {
                    if let Some(labels) = &one.labelled {
                        counts[usize::from(one.meant[column])][usize::from(labels[column])] += 1;
                    }
                }
                let [
                    [true_negatives, false_positives],
                    [false_negatives, true_positives],
                ] = counts;
                let counts = CardCounts::Complete {
                    true_positives,
                    false_negatives,
                    false_positives,
                    true_negatives,
                };
                (true_positives + false_negatives >= least).then_some(ModelCard { column, counts })
            })
            .collect()
    }

    /// Comments that are labelled with each topic, rightly or not.
    pub(crate) fn n_labelled(&self) -> Vec<usize> {
        let labelled = |topic: usize| {
            let labels = self
                .respondents
                .iter()
                .filter_map(|one| one.labelled.as_ref());
            labels.filter(|labels| labels[topic]).count()
        };
        (0..self.n_topics).map(labelled).collect()
    }

    fn commenters(&self) -> impl Iterator<Item = &wave::Respondent> {
        self.respondents.iter().filter(|one| one.labelled.is_some())
    }
}

/// Points of a score in the net promoter score.
fn points(score: usize) -> f64 {
    match score {
        0..=6 => -100.0,
        7 | 8 => 0.0,
        _ => 100.0,
    }
}
