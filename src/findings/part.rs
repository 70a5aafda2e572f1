/// A part of a report, in the order in which they usually stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Topics by expected gain.
    Ranking,
    /// Both sides of each signal.
    Priorities,
    /// Volume against effect.
    Map,
    /// What opinions are about.
    Subjects,
    /// The journey, stage by stage.
    Journey,
    /// What a frozen model measured.
    Measured,
    /// The outcome and the top topics month by month.
    Trend,
    /// What rose in the latest periods.
    Alerts,
    /// Topic by topic: numbers, assumptions, quotes.
    Evidence,
    /// Topics without a place.
    Unranked,
    /// What no topic explains.
    Themes,
    /// Promises about time and experience.
    Promises,
    /// How good the data are.
    Quality,
    /// How everything was computed.
    Method,
}

impl Part {
    /// Every part, in its usual order.
    pub const ALL: [Self; 14] = [
        Self::Ranking,
        Self::Priorities,
        Self::Map,
        Self::Subjects,
        Self::Journey,
        Self::Measured,
        Self::Trend,
        Self::Alerts,
        Self::Evidence,
        Self::Unranked,
        Self::Themes,
        Self::Promises,
        Self::Quality,
        Self::Method,
    ];

    /// Name in project files and links.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ranking => "ranking",
            Self::Priorities => "priorities",
            Self::Map => "map",
            Self::Subjects => "subjects",
            Self::Journey => "journey",
            Self::Measured => "measured",
            Self::Trend => "trend",
            Self::Alerts => "alerts",
            Self::Evidence => "evidence",
            Self::Unranked => "unranked",
            Self::Themes => "themes",
            Self::Promises => "promises",
            Self::Quality => "quality",
            Self::Method => "method",
        }
    }
}
