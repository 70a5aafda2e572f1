use super::problem::Problems;
use super::section::Section;
use crate::signals::Pace;
use crate::signals::alerts::AlertOptions;
use crate::units::Probability;

const EVERY: [(&str, Pace); 2] = [("day", Pace::Day), ("week", Pace::Week)];

/// Reads `[alerts]`.
pub(super) fn read_alerts(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> AlertOptions {
    let every = section.choice("every", &EVERY, problems);
    let mut options = AlertOptions::every(every.unwrap_or(Pace::Day));
    if let Some(rate) = section.number("rate", problems) {
        if rate > 0.0 && rate < 1.0 {
            options.rate = Probability::saturating(rate);
        } else {
            problems.note(
                section.at_key("rate"),
                section.key("rate"),
                "expected a rate between 0 and 1, such as 0.05",
            );
        }
    }
    for (key, least, setting) in [
        ("window", 2, &mut options.window),
        ("look", 1, &mut options.look),
        ("min_count", 1, &mut options.min_count),
        ("min_baseline", 5, &mut options.min_baseline),
    ] {
        let Some(n) = section.count(key, problems) else {
            continue;
        };
        match usize::try_from(n) {
            Ok(n) if (least..=MOST).contains(&n) => *setting = n,
            _ => problems.note(
                section.at_key(key),
                section.key(key),
                format!("expected a whole number from {least} to {MOST}"),
            ),
        }
    }
    options
}

/// More periods than any archive has.
const MOST: usize = 100_000;
