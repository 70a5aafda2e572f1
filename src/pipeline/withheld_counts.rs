//! Which counts of people in periods are not told, as readers know the sum of all periods.

use super::period_counts::{
    Behind, Count, CountVerdict, HiddenCounts, Naming, SHARE, VOLUME, hide_period,
};
use super::withheld_together::hide_together;
use crate::disclosure::Floor;
use crate::signals::series::PointPeople;
use std::collections::BTreeSet;

/// Hides, beside what is hidden of `hidden` already, counts from which one of few would follow, and says which are of few.
///
/// `rank` tells how many there are in all periods together.
pub(super) fn withhold_counts(lines: &[Behind], floor: Floor, hidden: &mut [Vec<HiddenCounts>]) {
    let topics: BTreeSet<usize> = lines.iter().filter_map(|line| line.topic).collect();
    for topic in topics {
        let whole = |line: &Behind| line.topic == Some(topic) && line.segment.is_none();
        let Some(whole) = lines.iter().position(whole) else {
            continue;
        };
        for count in [SHARE, VOLUME] {
            hide_periods(lines, whole, floor, count, hidden);
        }
        if hide_together(lines, whole, floor, hidden) == Naming::Named {
            for count in [SHARE, VOLUME] {
                name_few(lines, whole, floor, count, hidden);
            }
        }
    }
}

impl Count {
    /// What readers know of a count that is not told, where it is said which are of few.
    fn guess(self, people: &PointPeople, hidden: HiddenCounts, floor: Floor) -> Guess {
        let n = (self.n)(people);
        let (least, most) = (self.bounds)(people, hidden);
        let largest_of_few = floor.people() - 1;
        let is_few = n <= largest_of_few;
        let (least, most) = if people.written.n <= largest_of_few {
            // Where few wrote nothing is said.
            (0, most)
        } else if is_few {
            (least.max(1), largest_of_few.min(most))
        } else {
            (least.max(floor.people()), most)
        };
        let open = is_few.then_some((least, most.min(largest_of_few)));
        Guess {
            n,
            least,
            most,
            open,
        }
    }
}

/// What readers know of a count that is not told.
#[derive(Debug, Clone, Copy)]
struct Guess {
    n: usize,
    least: usize,
    most: usize,
    /// Fewest and most of what it has to be able to be for all that readers know, if it is of few.
    open: Option<(usize, usize)>,
}

/// Whether the sum of these counts, which readers know, leaves open how many each of few is, and of each other whether it is
/// the most that it can be: that all who speak of a topic do so badly is not told.
fn are_safe(guesses: &[Guess]) -> bool {
    let sum = |of: fn(&Guess) -> usize| guesses.iter().map(of).sum::<usize>();
    let (total, least, most) = (
        sum(|guess| guess.n),
        sum(|guess| guess.least),
        sum(|guess| guess.most),
    );
    guesses.iter().all(|guess| {
        // What the others leave of the sum, at their most and at their least.
        let low = (total + guess.most).saturating_sub(most).max(guess.least);
        let high = (total + guess.least - least).min(guess.most);
        match guess.open {
            Some((from, to)) => low <= from && high >= to,
            None => low < guess.most,
        }
    })
}

/// Hides a count of further periods of a topic where one is hidden, those of the fewest people first, as `rank` tells how many
/// there are in all periods: then two or more are hidden, of twice the floor together. What is hidden of everybody is hidden of
/// each segment, as these add up to it.
fn hide_periods(
    lines: &[Behind],
    whole: usize,
    floor: Floor,
    count: Count,
    found: &mut [Vec<HiddenCounts>],
) {
    let periods = &lines[whole].periods;
    let n = |at: usize| (count.n)(&periods[at]);
    let counted = (0..periods.len()).filter(|&at| n(at) > 0);
    let (mut shown, mut hidden): (Vec<usize>, Vec<usize>) =
        counted.partition(|&at| count.is_told(found[whole][at]));
    if hidden.is_empty() {
        return;
    }
    shown.sort_by_key(|&at| n(at));
    let mut shown = shown.into_iter();
    let is_enough = |hidden: &[usize]| {
        let n_people: usize = hidden.iter().map(|&at| n(at)).sum();
        hidden.len() > 1 && n_people >= 2 * floor.people()
    };
    while !is_enough(&hidden)
        && let Some(at) = shown.next()
    {
        hidden.push(at);
    }
    for at in hidden {
        hide_period(lines, whole, count, at, found);
    }
}

/// Says of counts that are not told that they are of few. Where few wrote, not even whether somebody speaks of the topic is
/// told; nor is it said of segments where with the whole of a period it would tell how many.
fn name_few(
    lines: &[Behind],
    whole: usize,
    floor: Floor,
    count: Count,
    found: &mut [Vec<HiddenCounts>],
) {
    let is_part =
        |line: &usize| lines[*line].topic == lines[whole].topic && lines[*line].segment.is_some();
    let parts: Vec<usize> = (0..lines.len()).filter(is_part).collect();
    for (at, _) in lines[whole].periods.iter().enumerate() {
        let mut verdict = |line: usize| *(count.verdict)(&mut found[line][at]);
        let is_whole_told = verdict(whole) == CountVerdict::Told;
        let mut hidden = parts.clone();
        let is_counted = |part: usize| (count.n)(&lines[part].periods[at]) > 0;
        hidden.retain(|&part| is_counted(part) && verdict(part) != CountVerdict::Told);
        let guess = |&part: &usize| {
            let people = &lines[part].periods[at];
            count.guess(people, found[part][at], floor)
        };
        let guesses: Vec<Guess> = hidden.iter().map(guess).collect();
        if is_whole_told && !are_safe(&guesses) {
            hidden.clear();
        }
        for line in hidden.into_iter().chain([whole]) {
            let people = &lines[line].periods[at];
            let verdict = (count.verdict)(&mut found[line][at]);
            let is_few = people.written.n >= floor.people()
                && (1..floor.people()).contains(&(count.n)(people));
            if is_few && *verdict == CountVerdict::Withheld {
                *verdict = CountVerdict::Few;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Which values of the count at `of` some values of all others make the sum of, tried one by one.
    fn possible(guesses: &[Guess], of: usize) -> BTreeSet<usize> {
        let total: usize = guesses.iter().map(|guess| guess.n).sum();
        let mut sums = BTreeSet::from([0]);
        for (_, guess) in guesses.iter().enumerate().filter(|(at, _)| *at != of) {
            let values = guess.least..=guess.most;
            sums = values
                .flat_map(|value| sums.iter().map(move |sum| sum + value))
                .collect();
        }
        let own = guesses[of].least..=guesses[of].most;
        own.filter(|own| {
            total
                .checked_sub(*own)
                .is_some_and(|rest| sums.contains(&rest))
        })
        .collect()
    }

    proptest! {
        #[test]
        fn what_is_safe_leaves_open_what_it_promises(
            counts in prop::collection::vec((0..14_usize, 0..6_usize, 0..6_usize, any::<bool>()), 1..5)
        ) {
            let guesses: Vec<Guess> = counts
                .into_iter()
                .map(|(n, below, above, is_few)| {
                    let (least, most) = (n.saturating_sub(below), n + above);
                    Guess { n, least, most, open: is_few.then_some((least, most.min(9).max(least))) }
                })
                .collect();
            let is_open = |(at, guess): (usize, &Guess)| {
                let possible = possible(&guesses, at);
                match guess.open {
                    Some((from, to)) => (from..=to).all(|value| possible.contains(&value)),
                    None => possible.range(..guess.most).next().is_some(),
                }
            };
            let plainly = guesses.iter().enumerate().all(is_open);
            prop_assert_eq!(are_safe(&guesses), plainly);
        }
    }
}
