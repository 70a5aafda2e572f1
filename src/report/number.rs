//! Numbers for people: rounded here and nowhere else.
//!
//! Machine output (`json`, `csv`, `table`) never passes through this file. The minus sign is the
//! typographic one (U+2212) and a value that rounds to zero has no sign.

use super::words::Language;
use crate::signals::Signal;
use crate::units::Interval;

/// What stands where there is no number.
pub const ABSENT: &str = "–";

/// Most decimals shown, save beside zero.
const MAX_DECIMALS: usize = 4;

/// Most decimals of an interval that lies on one side of zero and would seem to touch it.
const MAX_DECIMALS_BESIDE_ZERO: usize = 7;

/// `value` with a fixed number of decimals, thousands separated.
pub fn fixed(value: f64, decimals: usize, language: Language) -> String {
    if !value.is_finite() {
        return ABSENT.to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() + 4);
    if value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        text.push('−');
    }
    text.push_str(&grouped(whole, language));
    if !fraction.is_empty() {
        text.push(decimal_mark(language));
        text.push_str(fraction);
    }
    text
}

/// Like [`fixed`], with a plus sign before what rounds to more than zero.
pub fn signed(value: f64, decimals: usize, language: Language) -> String {
    let text = fixed(value, decimals, language);
    let is_positive = value > 0.0 && text.contains(|c: char| ('1'..='9').contains(&c));
    if is_positive && value.is_finite() {
        format!("+{text}")
    } else {
        text
    }
}

/// `value` with about `digits` significant digits; whole numbers are never shortened.
pub fn significant(value: f64, digits: usize, language: Language) -> String {
    fixed(value, decimals_of(value, digits), language)
}

/// A value as people write it: at most two decimals, none where it has none.
pub fn plain(value: f64, language: Language) -> String {
    let decimals = (0..=2)
        .find(|&decimals| (value - round_to(value, decimals)).abs() < 1e-9)
        .unwrap_or(2);
    fixed(value, decimals, language)
}

/// A count, thousands separated.
pub fn count(n: u64, language: Language) -> String {
    grouped(&n.to_string(), language)
}

/// A number of things with the word for one of them or for several.
pub fn counted(n: u64, one: &str, several: &str, language: Language) -> String {
    let word = if n == 1 { one } else { several };
    format!("{} {word}", count(n, language))
}

/// A part of one as a percentage with one decimal; what is more than nothing never reads 0%,
/// what is less than all never reads 100%.
pub fn percentage(part: f64, language: Language) -> String {
    let mark = decimal_mark(language);
    let percent = part * 100.0;
    if !percent.is_finite() {
        ABSENT.to_owned()
    } else if percent > 0.0 && percent < 0.05 {
        format!("<0{mark}1%")
    } else if (99.95..100.0).contains(&percent) {
        format!(">99{mark}9%")
    } else {
        format!("{}%", fixed(percent, 1, language))
    }
}

/// A setting between 0 and 1 as a percentage, without superfluous decimals: 0.5 is `50%`.
pub fn setting(part: f64, language: Language) -> String {
    format!("{}%", plain(part * 100.0, language))
}

/// A probability that was counted over resamples: whole percents, never quite 0 or 100.
pub fn probability(p: f64, language: Language) -> String {
    if !p.is_finite() {
        ABSENT.to_owned()
    } else if p < 0.01 {
        "<1%".to_owned()
    } else if p > 0.99 {
        ">99%".to_owned()
    } else {
        format!("{}%", fixed(p * 100.0, 0, language))
    }
}

/// An estimate with its bounds, all with the same decimals: `−3.1 [−4.0 to −2.2]`.
pub fn interval(interval: &Interval, language: Language) -> String {
    let decimals = decimals_for(interval);
    format!(
        "{} {}",
        fixed(interval.estimate, decimals, language),
        bounds(interval, decimals, language)
    )
}

/// Like [`interval`], with a plus sign before what is more than zero: for gains and effects.
pub fn signed_interval(interval: &Interval, language: Language) -> String {
    signed_interval_at(interval, decimals_for(interval), language)
}

/// Like [`signed_interval`] with the decimals of its column: a number that stands in a table reads
/// the same wherever else it is named.
pub fn signed_interval_at(interval: &Interval, shared: usize, language: Language) -> String {
    let decimals = decimals_in_column(interval, shared);
    format!(
        "{} {}",
        signed(interval.estimate, decimals, language),
        bounds(interval, decimals, language)
    )
}

/// The bounds alone: `[−4.0 to −2.2]`.
pub fn bounds(interval: &Interval, decimals: usize, language: Language) -> String {
    let to = match language {
        Language::Nl => "tot",
        Language::En => "to",
    };
    format!(
        "[{} {to} {}]",
        fixed(interval.low, decimals, language),
        fixed(interval.high, decimals, language)
    )
}

/// Decimals that an interval deserves: one or two digits of its half width, at least two of its largest
/// number, and as many as it takes for a bound that is not zero to not read as zero when the
/// interval lies on one side of zero.
pub fn decimals_for(interval: &Interval) -> usize {
    let half_width = (interval.high - interval.low) / 2.0;
    let largest = interval
        .low
        .abs()
        .max(interval.high.abs())
        .max(interval.estimate.abs());
    let wanted = if half_width > 0.0 {
        decimals_of_doubt(half_width).max(decimals_of(largest, 2))
    } else {
        decimals_of(largest, 3)
    };
    decimals_in_column(interval, wanted)
}

/// Decimals that serve a whole column, so that its decimal marks stand under each other: those of
/// its middle interval.
pub fn shared_decimals(intervals: &[Interval]) -> usize {
    let mut each: Vec<usize> = intervals.iter().map(decimals_for).collect();
    each.sort_unstable();
    each.get(each.len() / 2).copied().unwrap_or(1)
}

/// Decimals of the gains of `signals`, in the ranking and everywhere else.
pub fn gain_decimals(signals: &[Signal]) -> usize {
    let gains: Vec<Interval> = signals.iter().map(|signal| signal.gain).collect();
    shared_decimals(&gains)
}

/// Decimals of one interval in a column of `shared` decimals: more only where it lies on one side
/// of zero and would seem to touch it.
pub fn decimals_in_column(interval: &Interval, shared: usize) -> usize {
    (shared..=MAX_DECIMALS_BESIDE_ZERO)
        .find(|&decimals| !hides_its_side(interval, decimals))
        .unwrap_or(MAX_DECIMALS)
}

/// Whether rounding makes an interval that excludes zero seem to include it.
fn hides_its_side(interval: &Interval, decimals: usize) -> bool {
    let excludes_zero = interval.low > 0.0 || interval.high < 0.0;
    let nearest = if interval.low > 0.0 {
        interval.low
    } else {
        interval.high
    };
    excludes_zero && round_to(nearest, decimals).abs() < f64::MIN_POSITIVE
}

/// Decimals that show `digits` significant digits of `value`, after rounding: 9.96 with two digits
/// is "10" and not "10.0".
fn decimals_of(value: f64, digits: usize) -> usize {
    if value.abs() < f64::MIN_POSITIVE || !value.is_finite() {
        return 0;
    }
    let scientific = format!("{value:.*e}", digits.saturating_sub(1));
    let exponent = scientific
        .rsplit_once('e')
        .and_then(|(_, exponent)| exponent.parse::<isize>().ok())
        .unwrap_or(0);
    digits
        .saturating_add_signed(-exponent)
        .saturating_sub(1)
        .min(MAX_DECIMALS)
}

/// Decimals for a doubt: two digits where it begins with 1, else one. Rounding 1.4 to 1 would shift
/// a bound by a third of the doubt, rounding 8.4 to 8 by a twentieth.
fn decimals_of_doubt(half_width: f64) -> usize {
    let decimals = decimals_of(half_width, 1);
    let mut leading = half_width;
    for _ in 0..decimals {
        leading *= 10.0;
    }
    if leading < 1.95 {
        (decimals + 1).min(MAX_DECIMALS)
    } else {
        decimals
    }
}

fn round_to(value: f64, decimals: usize) -> f64 {
    let mut factor = 1.0;
    for _ in 0..decimals {
        factor *= 10.0;
    }
    (value * factor).round() / factor
}

fn grouped(whole: &str, language: Language) -> String {
    let mark = match language {
        Language::Nl => '.',
        Language::En => ',',
    };
    let mut text = String::with_capacity(whole.len() + whole.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

fn decimal_mark(language: Language) -> char {
    match language {
        Language::Nl => ',',
        Language::En => '.',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_just_beside_zero_does_not_read_as_zero() {
        let level = crate::units::Probability::saturating(0.95);
        let near = |low, high| Interval::new(low, 0.0028, high, level).unwrap();
        let beside = signed_interval_at(&near(0.000_032, 0.0055), 4, Language::Nl);
        assert!(beside.contains("[0,00003 tot 0,00550]"), "{beside}");
        let touching = signed_interval_at(&near(-0.000_032, 0.0055), 4, Language::Nl);
        assert!(!touching.contains("0,00003"), "{touching}");
    }
    use crate::units::Probability;
    use proptest::prelude::*;

    fn of(low: f64, estimate: f64, high: f64) -> Interval {
        Interval::new(low, estimate, high, Probability::saturating(0.95)).unwrap()
    }

    #[test]
    fn an_interval_shows_one_digit_of_its_doubt() {
        let check = |low, estimate, high, nl: &str, en: &str| {
            assert_eq!(interval(&of(low, estimate, high), Language::Nl), nl);
            assert_eq!(interval(&of(low, estimate, high), Language::En), en);
        };
        check(
            -3.99,
            -3.12,
            -2.21,
            "−3,1 [−4,0 tot −2,2]",
            "−3.1 [−4.0 to −2.2]",
        );
        check(2.2, 3.4, 4.6, "3,4 [2,2 tot 4,6]", "3.4 [2.2 to 4.6]");
        check(8.2, 12.4, 16.9, "12 [8 tot 17]", "12 [8 to 17]");
        check(
            3.571,
            3.622,
            3.673,
            "3,62 [3,57 tot 3,67]",
            "3.62 [3.57 to 3.67]",
        );
        check(
            -12.9,
            -11.3,
            -9.7,
            "−11,3 [−12,9 tot −9,7]",
            "−11.3 [−12.9 to −9.7]",
        );
        check(
            -0.04,
            -0.001,
            0.06,
            "−0,001 [−0,040 tot 0,060]",
            "−0.001 [−0.040 to 0.060]",
        );
        check(
            -2000.0,
            12_345.6,
            30_000.0,
            "12.346 [−2.000 tot 30.000]",
            "12,346 [−2,000 to 30,000]",
        );
        check(0.0, 0.0, 0.0, "0 [0 tot 0]", "0 [0 to 0]");
    }

    #[test]
    fn an_interval_above_zero_never_reads_as_touching_zero() {
        assert_eq!(
            interval(&of(0.04, 1.9, 3.8), Language::En),
            "1.90 [0.04 to 3.80]"
        );
        let column = [of(1.0, 2.0, 3.0), of(0.02, 0.9, 1.8), of(-1.0, 0.0, 1.0)];
        assert_eq!(shared_decimals(&column), 1);
        assert_eq!(column.map(|one| decimals_in_column(&one, 1)), [1, 2, 1]);
        assert_eq!(shared_decimals(&[]), 1);
    }

    #[test]
    fn zero_has_no_sign() {
        for value in [-0.0, 0.0, -0.04, 0.04] {
            assert_eq!(fixed(value, 1, Language::En), "0.0");
            assert_eq!(signed(value, 1, Language::En), "0.0");
        }
        assert_eq!(signed(0.06, 1, Language::Nl), "+0,1");
        assert_eq!(signed(-0.06, 1, Language::Nl), "−0,1");
        assert_eq!(fixed(f64::NAN, 1, Language::En), ABSENT);
        assert_eq!(signed(f64::INFINITY, 1, Language::En), ABSENT);
    }

    #[test]
    fn counts_have_the_separator_of_their_language() {
        let check = |n, nl: &str, en: &str| {
            assert_eq!(count(n, Language::Nl), nl);
            assert_eq!(count(n, Language::En), en);
        };
        check(0, "0", "0");
        check(999, "999", "999");
        check(1_000, "1.000", "1,000");
        check(12_345_678, "12.345.678", "12,345,678");
    }

    #[test]
    fn a_percentage_never_claims_nothing_or_all_wrongly() {
        let check = |part, expected: &str| assert_eq!(percentage(part, Language::En), expected);
        check(0.0, "0.0%");
        check(0.000_2, "<0.1%");
        check(0.034_4, "3.4%");
        check(0.126, "12.6%");
        check(0.999_9, ">99.9%");
        check(1.0, "100.0%");
        check(f64::NAN, ABSENT);
        assert_eq!(percentage(0.000_2, Language::Nl), "<0,1%");
        assert_eq!(probability(1.0, Language::Nl), ">99%");
        assert_eq!(probability(0.0, Language::Nl), "<1%");
        assert_eq!(probability(0.666, Language::Nl), "67%");
        assert_eq!(setting(0.5, Language::Nl), "50%");
        assert_eq!(setting(0.975, Language::Nl), "97,5%");
    }

    #[test]
    fn significant_digits_count_from_the_first_that_is_not_zero() {
        let check = |value, digits, expected: &str| {
            assert_eq!(significant(value, digits, Language::En), expected);
        };
        check(0.034_56, 2, "0.035");
        check(9.96, 2, "10");
        check(3.1, 2, "3.1");
        check(12.34, 3, "12.3");
        check(-1234.6, 2, "−1,235");
        check(0.0, 3, "0");
    }

    proptest! {
        #[test]
        fn no_number_reads_as_minus_zero_or_not_a_number(value in -1e9..1e9_f64, decimals in 0_usize..4) {
            for text in [fixed(value, decimals, Language::En), signed(value, decimals, Language::En)] {
                prop_assert!(!text.contains("NaN"));
                let has_digit = text.contains(|c: char| ('1'..='9').contains(&c));
                prop_assert_eq!(has_digit, !text.trim_start_matches(['+', '−']).chars().all(|c| c == '0' || c == '.'));
                prop_assert!(has_digit || !text.starts_with(['−', '+']));
                let back: f64 = text.replace('−', "-").replace(',', "").parse().unwrap();
                let step = 10_f64.powi(-i32::try_from(decimals).unwrap());
                prop_assert!((back - value).abs() <= 0.5_f64.mul_add(step, 1e-6));
            }
        }
    }
}
