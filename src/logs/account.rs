use std::collections::BTreeMap;

/// What became of every row; complete when all tickets were taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// Rows read, rejected ones included; tables that only say who is who are not counted.
    pub n_rows: u64,
    /// Events in the logs that were yielded.
    pub n_events: u64,
    /// Tickets that were yielded.
    pub n_tickets: u64,
    /// Rows and whole tickets that were rejected, by [`Fault::reason`](crate::intake::Fault::reason).
    pub rejected: BTreeMap<&'static str, u64>,
    /// Rows that stood in the input more than once; one was kept.
    pub n_repeated: u64,
    /// Rows of one row a ticket that went, as a later one of the same ticket says more.
    pub n_superseded: u64,
    /// Header lines in the middle of a file, as when exports are put one behind the other.
    pub n_headers: u64,
    /// Times without offset that the clock showed twice; the first was taken.
    pub n_repeated_times: u64,
    /// Times without offset that the clock never showed; they were moved on by the jump.
    pub n_skipped_times: u64,
    /// Tickets that were yielded although rows of theirs were rejected.
    pub n_tickets_with_lost_rows: u64,
    /// Tickets that were rejected whole, or lost every row.
    pub n_tickets_lost: u64,
    /// Tickets that the source marks as deleted, left out.
    pub n_deleted: u64,
    /// Changes of one instant whose order only their place in the file tells.
    pub n_tied: u64,
    /// Rows whose author is not told, or not known, and was inferred from what happened.
    pub n_assumed_authors: u64,
    /// Statements that changed nothing.
    pub n_unchanged: u64,
    /// States that the source leaves open by a code of its own, such as -100.
    pub n_without_state: u64,
    /// Values of fields too long to be one, left out: they would be text.
    pub n_long_values: u64,
    /// First messages of customers that are the creation itself.
    pub n_opening_messages: u64,
    /// Columns that are no field: text and names of people are left out.
    pub left_out: Vec<String>,
}

impl Account {
    /// All rejections together.
    pub fn n_rejected(&self) -> u64 {
        self.rejected.values().sum()
    }
}
