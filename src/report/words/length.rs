use super::language::either;
use crate::report::{Language, number};
use crate::units::Seconds;
use jiff::SignedDuration;

/// A measured length of time for people, in two units at most: `67.5 s`, `8 min 42 s`, `26 h 03 min`.
///
/// It is rounded to what is shown: tenths of a second or so below two minutes, seconds below two hours,
/// else minutes. There are no days: a day of a schedule is no day of the calendar.
pub(in crate::report) fn length(seconds: f64, language: Language) -> String {
    let size = seconds.abs();
    if size < 120.0 {
        let digits = if size.fract() == 0.0 {
            number::fixed(seconds, 0, language)
        } else {
            number::significant(seconds, 3, language)
        };
        return format!("{digits} s");
    }
    let unit = if size.round() < 7_200.0 { 1.0 } else { 60.0 };
    let (small, large) = if size.round() < 7_200.0 {
        ("s", "min")
    } else {
        ("min", either(language, "u", "h"))
    };
    let whole = (size / unit).round();
    let (many, few) = ((whole / 60.0).floor(), whole % 60.0);
    let sign = if seconds < 0.0 { -1.0 } else { 1.0 };
    let many = number::fixed(sign * many, 0, language);
    if few == 0.0 {
        format!("{many} {large}")
    } else {
        format!("{many} {large} {few:02} {small}")
    }
}

/// As [`length`], of whole seconds.
pub(in crate::report) fn length_of(seconds: Seconds, language: Language) -> String {
    length(SignedDuration::from_secs(seconds.0).as_secs_f64(), language)
}

/// A length of time as it was set, exact: `30 s`, `2.5 s`, `125 s`.
pub(in crate::report) fn length_as_set(length: SignedDuration, language: Language) -> String {
    format!("{} s", number::plain(length.as_secs_f64(), language))
}

/// A length of time as a clock shows it, exact: `10:00:00`.
pub fn hours_minutes_seconds(length: Seconds) -> String {
    let sign = if length.0 < 0 { "-" } else { "" };
    let all = length.0.unsigned_abs();
    format!("{sign}{}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_read_in_two_units() {
        let check = |seconds, en: &str, nl: &str| {
            assert_eq!(length(seconds, Language::En), en);
            assert_eq!(length(seconds, Language::Nl), nl);
        };
        check(0.0, "0 s", "0 s");
        check(30.0, "30 s", "30 s");
        check(67.5207, "67.5 s", "67,5 s");
        check(120.0, "2 min", "2 min");
        check(522.0, "8 min 42 s", "8 min 42 s");
        check(7_199.4, "119 min 59 s", "119 min 59 s");
        check(7_199.6, "2 h", "2 u");
        check(93_780.0, "26 h 03 min", "26 u 03 min");
        check(14_400.0, "4 h", "4 u");
        check(-5_400.0, "−90 min", "−90 min");
        check(4_500_000.0, "1,250 h", "1.250 u");
    }

    #[test]
    fn what_was_set_and_what_a_clock_shows_is_exact() {
        let set = |millis| length_as_set(SignedDuration::from_millis(millis), Language::En);
        assert_eq!(set(125_000), "125 s");
        assert_eq!(set(2_500), "2.5 s");
        assert_eq!(hours_minutes_seconds(Seconds(36_061)), "10:01:01");
        assert_eq!(hours_minutes_seconds(Seconds(-1)), "-0:00:01");
    }
}
