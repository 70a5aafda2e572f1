use crate::service_levels::calls::{
    CallCaution, CallOptions, CallOverview, Cell, Goal, Provenance, Scope, ServiceLevel,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A report on a log of calls: what was asked, of which file, and what came out.
#[derive(Debug, Clone, Copy)]
pub struct CallReport<'a> {
    /// Where the calls come from.
    pub provenance: &'a Provenance,
    /// What was asked.
    pub options: &'a CallOptions<'a>,
    /// What came out.
    pub overview: &'a CallOverview,
    /// Goals of queues and channels, each beside its figure.
    pub goals: &'a [Goal],
    /// The zone of which days begin at midnight; UTC where nobody named one.
    pub zone: Option<&'a TimeZone>,
}

impl CallReport<'_> {
    /// The figure of the contract: the first formula over all contacts in scope.
    pub(in crate::report) fn headline(&self) -> Option<&ServiceLevel> {
        self.overview.whole.figures.service_levels.first()
    }

    /// The instant of the report; `None` where no call says when anything was and nobody asked.
    pub(in crate::report) fn as_of(&self) -> Option<Timestamp> {
        let as_of = self.options.as_of;
        let is_unknown = self.overview.span.is_none()
            && self.options.scope == Scope::Snapshot
            && as_of == Timestamp::UNIX_EPOCH;
        (!is_unknown).then_some(as_of)
    }

    /// The zone of which days begin at midnight.
    pub(super) fn day_zone(&self) -> &str {
        let named = self.zone.map(|zone| zone.iana_name().unwrap_or("UTC"));
        named.unwrap_or("UTC")
    }

    /// Whether the period had ended at the instant of the report, and nobody in it waited.
    pub fn is_closed(&self) -> bool {
        let is_period = matches!(self.options.scope, Scope::Period { .. });
        let cautions = &self.overview.cautions;
        is_period && !cautions.contains(&CallCaution::PeriodOpen)
    }

    /// What to keep in mind of reading and figures.
    pub(super) fn cautions(&self) -> Vec<CallCaution> {
        let mut cautions = self.provenance.cautions();
        cautions.extend(self.overview.cautions.iter().cloned());
        cautions
    }

    /// The whole and then each row of each table, with the fields of the row.
    pub(super) fn cells(&self) -> impl Iterator<Item = (Vec<&'static str>, &Cell)> {
        let whole = std::iter::once((Vec::new(), &self.overview.whole));
        let rows = self.overview.tables.iter().flat_map(|table| {
            let fields = table.grouping.dimensions.iter();
            let fields: Vec<&'static str> = fields.map(|one| one.as_str()).collect();
            table.cells.iter().map(move |cell| (fields.clone(), cell))
        });
        whole.chain(rows)
    }
}
