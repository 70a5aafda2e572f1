use super::table::{Picture, cells, level, options_or_piped, quarantine, replicates};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::path_args::{Paths, Scheme};
use crate::drivers::paths::{InnerScheme, PathOptions};
use crate::report::{self, Language};
use crate::study::paths::{PathDrawing, PathQuestion, study_paths};

/// Fits a path model to a table.
pub(in crate::cli) fn run(args: &Paths) -> anyhow::Result<u8> {
    output::refuse_overwrite(
        &[Some(&args.wave), Some(&args.model)],
        &[
            args.printing.out.as_deref(),
            args.printing.quarantine.as_deref(),
            args.plot.as_deref(),
        ],
    )?;
    let picture = args.plot.as_deref().map(|path| Picture::of(path, "paths"));
    let picture = picture.transpose()?;
    let settings = settings(args)?;
    let question = PathQuestion {
        drawing: PathDrawing::load(&args.model)?,
        target: args.target.clone(),
        weights: args.weights.clone(),
        cluster: args.cluster.clone(),
        cells: cells(&args.reading.cells),
        with_prediction: args.predict,
    };
    let options = options_or_piped(&args.wave, &args.reading)?;
    let (study, rejections) = study_paths(&args.wave, &options, &question, &settings)?;
    let language = Language::from(args.printing.lang);
    let text = match args.printing.format {
        ReportFormat::Text => report::study::paths::text(&study, language),
        ReportFormat::Json => report::study::paths::json(&study),
        ReportFormat::Csv => report::study::paths::csv(&study),
    };
    output::write(args.printing.out.as_deref(), &text)?;
    if let Some((picture, path)) = picture.zip(args.plot.as_deref()) {
        picture.write(
            path,
            || report::study::paths::page(&study, language),
            || report::study::paths::svg(&study, language),
        )?;
    }
    quarantine(&rejections, args.printing.quarantine.as_deref())?;
    Ok(exit::DONE)
}

fn settings(args: &Paths) -> anyhow::Result<PathOptions> {
    Ok(PathOptions {
        scheme: match args.scheme {
            Scheme::Path => InnerScheme::Path,
            Scheme::Factorial => InnerScheme::Factorial,
            Scheme::Centroid => InnerScheme::Centroid,
        },
        level: level(args.level)?,
        n_replicates: replicates(args.bootstrap, 1000)?,
        seed: args.seed,
        ..PathOptions::default()
    })
}
