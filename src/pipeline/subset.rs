use super::Selection;
use super::contacts::Contacts;
use super::join::{first_answer, spoken, weight};
use crate::findings::{Further, Subset};
use crate::record::ScoreName;
use crate::signals::{GroupFigures, UnrankedTopic};
use crate::store::Columns;
use crate::units::{Share, as_u64};
use std::borrow::Cow;

/// A selection as findings name it.
pub(super) fn subset_of(selection: &Selection) -> Subset {
    Subset {
        filter: selection.filter.clone(),
        period: selection.period.map(|period| period.to_string()),
        value: None,
        team: None,
        about: Vec::new(),
    }
}

/// The contacts of a part of the archive, or none where fewer than `least` of them spoke: what so few said is
/// told by no figure at all.
pub(super) fn without_few<'c>(
    columns: &Columns,
    contacts: &'c Contacts,
    least: u64,
) -> Cow<'c, Contacts> {
    let speaking = contacts
        .iter()
        .filter(|contact| !spoken(columns, contact).is_empty());
    if as_u64(speaking.count()) >= least {
        return Cow::Borrowed(contacts);
    }
    let mut none = contacts.clone();
    none.retain(|_| false);
    Cow::Owned(none)
}

/// Topics without a rank as a part of the archive may tell of them: their numbers rounded down to a multiple of `least`.
///
/// Selections are asked for one by one, so that no table holds all of them: exact numbers of a selection, of another and of
/// the whole would tell by subtraction of the few that stand in neither. What is left of rounded ones may always be nobody
/// too, or `least` or more. (Hidden are numbers of fewer, so rounding to the nearest would leave a narrower band above them.)
pub(super) fn unranked_of(
    subset: &Subset,
    mut topics: Vec<UnrankedTopic>,
    least: u64,
) -> Vec<UnrankedTopic> {
    if subset.is_everything() || least < 2 {
        return topics;
    }
    for topic in &mut topics {
        topic.n_mentions = topic.n_mentions.map(|n| rounded(n, least));
        topic.n_negative = topic.n_negative.map(|n| rounded(n, least));
        topic.rounded_to = Some(least);
    }
    // Their order would tell which of two equal ones has more.
    topics.sort_by(|a, b| {
        b.n_mentions
            .cmp(&a.n_mentions)
            .then_with(|| a.topic.id.cmp(&b.topic.id))
    });
    topics
}

/// What opinions are about, and the journey, as a part of the archive may tell of them: numbers rounded as those of
/// [`unranked_of`], no share and no score. An exact mean beside a band says which number of the band it was taken over, and two
/// such means tell of one person; stages are topics put together otherwise, and would tell what bands of subjects hide.
pub(super) fn told_of_part(subset: &Subset, mut further: Further, least: u64) -> Further {
    if subset.is_everything() || least < 2 {
        return further;
    }
    for row in &mut further.subjects {
        if let Ok(figures) = &mut row.figures {
            *figures = in_bands(figures, least);
        }
        row.rounded_to = Some(least);
    }
    if let Some(found) = &mut further.journey {
        found.n_nowhere = None;
        for row in &mut found.stages {
            if let Ok(figures) = &mut row.figures {
                figures.group = in_bands(&figures.group, least);
                figures.share = None;
            }
            row.rounded_to = Some(least);
        }
    }
    further
}

/// Counts rounded down to multiples of `least`, without outcome.
const fn in_bands(figures: &GroupFigures, least: u64) -> GroupFigures {
    GroupFigures {
        n: rounded(figures.n, least),
        n_negative: rounded(figures.n_negative, least),
        n_positive: rounded(figures.n_positive, least),
        n_scored: None,
        all_answered: None,
        score: None,
    }
}

const fn rounded(n: u64, least: u64) -> u64 {
    n / least * least
}

/// The part of all respondents with an outcome that `contacts` are, by weight.
pub(super) fn share_of(
    columns: &Columns,
    contacts: &Contacts,
    whole: &Contacts,
    outcome: Option<&ScoreName>,
) -> Share {
    let answers = outcome.and_then(|name| columns.scores.get(name));
    let total = |contacts: &Contacts| -> f64 {
        contacts
            .iter()
            .filter_map(|contact| {
                let rows = spoken(columns, contact);
                let lead = first_answer(columns, &rows, answers)?;
                Some(weight(columns, lead, &rows))
            })
            .sum()
    };
    let all = total(whole);
    if all > 0.0 {
        Share::saturating(total(contacts) / all)
    } else {
        Share::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::SubjectRow;
    use crate::record::TopicId;
    use crate::signals::{TopicName, UnrankedReason};
    use crate::units::{Interval, Probability};

    fn topics(n: &[u64]) -> Vec<UnrankedTopic> {
        let topic = |(at, n): (usize, &u64)| UnrankedTopic {
            topic: TopicName {
                id: TopicId::new(format!("t{at}")),
                nl: String::new(),
                en: String::new(),
            },
            about: None,
            n_mentions: Some(*n),
            n_negative: None,
            rounded_to: None,
            reason: UnrankedReason::NotADriver,
        };
        n.iter().enumerate().map(topic).collect()
    }

    fn subject(n: u64, n_negative: u64) -> SubjectRow {
        let score = Interval::new(7.0, 7.5, 8.0, Probability::saturating(0.95));
        SubjectRow {
            about: None,
            topics: Vec::new(),
            figures: Ok(GroupFigures {
                n,
                n_negative,
                n_positive: n - n_negative,
                n_scored: Some(n),
                all_answered: Some(7.5),
                score: score.ok(),
            }),
            rounded_to: None,
            contribution: None,
        }
    }

    #[test]
    fn two_periods_that_differ_by_one_person_tell_the_same_of_what_opinions_are_about() {
        let of = |subjects| Further {
            subjects,
            ..Further::default()
        };
        let of_period = |until: &str, n, n_negative| {
            let part = Subset {
                period: Some(format!("2026-01-01..{until}")),
                ..Subset::default()
            };
            told_of_part(&part, of(vec![subject(n, n_negative)]), 10).subjects
        };
        let found = of_period("2026-10-24", 194, 31);
        assert_eq!(found, of_period("2026-10-26", 195, 32));
        assert_eq!(found[0].rounded_to, Some(10));
        let figures = found[0].figures.as_ref().unwrap();
        assert_eq!(
            [figures.n, figures.n_negative, figures.n_positive],
            [190, 30, 160]
        );
        let whole = vec![subject(194, 31)];
        let told = told_of_part(&Subset::default(), of(whole.clone()), 10);
        assert_eq!(told.subjects, whole);
    }

    fn told(subset: &Subset, n: u64) -> u64 {
        unranked_of(subset, topics(&[n]), 10)[0].n_mentions.unwrap()
    }

    #[test]
    fn numbers_of_several_selections_never_tell_that_a_few_stand_in_none() {
        let part = Subset {
            filter: Some("channel:web".to_owned()),
            ..Subset::default()
        };
        assert_eq!(told(&Subset::default(), 53), 53, "the whole is exact");
        for n in 10..60 {
            for rest in 1..10_u64 {
                // Whatever the part may have by what is told of it, of a whole that is told exactly.
                let alike = (10..80).filter(|other| told(&part, *other) == told(&part, n));
                let rests: Vec<i64> = alike
                    .map(|other| i64::try_from(n + rest).unwrap() - i64::try_from(other).unwrap())
                    .collect();
                assert!(
                    rests.contains(&0) || rests.iter().any(|rest| *rest >= 10),
                    "{n} {rest}"
                );
            }
        }
    }

    #[test]
    fn rounded_numbers_keep_no_order_that_tells_more() {
        let part = Subset {
            period: Some("2025-01".to_owned()),
            ..Subset::default()
        };
        let found = unranked_of(&part, topics(&[21, 24, 97]), 10);
        let ids: Vec<&str> = found.iter().map(|one| one.topic.id.as_str()).collect();
        assert_eq!(ids, ["t2", "t0", "t1"]);
        assert!(found.iter().all(|one| one.rounded_to == Some(10)));
    }
}
