use super::Error;
use crate::record::{Best, Scale, ScaleKind};
use crate::units::as_f64;

/// What the answers of the outcome mean: their ends and their direction, declared and never guessed.
#[derive(Debug, Clone, PartialEq)]
pub enum OutcomeScale {
    /// Numbers as they stand; nothing is known of their ends.
    Numbers,
    /// Numbers between two ends with a direction; NPS answers become points.
    Rated(Scale),
    /// Words from worst to best, which become 0, 1, 2 …
    Ordered(Vec<String>),
    /// Whether a number reaches a threshold: 1 from there on, else 0.
    Top {
        /// The scale of the numbers.
        scale: Scale,
        /// The answer that counts as a success; those better than it do too.
        threshold: f64,
    },
}

impl OutcomeScale {
    /// Reads two ends: `1-5`, `0..10`, `-3..3`; the first may be the larger.
    ///
    /// # Errors
    ///
    /// [`Error::Scale`] when there are no two numbers.
    pub fn ends(text: &str) -> Result<(f64, f64), Error> {
        ends(text)
    }

    /// Reads what was asked for: `nps`, `1-5`, `0..10` or `Low<Medium<High`.
    ///
    /// `top` turns a rated scale into reached or not reached.
    ///
    /// # Errors
    ///
    /// [`Error::Scale`] when the text is none of these, [`Error::Direction`] when ends come without
    /// a direction, [`Error::Top`] when a threshold stands without a scale or beyond it.
    pub fn read(text: Option<&str>, best: Option<Best>, top: Option<f64>) -> Result<Self, Error> {
        let scale = match text.map(str::trim) {
            None if best.is_some() => {
                return Err(Error::Scale {
                    text: String::new(),
                });
            }
            None => Self::Numbers,
            Some("nps") => Self::Rated(rated(
                0.0,
                10.0,
                best.unwrap_or(Best::High),
                ScaleKind::Nps,
            )?),
            Some(text) if text.contains('<') => ordered(text, best)?,
            Some(text) => {
                let (low, high) = ends(text)?;
                let Some(best) = best else {
                    return Err(Error::Direction {
                        text: text.to_owned(),
                    });
                };
                Self::Rated(rated(low, high, best, ScaleKind::Other)?)
            }
        };
        match (scale, top) {
            (scale, None) => Ok(scale),
            (Self::Rated(scale), Some(threshold)) if scale.contains(threshold) => {
                Ok(Self::Top { scale, threshold })
            }
            (_, Some(threshold)) => Err(Error::Top { threshold }),
        }
    }

    /// Outcome points of a number, more is better; `None` outside the scale.
    pub(super) fn points_of_number(&self, value: f64) -> Option<f64> {
        match self {
            Self::Numbers => Some(value),
            Self::Rated(scale) => scale.contains(value).then(|| scale.outcome_points(value)),
            Self::Top { scale, threshold } => scale.contains(value).then(|| {
                let reached = match scale.best() {
                    Best::High => value >= *threshold,
                    Best::Low => value <= *threshold,
                };
                if reached { 1.0 } else { 0.0 }
            }),
            Self::Ordered(_) => None,
        }
    }

    /// The answer behind the points, turned so that more is better; reached or not where there is a
    /// threshold.
    pub(super) fn turned(&self, value: f64) -> f64 {
        match self {
            Self::Numbers | Self::Ordered(_) => value,
            Self::Rated(scale) => match scale.best() {
                Best::High => value,
                Best::Low => scale.low() + scale.high() - value,
            },
            Self::Top { .. } => self.points_of_number(value).unwrap_or(value),
        }
    }

    /// Outcome points of a word: its place in the declared order.
    pub(super) fn points_of_word(&self, word: &str) -> Option<f64> {
        let Self::Ordered(words) = self else {
            return None;
        };
        words.iter().position(|one| one == word).map(as_f64)
    }

    /// The least and the most points there can be; `None` where no ends are declared.
    pub fn range(&self) -> Option<(f64, f64)> {
        match self {
            Self::Numbers => None,
            Self::Rated(scale) if scale.kind() == ScaleKind::Nps => Some((-100.0, 100.0)),
            Self::Rated(scale) => Some((scale.low(), scale.high())),
            Self::Top { .. } => Some((0.0, 1.0)),
            Self::Ordered(words) => Some((0.0, as_f64(words.len().saturating_sub(1)))),
        }
    }
}

fn rated(low: f64, high: f64, best: Best, kind: ScaleKind) -> Result<Scale, Error> {
    if kind == ScaleKind::Nps && best == Best::Low {
        return Err(Error::Scale {
            text: "nps with low as best".to_owned(),
        });
    }
    Scale::new(low, high, best, kind).map_err(|_| Error::Scale {
        text: format!("{low}-{high}"),
    })
}

/// `1-5`, `0..10`, `-3..3`.
pub(super) fn ends(text: &str) -> Result<(f64, f64), Error> {
    let wrong = || Error::Scale {
        text: text.to_owned(),
    };
    // A minus sign may stand before the first number, so the dash is looked for behind it.
    let (low, high) = if let Some(parts) = text.split_once("..") {
        parts
    } else {
        let first = text.chars().next().map_or(0, char::len_utf8);
        let dash = text[first..].find('-').ok_or_else(wrong)? + first;
        (&text[..dash], &text[dash + 1..])
    };
    let number = |part: &str| part.trim().parse::<f64>().ok().filter(|v| v.is_finite());
    number(low).zip(number(high)).ok_or_else(wrong)
}

fn ordered(text: &str, best: Option<Best>) -> Result<OutcomeScale, Error> {
    let mut words: Vec<String> = text.split('<').map(|word| word.trim().to_owned()).collect();
    let mut different = words.clone();
    different.sort();
    different.dedup();
    if different.len() < words.len() || words.iter().any(String::is_empty) {
        return Err(Error::Scale {
            text: text.to_owned(),
        });
    }
    if best == Some(Best::Low) {
        words.reverse();
    }
    Ok(OutcomeScale::Ordered(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, best: Option<Best>) -> Result<OutcomeScale, Error> {
        OutcomeScale::read(Some(text), best, None)
    }

    #[test]
    fn ends_need_a_direction_and_nps_has_its_own() {
        assert!(matches!(read("1-5", None), Err(Error::Direction { .. })));
        let low = read("1-5", Some(Best::Low)).unwrap();
        assert_eq!(low.points_of_number(1.0), Some(5.0));
        assert_eq!(low.points_of_number(6.0), None);
        assert_eq!(low.range(), Some((1.0, 5.0)));
        let nps = read("nps", None).unwrap();
        assert_eq!(nps.points_of_number(9.0), Some(100.0));
        assert_eq!(nps.points_of_number(6.5), Some(0.0));
        assert_eq!(nps.range(), Some((-100.0, 100.0)));
        assert!(read("nps", Some(Best::Low)).is_err());
    }

    #[test]
    fn ends_may_be_negative_and_have_decimals() {
        let range = |text| read(text, Some(Best::High)).unwrap().range();
        assert_eq!(range("-3-3"), Some((-3.0, 3.0)));
        assert_eq!(range("-3..-1.5"), Some((-3.0, -1.5)));
        assert_eq!(range(" 0..10 "), Some((0.0, 10.0)));
        for wrong in ["5-1", "5", "", "a-b", "1-", "1-inf"] {
            assert!(read(wrong, Some(Best::High)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_stand_from_worst_to_best() {
        let scale = read("Low < Medium<High", None).unwrap();
        assert_eq!(scale.points_of_word("High"), Some(2.0));
        assert_eq!(scale.points_of_word("high"), None);
        let turned = read("good<fair<bad", Some(Best::Low)).unwrap();
        assert_eq!(turned.points_of_word("good"), Some(2.0));
        assert!(read("a<a", None).is_err() && read("a<", None).is_err());
    }

    #[test]
    fn a_threshold_makes_reached_or_not() {
        let top = OutcomeScale::read(Some("0-10"), Some(Best::High), Some(9.0)).unwrap();
        assert_eq!(top.points_of_number(9.0), Some(1.0));
        assert_eq!(top.points_of_number(8.0), Some(0.0));
        let low = OutcomeScale::read(Some("1-5"), Some(Best::Low), Some(2.0)).unwrap();
        assert_eq!(low.points_of_number(1.0), Some(1.0));
        assert!(OutcomeScale::read(Some("1-5"), Some(Best::Low), Some(7.0)).is_err());
        assert!(OutcomeScale::read(None, None, Some(7.0)).is_err());
    }
}
