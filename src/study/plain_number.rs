use crate::intake::Decimal;

/// A number written so plainly that its text follows from its value and its number of decimals: no
/// exponent, no leading zeros, at most fifteen digits, one mark at most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PlainNumber {
    /// The value, read with its mark as a decimal one.
    pub(super) value: f64,
    /// Number of decimals; 16 more where the mark is a comma.
    pub(super) mark: u8,
}

/// Digits that a float holds whatever they are.
const DIGITS: usize = 15;

const COMMA: u8 = 16;

impl PlainNumber {
    /// Reads a text; `None` for anything that is written in another way.
    #[expect(
        clippy::cast_precision_loss,
        reason = "fifteen digits lie below 2^53, so the float is exact"
    )]
    pub(super) fn read(text: &str) -> Option<Self> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest.as_bytes()),
            None => (false, text.as_bytes()),
        };
        let (mut whole, mut mantissa, mut n_digits) = (0usize, 0u64, 0usize);
        let (mut mark, mut is_comma) = (None, false);
        for (at, &byte) in digits.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa
                        .wrapping_mul(10)
                        .wrapping_add(u64::from(byte - b'0'));
                    n_digits += 1;
                    if n_digits > DIGITS {
                        return None;
                    }
                    whole += usize::from(mark.is_none());
                }
                b'.' | b',' if mark.is_none() && whole > 0 => {
                    mark = Some(at);
                    is_comma = byte == b',';
                }
                _ => return None,
            }
        }
        let decimals = n_digits - whole;
        let leads_with_zero = whole > 1 && digits.first() == Some(&b'0');
        if whole == 0 || leads_with_zero || (mark.is_some() && decimals == 0) {
            return None;
        }
        // One division of two exact numbers is rounded as reading the text would be.
        let power = 10f64.powi(i32::try_from(decimals).ok()?);
        let size = mantissa as f64 / power;
        Some(Self {
            value: if is_negative { -size } else { size },
            mark: u8::try_from(decimals).ok()? + if is_comma { COMMA } else { 0 },
        })
    }

    /// The text that was read.
    pub(super) fn text(self) -> String {
        let text = format!("{:.*}", usize::from(self.decimals()), self.value);
        if self.is_comma() {
            text.replace('.', ",")
        } else {
            text
        }
    }

    /// The value under a way of writing decimals: that of [`Decimal::parse`] of the text.
    pub(super) fn under(self, decimal: Decimal) -> Option<f64> {
        match (decimal, self.decimals(), self.is_comma()) {
            (_, 0, _) | (Decimal::Point, _, false) | (Decimal::Comma, _, true) => Some(self.value),
            // Where a comma is the decimal mark, a point stands between thousands.
            (Decimal::Comma, 3, false) if self.value.abs() < 1000.0 => {
                Some((self.value * 1000.0).round())
            }
            (Decimal::Point, _, true) | (Decimal::Comma, _, false) => None,
        }
    }

    /// Number of digits behind the mark.
    pub(super) fn decimals(self) -> u8 {
        self.mark % COMMA
    }

    fn is_comma(self) -> bool {
        self.mark >= COMMA
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str) {
        let decimals = [Decimal::Point, Decimal::Comma];
        if let Some(number) = PlainNumber::read(text) {
            assert_eq!(number.text(), text);
            for decimal in decimals {
                let (got, expected) = (number.under(decimal), decimal.parse(text));
                assert_eq!(
                    got.map(f64::to_bits),
                    expected.map(f64::to_bits),
                    "{text} {decimal:?}"
                );
            }
        }
    }

    #[test]
    fn plain_numbers_are_read_and_others_are_not() {
        for text in [
            "0", "-0", "7", "7.50", "-12,5", "1.234", "-0.125", "0,125", "999.999",
        ] {
            assert!(PlainNumber::read(text).is_some(), "{text}");
            check(text);
        }
        let others = [
            "",
            "-",
            "+1",
            "07",
            ".5",
            "5.",
            "1e5",
            "1.2.3",
            "1,2.3",
            "a",
            "1234567890123456",
            "٣",
            "--1",
            "1 ",
        ];
        for text in others {
            assert_eq!(PlainNumber::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_plain_number_means_what_its_text_means(text in "-?[0-9]{1,9}([.,][0-9]{1,8})?") {
            check(&text);
        }
    }
}
