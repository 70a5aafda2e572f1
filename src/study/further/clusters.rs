use super::Aside;
use crate::drivers::{self, Design, Intraclass, WithinBetween, intraclass, within_between};
use crate::study::prepared::Prepared;
use crate::study::question::{Question, Settings};

/// How alike the rows of a cluster are, and what differs within and between clusters.
#[derive(Debug, Clone)]
pub struct ClusterFindings {
    /// How alike the rows of a cluster are.
    pub intraclass: Intraclass,
    /// Effects within and between clusters; why not, where there is none.
    pub within_between: Aside<WithinBetween>,
}

pub(super) fn clusters(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
) -> Aside<ClusterFindings> {
    if question.cluster.is_none() {
        return Aside::Absent;
    }
    Aside::of(computed(prepared, settings))
}

fn computed(prepared: &Prepared, settings: &Settings) -> Result<ClusterFindings, drivers::Error> {
    // Merging rows would dissolve clusters of one row, so they are taken as they are.
    let sheet = &prepared.sheet;
    let design = Design::with_weights(
        prepared.rows(),
        sheet.names(),
        sheet.groups.clone(),
        settings.weight_kind,
    )?;
    Ok(ClusterFindings {
        intraclass: intraclass(&design, settings.level)?,
        within_between: Aside::of(within_between(&design, settings.level)),
    })
}
