/// How the dates of a column are written, as far as a look at them tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateForm {
    /// In a form that is read without a word.
    Usual,
    /// In a form that has to be declared: the `date_format` that reads what was seen.
    Declared(String),
    /// In two ways, such as some with the day first and some with the month first: no format reads both.
    Mixed,
}

/// Counts of dates in numbers with marks between, such as `2/24/2015 11:35`.
#[derive(Debug, Default)]
pub(super) struct DateCounts {
    n: f64,
    /// Dates with another mark than the first.
    n_other_mark: f64,
    n_day_first: u64,
    n_month_first: u64,
    n_short_year: f64,
    /// A form of the time behind the date and how many have it.
    clocks: [f64; 4],
    mark: Option<char>,
}

/// Forms of a time of day behind a date.
const CLOCKS: [&str; 4] = ["", " %H:%M", " %H:%M:%S", " %I:%M %p"];

impl DateCounts {
    /// Counts a cell where it is a date in numbers, and nothing where not.
    pub(super) fn add(&mut self, cell: &str) {
        let (date, clock) = match cell.split_once([' ', 'T']) {
            Some((date, clock)) => (date, clock.trim()),
            None => (cell, ""),
        };
        let Some(mark) = date.chars().find(|letter| !letter.is_ascii_digit()) else {
            return;
        };
        let parts: Vec<&str> = date.split(mark).collect();
        let [first, second, year] = parts[..] else {
            return;
        };
        let small = |text: &str| text.parse::<u8>().ok().filter(|_| text.len() <= 2);
        let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|byte| byte.is_ascii_digit());
        let (Some(first), Some(second)) = (small(first), small(second)) else {
            return;
        };
        let is_date = (1..=31).contains(&first) && (1..=31).contains(&second) && is_year;
        let Some(clock) = clock_form(clock) else {
            return;
        };
        if !is_date || !"-/.".contains(mark) {
            return;
        }
        if *self.mark.get_or_insert(mark) != mark {
            self.n_other_mark += 1.0;
            return;
        }
        self.n += 1.0;
        self.n_day_first += u64::from(first > 12);
        self.n_month_first += u64::from(second > 12);
        self.n_short_year += if year.len() == 2 { 1.0 } else { 0.0 };
        self.clocks[clock] += 1.0;
    }

    /// How many were counted.
    pub(super) fn n(&self) -> f64 {
        self.n
    }

    /// The form of a column; `None` where fewer than `least` cells are such dates.
    pub(super) fn form(&self, least: f64) -> Option<DateForm> {
        if self.n <= 0.0 || self.n + self.n_other_mark < least {
            return None;
        }
        if self.n < least {
            return Some(DateForm::Mixed);
        }
        if self.n_day_first > 0 && self.n_month_first > 0 {
            return Some(DateForm::Mixed);
        }
        let is_month_first = self.n_month_first > 0;
        let is_short = self.n_short_year > 0.0;
        if !is_month_first && !is_short {
            return Some(DateForm::Usual);
        }
        let mark = self.mark?;
        let (one, two) = if is_month_first {
            ("m", "d")
        } else {
            ("d", "m")
        };
        let year = if is_short { "y" } else { "Y" };
        let most = (0..CLOCKS.len()).max_by(|&a, &b| self.clocks[a].total_cmp(&self.clocks[b]))?;
        let clock = CLOCKS[most];
        Some(DateForm::Declared(format!(
            "%{one}{mark}%{two}{mark}%{year}{clock}"
        )))
    }
}

/// Place in [`CLOCKS`] of the form of a time of day.
fn clock_form(clock: &str) -> Option<usize> {
    let lower = clock.to_ascii_lowercase();
    let (digits, is_half) = match lower.strip_suffix("am").or(lower.strip_suffix("pm")) {
        Some(digits) => (digits.trim_end(), true),
        None => (lower.as_str(), false),
    };
    if digits.is_empty() {
        return (!is_half).then_some(0);
    }
    let parts: Vec<&str> = digits.split(':').collect();
    let is_clock = parts
        .iter()
        .all(|part| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit()));
    match (is_clock, parts.len(), is_half) {
        (true, 2, false) => Some(1),
        (true, 3, false) => Some(2),
        (true, 2, true) => Some(3),
        _ => None,
    }
}

/// The shape of what was written for a date, without its content: 9 for a digit, a for letters; `None` for what is
/// no date at all.
pub(super) fn shape_of(text: &str) -> Option<String> {
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    if n_digits < 3 || text.chars().count() > 32 || 3 * n_digits < text.chars().count() {
        return None;
    }
    let mut shape = String::new();
    for letter in text.chars() {
        match letter {
            '0'..='9' => shape.push('9'),
            letter if letter.is_alphabetic() => {
                if !shape.ends_with('a') {
                    shape.push('a');
                }
            }
            letter => shape.push(letter),
        }
    }
    Some(shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::TimeReading;
    use jiff::tz::TimeZone;

    fn check(cells: &[&str], expected: Option<&DateForm>) {
        let mut counts = DateCounts::default();
        for cell in cells {
            counts.add(cell);
        }
        let form = counts.form(crate::units::as_f64(cells.len()));
        assert_eq!(form.as_ref(), expected, "{cells:?}");
        let format = match form {
            Some(DateForm::Declared(format)) => Some(format),
            Some(DateForm::Usual) => None,
            Some(DateForm::Mixed) | None => return,
        };
        let reading = TimeReading {
            time_zone: Some(TimeZone::UTC),
            format,
        };
        for cell in cells {
            assert!(reading.parse(cell).is_ok(), "{cell} by {reading:?}");
        }
    }

    #[test]
    fn a_form_that_is_proposed_reads_what_was_seen() {
        let declared = |format: &str| DateForm::Declared(format.to_owned());
        check(
            &["2/24/2015 11:35", "2/3/2015 9:05"],
            Some(&declared("%m/%d/%Y %H:%M")),
        );
        check(&["31/01/25", "02/03/25"], Some(&declared("%d/%m/%y")));
        check(&["12-31-2025"], Some(&declared("%m-%d-%Y")));
        check(
            &["2/24/2015 11:35 PM", "2/4/2015 1:05 am"],
            Some(&declared("%m/%d/%Y %I:%M %p")),
        );
        check(&["31-12-2025", "01-02-2025"], Some(&DateForm::Usual));
        check(&["31-12-2025", "12-31-2025"], Some(&DateForm::Mixed));
        check(&["12/31/2025", "31.12.2025"], Some(&DateForm::Mixed));
        check(&["2025-12-31", "2025-01-02"], None);
        check(&["192.168.1", "7,5"], None);
    }

    #[test]
    fn a_shape_holds_no_digit_and_no_word() {
        assert_eq!(
            shape_of("2/24/2015 11:35").as_deref(),
            Some("9/99/9999 99:99")
        );
        assert_eq!(shape_of("31 dec 25").as_deref(), Some("99 a 99"));
        assert_eq!(shape_of("Jan Jansen, Amsterdam 1"), None);
        assert_eq!(shape_of("onbekend"), None);
    }
}
