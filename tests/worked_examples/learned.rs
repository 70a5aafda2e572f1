use super::{Figures, number};
use signaal::learn::topics::{calibration_table, judge};

/// Texts in which one topic was found and labelled, found only, and labelled only.
fn texts([right, wrong, missed]: [usize; 3]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let found = [vec![vec![0]; right + wrong], vec![vec![]; missed]].concat();
    let truths = [
        vec![vec![0]; right],
        vec![vec![]; wrong],
        vec![vec![0]; missed],
    ]
    .concat();
    (found, truths)
}

pub(super) fn figures() -> Figures {
    let found = [vec![0], vec![0, 1], vec![], vec![2]];
    let truths = [vec![0], vec![1], vec![], vec![1]];
    let three = judge(&found, &truths, &[1, 2, 3, 4], 3, 1);
    let one = |counts| {
        let (found, truths) = texts(counts);
        let groups: Vec<_> = (0..).take(found.len()).collect();
        judge(&found, &truths, &groups, 1, 1).topics.remove(0)
    };
    let (_, error) =
        calibration_table(&[(0.95, true), (0.95, false), (0.05, false), (0.05, false)]);
    [
        ("micro_f1", three.micro_f1.estimate),
        ("macro_f1", three.macro_f1.estimate),
        (
            "topic_precision",
            one([15, 5, 0]).precision.unwrap().estimate,
        ),
        ("topic_recall", one([15, 0, 10]).recall.unwrap().estimate),
        ("expected_calibration_error", error),
    ]
    .map(|(name, value)| (name, vec![number(value)]))
    .into_iter()
    .collect()
}
