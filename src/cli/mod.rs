//! Words, flags, progress and exit codes: the door for people and pipes.

mod action_args;
mod alert_args;
mod args;
mod audience_args;
mod change_args;
mod check_args;
mod clock_args;
mod coach_args;
mod command;
mod correction_args;
mod exit;
mod failure;
mod key;
mod log_args;
mod model_args;
mod model_choice;
mod output;
mod panic;
mod path_args;
mod policy_args;
mod progress;
mod run;
mod schedule_args;
mod series_args;
mod service_args;
mod service_level_args;
mod session;
mod study_args;
mod survey_args;
mod table_args;
mod theme_args;
mod wave_args;
mod words_args;
mod workforce_args;
mod xla_args;

pub use run::run;
