//! What a study says beside its drivers: one file per question.
//!
//! A part that cannot be computed says why ([`Aside::Impossible`]) and takes nothing else down.

mod asymmetry;
mod clusters;
mod examined;
mod map;
mod mentions;
mod robustness;

pub use asymmetry::RatingAsymmetry;
pub use clusters::ClusterFindings;
pub use examined::{Examined, RowPlace};

use super::linear::Fitted;
use super::prepared::Prepared;
use super::question::{Question, Settings};
use crate::drivers::{self, Confirmation, Confounding, Halo, PerformanceMap, SideBySide};

/// A part of a study that may not have been asked for, or not be possible.
#[derive(Debug, Clone)]
pub enum Aside<T> {
    /// Nobody asked, or it does not apply to these data.
    Absent,
    /// What was found.
    Computed(T),
    /// Why it cannot be computed.
    Impossible(drivers::Error),
}

impl<T> Aside<T> {
    /// What was found, if anything was.
    pub fn computed(&self) -> Option<&T> {
        match self {
            Self::Computed(found) => Some(found),
            Self::Absent | Self::Impossible(_) => None,
        }
    }

    pub(super) fn of(result: Result<T, drivers::Error>) -> Self {
        match result {
            Ok(found) => Self::Computed(found),
            Err(error) => Self::Impossible(error),
        }
    }
}

/// Everything a linear study says beside its drivers.
#[derive(Debug, Clone)]
pub struct Further {
    /// Unadjusted impact, contribution and what-if, where all drivers are mentions.
    pub mentions: Aside<Vec<SideBySide>>,
    /// Importance against performance, where drivers and outcome have a scale.
    pub map: Aside<PerformanceMap>,
    /// Penalties and rewards of rated drivers.
    pub asymmetry: Aside<Vec<RatingAsymmetry>>,
    /// How alike the rows of a cluster are, and what differs within and between.
    pub clusters: Aside<ClusterFindings>,
    /// Coefficients with and without controls.
    pub confounding: Aside<Confounding>,
    /// How much of the drivers one overall impression explains.
    pub halo: Aside<Halo>,
    /// What a second half of the rows confirms of the first.
    pub confirmation: Aside<Confirmation>,
    /// What is odd about the data.
    pub examined: Aside<Examined>,
}

impl Further {
    /// Nothing: for models that these parts do not know.
    pub(super) fn absent() -> Self {
        Self {
            mentions: Aside::Absent,
            map: Aside::Absent,
            asymmetry: Aside::Absent,
            clusters: Aside::Absent,
            confounding: Aside::Absent,
            halo: Aside::Absent,
            confirmation: Aside::Absent,
            examined: Aside::Absent,
        }
    }
}

/// Computes what was asked for and applies.
pub(super) fn further(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
    fitted: &Fitted,
) -> Further {
    Further {
        mentions: mentions::side_by_side(prepared, question, settings, fitted),
        map: map::performance(prepared, question, settings, fitted),
        asymmetry: asymmetry::asymmetries(prepared, settings),
        clusters: clusters::clusters(prepared, question, settings),
        confounding: robustness::confounding(question, settings, fitted),
        halo: robustness::halo(settings, fitted),
        confirmation: robustness::confirmation(settings, fitted),
        examined: examined::examined(prepared, question, settings, fitted),
    }
}
