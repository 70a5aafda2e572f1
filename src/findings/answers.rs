/// What became of answers on their way to tickets. Every answer read has one fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JoinedAnswers {
    /// Rows that could be read.
    pub n_read: usize,
    /// Rows that could not.
    pub n_rejected: usize,
    /// No complete answer of a customer to the question.
    pub n_unanswered: usize,
    /// Sent in after the instant of the report.
    pub n_after_report: usize,
    /// Names neither ticket nor contact.
    pub n_unnamed: usize,
    /// Found no ticket.
    pub n_unmatched: usize,
    /// Sent in before its ticket existed.
    pub n_before_ticket: usize,
    /// Sent in too long after its ticket was solved, or made where it is not solved.
    pub n_late: usize,
    /// Another answer about a ticket that has one.
    pub n_further: usize,
    /// Counted.
    pub n_joined: usize,
    /// Those counted whose time is not known.
    pub n_undated: usize,
}

impl JoinedAnswers {
    /// Answers that should find a ticket.
    pub fn n_usable(&self) -> usize {
        self.n_read - self.n_unanswered - self.n_after_report
    }

    /// Answers that found one, counted or not.
    pub fn n_found(&self) -> usize {
        self.n_usable() - self.n_unnamed - self.n_unmatched
    }
}
