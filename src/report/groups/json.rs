use crate::findings::{BegunAction, Further, Guarded, JourneyFindings, StageRow, SubjectRow};
use crate::report::wire::{bounds, exact};
use crate::report::words::about_code;
use crate::signals::GroupFigures;
use crate::signals::journey::StageFigures;
use serde_json::{Map, Value, json};

/// What opinions are about, as a part of another document.
pub(in crate::report) fn subjects_value(further: &Further) -> Value {
    further.subjects.iter().map(subject).collect()
}

fn subject(row: &SubjectRow) -> Value {
    let mut value = counted(&row.figures, |figures| figures);
    value.insert("about".to_owned(), about_code(row.about).into());
    value.insert("rounded_to".to_owned(), json!(row.rounded_to));
    value.insert(
        "topics".to_owned(),
        json!(
            row.topics
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        ),
    );
    value.insert(
        "contribution_points".to_owned(),
        json!(row.contribution.as_ref().map(bounds)),
    );
    Value::Object(value)
}

/// The journey, as a part of another document.
pub(in crate::report) fn journey_value(found: &JourneyFindings) -> Value {
    json!({
        "field": found.field,
        "strong_points": found.lines.strong_points.and_then(exact),
        "many": found.lines.many.and_then(exact),
        "n_respondents": found.n,
        "n_nowhere": found.n_nowhere,
        "min_people": found.floor,
        "is_uncorrected": found.is_uncorrected,
        "stages": found.stages.iter().map(stage).collect::<Vec<_>>(),
        "unplaced_values": found.unplaced_values,
        "values_without_records": found.values_without_records.iter().map(|one| json!({
            "value": one.value,
            "nearest": one.nearest,
        })).collect::<Vec<_>>(),
        "unplaced_topics": found.unplaced_topics.iter().map(|topic| topic.id.to_string()).collect::<Vec<_>>(),
    })
}

fn stage(row: &StageRow) -> Value {
    let mut value = counted(&row.figures, |figures: &StageFigures| &figures.group);
    let shown = row.figures.as_ref().ok();
    let mut put = |name: &str, member: Value| value.insert(name.to_owned(), member);
    put("id", row.id.as_str().into());
    put("name_nl", row.nl.as_str().into());
    put("name_en", row.en.as_str().into());
    put(
        "topics",
        json!(
            row.topics
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        ),
    );
    put("values", json!(row.values));
    put("rounded_to", json!(row.rounded_to));
    put(
        "share",
        json!(shown.and_then(|one| one.share.as_ref()).map(bounds)),
    );
    put(
        "link_points",
        json!(shown.and_then(|one| one.link.as_ref()).map(bounds)),
    );
    put(
        "contribution_points",
        json!(shown.and_then(|one| one.contribution.as_ref()).map(bounds)),
    );
    put(
        "moment_of_truth",
        json!(shown.map(|one| one.moment.as_str())),
    );
    Value::Object(value)
}

/// Counts and score; what is hidden is null, and `hidden` says why.
fn counted<T>(figures: &Guarded<T>, of: impl Fn(&T) -> &GroupFigures) -> Map<String, Value> {
    let shown = figures.as_ref().ok().map(of);
    let count = |take: fn(&GroupFigures) -> u64| json!(shown.map(take));
    let mut value = Map::new();
    for (name, member) in [
        ("n", count(|one| one.n)),
        ("n_negative", count(|one| one.n_negative)),
        ("n_positive", count(|one| one.n_positive)),
        ("n_scored", json!(shown.and_then(|one| one.n_scored))),
        (
            "score_points",
            json!(shown.and_then(|one| one.score.as_ref()).map(bounds)),
        ),
        (
            "hidden",
            json!(figures.as_ref().err().map(|reason| reason.as_str())),
        ),
    ] {
        value.insert(name.to_owned(), member);
    }
    value
}

/// Actions that were begun, as a part of another document.
pub(in crate::report) fn begun_value(begun: &[BegunAction]) -> Value {
    let value = |action: &BegunAction| {
        json!({
            "id": action.id,
            "topic": action.topic.id.as_str(),
            "name_nl": action.topic.nl,
            "name_en": action.topic.en,
            "what": action.what,
            "on": action.on.to_string(),
        })
    };
    begun.iter().map(value).collect()
}
