/// What to keep in mind about priorities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriorityCaveat {
    /// Values, costs and efforts are stated by the organisation, not measured.
    Stated,
    /// Topics of which no effort is stated are not compared with those of which it is.
    EffortUnknown {
        /// How many.
        n: usize,
    },
    /// Topics of which nothing of the organisation's side is known have no score in this weighting.
    NothingStated {
        /// How many.
        n: usize,
    },
    /// The archive covers less than four weeks, so contacts are not carried to a year.
    TooFewDays,
    /// Not one of the ranked topics has a gain that the data can tell.
    NoGain,
}
