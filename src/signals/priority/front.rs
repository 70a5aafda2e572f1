/// Which points no other point beats on both axes: at least as good on both, better on one (Pareto).
///
/// Sorted by the first axis, a point stands on the front where its second axis is above all seen before.
pub(super) fn front(points: &[(f64, f64)]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| {
        let (left, right) = (points[a], points[b]);
        right.0.total_cmp(&left.0).then(right.1.total_cmp(&left.1))
    });
    let mut on_front = vec![false; points.len()];
    let mut best: Option<(f64, f64)> = None;
    for at in order {
        let point = points[at];
        // A twin of the last point of the front is beaten by nobody either.
        if best.is_none_or(|best| point.1 > best.1 || point == best) {
            on_front[at] = true;
            best = Some(point);
        }
    }
    on_front
}

/// The point that beats point `at` on both axes by the most on the second; `None` on the front.
pub(super) fn beaten_by(points: &[(f64, f64)], at: usize) -> Option<usize> {
    (0..points.len())
        .filter(|&other| beats(points[other], points[at]))
        .max_by(|&a, &b| {
            let (left, right) = (points[a], points[b]);
            (left.1.total_cmp(&right.1))
                .then(left.0.total_cmp(&right.0))
                .then(b.cmp(&a))
        })
}

fn beats(one: (f64, f64), other: (f64, f64)) -> bool {
    one.0 >= other.0 && one.1 >= other.1 && one != other
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn twins_stand_on_the_front_together() {
        assert_eq!(
            front(&[(1.0, 1.0), (1.0, 1.0), (0.0, 2.0), (0.0, 0.0)]),
            [true, true, true, false]
        );
        assert_eq!(front(&[]), Vec::<bool>::new());
    }

    proptest! {
        #[test]
        fn the_front_is_what_nobody_beats(points in prop::collection::vec((0_u8..6, 0_u8..6), 0..12)) {
            let points: Vec<(f64, f64)> =
                points.into_iter().map(|(a, b)| (f64::from(a), f64::from(b))).collect();
            let plain: Vec<bool> = points
                .iter()
                .map(|&point| !points.iter().any(|&other| beats(other, point)))
                .collect();
            prop_assert_eq!(front(&points), plain.clone());
            for (at, on_front) in plain.into_iter().enumerate() {
                prop_assert_eq!(beaten_by(&points, at).is_none(), on_front);
            }
        }
    }
}
