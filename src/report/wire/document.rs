use super::caveat::{caveat, coded};
use super::number::{Bounds, bounds, exact};
use super::readers::{learned_value, model_value};
use crate::findings::{
    CorpusSummary, DriverSummary, FileSummary, Findings, ImportanceBasis, IntakeSummary,
    OutcomeGap, OutcomeSummary, SilenceSummary, Subset,
};
use crate::record::{Best, ScaleKind};
use crate::report::words::{self, Language};
use crate::report::{alerts, groups, priorities, promises, study, themes};
use crate::signals::{Quote, Signal, TrendPoint, UnrankedReason, UnrankedTopic};
use crate::units::as_u64;
use serde::Serialize;
use serde_json::{Map, Value};

/// Version of the layout of `signals.json`; raised when a field is renamed, removed or changes meaning.
pub const SIGNALS_SCHEMA_VERSION: u32 = 1;

/// The whole file.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Document<'a> {
    schema_version: u32,
    engine_version: &'static str,
    project: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subset: Option<Part<'a>>,
    outcome: Option<Outcome<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome_gap: Option<&'static str>,
    ranking: Ranking<'a>,
    signals: Vec<SignalRow<'a>>,
    unranked: Vec<Unranked<'a>>,
    drivers: Option<Drivers<'a>>,
    corpus: Corpus<'a>,
    intake: Intake<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priorities: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alerts: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    themes: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subjects: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    journey: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    driver_model: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_levels: Option<Value>,
    caveats: Vec<Map<String, Value>>,
}

#[derive(Debug, Serialize)]
struct Outcome<'a> {
    name: &'a str,
    kind: &'static str,
    unit: &'static str,
    scale_low: Option<f64>,
    scale_high: Option<f64>,
    best: &'static str,
    n_respondents: u64,
    level_points: Bounds,
    distribution: Vec<Answer>,
    trend: Vec<OutcomeMonth<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
}

#[derive(Debug, Serialize)]
struct Part<'a> {
    filter: Option<&'a str>,
    period: Option<&'a str>,
    field: Option<&'a str>,
    value: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Answer {
    value: Option<f64>,
    n: u64,
}

#[derive(Debug, Serialize)]
struct OutcomeMonth<'a> {
    period: &'a str,
    n_respondents: u64,
    level_points: Option<Bounds>,
}

#[derive(Debug, Serialize)]
struct Ranking<'a> {
    fraction_removed: Option<f64>,
    min_mentions: u64,
    formula: &'a str,
    assumption_en: String,
    standing: &'static str,
}

#[derive(Debug, Serialize)]
struct SignalRow<'a> {
    rank: usize,
    topic: &'a str,
    name_nl: &'a str,
    name_en: &'a str,
    about: &'static str,
    verdict: &'static str,
    gain_points: Bounds,
    p_best: Option<f64>,
    p_top3: Option<f64>,
    fraction_removed: Option<f64>,
    n_mentions: u64,
    n_negative: u64,
    n_positive: u64,
    n_negative_scored: u64,
    share_negative: Option<f64>,
    share_negative_written: Option<f64>,
    gain_written_points: Bounds,
    as_read: Option<Read>,
    effect_negative_points: Bounds,
    effect_test: Option<Test>,
    effect_positive_points: Option<Bounds>,
    contribution_points: Option<Bounds>,
    unadjusted_impact_points: Option<f64>,
    importance_share_of_r2: Option<f64>,
    trend: Vec<TopicMonth<'a>>,
    quotes: Vec<QuoteRow<'a>>,
    caveats: Vec<Map<String, Value>>,
}

/// A signal with readings taken for true.
#[derive(Debug, Serialize)]
struct Read {
    gain_points: Bounds,
    effect_negative_points: Bounds,
    share_negative: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Selected {
    n_with_score: u64,
    n_silent: u64,
    share_silent: Option<f64>,
    writers_minus_silent_points: Option<Bounds>,
    p_dependence: Option<f64>,
    n_cells: u64,
    n_effective_unweighted: Option<f64>,
    n_effective: Option<f64>,
    largest_weight: Option<f64>,
    n_capped: u64,
}

#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "every field is a count")]
struct Card {
    n_comments: u64,
    n_topics: u64,
    n_unchecked: u64,
}

#[derive(Debug, Serialize)]
struct Test {
    p_value: Option<f64>,
    degrees_of_freedom: Option<f64>,
}

#[derive(Debug, Serialize)]
struct TopicMonth<'a> {
    period: &'a str,
    n_respondents: u64,
    n_negative: Option<u64>,
    n_positive: Option<u64>,
    few_speak_badly: bool,
    few_speak_well: bool,
}

#[derive(Debug, Serialize)]
struct QuoteRow<'a> {
    record_id: String,
    date: Option<&'a str>,
    language: &'static str,
    sentiment: &'static str,
    text: &'a str,
    spans_bytes: &'a [(usize, usize)],
}

#[derive(Debug, Serialize)]
struct Unranked<'a> {
    topic: &'a str,
    name_nl: &'a str,
    name_en: &'a str,
    about: &'static str,
    n_mentions: Option<u64>,
    n_negative: Option<u64>,
    rounded_to: Option<u64>,
    reason: Map<String, Value>,
}

#[derive(Debug, Serialize)]
struct Drivers<'a> {
    n_respondents: u64,
    n_effective: Option<f64>,
    r2: Option<f64>,
    r2_adjusted: Option<f64>,
    r2_cross_validated: Option<f64>,
    r2_topics: Option<f64>,
    r2_cross_validated_topics: Option<f64>,
    share_with_words: Option<f64>,
    controls: &'a [String],
    dropped: Vec<Dropped<'a>>,
    importance_basis: &'static str,
    importance_n_orderings: Option<usize>,
    importance_standard_error_share_of_r2: Option<f64>,
    condition_number: Option<f64>,
    intervals: &'static str,
    n_replicates: usize,
    seed: u64,
    interval_level: Option<f64>,
    resampling_unit: &'a str,
    selection: Option<Selected>,
    label_card: Option<Card>,
}

#[derive(Debug, Serialize)]
struct Dropped<'a> {
    column: &'a str,
    reason_en: &'a str,
}

#[derive(Debug, Serialize)]
struct Corpus<'a> {
    kinds: Vec<Counted<'a>>,
    languages: Vec<Counted<'a>>,
    sentiments: Vec<Counted<'a>>,
    n_with_words: u64,
    n_without_topic: u64,
    first_date: Option<&'a str>,
    last_date: Option<&'a str>,
    n_undated: u64,
}

#[derive(Debug, Serialize)]
struct Counted<'a> {
    name: &'a str,
    n: u64,
}

#[derive(Debug, Serialize)]
struct Intake<'a> {
    files: Vec<File<'a>>,
    rejections: Vec<Counted<'a>>,
    redactions: Vec<Counted<'a>>,
    n_forgotten: u64,
    models: Vec<Value>,
    learned: Vec<Value>,
    join: Join,
}

#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names of the wire")]
struct File<'a> {
    source: &'a str,
    file: &'a str,
    format: &'a str,
    n_read: u64,
    n_rejected: u64,
    n_stored: u64,
    n_replaced: u64,
    unmapped_columns: &'a [String],
    missing_columns: &'a [String],
}

#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "every field is a count")]
struct Join {
    n_matched: u64,
    n_alone: u64,
    n_orphan: u64,
    n_duplicate: u64,
    n_without_score: u64,
    n_conflicting: u64,
}

impl<'a> Document<'a> {
    /// The wire form of `findings`.
    pub(in crate::report) fn of(findings: &'a Findings) -> Self {
        let further = &findings.further;
        Self {
            schema_version: SIGNALS_SCHEMA_VERSION,
            engine_version: env!("CARGO_PKG_VERSION"),
            project: &findings.project,
            subset: subset(&findings.subset),
            outcome: findings.outcome.as_ref().map(outcome),
            outcome_gap: findings.outcome_gap.map(outcome_gap),
            ranking: Ranking {
                fraction_removed: exact(findings.ranking.fraction_removed),
                min_mentions: findings.ranking.min_mentions,
                formula: &findings.ranking.formula,
                assumption_en: words::assumption(&findings.ranking, Language::En),
                standing: study::ranking_standing(&further.frozen_model),
            },
            signals: findings.signals.iter().map(signal).collect(),
            unranked: findings.unranked.iter().map(unranked).collect(),
            drivers: findings.drivers.as_ref().map(drivers),
            corpus: corpus(&findings.corpus),
            intake: intake(&findings.intake),
            priorities: findings.priorities.as_ref().map(priorities::value),
            alerts: findings.alerts.as_ref().map(alerts::value),
            themes: findings.themes.as_ref().map(themes::value),
            subjects: (!further.subjects.is_empty()).then(|| groups::subjects_value(further)),
            journey: further.journey.as_ref().map(groups::journey_value),
            driver_model: study::frozen_model_value(&further.frozen_model),
            actions: (!further.begun.is_empty()).then(|| groups::begun_value(&further.begun)),
            service_levels: findings.service_levels.as_ref().map(promises::value),
            caveats: findings.caveats.iter().map(caveat).collect(),
        }
    }
}

fn subset(subset: &Subset) -> Option<Part<'_>> {
    if subset.is_everything() {
        return None;
    }
    let value = subset.value.as_ref();
    Some(Part {
        filter: subset.filter.as_deref(),
        period: subset.period.as_deref(),
        field: value.map(|(field, _)| field.as_str()),
        value: value.map(|(_, value)| value.as_str()),
    })
}

fn outcome_gap(gap: OutcomeGap) -> &'static str {
    match gap {
        OutcomeGap::Undeclared => "undeclared",
        OutcomeGap::Unanswered => "unanswered",
        OutcomeGap::TooFew { least: _ } => "too_few",
        OutcomeGap::OneCustomer { n: _ } => "one_customer",
        OutcomeGap::NoSpread { n: _ } => "no_spread",
    }
}

fn outcome(outcome: &OutcomeSummary) -> Outcome<'_> {
    Outcome {
        name: &outcome.name,
        kind: scale_kind(outcome.kind),
        unit: unit_code(outcome.kind),
        scale_low: exact(outcome.low),
        scale_high: exact(outcome.high),
        best: match outcome.best {
            Best::High => "high",
            Best::Low => "low",
        },
        n_respondents: outcome.n,
        level_points: bounds(&outcome.level),
        distribution: outcome
            .distribution
            .iter()
            .map(|&(value, n)| Answer {
                value: exact(value),
                n,
            })
            .collect(),
        trend: outcome
            .trend
            .iter()
            .map(|point| OutcomeMonth {
                period: &point.period,
                n_respondents: point.n,
                level_points: point.level.as_ref().map(bounds),
            })
            .collect(),
        since: outcome.since.map(|day| day.to_string()),
    }
}

fn signal(signal: &Signal) -> SignalRow<'_> {
    SignalRow {
        rank: signal.rank,
        topic: signal.topic.id.as_str(),
        name_nl: &signal.topic.nl,
        name_en: &signal.topic.en,
        about: words::about_code(signal.about),
        verdict: words::verdict_code(signal.verdict),
        gain_points: bounds(&signal.gain),
        p_best: exact(signal.p_best.get()),
        p_top3: exact(signal.p_top3.get()),
        fraction_removed: exact(signal.fraction_removed),
        n_mentions: signal.n_mentions,
        n_negative: signal.n_negative,
        n_positive: signal.n_positive,
        n_negative_scored: signal.n_negative_scored,
        share_negative: exact(signal.share_negative),
        share_negative_written: exact(signal.share_negative_written),
        gain_written_points: bounds(&signal.gain_written),
        as_read: signal.as_read.map(|read| Read {
            gain_points: bounds(&read.gain),
            effect_negative_points: bounds(&read.effect_negative),
            share_negative: exact(read.share_negative),
        }),
        effect_negative_points: bounds(&signal.effect_negative),
        effect_test: signal.effect_test.map(|test| Test {
            p_value: exact(test.p_value.get()),
            degrees_of_freedom: exact(test.degrees_of_freedom),
        }),
        effect_positive_points: signal.effect_positive.as_ref().map(bounds),
        contribution_points: signal.contribution.as_ref().map(bounds),
        unadjusted_impact_points: signal.unadjusted_impact.and_then(exact),
        importance_share_of_r2: exact(signal.importance.get()),
        trend: signal.trend.iter().map(topic_month).collect(),
        quotes: signal.quotes.iter().map(quote).collect(),
        caveats: signal.caveats.iter().map(caveat).collect(),
    }
}

fn topic_month(point: &TrendPoint) -> TopicMonth<'_> {
    TopicMonth {
        period: &point.period,
        n_respondents: point.n,
        n_negative: point.n_negative.count(),
        n_positive: point.n_positive.count(),
        few_speak_badly: point.n_negative.is_few(),
        few_speak_well: point.n_positive.is_few(),
    }
}

fn quote(quote: &Quote) -> QuoteRow<'_> {
    QuoteRow {
        record_id: quote.id.to_string(),
        date: quote.date.as_deref(),
        language: quote.language.as_str(),
        sentiment: quote.sentiment.as_str(),
        text: &quote.text,
        spans_bytes: &quote.spans,
    }
}

fn unranked(topic: &UnrankedTopic) -> Unranked<'_> {
    let mut reason = coded(
        words::unranked_code(topic.reason),
        words::unranked_reason(topic.reason, Language::En),
    );
    match topic.reason {
        UnrankedReason::TooFewMentions { required } | UnrankedReason::TooFewPeople { required } => {
            reason.insert("required".to_owned(), required.into());
        }
        UnrankedReason::NothingNegative
        | UnrankedReason::Collinear
        | UnrankedReason::NoInterval
        | UnrankedReason::NotADriver
        | UnrankedReason::NoOutcome
        | UnrankedReason::NoModel => {}
    }
    Unranked {
        topic: topic.topic.id.as_str(),
        name_nl: &topic.topic.nl,
        name_en: &topic.topic.en,
        about: words::about_code(topic.about),
        n_mentions: topic.n_mentions,
        n_negative: topic.n_negative,
        rounded_to: topic.rounded_to,
        reason,
    }
}

fn drivers(drivers: &DriverSummary) -> Drivers<'_> {
    let (importance_basis, n_orderings, standard_error) = match drivers.importance {
        ImportanceBasis::Exact => ("exact", None, None),
        ImportanceBasis::Sampled {
            n_orderings,
            standard_error,
        } => ("sampled", Some(n_orderings), exact(standard_error)),
    };
    Drivers {
        n_respondents: drivers.n,
        n_effective: exact(drivers.n_effective),
        r2: exact(drivers.r2),
        r2_adjusted: exact(drivers.r2_adjusted),
        r2_cross_validated: drivers.r2_cv.and_then(exact),
        r2_topics: exact(drivers.r2_topics),
        r2_cross_validated_topics: drivers.r2_cv_topics.and_then(exact),
        share_with_words: exact(drivers.share_with_words),
        controls: &drivers.controls,
        dropped: drivers
            .dropped
            .iter()
            .map(|(column, reason)| Dropped {
                column,
                reason_en: reason,
            })
            .collect(),
        importance_basis,
        importance_n_orderings: n_orderings,
        importance_standard_error_share_of_r2: standard_error,
        condition_number: exact(drivers.condition),
        intervals: drivers.intervals.as_str(),
        n_replicates: drivers.n_replicates,
        seed: drivers.seed,
        interval_level: exact(drivers.level.get()),
        resampling_unit: &drivers.resampling_unit,
        selection: drivers.silence.as_ref().map(silent),
        label_card: drivers.card.map(|card| Card {
            n_comments: card.n_comments,
            n_topics: card.n_topics,
            n_unchecked: card.n_unchecked,
        }),
    }
}

fn silent(silence: &SilenceSummary) -> Selected {
    Selected {
        n_with_score: silence.n_with_score,
        n_silent: silence.n_silent,
        share_silent: exact(silence.share_silent),
        writers_minus_silent_points: silence.gap.as_ref().map(bounds),
        p_dependence: silence.p_dependence.and_then(|p| exact(p.get())),
        n_cells: as_u64(silence.n_cells),
        n_effective_unweighted: exact(silence.n_effective.0),
        n_effective: exact(silence.n_effective.1),
        largest_weight: exact(silence.largest_weight),
        n_capped: silence.n_capped,
    }
}

fn corpus(corpus: &CorpusSummary) -> Corpus<'_> {
    let dates = corpus.dates.as_ref();
    Corpus {
        kinds: counted(&corpus.kinds),
        languages: counted(&corpus.languages),
        sentiments: counted(&corpus.sentiments),
        n_with_words: corpus.n_with_words,
        n_without_topic: corpus.n_without_topic,
        first_date: dates.map(|(first, _)| first.as_str()),
        last_date: dates.map(|(_, last)| last.as_str()),
        n_undated: corpus.n_undated,
    }
}

fn intake(intake: &IntakeSummary) -> Intake<'_> {
    Intake {
        files: intake.files.iter().map(file).collect(),
        rejections: counted(&intake.rejections),
        redactions: counted(&intake.redactions),
        n_forgotten: intake.n_forgotten,
        models: intake.models.iter().map(model_value).collect(),
        learned: intake.learned.iter().map(learned_value).collect(),
        join: Join {
            n_matched: intake.join.n_matched,
            n_alone: intake.join.n_alone,
            n_orphan: intake.join.n_orphan,
            n_duplicate: intake.join.n_duplicate,
            n_without_score: intake.join.n_without_score,
            n_conflicting: intake.join.n_conflicting,
        },
    }
}

fn file(file: &FileSummary) -> File<'_> {
    File {
        source: &file.source,
        file: &file.file,
        format: &file.format,
        n_read: file.n_read,
        n_rejected: file.n_rejected,
        n_stored: file.n_stored,
        n_replaced: file.n_replaced,
        unmapped_columns: &file.unmapped_columns,
        missing_columns: &file.missing_columns,
    }
}

fn counted(pairs: &[(String, u64)]) -> Vec<Counted<'_>> {
    pairs
        .iter()
        .map(|(name, n)| Counted { name, n: *n })
        .collect()
}

fn scale_kind(kind: ScaleKind) -> &'static str {
    match kind {
        ScaleKind::Nps => "nps",
        ScaleKind::Csat => "csat",
        ScaleKind::Ces => "ces",
        ScaleKind::Stars => "stars",
        ScaleKind::SchoolMark => "school_mark",
        ScaleKind::Other => "other",
    }
}

fn unit_code(kind: ScaleKind) -> &'static str {
    match kind {
        ScaleKind::Nps => "nps_points",
        ScaleKind::Csat
        | ScaleKind::Ces
        | ScaleKind::Stars
        | ScaleKind::SchoolMark
        | ScaleKind::Other => "scale_points",
    }
}
