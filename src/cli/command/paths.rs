use super::drivers::{missing_codes, quarantine};
use crate::cli::args::Lang;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::path_args::{Paths, Scheme};
use crate::cli::session::Misuse;
use crate::cli::study_args::{DecimalMark, StudyFormat};
use crate::drivers::paths::{InnerScheme, PathOptions};
use crate::intake::{Decimal, table};
use crate::report::{self, Language};
use crate::study::CellReading;
use crate::study::paths::{PathDrawing, PathQuestion, PathStudy, study_paths};
use crate::units::Probability;
use anyhow::Context;
use std::fs;
use std::path::Path;

/// Fits a path model to a table.
pub(in crate::cli) fn run(args: &Paths) -> anyhow::Result<u8> {
    let picture = args.plot.as_deref().map(Picture::of).transpose()?;
    let settings = settings(args)?;
    let question = PathQuestion {
        drawing: PathDrawing::load(&args.model)?,
        target: args.target.clone(),
        weights: args.weights.clone(),
        cluster: args.cluster.clone(),
        cells: CellReading {
            decimal: args.decimal.map(|mark| match mark {
                DecimalMark::Point => Decimal::Point,
                DecimalMark::Comma => Decimal::Comma,
            }),
            missing_codes: missing_codes(&args.missing_codes),
            ..CellReading::default()
        },
        with_prediction: args.predict,
    };
    let options = table::Options {
        file: args.wave.to_string_lossy().into(),
        sheet: args.sheet.clone(),
        ..table::Options::default()
    };
    let (study, rejections) = study_paths(&args.wave, &options, &question, &settings)?;
    let language = match args.lang {
        Lang::Nl => Language::Nl,
        Lang::En => Language::En,
    };
    let text = match args.format {
        StudyFormat::Text => report::study::paths::text(&study, language),
        StudyFormat::Json => report::study::paths::json(&study),
        StudyFormat::Csv => report::study::paths::csv(&study),
    };
    output::write(args.out.as_deref(), &text)?;
    if let Some((picture, path)) = picture.zip(args.plot.as_deref()) {
        let drawn = picture.draw(&study, language);
        fs::write(path, drawn).with_context(|| format!("write {}", path.display()))?;
    }
    quarantine(&rejections, args.quarantine.as_deref())?;
    Ok(exit::DONE)
}

fn settings(args: &Paths) -> anyhow::Result<PathOptions> {
    let level = Probability::new(args.level)
        .ok()
        .filter(|level| level.get() > 0.0 && level.get() < 1.0)
        .ok_or_else(|| {
            Misuse::new(format!("{} is no level of an interval", args.level))
                .hint("a level lies between 0 and 1, as --level 0.95")
        })?;
    if args.bootstrap == 1 {
        return Err(Misuse::new("one replicate has no spread")
            .hint("--bootstrap 1000, or 0 for none")
            .into());
    }
    Ok(PathOptions {
        scheme: match args.scheme {
            Scheme::Path => InnerScheme::Path,
            Scheme::Factorial => InnerScheme::Factorial,
            Scheme::Centroid => InnerScheme::Centroid,
        },
        level,
        n_replicates: args.bootstrap as usize,
        seed: args.seed,
        ..PathOptions::default()
    })
}

/// What a plot file is to hold, by its ending.
#[derive(Debug, Clone, Copy)]
enum Picture {
    Page,
    Drawing,
}

impl Picture {
    fn of(path: &Path) -> anyhow::Result<Self> {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("html" | "htm") => Ok(Self::Page),
            Some("svg") => Ok(Self::Drawing),
            _ => Err(
                Misuse::new(format!("{} is neither .html nor .svg", path.display()))
                    .hint("name the plot paths.html or paths.svg")
                    .into(),
            ),
        }
    }

    fn draw(self, study: &PathStudy, language: Language) -> String {
        match self {
            Self::Page => report::study::paths::page(study, language),
            Self::Drawing => report::study::paths::svg(study, language),
        }
    }
}
