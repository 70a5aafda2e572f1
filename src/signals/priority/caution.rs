use crate::units::Share;

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
    /// Topics whose savings are not known have no score in a weighting that adds them.
    SavingsUnknown {
        /// How many.
        n: usize,
    },
    /// The archive covers less than four weeks, so contacts are not carried to a year.
    TooFewDays,
    /// No record of the archive counts as a contact that somebody handled.
    NoContacts,
    /// Only a part of all respondents is ranked: what is stated of all of them is brought down to that part.
    OfAPart {
        /// The part of all respondents with an outcome, by weight.
        share: Share,
    },
    /// Not one of the ranked topics has a gain that the data can tell.
    NoGain,
}
