use super::calamity::Calamity;
use super::call::Call;
use super::caution::CallCaution;
use super::figures::{Figures, Ground, Side};
use super::first_contact::{IssueKey, Place, places};
use super::formula::{FlowOuts, Formula, Rule};
use super::grouping::Grouping;
use super::handling::{Attribution, Recorded};
use super::journey::{Journeys, TransferAbandon, of_seen};
use super::rings::RingTarget;
use super::satisfaction::Satisfaction;
use super::seen::{Seen, seen_at};
use super::survey::Survey;
use super::volume::{IntervalRow, Intervals, VolumeRow};
use crate::disclosure::{self, Floor, Reason, Verdict};
use crate::service_levels::calendar::{Opening, Window};
use crate::units::Probability;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is asked of a log of calls. Nothing here has a default that is a norm.
#[derive(Debug, Clone)]
pub struct CallOptions<'a> {
    /// Thresholds of the service level.
    pub rule: Rule,
    /// The formulas to compute, at least one; the first is the one of the contract.
    pub formulas: Vec<Formula>,
    /// Which contacts.
    pub scope: Scope,
    /// The instant of the report: what happened later is not known.
    pub as_of: Timestamp,
    /// Tables to make.
    pub groupings: Vec<Grouping>,
    /// Intervals of the day, where volumes are asked for.
    pub intervals: Option<Intervals>,
    /// The interval to which work is counted.
    pub attribution: Attribution,
    /// Longest wait that is allowed.
    pub longest_wait: Option<SignedDuration>,
    /// Longest conversation that is allowed.
    pub longest_talk: Option<SignedDuration>,
    /// Longest queue that is allowed.
    pub queue_limit: Option<usize>,
    /// A promise in rings.
    pub rings: Option<RingTarget>,
    /// How long a customer has to stay away for a contact to have solved the issue.
    pub repeat_window: SignedDuration,
    /// Topics that cannot be solved at the first line.
    pub not_first_line: BTreeSet<Arc<str>>,
    /// When a contact given up after an answer counts as abandoned.
    pub transfer_abandon: TransferAbandon,
    /// Declared incidents.
    pub calamities: Vec<Calamity>,
    /// When the centre was open; without it no contact is out of hours but those that say so.
    pub opening: Option<&'a Opening>,
    /// Fewest scores behind a mean.
    pub floor: Floor,
    /// Fewest scores behind a mean of one agent.
    pub agent_floor: Floor,
    /// The share that was promised.
    pub target: Option<Probability>,
    /// Level of intervals.
    pub level: Probability,
}

/// Which contacts a report is about, by when they were offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All until the instant of the report.
    Snapshot,
    /// Those in a period.
    Period {
        /// First instant.
        from: Timestamp,
        /// First instant after it.
        to: Timestamp,
    },
}

/// The figures of a log.
#[derive(Debug, Clone, PartialEq)]
pub struct CallOverview {
    /// Figures of all contacts in scope.
    pub whole: Cell,
    /// Contacts as customers lived them.
    pub journeys: Journeys,
    /// One table per grouping.
    pub tables: Vec<Table>,
    /// Volume by time of the week.
    pub volume: Vec<VolumeRow>,
    /// Each interval of each day.
    pub intervals: Vec<IntervalRow>,
    /// First and last instant at which a contact in scope was offered.
    pub span: Option<(Timestamp, Timestamp)>,
    /// What to keep in mind.
    pub cautions: Vec<CallCaution>,
}

/// The rows of one grouping.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The fields.
    pub grouping: Grouping,
    /// The rows, sorted by key; contacts without a value stand last.
    pub cells: Vec<Cell>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Values of the fields; `None` where a contact has none.
    pub key: Vec<Option<Arc<str>>>,
    /// With all contacts: the figures of the contract.
    pub figures: Figures,
    /// Without contacts that came during an incident, where incidents were declared. It has no
    /// satisfaction and no survey: the difference of two means would tell what few customers gave.
    pub without_calamities: Option<Box<Figures>>,
}

type Placed<'a> = (&'a Seen<'a>, Place);

/// Computes everything that is asked of a log of calls.
///
/// Calls that came after `as_of` are not there yet, and what had not happened by then is open. The
/// order of the calls makes no difference.
pub fn overview(calls: &[Call], options: &CallOptions<'_>) -> CallOverview {
    let seen = seen_at(calls, options.as_of, options.opening);
    let issue = if calls.iter().any(|call| call.topic.is_some()) {
        IssueKey::Topic
    } else {
        IssueKey::Anything
    };
    let places = places(&seen, issue, options.repeat_window, options.as_of);
    let all: Vec<Placed<'_>> = seen.iter().zip(places).collect();
    let in_scope = |one: &Seen<'_>| options.scope.holds(one.call.offered_at);
    let scoped: Vec<&Seen<'_>> = seen.iter().filter(|one| in_scope(one)).collect();
    let offered = || scoped.iter().map(|one| one.call.offered_at);
    let span = offered().min().zip(offered().max());
    let recorded = Recorded::of(calls);
    let ground = Ground {
        options,
        recorded,
        issue,
        window: match (options.scope, span) {
            (Scope::Period { from, to }, _) => Window {
                start: from,
                end: to.min(options.as_of),
            },
            (Scope::Snapshot, span) => Window {
                start: span.map_or(options.as_of, |(first, _)| first),
                end: options.as_of,
            },
        },
    };
    let mut whole = cell(Vec::new(), &all, Side::Queue, &ground);
    let mut tables: Vec<Table> = options
        .groupings
        .iter()
        .map(|grouping| table(grouping, &all, &ground))
        .collect();
    for answers in [SCORES, SURVEYS] {
        hide(&answers, &mut whole, &mut tables, &scoped, options);
    }
    let (mut volume, mut intervals) = (Vec::new(), Vec::new());
    if let Some(of_day) = &options.intervals {
        volume = of_day.volume(&scoped);
        intervals = of_day.rows(
            &scoped,
            recorded,
            options.attribution,
            &options.rule,
            &options.formulas,
            options.level,
        );
    }
    let journeys = of_seen(&scoped, options.transfer_abandon);
    CallOverview {
        cautions: cautions(&whole, &journeys, &tables, &scoped, &ground),
        whole,
        journeys,
        tables,
        volume,
        intervals,
        span,
    }
}

impl Scope {
    fn holds(self, offered_at: Timestamp) -> bool {
        match self {
            Self::Snapshot => true,
            Self::Period { from, to } => from <= offered_at && offered_at < to,
        }
    }
}

fn table(grouping: &Grouping, all: &[Placed<'_>], ground: &Ground<'_>) -> Table {
    let side = if grouping.is_by_agent() {
        Side::Agent
    } else {
        Side::Queue
    };
    let mut rows: BTreeMap<Vec<Option<Arc<str>>>, Vec<Placed<'_>>> = BTreeMap::new();
    for (one, place) in all {
        let key = grouping.key(one.call);
        rows.entry(key).or_default().push((*one, *place));
    }
    // Rows of contacts before or after the period only are no rows of it.
    let holds = |placed: &Placed<'_>| ground.options.scope.holds(placed.0.call.offered_at);
    rows.retain(|_, contacts| contacts.iter().any(holds));
    let mut cells: Vec<Cell> = rows
        .into_iter()
        .map(|(key, contacts)| cell(key, &contacts, side, ground))
        .collect();
    cells.sort_by_cached_key(|cell| {
        let values = cell.key.iter();
        values
            .map(|value| (value.is_none(), value.clone()))
            .collect::<Vec<_>>()
    });
    Table {
        grouping: grouping.clone(),
        cells,
    }
}

fn cell(key: Vec<Option<Arc<str>>>, all: &[Placed<'_>], side: Side, ground: &Ground<'_>) -> Cell {
    let options = ground.options;
    let of = |is_kept: &dyn Fn(&Call) -> bool| {
        let kept = all.iter().filter(|(one, _)| is_kept(one.call));
        let neighbours: Vec<&Seen<'_>> = kept.clone().map(|(one, _)| *one).collect();
        let in_scope = kept.filter(|(one, _)| options.scope.holds(one.call.offered_at));
        let contacts: Vec<Placed<'_>> = in_scope.copied().collect();
        Figures::of(&contacts, &neighbours, side, ground)
    };
    let is_calm = |call: &Call| !options.calamities.iter().any(|one| one.covers(call));
    Cell {
        key,
        figures: of(&|_| true),
        without_calamities: (!options.calamities.is_empty()).then(|| {
            let mut figures = of(&is_calm);
            figures.satisfaction = Satisfaction::NoScores;
            let survey = figures.first_contact.survey;
            figures.first_contact.survey = survey.judged(Verdict::Suppressed(Reason::Differencing));
            Box::new(figures)
        }),
    }
}

/// Answers of customers of which a figure is shown.
struct Answers {
    of: fn(&Call) -> Option<f64>,
    judge: fn(&mut Figures, Verdict),
}

const SCORES: Answers = Answers {
    of: |call| call.score,
    judge: |figures, verdict| figures.satisfaction = figures.satisfaction.judged(verdict),
};

const SURVEYS: Answers = Answers {
    of: |call| call.helped_at_once.map(|yes| if yes { 1.0 } else { 0.0 }),
    judge: |figures, verdict| {
        let survey = figures.first_contact.survey;
        figures.first_contact.survey = survey.judged(verdict);
    },
};

/// Hides figures of few answers, and what would give them away. Only the first table has them: its
/// rows are parts of one whole that is shown. Rows of a second table would overlap them, and
/// differences between the two can come down to one customer.
fn hide(
    answers: &Answers,
    whole: &mut Cell,
    tables: &mut [Table],
    scoped: &[&Seen<'_>],
    options: &CallOptions<'_>,
) {
    let fields = tables.first().map(|table| table.grouping.clone());
    let mut scores: BTreeMap<Vec<Option<Arc<str>>>, Vec<f64>> = BTreeMap::new();
    for one in scoped.iter().filter(|one| one.is_answered()) {
        if let Some(score) = (answers.of)(one.call) {
            let key = fields.as_ref().map_or_else(Vec::new, |f| f.key(one.call));
            scores.entry(key).or_default().push(score);
        }
    }
    let all: Vec<f64> = scores.values().flatten().copied().collect();
    let mut published = vec![disclosure::Cell::new([], all.len()).answered(one_answer(&all))];
    if let Some(table) = tables.first() {
        published.extend(table.cells.iter().map(|cell| {
            let given = scores.get(&cell.key).map_or(&[][..], Vec::as_slice);
            of_people(&table.grouping, &cell.key, given, options)
        }));
    }
    let judged = disclosure::suppress(&published, options.floor);
    let (figures, givers) = answers_behind(answers, fields.as_ref(), tables, scoped, options);
    let floor = options.floor;
    let mut verdicts =
        disclosure::suppress_further(judged, figures, Vec::new(), &givers, floor).into_iter();
    let shown = |cell: &mut Cell, verdict| (answers.judge)(&mut cell.figures, verdict);
    if let Some(verdict) = verdicts.next() {
        shown(whole, verdict);
    }
    if let Some((first, others)) = tables.split_first_mut() {
        for (cell, verdict) in first.cells.iter_mut().zip(verdicts) {
            shown(cell, verdict);
        }
        for cell in others.iter_mut().flat_map(|table| &mut table.cells) {
            shown(cell, Verdict::Suppressed(Reason::Differencing));
        }
    }
}

/// The answers behind the whole and each row of the first table, and who gave them.
fn answers_behind(
    answers: &Answers,
    fields: Option<&Grouping>,
    tables: &[Table],
    scoped: &[&Seen<'_>],
    options: &CallOptions<'_>,
) -> (Vec<disclosure::People>, disclosure::Givers) {
    let mut whole = disclosure::People::default();
    let mut by_key: BTreeMap<Vec<Option<Arc<str>>>, BTreeMap<usize, f64>> = BTreeMap::new();
    let mut numbers: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
    let mut givers = disclosure::Givers::new();
    let answered = scoped.iter().filter(|one| one.is_answered());
    for (number, one) in answered.enumerate() {
        let Some(score) = (answers.of)(one.call) else {
            continue;
        };
        whole.answers.insert(number, score);
        let key = fields.map_or_else(Vec::new, |fields| fields.key(one.call));
        by_key.entry(key).or_default().insert(number, score);
        if let Some(customer) = &one.call.customer {
            let next = numbers.len();
            givers.insert(number, *numbers.entry(customer).or_insert(next));
        }
    }
    let mut figures = vec![whole];
    if let Some(table) = tables.first() {
        let is_by_agent = table.grouping.is_by_agent();
        figures.extend(table.cells.iter().map(|cell| disclosure::People {
            answers: by_key.remove(&cell.key).unwrap_or_default(),
            fineness: cell.key.len(),
            floor: is_by_agent.then_some(options.agent_floor),
            ..disclosure::People::default()
        }));
    }
    (figures, givers)
}

/// The people who gave scores in one row.
fn of_people(
    grouping: &Grouping,
    key: &[Option<Arc<str>>],
    scores: &[f64],
    options: &CallOptions<'_>,
) -> disclosure::Cell {
    let named = grouping.dimensions.iter().zip(key);
    // No value is none of the values.
    let named: Vec<(&str, String)> = named
        .map(|(dimension, value)| {
            let value = value
                .as_ref()
                .map_or_else(String::new, |value| format!("={value}"));
            (dimension.as_str(), value)
        })
        .collect();
    let pairs = named.iter().map(|(field, value)| (*field, value.as_str()));
    let cell = disclosure::Cell::new(pairs, scores.len()).answered(one_answer(scores));
    if grouping.is_by_agent() {
        cell.with_floor(options.agent_floor)
    } else {
        cell
    }
}

/// What all gave, where they gave the same.
fn one_answer(scores: &[f64]) -> Option<f64> {
    let first = scores.first()?;
    let is_one = scores.iter().all(|score| score.total_cmp(first).is_eq());
    is_one.then_some(*first)
}

fn cautions(
    whole: &Cell,
    journeys: &Journeys,
    tables: &[Table],
    scoped: &[&Seen<'_>],
    ground: &Ground<'_>,
) -> Vec<CallCaution> {
    let options = ground.options;
    let figures = &whole.figures;
    let counts = &figures.counts;
    let mut cautions = Vec::new();
    let mut counted = |n: usize, caution: fn(usize) -> CallCaution| {
        if n > 0 {
            cautions.push(caution(n));
        }
    };
    counted(counts.abandoned_wait_unknown, |n| {
        CallCaution::AbandonedWaitsUnknown { n }
    });
    counted(counts.waiting - counts.waiting_over, |n| {
        CallCaution::WaitingInTime { n }
    });
    if options.rule.flow_outs() == FlowOuts::Ignored {
        counted(counts.flow_out, |n| CallCaution::FlowOutsIgnored { n });
    }
    counted(counts.out_of_hours, |n| CallCaution::OutOfHours { n });
    counted(counts.outbound, |n| CallCaution::Outbound { n });
    counted(figures.handling.n_unknown, |n| {
        CallCaution::HandleTimesUnknown { n }
    });
    counted(journeys.n_without_origin, |n| {
        CallCaution::TransfersWithoutOrigin { n }
    });
    let in_calamity = |one: &&&Seen<'_>| options.calamities.iter().any(|c| c.covers(one.call));
    let n_in_calamity = scoped.iter().filter(in_calamity).count();
    if !options.calamities.is_empty() {
        cautions.push(CallCaution::CalamitiesDeclared { n: n_in_calamity });
    }
    let hidden = tables.iter().flat_map(|table| &table.cells);
    let n_hidden = hidden
        .filter(|cell| {
            matches!(cell.figures.satisfaction, Satisfaction::Suppressed(_))
                || matches!(cell.figures.first_contact.survey, Survey::Suppressed(_))
        })
        .count();
    if n_hidden > 0 {
        cautions.push(CallCaution::ScoresHidden { n: n_hidden });
    }
    if figures.handling.talk.is_some() {
        if !ground.recorded.hold {
            cautions.push(CallCaution::NoHold);
        }
        if !ground.recorded.wrap_up {
            cautions.push(CallCaution::NoWrapUp);
        }
    }
    match (&figures.first_contact.no_repeat, ground.issue) {
        (None, _) => cautions.push(CallCaution::NoCustomers),
        (Some(_), issue) => {
            if issue == IssueKey::Anything {
                cautions.push(CallCaution::NoTopics);
            }
            cautions.push(CallCaution::LogBegins {
                n_days: options.repeat_window.as_hours() / 24,
            });
        }
    }
    if let Scope::Period { to, .. } = options.scope
        && (to > options.as_of || counts.waiting > 0)
    {
        cautions.push(CallCaution::PeriodOpen);
    }
    cautions
}
