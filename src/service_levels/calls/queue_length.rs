use crate::service_levels::calendar::Window;
use jiff::{SignedDuration, Timestamp};

/// How many stood in a queue over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueueLength {
    /// Most at once.
    pub max: usize,
    /// When there were so many for the first time.
    pub max_at: Option<Timestamp>,
    /// Mean over the time of the window, closed hours included.
    pub mean: f64,
    /// How long there were more than the declared limit.
    pub above_limit: Option<SignedDuration>,
}

/// The length of a queue in `window` from the stays in it. `None` for a window without length.
///
/// Who leaves at an instant makes room for who enters at it. Time outside the window does not count,
/// and who stood in the queue before it does.
pub fn queue_length(
    stays: impl IntoIterator<Item = Window>,
    window: Window,
    limit: Option<usize>,
) -> Option<QueueLength> {
    let span = window.end.duration_since(window.start);
    if !span.is_positive() {
        return None;
    }
    let mut steps: Vec<(Timestamp, Step)> = Vec::new();
    for stay in stays {
        let start = stay.start.max(window.start);
        let end = stay.end.min(window.end);
        if start < end {
            steps.push((start, Step::Enter));
            steps.push((end, Step::Leave));
        }
    }
    steps.sort_unstable();
    let mut length = 0_usize;
    let mut since = window.start;
    let mut result = QueueLength {
        max: 0,
        max_at: None,
        mean: 0.0,
        above_limit: limit.map(|_| SignedDuration::ZERO),
    };
    let mut waited = SignedDuration::ZERO;
    for (at, step) in steps {
        let passed = at.duration_since(since);
        let n = i32::try_from(length).unwrap_or(i32::MAX);
        waited = waited.saturating_add(passed.saturating_mul(n));
        if let Some((above, limit)) = result.above_limit.as_mut().zip(limit)
            && length > limit
        {
            *above = above.saturating_add(passed);
        }
        since = at;
        match step {
            Step::Leave => length -= 1,
            Step::Enter => length += 1,
        }
        if length > result.max {
            result.max = length;
            result.max_at = Some(at);
        }
    }
    result.mean = waited.as_secs_f64() / span.as_secs_f64();
    Some(result)
}

/// Leaving sorts before entering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Leave,
    Enter,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::as_f64;
    use proptest::prelude::*;

    fn window(start: i64, end: i64) -> Window {
        Window {
            start: Timestamp::from_second(start).unwrap(),
            end: Timestamp::from_second(end).unwrap(),
        }
    }

    #[test]
    fn two_waits_that_touch_are_never_two_at_once() {
        let length = queue_length([window(0, 10), window(10, 30)], window(0, 40), Some(0)).unwrap();
        assert_eq!(length.max, 1);
        assert!((length.mean - 0.75).abs() < 1e-12);
        assert_eq!(length.above_limit, Some(SignedDuration::from_secs(30)));
        assert_eq!(queue_length([], window(5, 5), None), None);
    }

    proptest! {
        #[test]
        fn the_sweep_agrees_with_counting_each_second(
            stays in prop::collection::vec((0_i64..60, 0_i64..30), 0..20),
            limit in 0_usize..4,
        ) {
            let whole = window(10, 70);
            let stays: Vec<Window> = stays.into_iter().map(|(at, long)| window(at, at + long)).collect();
            let at_second = |second: i64| stays.iter()
                .filter(|stay| stay.start.as_second() <= second && second < stay.end.as_second())
                .count();
            let lengths: Vec<usize> = (10..70).map(at_second).collect();
            let got = queue_length(stays.clone(), whole, Some(limit)).unwrap();
            prop_assert_eq!(got.max, *lengths.iter().max().unwrap());
            let mean = as_f64(lengths.iter().sum()) / 60.0;
            prop_assert!((got.mean - mean).abs() < 1e-9);
            let above = lengths.iter().filter(|length| **length > limit).count();
            prop_assert_eq!(got.above_limit.unwrap().as_secs(), i64::try_from(above).unwrap());
        }
    }
}
