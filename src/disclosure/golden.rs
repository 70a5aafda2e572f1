use super::{Cell, Floor, Reason, Verdict, release, suppress};

fn one_way(counts: &[usize], total: Option<usize>) -> Vec<Cell> {
    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    let cells = counts.iter().zip(NAMES);
    let cells = cells.map(|(&n, name)| Cell::new([("topic", name)], n));
    cells.chain(total.map(|n| Cell::new([], n))).collect()
}

fn check(cells: &[Cell], expected: &str) {
    let letter = |verdict: Verdict| match verdict {
        Verdict::Shown => 's',
        Verdict::Banded => 'B',
        Verdict::Suppressed(Reason::BelowFloor) => 'f',
        Verdict::Suppressed(Reason::Remainder) => 'r',
        Verdict::Suppressed(Reason::Differencing) => 'd',
        Verdict::Suppressed(Reason::Attribute) => '?',
    };
    let verdicts = suppress(cells, Floor::LEAST);
    let got: String = verdicts.into_iter().map(letter).collect();
    assert_eq!(got, expected);
}

#[test]
fn suppressed_siblings_reach_the_floor_together() {
    check(&one_way(&[8, 7, 2, 1, 5], Some(23)), "ssffrs");
    check(&one_way(&[8, 7, 2, 1, 5], None), "ssffr");
    check(&one_way(&[8, 7, 2, 3, 5], Some(25)), "ssffss");
}

#[test]
fn of_two_groups_both_are_hidden() {
    check(&one_way(&[3, 20], Some(23)), "frs");
    check(&one_way(&[3, 20], None), "fr");
}

#[test]
fn what_is_left_beside_the_table_counts_as_a_group() {
    check(&one_way(&[20, 10], Some(33)), "srs");
    check(&one_way(&[20, 10], Some(35)), "sss");
}

#[test]
fn nobody_is_shown_as_nobody_and_too_few_in_all_as_nothing() {
    check(&one_way(&[0, 9, 9], Some(18)), "ssss");
    check(&one_way(&[0, 3, 20], Some(23)), "sfrs");
    check(&one_way(&[1, 2], Some(3)), "fff");
    check(&one_way(&[1, 2], None), "ff");
    check(&[], "");
}

#[test]
fn a_small_cell_of_a_two_way_table_takes_three_others_along() {
    let mut cells = Vec::new();
    for (row, counts) in [("x", [3, 10, 20]), ("y", [11, 12, 30]), ("z", [25, 26, 27])] {
        for (column, n) in ["p", "q", "r"].into_iter().zip(counts) {
            cells.push(Cell::new([("row", row), ("column", column)], n));
        }
        cells.push(Cell::new([("row", row)], counts.iter().sum()));
    }
    for (column, n) in [("p", 39), ("q", 48), ("r", 77)] {
        cells.push(Cell::new([("column", column)], n));
    }
    cells.push(Cell::new([], 164));
    check(&cells, "frssrdssssssssss");
}

#[test]
fn a_filter_that_leaves_few_out_hides_its_table() {
    // All contacts, and those of one channel: 40 − 38 are two people.
    let cells = [
        Cell::new([], 40),
        Cell::new([("channel", "phone")], 38),
        Cell::new([("topic", "a")], 25),
        Cell::new([("topic", "b")], 15),
        Cell::new([("topic", "a"), ("channel", "phone")], 24),
        Cell::new([("topic", "b"), ("channel", "phone")], 14),
    ];
    check(&cells, "srssrd");
}

#[test]
fn figures_of_employees_have_the_higher_floor() {
    let agent = |name, n| Cell::new([("team", "t"), ("agent", name)], n).with_floor(Floor::AGENT);
    let cells = [
        Cell::new([("team", "t")], 47),
        agent("a", 30),
        agent("b", 11),
        agent("c", 6),
    ];
    check(&cells, "ssrf");
    let cells = [
        Cell::new([("team", "t")], 42),
        agent("a", 30),
        agent("b", 12),
    ];
    check(&cells, "sss");
}

#[test]
fn a_group_of_one_answer_gets_a_band_and_cannot_be_computed() {
    let mut cells = one_way(&[12, 20, 30], None);
    cells[0].all_answered = Some(5.0);
    check(&cells, "BBs");
    cells[1].all_answered = Some(5.0);
    check(&cells, "BBB");
    cells[1].all_answered = Some(1.0);
    check(&cells, "BBs");
}

#[test]
fn labels_of_which_people_have_several_are_held_against_all_others() {
    let cells = [
        Cell::new([], 40),
        Cell::new([("label: wait", "yes")], 37),
        Cell::new([("label: price", "yes")], 20),
    ];
    check(&cells, "srs");
    // The same written as one dimension, whose values then sum to more than everybody.
    let cells = [
        Cell::new([], 40),
        Cell::new([("label", "wait")], 37),
        Cell::new([("label", "price")], 20),
    ];
    check(&cells, "srs");
}

#[test]
fn nothing_of_a_suppressed_cell_is_released() {
    let rows = one_way(&[3, 20, 30], None).into_iter().zip([1, 2, 3]);
    let released = release(rows.collect(), Floor::LEAST);
    assert_eq!(released[0].content(), None);
    assert_eq!(released[0].n(), None);
    assert_eq!(released[0].reason(), Some(Reason::BelowFloor));
    assert_eq!(released[2].content(), Some(&3));
    assert_eq!(
        (released[2].n(), released[2].of("topic")),
        (Some(30), Some("c"))
    );
}
