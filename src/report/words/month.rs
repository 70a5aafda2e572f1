use super::Language;

const NL: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const NL_SHORT: [&str; 12] = [
    "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
];
const EN_SHORT: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A period `YYYY-MM` as month and year; another text is returned as it is.
pub fn month(period: &str, language: Language) -> String {
    let names = match language {
        Language::Nl => &NL,
        Language::En => &EN,
    };
    named(period, names).map_or_else(
        || period.to_owned(),
        |(year, name)| format!("{name} {year}"),
    )
}

/// The month of a period `YYYY-MM` in three letters, without the year.
pub fn month_short(period: &str, language: Language) -> String {
    let names = match language {
        Language::Nl => &NL_SHORT,
        Language::En => &EN_SHORT,
    };
    named(period, names).map_or_else(|| period.to_owned(), |(_, name)| name.to_owned())
}

fn named<'a>(period: &'a str, names: &[&'static str; 12]) -> Option<(&'a str, &'static str)> {
    let (year, number) = period.split_once('-')?;
    let number: usize = number.parse().ok()?;
    let name = names.get(number.checked_sub(1)?)?;
    Some((year, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_month_is_left_as_it_is() {
        assert_eq!(month("2026-03", Language::Nl), "maart 2026");
        assert_eq!(month("2026-05", Language::En), "May 2026");
        assert_eq!(month_short("2026-03", Language::Nl), "mrt");
        for odd in ["2026-13", "2026-00", "2026", "", "2026-x"] {
            assert_eq!(month(odd, Language::En), odd);
        }
    }
}
