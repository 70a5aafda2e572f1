use super::Aside;
use crate::drivers::{self, Confirmation, Confounding, Halo, confirm, with_and_without_controls};
use crate::study::linear::{Fitted, options};
use crate::study::question::{Question, Settings};

/// Coefficients with and without controls, where there are controls and replicates.
pub(super) fn confounding(
    question: &Question,
    settings: &Settings,
    fitted: &Fitted,
) -> Aside<Confounding> {
    if question.controls.is_empty() || settings.n_replicates == 0 {
        return Aside::Absent;
    }
    Aside::of(with_and_without_controls(
        &fitted.design,
        &options(settings),
    ))
}

/// How far one overall impression colours all ratings, where drivers have a scale and replicates are
/// drawn.
pub(super) fn halo(settings: &Settings, fitted: &Fitted) -> Aside<Halo> {
    if settings.driver_scale.is_none() || settings.n_replicates == 0 {
        return Aside::Absent;
    }
    Aside::of(drivers::halo(&fitted.design, &options(settings)))
}

/// What the second part of the rows confirms of the first, where a split was asked for.
pub(super) fn confirmation(settings: &Settings, fitted: &Fitted) -> Aside<Confirmation> {
    let Some(share) = settings.split else {
        return Aside::Absent;
    };
    Aside::of(confirm(
        &fitted.design,
        &options(settings),
        share,
        settings.seed,
    ))
}
