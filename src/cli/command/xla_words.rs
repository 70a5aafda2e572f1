//! The small languages of `xla`: a question with its scale, a target with its words.

use crate::cli::session::Misuse;
use crate::record::{Best, Scale, ScaleKind};
use crate::service_levels::experience::{Direction, Measure, Part, Question, Target};
use crate::study::OutcomeScale;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads `csat=satisfaction:1-5:low:from=2026-04-01`.
pub(super) fn question(text: &str, zone: &TimeZone) -> Result<Question, Misuse> {
    let wrong = |what: &str| {
        Misuse::new(format!("\"{text}\" is no question: {what}")).hint(
            "write --score nps=COLUMN, csat=COLUMN:1-5:high, ces=COLUMN:1-7:low or mark=COLUMN",
        )
    };
    let (id, rest) = text
        .split_once('=')
        .ok_or_else(|| wrong("a kind and a column are joined by ="))?;
    let id = id.trim();
    let kind = id.split('.').next().unwrap_or_default();
    let mut words = rest.split(':').map(str::trim);
    let column = words.next().filter(|column| !column.is_empty());
    let column = column.ok_or_else(|| wrong("the column is missing"))?;
    let mut found = Words::default();
    for word in words {
        match word.split_once('=') {
            None if word == "high" => found.best = Some(Best::High),
            None if word == "low" => found.best = Some(Best::Low),
            None => {
                let ends = OutcomeScale::ends(word);
                found.ends = Some(ends.map_err(|_| wrong("a scale is written 1-5"))?);
            }
            Some(("satisfied", value)) => found.satisfied = Some(number(value, &wrong)?),
            Some(("negative", value)) => found.negative = Some(number(value, &wrong)?),
            Some(("from", day)) => found.from = Some(instant(day, zone, &wrong)?),
            Some(("until", day)) => found.until = Some(instant(day, zone, &wrong)?),
            Some(_) => {
                return Err(wrong(
                    "after the scale come satisfied=, negative=, from= and until=",
                ));
            }
        }
    }
    let mut question = if kind == "sentiment" {
        Question::tone(id, column)
    } else {
        Question::new(id, column, found.scale(kind, &wrong)?)
    };
    let threshold = |value: Option<f64>| match value {
        Some(value) if !question.scale.contains(value) => {
            Err(wrong("a threshold lies on the scale"))
        }
        value => Ok(value),
    };
    let (satisfied, negative) = (threshold(found.satisfied)?, threshold(found.negative)?);
    if kind == "nps" && satisfied.is_some() {
        return Err(wrong("who is a promoter is fixed: 9 and 10"));
    }
    question.satisfied_from = satisfied.or(question.satisfied_from);
    question.negative_from = negative.or(question.negative_from);
    question.from = found.from;
    question.until = found.until;
    Ok(question)
}

/// What follows a column.
#[derive(Debug, Default)]
struct Words {
    ends: Option<(f64, f64)>,
    best: Option<Best>,
    satisfied: Option<f64>,
    negative: Option<f64>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Words {
    /// The scale; what is not fixed by the kind has to be said, direction included.
    fn scale(&self, kind: &str, wrong: &impl Fn(&str) -> Misuse) -> Result<Scale, Misuse> {
        let (kind, ends, best) = match kind {
            "nps" | "enps" => (ScaleKind::Nps, Some((0.0, 10.0)), Some(Best::High)),
            "mark" | "rapportcijfer" => {
                (ScaleKind::SchoolMark, Some((1.0, 10.0)), Some(Best::High))
            }
            "stars" => (ScaleKind::Stars, Some((1.0, 5.0)), Some(Best::High)),
            "csat" => (ScaleKind::Csat, None, None),
            "ces" => (ScaleKind::Ces, None, None),
            "other" => (ScaleKind::Other, None, None),
            _ => {
                return Err(wrong(
                    "kinds are nps, enps, csat, ces, mark, stars, sentiment and other",
                ));
            }
        };
        let is_fixed = matches!(kind, ScaleKind::Nps);
        if is_fixed && (self.ends.is_some() || self.best.is_some()) {
            return Err(wrong("its scale is fixed: 0 to 10, high is best"));
        }
        let (low, high) = self
            .ends
            .or(ends)
            .ok_or_else(|| wrong("its scale is not said, as in :1-5"))?;
        let best = self
            .best
            .or(best)
            .ok_or_else(|| wrong("which end is best is not said, as in :high or :low"))?;
        Scale::new(low, high, best, kind).map_err(|_| wrong("a scale runs from low to high"))
    }
}

/// Reads `csat>=80% part=experience weight=0.5 channel=phone`; `by` are keys that may be named.
pub(super) fn target(text: &str, questions: &[Question], by: &[String]) -> Result<Target, Misuse> {
    let wrong = |what: &str| {
        Misuse::new(format!("\"{text}\" is no target: {what}"))
            .hint("write --target \"csat>=80%\", \"nps>=30\" or \"lost_time<=10 weight=1\"")
    };
    let mut words = text.split_whitespace();
    let head = words.next().unwrap_or_default();
    let signs = [
        (">=", Direction::AtLeast),
        ("≥", Direction::AtLeast),
        ("<=", Direction::AtMost),
        ("≤", Direction::AtMost),
    ];
    let (indicator, direction, value) = signs
        .into_iter()
        .find_map(|(sign, direction)| {
            let (indicator, value) = head.split_once(sign)?;
            Some((indicator.trim(), direction, value.trim()))
        })
        .ok_or_else(|| wrong("an indicator and a figure are joined by >= or <=, without spaces"))?;
    let (value, is_share) = match value.strip_suffix('%') {
        Some(value) => (number(value, &wrong)? / 100.0, true),
        None => (number(value, &wrong)?, false),
    };
    let mut target = Target {
        id: text.into(),
        indicator: indicator.into(),
        measure: measure(indicator, is_share, questions),
        part: Part::Experience,
        weight: None,
        scale: None,
        value,
        direction,
        min_n: None,
        only: BTreeMap::new(),
        except: Vec::new(),
    };
    for word in words {
        let (name, value) = word
            .split_once('=')
            .ok_or_else(|| wrong("words after the figure are written NAME=VALUE"))?;
        match name {
            "id" => target.id = value.into(),
            "part" => {
                target.part = match value {
                    "outcome" => Part::Outcome,
                    "experience" => Part::Experience,
                    _ => return Err(wrong("part is outcome or experience")),
                }
            }
            "weight" => target.weight = Some(number(value, &wrong)?),
            "min_n" => {
                let n = value.parse();
                target.min_n = Some(n.map_err(|_| wrong("min_n is a whole number"))?);
            }
            "scale" => {
                let ends = value.split_once("..");
                let (worst, best) = ends.ok_or_else(|| wrong("scale is WORST..BEST"))?;
                target.scale = Some((number(worst, &wrong)?, number(best, &wrong)?));
            }
            key if by.iter().any(|one| one == key) => {
                target.only.insert(key.into(), value.into());
            }
            _ => {
                return Err(wrong(
                    "words are part, weight, min_n, scale, id and the keys of --by",
                ));
            }
        }
    }
    Ok(target)
}

/// A percentage is a share; another number is in the units of the question.
fn measure(indicator: &str, is_share: bool, questions: &[Question]) -> Option<Measure> {
    if is_share {
        return Some(Measure::TopBox);
    }
    let of = |question: &&Question| &*question.id == indicator;
    let question = questions.iter().find(of)?;
    let measures = question.measures();
    measures.into_iter().find(|one| *one != Measure::TopBox)
}

fn number(text: &str, wrong: &impl Fn(&str) -> Misuse) -> Result<f64, Misuse> {
    let number = text.trim().parse::<f64>().ok();
    number
        .filter(|number| number.is_finite())
        .ok_or_else(|| wrong("a number is written 7.5"))
}

fn instant(
    text: &str,
    zone: &TimeZone,
    wrong: &impl Fn(&str) -> Misuse,
) -> Result<Timestamp, Misuse> {
    let day: Result<Date, _> = text.parse();
    let instant = day.and_then(|day| day.to_zoned(zone.clone()));
    let instant = instant.map_err(|_| wrong("a day is written 2026-04-01"))?;
    Ok(instant.timestamp())
}

/// Reads `submitted_at=ingevuld`.
pub(super) fn pair(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    (!name.is_empty() && !value.is_empty()).then_some((name, value))
}

/// Keys as the room wants them.
pub(super) fn keys(by: &[String]) -> Vec<Arc<str>> {
    by.iter().map(|key| key.trim().into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Question, Misuse> {
        question(text, &TimeZone::UTC)
    }

    #[test]
    fn a_question_carries_its_scale() {
        let csat = read("csat=satisfaction:1-5:low").unwrap();
        assert_eq!((&*csat.id, &*csat.column), ("csat", "satisfaction"));
        assert_eq!(csat.scale.best(), Best::Low);
        assert_eq!(csat.satisfied_from, Some(2.0));
        let mark = read("mark.process=oordeel:satisfied=8:from=2026-04-01").unwrap();
        assert_eq!(&*mark.id, "mark.process");
        assert_eq!(mark.scale.kind(), ScaleKind::SchoolMark);
        assert_eq!(mark.satisfied_from, Some(8.0));
        assert_eq!(mark.from, "2026-04-01T00:00:00Z".parse().ok());
        assert_eq!(read("nps=nps").unwrap().measures(), [Measure::Net]);
    }

    #[test]
    fn directions_and_scales_are_never_guessed() {
        for text in [
            "csat=satisfaction",
            "csat=satisfaction:1-5",
            "ces=effort:high",
            "nps=nps:1-5",
            "nps=nps:satisfied=8",
            "happiness=h:1-5:high",
            "csat=:1-5:high",
            "csat=s:5-1:high",
            "csat=s:1-5:high:satisfied=9",
            "csat=s:1-5:high:top=4",
            "csat",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_target_is_a_share_or_a_mean_by_how_it_is_written() {
        let questions = [read("csat=s:1-5:high").unwrap(), read("nps=n").unwrap()];
        let by = ["channel".to_owned()];
        let read = |text: &str| target(text, &questions, &by);
        let share = read("csat>=80%").unwrap();
        assert_eq!(share.measure, Some(Measure::TopBox));
        assert!((share.value - 0.8).abs() < 1e-12);
        assert_eq!(read("csat>=4.1").unwrap().measure, Some(Measure::Mean));
        assert_eq!(read("nps>=30").unwrap().measure, Some(Measure::Net));
        let whole =
            read("lost_time<=10 part=outcome weight=0.4 scale=60..0 channel=phone id=x min_n=50");
        let whole = whole.unwrap();
        assert_eq!(
            (&*whole.id, whole.part, whole.weight),
            ("x", Part::Outcome, Some(0.4))
        );
        assert_eq!((whole.scale, whole.min_n), (Some((60.0, 0.0)), Some(50)));
        assert_eq!(&*whole.only["channel"], "phone");
        for text in [
            "csat",
            "csat>80",
            "csat>=",
            "csat>=80% segment=a",
            "csat>=80% part=x",
            "csat>=80% loud",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
