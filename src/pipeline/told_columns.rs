use crate::disclosure::{Figure, Floor, Group, Reason, suppress_groups};
use crate::record::TopicId;
use crate::signals::{Mention, NO_VALUE, Respondents, Tone};
use crate::units::as_f64;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Names of what a topic can be said to be.
pub(super) const TONES: [&str; 3] = ["negative", "positive", "toneless"];

/// Places of a tone in [`TONES`].
pub(super) fn tones(tone: Tone) -> impl Iterator<Item = usize> {
    let negative = tone.is_negative().then_some(0);
    let positive = tone.is_positive().then_some(1);
    let toneless = (!tone.is_negative() && !tone.is_positive()).then_some(2);
    [negative, positive, toneless].into_iter().flatten()
}

/// A column of a frozen model: a topic in a tone, or a value of a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelColumn {
    /// The column of the table of respondents that it is made of.
    pub of: String,
    /// The value of that column for which it is 1; `None` where it is the column itself.
    pub value: Option<String>,
}

/// Who is behind a column: a part of everybody, beside the other parts of the same whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Behind {
    Topic(usize, usize),
    Level(usize, Option<u32>),
    /// A value that nobody has.
    Nobody,
}

/// Why each column of a frozen model may not be told of these respondents; `None` where it may.
///
/// Floors are of customers. No count of a column, of who is not behind it, or of what follows from the columns of one topic
/// or one control is of fewer; nor is that of all hidden columns together, which follows from the expected outcome less what is
/// shown, and they are at least two. What everybody mentions is hidden too: it would say so of each. `Err` where that leaves
/// nothing to show beside hidden columns.
pub(super) fn untold(
    columns: &[ModelColumn],
    topics: &[TopicId],
    respondents: &Respondents,
    least: u64,
) -> Result<Vec<Option<Reason>>, Nothing> {
    let floor = usize::try_from(least).unwrap_or(usize::MAX);
    let floor = Floor::new(floor).unwrap_or(Floor::LEAST);
    let people = People {
        respondents,
        often: often(respondents),
    };
    let behind: Vec<Behind> = columns
        .iter()
        .map(|column| behind(column, topics, respondents))
        .collect();
    let mut found = vec![None; columns.len()];
    for places in wholes(&behind) {
        let reasons = people.judged(&places, &behind, floor);
        for (at, reason) in places.into_iter().zip(reasons) {
            found[at] = reason;
        }
    }
    people.hide_with_others(&behind, &mut found, floor)?;
    Ok(found)
}

/// Nothing can be told without telling of few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nothing;

/// Customers of more than one answer.
fn often(respondents: &Respondents) -> BTreeSet<u32> {
    let mut once = BTreeSet::new();
    let customers = respondents.modelled().map(|i| respondents.customer(i));
    customers.filter(|&who| !once.insert(who)).collect()
}

fn behind(column: &ModelColumn, topics: &[TopicId], respondents: &Respondents) -> Behind {
    let Some(value) = &column.value else {
        let of = column.of.rsplit_once('.');
        let place = of.and_then(|(topic, tone)| {
            let topic = topics.iter().position(|id| id.as_str() == topic)?;
            Some((topic, TONES.iter().position(|name| *name == tone)?))
        });
        return place.map_or(Behind::Nobody, |(topic, tone)| Behind::Topic(topic, tone));
    };
    let mut controls = respondents.controls.iter();
    let Some(at) = controls.position(|control| control.name == column.of) else {
        return Behind::Nobody;
    };
    let mut levels = respondents.controls[at].levels.iter().zip(0..);
    let level = levels.find(|(level, _)| level.trim() == value.trim());
    match level {
        Some((_, code)) => Behind::Level(at, Some(code)),
        None if value == NO_VALUE => Behind::Level(at, None),
        None => Behind::Nobody,
    }
}

/// Places of the columns of each topic and of each control.
fn wholes(behind: &[Behind]) -> Vec<Vec<usize>> {
    let mut found: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
    for (at, one) in behind.iter().enumerate() {
        match *one {
            Behind::Topic(topic, _) => found.entry((true, topic)).or_default().push(at),
            Behind::Level(control, _) => found.entry((false, control)).or_default().push(at),
            Behind::Nobody => {}
        }
    }
    found.into_values().collect()
}

struct People<'a> {
    respondents: &'a Respondents,
    /// Customers of more than one answer.
    often: BTreeSet<u32>,
}

impl People<'_> {
    fn is_behind(&self, i: usize, column: Behind) -> bool {
        match column {
            Behind::Topic(topic, tone) => {
                let mentions = self.respondents.mentions(i);
                let is_of = |mention: &Mention| mention.topic as usize == topic;
                let mention = mentions.iter().find(|mention| is_of(mention));
                mention.is_some_and(|mention| tones(mention.tone).any(|one| one == tone))
            }
            Behind::Level(control, code) => self.respondents.controls[control].codes[i] == code,
            Behind::Nobody => false,
        }
    }

    /// Why each of the columns of one topic or control is not told.
    fn judged(&self, places: &[usize], behind: &[Behind], floor: Floor) -> Vec<Option<Reason>> {
        let mut groups: BTreeMap<BTreeSet<usize>, Group> = BTreeMap::new();
        let (mut n, mut n_behind) = (0, vec![0_usize; places.len()]);
        let mut of = BTreeSet::new();
        for i in self.respondents.modelled() {
            of.clear();
            of.insert(0);
            for (part, &at) in places.iter().enumerate() {
                if self.is_behind(i, behind[at]) {
                    of.insert(part + 1);
                    n_behind[part] += 1;
                }
            }
            n += 1;
            let customer = self.respondents.customer(i);
            let giver = self.often.contains(&customer).then_some(customer as usize);
            // Each answers otherwise: only how many people there are matters here.
            match groups.get_mut(&of) {
                Some(group) => group.add(as_f64(i), giver),
                None => groups.entry(of.clone()).or_default().add(as_f64(i), giver),
            }
        }
        let figures = Figure::whole_and_parts(places.len());
        let verdicts = suppress_groups(&figures, &groups, floor);
        let parts = verdicts
            .into_iter()
            .skip(1)
            .zip(places.iter().zip(n_behind));
        parts
            .map(|(verdict, (&at, n_behind))| {
                let is_all = n_behind == n && matches!(behind[at], Behind::Topic(..));
                verdict
                    .reason()
                    .or_else(|| is_all.then_some(Reason::Attribute))
            })
            .collect()
    }

    /// Hides further columns, the smallest first, until those that are hidden are several and enough people are behind them.
    fn hide_with_others(
        &self,
        behind: &[Behind],
        found: &mut [Option<Reason>],
        floor: Floor,
    ) -> Result<(), Nothing> {
        if found.iter().all(Option::is_none) {
            return Ok(());
        }
        let mut n_of = vec![0_usize; behind.len()];
        for i in self.respondents.modelled() {
            for (at, column) in behind.iter().enumerate() {
                n_of[at] += usize::from(self.is_behind(i, *column));
            }
        }
        let mut others: Vec<usize> = (0..behind.len())
            .filter(|&at| found[at].is_none() && n_of[at] > 0)
            .collect();
        others.sort_by_key(|&at| Reverse(n_of[at]));
        while !self.is_enough(behind, found, floor) {
            let next = others.pop().ok_or(Nothing)?;
            found[next] = Some(Reason::Remainder);
        }
        Ok(())
    }

    fn is_enough(&self, behind: &[Behind], found: &[Option<Reason>], floor: Floor) -> bool {
        let hidden: Vec<Behind> = behind
            .iter()
            .zip(found)
            .filter_map(|(column, reason)| reason.map(|_| *column))
            .collect();
        let mut customers = BTreeSet::new();
        for i in self.respondents.modelled() {
            if hidden.iter().any(|&column| self.is_behind(i, column)) {
                customers.insert(self.respondents.customer(i));
            }
            if customers.len() >= floor.people() {
                break;
            }
        }
        hidden.len() > 1 && customers.len() >= floor.people()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{Control, Respondent};

    /// Answers of which `says` gives the topics of a customer's, all negative.
    fn people(says: &[(u32, &[u32])]) -> Respondents {
        let mut made = Respondents::default();
        for (customer, topics) in says {
            made.push(&Respondent {
                outcome: Some(0.0),
                answer: None,
                weight: 1.0,
                customer: *customer,
                has_words: true,
                month: None,
                mentions: topics
                    .iter()
                    .map(|&topic| Mention {
                        topic,
                        tone: Tone::Negative,
                    })
                    .collect(),
            });
        }
        made
    }

    fn negative(topics: &[&str]) -> Vec<ModelColumn> {
        let column = |topic: &&str| ModelColumn {
            of: format!("{topic}.negative"),
            value: None,
        };
        topics.iter().map(column).collect()
    }

    fn judged(
        respondents: &Respondents,
        columns: &[ModelColumn],
    ) -> Result<Vec<Option<&'static str>>, Nothing> {
        let topics = ["a", "b", "c"].map(TopicId::new);
        let found = untold(columns, &topics, respondents, 5)?;
        Ok(found
            .into_iter()
            .map(|reason| reason.map(Reason::as_str))
            .collect())
    }

    #[test]
    fn answers_of_one_customer_are_one_person() {
        // Topic b: nine answers of three customers; c: six of six.
        let mut says: Vec<(u32, &[u32])> = (0..40).map(|i| (i, &[0][..])).collect();
        says.extend((0..9).map(|i| (100 + i % 3, &[1][..])));
        says.extend((0..6).map(|i| (200 + i, &[2][..])));
        let found = judged(&people(&says), &negative(&["a", "b", "c"])).unwrap();
        assert_eq!(found, [None, Some("below_floor"), Some("remainder")]);
    }

    #[test]
    fn who_does_not_speak_of_it_is_a_part_too_and_what_all_say_is_said_of_each() {
        let of_all = |i: u32| if i < 3 { &[0][..] } else { &[0, 1] };
        let says: Vec<(u32, &[u32])> = (0..40).map(|i| (i, of_all(i))).collect();
        let found = judged(&people(&says), &negative(&["a", "b", "c"])).unwrap();
        assert_eq!(found, [Some("attribute"), Some("differencing"), None]);
    }

    #[test]
    fn one_hidden_column_would_follow_from_the_expected_outcome() {
        let says: Vec<(u32, &[u32])> = (0..40)
            .map(|i| (i, if i < 3 { &[0][..] } else { &[] }))
            .collect();
        assert_eq!(judged(&people(&says), &negative(&["a", "b"])), Err(Nothing));
        let says: Vec<(u32, &[u32])> = (0..40).map(|i| (i, &[][..])).collect();
        let none = judged(&people(&says), &negative(&["a", "b"])).unwrap();
        assert_eq!(none, [None, None], "nobody is not few");
    }

    #[test]
    fn a_value_of_few_is_hidden_with_another_of_its_control() {
        let mut respondents = people(&(0..40).map(|i| (i, &[][..])).collect::<Vec<_>>());
        let level = |i: u32| match i {
            0..20 => Some(0),
            20..37 => Some(1),
            37.. => None,
        };
        respondents.controls.push(Control {
            name: "channel".to_owned(),
            levels: vec!["phone".to_owned(), "chat".to_owned()],
            codes: (0..40).map(level).collect(),
        });
        let column = |value: &str| ModelColumn {
            of: "channel".to_owned(),
            value: Some(value.to_owned()),
        };
        let of = ["chat", NO_VALUE, "letter"].map(column);
        let found = judged(&respondents, &of).unwrap();
        assert_eq!(found[1], Some("below_floor"));
        assert!(found[0].is_some(), "its sum with the rest is known");
        assert_eq!(found[2], None, "nobody has it");
    }
}
