use jiff::civil::Date;

/// Easter Sunday of a year by the Gregorian calendar; `None` for years that a [`Date`] cannot hold.
///
/// Before 1583 there was no Gregorian Easter: such years are counted back.
///
/// # References
///
/// The "anonymous Gregorian algorithm": a New York correspondent, Nature, 20 April 1876; as given by
/// Meeus, Astronomical Algorithms, 1991, chapter 8.
pub fn easter_sunday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let a = y.rem_euclid(19);
    let (b, c) = (y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    let (month, day) = (n / 31, n % 31 + 1);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::{Weekday, date};

    #[test]
    fn easter_falls_where_almanacs_have_it() {
        for (year, month, day) in [
            (1818, 3, 22),
            (1943, 4, 25),
            (1954, 4, 18),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2016, 3, 27),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
        ] {
            assert_eq!(easter_sunday(year), Some(date(year, month, day)));
        }
    }

    /// By its definition: the Sunday after the full moon of the church calendar that is the first on
    /// or after 21 March. The moon's age on 1 January is the epact of Clavius, 1603.
    fn by_definition(year: i16) -> Date {
        let y = i32::from(year);
        let golden = y % 19 + 1;
        let century = y / 100 + 1;
        let solar = 3 * century / 4 - 12;
        let lunar = (8 * century + 5) / 25 - 5;
        let mut epact = (11 * golden + 20 + lunar - solar).rem_euclid(30);
        if epact == 24 || (epact == 25 && golden > 11) {
            epact += 1;
        }
        let full_moon = match 44 - epact {
            early if early < 21 => early + 30,
            day => day,
        };
        let mut day = date(year, 3, 1) + (i64::from(full_moon) - 1).days();
        loop {
            day = day.tomorrow().unwrap();
            if day.weekday() == Weekday::Sunday {
                return day;
            }
        }
    }

    #[test]
    fn the_formula_gives_the_sunday_after_the_church_moon() {
        for year in 1583..=4099 {
            assert_eq!(easter_sunday(year), Some(by_definition(year)), "{year}");
        }
    }
}
