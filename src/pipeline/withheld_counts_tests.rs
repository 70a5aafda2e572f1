use super::*;
use crate::pipeline::period_counts::CountVerdict;
use crate::signals::series::{Crowd, PointPeople};
use proptest::prelude::*;

/// Of a line in a period: who wrote, who of these speaks of the topic, and who of these badly.
type Counts = (usize, usize, usize);
type Pairs = BTreeSet<(usize, usize)>;

/// A line per segment, everybody first.
fn lines(rows: &[Vec<Counts>]) -> Vec<Behind> {
    let crowd = |n, all_gave| Crowd { n, all_gave };
    let people = |&(written, spoke, badly): &Counts| PointPeople {
        written: crowd(written, None),
        spoke: crowd(spoke, None),
        spoke_badly: crowd(badly, (badly > 0 && badly == spoke).then_some(1.0)),
        ..PointPeople::default()
    };
    let rows = rows.iter().enumerate();
    rows.map(|(row, periods)| Behind {
        segment: row.checked_sub(1),
        topic: Some(0),
        periods: periods.iter().map(people).collect(),
    })
    .collect()
}

/// What is hidden of these counts, with what is hidden of them by themselves.
fn hidden(rows: &[Vec<Counts>], floor: Floor) -> Vec<Vec<HiddenCounts>> {
    let few = 1..floor.people();
    let hide = |&(written, spoke, badly): &Counts| {
        let mut hidden = HiddenCounts::default();
        let too_few_wrote = few.contains(&written);
        let is_all = badly > 0 && badly == spoke;
        (hidden.volume).withhold_if(too_few_wrote || few.contains(&spoke));
        (hidden.share).withhold_if(too_few_wrote || is_all || few.contains(&badly));
        hidden
    };
    let rows_hidden = rows.iter().map(|row| row.iter().map(hide).collect());
    let mut found: Vec<Vec<HiddenCounts>> = rows_hidden.collect();
    withhold_counts(&lines(rows), floor, &mut found);
    found
}

/// Every pair of who speaks and who does so badly that fits what is told.
fn fitting(
    &(written, spoke, badly): &Counts,
    hidden: HiddenCounts,
    is_named: bool,
    floor: Floor,
) -> Pairs {
    let fits = |n: usize, verdict: CountVerdict, value: usize| match verdict {
        CountVerdict::Told => value == n,
        _ if written < floor.people() || n == 0 => true,
        CountVerdict::Few => (1..floor.people()).contains(&value),
        CountVerdict::Withheld if is_named => value >= floor.people(),
        CountVerdict::Withheld => value >= 1,
    };
    let all = (0..=written).flat_map(|spoke| (0..=spoke).map(move |badly| (spoke, badly)));
    all.filter(|&(speak, speak_badly)| {
        fits(spoke, hidden.volume, speak) && fits(badly, hidden.share, speak_badly)
    })
    .collect()
}

fn sums(cells: &[Pairs]) -> Pairs {
    cells.iter().fold(Pairs::from([(0, 0)]), |sums, cell| {
        let added = |one: &(usize, usize)| {
            let one = *one;
            sums.iter().map(move |sum| (sum.0 + one.0, sum.1 + one.1))
        };
        cell.iter().flat_map(added).collect()
    })
}

/// Which pairs of each cell make one of these sums with some pairs of all others.
fn possible(cells: &[Pairs], allowed: &Pairs) -> Vec<Pairs> {
    let of_cell = |at: usize| {
        let others = sums(&[&cells[..at], &cells[at + 1..]].concat());
        let is_left = |one: &&(usize, usize)| {
            let makes =
                |other: &(usize, usize)| allowed.contains(&(one.0 + other.0, one.1 + other.1));
            others.iter().any(makes)
        };
        cells[at].iter().filter(is_left).copied().collect()
    };
    (0..cells.len()).map(of_cell).collect()
}

/// The pairs that fit each cell of rows, where a count that is not called few is more where others of its row and its column are
/// called so.
fn fitting_rows(
    rows: &[Vec<Counts>],
    hidden: &[Vec<HiddenCounts>],
    floor: Floor,
) -> Vec<Vec<Pairs>> {
    let is_few = |one: &HiddenCounts| [one.volume, one.share].contains(&CountVerdict::Few);
    let in_row = |row: usize| hidden[row].iter().any(is_few);
    let in_column =
        |row: usize, at: usize| row == 0 || hidden[1..].iter().any(|row| is_few(&row[at]));
    let fit = |(row, at): (usize, usize)| {
        let is_named = in_row(row) && in_column(row, at);
        fitting(&rows[row][at], hidden[row][at], is_named, floor)
    };
    let rows = rows.iter().enumerate();
    rows.map(|(row, periods)| (0..periods.len()).map(|at| fit((row, at))).collect())
        .collect()
}

/// The pairs that are possible for each cell: segments add up to everybody, and everybody in all periods to what is told.
fn possible_in_tree(rows: &[Vec<Pairs>], total: &Pairs) -> Vec<Vec<Pairs>> {
    let n_periods = rows[0].len();
    let column = |at: usize| {
        rows[1..]
            .iter()
            .map(|row| row[at].clone())
            .collect::<Vec<Pairs>>()
    };
    let whole = (0..n_periods).map(|at| match column(at).as_slice() {
        [] => rows[0][at].clone(),
        parts => rows[0][at].intersection(&sums(parts)).copied().collect(),
    });
    let whole = possible(&whole.collect::<Vec<Pairs>>(), total);
    let mut found = vec![whole.clone()];
    found.resize(rows.len(), Vec::new());
    for (at, whole) in whole.iter().enumerate() {
        for (row, pairs) in possible(&column(at), whole).into_iter().enumerate() {
            found[row + 1].push(pairs);
        }
    }
    found
}

/// Whether as much is open of the counts of a cell that are few, or all the same, as is at best.
fn is_left(cell: &Counts, found: &Pairs, at_best: &Pairs, floor: Floor) -> bool {
    let few = 1..floor.people();
    let values = |pairs: &Pairs, of: fn(&(usize, usize)) -> usize| {
        let values = pairs.iter().map(of);
        values
            .filter(|n| few.contains(n))
            .collect::<BTreeSet<usize>>()
    };
    let is_open = |n: usize, of: fn(&(usize, usize)) -> usize| {
        !few.contains(&n) || values(found, of) == values(at_best, of)
    };
    let speaks_otherwise = |pairs: &Pairs| pairs.iter().any(|pair| pair.1 < pair.0);
    let &(_, spoke, badly) = cell;
    let is_all = badly > 0 && badly == spoke && speaks_otherwise(at_best);
    is_open(spoke, |pair| pair.0)
        && is_open(badly, |pair| pair.1)
        && (!is_all || speaks_otherwise(found))
}

/// Nothing is told of a count that is not nought.
fn all_hidden(row: &[Counts], floor: Floor) -> Vec<HiddenCounts> {
    let hide = |&(written, spoke, badly): &Counts| {
        let mut hidden = HiddenCounts::default();
        (hidden.volume).withhold_if(spoke > 0 || written < floor.people());
        (hidden.share).withhold_if(badly > 0 || written < floor.people());
        hidden
    };
    row.iter().map(hide).collect()
}

fn total_of(row: &[Counts]) -> Pairs {
    let add = |sum: (usize, usize), one: &Counts| (sum.0 + one.1, sum.1 + one.2);
    Pairs::from([row.iter().fold((0, 0), add)])
}

/// Every total that fits what `rank` tells of a segment: no number of few.
fn told_total_of(row: &[Counts], floor: Floor) -> Pairs {
    let few = floor.people();
    let fits = move |n: usize, value: usize| n == value || n < few && value < few;
    let totals = total_of(row).into_iter().flat_map(|(spoke, badly)| {
        let all =
            (0..=spoke.max(few)).flat_map(|spoke| (0..=spoke).map(move |badly| (spoke, badly)));
        all.filter(move |all| fits(spoke, all.0) && fits(badly, all.1))
    });
    totals.collect()
}

#[test]
fn counts_of_which_one_is_part_of_the_other_are_held_together() {
    use CountVerdict::{Few, Told, Withheld};
    // All who speak in the first three do so badly, and those hidden of either count add up to the same.
    let periods = vec![(9, 9, 9), (60, 1, 1), (12, 10, 10), (80, 49, 40)];
    let hidden = hidden(&[periods], Floor::AGENT).remove(0);
    let told: Vec<_> = hidden.iter().map(|one| (one.volume, one.share)).collect();
    assert_eq!(
        told,
        [
            (Withheld, Withheld),
            (Few, Few),
            (Withheld, Withheld),
            (Told, Withheld)
        ]
    );
}

#[test]
fn a_period_of_few_of_a_segment_does_not_follow_from_its_others() {
    // `rank --by` tells that 69 of the first speak of it in all periods, 64 of them badly.
    let everybody = vec![(200, 100, 90), (280, 60, 45), (200, 70, 60)];
    let first = vec![(100, 40, 40), (100, 4, 2), (100, 25, 22)];
    let second = vec![(60, 40, 30), (60, 6, 3), (60, 30, 25)];
    let third = vec![(40, 20, 20), (120, 50, 40), (40, 15, 13)];
    let hidden = hidden(&[everybody, first, second, third], Floor::AGENT);
    let n_hidden = |row: &[HiddenCounts], count: Count| {
        row.iter().filter(|hidden| !count.is_told(**hidden)).count()
    };
    assert!(
        hidden[0]
            .iter()
            .all(|hidden| Count::Volume.is_told(*hidden))
    );
    for segment in &hidden[1..=2] {
        assert!(n_hidden(segment, Count::Volume) >= 2, "{segment:?}");
        assert!(n_hidden(segment, Count::Share) >= 2, "{segment:?}");
    }
}

proptest! {
    #[test]
    fn as_much_of_few_is_open_as_if_everything_were_hidden(
        drawn in prop::collection::vec(
            prop::collection::vec((0..8_usize, 0..8_usize, 0..8_usize), 3), 1..4
        ),
        n_segments in 0..4_usize,
    ) {
        let floor = Floor::LEAST;
        let segment = |of: usize| {
            let counts = drawn.iter().map(|period| {
                let (written, spoke, badly) = period[of];
                let spoke = spoke.min(written);
                (written, spoke, badly.min(spoke))
            });
            counts.collect::<Vec<Counts>>()
        };
        // One segment alone is everybody; none, a line of its own.
        let segments: Vec<Vec<Counts>> = (0..n_segments.max(1)).map(segment).collect();
        let everybody = (0..drawn.len()).map(|at| {
            let of = |count: fn(&Counts) -> usize| segments.iter().map(|row| count(&row[at])).sum();
            (of(|one| one.0), of(|one| one.1), of(|one| one.2))
        });
        let mut rows = vec![everybody.collect::<Vec<Counts>>()];
        if n_segments > 0 {
            rows.extend(segments);
        }
        let found = hidden(&rows, floor);
        let total = total_of(&rows[0]);
        let tree = possible_in_tree(&fitting_rows(&rows, &found, floor), &total);
        let mut hidden: Vec<Vec<HiddenCounts>> =
            rows.iter().map(|row| all_hidden(row, floor)).collect();
        let nothing = possible_in_tree(&fitting_rows(&rows, &hidden, floor), &total);
        hidden[0] = found[0].clone();
        let of_whole = possible_in_tree(&fitting_rows(&rows, &hidden, floor), &total);
        for (row, cells) in rows.iter().enumerate() {
            let at_best = if row == 0 { &nothing } else { &of_whole };
            for (at, cell) in cells.iter().enumerate() {
                prop_assert!(is_left(cell, &tree[row][at], &at_best[row][at], floor), "{row} {at}: {found:?}");
            }
            if row == 0 {
                continue;
            }
            // Segments have a total of their own, beside what is known at best.
            let alone = |hidden: &[HiddenCounts]| {
                let fit = |at: usize| {
                    let fitting = fitting(&cells[at], hidden[at], false, floor);
                    fitting.intersection(&at_best[row][at]).copied().collect()
                };
                let fitting: Vec<Pairs> = (0..cells.len()).map(fit).collect();
                possible(&fitting, &told_total_of(cells, floor))
            };
            let best = alone(&all_hidden(cells, floor));
            let own = alone(&found[row]);
            for (at, cell) in cells.iter().enumerate() {
                prop_assert!(is_left(cell, &own[at], &best[at], floor), "{row} {at}: {found:?}");
            }
        }
    }
}
