use crate::units::Seconds;
use jiff::Timestamp;

/// A stretch of physical time, half-open: the start belongs to it, the end does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
}

/// The open windows of a schedule between two instants, with running sums.
///
/// Counting time is a search in sorted windows, whatever their number, so that a million clocks cost
/// two searches each. All instants are taken at whole seconds (rounded down).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    covers: (i64, i64),
    /// Disjoint, ordered, none empty.
    windows: Vec<(i64, i64)>,
    /// Open seconds before each window.
    before: Vec<i64>,
}

impl Opening {
    /// Orders windows, joins those that touch or overlap, drops empty ones and cuts all to `covers`.
    pub fn new(windows: impl IntoIterator<Item = Window>, covers: Window) -> Self {
        let covers = (second(covers.start), second(covers.end));
        let mut cut: Vec<(i64, i64)> = windows
            .into_iter()
            .map(|window| (second(window.start), second(window.end)))
            .map(|(start, end)| (start.max(covers.0), end.min(covers.1)))
            .filter(|(start, end)| start < end)
            .collect();
        cut.sort_unstable();
        let mut joined: Vec<(i64, i64)> = Vec::with_capacity(cut.len());
        for (start, end) in cut {
            match joined.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        let before = joined
            .iter()
            .scan(0, |sum, (start, end)| {
                let before = *sum;
                *sum += end - start;
                Some(before)
            })
            .collect();
        Self {
            covers,
            windows: joined,
            before,
        }
    }

    /// Open at every instant of `covers`: calendar time.
    pub fn always(covers: Window) -> Self {
        Self::new([covers], covers)
    }

    /// The same opening, closed during `cuts`.
    #[must_use]
    pub fn without(&self, cuts: impl IntoIterator<Item = Window>) -> Self {
        let cuts = Self::new(cuts, self.covers());
        let mut left = Vec::with_capacity(self.windows.len());
        for &(mut start, end) in &self.windows {
            let first = cuts.windows.partition_point(|cut| cut.1 <= start);
            for cut in cuts.windows[first..].iter().take_while(|cut| cut.0 < end) {
                left.push(window(start, cut.0));
                start = cut.1;
            }
            left.push(window(start, end));
        }
        Self::new(left, self.covers())
    }

    /// The stretch that the windows were made for. Time outside it counts as closed.
    pub fn covers(&self) -> Window {
        window(self.covers.0, self.covers.1)
    }

    /// Open windows in order, disjoint.
    pub fn windows(&self) -> impl ExactSizeIterator<Item = Window> {
        self.windows.iter().map(|(start, end)| window(*start, *end))
    }

    /// Open seconds of `[from, to)`; 0 when `to` is not after `from`.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Seconds {
        let (from, to) = (second(from), second(to));
        Seconds((self.until(to) - self.until(from)).max(0))
    }

    /// The first instant at which `open` seconds have passed since `from`; `from` itself for 0 or
    /// less. `None` when the windows end before that.
    pub fn add(&self, from: Timestamp, open: Seconds) -> Option<Timestamp> {
        if open.0 <= 0 {
            return Some(from);
        }
        let goal = self.until(second(from)).checked_add(open.0)?;
        // The last window that begins with less than the goal before it holds it, if any does.
        let idx = self.before.partition_point(|before| *before < goal);
        let (start, end) = *self.windows.get(idx.checked_sub(1)?)?;
        let at = start + (goal - self.before[idx - 1]);
        (at <= end).then(|| instant(at))
    }

    /// Open seconds before an instant.
    fn until(&self, at: i64) -> i64 {
        let idx = self.windows.partition_point(|(start, _)| *start < at);
        let Some(last) = idx.checked_sub(1) else {
            return 0;
        };
        let (start, end) = self.windows[last];
        self.before[last] + at.min(end) - start
    }
}

/// Whole seconds, rounded down: jiff rounds towards 1970.
fn second(at: Timestamp) -> i64 {
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

fn window(start: i64, end: i64) -> Window {
    Window {
        start: instant(start),
        end: instant(end),
    }
}

/// Whole seconds that came from a [`Timestamp`] go back into one.
fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(if second < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn opening() -> Opening {
        let covers = window(0, 1_000);
        Opening::new(
            [window(300, 400), window(100, 200), window(150, 250)],
            covers,
        )
    }

    #[test]
    fn windows_are_ordered_joined_and_cut() {
        let windows: Vec<_> = opening().windows().collect();
        assert_eq!(windows, [window(100, 250), window(300, 400)]);
        let cut = Opening::new([window(-50, 20), window(990, 2_000)], window(0, 1_000));
        let windows: Vec<_> = cut.windows().collect();
        assert_eq!(windows, [window(0, 20), window(990, 1_000)]);
    }

    #[test]
    fn cuts_take_time_out_of_windows() {
        let check = |cuts: &[Window], left: &[Window]| {
            let cut = opening().without(cuts.iter().copied());
            assert_eq!(cut.windows().collect::<Vec<_>>(), left);
        };
        let all = [window(100, 250), window(300, 400)];
        check(&[], &all);
        check(&[window(250, 300)], &all);
        check(
            &[window(240, 310), window(120, 130)],
            &[window(100, 120), window(130, 240), window(310, 400)],
        );
        check(&[window(90, 350)], &[window(350, 400)]);
        check(&[window(0, 1_000)], &[]);
    }

    #[test]
    fn instants_before_1970_are_rounded_down_too() {
        let at = Timestamp::from_millisecond(-500).unwrap();
        assert_eq!(second(at), -1);
    }

    #[test]
    fn only_open_time_counts() {
        let check = |from, to, open| assert_eq!(opening().between(at(from), at(to)).0, open);
        check(0, 1_000, 250);
        check(0, 100, 0);
        check(200, 310, 60);
        check(310, 200, 0);
        check(260, 290, 0);
    }

    #[test]
    fn time_is_added_inside_windows() {
        let check = |from, open, to: Option<i64>| {
            assert_eq!(
                opening().add(at(from), Seconds(open)),
                to.map(at),
                "{from} + {open}"
            );
        };
        check(0, 0, Some(0));
        check(0, 1, Some(101));
        check(0, 150, Some(250));
        check(0, 151, Some(301));
        check(260, 100, Some(400));
        check(260, 101, None);
    }
}
