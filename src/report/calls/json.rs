use super::goals_part;
use super::subject::CallReport;
use super::words::caution_text;
use crate::report::Language;
use crate::report::wire::exact;
use crate::service_levels::calendar::time_zone_database;
use crate::service_levels::calls::{
    Attained, CalamityScope, Cell, Comparison, Counts, Distribution, Excess, Figures, FirstContact,
    FlowOuts, Formula, Handling, IntervalRow, Journeys, Proportion, Provenance, QueueLength,
    Satisfaction, Scope, ServiceLevel, Survey, VolumeRow, Waits,
};
use crate::units::Probability;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

/// Version of the layout that [`json()`] writes.
const SCHEMA_VERSION: u32 = 1;

/// A report for machines: one object, numbers exact, `null` where there is none. Durations are in
/// seconds, shares run from 0 to 1, instants are UTC.
pub fn json(report: &CallReport<'_>) -> String {
    let mut text = format!("{:#}", Value::Object(object(report)));
    text.push('\n');
    text
}

/// One object a line: all contacts, then each row of each table.
pub fn json_lines(report: &CallReport<'_>) -> String {
    let mut text = String::new();
    for (fields, cell) in report.cells() {
        let mut line = asked(report);
        line.extend(row(&fields, cell, report));
        text.push_str(&Value::Object(line).to_string());
        text.push('\n');
    }
    text
}

pub(super) fn object(report: &CallReport<'_>) -> Map<String, Value> {
    let overview = report.overview;
    let mut object = head(report);
    object.extend(asked(report));
    object.extend(figures(&overview.whole.figures, report));
    let without = overview.whole.without_calamities.as_deref();
    let groups: Vec<Value> = report
        .cells()
        .skip(1)
        .map(|(fields, cell)| Value::Object(row(&fields, cell, report)))
        .collect();
    let cautions: Vec<Value> = report
        .cautions()
        .iter()
        .map(|caution| {
            json!({ "code": caution.code(), "text": caution_text(caution, Language::En) })
        })
        .collect();
    let rest = json!({
        "without_calamities": without.map(|one| Value::Object(figures(one, report))),
        "customers": journeys(&overview.journeys),
        "goals": report.goals.iter().map(goals_part::json).collect::<Vec<_>>(),
        "groups": groups,
        "volume": overview.volume.iter().map(volume).collect::<Vec<_>>(),
        "intervals": overview.intervals.iter().map(|one| interval(one, report)).collect::<Vec<_>>(),
        "caveats": cautions,
    });
    extend(&mut object, rest);
    object
}

fn extend(object: &mut Map<String, Value>, more: Value) {
    if let Value::Object(more) = more {
        object.extend(more);
    }
}

fn head(report: &CallReport<'_>) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("schema_version".to_owned(), json!(SCHEMA_VERSION));
    extend(&mut object, source_json(report.provenance));
    object
}

/// The file and how it was read.
pub(in crate::report) fn source_json(provenance: &Provenance) -> Value {
    let columns: Map<String, Value> = provenance
        .columns
        .iter()
        .map(|(field, column)| ((*field).to_owned(), json!(column)))
        .collect();
    json!({
        "file": provenance.file,
        "data_sha256": provenance.sha256,
        "n_rows": provenance.n_rows,
        "n_rejected": provenance.n_rejected(),
        "rejected": provenance.rejected,
        "n_superseded": provenance.n_superseded,
        "n_conflicting": provenance.n_conflicting,
        "preset": provenance.preset,
        "columns": columns,
        "time_zone": provenance.zone,
        "time_zone_is_assumed": provenance.zone_is_assumed,
        "time_zone_database": time_zone_database(),
    })
}

/// What the figures mean: it stands on every line, so that none is read without it.
fn asked(report: &CallReport<'_>) -> Map<String, Value> {
    let options = report.options;
    let rule = options.rule;
    let (scope, from, to) = match options.scope {
        Scope::Snapshot => ("snapshot", None, None),
        Scope::Period { from, to } => ("period", Some(from), Some(to)),
    };
    let formula = report.headline().map(|level| level.formula);
    let calamities: Vec<Value> = options
        .calamities
        .iter()
        .map(|calamity| {
            let (queue, channel) = match &calamity.scope {
                CalamityScope::Everything => (None, None),
                CalamityScope::Queue(queue) => (Some(&**queue), None),
                CalamityScope::Channel(channel) => (None, Some(&**channel)),
            };
            json!({
                "from": calamity.from.to_string(),
                "to": calamity.to.to_string(),
                "queue": queue,
                "channel": channel,
            })
        })
        .collect();
    let span = report.overview.span;
    let mut object = Map::new();
    extend(
        &mut object,
        json!({
            "scope": scope,
            "from": instant(from),
            "to": instant(to),
            "as_of": instant(report.as_of()),
            "day_zone": report.day_zone(),
            "day_zone_is_assumed": report.zone.is_none(),
            "first_offered_at": instant(span.map(|span| span.0)),
            "last_offered_at": instant(span.map(|span| span.1)),
            "formula": formula.map(Formula::as_str),
            "definition": formula.map(Formula::definition),
            "flow_outs": match rule.flow_outs() {
                FlowOuts::Ignored => "ignored",
                FlowOuts::Counted => "counted",
            },
            "threshold_s": seconds(rule.threshold()),
            "threshold_inclusive": rule.comparison() == Comparison::AtMost,
            "short_abandon_s": seconds(rule.short_abandon()),
            "target": options.target.map(Probability::get),
            "level": options.level.get(),
            "attribution": options.attribution.as_str(),
            "repeat_window_s": seconds(options.repeat_window),
            "not_first_line": options.not_first_line.iter().map(|one| &**one).collect::<Vec<_>>(),
            "calamities": calamities,
        }),
    );
    object
}

fn row(fields: &[&'static str], cell: &Cell, report: &CallReport<'_>) -> Map<String, Value> {
    let key: Map<String, Value> = fields
        .iter()
        .zip(&cell.key)
        .map(|(field, value)| ((*field).to_owned(), json!(value.as_deref())))
        .collect();
    let mut object = Map::new();
    object.insert("by".to_owned(), json!(fields));
    object.insert("key".to_owned(), Value::Object(key));
    object.extend(figures(&cell.figures, report));
    let without = cell.without_calamities.as_deref();
    object.insert(
        "without_calamities".to_owned(),
        without.map_or(Value::Null, |one| Value::Object(figures(one, report))),
    );
    object
}

fn figures(figures: &Figures, report: &CallReport<'_>) -> Map<String, Value> {
    let target = report.options.target;
    // A wait that nobody wrote down can be longer than any that is known.
    let is_told = figures.counts.abandoned_wait_unknown == 0;
    let levels: Vec<Value> = figures
        .service_levels
        .iter()
        .map(|level| service_level(level, target))
        .collect();
    let mut object = Map::new();
    extend(
        &mut object,
        json!({
            "counts": counts(&figures.counts),
            "service_level": levels.first(),
            "service_levels": levels,
            "waits": waits(&figures.waits, is_told),
            "abandonment": figures.abandonment.map(|rate| json!({
                "all": proportion(&rate.all),
                "excluding_short": attained(&rate.excluding_short),
                "short_out_of_numerator": attained(&rate.short_out_of_numerator),
            })),
            "aht": figures.handling.handle.as_ref().map(distribution),
            "handling": handling(&figures.handling),
            "transfer_rate": figures.transfers.as_ref().map(proportion),
            "rings": figures.rings.as_ref().map(proportion),
            "fcr": first_contact(&figures.first_contact),
            "satisfaction": satisfaction(&figures.satisfaction),
            "queue_length": figures.queue_length.as_ref().map(|one| queue_length(one, is_told)),
        }),
    );
    object
}

fn counts(counts: &Counts) -> Value {
    json!({
        "offered": counts.offered(),
        "answered": counts.answered,
        "abandoned": counts.abandoned,
        "flow_out": counts.flow_out,
        "waiting": counts.waiting,
        "callback": counts.callback,
        "voicemail": counts.voicemail,
        "out_of_hours": counts.out_of_hours,
        "outbound": counts.outbound,
        "answered_in_time": counts.answered_in_time,
        "abandoned_in_time": counts.abandoned_in_time,
        "abandoned_short": counts.abandoned_short,
        "abandoned_wait_unknown": counts.abandoned_wait_unknown,
        "waiting_over": counts.waiting_over,
    })
}

fn service_level(level: &ServiceLevel, target: Option<Probability>) -> Value {
    let mut object = Map::new();
    object.insert("formula".to_owned(), json!(level.formula.as_str()));
    extend(&mut object, attained(&level.attained));
    let meets = target.and_then(|target| level.attained.meets(target));
    object.insert("meets_target".to_owned(), json!(meets));
    Value::Object(object)
}

/// A share that may have bounds only; `unknown` says why there is none.
pub(super) fn attained(attained: &Attained) -> Value {
    let nothing = json!({
        "share": null, "low": null, "high": null, "numerator": null, "denominator": null,
    });
    let mut object = Map::new();
    let (bounds, unknown) = match attained {
        Attained::Share(share) => {
            extend(&mut object, proportion(share));
            let is_empty = share.share().is_none();
            (None, is_empty.then_some("nothing_offered"))
        }
        Attained::Between {
            lowest, highest, ..
        } => {
            extend(&mut object, nothing);
            (Some((lowest, highest)), Some("abandoned_waits_unknown"))
        }
        Attained::NotPerAgent => {
            extend(&mut object, nothing);
            (None, Some("not_per_agent"))
        }
    };
    extend(
        &mut object,
        json!({
            "unknown": unknown,
            "lowest": bounds.map(|(lowest, _)| proportion(lowest)),
            "highest": bounds.map(|(_, highest)| proportion(highest)),
        }),
    );
    Value::Object(object)
}

pub(in crate::report) fn proportion(proportion: &Proportion) -> Value {
    let interval = proportion.interval;
    json!({
        "share": interval.and_then(|one| exact(one.estimate)),
        "low": interval.and_then(|one| exact(one.low)),
        "high": interval.and_then(|one| exact(one.high)),
        "numerator": proportion.numerator,
        "denominator": proportion.denominator,
    })
}

pub(in crate::report) fn distribution(one: &Distribution) -> Value {
    json!({
        "n": one.n,
        "mean_s": exact(one.mean_s),
        "p50_s": exact(one.p50_s),
        "p90_s": exact(one.p90_s),
        "p95_s": exact(one.p95_s),
        "max_s": exact(one.max_s),
    })
}

fn waits(waits: &Waits, is_told: bool) -> Value {
    let answered = waits.answered.as_ref();
    json!({
        "asa_s": answered.and_then(|one| exact(one.mean_s)),
        "p50_s": answered.and_then(|one| exact(one.p50_s)),
        "p90_s": answered.and_then(|one| exact(one.p90_s)),
        "p95_s": answered.and_then(|one| exact(one.p95_s)),
        "max_s": answered.and_then(|one| exact(one.max_s)),
        "answered": answered.map(distribution),
        "abandoned": waits.abandoned.as_ref().map(distribution),
        "longest": waits.longest.map(|one| json!({
            "wait_s": seconds(one.wait),
            "disposition": one.disposition.as_str(),
            "is_lower_bound": !is_told,
        })),
        "over_maximum": waits.over_maximum.as_ref().map(excess),
    })
}

fn excess(excess: &Excess) -> Value {
    json!({ "maximum_s": seconds(excess.maximum), "n": excess.n, "n_over": excess.n_over })
}

fn handling(handling: &Handling) -> Value {
    json!({
        "talk": handling.talk.as_ref().map(distribution),
        "hold": handling.hold.as_ref().map(distribution),
        "wrap_up": handling.wrap_up.as_ref().map(distribution),
        "talk_over_maximum": handling.talk_over_maximum.as_ref().map(excess),
        "n_in_progress": handling.n_in_progress,
        "n_unknown": handling.n_unknown,
    })
}

fn first_contact(found: &FirstContact) -> Value {
    json!({
        "window_s": seconds(found.window),
        "issue": found.issue.as_str(),
        "no_repeat": found.no_repeat.as_ref().map(proportion),
        "survey": survey(&found.survey),
        "resolved_first": proportion(&found.resolved_first),
        "resolved_first_net": found.resolved_first_net.as_ref().map(proportion),
        "n_too_young": found.n_too_young,
        "n_repeats": found.n_repeats,
        "n_unknown": found.n_unknown,
    })
}

fn survey(survey: &Survey) -> Value {
    let (state, n, why) = match survey {
        Survey::NoAnswers => ("no_answers", Some(0), None),
        Survey::Share(share) => ("shown", Some(share.denominator), None),
        Survey::AllEqual { n } => ("all_equal", Some(*n), None),
        Survey::Suppressed(reason) => ("suppressed", None, Some(reason.as_str())),
    };
    let share = survey.share();
    let interval = share.and_then(|share| share.interval);
    json!({
        "state": state,
        "suppressed": why,
        "share": interval.and_then(|one| exact(one.estimate)),
        "low": interval.and_then(|one| exact(one.low)),
        "high": interval.and_then(|one| exact(one.high)),
        "numerator": share.map(|share| share.numerator),
        "denominator": n,
    })
}

fn satisfaction(satisfaction: &Satisfaction) -> Value {
    let mut why = None;
    let (state, n, mean) = match satisfaction {
        Satisfaction::NoScores => ("no_scores", None, None),
        Satisfaction::Mean { n, mean } => ("shown", Some(*n), Some(mean)),
        Satisfaction::AllEqual { n } => ("all_equal", Some(*n), None),
        Satisfaction::Suppressed(reason) => {
            why = Some(reason.as_str());
            ("suppressed", None, None)
        }
    };
    json!({
        "state": state,
        "suppressed": why,
        "n": n,
        "mean": mean.and_then(|mean| exact(mean.estimate)),
        "low": mean.and_then(|mean| exact(mean.low)),
        "high": mean.and_then(|mean| exact(mean.high)),
    })
}

fn queue_length(length: &QueueLength, is_told: bool) -> Value {
    json!({
        "max": length.max,
        "max_at": instant(length.max_at),
        "mean": exact(length.mean),
        "is_lower_bound": !is_told,
        "above_limit_s": length.above_limit.map(seconds),
    })
}

fn journeys(journeys: &Journeys) -> Value {
    json!({
        "contacts": journeys.n,
        "legs": journeys.n_legs,
        "transferred": journeys.n_transferred,
        "answered": journeys.n_answered,
        "abandoned": journeys.n_abandoned,
        "transfer_abandon": journeys.transfer_abandon.as_str(),
        "wait": journeys.wait.as_ref().map(distribution),
        "without_origin": journeys.n_without_origin,
    })
}

fn volume(row: &VolumeRow) -> Value {
    json!({
        "channel": row.channel.as_deref(),
        "weekday": row.weekday,
        "minute_of_day": row.minute_of_day,
        "inbound": row.n_inbound,
        "offered": row.n_offered,
    })
}

fn interval(row: &IntervalRow, report: &CallReport<'_>) -> Value {
    let levels = row.service_levels.iter();
    let levels: Vec<Value> = levels
        .map(|level| service_level(level, report.options.target))
        .collect();
    json!({
        "start": row.start.to_string(),
        "counts": counts(&row.counts),
        "service_levels": levels,
        "handled": row.n_handled,
        "handle_s": seconds(row.handle),
        "aht_s": row.aht_s().and_then(exact),
    })
}

pub(in crate::report) fn seconds(duration: SignedDuration) -> Value {
    if duration.subsec_nanos() == 0 {
        json!(duration.as_secs())
    } else {
        json!(duration.as_secs_f64())
    }
}

fn instant(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| json!(at.to_string()))
}
