use super::access::AgentAccess;
use super::case_mix::Expectation;
use super::contact::Contacts;
use super::error::Error;
use super::scorecard::{Settings, agent_groups, mix_of_scores, scorecards_of_agents};
use crate::stats::{WelchTest, welch_test};
use crate::units::as_f64;
use jiff::ToSpan;
use jiff::civil::Date;

/// An agent's scores before and after a coaching talk. It says what changed, not why.
#[derive(Debug, Clone, PartialEq)]
pub struct BeforeAfter {
    /// The agent.
    pub agent: String,
    /// Day of the talk; contacts of that day count on neither side.
    pub day: Date,
    /// Weeks on each side.
    pub weeks: u32,
    /// What changed; `None` with too few contacts on a side, or for an agent whose row is suppressed.
    pub change: Option<Change>,
}

/// A change with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Contacts before.
    pub n_before: usize,
    /// Contacts after.
    pub n_after: usize,
    /// Mean of score minus expectation after, less that before: the kind of contacts is held.
    pub difference: WelchTest,
}

/// Sets the weeks after a coaching talk beside those before it.
///
/// Expectations come from the contacts of all others, so that what changed for everybody with the same
/// contacts is not taken out: only their kind is.
///
/// # Errors
///
/// [`Error::NoSuchAgent`].
pub fn before_and_after(
    contacts: &Contacts,
    settings: &Settings,
    agent: &str,
    (day, weeks): (Date, u32),
    access: &AgentAccess,
) -> Result<BeforeAfter, Error> {
    let rows = own_rows(contacts, settings, agent)?;
    let span = i64::from(weeks).weeks();
    let first = day.checked_sub(span).unwrap_or(Date::MIN);
    let last = day.checked_add(span).unwrap_or(Date::MAX);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (row, residual) in residuals(contacts, &rows) {
        match contacts.contacts[row].day {
            Some(at) if (first..day).contains(&at) => before.push(residual),
            Some(at) if at > day && at <= last => after.push(residual),
            _ => {}
        }
    }
    let floor = access.floor().max(settings.floor).people();
    // Who is hidden in the table, be it for the sake of a colleague, is hidden here.
    let cards = scorecards_of_agents(contacts, settings, access)?;
    let is_hidden = cards
        .agents
        .iter()
        .any(|one| one.of("agent") == Some(agent) && one.reason().is_some());
    let change = if is_hidden || before.len() < floor || after.len() < floor {
        None
    } else {
        let ((mean_before, part_before), (mean_after, part_after)) =
            (mean_and_variance(&before), mean_and_variance(&after));
        let parts = [part_before, part_after];
        welch_test(mean_after - mean_before, &parts, settings.level)
            .ok()
            .map(|difference| Change {
                n_before: before.len(),
                n_after: after.len(),
                difference,
            })
    };
    Ok(BeforeAfter {
        agent: agent.to_owned(),
        day,
        weeks,
        change,
    })
}

/// Rows of an agent in what may be seen.
pub(super) fn own_rows(
    contacts: &Contacts,
    settings: &Settings,
    agent: &str,
) -> Result<Vec<usize>, Error> {
    let groups = agent_groups(contacts, settings.attribution);
    let is_seen = |team: Option<&str>| settings.team.is_none() || team == settings.team.as_deref();
    let own = groups
        .iter()
        .filter(|((team, name), _)| name.as_deref() == Some(agent) && is_seen(team.as_deref()));
    let mut rows: Vec<usize> = own.flat_map(|(_, group)| group.places()).collect();
    rows.sort_unstable();
    rows.dedup();
    if rows.is_empty() {
        return Err(Error::NoSuchAgent {
            agent: agent.to_owned(),
        });
    }
    Ok(rows)
}

/// Score minus what the contacts of all others let expect, of rows that others have the like of.
fn residuals(contacts: &Contacts, own: &[usize]) -> Vec<(usize, f64)> {
    let mix = mix_of_scores(contacts);
    let mut others = mix.moments(0..mix.rows.len());
    others.merge_scaled(&mix.moments(own.iter().copied()), -1.0);
    let Some(expectation) = Expectation::fit(&others) else {
        return Vec::new();
    };
    own.iter()
        .filter_map(|&row| Some((row, mix.response[row] - expectation.of(&mix.rows[row])?)))
        .collect()
}

/// Mean, and its variance with degrees of freedom.
pub(super) fn mean_and_variance(values: &[f64]) -> (f64, (f64, f64)) {
    let n = as_f64(values.len());
    let mean = values.iter().sum::<f64>() / n;
    let spread: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (spread / (n - 1.0) / n, n - 1.0))
}
