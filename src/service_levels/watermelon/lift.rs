use crate::service_levels::experience::FLOOR;
use crate::stats::normal_margin;
use crate::units::{Interval, Probability, as_f64};

/// How much likelier a negative answer is when the SLA was met than when it was missed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lift {
    /// P(negative | met) / P(negative | breached), with its interval; `None` with fewer than five
    /// answers on a side.
    pub ratio: Option<Interval>,
    /// What that says of the SLA.
    pub matters: Matters,
    /// Negative answers and answers where the SLA was met.
    pub met: (usize, usize),
    /// The same where it was breached.
    pub breached: (usize, usize),
    /// Whether a half was added to every count because a side has no negative answer.
    pub is_adjusted: bool,
    /// Ratio that had to be excluded for "no sign".
    pub least_ratio: f64,
}

/// Whether meeting an SLA matters to customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matters {
    /// Customers are less often negative when it is met.
    Yes,
    /// No sign that it matters: the interval holds 1 and excludes every ratio that would count as
    /// mattering.
    NoSign,
    /// Customers are more often negative when it is met: it may reward the wrong thing.
    Reversed,
    /// Too few answers, or an interval too wide to tell none from some.
    CannotTell,
}

impl Matters {
    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "matters",
            Self::NoSign => "no_sign",
            Self::Reversed => "reversed",
            Self::CannotTell => "cannot_tell",
        }
    }
}

/// Compares negative answers of met and breached tickets, `(negative, answers)` each.
///
/// The interval is that of the log ratio. When a side has no negative answer, or all of its answers are
/// negative on both sides, a half is added to the counts and one to the answers of both sides. There is no verdict below `min_n`
/// answers on either side, nor one of "no sign" while the interval reaches down to `least_ratio`: absence
/// of proof is no proof of absence.
///
/// # References
///
/// Katz, Baptista, Azen & Pike (1978), *Biometrics* 34, p. 469, method C; Walter (1975), *Biometrika*
/// 62, p. 371, for the half.
pub fn lift(
    met: (usize, usize),
    breached: (usize, usize),
    min_n: usize,
    least_ratio: f64,
    level: Probability,
) -> Lift {
    let is_adjusted = met.0 == 0 || breached.0 == 0 || (met.0 == met.1 && breached.0 == breached.1);
    let least_n = met.1.min(breached.1);
    let ratio = (least_n >= FLOOR).then(|| {
        let (half, one) = if is_adjusted { (0.5, 1.0) } else { (0.0, 0.0) };
        let (a, n1) = (as_f64(met.0) + half, as_f64(met.1) + one);
        let (b, n2) = (as_f64(breached.0) + half, as_f64(breached.1) + one);
        let log = (a / n1 * (n2 / b)).ln();
        let error = (1.0 / a - 1.0 / n1 + 1.0 / b - 1.0 / n2).max(0.0).sqrt();
        let margin = normal_margin(level) * error;
        Interval {
            low: (log - margin).exp(),
            estimate: log.exp(),
            high: (log + margin).exp(),
            level,
        }
    });
    let matters = match ratio {
        Some(_) if least_n < min_n => Matters::CannotTell,
        Some(ratio) if ratio.high < 1.0 => Matters::Yes,
        Some(ratio) if ratio.low > 1.0 => Matters::Reversed,
        Some(ratio) if ratio.low > least_ratio => Matters::NoSign,
        _ => Matters::CannotTell,
    };
    Lift {
        ratio,
        matters,
        met,
        breached,
        is_adjusted,
        least_ratio,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(met: (usize, usize), breached: (usize, usize)) -> Lift {
        lift(met, breached, 30, 0.8, Probability::new(0.95).unwrap())
    }

    #[test]
    fn the_interval_is_that_of_the_log_ratio() {
        // By definition: 20/100 against 40/100, standard error of the log √(1/20 − 1/100 + 1/40 − 1/100).
        let found = of((20, 100), (40, 100)).ratio.unwrap();
        let margin = 1.959_963_985 * 0.055f64.sqrt();
        assert!((found.estimate - 0.5).abs() < 1e-12);
        assert!((found.low / 0.5 / (-margin).exp() - 1.0).abs() < 1e-8);
        assert!((found.high / 0.5 / margin.exp() - 1.0).abs() < 1e-8);
    }

    #[test]
    fn what_an_sla_matters_follows_from_the_interval() {
        let check = |met, breached, matters| assert_eq!(of(met, breached).matters, matters);
        check((20, 100), (40, 100), Matters::Yes);
        check((400, 800), (400, 800), Matters::NoSign);
        // 0.80 [0.61, 1.06]: a reduction by 39 percent is not excluded.
        check((60, 200), (75, 200), Matters::CannotTell);
        check((80, 200), (80, 200), Matters::CannotTell);
        check((80, 200), (40, 200), Matters::Reversed);
        // The interval holds 1, but also a ratio of one half.
        check((3, 40), (4, 40), Matters::CannotTell);
        // Too few answers on one side, whatever the interval.
        check((20, 100), (10, 10), Matters::CannotTell);
    }

    #[test]
    fn a_side_without_negative_answers_gets_a_half() {
        let found = of((0, 100), (20, 100));
        assert!(found.is_adjusted);
        let ratio = found.ratio.unwrap();
        assert!((ratio.estimate - 0.5 / 20.5).abs() < 1e-12);
        assert_eq!(found.matters, Matters::Yes);
        assert_eq!(of((0, 100), (0, 100)).matters, Matters::CannotTell);
        assert!(of((30, 30), (30, 30)).ratio.unwrap().low < 1.0);
        assert_eq!(of((1, 4), (1, 50)).ratio, None);
    }
}
