use super::corrections::corrections;
use super::table::{Picture, cells, level, options_or_piped, quarantine, replicates};
use super::waves;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::Misuse;
use crate::cli::study_args::{
    BestEnd, Drivers, Errors, Importance, Intervals, ModelKind, WeightsAre,
};
use crate::drivers::{StandardErrorChoice, TheoreticalScale, WeightKind};
use crate::record::Best;
use crate::report::{self, Language};
use crate::stats::IntervalKind;
use crate::study::{
    self, CellReading, Corrections, Gaps, Measure, OutcomeScale, Question, Settings, Studied,
};
use crate::units::Probability;
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs;

/// Studies what moves the outcome of a table.
pub(in crate::cli) fn run(args: &Drivers) -> anyhow::Result<u8> {
    let waves = &args.waves;
    output::refuse_overwrite(
        &[
            args.wave.as_deref(),
            args.correlations.as_deref(),
            waves.against.as_deref(),
            waves.apply.as_deref(),
        ],
        &[
            args.printing.out.as_deref(),
            args.printing.quarantine.as_deref(),
            args.plot.as_deref(),
            args.verify.as_deref(),
            waves.freeze.as_deref(),
        ],
    )?;
    let corrections = corrections(&args.corrections)?;
    if !corrections.is_empty() {
        refuse_beside_corrections(args, &corrections)?;
    }
    if let Some(model) = &args.waves.apply {
        return waves::apply(args, model);
    }
    let (question, settings) = (question(args)?, settings(args)?);
    let picture = args
        .plot
        .as_deref()
        .map(|path| Picture::of(path, "drivers"));
    let picture = picture.transpose()?;
    let studied = match (&args.wave, &args.correlations) {
        (Some(wave), _) if !corrections.is_empty() => {
            let options = options_or_piped(wave, &args.reading)?;
            study::corrected_study(wave, &options, &question, &settings, &corrections)?
        }
        (Some(wave), _) => study::study(
            wave,
            &options_or_piped(wave, &args.reading)?,
            &question,
            &settings,
            &waves::beside(args)?,
        )?,
        (None, Some(path)) => {
            let options = options_or_piped(path, &args.reading)?;
            Studied {
                study: study::study_correlations(path, &options, args.n, &question, &settings)?,
                frozen: None,
                rejections: Vec::new(),
            }
        }
        (None, None) => return Err(Misuse::new("no table is named").into()),
    };
    waves::write_frozen(args, &studied)?;
    let Studied {
        study, rejections, ..
    } = studied;
    let language = Language::from(args.printing.lang);
    let text = match args.printing.format {
        ReportFormat::Text => report::study::text(&study, language),
        ReportFormat::Json => report::study::json(&study),
        ReportFormat::Csv => report::study::csv(&study),
    };
    output::write(args.printing.out.as_deref(), &text)?;
    if let Some((picture, path)) = picture.zip(args.plot.as_deref()) {
        picture.write(
            path,
            || report::study::page(&study, language),
            || report::study::svg(&study, language),
        )?;
    }
    if let Some(path) = &args.verify {
        let script = report::study::verify(&study);
        fs::write(path, script).with_context(|| format!("write {}", path.display()))?;
    }
    quarantine(&rejections, args.printing.quarantine.as_deref())?;
    Ok(exit::DONE)
}

/// What does not know corrections.
fn refuse_beside_corrections(args: &Drivers, corrections: &Corrections) -> anyhow::Result<()> {
    if args.verify.is_some()
        && let Some(what) = without_script(corrections)
    {
        return Err(Misuse::new(format!("--verify has no script for {what}"))
            .hint("leave --verify out, or one of --missing impute and --interactions: each alone has one")
            .into());
    }
    let waves = &args.waves;
    let asked = [
        (args.correlations.is_some(), "--correlations"),
        (waves.against.is_some(), "--against"),
        (waves.column.is_some(), "--wave"),
        (waves.by.is_some(), "--by"),
        (waves.freeze.is_some(), "--freeze"),
        (waves.apply.is_some(), "--apply"),
    ];
    match asked.into_iter().find(|(is_asked, _)| *is_asked) {
        None => Ok(()),
        Some((_, name)) => Err(Misuse::new(format!("{name} does not know corrections"))
            .hint("leave it out, or leave out what corrects: comments, margins, labels, gaps, interactions")
            .into()),
    }
}

/// A correction whose numbers no script computes again.
fn without_script(corrections: &Corrections) -> Option<&'static str> {
    let fills = matches!(corrections.gaps, Gaps::Impute { .. });
    (fills && !corrections.interactions.is_empty())
        .then_some("products of columns with filled gaps")
}

pub(super) fn question(args: &Drivers) -> anyhow::Result<Question> {
    let best = args.best.map(|best| match best {
        BestEnd::High => Best::High,
        BestEnd::Low => Best::Low,
    });
    let names = |lists: &[String]| -> Vec<String> {
        lists
            .iter()
            .flat_map(|list| Question::names(list))
            .collect()
    };
    let groups = names(&args.groups)
        .iter()
        .map(|text| Question::group(text))
        .collect::<Result<_, _>>()?;
    Ok(Question {
        outcome: args.outcome.clone().unwrap_or_default(),
        scale: OutcomeScale::read(args.outcome_scale.as_deref(), best, args.top)?,
        drivers: names(&args.drivers),
        groups,
        controls: names(&args.controls),
        weights: args.weights.clone(),
        cluster: args.cluster.clone(),
        others: Vec::new(),
        cells: CellReading {
            categories: names(&args.categories).into_iter().collect(),
            ..cells(&args.reading.cells)
        },
    })
}

/// Refuses flags that the model asked for does not know, rather than to pass over them.
fn refuse_unused(args: &Drivers) -> anyhow::Result<()> {
    let of_linear = [
        (args.errors != Errors::Automatic, "--errors"),
        (args.intervals != Intervals::Percentile, "--intervals"),
        (args.split.is_some(), "--split"),
        (args.driver_scale.is_some(), "--driver-scale"),
    ];
    let of_rows = [
        (args.weights.is_some(), "--weights"),
        (args.cluster.is_some(), "--cluster"),
        (args.outcome_scale.is_some(), "--outcome-scale"),
        (args.model != ModelKind::Linear, "--model"),
    ];
    let only_for = |flags: &[(bool, &str)], what: &str| match flags.iter().find(|flag| flag.0) {
        None => Ok(()),
        Some((_, flag)) => Err(Misuse::new(format!("{flag} does not go with {what}"))
            .hint(format!("leave {flag} out"))),
    };
    if args.correlations.is_some() {
        only_for(&of_rows, "a correlation matrix")?;
        only_for(&of_linear, "a correlation matrix")?;
    }
    if args.model != ModelKind::Linear {
        only_for(&of_linear, "a model of ordered answers")?;
        only_for(
            &[(!args.importance.is_empty(), "--importance")],
            "a model of ordered answers, which has general dominance",
        )?;
    }
    Ok(())
}

pub(super) fn settings(args: &Drivers) -> anyhow::Result<Settings> {
    refuse_unused(args)?;
    Ok(Settings {
        weight_kind: match args.weights_are {
            WeightsAre::Sampling => WeightKind::Sampling,
            WeightsAre::Frequency => WeightKind::Frequency,
            WeightsAre::Precision => WeightKind::Precision,
        },
        standard_errors: match args.errors {
            Errors::Automatic => StandardErrorChoice::Automatic,
            Errors::Hc3 => StandardErrorChoice::Hc3,
            Errors::Cr1 => StandardErrorChoice::Cr1,
            Errors::Linearised => StandardErrorChoice::Linearised,
            Errors::Classical => StandardErrorChoice::Classical,
        },
        intervals: match args.intervals {
            Intervals::Percentile => IntervalKind::Percentile,
            Intervals::Bca => IntervalKind::Bca,
        },
        driver_scale: args.driver_scale.as_deref().map(driver_scale).transpose()?,
        with_asymmetry: args.asymmetry,
        split: args.split.map(part).transpose()?,
        level: level(args.level)?,
        n_replicates: replicates(args.bootstrap, 2000)?,
        seed: args.seed,
        measures: measures(args),
        model: match args.model {
            ModelKind::Linear => study::ModelKind::Linear,
            ModelKind::Ordinal => study::ModelKind::Ordinal,
            ModelKind::Logistic => study::ModelKind::Logistic,
        },
    })
}

/// The measures asked for; without a wish all that apply, and relative weights know no controls.
fn measures(args: &Drivers) -> BTreeSet<Measure> {
    if args.importance.is_empty() {
        let applies = |measure: &Measure| *measure != Measure::Johnson || args.controls.is_empty();
        return Measure::ALL.into_iter().filter(applies).collect();
    }
    args.importance
        .iter()
        .map(|measure| match measure {
            Importance::Lmg => Measure::Lmg,
            Importance::Johnson => Measure::Johnson,
            Importance::Marginal => Measure::Marginal,
            Importance::Last => Measure::Last,
        })
        .collect()
}

/// `1-5` or `5-1`: the worst end first.
fn driver_scale(text: &str) -> anyhow::Result<TheoreticalScale> {
    OutcomeScale::ends(text)
        .ok()
        .and_then(|(worst, best)| TheoreticalScale::new(worst, best).ok())
        .ok_or_else(|| {
            Misuse::new(format!("\"{text}\" is no scale of drivers"))
                .hint("give the worst end first: --driver-scale 1-5, or 5-1 where 1 is best")
                .into()
        })
}

fn part(part: f64) -> anyhow::Result<Probability> {
    Probability::new(part)
        .ok()
        .filter(|part| part.get() > 0.0 && part.get() < 1.0)
        .ok_or_else(|| {
            Misuse::new(format!("{part} is no part of the rows"))
                .hint("a part lies between 0 and 1, as --split 0.5")
                .into()
        })
}
