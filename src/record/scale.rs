use std::fmt;
use std::sync::Arc;

/// Name of a score, declared once in the project file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScoreName(Arc<str>);

impl ScoreName {
    /// Takes a declared name.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The name as declared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ScoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A score of a record, in its declared scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Which score.
    pub name: ScoreName,
    /// The value as given; missing codes have been removed.
    pub value: f64,
}

/// Which end of a scale is good. It is declared, never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Best {
    /// High values are good.
    High,
    /// Low values are good.
    Low,
}

/// What kind of question the scale belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScaleKind {
    /// Net promoter score, 0 to 10: promoter from 9, detractor to 6.
    Nps,
    /// Customer satisfaction.
    Csat,
    /// Customer effort.
    Ces,
    /// Stars.
    Stars,
    /// Dutch school mark, 1 to 10.
    SchoolMark,
    /// Anything else.
    Other,
}

/// A declared scale: ends, direction, kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    best: Best,
    kind: ScaleKind,
}

/// The ends of a scale make no sense.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a scale cannot run from {low} to {high}")]
pub struct InvalidScale {
    /// Lower end offered.
    pub low: f64,
    /// Upper end offered.
    pub high: f64,
}

impl Scale {
    /// Everything from 0 up, high is best: stands in for a scale that is refused elsewhere.
    pub(crate) const WIDEST: Self = Self {
        low: 0.0,
        high: f64::MAX,
        best: Best::High,
        kind: ScaleKind::Other,
    };

    /// The tone of a text: −1 negative, 0 neutral, 1 positive.
    pub const TONE: Self = Self {
        low: -1.0,
        high: 1.0,
        best: Best::High,
        kind: ScaleKind::Other,
    };

    /// Checks the ends of the scale.
    ///
    /// # Errors
    ///
    /// [`InvalidScale`] when an end is not finite or `low >= high`.
    pub fn new(low: f64, high: f64, best: Best, kind: ScaleKind) -> Result<Self, InvalidScale> {
        if low.is_finite() && high.is_finite() && low < high {
            Ok(Self {
                low,
                high,
                best,
                kind,
            })
        } else {
            Err(InvalidScale { low, high })
        }
    }

    /// Lower end.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// Upper end.
    pub fn high(&self) -> f64 {
        self.high
    }

    /// Which end is good.
    pub fn best(&self) -> Best {
        self.best
    }

    /// What kind of question it belongs to.
    pub fn kind(&self) -> ScaleKind {
        self.kind
    }

    /// Whether `value` can be an answer on this scale.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The value in outcome points, so that more is always better.
    ///
    /// NPS: 100, 0 or −100 for promoter, passive, detractor, so that the mean is the NPS.
    /// Other scales keep their own unit; a scale whose low end is best is mirrored.
    pub fn outcome_points(&self, value: f64) -> f64 {
        match (self.kind, self.best) {
            (ScaleKind::Nps, _) if value >= 9.0 => 100.0,
            (ScaleKind::Nps, _) if value <= 6.0 => -100.0,
            (ScaleKind::Nps, _) => 0.0,
            (_, Best::High) => value,
            (_, Best::Low) => self.low + self.high - value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_whose_low_end_is_best_is_mirrored() {
        let friends_and_family = Scale::new(1.0, 5.0, Best::Low, ScaleKind::Csat).unwrap();
        assert!((friends_and_family.outcome_points(1.0) - 5.0).abs() < f64::EPSILON);
        assert!((friends_and_family.outcome_points(4.0) - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn nps_answers_become_points_whose_mean_is_the_nps() {
        let nps = Scale::new(0.0, 10.0, Best::High, ScaleKind::Nps).unwrap();
        let points: Vec<f64> = [10.0, 9.0, 8.0, 6.0]
            .iter()
            .map(|&v| nps.outcome_points(v))
            .collect();
        assert_eq!(points, [100.0, 100.0, 0.0, -100.0]);
    }

    #[test]
    fn a_scale_needs_two_ends_in_order() {
        assert!(Scale::new(5.0, 1.0, Best::High, ScaleKind::Stars).is_err());
    }
}
