use super::analyse::{known_controls, needed, ranking_options, topics};
use super::comparable::refuse_changed_scale;
use super::contacts::Contacts;
use super::join::{JoinOptions, join};
use super::outcome::{Audience, level_of, scored};
use super::populations::refuse_mixed;
use super::selection::selected_contacts;
use super::{Assets, Error, Event, Observer, Period, Selection};
use crate::config::Project;
use crate::findings::{FrozenModelUse, PeriodComparison, PeriodSide, RankedTopic, TopicChange};
use crate::record::{Scale, TopicId};
use crate::signals::{self, RankedGain, Topic, TopicName, change_between, rank_gains};
use crate::stats::compute_both;
use crate::store::{Columns, Store};
use crate::units::{Interval, as_u64};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Ranks the period of `selection` and `against` each on its own, and tells what changed between them.
///
/// Both are read with the taxonomy and controls of now; a declared change of the scale between them or inside
/// them is refused. Fewer people than a cell may show have no mean. Intervals of
/// changes take the respondents of the two periods as independent; customers who stand in both are counted.
///
/// # Errors
///
/// As [`analyse`](super::analyse()); [`Error::PeriodsOverlap`] where the periods are not apart,
/// [`Error::ScaleChanged`] where the outcome is not of one scale.
pub fn analyse_against(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    against: Period,
    observer: &dyn Observer,
) -> Result<PeriodComparison, Error> {
    let now = selection.period.unwrap_or_default();
    if now.overlaps(&against) {
        return Err(Error::PeriodsOverlap {
            first: now.to_string(),
            second: against.to_string(),
        });
    }
    let named = [&against, &now].map(ToString::to_string);
    refuse_changed_scale(project, project.outcome.as_ref(), &[against, now], named)?;
    observer.on(&Event::Analysing {
        step: "reading columns",
    });
    let columns = store.chosen_columns(&needed(project, None))?;
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let archive = days_of(&columns, &zone);
    let compared = Compared {
        project,
        archive,
        columns: &columns,
        zone: &zone,
        controls: known_controls(project, store, &columns)?,
        topics: topics(assets),
        options: ranking_options(project, assets)?,
    };
    let contacts = |period: Period| {
        let part = Selection {
            period: Some(period),
            ..selection.clone()
        };
        selected_contacts(store, &columns, &part, project.outcome.as_ref(), &zone)
    };
    let (of_before, of_now) = (contacts(against)?, contacts(now)?);
    observer.on(&Event::Analysing {
        step: "ranking signals",
    });
    let (before, after) = compute_both(
        || compared.side(against, &of_before),
        || compared.side(now, &of_now),
    );
    let (before, ranked_before) = before?;
    let (now, ranked_now) = after?;
    let customers = |contacts: &Contacts| {
        let rows = contacts.iter().flatten();
        let mut found: Vec<u64> = rows.filter_map(|&row| columns.customer[row]).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let (customers_before, customers_now) = (customers(&of_before), customers(&of_now));
    let both = customers_before.iter();
    let both = both.filter(|customer| customers_now.binary_search(customer).is_ok());
    let n_customers_in_both = both.count();
    Ok(PeriodComparison {
        project: project.name.clone(),
        level: project.ranking.level,
        best: scale_of(project).map(Scale::best),
        frozen_model: FrozenModelUse::NotNamed,
        archive,
        mean: change(before.mean, now.mean)?,
        before,
        now,
        n_customers_in_both: as_u64(n_customers_in_both),
        topics: topic_changes(&ranked_before, &ranked_now)?,
    })
}

/// The first and the last day of the records.
fn days_of(columns: &Columns, zone: &TimeZone) -> Option<(Date, Date)> {
    let day = |seconds: i64| -> Option<Date> {
        let at = Timestamp::from_second(seconds).ok()?;
        Some(at.to_zoned(zone.clone()).date())
    };
    let dated = || columns.at.iter().flatten().copied();
    Some((day(dated().min()?)?, day(dated().max()?)?))
}

fn scale_of(project: &Project) -> Option<&Scale> {
    project.scores.get(project.outcome.as_ref()?)
}

/// What both periods are ranked with.
struct Compared<'a> {
    project: &'a Project,
    archive: Option<(Date, Date)>,
    columns: &'a Columns,
    zone: &'a TimeZone,
    controls: &'a [String],
    topics: Vec<Topic>,
    options: signals::Options,
}

impl Compared<'_> {
    fn side(
        &self,
        period: Period,
        contacts: &Contacts,
    ) -> Result<(PeriodSide, Vec<RankedGain>), Error> {
        refuse_mixed(self.project, self.columns, contacts, None)?;
        let ids: Vec<TopicId> = (self.topics.iter())
            .map(|topic| topic.name.id.clone())
            .collect();
        let outcome = self.project.outcome.as_ref();
        let outcome = outcome.and_then(|name| self.project.scores.get_key_value(name));
        let joined = join(
            self.columns,
            contacts,
            &JoinOptions {
                outcome,
                topics: &ids,
                zone: self.zone,
                controls: self.controls,
            },
        );
        let ranked = rank_gains(&joined.respondents, &self.topics, &self.options)?;
        let answers = scored(&joined.respondents);
        let level = outcome
            .map(|(_, scale)| level_of(&answers, scale, &self.project.ranking, Audience::Part));
        let side = PeriodSide {
            period: period.to_string(),
            n_days: period.n_days(),
            n_days_in_archive: self
                .archive
                .map_or(0, |(first, last)| period.n_days_between(first, last)),
            n: as_u64(answers.len()),
            mean: level.transpose()?.and_then(Result::ok),
        };
        Ok((side, ranked))
    }
}

fn topic_changes(before: &[RankedGain], now: &[RankedGain]) -> Result<Vec<TopicChange>, Error> {
    let names = |ranked: &[RankedGain]| -> Vec<TopicName> {
        ranked.iter().map(|one| one.topic.clone()).collect()
    };
    let mut all = names(now);
    let only_before = names(before).into_iter().filter(|name| !all.contains(name));
    let only_before: Vec<TopicName> = only_before.collect();
    all.extend(only_before);
    all.into_iter()
        .map(|topic| {
            let (before, now) = (ranked(before, &topic.id), ranked(now, &topic.id));
            let share = |one: Option<RankedTopic>| one.and_then(|one| one.share);
            Ok(TopicChange {
                gain: change(before.map(|one| one.gain), now.map(|one| one.gain))?,
                share: change(share(before), share(now))?,
                topic,
                before,
                now,
            })
        })
        .collect()
}

fn ranked(ranked: &[RankedGain], topic: &TopicId) -> Option<RankedTopic> {
    let found = ranked.iter().find(|one| one.topic.id == *topic)?;
    Some(RankedTopic {
        rank: found.rank,
        n_negative: found.n_negative,
        share: found.share,
        gain: found.gain,
    })
}

fn change(before: Option<Interval>, now: Option<Interval>) -> Result<Option<Interval>, Error> {
    let change = before
        .zip(now)
        .map(|(before, now)| change_between(&before, &now));
    Ok(change.transpose().map_err(signals::Error::from)?)
}
