use super::args::{Arguments, Command, Global, LogFormat};
use super::{command, exit, failure, output, panic};
use crate::pipeline;
use clap::Parser;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use tracing::level_filters::LevelFilter;

/// Runs the command line `arguments` (program name first) and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are asked for; anything else is wrong use. Clap knows which stream.
            let code = if error.use_stderr() {
                exit::WRONG_USE
            } else {
                exit::DONE
            };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    log_to_stderr(&arguments.global);
    end_on_interrupt();
    if arguments.global.threads > 0 {
        // A second pool cannot exist yet: this is the first thing the program does.
        let _ = pipeline::set_threads(usize::from(arguments.global.threads));
    }
    let format = arguments.global.log_format;
    panic::note_in_silence();
    match panic::caught(|| dispatch(arguments)) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(error)) if output::is_broken_pipe(&error) => ExitCode::from(exit::DONE),
        Ok(Err(error)) => {
            failure::report(&error, format);
            ExitCode::from(failure::code_of(&error))
        }
        Err(bug) => {
            let _ = io::stderr().write_all(bug.as_bytes());
            ExitCode::from(exit::BUG)
        }
    }
}

fn dispatch(arguments: Arguments) -> anyhow::Result<u8> {
    let Arguments { command, global } = arguments;
    match command {
        Command::Init(args) => command::init::run(&args),
        Command::Check(args) => command::check::run(&args),
        Command::Run(args) => command::run::run(&args, &global),
        Command::Ingest(args) => command::run::ingest(&args, &global),
        Command::Rank(args) => command::rank::run(&args, &global),
        Command::Alerts(args) => command::alerts::run(&args),
        Command::Series(args) => command::series::run(&args),
        Command::Change(args) => command::change::run(&args),
        Command::Conversations(args) => command::conversations::run(&args),
        Command::Search(args) => command::search::run(&args),
        Command::Show(args) => command::show::run(&args),
        Command::Explain(args) => command::explain::run(&args),
        Command::Export(args) => command::export::run(&args),
        Command::Forget(args) => command::forget::run(&args),
        Command::Classify(args) => command::classify::run(&args),
        Command::Learn(args) => command::learn::run(&args),
        Command::Eval(args) => command::eval::run(&args),
        Command::Label(args) => command::label::run(&args),
        Command::Model(args) => command::model::run(&args),
        Command::Themes(args) => command::themes::run(&args),
        Command::Reclassify(args) => command::reclassify::run(&args, &global),
        Command::Taxonomy(args) => command::taxonomy::run(&args, &global),
        Command::Drivers(args) => command::drivers::run(&args),
        Command::Paths(args) => command::paths::run(&args),
        Command::Policy(args) => command::policy::run(&args),
        Command::Schedule(args) => command::schedule::run(&args),
        Command::Sla(args) => command::sla::run(&args),
        Command::ServiceLevel(args) => command::service_level::run(&args),
        Command::Occupancy(args) => command::occupancy::run(&args),
        Command::Staffing(args) => command::staffing::run(&args),
        Command::Register(args) => command::register::run(&args),
        Command::Loop(args) => command::survey_loop::run(&args),
        Command::Survey(args) => command::survey::run(&args),
        Command::Watermelon(args) => command::watermelon::run(&args),
        Command::Xla(args) => command::xla::run(&args),
        Command::Coach(args) => command::coach::run(&args),
        Command::Action(args) => command::action::run(&args),
        Command::Baseline(args) => command::baseline::run(&args),
        Command::Simulate(args) => command::simulate::run(&args),
        Command::Schema(args) => command::schema::run(&args),
    }
}

/// Ends the program at Ctrl-C. Every file is put in place whole and every commit is atomic, so there
/// is nothing to undo.
fn end_on_interrupt() {
    // A second handler cannot exist yet; without one the system ends the program all the same.
    let _ = ctrlc::set_handler(|| {
        let _ = io::stderr()
            .write_all(b"\ninterrupted: the last commit is intact, run again to go on\n");
        #[expect(clippy::exit, reason = "the handler runs beside the work it ends")]
        std::process::exit(i32::from(exit::INTERRUPTED));
    });
}

fn log_to_stderr(global: &Global) {
    let level = if global.quiet {
        LevelFilter::ERROR
    } else {
        LevelFilter::INFO
    };
    let builder = tracing_subscriber::fmt()
        .with_writer(|| Unheard(io::stderr()))
        .with_max_level(level)
        .with_target(false);
    // A second subscriber cannot exist yet; where it does (tests), the first one stays.
    let _ = match global.log_format {
        LogFormat::Json => builder.json().try_init(),
        LogFormat::Text => builder
            .without_time()
            .with_ansi(io::stderr().is_terminal() && !no_color())
            .try_init(),
    };
}

/// Standard error, where nobody may be listening: a log line that is not read is no failure.
struct Unheard(io::Stderr);

impl Write for Unheard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is the door to the environment"
)]
fn no_color() -> bool {
    std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty())
}
