use super::observe::{People, Wanted, observe};
use super::segments::NO_VALUE;
use super::{Assets, Error, Selection};
use crate::config::Project;
use crate::findings::SeriesFindings;
use crate::record::{ScaleKind, TopicId};
use crate::signals::series::{Calendar, line};
use crate::signals::{Dated, Observed, Pace};
use crate::store::Store;
use crate::units::as_u64;

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
    let n_of = |segment: usize| {
        let dated = observed.dated.iter();
        as_u64(dated.filter(|one| one.segment == Some(segment)).count())
    };
    // A segment of a handful would name people.
    let (shown, small): (Vec<usize>, Vec<usize>) =
        (0..observed.segments.len()).partition(|&at| n_of(at) >= project.ranking.min_cell);
    let segments: Vec<Option<usize>> = match by {
        None => vec![None],
        Some(_) => shown.into_iter().map(Some).collect(),
    };
    let mut found = SeriesFindings {
        project: project.name.clone(),
        every: asked.every,
        outcome: outcome.map(|(name, scale)| (name.clone(), scale.kind())),
        best: outcome.map(|(_, scale)| scale.best()),
        changes: Vec::new(),
        by: asked.by.clone(),
        segments: observed.segments.clone(),
        n_small_segments: small.len(),
        topics,
        level: project.ranking.level,
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
    for segment in segments {
        for &topic in &places {
            let which = (segment, topic);
            let line = line(&observed, which, &calendar, kind, &project.ranking)?;
            found.lines.push(line);
        }
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
