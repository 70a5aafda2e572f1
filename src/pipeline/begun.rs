use super::{Error, action_register_path, read_actions};
use crate::actions::Status;
use crate::config::Project;
use crate::findings::BegunAction;
use crate::signals::{Topic, TopicName};

/// Actions of the project's register that were begun, by day; what became of them later does not matter to a chart.
///
/// # Errors
///
/// Those of a register that cannot be read or contradicts itself.
pub(super) fn begun_actions(
    project: &Project,
    topics: &[Topic],
) -> Result<Vec<BegunAction>, Error> {
    let register = read_actions(&action_register_path(&project.file))?;
    let mut begun: Vec<BegunAction> = register
        .actions
        .iter()
        .filter_map(|action| {
            let mut known = topics.iter();
            let topic = known.find(|topic| topic.name.id == action.topic);
            Some(BegunAction {
                id: action.id.clone(),
                // A topic that the taxonomy lost is called by its identifier.
                topic: topic.map_or_else(
                    || TopicName {
                        id: action.topic.clone(),
                        nl: action.topic.to_string(),
                        en: action.topic.to_string(),
                    },
                    |topic| topic.name.clone(),
                ),
                what: action.what.clone(),
                on: action.day_of(Status::Started)?,
            })
        })
        .collect();
    begun.sort_by(|a, b| (a.on, &a.id).cmp(&(b.on, &b.id)));
    Ok(begun)
}
