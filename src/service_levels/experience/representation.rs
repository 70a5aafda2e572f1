use super::estimate::FLOOR;
use crate::disclosure::{Cell, Floor, Reason, suppress};
use crate::units::as_f64;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether those who responded are like those who were invited, in one respect.
#[derive(Debug, Clone, PartialEq)]
pub struct Representation {
    /// In which respect: channel, segment, state of the SLA.
    pub key: Arc<str>,
    /// Invited people.
    pub n_invited: usize,
    /// People among them who responded.
    pub n_responded: usize,
    /// One per value that at least five were invited with.
    pub shifts: Vec<Shift>,
}

/// How much of one value there is among the invited and among those who responded.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The value.
    pub value: Arc<str>,
    /// Share among the invited.
    pub invited: f64,
    /// Share among those who responded; `None` where it would tell of a few people.
    pub responded: Option<f64>,
    /// Why it is not shown.
    pub hidden: Option<Reason>,
    /// Difference in standard deviations; `None` where nobody or everybody has the value.
    pub standardised: Option<f64>,
    /// Whether that is more than the limit.
    pub is_flagged: bool,
}

/// Compares those who responded with all who were invited.
///
/// `people` holds the value of each invited person and whether they responded. The standardised
/// difference of two shares does not grow with n; with few responses it passes `limit` by chance.
///
/// # References
///
/// Austin (2009), *Communications in Statistics – Simulation and Computation* 38, p. 1228; 0.1 is
/// the usual limit.
pub fn representation<'a>(
    key: Arc<str>,
    people: impl IntoIterator<Item = (&'a Arc<str>, bool)>,
    limit: f64,
) -> Representation {
    let mut counts: BTreeMap<&Arc<str>, (usize, usize)> = BTreeMap::new();
    for (value, has_responded) in people {
        let count = counts.entry(value).or_default();
        count.0 += 1;
        count.1 += usize::from(has_responded);
    }
    let variance = |share: f64| share * (1.0 - share);
    let n_invited: usize = counts.values().map(|count| count.0).sum();
    let n_responded: usize = counts.values().map(|count| count.1).sum();
    let cells: Vec<Cell> = std::iter::once(Cell::new([], n_responded))
        .chain(
            counts
                .iter()
                .map(|(value, (_, responded))| Cell::new([("value", &***value)], *responded)),
        )
        .collect();
    let verdicts = suppress(&cells, Floor::LEAST);
    let hidden: BTreeMap<&Arc<str>, Reason> = counts
        .keys()
        .zip(verdicts.iter().skip(1))
        .filter_map(|(value, verdict)| Some((*value, verdict.reason()?)))
        .collect();
    let shift = |(value, (invited, responded)): (&Arc<str>, (usize, usize))| {
        let hidden = hidden.get(value).copied();
        let invited = as_f64(invited) / as_f64(n_invited);
        let responded = as_f64(responded) / as_f64(n_responded);
        let spread = f64::midpoint(variance(invited), variance(responded)).sqrt();
        let standardised =
            (spread > 0.0 && hidden.is_none()).then(|| (responded - invited) / spread);
        Shift {
            value: Arc::clone(value),
            invited,
            responded: hidden.is_none().then_some(responded),
            hidden,
            standardised,
            is_flagged: standardised.is_some_and(|size| size.abs() > limit),
        }
    };
    let shifts = if n_responded < FLOOR {
        Vec::new()
    } else {
        let counts = counts.into_iter();
        counts
            .filter(|(_, (invited, _))| *invited >= FLOOR)
            .map(shift)
            .collect()
    };
    Representation {
        key,
        n_invited,
        n_responded,
        shifts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_that_responds_less_is_flagged() {
        let (phone, mail): (Arc<str>, Arc<str>) = ("phone".into(), "mail".into());
        let mut people = Vec::new();
        for (value, n, n_responded) in [(&phone, 500, 100), (&mail, 500, 60)] {
            people.extend((0..n).map(|at| (value, at < n_responded)));
        }
        let found = representation("channel".into(), people, 0.1);
        // 50 against 62.5 percent, over the root of (0.25 + 0.234375) / 2.
        let expected = 0.125 / (0.484_375f64 / 2.0).sqrt();
        let phone = &found.shifts[1];
        assert_eq!(&*phone.value, "phone");
        assert!((phone.standardised.unwrap() - expected).abs() < 1e-12);
        assert!(phone.is_flagged);
        assert_eq!((found.n_invited, found.n_responded), (1000, 160));
    }

    #[test]
    fn equal_response_is_not_flagged_and_a_handful_is_not_shown() {
        let value: Arc<str> = "all".into();
        let found = representation("segment".into(), (0..20).map(|at| (&value, at < 8)), 0.1);
        assert_eq!(found.shifts[0].standardised, None);
        let few = representation("segment".into(), (0..20).map(|at| (&value, at < 4)), 0.1);
        assert!(few.shifts.is_empty());
    }
}
