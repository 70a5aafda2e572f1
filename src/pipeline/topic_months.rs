//! The months of ranked topics, as far as a series of that topic tells them.

use super::contacts::{Contacts, instant};
use super::join::spoken;
use super::period_counts::{Behind, CountVerdict, HiddenCounts};
use super::series_guard::hidden_counts;
use crate::config::Project;
use crate::disclosure::Floor;
use crate::record::ScoreName;
use crate::signals::series::{Crowd, PointPeople};
use crate::signals::{Month, Respondents, Signal, Told, Tone, Topic};
use crate::store::Columns;
use crate::units::as_u64;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::HashSet;

/// Of each respondent the number of declared changes of the outcome's scale up to the day on which it spoke; empty where none
/// is declared. A series has two periods in a month in which the scale changes.
pub(super) fn stretches(
    project: &Project,
    columns: &Columns,
    contacts: &Contacts,
    outcome: Option<&ScoreName>,
    zone: &TimeZone,
) -> Vec<usize> {
    let changes = outcome.and_then(|name| project.score_changes.get(name));
    let Some(changes) = changes.filter(|changes| !changes.is_empty()) else {
        return Vec::new();
    };
    let stretch = |contact: &[usize]| {
        let seconds = instant(columns, contact, outcome)?;
        let day = Timestamp::from_second(seconds).ok()?;
        let day = day.to_zoned(zone.clone()).date();
        Some(changes.iter().filter(|change| **change <= day).count())
    };
    contacts
        .iter()
        .filter(|contact| !spoken(columns, contact).is_empty())
        .map(|contact| stretch(contact).unwrap_or_default())
        .collect()
}

fn telling(verdict: CountVerdict, exactly: Told, written: &Group, floor: Floor) -> Told {
    let least = as_u64(floor.people());
    match verdict {
        CountVerdict::Told => exactly,
        CountVerdict::Few if written.n_people() == written.n_respondents => Told::FewerThan(least),
        CountVerdict::Few => Told::OfFewerPeople(least),
        CountVerdict::Withheld if written.n_people() < floor.people() => Told::OfTooFew,
        CountVerdict::Withheld => Told::Withheld,
    }
}

/// Respondents who wrote, or who speak of a topic in one tone.
#[derive(Debug, Clone, Default)]
struct Group {
    n_respondents: usize,
    /// Customers of those respondents whose customer is that of others too.
    shared: Vec<u32>,
}

impl Group {
    fn hear(&mut self, customer: u32, is_shared: bool) {
        self.n_respondents += 1;
        if is_shared {
            self.shared.push(customer);
        }
    }

    fn of_all<'v>(parts: impl IntoIterator<Item = &'v Self>) -> Self {
        let mut all = Self::default();
        for part in parts {
            all.n_respondents += part.n_respondents;
            all.shared.extend_from_slice(&part.shared);
        }
        all
    }

    fn n_people(&self) -> usize {
        let people: HashSet<u32> = self.shared.iter().copied().collect();
        self.n_respondents - self.shared.len() + people.len()
    }
}

/// Those who speak of a topic, by how they do.
#[derive(Debug, Clone, Default)]
struct Speakers {
    neutral: Group,
    negative: Group,
    positive: Group,
    both: Group,
}

impl Speakers {
    fn of(&mut self, tone: Tone) -> &mut Group {
        match tone {
            Tone::Neutral => &mut self.neutral,
            Tone::Negative => &mut self.negative,
            Tone::Positive => &mut self.positive,
            Tone::Both => &mut self.both,
        }
    }

    fn in_tone(&self, is_of_tone: fn(Tone) -> bool) -> impl Iterator<Item = &Group> {
        let tones = [
            (Tone::Neutral, &self.neutral),
            (Tone::Negative, &self.negative),
            (Tone::Positive, &self.positive),
            (Tone::Both, &self.both),
        ];
        let of_tone = tones.into_iter().filter(move |(tone, _)| is_of_tone(*tone));
        of_tone.map(|(_, group)| group)
    }
}

/// Who wrote in each stretch of one scale of each month, and who spoke of each topic how.
pub(super) struct TopicMonths {
    n_stretches: usize,
    /// Per stretch of each month.
    written: Vec<Group>,
    /// Per month.
    written_in_month: Vec<Group>,
    /// Per topic and stretch of each month.
    speakers: Vec<Vec<Speakers>>,
}

impl TopicMonths {
    /// Counts so many topics; `stretches` as of [`stretches`].
    pub(super) fn of(respondents: &Respondents, n_topics: usize, stretches: &[usize]) -> Self {
        let months = || (0..respondents.len()).filter_map(|i| respondents.month(i));
        let first = months().min();
        let n_months = (first.zip(months().max())).map_or(0, |(first, last): (Month, Month)| {
            last.months_since(first) + 1
        });
        let n_stretches = stretches.iter().max().map_or(1, |last| last + 1);
        let n_periods = n_months * n_stretches;
        let mut written = vec![Group::default(); n_periods];
        let mut speakers = vec![vec![Speakers::default(); n_periods]; n_topics];
        let is_shared = shared(respondents.customers());
        for i in (0..respondents.len()).filter(|&i| respondents.has_words(i)) {
            let Some((month, first)) = respondents.month(i).zip(first) else {
                continue;
            };
            let stretch = stretches.get(i).copied().unwrap_or_default();
            let at = month.months_since(first) * n_stretches + stretch;
            let customer = respondents.customer(i);
            let is_shared = is_shared[customer as usize];
            written[at].hear(customer, is_shared);
            for mention in respondents.mentions(i) {
                let speakers = &mut speakers[mention.topic as usize][at];
                speakers.of(mention.tone).hear(customer, is_shared);
            }
        }
        let in_month = written.chunks(n_stretches).map(Group::of_all);
        Self {
            n_stretches,
            written_in_month: in_month.collect(),
            written,
            speakers,
        }
    }

    /// Hides of the months of `signals` what [`series`](super::series()) hides of a series by month: counts of few people, of all
    /// who speak of the topic, and those that would give such a count away with the numbers of all months.
    ///
    /// `topics` are in the order in which respondents number them.
    pub(super) fn hide_few(&self, signals: &mut [Signal], topics: &[Topic], least: u64) {
        let floor = usize::try_from(least).unwrap_or(usize::MAX);
        let floor = Floor::new(floor).unwrap_or(Floor::LEAST);
        for signal in signals {
            let is_own = |topic: &Topic| topic.name.id == signal.topic.id;
            let Some(topic) = topics.iter().position(is_own) else {
                continue;
            };
            let negative = self.verdicts(topic, Tone::is_negative, floor);
            let positive = self.verdicts(topic, Tone::is_positive, floor);
            for (month, point) in signal.trend.iter_mut().enumerate() {
                let written = &self.written_in_month[month];
                point.n_negative = telling(negative[month], point.n_negative, written, floor);
                point.n_positive = telling(positive[month], point.n_positive, written, floor);
                point.share_negative = point
                    .share_negative
                    .filter(|_| point.n_negative.count().is_some());
            }
        }
    }

    /// Of each month whether it is told how many speak of a topic in a tone.
    fn verdicts(
        &self,
        topic: usize,
        is_of_tone: fn(Tone) -> bool,
        floor: Floor,
    ) -> Vec<CountVerdict> {
        let people = |at: usize| self.people(topic, at, is_of_tone);
        let behind = Behind {
            segment: None,
            topic: Some(topic),
            periods: (0..self.written.len()).map(people).collect(),
        };
        let hidden = hidden_counts(&[behind], floor).remove(0);
        let verdict = |(parts, written): (&[HiddenCounts], &[Group])| {
            let parts = parts.iter().map(|part| part.share);
            let parts: Vec<CountVerdict> = (parts.zip(written))
                .filter_map(|(verdict, written)| (written.n_respondents > 0).then_some(verdict))
                .collect();
            match parts.as_slice() {
                [only] => *only,
                parts if parts.iter().all(|part| *part == CountVerdict::Told) => CountVerdict::Told,
                // Whether they are few together would tell more of either part.
                _ => CountVerdict::Withheld,
            }
        };
        let months = hidden.chunks(self.n_stretches);
        let months = months.zip(self.written.chunks(self.n_stretches));
        months.map(verdict).collect()
    }

    /// Who stands behind the counts of a stretch of a month. `spoke_badly` are those who speak in the tone.
    fn people(&self, topic: usize, at: usize, is_of_tone: fn(Tone) -> bool) -> PointPeople {
        let (written, speakers) = (&self.written[at], &self.speakers[topic][at]);
        let spoke = Group::of_all(speakers.in_tone(|_| true));
        let of_tone = Group::of_all(speakers.in_tone(is_of_tone));
        let if_all = |all: &Group| {
            let is_all = of_tone.n_respondents == all.n_respondents;
            (of_tone.n_respondents > 0 && is_all).then_some(1.0)
        };
        let crowd = |group: &Group, all_gave| Crowd {
            n: group.n_people(),
            all_gave,
        };
        PointPeople {
            written: crowd(written, if_all(written)),
            spoke_badly: crowd(&of_tone, if_all(&spoke)),
            spoke: crowd(&spoke, None),
            ..PointPeople::default()
        }
    }
}

/// Of each customer whether several respondents are theirs.
fn shared(customers: &[u32]) -> Vec<bool> {
    let n = (customers.iter().max()).map_or(0, |last| *last as usize + 1);
    let (mut is_seen, mut is_shared) = (vec![false; n], vec![false; n]);
    for &customer in customers {
        let seen = &mut is_seen[customer as usize];
        is_shared[customer as usize] = *seen;
        *seen = true;
    }
    is_shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{Mention, Respondent};
    use crate::stats::{draw, generator};
    use crate::units::{as_f64, as_u32};

    fn says(customer: u32, month: Month, tone: Option<Tone>) -> Respondent {
        let mention = tone.map(|tone| Mention { topic: 0, tone });
        Respondent {
            outcome: None,
            answer: None,
            weight: 1.0,
            customer,
            has_words: true,
            month: Some(month),
            mentions: mention.into_iter().collect(),
        }
    }

    /// So many texts, of so many customers, speak badly of the topic in each month from January; forty others wrote, ten
    /// of them of the topic.
    fn complaints(months: &[(usize, u32)]) -> Respondents {
        let mut respondents = Respondents::default();
        let mut next = 0;
        for (at, &(n, n_customers)) in months.iter().enumerate() {
            let month = Month::new(2026, i8::try_from(at).unwrap() + 1);
            for i in 0..n {
                let customer = next + as_u32(i) % n_customers.max(1);
                respondents.push(&says(customer, month, Some(Tone::Negative)));
            }
            next += n_customers;
            for i in 0..40 {
                let tone = (i < 10).then_some(Tone::Neutral);
                respondents.push(&says(next, month, tone));
                next += 1;
            }
        }
        respondents
    }

    fn verdicts(respondents: &Respondents, stretches: &[usize]) -> Vec<CountVerdict> {
        let months = TopicMonths::of(respondents, 1, stretches);
        months.verdicts(0, Tone::is_negative, Floor::AGENT)
    }

    #[test]
    fn months_of_few_are_hidden_with_what_would_give_them_away() {
        use CountVerdict::{Few, Told, Withheld};
        let told = |months: &[(usize, u32)]| verdicts(&complaints(months), &[]);
        assert_eq!(told(&[(30, 30), (0, 0), (20, 20)]), [Told, Told, Told]);
        // All together are told: the smallest of the others goes with those of few.
        assert_eq!(
            told(&[(30, 30), (4, 4), (0, 0), (20, 20)]),
            [Told, Few, Told, Withheld]
        );
        assert_eq!(
            told(&[(30, 30), (6, 6), (6, 6), (5, 5), (5, 5)]),
            [Told, Few, Few, Few, Few]
        );
        // Three of few that are 26 together are eight or nine each.
        assert_eq!(
            told(&[(30, 30), (9, 9), (9, 9), (8, 8)]),
            [Withheld, Few, Few, Few]
        );
        // Twenty texts of four customers are of few.
        assert_eq!(told(&[(30, 30), (20, 4), (25, 25)]), [Told, Few, Withheld]);
    }

    #[test]
    fn a_month_of_two_scales_is_judged_in_both_parts() {
        use CountVerdict::{Told, Withheld};
        let respondents = complaints(&[(18, 18), (30, 30), (30, 30)]);
        assert_eq!(verdicts(&respondents, &[]), [Told, Told, Told]);
        // Half of January's came before the change, and half after it.
        let half = |i: usize| usize::from((9..18).contains(&i) || i >= 38);
        let stretches: Vec<usize> = (0..respondents.len()).map(half).collect();
        let parts = verdicts(&respondents, &stretches);
        assert_eq!(
            parts[0], Withheld,
            "of 18 together it is not said that they are few"
        );
    }

    #[test]
    fn people_are_counted_as_a_plain_count_does() {
        let mut random = generator(7, 0);
        let mut below = |n: usize| {
            let drawn = draw::uniform(&mut random) * as_f64(n);
            (0..n).rev().find(|&at| as_f64(at) <= drawn).unwrap()
        };
        for n_customers in [3, 20, 400] {
            let mut respondents = Respondents::default();
            let mut plain: Vec<(u32, usize, Option<Tone>)> = Vec::new();
            for _ in 0..200 {
                let (customer, month) = (as_u32(below(n_customers)), below(4));
                let tones = [
                    None,
                    Some(Tone::Neutral),
                    Some(Tone::Negative),
                    Some(Tone::Both),
                ];
                let tone = tones[below(4)];
                let date = Month::new(2026, i8::try_from(month).unwrap() + 1);
                respondents.push(&says(customer, date, tone));
                plain.push((customer, month, tone));
            }
            let months = TopicMonths::of(&respondents, 1, &[]);
            let n_different = |is_one: &dyn Fn(Option<Tone>) -> bool, month: usize| {
                let these = plain
                    .iter()
                    .filter(|(_, at, tone)| *at == month && is_one(*tone));
                let mut these: Vec<u32> = these.map(|(customer, ..)| *customer).collect();
                these.sort_unstable();
                these.dedup();
                these.len()
            };
            for month in 0..4 {
                let found = months.people(0, month, Tone::is_negative);
                let counted = [found.written.n, found.spoke.n, found.spoke_badly.n];
                let plainly = [
                    n_different(&|_| true, month),
                    n_different(&|tone| tone.is_some(), month),
                    n_different(&|tone| tone.is_some_and(Tone::is_negative), month),
                ];
                assert_eq!(counted, plainly, "{n_customers} customers, month {month}");
            }
        }
    }
}
