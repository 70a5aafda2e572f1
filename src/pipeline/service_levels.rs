use super::analyse::label_card;
use super::archive::{Archive, archive};
use super::givers::Customers;
use super::issue_types::Precisions;
use super::promised_experience::{Answers, Judgement, Promised, judge as judge_experience};
use super::queues::queues;
use super::selection::selected_contacts;
use super::verdicts::{Agreements, Outcome, judge};
use super::voices::{About, Question, Voices, Words, slow_topics};
use super::{Assets, Error, Event, Gathering, HeldTopics, IssueTypes, Observer, Selection};
use crate::config::{Problem, Project, ServiceLevelSettings, read_policies, read_schedules};
use crate::findings::{ReportInstant, ServiceLevelFindings};
use crate::logs::field_name;
use crate::record::ScoreName;
use crate::service_levels::calendar::Schedules;
use crate::service_levels::experience;
use crate::service_levels::policies::PolicyFile;
use crate::service_levels::watermelon;
use crate::signals::TopicName;
use crate::store::Store;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::path::Path;

/// Holds the tickets in the index against the promises of the project, and sets both beside what
/// customers said; `None` where the project promises nothing.
///
/// Without `as_of` the last event is the instant of the report. Answers and words change no verdict on
/// a clock.
///
/// # Errors
///
/// [`Error::Promises`] and [`Error::Agreements`] for files that are wrong or do not fit together,
/// [`Error::Logs`] for a log of calls that cannot be read, and the errors of query and index.
pub fn service_levels(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    as_of: Option<Timestamp>,
    observer: &dyn Observer,
) -> Result<Option<ServiceLevelFindings>, Error> {
    let Some(settings) = &project.service_levels else {
        return Ok(None);
    };
    let begin = |step| observer.on(&Event::Analysing { step });
    begin("reading events");
    let (policies, schedules) = promises(settings)?;
    let columns = store.columns()?;
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let outcome = project.outcome.as_ref();
    let contacts = selected_contacts(store, &columns, selection, outcome, &zone)?;
    let Archive {
        mut tickets,
        contacts: contacts_of,
        codes,
        customers: customer_of,
        mut account,
        last,
    } = archive(store, &columns, &contacts.sorted_rows())?;

    let instant = as_of.map_or(ReportInstant::LastEvent, |_| ReportInstant::Asked);
    let as_of = as_of.or(last).unwrap_or(Timestamp::UNIX_EPOCH);
    let agreements = agreements(settings, &policies, &schedules, as_of)?;
    let shows = tickets.shows(agreements.wanted())?;
    let agreements = agreements.seen_in(shows);
    let level = project.ranking.level;
    let by: Vec<String> = settings.by.iter().map(|name| field_name(name)).collect();
    let customers = Customers::of(&columns, &contacts);
    let Judgement {
        promised,
        levels: xla,
        unjudged,
        told,
    } = judge_experience(
        &policies.xla,
        &Answers {
            columns: &columns,
            contacts: &contacts,
            outcome,
            level,
            givers: &customers.of_rows,
            project,
            zone: &zone,
        },
    )?;
    let beside = beside(project, settings, promised);
    let names = topic_names(assets);
    let slow = slow_topics(&settings.slow_topics, &names)?;
    let until = (instant == ReportInstant::Asked).then_some(as_of);
    let mut voices = beside.map(|(outcome, beside)| {
        let question = Question {
            outcome,
            settings: beside,
            until,
            zone: zone.clone(),
            words: Words::asked(settings.negative_text),
            customers,
            promised: told,
        };
        Voices::new(&columns, &contacts, question, &by, &names, slow)
    });

    begin("judging tickets");
    let mut gathering = Gathering::new(by.clone(), None, level);
    let precisions = precisions(project, assets)?;
    let held = HeldTopics::find(&columns, &codes, &contacts_of, &precisions);
    let issue_types = IssueTypes::Held(held);
    let take = |outcome| -> Result<(), Error> {
        match outcome {
            Outcome::Judged(judged) => {
                gathering.take(&judged, &agreements);
                if let Some(voices) = &mut voices {
                    let ticket = &judged.result.ticket;
                    let about = About {
                        ticket: codes.get(ticket).copied(),
                        contacts: contacts_of.get(ticket),
                        customer: customer_of.get(ticket).copied(),
                    };
                    voices.take(&judged, &about);
                }
            }
            // Counted in the account of the log.
            Outcome::Rejected(_) => {}
            Outcome::OutOfTime(_) => account.n_out_of_time += 1,
        }
        Ok(())
    };
    judge(&mut tickets, &agreements, &issue_types, take)?;
    account.unusable = tickets.account().rejected.clone();
    let levels = gathering.finish(&agreements, &policies, &tickets.never_seen(), 0);
    let experience = voices
        .map(|voices| voices.finish(&agreements, &levels.attainment, settings.complaints))
        .transpose()?
        .flatten();
    let queues = queues(settings, &policies.service_levels, &zone, as_of, level)?;
    Ok(Some(ServiceLevelFindings {
        levels,
        instant,
        events: account,
        queues,
        xla,
        unjudged_xla: unjudged,
        experience,
    }))
}

/// How often labels of topics are right, by the card that the project names.
fn precisions(project: &Project, assets: &Assets) -> Result<Precisions, Error> {
    let card = label_card(project, assets)?;
    Ok(card.as_ref().map(Precisions::of).unwrap_or_default())
}

/// The outcome and how its answers stand beside tickets; `None` where none can be told to be negative.
fn beside<'a>(
    project: &'a Project,
    settings: &ServiceLevelSettings,
    promised: Vec<Promised>,
) -> Option<(&'a ScoreName, watermelon::Settings)> {
    let (name, scale) = project.scores.get_key_value(project.outcome.as_ref()?)?;
    let own = promised.into_iter().find(|one| one.score == *name);
    let (question, target) = match own {
        Some(own) => (own.question, Some(own.target)),
        None => (
            experience::Question::new(name.as_str(), name.as_str(), *scale),
            None,
        ),
    };
    let question = experience::Question {
        negative_from: settings.negative.or(question.negative_from),
        ..question
    };
    question.negative_from?;
    let usual = watermelon::Settings::new(question);
    let settings = watermelon::Settings {
        target,
        level: project.ranking.level,
        least_negative: settings.negative_text.unwrap_or(usual.least_negative),
        ..usual
    };
    Some((name, settings))
}

/// The promises as they hold up to an instant.
fn agreements(
    settings: &ServiceLevelSettings,
    policies: &PolicyFile,
    schedules: &Schedules,
    as_of: Timestamp,
) -> Result<Agreements, Error> {
    let made = Agreements::new(policies.policies.clone(), schedules, as_of);
    made.map_err(|source| Error::Agreements {
        path: settings.policies.clone(),
        source,
    })
}

fn topic_names(assets: &Assets) -> Vec<TopicName> {
    let topics = super::analyse::topics(assets).into_iter();
    topics.map(|topic| topic.name).collect()
}

/// Policies and schedules of a project, with a warning of what in them is probably not meant.
fn promises(settings: &ServiceLevelSettings) -> Result<(PolicyFile, Schedules), Error> {
    let (policies, schedules, doubts) = read_promises(settings)?;
    for doubt in doubts {
        tracing::warn!("{doubt}");
    }
    Ok((policies, schedules))
}

/// Policies and schedules of a project, and what in them is probably not meant.
fn read_promises(
    settings: &ServiceLevelSettings,
) -> Result<(PolicyFile, Schedules, Vec<String>), Error> {
    let (policies, of_policies) = read_policies(&settings.policies)?;
    let mut doubts: Vec<String> = Vec::new();
    let said = |path: &Path, doubt: &Problem| format!("{}: {doubt}", path.display());
    doubts.extend(
        of_policies
            .iter()
            .map(|doubt| said(&settings.policies, doubt)),
    );
    let Some(path) = &settings.schedules else {
        return Ok((policies, Schedules::default(), doubts));
    };
    let (schedules, of_schedules) = read_schedules(path)?;
    doubts.extend(of_schedules.iter().map(|doubt| said(path, doubt)));
    Ok((policies, schedules, doubts))
}

/// Everything that keeps tickets from being held against the promises of a project.
pub(super) fn faults(project: &Project) -> Vec<Error> {
    let Some(settings) = &project.service_levels else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    match read_promises(settings) {
        Err(error) => faults.push(error),
        Ok((policies, schedules, _)) => {
            let agreements = Agreements::new(policies.policies, &schedules, Timestamp::UNIX_EPOCH);
            faults.extend(agreements.err().map(|source| Error::Agreements {
                path: settings.policies.clone(),
                source,
            }));
        }
    }
    if let Some(path) = settings.calls.as_ref().filter(|path| !path.is_file()) {
        faults.push(Error::Unreadable {
            path: path.clone(),
            source: std::io::ErrorKind::NotFound.into(),
        });
    }
    faults
}
