use super::corrections::corrections;
use super::waves;
use crate::cli::args::Lang;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::Misuse;
use crate::cli::study_args::{
    BestEnd, DecimalMark, Drivers, Errors, Importance, Intervals, ModelKind, StudyFormat,
    WeightsAre,
};
use crate::drivers::{StandardErrorChoice, TheoreticalScale, WeightKind};
use crate::intake::{Decimal, Rejection};
use crate::pipeline::write_rejection;
use crate::record::Best;
use crate::report::{self, Language};
use crate::stats::IntervalKind;
use crate::study::{self, CellReading, Measure, OutcomeScale, Question, Settings, Studied};
use crate::units::Probability;
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Studies what moves the outcome of a table.
pub(in crate::cli) fn run(args: &Drivers) -> anyhow::Result<u8> {
    let corrections = corrections(&args.corrections)?;
    if !corrections.is_empty() {
        refuse_beside_corrections(args)?;
    }
    if let Some(model) = &args.waves.apply {
        return waves::apply(args, model);
    }
    let (question, settings) = (question(args)?, settings(args)?);
    if let Some(path) = &args.plot {
        // A name that no plot can have is said before the work, not after it.
        page_or_plot(path, String::new, Some(String::new))?;
    }
    let studied = match (&args.wave, &args.correlations) {
        (Some(wave), _) if !corrections.is_empty() => {
            let options = waves::options(wave, args.sheet.clone());
            study::corrected_study(wave, &options, &question, &settings, &corrections)?
        }
        (Some(wave), _) => study::study(
            wave,
            &waves::options(wave, args.sheet.clone()),
            &question,
            &settings,
            &waves::beside(args)?,
        )?,
        (None, Some(path)) => {
            let options = waves::options(path, args.sheet.clone());
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
    let language = match args.lang {
        Lang::Nl => Language::Nl,
        Lang::En => Language::En,
    };
    let text = match args.format {
        StudyFormat::Text => report::study::text(&study, language),
        StudyFormat::Json => report::study::json(&study),
        StudyFormat::Csv => report::study::csv(&study),
    };
    output::write(args.out.as_deref(), &text)?;
    if let Some(path) = &args.plot {
        let page = page_or_plot(
            path,
            || report::study::page(&study, language),
            Some(|| report::study::svg(&study, language)),
        )?;
        fs::write(path, page).with_context(|| format!("write {}", path.display()))?;
    }
    if let Some(path) = &args.verify {
        let script = report::study::verify(&study);
        fs::write(path, script).with_context(|| format!("write {}", path.display()))?;
    }
    quarantine(&rejections, args.quarantine.as_deref())?;
    Ok(exit::DONE)
}

/// What does not know corrections.
fn refuse_beside_corrections(args: &Drivers) -> anyhow::Result<()> {
    let waves = &args.waves;
    let asked = [
        (args.correlations.is_some(), "--correlations"),
        (args.verify.is_some(), "--verify"),
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
            decimal: args.decimal.map(|mark| match mark {
                DecimalMark::Point => Decimal::Point,
                DecimalMark::Comma => Decimal::Comma,
            }),
            missing_codes: missing_codes(&args.missing_codes),
            categories: names(&args.categories).into_iter().collect(),
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
    let level = Probability::new(args.level)
        .ok()
        .filter(|level| level.get() > 0.0 && level.get() < 1.0)
        .ok_or_else(|| {
            Misuse::new(format!("{} is no level of an interval", args.level))
                .hint("a level lies between 0 and 1, as --level 0.95")
        })?;
    if args.bootstrap == 1 {
        return Err(Misuse::new("one replicate has no spread")
            .hint("--bootstrap 2000, or 0 for none")
            .into());
    }
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
        level,
        n_replicates: args.bootstrap as usize,
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

/// A page or a plot, by the name of the file.
pub(super) fn page_or_plot(
    path: &Path,
    page: impl FnOnce() -> String,
    plot: Option<impl FnOnce() -> String>,
) -> anyhow::Result<String> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match (extension, plot) {
        (Some("html" | "htm"), _) => Ok(page()),
        (Some("svg"), Some(plot)) => Ok(plot()),
        (_, None) => Err(Misuse::new(format!("{} is not .html", path.display()))
            .hint("name the page measurement.html")
            .into()),
        (_, Some(_)) => Err(
            Misuse::new(format!("{} is neither .html nor .svg", path.display()))
                .hint("name the plot drivers.html or drivers.svg")
                .into(),
        ),
    }
}

/// `99` for every driver, `Age=-1` for one column.
pub(super) fn missing_codes(lists: &[String]) -> Vec<(Option<String>, String)> {
    lists
        .iter()
        .flat_map(|list| Question::names(list))
        .map(|text| match text.split_once('=') {
            Some((column, code)) => (Some(column.trim().to_owned()), code.trim().to_owned()),
            None => (None, text),
        })
        .collect()
}

/// Notes where bad rows stand, and says how many there are.
pub(super) fn quarantine(rejections: &[Rejection], path: Option<&Path>) -> anyhow::Result<()> {
    if let Some(path) = path {
        let failed = || format!("write {}", path.display());
        let mut sink = BufWriter::new(File::create(path).with_context(failed)?);
        for rejection in rejections {
            write_rejection(&mut sink, rejection).with_context(failed)?;
        }
        sink.flush().with_context(failed)?;
    }
    if let Some(first) = rejections.first() {
        let hint = match path {
            Some(path) => format!("their places stand in {}", path.display()),
            None => "--quarantine FILE notes their places".to_owned(),
        };
        tracing::warn!(
            n = rejections.len(),
            first = %first,
            "rows cannot be used; {hint}"
        );
    }
    Ok(())
}
