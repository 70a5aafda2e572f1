use crate::record::{Best, Scale, ScaleKind};
use crate::service_levels::experience::Measure;
use jiff::Timestamp;
use std::sync::Arc;

/// A question with its declared scale: which answers are good, which are bad, and since when it is asked
/// so. A question whose scale changed is two of these with one id; their answers are never joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Name in outputs and in targets.
    pub id: Arc<str>,
    /// Column of the answers.
    pub column: Arc<str>,
    /// Whether people answered it or a classifier read it in their words.
    pub source: Source,
    /// Ends, direction and kind.
    pub scale: Scale,
    /// The least good answer that counts as satisfied, as it is given on the scale.
    pub satisfied_from: Option<f64>,
    /// The least bad answer that counts as negative, as it is given on the scale.
    pub negative_from: Option<f64>,
    /// First instant at which it was asked on this scale.
    pub from: Option<Timestamp>,
    /// First instant at which it no longer was.
    pub until: Option<Timestamp>,
}

/// Where the values of a question come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// People gave them on a scale.
    Asked,
    /// A classifier read them in what people wrote: −1 negative, 0 neutral, 1 positive.
    Read,
}

impl Question {
    /// The tone of what people wrote.
    pub fn tone(id: impl Into<Arc<str>>, column: impl Into<Arc<str>>) -> Self {
        Self {
            source: Source::Read,
            negative_from: Some(-1.0),
            ..Self::new(id, column, Scale::TONE)
        }
    }

    /// A question with the thresholds that are usual for its scale, where there are usual ones: two best
    /// of 5 or 7 for satisfaction, 5 and better of 7 for effort; 2 and worse of 5, and detractors, are
    /// negative. All else has to be declared.
    pub fn new(id: impl Into<Arc<str>>, column: impl Into<Arc<str>>, scale: Scale) -> Self {
        let near = |a: f64, b: f64| (a - b).abs() < f64::EPSILON;
        let is = |low, high| near(scale.low(), low) && near(scale.high(), high);
        let mirrored = |good: f64| match scale.best() {
            Best::High => good,
            Best::Low => scale.low() + scale.high() - good,
        };
        let (satisfied, negative) = match scale.kind() {
            ScaleKind::Csat | ScaleKind::Stars if is(1.0, 5.0) => (Some(4.0), Some(2.0)),
            ScaleKind::Csat if is(1.0, 7.0) => (Some(6.0), None),
            ScaleKind::Ces if is(1.0, 7.0) => (Some(5.0), None),
            ScaleKind::Nps => (None, Some(6.0)),
            _ => (None, None),
        };
        Self {
            id: id.into(),
            column: column.into(),
            source: Source::Asked,
            scale,
            satisfied_from: satisfied.map(mirrored),
            negative_from: negative.map(mirrored),
            from: None,
            until: None,
        }
    }

    /// Whether an answer counts as satisfied; `None` when no threshold is declared.
    pub fn is_satisfied(&self, value: f64) -> Option<bool> {
        let goodness = self.goodness(value);
        self.satisfied_from
            .map(|least| goodness >= self.goodness(least))
    }

    /// Whether an answer counts as negative; `None` when no threshold is declared.
    pub fn is_negative(&self, value: f64) -> Option<bool> {
        let goodness = self.goodness(value);
        self.negative_from
            .map(|least| goodness <= self.goodness(least))
    }

    /// What can be computed of it, the usual one first. A net share is never mixed with a mean, nor a
    /// school mark with a share unless one declares which marks are good.
    pub fn measures(&self) -> Vec<Measure> {
        if self.source == Source::Read {
            return vec![Measure::Sentiment];
        }
        let top_box = self.satisfied_from.map(|_| Measure::TopBox);
        match self.scale.kind() {
            ScaleKind::Nps => vec![Measure::Net],
            ScaleKind::Csat | ScaleKind::Stars => {
                top_box.into_iter().chain([Measure::Mean]).collect()
            }
            ScaleKind::Ces | ScaleKind::SchoolMark | ScaleKind::Other => {
                [Measure::Mean].into_iter().chain(top_box).collect()
            }
        }
    }

    /// Whether answers of this instant are on this scale. Without an instant only a question that never
    /// changed is known to be.
    pub fn was_asked_at(&self, at: Option<Timestamp>) -> bool {
        match at {
            Some(at) => {
                self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
            }
            None => self.from.is_none() && self.until.is_none(),
        }
    }

    /// More is better, also on a scale whose low end is best.
    fn goodness(&self, value: f64) -> f64 {
        match self.scale.best() {
            Best::High => value,
            Best::Low => -value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(low: f64, high: f64, best: Best, kind: ScaleKind) -> Question {
        Question::new("q", "q", Scale::new(low, high, best, kind).unwrap())
    }

    #[test]
    fn on_a_scale_whose_low_end_is_best_the_low_answers_are_satisfied() {
        let low = question(1.0, 5.0, Best::Low, ScaleKind::Csat);
        let satisfied: Vec<_> = [1.0, 2.0, 3.0, 4.0, 5.0]
            .map(|value| low.is_satisfied(value) == Some(true))
            .to_vec();
        assert_eq!(satisfied, [true, true, false, false, false]);
        assert_eq!(low.is_negative(4.0), Some(true));
        assert_eq!(low.is_negative(3.0), Some(false));
    }

    #[test]
    fn a_school_mark_has_no_share_unless_one_declares_it() {
        let mut mark = question(1.0, 10.0, Best::High, ScaleKind::SchoolMark);
        assert_eq!(mark.measures(), [Measure::Mean]);
        assert_eq!(mark.is_satisfied(9.0), None);
        mark.satisfied_from = Some(8.0);
        assert_eq!(mark.measures(), [Measure::Mean, Measure::TopBox]);
    }

    #[test]
    fn two_best_of_ten_are_not_guessed() {
        let ten = question(1.0, 10.0, Best::High, ScaleKind::Csat);
        assert_eq!(ten.satisfied_from, None);
        assert_eq!(ten.measures(), [Measure::Mean]);
    }
}
