//! The three check sums that tell a number of a person from any other number.

/// The eleven test of a citizen service number: nine digits, or eight with a leading zero left out.
///
/// `9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h − i ≡ 0 (mod 11)`; nine zeros pass the sum and are refused.
/// One in eleven random numbers passes.
pub(super) fn is_bsn(digits: &[u8]) -> bool {
    if !(8..=9).contains(&digits.len()) || digits.iter().all(|&digit| digit == b'0') {
        return false;
    }
    let first_weight = u32::try_from(digits.len()).unwrap_or(9);
    let mut sum = 0;
    for (weight, &digit) in (2..=first_weight).rev().zip(digits) {
        sum += weight * value(digit);
    }
    let last = digits.last().copied().map_or(0, value);
    sum % 11 == last
}

/// The Luhn test of payment cards (ISO/IEC 7812-1, annex B).
pub(super) fn is_luhn(digits: &[u8]) -> bool {
    let mut sum = 0;
    for (index, &digit) in digits.iter().rev().enumerate() {
        let number = value(digit) * if index % 2 == 1 { 2 } else { 1 };
        sum += number / 10 + number % 10;
    }
    sum % 10 == 0
}

/// The mod-97 test of account numbers (ISO 13616); `compact` is upper case without spaces.
pub(super) fn is_iban(compact: &[u8]) -> bool {
    if compact.len() < 15 || compact.len() > 34 {
        return false;
    }
    let mut remainder: u32 = 0;
    for &byte in compact[4..].iter().chain(&compact[..4]) {
        remainder = match byte {
            b'0'..=b'9' => remainder * 10 + value(byte),
            b'A'..=b'Z' => remainder * 100 + u32::from(byte - b'A') + 10,
            _ => return false,
        } % 97;
    }
    remainder == 1
}

/// Length of an account number by country (SWIFT IBAN registry), `None` for an unknown country.
pub(super) fn iban_length(country: [u8; 2]) -> Option<usize> {
    Some(match &country {
        b"NO" => 15,
        b"BE" => 16,
        b"DK" | b"FI" | b"FO" | b"GL" | b"NL" => 18,
        b"MK" | b"SI" => 19,
        b"AT" | b"BA" | b"EE" | b"KZ" | b"LT" | b"LU" | b"XK" => 20,
        b"CH" | b"HR" | b"LI" | b"LV" => 21,
        b"BG" | b"BH" | b"CR" | b"DE" | b"GB" | b"GE" | b"IE" | b"ME" | b"RS" | b"VA" => 22,
        b"AE" | b"GI" | b"IL" | b"IQ" | b"TL" => 23,
        b"AD" | b"CZ" | b"ES" | b"MD" | b"PK" | b"RO" | b"SA" | b"SE" | b"SK" | b"TN" | b"VG" => 24,
        b"PT" | b"ST" => 25,
        b"IS" | b"TR" => 26,
        b"FR" | b"GR" | b"IT" | b"MC" | b"MR" | b"SM" => 27,
        b"AL" | b"AZ" | b"BY" | b"CY" | b"DO" | b"GT" | b"HU" | b"LB" | b"PL" | b"SV" => 28,
        b"BR" | b"EG" | b"PS" | b"QA" | b"UA" => 29,
        b"JO" | b"KW" | b"MU" => 30,
        b"MT" | b"SC" => 31,
        b"LC" => 32,
        _ => return None,
    })
}

fn value(digit: u8) -> u32 {
    u32::from(digit.wrapping_sub(b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleven_test_accepts_and_refuses_the_published_numbers() {
        for valid in ["111222333", "123456782", "249566758", "10464554"] {
            assert!(is_bsn(valid.as_bytes()), "{valid}");
        }
        for invalid in ["123456789", "000000000", "00000000", "1234567"] {
            assert!(!is_bsn(invalid.as_bytes()), "{invalid}");
        }
    }

    #[test]
    fn one_in_eleven_numbers_passes_the_eleven_test() {
        let passed = (100_000_000..100_110_000)
            .filter(|number: &u32| is_bsn(number.to_string().as_bytes()))
            .count();
        assert!((9_990..=10_010).contains(&passed), "{passed}");
    }

    #[test]
    fn mod_97_finds_a_wrong_digit_and_a_swapped_pair() {
        assert!(is_iban(b"NL91ABNA0417164300"));
        assert!(is_iban(b"GB82WEST12345698765432"));
        assert!(!is_iban(b"NL92ABNA0417164300"));
        assert!(!is_iban(b"NL91ABNA0417614300"));
    }

    #[test]
    fn luhn_finds_every_single_wrong_digit() {
        let good = *b"4111111111111111";
        assert!(is_luhn(&good));
        for place in 0..good.len() {
            for digit in b'0'..=b'9' {
                let mut tried = good;
                tried[place] = digit;
                assert_eq!(is_luhn(&tried), tried == good);
            }
        }
    }
}
