use super::untold::Untold;
use crate::record::{Reading, SentimentLabel};
use crate::units::{Polarity, as_f64, as_u32};

/// How the sentiment of a customer went along a conversation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// Mean of the first readable turns: two where there are four or more, else one.
    pub start: Polarity,
    /// Mean of as many last readable turns.
    pub end: Polarity,
    /// The most negative readable turn; of several the first.
    pub lowest: Polarity,
    /// Position of that turn among all turns.
    pub lowest_turn: u32,
    /// Turns of the customer that could be read.
    pub n_readable: usize,
    /// Turns of the customer.
    pub n_turns: usize,
}

impl Course {
    /// End minus start, −2 to 2.
    pub fn change(&self) -> f64 {
        self.end.get() - self.start.get()
    }
}

/// Polarity of each turn: the mean of its sentences that could be read; `None` where none could, and for
/// everybody but the customer.
pub(super) fn tones(n_turns: usize, customers: &[usize], reading: &Reading) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0_usize); n_turns];
    for sentence in &reading.sentences {
        let place = sentence.span.part as usize;
        if sentence.sentiment.label == SentimentLabel::Unclear || !customers.contains(&place) {
            continue;
        }
        if let Some((sum, n)) = sums.get_mut(place) {
            *sum += sentence.sentiment.polarity.get();
            *n += 1;
        }
    }
    let means = sums.into_iter();
    means
        .map(|(sum, n)| (n > 0).then(|| sum / as_f64(n)))
        .collect()
}

/// The course over the turns of `tones`, `n_turns` of which are of the customer.
pub(super) fn course(tones: &[Option<f64>], n_turns: usize) -> Result<Course, Untold> {
    let readable: Vec<(usize, f64)> = tones
        .iter()
        .enumerate()
        .filter_map(|(turn, tone)| Some((turn, (*tone)?)))
        .collect();
    let n = readable.len();
    if n < 2 {
        return Err(Untold::TooFewTurns);
    }
    let edge = if n >= 4 { 2 } else { 1 };
    let mean = |part: &[(usize, f64)]| {
        let sum: f64 = part.iter().map(|(_, tone)| tone).sum();
        Polarity::saturating(sum / as_f64(part.len()))
    };
    let lowest = readable
        .iter()
        .min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
        .ok_or(Untold::TooFewTurns)?;
    Ok(Course {
        start: mean(&readable[..edge]),
        end: mean(&readable[n - edge..]),
        lowest: Polarity::saturating(lowest.1),
        lowest_turn: as_u32(lowest.0),
        n_readable: n,
        n_turns,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_and_end_are_means_of_two_where_there_are_four() {
        let tones = [
            Some(-0.8),
            None,
            Some(-0.4),
            Some(-0.9),
            Some(0.2),
            Some(0.6),
        ];
        let found = course(&tones, 6).unwrap();
        assert!((found.start.get() + 0.6).abs() < 1e-12);
        assert!((found.end.get() - 0.4).abs() < 1e-12);
        assert!((found.change() - 1.0).abs() < 1e-12);
        assert_eq!((found.lowest_turn, found.n_readable), (3, 5));
        let short = course(&[Some(-0.5), Some(0.5)], 3).unwrap();
        assert!((short.change() - 1.0).abs() < 1e-12);
        assert_eq!(short.n_turns, 3);
    }

    #[test]
    fn one_readable_turn_has_no_course() {
        assert_eq!(
            course(&[None, Some(0.5), None], 3),
            Err(Untold::TooFewTurns)
        );
        assert_eq!(course(&[], 0), Err(Untold::TooFewTurns));
    }

    #[test]
    fn of_two_lowest_turns_the_first_counts() {
        let found = course(&[Some(0.1), Some(-0.7), Some(-0.7)], 3).unwrap();
        assert_eq!(found.lowest_turn, 1);
    }
}
