/// How decimals are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decimal {
    /// `7.5`; no thousands separator is read.
    #[default]
    Point,
    /// `7,5`; a point stands between thousands only, as in `1.234,5`.
    Comma,
}

impl Decimal {
    /// Reads a number; `None` for anything else, infinity and NaN included.
    pub fn parse(self, text: &str) -> Option<f64> {
        let text = text.trim();
        let plain = |text: &str| {
            let digits_only = text
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
            if digits_only {
                text.parse().ok().filter(|v: &f64| v.is_finite())
            } else {
                None
            }
        };
        match self {
            Self::Point => plain(text),
            Self::Comma => {
                let (whole, fraction) = match text.split_once(',') {
                    Some((whole, fraction)) => (whole, Some(fraction)),
                    None => (text, None),
                };
                if fraction.is_some_and(|digits| digits.contains(['.', ',', '-', '+'])) {
                    return None;
                }
                let mut groups = whole.split('.');
                let mut joined = groups.next()?.to_owned();
                if whole.contains('.') && joined.trim_start_matches(['-', '+']).len() > 3 {
                    return None;
                }
                for group in groups {
                    if group.len() != 3 {
                        return None;
                    }
                    joined.push_str(group);
                }
                if let Some(fraction) = fraction {
                    joined.push('.');
                    joined.push_str(fraction);
                }
                plain(&joined)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(decimal: Decimal, text: &str, expected: Option<f64>) {
        assert_eq!(decimal.parse(text), expected, "{text}");
    }

    #[test]
    fn a_decimal_point_never_reads_a_comma() {
        check(Decimal::Point, " 7.5 ", Some(7.5));
        check(Decimal::Point, "-3", Some(-3.0));
        check(Decimal::Point, "1e2", Some(100.0));
        check(Decimal::Point, "7,5", None);
        check(Decimal::Point, "1,234.5", None);
    }

    #[test]
    fn a_decimal_comma_reads_a_point_between_thousands_only() {
        check(Decimal::Comma, "7,5", Some(7.5));
        check(Decimal::Comma, "1.234,5", Some(1234.5));
        check(Decimal::Comma, "12", Some(12.0));
        check(Decimal::Comma, "7.5", None);
        check(Decimal::Comma, "1234.567", None);
        check(Decimal::Comma, "1,2,3", None);
        check(Decimal::Comma, "1,-2", None);
    }

    #[test]
    fn infinity_words_and_emptiness_are_no_numbers() {
        for text in ["inf", "NaN", "", "-", "e", "1e999", "acht", "1 2"] {
            check(Decimal::Point, text, None);
            check(Decimal::Comma, text, None);
        }
    }
}
