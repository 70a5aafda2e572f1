//! Figures of a period that stay as they were reported: a file with one JSON object a line.
//!
//! A revision is a line that says when, of which instant and by which definitions, and a line for each
//! clock that it sets. Later revisions stand below and set only what changed, so that every earlier one
//! can be read from the lines above. The file is written beside its place and moved there whole.

use super::Error;
use crate::intake;
use crate::service_levels::attainment::{ClockKey, FrozenClock};
use crate::service_levels::calendar::Schedules;
use crate::service_levels::clocks::{Instance, PolicyRef, State};
use crate::service_levels::policies::{AgreementKind, Metric, Policy};
use crate::units::Seconds;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const VERSION: u32 = 1;

/// What a figure rests on beside its data, by name; what cannot be shown is a hash.
pub type Definitions = BTreeMap<String, String>;

/// A frozen period with all its revisions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FrozenPeriod {
    /// The first stands at the start.
    pub revisions: Vec<Revision>,
    /// The clocks of the last revision.
    pub clocks: BTreeMap<ClockKey, FrozenClock>,
    /// The lines as they were read.
    text: String,
}

/// One version of the figures of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// From 1.
    pub revision: u32,
    /// When it was frozen.
    pub frozen_at: String,
    /// The instant up to which its figures look.
    pub as_of: String,
    /// Why it replaces the one before.
    pub reason: Option<String>,
    /// The program that made it.
    pub engine_version: String,
    /// What its figures rest on.
    pub definitions: Definitions,
    /// SHA-256 of the definitions.
    pub definitions_sha256: String,
    /// Tickets of the period.
    pub n_tickets: u64,
    /// Tickets without a promise, by reason.
    pub without_promise: BTreeMap<String, u64>,
    /// Lines of clocks that follow.
    pub n_lines: usize,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
enum Line {
    Revision {
        version: u32,
        #[serde(flatten)]
        revision: Revision,
    },
    Clock {
        #[serde(flatten)]
        key: WireKey,
        #[serde(flatten)]
        clock: WireClock,
    },
    /// The clock is in the period no longer.
    Gone {
        #[serde(flatten)]
        key: WireKey,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct WireKey {
    ticket_id: String,
    kind: String,
    metric: String,
    team: Option<String>,
    instance: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireClock {
    policy_id: String,
    policy_version: u32,
    target_number: usize,
    target_s: i64,
    internal_target_s: Option<i64>,
    activated_at: String,
    fulfilled_at: Option<String>,
    ended_at: Option<String>,
    state: String,
    elapsed_s: i64,
    breached_on_attach: bool,
    group: Vec<String>,
}

/// What the figures of a period rest on: each policy and schedule, and what was asked for.
pub fn definitions(
    policies: &[Policy],
    schedules: &Schedules,
    asked: impl IntoIterator<Item = (String, String)>,
) -> Definitions {
    let mut definitions: Definitions = asked.into_iter().collect();
    for policy in policies {
        // What it is called and who answers for it decide no verdict.
        let deciding = Policy {
            title: String::new(),
            owner: None,
            review_by: None,
            ..policy.clone()
        };
        let name = format!("policy {} version {}", policy.id, policy.version);
        definitions.insert(name, hash(&format!("{deciding:?}")));
    }
    for schedule in schedules.iter() {
        let name = format!("schedule {}", schedule.id());
        definitions.insert(name, hash(&format!("{schedule:?}")));
    }
    definitions
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn hash(text: &str) -> String {
    intake::hex(&Sha256::digest(text.as_bytes()))
}

impl Revision {
    /// A revision of the figures of these tickets.
    pub fn new(
        at: Timestamp,
        as_of: Timestamp,
        definitions: Definitions,
        n_tickets: u64,
        without_promise: BTreeMap<String, u64>,
    ) -> Self {
        let told: Vec<String> = definitions
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"))
            .collect();
        Self {
            revision: 1,
            frozen_at: whole_second(at).to_string(),
            as_of: as_of.to_string(),
            reason: None,
            engine_version: env!("CARGO_PKG_VERSION").to_owned(),
            definitions_sha256: hash(&told.concat()),
            definitions,
            n_tickets,
            without_promise,
            n_lines: 0,
        }
    }

    /// Names of definitions that are others now.
    pub fn changed<'a>(&'a self, now: &'a Definitions) -> Vec<&'a str> {
        let names = self.definitions.keys().chain(now.keys());
        let mut changed: Vec<&str> = names
            .filter(|name| self.definitions.get(*name) != now.get(*name))
            .map(String::as_str)
            .collect();
        changed.sort_unstable();
        changed.dedup();
        changed
    }
}

impl FrozenPeriod {
    /// The revision that counts.
    pub fn last(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// Adds a revision with all its clocks; only those that changed are written.
    #[must_use]
    pub fn with(mut self, revision: Revision, clocks: Vec<FrozenClock>) -> Self {
        let clocks: BTreeMap<ClockKey, FrozenClock> = clocks
            .into_iter()
            .map(|clock| (ClockKey::of(&clock.instance), clock))
            .collect();
        let changed = clocks
            .iter()
            .filter(|(key, clock)| self.clocks.get(key) != Some(*clock));
        let mut lines: Vec<Line> = changed
            .map(|(key, clock)| Line::Clock {
                key: WireKey::of(key),
                clock: WireClock::of(clock),
            })
            .collect();
        let gone = self.clocks.keys().filter(|key| !clocks.contains_key(key));
        lines.extend(gone.map(|key| Line::Gone {
            key: WireKey::of(key),
        }));
        let revision = Revision {
            revision: self.last().map_or(1, |last| last.revision + 1),
            n_lines: lines.len(),
            ..revision
        };
        self.revisions.push(revision.clone());
        let version = VERSION;
        let head = Line::Revision { version, revision };
        for line in std::iter::once(&head).chain(&lines) {
            // Strings, numbers and maps of strings: there is nothing that JSON cannot hold.
            self.text
                .push_str(&serde_json::to_string(line).unwrap_or_default());
            self.text.push('\n');
        }
        self.clocks = clocks;
        self
    }
}

/// Reads a frozen period; an absent file is an empty one.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Ledger`] when a line is damaged or
/// missing.
pub fn read_frozen(path: &Path) -> Result<Option<FrozenPeriod>, Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(Error::Unreadable {
                path: path.to_path_buf(),
                source,
            });
        }
    };
    let mut period = FrozenPeriod::default();
    let mut n_left = 0;
    let damaged = |line: usize, reason: String| Error::Ledger {
        path: path.to_path_buf(),
        line,
        reason,
    };
    for (idx, line) in text.lines().enumerate() {
        let read = serde_json::from_str(line).map_err(|error| error.to_string());
        read.and_then(|line| take(line, &mut period, &mut n_left))
            .map_err(|reason| damaged(idx + 1, reason))?;
    }
    if n_left > 0 || period.revisions.is_empty() {
        let reason = format!("the file ends where {n_left} more lines were promised");
        return Err(damaged(text.lines().count(), reason));
    }
    period.text = text;
    Ok(Some(period))
}

/// Writes a frozen period: what was read of it stays as it was, new revisions stand below.
///
/// # Errors
///
/// [`Error::Write`] when the file cannot be written.
pub fn write_frozen(path: &Path, period: &FrozenPeriod) -> Result<(), Error> {
    let failed = |source| Error::Write {
        path: path.to_path_buf(),
        source,
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!("{name}.new"));
    fs::write(&beside, &period.text).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)
}

fn take(line: Line, period: &mut FrozenPeriod, n_left: &mut usize) -> Result<(), String> {
    match line {
        Line::Revision { version, revision } => {
            if version != VERSION {
                return Err(format!("version {version}, expected {VERSION}"));
            }
            if *n_left > 0 {
                return Err(format!(
                    "a revision where {n_left} more clocks were promised"
                ));
            }
            *n_left = revision.n_lines;
            period.revisions.push(revision);
            return Ok(());
        }
        Line::Clock { key, clock } => {
            let key = key.read()?;
            let clock = clock.read(&key)?;
            period.clocks.insert(key, clock);
        }
        Line::Gone { key } => {
            period.clocks.remove(&key.read()?);
        }
    }
    *n_left = n_left.checked_sub(1).ok_or("more clocks than promised")?;
    Ok(())
}

impl WireKey {
    fn of(key: &ClockKey) -> Self {
        Self {
            ticket_id: key.ticket.to_string(),
            kind: key.kind.as_str().to_owned(),
            metric: key.metric.as_str().to_owned(),
            team: key.team.as_ref().map(ToString::to_string),
            instance: key.instance,
        }
    }

    fn read(self) -> Result<ClockKey, String> {
        let mut kinds = AgreementKind::ALL.into_iter();
        let mut metrics = Metric::ALL.into_iter();
        Ok(ClockKey {
            ticket: self.ticket_id.into(),
            kind: kinds
                .find(|kind| kind.as_str() == self.kind)
                .ok_or("unknown kind")?,
            metric: metrics
                .find(|metric| metric.as_str() == self.metric)
                .ok_or("unknown metric")?,
            team: self.team.map(Into::into),
            instance: self.instance,
        })
    }
}

impl WireClock {
    fn of(clock: &FrozenClock) -> Self {
        let instance = &clock.instance;
        Self {
            policy_id: instance.policy.id.to_string(),
            policy_version: instance.policy.version,
            target_number: instance.target_idx,
            target_s: instance.target.0,
            internal_target_s: instance.internal_target.map(|target| target.0),
            activated_at: instance.activated_at.to_string(),
            fulfilled_at: instance.fulfilled_at.map(|at| at.to_string()),
            ended_at: instance.ended_at.map(|at| at.to_string()),
            state: instance.state.as_str().to_owned(),
            elapsed_s: instance.elapsed_business.0,
            breached_on_attach: instance.breached_on_attach,
            group: clock.group.iter().map(ToString::to_string).collect(),
        }
    }

    fn read(self, key: &ClockKey) -> Result<FrozenClock, String> {
        let mut states = State::ALL.into_iter();
        let state = states.find(|state| state.as_str() == self.state);
        let policy = PolicyRef {
            id: self.policy_id.into(),
            version: self.policy_version,
            kind: key.kind,
        };
        Ok(FrozenClock {
            instance: Instance {
                ticket: Arc::clone(&key.ticket),
                policy,
                metric: key.metric,
                instance: key.instance,
                team: key.team.clone(),
                activated_at: instant(&self.activated_at)?,
                fulfilled_at: self.fulfilled_at.as_deref().map(instant).transpose()?,
                ended_at: self.ended_at.as_deref().map(instant).transpose()?,
                pauses: Vec::new(),
                elapsed_business: Seconds(self.elapsed_s),
                elapsed_shown: None,
                elapsed_calendar: Seconds(0),
                waited_calendar: Seconds(0),
                target_idx: self.target_number,
                target: Seconds(self.target_s),
                internal_target: self.internal_target_s.map(Seconds),
                due_at: None,
                state: state.ok_or("unknown state")?,
                breached_at: None,
                breached_on_attach: self.breached_on_attach,
                also_matched: Vec::new(),
                why: Vec::new(),
            },
            group: self.group.into_iter().map(Into::into).collect(),
        })
    }
}

fn instant(text: &str) -> Result<Timestamp, String> {
    text.parse()
        .map_err(|_| format!("\"{text}\" is no instant"))
}

/// The clock without what no figure rests on, as the file holds it.
pub fn frozen_clock(instance: &Instance, group: Vec<Arc<str>>) -> FrozenClock {
    FrozenClock {
        instance: Instance {
            pauses: Vec::new(),
            elapsed_shown: None,
            elapsed_calendar: Seconds(0),
            waited_calendar: Seconds(0),
            due_at: None,
            breached_at: None,
            also_matched: Vec::new(),
            why: Vec::new(),
            ..instance.clone()
        },
        group,
    }
}
