/// What is computed of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Share of answers that count as satisfied, 0 to 1.
    TopBox,
    /// Mean in the units of the scale.
    Mean,
    /// Share of promoters less share of detractors in points, −100 to 100.
    Net,
    /// Share of positive less share of negative texts in points, −100 to 100.
    Sentiment,
    /// Minutes lost by the respondent's own account, the longest cut at the 99th percentile.
    LostTime,
}

impl Measure {
    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TopBox => "top_box",
            Self::Mean => "mean",
            Self::Net => "net",
            Self::Sentiment => "sentiment_index",
            Self::LostTime => "lost_time",
        }
    }
}
