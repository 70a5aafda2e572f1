//! One integration binary; each module says what belongs in it.

#![expect(clippy::unwrap_used, reason = "a failing read is a failing test")]

/// Actions on signals, what came of them, and baselines.
mod actions;
/// Keeps the import rules of `ARCHITECTURE.md` true.
mod architecture;
/// What is typed and what comes back.
mod change;
mod cli;
/// Scorecards and coaching sheets, and who may see them.
mod coach;
/// How conversations went and what agents did.
mod conversations;
/// Same input, settings and seed give the same bytes.
mod determinism;
/// Where public data sets are, if they are.
#[path = "../src/development_data.rs"]
mod development_data;
/// What a researcher asks of a table.
mod drivers;
/// What a researcher gets for a bad table.
mod drivers_bad_input;
/// What biases a driver model, and its repair.
mod drivers_corrections;
/// Other models and parts of it.
mod drivers_models;
/// Path models.
mod drivers_paths;
/// How near estimates of drivers come where the truth is known.
mod drivers_truth;
/// Scripts that let R compute a study again.
mod drivers_verify;
/// Waves, segments and frozen models of `signaal drivers`.
mod drivers_waves;
/// The example files of service levels.
mod example_files;
/// Who is forgotten stays away.
mod forget;
/// Formulas of drivers, signals and alerts, by figures worked out by hand.
mod formulas;
/// Frozen periods of `signaal sla`, and their restatements.
mod frozen;
/// A log of incidents as ServiceNow keeps it, with a known truth.
mod incident_log;
/// Issue types that the topic model gives.
mod issue_types;
/// The journey of customers, what opinions are about, and marks of actions.
mod journey;
/// A run killed at any instant is made good by the next.
mod kill;
/// A private folder per test, and the built program.
mod kit;
/// Topics and sentiment from labels.
mod learn;
/// A frozen driver model that a project names, and what a run measures with it.
mod measured;
/// What a messy file, a changed setting and a random key do to numbers.
mod messy_files;
/// Models: what is missing or damaged, and the remedy.
mod models;
/// Late clocks that ended, and in whose hands promises became late.
mod overruns;
/// Pages for three readers, and priorities.
mod pages;
/// Figures of a part of the archive, and over a change of scale.
mod parts;
/// What `signaal policy` says of promises.
mod policies;
/// What identifies a person goes nowhere.
mod privacy;
/// Projects that are read with a transformer.
mod project_models;
/// Promises and experience in a run.
mod promises;
/// What customers may read.
mod published;
/// `signaal rank` over segments and periods.
mod rank;
/// Whether an organisation is ready to measure.
mod readiness;
/// Real feedback, where it is at hand: counts, directions, drivers.
mod real;
/// Damaged, odd and hostile input.
mod robust;
/// Files of schedules, and time counted in them.
mod schedules;
/// A checker of JSON Schema.
mod schema;
/// Figures of a contact centre.
mod service_level;
/// Tickets held against promises.
mod sla;
/// Tables, sheets and words of `signaal sla`.
mod sla_tables;
/// Whole reports, added and subtracted.
mod subtraction;
/// Who answers, who hears back, whom to ask, and what is noted of a breach.
mod surveys;
/// Themes that no topic explains, and texts read again.
mod themes;
/// What was planted in the demo is found.
mod truth;
/// Promises kept, customers unhappy.
mod watermelon;
/// What `signaal explain` gives as examples, computed.
mod worked_examples;
/// What agents did, and how many are needed.
mod workforce;
/// What customers think, set against what was promised.
mod xla;
