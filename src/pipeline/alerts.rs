use super::observe::{People, Wanted, observe};
use super::{Assets, Error, Selection};
use crate::config::Project;
use crate::findings::{AlertFindings, LookDay};
use crate::signals::Pace;
use crate::signals::alerts::{AlertCaveat, AlertOptions, Alerts, alerts, topic_streams};
use crate::store::Store;
use crate::units::as_u64;
use jiff::ToSpan;
use jiff::civil::Date;

/// What is asked of a look at the latest periods.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertsAsked {
    /// Last day to look at; the last with words that is over if absent.
    pub as_of: Option<Date>,
    /// The day on which it is asked, in the zone of the project.
    pub today: Date,
    /// A field whose values are told apart.
    pub by: Option<String>,
    /// How it is looked.
    pub options: AlertOptions,
}

/// Looks at the latest periods of the index: per topic and tone, and as a whole, what rose.
///
/// Records after the day of the look are not read. A week that is not over on that day is not looked at.
///
/// # Errors
///
/// [`Error::UnknownField`] for a field that no record has, [`Error::Query`] for a wrong filter, and
/// the errors of index and statistics.
pub fn look_for_alerts(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    asked: &AlertsAsked,
) -> Result<AlertFindings, Error> {
    let by = asked.by.as_deref();
    let wanted = Wanted {
        selection,
        periods: &[],
        by,
        controls: &[],
    };
    let People {
        observed, topics, ..
    } = observe(project, assets, store, &wanted)?;
    let n_topics = topics.len();
    let mut findings = AlertFindings {
        project: project.name.clone(),
        as_of: None,
        look_day: LookDay::LastWords,
        by: asked.by.clone(),
        segments: observed.segments.clone(),
        topics,
        found: Alerts {
            look: None,
            alerts: Vec::new(),
            caveats: Vec::new(),
        },
    };
    let n_undated = observed
        .dated
        .iter()
        .filter(|dated| dated.day.is_none())
        .count();
    if let Some((first, last)) = observed.days() {
        // Events and bare scores after the last words say nothing of what was said.
        let last_words = observed.last_day_with_words().unwrap_or(last);
        let (as_of, look_day) = last_day(asked, last_words);
        findings.as_of = Some(as_of);
        findings.look_day = look_day;
        let every = asked.options.every;
        let (starts, end) = whole_periods(every, first, as_of);
        let mut observed = observed;
        for dated in &mut observed.dated {
            dated.day = dated.day.filter(|day| *day <= end);
        }
        let streams = topic_streams(&observed, n_topics, &starts);
        findings.found = alerts(&streams, &starts, end, &asked.options)?;
    }
    if n_undated > 0 {
        findings
            .found
            .caveats
            .push(AlertCaveat::Undated { n: n_undated });
    }
    let shown = project.ranking.min_cell;
    // A segment of a handful would name people.
    findings
        .found
        .alerts
        .retain(|alert| by.is_none() || as_u64(alert.of.unwrap_or(alert.count)) >= shown);
    Ok(findings)
}

/// The last day to look at: one that is not over holds a part of its respondents, and is no day beside whole ones.
fn last_day(asked: &AlertsAsked, last_words: Date) -> (Date, LookDay) {
    let today = asked.today;
    match asked.as_of {
        Some(day) if day >= today => (day, LookDay::AskedNotOver),
        Some(day) => (day, LookDay::Asked),
        None if last_words >= today => (today.saturating_sub(1.day()), LookDay::LastWholeDay),
        None => (last_words, LookDay::LastWords),
    }
}

/// First days of the periods that are over on `as_of`, and the last day of the last of them.
fn whole_periods(every: Pace, first: Date, as_of: Date) -> (Vec<Date>, Date) {
    let mut starts = every.starts(first, as_of);
    let end = |start: &Date| every.next(*start).saturating_sub(1.day());
    while starts.last().is_some_and(|start| end(start) > as_of) {
        starts.pop();
    }
    let last = starts.last().map_or(as_of, end);
    (starts, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_of_the_look_is_not_over_and_not_looked_at_unless_asked() {
        let today = date(2026, 3, 17);
        let check = |as_of: Option<Date>, last_words: Date, expected: (Date, LookDay)| {
            let asked = AlertsAsked {
                as_of,
                today,
                by: None,
                options: AlertOptions::default(),
            };
            assert_eq!(last_day(&asked, last_words), expected);
        };
        let (before, long_ago) = (date(2026, 3, 16), date(2026, 2, 1));
        check(None, today, (before, LookDay::LastWholeDay));
        check(None, date(2026, 3, 18), (before, LookDay::LastWholeDay));
        check(None, before, (before, LookDay::LastWords));
        check(None, long_ago, (long_ago, LookDay::LastWords));
        check(Some(today), long_ago, (today, LookDay::AskedNotOver));
        check(Some(before), today, (before, LookDay::Asked));
    }

    #[test]
    fn a_week_that_is_not_over_is_not_looked_at() {
        let (starts, end) = whole_periods(Pace::Week, date(2026, 3, 4), date(2026, 3, 17));
        assert_eq!(starts, [date(2026, 3, 2), date(2026, 3, 9)]);
        assert_eq!(end, date(2026, 3, 15));
        let (starts, end) = whole_periods(Pace::Day, date(2026, 3, 4), date(2026, 3, 5));
        assert_eq!((starts.len(), end), (2, date(2026, 3, 5)));
        let (starts, _) = whole_periods(Pace::Week, date(2026, 3, 4), date(2026, 3, 5));
        assert!(starts.is_empty());
    }
}
