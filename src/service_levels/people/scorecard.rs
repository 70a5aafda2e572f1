use super::access::AgentAccess;
use super::case_mix::CaseMix;
use super::comparison::{Difference, Group, compare};
use super::contact::{Attribution, Contacts};
use super::error::Error;
use super::variance::Variances;
use crate::disclosure::{Cell, Floor, Released, release};
use crate::stats::t_margin;
use crate::units::{Interval, Probability, as_f64};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How people are compared and shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Fewest contacts with a score behind the figures of a team.
    pub floor: Floor,
    /// Whose a contact is that several agents handled.
    pub attribution: Attribution,
    /// Level of intervals.
    pub level: Probability,
    /// The one team that may be seen; all if absent. Expectations come from all teams either way.
    pub team: Option<String>,
    /// Most example contacts of one agent.
    pub n_examples: usize,
    /// Seed of the choice and order of examples.
    pub seed: u64,
}

/// Of whom a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Teams.
    Teams,
    /// Teams and their agents.
    Agents,
}

/// One team or agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// Mean score with the interval of Student's t.
    pub mean: Interval,
    /// How it differs from what the contacts let expect; `None` where there is nobody like them to
    /// compare with.
    pub difference: Option<Difference>,
}

/// Teams, and agents where they may be seen, by name: never in the order of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecards {
    /// Of whom.
    pub level: Level,
    /// Whose a contact is that several agents handled.
    pub attribution: Attribution,
    /// Level of intervals.
    pub interval_level: Probability,
    /// What is held constant.
    pub mix: Vec<Arc<str>>,
    /// The whole of it; `None` where a single team is looked at.
    pub total: Option<Released<Scorecard>>,
    /// Teams with dimension `team`.
    pub teams: Vec<Released<Scorecard>>,
    /// Agents with dimensions `team`, where there are teams, and `agent`.
    pub agents: Vec<Released<Scorecard>>,
    /// How much teams differ.
    pub of_teams: Option<Variances>,
    /// How much agents differ.
    pub of_agents: Option<Variances>,
}

/// Team and agent of a group.
pub(super) type Name = (Option<Arc<str>>, Option<Arc<str>>);

/// Compares teams.
///
/// # Errors
///
/// [`Error::NoContacts`], [`Error::NoSuchTeam`].
pub fn scorecards_of_teams(contacts: &Contacts, settings: &Settings) -> Result<Scorecards, Error> {
    build(contacts, settings, None)
}

/// Compares teams and their agents.
///
/// What is shown of teams may be less than without agents: a team whose figures would give away those
/// of an agent is hidden.
///
/// # Errors
///
/// As [`scorecards_of_teams`].
pub fn scorecards_of_agents(
    contacts: &Contacts,
    settings: &Settings,
    access: &AgentAccess,
) -> Result<Scorecards, Error> {
    build(contacts, settings, Some(access))
}

impl Scorecards {
    /// Contacts of a team that stand in no agent's row; `None` where the team is not shown.
    pub fn n_without_row(&self, team: &str) -> Option<usize> {
        let n = self
            .teams
            .iter()
            .find(|one| one.of("team") == Some(team))?
            .n()?;
        let of_team = self
            .agents
            .iter()
            .filter(|one| one.of("team") == Some(team));
        let shown: usize = of_team.filter_map(Released::n).sum();
        Some(n.saturating_sub(shown))
    }
}

fn build(
    contacts: &Contacts,
    settings: &Settings,
    access: Option<&AgentAccess>,
) -> Result<Scorecards, Error> {
    if contacts
        .contacts
        .iter()
        .all(|contact| contact.handlers.is_empty())
    {
        return Err(Error::NoContacts);
    }
    let mix = mix_of_scores(contacts);
    let mut rows: Vec<(Cell, Scorecard)> = Vec::new();
    let everything = Group {
        rows: (0..contacts.contacts.len()).map(|row| (row, 1.0)).collect(),
    };
    let add = |rows: &mut Vec<_>, name: &Name, group: &Group, floor, difference| {
        let card = Scorecard {
            mean: mean(&mix, group, settings.level)?,
            difference,
        };
        rows.push((cell(name, &mix, group, floor), card));
        Ok::<(), Error>(())
    };
    add(&mut rows, &(None, None), &everything, settings.floor, None)?;
    let teams = groups(contacts, settings.attribution, |team, _| (team, None));
    let team_groups: Vec<Group> = teams.values().cloned().collect();
    let (of_teams, differences) = compare(&mix, &team_groups, settings.level)?;
    for ((name, group), difference) in teams.iter().zip(differences) {
        if name.0.is_some() {
            add(&mut rows, name, group, settings.floor, difference)?;
        }
    }
    let mut of_agents = None;
    if let Some(access) = access {
        let floor = access.floor().max(settings.floor);
        let agents = agent_groups(contacts, settings.attribution);
        let agent_groups: Vec<Group> = agents.values().cloned().collect();
        let (variances, differences) = compare(&mix, &agent_groups, settings.level)?;
        of_agents = variances;
        for ((name, group), difference) in agents.iter().zip(differences) {
            add(&mut rows, name, group, floor, difference)?;
        }
    }
    let mut cards = Scorecards {
        level: access.map_or(Level::Teams, |_| Level::Agents),
        attribution: settings.attribution,
        interval_level: settings.level,
        mix: contacts.mix.clone(),
        total: None,
        teams: Vec::new(),
        agents: Vec::new(),
        of_teams,
        of_agents,
    };
    // The whole table is judged before a view of it is cut out, so that views cannot be set side by side.
    for one in release(rows, settings.floor) {
        let is_seen = settings.team.is_none() || one.of("team") == settings.team.as_deref();
        match (is_seen, one.of("agent"), one.of("team")) {
            (false, ..) => {}
            (true, Some(_), _) => cards.agents.push(one),
            (true, None, Some(_)) => cards.teams.push(one),
            (true, None, None) => cards.total = Some(one),
        }
    }
    match &settings.team {
        Some(team) if cards.teams.is_empty() => Err(Error::NoSuchTeam { team: team.clone() }),
        _ => Ok(cards),
    }
}

/// All scores with the mix of their contacts.
pub(super) fn mix_of_scores(contacts: &Contacts) -> CaseMix {
    let which: Vec<usize> = (0..contacts.contacts.len()).collect();
    let scores = contacts.contacts.iter().map(|contact| contact.score);
    CaseMix::new(contacts, &which, scores.collect())
}

pub(super) fn agent_groups(contacts: &Contacts, by: Attribution) -> BTreeMap<Name, Group> {
    groups(contacts, by, |team, agent| (team, Some(agent)))
}

fn groups(
    contacts: &Contacts,
    by: Attribution,
    name: impl Fn(Option<Arc<str>>, Arc<str>) -> Name,
) -> BTreeMap<Name, Group> {
    let mut groups: BTreeMap<Name, Group> = BTreeMap::new();
    for (row, contact) in contacts.contacts.iter().enumerate() {
        for (handler, part) in by.parts(contact) {
            let name = name(handler.team.clone(), Arc::clone(&handler.agent));
            let rows = &mut groups.entry(name).or_default().rows;
            match rows.last_mut() {
                // The same agent or team twice in one contact.
                Some(last) if last.0 == row => last.1 += part,
                _ => rows.push((row, part)),
            }
        }
    }
    groups
}

fn cell(name: &Name, mix: &CaseMix, group: &Group, floor: Floor) -> Cell {
    let first = group.rows.first().map(|row| mix.response[row.0]);
    let are_alike = group
        .rows
        .iter()
        .all(|row| first.is_some_and(|first| mix.response[row.0].total_cmp(&first).is_eq()));
    let dimensions = [("team", &name.0), ("agent", &name.1)];
    let key = dimensions.iter().filter_map(|(dimension, value)| {
        let value = value.as_deref()?;
        Some((*dimension, value))
    });
    Cell::new(key, group.rows.len())
        .answered(first.filter(|_| are_alike))
        .with_floor(floor)
}

/// Mean with its interval; the floor holds back what is of too few to have one.
fn mean(mix: &CaseMix, group: &Group, level: Probability) -> Result<Interval, Error> {
    let (mut weight, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for &(row, part) in &group.rows {
        weight += part;
        squares += part * part;
        sum += part * mix.response[row];
    }
    let mean = sum / weight;
    let n = as_f64(group.rows.len());
    let spread: f64 = group
        .rows
        .iter()
        .map(|row| (mix.response[row.0] - mean).powi(2))
        .sum();
    let error = (spread / (n - 1.0).max(1.0) * squares).sqrt() / weight;
    let reach = t_margin(level, (n - 1.0).max(1.0))? * error;
    Ok(Interval {
        low: mean - reach,
        estimate: mean,
        high: mean + reach,
        level,
    })
}
