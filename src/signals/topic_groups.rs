use super::{Control, Error, Mention, Respondent, Respondents, Tone, Topic, outcome_level};
use crate::record::ScaleKind;
use crate::stats::ClusteredValue;
use crate::units::{Interval, Probability, as_u32, as_u64};
use std::collections::HashMap;

/// Topics, or values of a field, that are looked at together: a stage of a journey, or what opinions are about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicGroup {
    /// Positions of its topics.
    pub topics: Vec<usize>,
    /// Codes of the values of the field that make a respondent one of the group.
    pub values: Vec<u32>,
}

impl TopicGroup {
    /// To which groups each respondent belongs, as [`group_figures`] counts them.
    pub fn memberships(
        groups: &[Self],
        respondents: &Respondents,
        topics: &[Topic],
        field: Option<&Control>,
    ) -> Memberships {
        let mut spoken = Spoken::of(respondents, topics, groups);
        let mut found = Memberships {
            groups: vec![Vec::new()],
            of: Vec::with_capacity(respondents.len()),
        };
        let mut places = HashMap::from([(Vec::new(), 0_u32)]);
        // Looked up once for all of one group by the field, without one last, who say the same.
        let mut known = vec![Vec::new(); groups.len() + 1];
        let mut belongs_to = Vec::new();
        for i in 0..respondents.len() {
            let own = group_of_field(groups, field, i);
            let known: &mut Vec<Option<u32>> = &mut known[own.unwrap_or(groups.len())];
            if known.is_empty() {
                known.resize(respondents.sayings().len(), None);
            }
            let place = *known[respondents.saying(i)].get_or_insert_with(|| {
                let tones = spoken.tones(i, own);
                belongs_to.clear();
                let is_in = |group: &usize| tones[*group].is_some() || own == Some(*group);
                belongs_to.extend((0..groups.len()).filter(is_in));
                if let Some(&place) = places.get(&belongs_to) {
                    return place;
                }
                let place = as_u32(found.groups.len());
                found.groups.push(belongs_to.clone());
                places.insert(belongs_to.clone(), place);
                place
            });
            found.of.push(place);
        }
        found
    }
}

/// To which groups respondents belong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memberships {
    /// Positions of the groups, ascending, of those who belong to the same ones; first of those who belong to none.
    pub groups: Vec<Vec<usize>>,
    /// Per respondent the place in `groups`.
    pub of: Vec<u32>,
}

impl Memberships {
    /// Of each of `groups` whether it is one of this group.
    pub fn with(&self, group: usize) -> Vec<bool> {
        let groups = self.groups.iter();
        groups.map(|groups| groups.contains(&group)).collect()
    }
}

/// Those who belong to a group, and how they judge.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupFigures {
    /// Respondents who belong to it: by the field, or because they mention one of its topics.
    pub n: u64,
    /// Of these, with a negative mention of it.
    pub n_negative: u64,
    /// Of these, with a positive mention of it.
    pub n_positive: u64,
    /// Of `n`, with an outcome; `None` where the score is withheld, as it would say of few people who answered.
    pub n_scored: Option<u64>,
    /// The outcome that all of them gave, where they gave the same.
    pub all_answered: Option<f64>,
    /// NPS, or weighted mean outcome in outcome points, of those with an outcome; `None` where it has no interval.
    pub score: Option<Interval>,
}

impl GroupFigures {
    /// Whether all speak badly of the group, or all well: then the counts say of each what they said.
    pub fn are_all_alike(&self) -> bool {
        self.n > 0 && (self.n_negative == self.n || self.n_positive == self.n)
    }
}

/// The group of each respondent's field, where it has one.
fn group_of_field(groups: &[TopicGroup], field: Option<&Control>, i: usize) -> Option<usize> {
    let code = field?.codes[i]?;
    groups.iter().position(|group| group.values.contains(&code))
}

/// The respondents with groups in the place of topics: a mention of a topic is one of the group that lists the
/// topic, else of the group that the respondent's field names, else of a last one that stands for all the rest.
///
/// A group is spoken of badly where one of its topics is, well where one is, and both where both are. Topics that
/// are no drivers are left out: general praise restates the outcome.
pub fn grouped(
    respondents: &Respondents,
    topics: &[Topic],
    groups: &[TopicGroup],
    field: Option<&Control>,
) -> Respondents {
    let mut spoken = Spoken::of(respondents, topics, groups);
    let mut made = Respondents::default();
    for i in 0..respondents.len() {
        let tones = spoken.tones(i, group_of_field(groups, field, i));
        let said = tones.iter().enumerate();
        let mentions = said
            .filter_map(|(group, tone)| {
                Some(Mention {
                    topic: as_u32(group),
                    tone: (*tone)?,
                })
            })
            .collect();
        made.push(&Respondent {
            outcome: respondents.outcome(i),
            answer: respondents.answer(i),
            weight: respondents.weight(i),
            customer: respondents.customer(i),
            has_words: respondents.has_words(i),
            month: respondents.month(i),
            mentions,
        });
    }
    made.controls.clone_from(&respondents.controls);
    made
}

/// Where mentions of each topic count.
struct Places {
    n_groups: usize,
    /// The group that lists a topic; `None`: that of the field, or the rest.
    listed: Vec<Option<usize>>,
    is_driver: Vec<bool>,
}

impl Places {
    fn of(topics: &[Topic], groups: &[TopicGroup]) -> Self {
        let lists = |topic| {
            groups
                .iter()
                .position(|group| group.topics.contains(&topic))
        };
        Self {
            n_groups: groups.len(),
            listed: (0..topics.len()).map(lists).collect(),
            is_driver: topics.iter().map(|topic| topic.is_driver).collect(),
        }
    }

    /// How somebody of the group `own` by the field who mentions this speaks of each group and of the rest.
    ///
    /// `tones` has a place for each group and one for the rest.
    fn put_tones(&self, mentions: &[Mention], own: Option<usize>, tones: &mut [Option<Tone>]) {
        for mention in mentions {
            let topic = mention.topic as usize;
            if self.is_driver[topic] {
                let group = self.listed[topic].or(own).unwrap_or(self.n_groups);
                let known = tones[group].map_or(mention.tone, |tone: Tone| tone.with(mention.tone));
                tones[group] = Some(known);
            }
        }
    }
}

/// How respondents speak of groups: looked up once for all who say the same.
struct Spoken<'a> {
    respondents: &'a Respondents,
    places: Places,
    /// By the group of the field, without one last.
    known: Vec<KnownTones>,
}

/// Tones of lists of mentions, as far as they were asked for.
#[derive(Debug, Clone, Default)]
struct KnownTones {
    is_known: Vec<bool>,
    /// Those of each list, one list after another.
    tones: Vec<Option<Tone>>,
}

impl<'a> Spoken<'a> {
    fn of(respondents: &'a Respondents, topics: &[Topic], groups: &[TopicGroup]) -> Self {
        Self {
            respondents,
            places: Places::of(topics, groups),
            known: vec![KnownTones::default(); groups.len() + 1],
        }
    }

    /// How respondent `i`, of the group `own` by the field, speaks of each group and of the rest.
    fn tones(&mut self, i: usize, own: Option<usize>) -> &[Option<Tone>] {
        let known = &mut self.known[own.unwrap_or(self.places.n_groups)];
        let n_tones = self.places.n_groups + 1;
        if known.is_known.is_empty() {
            let n_lists = self.respondents.sayings().len();
            known.is_known.resize(n_lists, false);
            known.tones.resize(n_lists * n_tones, None);
        }
        let list = self.respondents.saying(i);
        let tones = &mut known.tones[list * n_tones..(list + 1) * n_tones];
        if !known.is_known[list] {
            let mentions = self.respondents.mentions(i);
            self.places.put_tones(mentions, own, tones);
            known.is_known[list] = true;
        }
        tones
    }
}

/// Topics of which none is left out, as who speaks of a topic is counted whether it drives the outcome or not.
pub fn all_driving(topics: &[Topic]) -> Vec<Topic> {
    let driving = topics.iter().map(|topic| Topic {
        is_driver: true,
        ..topic.clone()
    });
    driving.collect()
}

/// Counts and scores of each group; mentions count where [`grouped`] places them.
///
/// # Errors
///
/// [`Error::Stats`] for answers or weights that are not finite.
pub fn group_figures(
    respondents: &Respondents,
    topics: &[Topic],
    groups: &[TopicGroup],
    field: Option<&Control>,
    (kind, level): (ScaleKind, Probability),
) -> Result<Vec<GroupFigures>, Error> {
    let mut spoken = Spoken::of(respondents, topics, groups);
    let mut counts = vec![[0_u64; 3]; groups.len()];
    let mut answers: Vec<Vec<ClusteredValue>> = vec![Vec::new(); groups.len()];
    for i in 0..respondents.len() {
        let own = group_of_field(groups, field, i);
        let tones = spoken.tones(i, own);
        for (group, tone) in tones.iter().take(groups.len()).enumerate() {
            if tone.is_none() && own != Some(group) {
                continue;
            }
            let [n, n_negative, n_positive] = &mut counts[group];
            *n += 1;
            *n_negative += u64::from(tone.is_some_and(Tone::is_negative));
            *n_positive += u64::from(tone.is_some_and(Tone::is_positive));
            answers[group].extend(respondents.scored(i));
        }
    }
    counts
        .into_iter()
        .zip(&answers)
        .map(|([n, n_negative, n_positive], answers)| {
            let first = answers.first().map(|answer| answer.value);
            let is_first = |answer: &ClusteredValue| {
                first.is_some_and(|first| answer.value.total_cmp(&first).is_eq())
            };
            Ok(GroupFigures {
                n,
                n_negative,
                n_positive,
                n_scored: Some(as_u64(answers.len())),
                all_answered: first.filter(|_| answers.iter().all(is_first)),
                score: outcome_level(answers, kind, level)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::TopicId;
    use crate::signals::{Options, TopicName, rank, rank_with_groups};
    use crate::stats::{draw, generator};
    use proptest::prelude::*;

    pub(super) fn topics(n: usize) -> Vec<Topic> {
        (0..n)
            .map(|at| Topic {
                name: TopicName {
                    id: TopicId::new(format!("t{at}")),
                    nl: String::new(),
                    en: String::new(),
                },
                is_driver: at != 3,
                about: None,
            })
            .collect()
    }

    fn tone(number: u8) -> Tone {
        [Tone::Neutral, Tone::Negative, Tone::Positive, Tone::Both][usize::from(number % 4)]
    }

    fn people(said: &[Vec<(u8, u8)>]) -> Respondents {
        let mut made = Respondents::default();
        for (i, said) in said.iter().enumerate() {
            let mut mentions: Vec<Mention> = said
                .iter()
                .map(|&(topic, number)| Mention {
                    topic: u32::from(topic % 4),
                    tone: tone(number),
                })
                .collect();
            mentions.sort_unstable();
            mentions.dedup_by_key(|mention| mention.topic);
            made.push(&Respondent {
                outcome: (i % 5 != 0).then_some([-100.0, 0.0, 100.0][i % 3]),
                answer: None,
                weight: 1.0,
                customer: as_u32(i),
                has_words: !mentions.is_empty(),
                month: None,
                mentions,
            });
        }
        made
    }

    proptest! {
        #[test]
        fn groups_count_as_a_look_at_every_respondent_does(
            said in prop::collection::vec(prop::collection::vec((0_u8..4, 0_u8..4), 0..4), 1..40),
            codes in prop::collection::vec(prop::option::of(0_u32..3), 40),
        ) {
            let (people, topics) = (people(&said), topics(4));
            let groups = [
                TopicGroup { topics: vec![0], values: vec![0] },
                TopicGroup { topics: vec![1, 3], values: vec![2] },
            ];
            let field = Control {
                name: "stage".to_owned(),
                levels: ["a", "b", "c"].map(str::to_owned).to_vec(),
                codes: codes[..said.len()].to_vec(),
            };
            let by = (ScaleKind::Nps, Probability::saturating(0.95));
            let found = group_figures(&people, &topics, &groups, Some(&field), by).unwrap();
            let made = grouped(&people, &topics, &groups, Some(&field));
            // Topic 3 is no driver; topic 2 stands in no list, so the field decides.
            let of = |group: usize, i: usize| -> Vec<Tone> {
                let own = match field.codes[i] { Some(0) => Some(0), Some(2) => Some(1), _ => None };
                let mentions = people.mentions(i).iter();
                mentions.filter(|mention| match mention.topic {
                    0 => group == 0,
                    1 => group == 1,
                    2 => own == Some(group),
                    _ => false,
                }).map(|mention| mention.tone).collect()
            };
            for (group, figures) in found.iter().enumerate() {
                let passes = |i: &usize| {
                    !of(group, *i).is_empty() || field.codes[*i] == Some([0, 2][group])
                };
                let all: Vec<usize> = (0..said.len()).filter(passes).collect();
                let negative = |i: &&usize| of(group, **i).iter().any(|tone| tone.is_negative());
                let scored = |i: &&usize| people.outcome(**i).is_some();
                prop_assert_eq!(figures.n, as_u64(all.len()));
                let memberships = TopicGroup::memberships(&groups, &people, &topics, Some(&field));
                let is_in = memberships.with(group);
                let members = (0..said.len()).filter(|&i| is_in[memberships.of[i] as usize]);
                prop_assert_eq!(members.collect::<Vec<_>>(), &all[..]);
                let places = (0..made.len()).filter(|&i| {
                    made.mentions(i).iter().any(|one| one.topic as usize == group && one.tone.is_negative())
                });
                prop_assert_eq!(figures.n_negative, as_u64(places.count()), "as the model of groups sees it");
                prop_assert_eq!(figures.n_negative, as_u64(all.iter().filter(negative).count()));
                prop_assert_eq!(figures.n_scored, Some(as_u64(all.iter().filter(scored).count())));
            }
        }
    }

    #[test]
    fn contributions_of_groups_are_the_sums_of_those_of_their_topics() {
        let mut random = generator(5, 0);
        let mut made = Respondents::default();
        for i in 0..900 {
            let mut outcome = 30.0_f64.mul_add(draw::normal(&mut random), 20.0);
            let mut mentions = Vec::new();
            for topic in 0..3 {
                if draw::uniform(&mut random) < 0.2 {
                    outcome -= 20.0;
                    mentions.push(Mention {
                        topic,
                        tone: Tone::Negative,
                    });
                }
            }
            made.push(&Respondent {
                outcome: Some(outcome),
                answer: None,
                weight: 1.0,
                customer: i,
                has_words: true,
                month: None,
                mentions,
            });
        }
        let (topics, options) = (
            topics(3),
            Options {
                n_replicates: 200,
                ..Options::default()
            },
        );
        let groups = [vec![0, 2], vec![1], vec![]];
        let plain = rank(&made, &topics, &options).unwrap();
        let found = rank_with_groups(&made, &topics, &groups, &options).unwrap();
        assert_eq!(plain.signals, found.signals);
        let of = |id: &str| {
            let mut known = found.signals.iter();
            let signal = known.find(|signal| signal.topic.id.as_str() == id).unwrap();
            signal.contribution.unwrap()
        };
        let both = found.groups[0].unwrap();
        let sum = of("t0").estimate + of("t2").estimate;
        assert!((both.estimate - sum).abs() < 1e-9);
        assert!(both.low < both.estimate && both.estimate < both.high);
        assert_eq!(found.groups[1], Some(of("t1")));
        assert_eq!(found.groups[2], None);
    }
}
