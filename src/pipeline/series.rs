use super::observe::{People, Wanted, observe};
use super::series_guard::hide_few;
use super::{Assets, Error, Selection};
use crate::config::Project;
use crate::disclosure::Floor;
use crate::findings::SeriesFindings;
use crate::record::{ScaleKind, TopicId};
use crate::signals::series::{Calendar, Line, line};
use crate::signals::{Dated, NO_VALUE, Observed, Pace};
use crate::store::Store;
use crate::units::as_u64;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What is asked of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesAsked {
    /// Length of a period.
    pub every: Pace,
    /// Topics with a line of their own, beside that of everything.
    pub topics: Vec<TopicId>,
    /// A field whose values are told apart.
    pub by: Option<String>,
}

/// Counts what was said and answered, period by period, from the first dated record to the last.
///
/// # Errors
///
/// [`Error::UnknownTopic`] for a topic that the taxonomy does not have, [`Error::UnknownField`] for a field that no
/// record has, [`Error::MixedPopulations`], and the errors of query, index and statistics.
pub fn series(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    asked: &SeriesAsked,
) -> Result<SeriesFindings, Error> {
    let by = asked.by.as_deref();
    let wanted = Wanted {
        selection,
        periods: &[],
        by,
        controls: &[],
    };
    let People {
        observed,
        topics,
        outcome,
        ..
    } = observe(project, assets, store, &wanted)?;
    let mut places = vec![None];
    for id in &asked.topics {
        let place = topics.iter().position(|topic| topic.id == *id);
        places.push(Some(place.ok_or_else(|| Error::UnknownTopic {
            key: "--topic",
            topic: id.as_str().to_owned(),
        })?));
    }
    let mut observed = observed;
    if by.is_some() {
        name_the_rest(&mut observed);
    }
    let n_left_out = if by.is_some() {
        leave_out(&mut observed, project.ranking.min_cell)
    } else {
        0
    };
    let n_shown = observed.segments.len();
    let mut found = SeriesFindings {
        project: project.name.clone(),
        every: asked.every,
        outcome: outcome.map(|(name, scale)| (name.clone(), scale.kind())),
        best: outcome.map(|(_, scale)| scale.best()),
        changes: Vec::new(),
        by: asked.by.clone(),
        segments: observed.segments.clone(),
        n_small_segments: n_left_out,
        topics,
        level: project.ranking.level,
        min_cell: project.ranking.min_cell,
        n_undated: observed
            .dated
            .iter()
            .filter(|dated| dated.day.is_none())
            .count(),
        lines: Vec::new(),
    };
    let Some((first, last)) = observed.days() else {
        return Ok(found);
    };
    let changes = outcome.and_then(|(name, _)| project.score_changes.get(name));
    let calendar = Calendar {
        starts: asked.every.starts(first, last),
        end: last,
        changes: changes.cloned().unwrap_or_default(),
    };
    let is_inside = |day: &&jiff::civil::Date| first < **day && **day <= last;
    found.changes = calendar.changes.iter().filter(is_inside).copied().collect();
    let kind = outcome.map_or(ScaleKind::Other, |(_, scale)| scale.kind());
    // The whole is no line of a series by segment, and known all the same; so is what is left out of it.
    let n_segments = n_shown + usize::from(n_left_out > 0);
    for segment in [None].into_iter().chain((0..n_segments).map(Some)) {
        for &topic in &places {
            let which = (segment, topic);
            let line = line(&observed, which, &calendar, kind, &project.ranking)?;
            found.lines.push(line);
        }
    }
    let least = usize::try_from(project.ranking.min_cell).unwrap_or(usize::MAX);
    hide_few(&mut found.lines, Floor::new(least).unwrap_or(Floor::LEAST));
    if by.is_some() {
        let is_shown = |line: &Line| line.segment.is_some_and(|segment| segment < n_shown);
        found.lines.retain(is_shown);
    }
    Ok(found)
}

/// Who has no value of the field makes a line too: without it the lines would pass for everybody.
fn name_the_rest(observed: &mut Observed) {
    let is_without = |dated: &Dated| dated.segment.is_none();
    if !observed.dated.iter().any(is_without) {
        return;
    }
    let place = observed.segments.len();
    observed.segments.push(NO_VALUE.to_owned());
    for dated in &mut observed.dated {
        dated.segment.get_or_insert(place);
    }
}

/// Most segments with lines of their own, the largest.
const MOST_SEGMENTS: usize = 40;

/// Puts the segments of few people, which would be named by lines of their own, and those beyond the largest behind the
/// others, as one without a name; returns how many those are.
fn leave_out(observed: &mut Observed, least: u64) -> usize {
    let mut people = vec![BTreeSet::new(); observed.segments.len()];
    for (i, dated) in observed.dated.iter().enumerate() {
        if let Some(segment) = dated.segment {
            people[segment].insert(observed.respondents.customer(i));
        }
    }
    let mut largest: Vec<usize> = (0..people.len()).collect();
    largest.sort_by_key(|&segment| (Reverse(people[segment].len()), segment));
    let is_own = |&segment: &usize| as_u64(people[segment].len()) >= least;
    let mut own: Vec<usize> = largest.into_iter().filter(is_own).collect();
    own.truncate(MOST_SEGMENTS);
    own.sort_unstable();
    for dated in &mut observed.dated {
        let place = dated.segment.map(|segment| own.binary_search(&segment));
        dated.segment = place.map(|place| place.unwrap_or(own.len()));
    }
    let n_left_out = observed.segments.len() - own.len();
    observed.segments = own
        .into_iter()
        .map(|segment| std::mem::take(&mut observed.segments[segment]))
        .collect();
    n_left_out
}
