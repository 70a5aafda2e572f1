use crate::cli::args::{Simulate, SimulateKind, TextOrJson};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::Misuse;
use crate::report::{judgement_json, judgement_text};
use crate::simulate::wave::{self, SCENARIOS, Scenario};
use crate::simulate::{comments, demo};
use anyhow::Context;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

/// The project file of the bundled demo, and its key: public on purpose, for nobody in it exists.
const PROJECT: &str = include_str!("../../../data/demo/project.toml");
const KEY: &str = include_str!("../../../data/demo/demo.key");

/// What the organisation of the demo promises, and when its people work.
const PROMISES: [(&str, &str); 3] = [
    (
        "policies.toml",
        include_str!("../../../data/demo/policies.toml"),
    ),
    (
        "schedules.toml",
        include_str!("../../../data/demo/schedules.toml"),
    ),
    (
        "governance.toml",
        include_str!("../../../data/demo/governance.toml"),
    ),
];

/// The checked comments of the bundled demo; those of another seed would be others.
const CARD: &str = include_str!("../../../data/demo/label_card.json");

/// What was decided on signals of the bundled demo, as `signaal action` wrote it down.
const ACTIONS: &str = include_str!("../../../data/demo/project.actions.jsonl");

/// Makes data with known truth.
pub(in crate::cli) fn run(args: &Simulate) -> anyhow::Result<u8> {
    match &args.kind {
        SimulateKind::Demo { out, seed } => {
            let options = demo::Options {
                seed: *seed,
                ..demo::Options::default()
            };
            demo::generate(&options)
                .and_then(|demo| demo.write(out))
                .with_context(|| format!("make a demo in {}", out.display()))?;
            let mut beside = vec![("project.toml", PROJECT), ("demo.key", KEY)];
            beside.extend(PROMISES);
            if *seed == demo::Options::default().seed {
                beside.push(("label_card.json", CARD));
                beside.push(("project.actions.jsonl", ACTIONS));
            }
            for (name, text) in beside {
                let path = out.join(name);
                fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
            }
            tracing::info!(path = %out.display(), "wrote the demo, its project file and its truth");
        }
        SimulateKind::Drivers {
            out,
            scenario,
            n,
            seed,
        } => {
            let scenario = Scenario::named(scenario).ok_or_else(|| {
                let known = SCENARIOS.map(|(name, _)| name).join(", ");
                Misuse::new(format!("there is no scenario \"{scenario}\""))
                    .hint(format!("known are {known}"))
            })?;
            wave::generate(&scenario, *n, *seed).write(out)?;
            tracing::info!(path = %out.display(), "wrote wave.csv and its truth.json");
        }
        SimulateKind::Score {
            result,
            truth,
            format,
        } => score(result, truth, *format)?,
        SimulateKind::Comments { n, out, seed } => {
            write_comments(*n, *seed, out).with_context(|| format!("write {}", out.display()))?;
        }
    }
    Ok(exit::DONE)
}

fn score(result: &Path, truth: &Path, format: TextOrJson) -> anyhow::Result<()> {
    let read =
        |path: &Path| fs::read_to_string(path).with_context(|| format!("read {}", path.display()));
    let (found, planted) = (read(result)?, read(truth)?);
    let judgement = wave::judge((truth, &planted), (result, &found))?;
    let text = match format {
        TextOrJson::Text => judgement_text(&judgement),
        TextOrJson::Json => judgement_json(&judgement),
    };
    output::write(None, &text)
}

fn write_comments(n: usize, seed: u64, out: &Path) -> anyhow::Result<()> {
    let mut sink = BufWriter::new(File::create(out)?);
    writeln!(sink, "id,date,language,nps,comment")?;
    for (number, comment) in comments(seed).take(n).enumerate() {
        writeln!(
            sink,
            "S{number},{},{},{},\"{}\"",
            comment.date,
            comment.language,
            comment.score,
            comment.text.replace('"', "\"\"")
        )?;
    }
    sink.flush()?;
    Ok(())
}
