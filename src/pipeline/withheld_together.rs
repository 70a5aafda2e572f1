//! Which further counts of people in periods are not told, as who speaks badly of a topic is a part of who speaks of it.

use super::nested_counts::{Known, Part, Range, Together};
use super::period_counts::{
    Behind, Count, CountVerdict, HiddenCounts, Naming, SHARE, VOLUME, hide_period,
};
use crate::disclosure::Floor;
use crate::signals::series::PointPeople;

/// Hides counts of further periods, those of the fewest people first, until both counts together, as who speaks badly is a part
/// of who speaks, leave as much open as if all of them were hidden; no more than that needs. Whether it may be said which are of
/// few.
pub(super) fn hide_together(
    lines: &[Behind],
    whole: usize,
    floor: Floor,
    found: &mut [Vec<HiddenCounts>],
) -> Naming {
    let periods = &lines[whole].periods;
    let steps = [SHARE, VOLUME].into_iter().flat_map(|count| {
        let n = move |at: &usize| (count.n)(&periods[*at]);
        let is_shown = |at: &usize| n(at) > 0 && count.is_told(found[whole][*at]);
        let mut shown: Vec<usize> = (0..periods.len()).filter(is_shown).collect();
        shown.sort_by_key(n);
        shown.into_iter().map(move |at| (at, count))
    });
    let steps: Vec<(usize, Count)> = steps.collect();
    let with = |steps: &[(usize, Count)]| {
        let mut hidden = found[whole].clone();
        for &(at, count) in steps {
            *(count.verdict)(&mut hidden[at]) = CountVerdict::Withheld;
        }
        hidden
    };
    let Some(at_best) = together(periods, &with(&steps), Naming::Unnamed, floor) else {
        return Naming::Unnamed;
    };
    let asked: Vec<Open> = (0..periods.len())
        .map(|at| Open::at_best(&at_best, &periods[at], at, floor))
        .collect();
    let is_open = |steps: &[(usize, Count)], naming: Naming| {
        together(periods, &with(steps), naming, floor).is_some_and(|known| {
            let mut asked = asked.iter().enumerate();
            asked.all(|(at, open)| open.is_left(&known, at))
        })
    };
    let fewest = |naming: Naming| {
        let mut lengths = 0..=steps.len();
        lengths.find_map(|n| is_open(&steps[..n], naming).then(|| (steps[..n].to_vec(), naming)))
    };
    let (mut taken, naming) = fewest(Naming::Named)
        .or_else(|| fewest(Naming::Unnamed))
        .unwrap_or((steps.clone(), Naming::Unnamed));
    // What was hidden on the way and is not needed is told.
    for at in (0..taken.len()).rev() {
        let mut fewer = taken.clone();
        fewer.remove(at);
        if is_open(&fewer, naming) {
            taken = fewer;
        }
    }
    for (at, count) in taken {
        hide_period(lines, whole, count, at, found);
    }
    naming
}

/// What readers know of both counts in all periods; `None` where nothing fits.
fn together(
    periods: &[PointPeople],
    hidden: &[HiddenCounts],
    naming: Naming,
    floor: Floor,
) -> Option<Together> {
    let range = |people: &PointPeople, mut hidden: HiddenCounts, count: Count| {
        let (n, written) = ((count.n)(people), people.written.n);
        let few = floor.people() - 1;
        match (*(count.verdict)(&mut hidden), naming) {
            (CountVerdict::Told, _) => Range::only(n),
            // Where few wrote nothing is said.
            _ if n == 0 || written <= few => Range::new(0, written),
            (_, Naming::Unnamed) => Range::new(1, written),
            (_, Naming::Named) if n <= few => Range::new(1, few),
            (_, Naming::Named) => Range::new(floor.people(), written),
        }
    };
    let known = periods.iter().zip(hidden).map(|(people, hidden)| {
        let spoke = range(people, *hidden, VOLUME);
        Known::new(spoke, range(people, *hidden, SHARE))
    });
    let known = known.collect::<Option<Vec<Known>>>()?;
    let sum = |count: Count| periods.iter().map(count.n).sum();
    Some(Together::new(known, sum(VOLUME), sum(SHARE)))
}

/// What has to be left open of the counts of a period.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// What each of few can be.
    few: [(Part, Option<Range>); 2],
    /// Whether somebody can speak otherwise, where all who speak do so badly.
    otherwise: bool,
}

/// At least one.
const SOMEBODY: Range = Range::new(1, usize::MAX);

impl Open {
    /// What is open with all counts hidden: no more can be asked for.
    fn at_best(known: &Together, people: &PointPeople, at: usize, floor: Floor) -> Self {
        let few = Range::new(1, floor.people() - 1);
        let of_few = |n: usize, part: Part| {
            let is_few = (few.least..=few.most).contains(&n);
            let possible = is_few.then(|| known.possible(at, part, few));
            (part, possible.flatten())
        };
        let (spoke, badly) = (people.spoke.n, people.spoke_badly.n);
        let is_all = badly > 0 && badly == spoke;
        Self {
            few: [of_few(spoke, Part::Spoke), of_few(badly, Part::Badly)],
            otherwise: is_all && known.can_be(at, Part::Otherwise, SOMEBODY),
        }
    }

    fn is_left(&self, known: &Together, at: usize) -> bool {
        let can_be = |part: Part, n: usize| known.can_be(at, part, Range::only(n));
        let is_left = |&(part, range): &(Part, Option<Range>)| {
            range.is_none_or(|range| can_be(part, range.least) && can_be(part, range.most))
        };
        self.few.iter().all(is_left)
            && (!self.otherwise || known.can_be(at, Part::Otherwise, SOMEBODY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::withheld_counts::withhold_counts;
    use crate::signals::series::Crowd;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn line(periods: &[(usize, usize, usize)]) -> Behind {
        let crowd = |n, all_gave| Crowd { n, all_gave };
        let people = |&(written, spoke, badly): &(usize, usize, usize)| PointPeople {
            written: crowd(written, None),
            spoke: crowd(spoke, None),
            spoke_badly: crowd(badly, (badly > 0 && badly == spoke).then_some(1.0)),
            ..PointPeople::default()
        };
        Behind {
            segment: None,
            topic: Some(0),
            periods: periods.iter().map(people).collect(),
        }
    }

    /// What is hidden of the counts themselves, before anything else is.
    fn hidden(periods: &[(usize, usize, usize)], floor: Floor) -> Vec<HiddenCounts> {
        let mut found = vec![hidden_alone(periods, floor)];
        withhold_counts(&[line(periods)], floor, &mut found);
        found.remove(0)
    }

    fn hidden_alone(periods: &[(usize, usize, usize)], floor: Floor) -> Vec<HiddenCounts> {
        let few = 1..floor.people();
        let hide = |&(written, spoke, badly): &(usize, usize, usize)| {
            let mut hidden = HiddenCounts::default();
            let too_few_wrote = few.contains(&written);
            hidden
                .volume
                .withhold_if(too_few_wrote || few.contains(&spoke));
            let is_all = badly > 0 && badly == spoke;
            (hidden.share).withhold_if(too_few_wrote || is_all || few.contains(&badly));
            hidden
        };
        periods.iter().map(hide).collect()
    }

    type Pairs = BTreeSet<(usize, usize)>;

    /// Every pair of who speaks and who does so badly that fits what is told of a period.
    fn fitting(
        &(written, spoke, badly): &(usize, usize, usize),
        hidden: HiddenCounts,
        is_named: (bool, bool),
        floor: Floor,
    ) -> Pairs {
        let fits = |n: usize, verdict: CountVerdict, value: usize, is_named: bool| match verdict {
            CountVerdict::Told => value == n,
            _ if written < floor.people() || n == 0 => true,
            CountVerdict::Few => (1..floor.people()).contains(&value),
            CountVerdict::Withheld if is_named => value >= floor.people(),
            CountVerdict::Withheld => value >= 1,
        };
        let all = (0..=written).flat_map(|spoke| (0..=spoke).map(move |badly| (spoke, badly)));
        all.filter(|&(speak, speak_badly)| {
            fits(spoke, hidden.volume, speak, is_named.0)
                && fits(badly, hidden.share, speak_badly, is_named.1)
        })
        .collect()
    }

    /// Which pairs of each period some pairs of all others make the sums with.
    fn possible(
        periods: &[(usize, usize, usize)],
        hidden: &[HiddenCounts],
        floor: Floor,
    ) -> Vec<Pairs> {
        let is_named = (
            hidden.iter().any(|one| one.volume == CountVerdict::Few),
            hidden.iter().any(|one| one.share == CountVerdict::Few),
        );
        let own = |at: usize| fitting(&periods[at], hidden[at], is_named, floor);
        let total = (periods.iter()).fold((0, 0), |sum, one| (sum.0 + one.1, sum.1 + one.2));
        let others = |at: usize| {
            let others = (0..periods.len()).filter(|other| *other != at);
            others.fold(Pairs::from([(0, 0)]), |sums, other| {
                let added = own(other)
                    .into_iter()
                    .flat_map(|one| sums.iter().map(move |sum| (sum.0 + one.0, sum.1 + one.1)));
                added.collect()
            })
        };
        let is_left = |sums: &Pairs, one: &(usize, usize)| {
            let rest = total.0.checked_sub(one.0).zip(total.1.checked_sub(one.1));
            rest.is_some_and(|rest| sums.contains(&rest))
        };
        (0..periods.len())
            .map(|at| {
                let sums = others(at);
                own(at)
                    .into_iter()
                    .filter(|one| is_left(&sums, one))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn counts_of_which_one_is_part_of_the_other_are_held_together() {
        use CountVerdict::{Few, Told, Withheld};
        let verdicts = |periods: &[(usize, usize, usize)]| {
            let hidden = hidden(periods, Floor::AGENT);
            let told = hidden.iter().map(|one| (one.volume, one.share));
            told.collect::<Vec<_>>()
        };
        // All who speak in the first three do so badly, and those hidden of either count add up to the same.
        let periods = [(9, 9, 9), (60, 1, 1), (12, 10, 10), (80, 49, 40)];
        assert_eq!(
            verdicts(&periods),
            [
                (Withheld, Withheld),
                (Few, Few),
                (Withheld, Withheld),
                (Told, Withheld)
            ]
        );
    }

    proptest! {
        #[test]
        fn as_much_of_few_is_open_as_if_everything_were_hidden(
            drawn in prop::collection::vec((0..12_usize, 0..12_usize, 0..12_usize), 1..4)
        ) {
            let floor = Floor::LEAST;
            let periods: Vec<(usize, usize, usize)> = drawn
                .into_iter()
                .map(|(written, spoke, badly)| {
                    let spoke = spoke.min(written);
                    (written, spoke, badly.min(spoke))
                })
                .collect();
            let all_hidden = |&(written, spoke, badly): &(usize, usize, usize)| {
                let mut hidden = HiddenCounts::default();
                hidden.volume.withhold_if(spoke > 0 || written < floor.people());
                hidden.share.withhold_if(badly > 0 || written < floor.people());
                hidden
            };
            let all_hidden: Vec<HiddenCounts> = periods.iter().map(all_hidden).collect();
            let at_best = possible(&periods, &all_hidden, floor);
            let found = possible(&periods, &hidden(&periods, floor), floor);
            let few = |pairs: &Pairs, count: fn(&(usize, usize)) -> usize| {
                let values = pairs.iter().map(count);
                values.filter(|n| (1..floor.people()).contains(n)).collect::<BTreeSet<usize>>()
            };
            for (at, &(_, spoke, badly)) in periods.iter().enumerate() {
                for (n, count) in [(spoke, (|pair| pair.0) as fn(&(usize, usize)) -> usize), (badly, |pair| pair.1)] {
                    if (1..floor.people()).contains(&n) {
                        prop_assert_eq!(few(&found[at], count), few(&at_best[at], count));
                    }
                }
                let speaks_otherwise = |pairs: &Pairs| pairs.iter().any(|pair| pair.1 < pair.0);
                if badly > 0 && badly == spoke && speaks_otherwise(&at_best[at]) {
                    prop_assert!(speaks_otherwise(&found[at]));
                }
            }
        }
    }
}
