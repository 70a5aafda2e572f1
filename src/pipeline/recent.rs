use super::alerts::{AlertsAsked, look_for_alerts};
use super::theme_file::theme_file;
use super::themes::{ThemeOptions, themes};
use super::{Assets, Error, Event, Observer, Selection};
use crate::config::Project;
use crate::findings::{AlertFindings, ThemeFindings};
use crate::store::Store;
use crate::themes::Options;
use jiff::civil::Date;

/// What rose in the latest periods, and what no topic explains: what is new for the pages of a run.
///
/// Names of themes are read from their file and not noted, so that a second run gives the same pages.
/// `today` is the day of the run in the project's zone; it is not over and not looked at.
/// `None` where no record has a date, or none has words.
///
/// # Errors
///
/// As [`look_for_alerts`] and [`themes`].
pub fn recent(
    project: &Project,
    assets: &Assets,
    store: &Store,
    today: Date,
    observer: &dyn Observer,
) -> Result<(Option<AlertFindings>, Option<ThemeFindings>), Error> {
    let everything = Selection::default();
    observer.on(&Event::Analysing {
        step: "looking for what rose",
    });
    let asked = AlertsAsked {
        as_of: None,
        today,
        by: None,
        options: project.alerts.clone(),
    };
    let risen = look_for_alerts(project, assets, store, &everything, &asked)?;
    observer.on(&Event::Analysing {
        step: "looking for themes",
    });
    let options = ThemeOptions {
        min_documents: Options::default().min_documents.into(),
        names: &theme_file(&project.file),
        noted_at: None,
    };
    let found = themes(project, store, &everything, options)?.findings;
    let has_words = found.n_documents > 0;
    Ok((
        risen.as_of.is_some().then_some(risen),
        has_words.then_some(found),
    ))
}
