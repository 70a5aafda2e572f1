//! Promises of a file of policies as targets of figures.

use crate::cli::xla_args::PeriodName;
use crate::config::read_policies;
use crate::record::Best;
use crate::report::experience::{LeftOut, NotHeld};
use crate::service_levels::experience::{Direction, Measure, Question, Target};
use crate::service_levels::policies::{
    Conditions, Indicator, Period, Test, Unit, XlaPolicy, XlaTarget,
};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Name of the key that says where something was measured.
const TOUCHPOINT: &str = "touchpoint";

/// What figures there are to hold promises against.
pub(super) struct Figures<'a> {
    pub(super) questions: &'a [Question],
    pub(super) by: &'a [Arc<str>],
    pub(super) period: Option<PeriodName>,
    pub(super) as_of: Timestamp,
}

type Values = BTreeMap<Arc<str>, Arc<str>>;

/// Reads the promises of a file; those that cannot be held against these figures stand apart.
pub(super) fn promised(
    path: &Path,
    figures: &Figures<'_>,
) -> anyhow::Result<(Vec<Target>, Vec<LeftOut>)> {
    let (mut file, doubts) = read_policies(path)?;
    for doubt in doubts {
        tracing::warn!("{}: {doubt}", path.display());
    }
    file.xla
        .sort_by_key(|policy| (policy.position, policy.version));
    let (mut targets, mut left_out) = (Vec::new(), Vec::new());
    // What policies that come first take: values of keys, or something that cannot be told.
    let mut before: Vec<(&XlaPolicy, Option<Values>)> = Vec::new();
    for policy in &file.xla {
        let is_in_force = policy.valid_from.is_none_or(|from| from <= figures.as_of)
            && policy.valid_to.is_none_or(|to| figures.as_of < to);
        let only = values(&policy.conditions, figures.by);
        for promise in &policy.targets {
            let id = name(policy, promise);
            let held = if is_in_force {
                only.clone()
                    .and_then(|only| target(&id, promise, only, &before, figures))
            } else {
                Err(NotHeld::NotInForce)
            };
            match held {
                Ok(target) => targets.push(target),
                Err(why) => left_out.push(LeftOut { target: id, why }),
            }
        }
        if is_in_force {
            before.push((policy, only.ok()));
        }
    }
    for one in &left_out {
        let why = one.why.text(crate::report::Language::En);
        tracing::warn!("{} is not judged: {why}", one.target);
    }
    Ok((targets, left_out))
}

fn name(policy: &XlaPolicy, promise: &XlaTarget) -> Arc<str> {
    let of = promise.indicator.as_str();
    match &promise.touchpoint {
        None => format!("{} {of}", policy.id).into(),
        Some(touchpoint) => format!("{} {of} {touchpoint}", policy.id).into(),
    }
}

/// The conditions as one value per key.
fn values(conditions: &Conditions, by: &[Arc<str>]) -> Result<Values, NotHeld> {
    let mut values = Values::new();
    let any = conditions.any.iter();
    if let Some(second) = any.clone().nth(1) {
        let field = Arc::clone(&second.field);
        return Err(NotHeld::NotOneValue { field });
    }
    for condition in conditions.all.iter().chain(any) {
        let field = || Arc::clone(&condition.field);
        let value = match &condition.test {
            Test::IsOneOf(values) if condition.min_confidence.is_none() => match &values[..] {
                [value] => value,
                _ => return Err(NotHeld::NotOneValue { field: field() }),
            },
            _ => return Err(NotHeld::NotOneValue { field: field() }),
        };
        if !by.contains(&condition.field) {
            return Err(NotHeld::NotDividedBy { field: field() });
        }
        let held = values.insert(field(), Arc::clone(value));
        if held.is_some_and(|held| held != *value) {
            return Err(NotHeld::NotOneValue { field: field() });
        }
    }
    Ok(values)
}

fn target(
    id: &Arc<str>,
    promise: &XlaTarget,
    mut only: Values,
    before: &[(&XlaPolicy, Option<Values>)],
    figures: &Figures<'_>,
) -> Result<Target, NotHeld> {
    let mut except = Vec::new();
    for (policy, taken) in before {
        match taken {
            // Another value of the same key: no case is of both.
            Some(taken) if is_apart(taken, &only) => {}
            Some(taken) => except.push(taken.clone()),
            None => {
                let policy = Arc::clone(&policy.id);
                return Err(NotHeld::ComesAfter { policy });
            }
        }
    }
    if let Some(touchpoint) = &promise.touchpoint {
        let field: Arc<str> = TOUCHPOINT.into();
        if !figures.by.contains(&field) {
            return Err(NotHeld::NotDividedBy { field });
        }
        only.insert(field, Arc::clone(touchpoint));
    }
    of_period(promise.period, figures.period)?;
    let (indicator, direction, measure) = asked(promise, figures.questions)?;
    Ok(Target {
        id: Arc::clone(id),
        indicator,
        measure,
        part: promise.part,
        weight: promise.weight,
        scale: None,
        value: promise.target,
        direction,
        min_n: Some(promise.min_n()),
        only,
        except,
    })
}

fn is_apart(one: &Values, other: &Values) -> bool {
    one.iter()
        .any(|(key, value)| other.get(key).is_some_and(|held| held != value))
}

fn of_period(promised: Option<Period>, asked: Option<PeriodName>) -> Result<(), NotHeld> {
    let is_same = match (promised, asked) {
        (None, _)
        | (Some(Period::Week), Some(PeriodName::Week))
        | (Some(Period::Month), Some(PeriodName::Month))
        | (Some(Period::Quarter), Some(PeriodName::Quarter)) => true,
        (Some(_), _) => false,
    };
    match promised {
        Some(period) if !is_same => Err(NotHeld::OtherPeriod {
            period: period.as_str(),
        }),
        _ => Ok(()),
    }
}

/// The question of a promise, which side is good and what is computed.
fn asked(
    promise: &XlaTarget,
    questions: &[Question],
) -> Result<(Arc<str>, Direction, Option<Measure>), NotHeld> {
    let measure = match promise.unit() {
        Unit::Minutes => return Ok(("lost_time".into(), Direction::AtMost, None)),
        Unit::Points => return Ok(("composite".into(), Direction::AtLeast, None)),
        Unit::Share => Measure::TopBox,
        Unit::Mark => Measure::Mean,
        Unit::NetPoints if promise.indicator == Indicator::Sentiment => Measure::Sentiment,
        Unit::NetPoints => Measure::Net,
    };
    let question = question(promise.indicator, questions)?;
    if let Some(scale) = promise.scale {
        let differs = |a: f64, b: f64| (a - b).abs() > 1e-9;
        if differs(scale.low, question.scale.low())
            || differs(scale.high, question.scale.high())
            || scale.best != question.scale.best()
        {
            return Err(NotHeld::OtherScale);
        }
    }
    if measure == Measure::TopBox {
        let is_same = match (promise.satisfied_from, question.satisfied_from) {
            (Some(promised), Some(asked)) => (promised - asked).abs() < 1e-9,
            (None, asked) => asked.is_some(),
            (Some(_), None) => false,
        };
        if !is_same {
            return Err(NotHeld::OtherThreshold);
        }
    }
    let direction = match (measure, question.scale.best()) {
        (Measure::Mean, Best::Low) => Direction::AtMost,
        _ => Direction::AtLeast,
    };
    Ok((Arc::clone(&question.id), direction, Some(measure)))
}

/// The question named as the indicator, else the only one of its kind.
fn question(indicator: Indicator, questions: &[Question]) -> Result<&Question, NotHeld> {
    let names: &[&str] = match indicator {
        Indicator::SchoolMark => &["school_mark", "mark", "rapportcijfer"],
        Indicator::Csat => &["csat"],
        Indicator::Ces => &["ces"],
        Indicator::Nps => &["nps"],
        Indicator::Sentiment => &["sentiment"],
        Indicator::FcrSurvey => &["other.fcr_survey"],
        Indicator::LostTime | Indicator::Composite => &[],
    };
    let is_of = |question: &&Question| {
        let kind = question.id.split('.').next().unwrap_or_default();
        names.contains(&kind) || names.contains(&&*question.id)
    };
    if let Some(exact) = questions.iter().find(|one| names.contains(&&*one.id)) {
        return Ok(exact);
    }
    let mut found: Vec<&Question> = questions.iter().filter(is_of).collect();
    found.dedup_by(|one, other| one.id == other.id);
    match found[..] {
        [only] => Ok(only),
        _ => Err(NotHeld::NoQuestion { n: found.len() }),
    }
}
