use crate::record::Best;
use crate::service_levels::experience::Error;
use crate::service_levels::experience::{Estimate, FLOOR, Measure, Question};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A promise about experience: one indicator, one figure to reach. There are none by default.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Name in outputs.
    pub id: Arc<str>,
    /// Id of the question, `lost_time`, or `composite`.
    pub indicator: Arc<str>,
    /// What is computed of it; the first that the question has if not said.
    pub measure: Option<Measure>,
    /// The half of a composite it belongs to.
    pub part: Part,
    /// Weight in the composite; none for equal weights within halves that count the same.
    pub weight: Option<f64>,
    /// Worst and best value, where the scale does not say them, as for minutes.
    pub scale: Option<(f64, f64)>,
    /// The figure to reach: a share from 0 to 1, points from −100 to 100, or units of the scale.
    pub value: f64,
    /// Which side of it is good.
    pub direction: Direction,
    /// Least answers for a verdict, where it differs from that of all; never below [`FLOOR`].
    pub min_n: Option<usize>,
    /// The groups it is for: values of keys. All if empty.
    pub only: BTreeMap<Arc<str>, Arc<str>>,
    /// Groups that it is not for though it names them, as another promise comes first there.
    pub except: Vec<BTreeMap<Arc<str>, Arc<str>>>,
}

/// Which side of a target is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// At least the target.
    AtLeast,
    /// At most the target.
    AtMost,
}

/// Half of a composite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What came of it: was it solved, was it in time.
    Outcome,
    /// How it was to go through.
    Experience,
}

impl Part {
    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Experience => "experience",
        }
    }
}

/// How an indicator stands against its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The whole interval reaches the target.
    Met,
    /// No value of the interval reaches it.
    NotMet,
    /// The interval holds values on both sides, or answers do not differ so that it has no width.
    Inconclusive,
    /// Too few answers.
    Suppressed,
}

impl Verdict {
    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Inconclusive => "inconclusive",
            Self::Suppressed => "suppressed",
        }
    }
}

/// What a distance from the target comes to over all cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impact {
    /// Cases: answers that were counted.
    pub volume: usize,
    /// Volume times the distance to the target, positive where the figure is on the good side: figure −
    /// target where more is better, target − figure where less is.
    pub value: f64,
}

/// Judges an estimate by its interval, never by its figure alone.
///
/// A mean of equal answers has an interval without width; that is no certainty, so it is inconclusive.
pub fn verdict(estimate: &Estimate, value: f64, direction: Direction, min_n: usize) -> Verdict {
    if estimate.n < min_n.max(FLOOR) {
        return Verdict::Suppressed;
    }
    if !estimate.has_spread() {
        return Verdict::Inconclusive;
    }
    let interval = estimate.interval;
    let (reached, missed) = match direction {
        Direction::AtLeast => (interval.low >= value, interval.high < value),
        Direction::AtMost => (interval.high <= value, interval.low > value),
    };
    match (reached, missed) {
        (true, _) => Verdict::Met,
        (false, true) => Verdict::NotMet,
        (false, false) => Verdict::Inconclusive,
    }
}

impl Impact {
    /// Volume times distance: `HappySignals`' impact, with the target as the reference.
    pub fn of(estimate: &Estimate, value: f64, direction: Direction) -> Self {
        let distance = estimate.interval.estimate - value;
        let good = match direction {
            Direction::AtLeast => distance,
            Direction::AtMost => -distance,
        };
        Self {
            volume: estimate.n,
            value: crate::units::as_f64(estimate.n) * good,
        }
    }
}

impl Target {
    /// The measure it is about, given its question.
    ///
    /// # Errors
    ///
    /// [`Error`] when the question has no such measure, the target asks for the bad end of the scale, or
    /// no answers can reach it.
    pub fn measure_of(&self, question: &Question) -> Result<Measure, Error> {
        let measures = question.measures();
        let measure = self.measure.unwrap_or(measures[0]);
        let target = || Arc::clone(&self.id);
        if !measures.contains(&measure) {
            return Err(Error::NoSuchMeasure {
                target: target(),
                measure: measure.as_str(),
            });
        }
        let (low, high) = match measure {
            Measure::TopBox => (0.0, 1.0),
            Measure::Net | Measure::Sentiment => (-100.0, 100.0),
            Measure::Mean => (question.scale.low(), question.scale.high()),
            Measure::LostTime => (0.0, f64::MAX),
        };
        if !(low..=high).contains(&self.value) {
            return Err(Error::OutOfReach {
                target: target(),
                value: self.value,
                low,
                high,
            });
        }
        let good = match (measure, question.scale.best()) {
            (Measure::Mean, Best::Low) => Direction::AtMost,
            _ => Direction::AtLeast,
        };
        if good == self.direction {
            Ok(measure)
        } else {
            Err(Error::WrongEnd { target: target() })
        }
    }
}
