use super::analyse::{known_facet, needed, topics};
use super::join::{JoinOptions, join};
use super::outcome::{answer_days, on_one_scale};
use super::segment_customers::{OfTopic, hide_few_customers};
use super::selection::selected_contacts;
use super::{Assets, Error, Event, Observer, Selection};
use crate::config::Project;
use crate::disclosure::{Cell, Floor, Reason, Released, Verdict, release, suppress};
use crate::findings::{
    FrozenModelUse, Guarded, SegmentFindings, SegmentRow, SegmentTopicRow, TopicOverSegments,
};
use crate::record::{Best, Scale, ScaleKind, TopicId};
use crate::signals::{
    Control, Heterogeneity, Month, NO_VALUE, Respondents, Segment, SegmentCell, SegmentComparison,
    SegmentTopic, Topic, compare_segments,
};
use crate::store::Store;
use crate::units::as_u32;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// Fields that are no facet.
const OWN_FIELDS: [&str; 4] = ["source", "question", "language", "month"];

/// Compares topics over the values of the field `by`: a facet, `source`, `question`, `language` or `month`.
///
/// A respondent has the value of the record with the answer, else of the first record that has one. The whole
/// table, totals included, passes the disclosure rules before anything of it is returned. `Ok(None)` where
/// there is too little to compare, or no respondent with words and an outcome has a value of the field.
///
/// # Errors
///
/// As [`analyse`](super::analyse()); [`Error::UnknownField`] also for `by`.
pub fn analyse_segments(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    by: &str,
    observer: &dyn Observer,
) -> Result<Option<SegmentFindings>, Error> {
    observer.on(&Event::Analysing {
        step: "reading columns",
    });
    let columns = store.chosen_columns(&needed(project, Some(by)))?;
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let held = project.controls.iter().filter(|control| *control != by);
    let mut controls: Vec<String> = held.cloned().collect();
    if columns.n_documents() == 0 {
        controls.clear();
    }
    for control in controls.iter().map(String::as_str).chain([by]) {
        if !OWN_FIELDS.contains(&control) {
            known_facet(store, &columns, control)?;
        }
    }
    let is_by_month = by == "month";
    if !is_by_month {
        controls.push(by.to_owned());
    }
    let outcome = project.outcome.as_ref();
    let contacts = selected_contacts(store, &columns, selection, outcome, &zone)?;
    let topics = topics(assets);
    let ids: Vec<TopicId> = topics.iter().map(|topic| topic.name.id.clone()).collect();
    observer.on(&Event::Analysing {
        step: "joining records",
    });
    let joined = join(
        &columns,
        &contacts,
        &JoinOptions {
            outcome: outcome.and_then(|name| project.scores.get_key_value(name)),
            topics: &ids,
            zone: &zone,
            controls: &controls,
        },
    );
    let days = outcome.map_or_else(Vec::new, |name| {
        answer_days(project, &columns, &contacts, name, &zone)
    });
    let (parted, since) = match on_one_scale(project, outcome, &joined.respondents, &days) {
        (Cow::Owned(respondents), since) => (Some(respondents), since),
        (Cow::Borrowed(_), since) => (None, since),
    };
    let mut respondents = parted.unwrap_or(joined.respondents);
    let field = if is_by_month {
        Some(months(&respondents))
    } else {
        respondents.controls.pop()
    };
    observer.on(&Event::Analysing {
        step: "comparing segments",
    });
    let Some(mut field) = field else {
        return Ok(None);
    };
    let has_value = respondents.modelled().any(|i| field.codes[i].is_some());
    if !has_value {
        return Ok(None);
    }
    name_the_rest(&mut field, &respondents);
    let kind = outcome
        .and_then(|name| project.scores.get(name))
        .map_or(ScaleKind::Other, Scale::kind);
    let found = compared(project, &mut respondents, &field, &topics, kind)?;
    Ok(found.map(|found| SegmentFindings { since, ..found }))
}

/// Respondents without a value are a row too: without them the rows would pass for everybody.
fn name_the_rest(field: &mut Control, respondents: &Respondents) {
    if respondents.modelled().all(|i| field.codes[i].is_some()) {
        return;
    }
    let code = as_u32(field.levels.len());
    field.levels.push(NO_VALUE.to_owned());
    for known in &mut field.codes {
        known.get_or_insert(code);
    }
}

fn compared(
    project: &Project,
    respondents: &mut Respondents,
    field: &Control,
    topics: &[Topic],
    kind: ScaleKind,
) -> Result<Option<SegmentFindings>, Error> {
    let found = compare_segments(respondents, field, topics, kind, &project.ranking)?;
    let least = usize::try_from(project.ranking.min_cell).unwrap_or(usize::MAX);
    let floor = Floor::new(least).unwrap_or(Floor::LEAST);
    Ok(found.map(|found| guarded(project, &field.name, found, floor)))
}

/// The month of each respondent, as a field.
fn months(respondents: &Respondents) -> Control {
    let all = || (0..respondents.len()).map(|i| respondents.month(i));
    let ends = all().flatten().map(|month| (month, month));
    let ends = ends.reduce(|(first, last), (month, _)| (first.min(month), last.max(month)));
    let axis = ends.map(|(first, last)| (first, first.to(last).collect::<Vec<_>>()));
    let (first, axis) = axis.unzip();
    let axis = axis.unwrap_or_default();
    let place = |month: Month| first.map_or(0, |first| month.months_since(first));
    let mut occurs = vec![false; axis.len()];
    for month in all().flatten() {
        occurs[place(month)] = true;
    }
    let mut levels = Vec::new();
    let mut codes = vec![None; axis.len()];
    for (at, month) in axis.iter().enumerate().filter(|(at, _)| occurs[*at]) {
        codes[at] = Some(as_u32(levels.len()));
        levels.push(month.to_string());
    }
    Control {
        name: "month".to_owned(),
        levels,
        codes: all().map(|month| codes[place(month?)]).collect(),
    }
}

/// What a cell of the table holds.
enum Content {
    Total(u64),
    Segment(Segment),
    Topic(TopicOverSegments),
    Cell(SegmentCell),
    /// Those without a negative mention: not printed, but the rest of what is.
    Without,
}

/// Name of the dimension of segments.
const SEGMENT: &str = "segment";

/// Passes the whole table through the disclosure rules.
fn guarded(
    project: &Project,
    field: &str,
    found: SegmentComparison,
    floor: Floor,
) -> SegmentFindings {
    let people = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let names: Vec<String> = (0..found.segments.len()).map(|at| at.to_string()).collect();
    let mut table = vec![(Cell::new([], people(found.n)), Content::Total(found.n))];
    for (name, segment) in names.iter().zip(&found.segments) {
        let cell = Cell::new([(SEGMENT, name.as_str())], people(segment.n));
        let cell = cell.answered(segment.all_answered);
        table.push((cell, Content::Segment(segment.clone())));
    }
    for topic in &found.topics {
        let id = topic.topic.id.as_str();
        let whole = TopicOverSegments {
            effect: topic.effect,
            share: topic.share,
            n_negative: topic.n_negative,
        };
        let without = people(found.n - topic.n_negative);
        table.push((
            Cell::new([(id, "yes")], people(topic.n_negative)),
            Content::Topic(whole),
        ));
        table.push((Cell::new([(id, "no")], without), Content::Without));
        for ((name, segment), cell) in names.iter().zip(&found.segments).zip(&topic.cells) {
            let key = |said| [(SEGMENT, name.as_str()), (id, said)];
            let without = people(segment.n - cell.n_negative);
            table.push((
                Cell::new(key("yes"), people(cell.n_negative)),
                Content::Cell(*cell),
            ));
            table.push((Cell::new(key("no"), without), Content::Without));
        }
    }
    let mut released = release(table, floor).into_iter();
    let mut next = || released.next();
    let mut n = shown(next(), |content| match content {
        Content::Total(n) => Some(*n),
        _ => None,
    });
    let mut segments: Vec<SegmentRow> = found
        .segments
        .iter()
        .map(|segment| SegmentRow {
            value: segment.value.clone(),
            segment: shown(next(), |content| match content {
                Content::Segment(segment) => Some(segment.clone()),
                _ => None,
            }),
        })
        .collect();
    hide_few_customers(&found.said, &mut n, &mut segments, None, floor);
    let mut topics = Vec::new();
    for (at, topic) in found.topics.into_iter().enumerate() {
        let alike = told_of_each(&topic, found.n, &found.segments, floor);
        let whole = both(next(), next().as_ref(), |content| match content {
            Content::Topic(whole) => Some(*whole),
            _ => None,
        });
        let cells = topic.cells.iter().map(|_| {
            both(next(), next().as_ref(), |content| match content {
                Content::Cell(cell) => Some(*cell),
                _ => None,
            })
        });
        let mut cells: Vec<Guarded<SegmentCell>> = cells.collect();
        let mut whole = alike.0.map_or(whole, Err);
        hide_alike(&mut cells, alike.1);
        let of_topic = OfTopic {
            at,
            whole: &mut whole,
            cells: &mut cells,
        };
        hide_few_customers(&found.said, &mut n, &mut segments, Some(of_topic), floor);
        let heterogeneity = heterogeneity(&topic, &mut cells);
        topics.push(SegmentTopicRow {
            topic: topic.topic,
            cells,
            whole,
            heterogeneity,
        });
    }
    let own = segments.iter().filter(|row| row.value.is_some());
    let (is_shown, hidden): (Vec<&SegmentRow>, Vec<&SegmentRow>) =
        own.partition(|row| row.segment.is_ok());
    SegmentFindings {
        project: project.name.clone(),
        field: field.to_owned(),
        best: best_end(project),
        about: Vec::new(),
        frozen_model: FrozenModelUse::NotNamed,
        since: None,
        floor: floor.people(),
        level: project.ranking.level,
        n_shown: is_shown.len(),
        n_pooled: found.n_others,
        n_hidden: hidden.len(),
        n,
        topics,
        segments,
    }
}

/// Which end of the scale of the outcome is good.
fn best_end(project: &Project) -> Option<Best> {
    let scale = project.scores.get(project.outcome.as_ref()?)?;
    Some(scale.best())
}

/// Whether the effect differs; hidden, with what is pooled, where a cell that it rests on is.
fn heterogeneity(
    topic: &SegmentTopic,
    cells: &mut [Guarded<SegmentCell>],
) -> Guarded<Option<Heterogeneity>> {
    let Some(reason) = hidden_effect(&topic.cells, cells) else {
        return Ok(topic.heterogeneity);
    };
    for cell in cells.iter_mut().flatten() {
        cell.pooled = None;
    }
    Err(reason)
}

/// Hides cells that [`told_of_each`] gives a reason for and that are shown.
fn hide_alike(cells: &mut [Guarded<SegmentCell>], reasons: Vec<Option<Reason>>) {
    for (cell, reason) in cells.iter_mut().zip(reasons) {
        if let Some(reason) = reason.filter(|_| cell.is_ok()) {
            *cell = Err(reason);
        }
    }
}

/// Why the share of the whole and of each segment may not be told, where all of a segment speak badly of a topic: it would say
/// so of each of them, as would the other shares with that of the whole.
fn told_of_each(
    topic: &SegmentTopic,
    n: u64,
    segments: &[Segment],
    floor: Floor,
) -> (Option<Reason>, Vec<Option<Reason>>) {
    let cell = |name: Option<&str>, n_negative: u64, n: u64| {
        let all = (n > 0 && n_negative == n).then_some(1.0);
        let people = usize::try_from(n).unwrap_or(usize::MAX);
        Cell::new(name.map(|name| (SEGMENT, name)), people).answered(all)
    };
    let mut cells = vec![cell(None, topic.n_negative, n)];
    for (at, (segment, of_topic)) in segments.iter().zip(&topic.cells).enumerate() {
        let name = at.to_string();
        cells.push(cell(Some(&name), of_topic.n_negative, segment.n));
    }
    if cells.iter().all(|cell| cell.all_answered.is_none()) {
        return (None, vec![None; segments.len()]);
    }
    let mut reasons = suppress(&cells, floor).into_iter().map(Verdict::reason);
    (reasons.next().flatten(), reasons.collect())
}

/// Why a cell with an effect is hidden, where one is: what is computed of all effects would tell it.
fn hidden_effect(cells: &[SegmentCell], shown: &[Guarded<SegmentCell>]) -> Option<Reason> {
    let mut hidden = cells
        .iter()
        .zip(shown)
        .filter(|(cell, _)| cell.effect.is_some());
    hidden.find_map(|(_, shown)| shown.as_ref().err().copied())
}

/// The content of a cell, or why it is not shown.
fn shown<T>(cell: Option<Released<Content>>, take: impl Fn(&Content) -> Option<T>) -> Guarded<T> {
    let Some(cell) = cell else {
        return Err(Reason::BelowFloor);
    };
    let reason = cell.reason().unwrap_or(Reason::BelowFloor);
    cell.content().and_then(take).ok_or(reason)
}

/// The content of a cell whose rest may be known too: the two together are the whole. Where the rest is of too few, the cell
/// is not, but would tell of them.
fn both<T>(
    with: Option<Released<Content>>,
    without: Option<&Released<Content>>,
    take: impl Fn(&Content) -> Option<T>,
) -> Guarded<T> {
    let hidden = without.and_then(Released::reason);
    let content = shown(with, take)?;
    match hidden {
        Some(Reason::BelowFloor) => Err(Reason::Differencing),
        Some(reason) => Err(reason),
        None => Ok(content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Interval, Probability};

    #[test]
    fn a_cell_beside_a_rest_of_too_few_is_not_called_too_few_itself() {
        let parts = |with: usize, without: usize| {
            let key = |said| [("topic", said)];
            let whole = Cell::new([], with + without);
            let table = vec![
                (whole, Content::Total(0)),
                (Cell::new(key("yes"), with), Content::Total(1)),
                (Cell::new(key("no"), without), Content::Without),
            ];
            let mut released = release(table, Floor::LEAST).into_iter().skip(1);
            let (with, without) = (released.next(), released.next());
            both(with, without.as_ref(), |content| match content {
                Content::Total(n) => Some(*n),
                _ => None,
            })
        };
        assert_eq!(parts(40, 40), Ok(1));
        assert_eq!(parts(3, 40), Err(Reason::BelowFloor));
        assert_eq!(parts(40, 3), Err(Reason::Remainder));
        // A cell that stands beside a rest of too few would tell of them, and is not too few itself.
        let of = |n: usize| {
            let cell = |said, content| (Cell::new([("topic", said)], n), content);
            let table = vec![cell("yes", Content::Total(1)), cell("no", Content::Without)];
            release(table, Floor::LEAST)
        };
        let (with, without) = (of(40).into_iter().next(), of(3).pop());
        let beside_few = both(with, without.as_ref(), |_| Some(()));
        assert_eq!(beside_few, Err(Reason::Differencing));
    }

    #[test]
    fn what_all_effects_tell_is_hidden_only_with_a_cell_that_has_one() {
        let level = Probability::saturating(0.95);
        let interval = Interval::new(-1.0, 0.0, 1.0, level).unwrap();
        let cell = |effect| SegmentCell {
            n_negative: 20,
            share: interval,
            effect,
            pooled: None,
        };
        let cells = [cell(Some(interval)), cell(None), cell(Some(interval))];
        let told = cells.map(Ok);
        assert_eq!(hidden_effect(&cells, &told), None);
        let mut without = told;
        without[1] = Err(Reason::BelowFloor);
        assert_eq!(hidden_effect(&cells, &without), None);
        without[2] = Err(Reason::Remainder);
        assert_eq!(hidden_effect(&cells, &without), Some(Reason::Remainder));
    }

    #[test]
    fn a_segment_that_all_speak_badly_in_tells_no_share_and_another_goes_with_it() {
        let level = Probability::saturating(0.95);
        let share = Interval::new(0.0, 0.5, 1.0, level).unwrap();
        let segment = |n: u64| Segment {
            value: Some(n.to_string()),
            n,
            n_customers: n,
            all_answered: None,
            mean: None,
        };
        let segments = [40, 20, 15].map(segment);
        let topic = |negative: [u64; 3]| SegmentTopic {
            topic: crate::signals::TopicName {
                id: TopicId::new("t"),
                nl: String::new(),
                en: String::new(),
            },
            effect: -1.0,
            share: 0.5,
            n_negative: negative.iter().sum(),
            heterogeneity: None,
            cells: negative
                .map(|n_negative| SegmentCell {
                    n_negative,
                    share,
                    effect: None,
                    pooled: None,
                })
                .to_vec(),
        };
        let told = |negative| told_of_each(&topic(negative), 75, &segments, Floor::AGENT);
        assert_eq!(told([12, 19, 5]), (None, vec![None; 3]));
        let (whole, cells) = told([12, 20, 5]);
        assert_eq!(cells[1], Some(Reason::Attribute));
        let n_hidden = cells.iter().flatten().count() + usize::from(whole.is_some());
        assert!(n_hidden >= 2, "{whole:?} {cells:?}");
    }
}
