use super::field::Field;

/// The layout of a known export: which column holds what, and what it leaves unsaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Name on the command line.
    pub name: &'static str,
    /// Field and column.
    pub columns: &'static [(Field, &'static str)],
    /// Zone that is assumed for times without one, unless another is declared.
    pub zone: Option<&'static str>,
}

/// The log of calls of a virtual internship at `PwC` Switzerland. It says neither zone nor customer,
/// has one channel and no queues, and no wait of who gave up.
const PWC_CALLCENTER: Preset = Preset {
    name: "pwc_callcenter",
    columns: &[
        (Field::Contact, "Call Id"),
        (Field::Agent, "Agent"),
        (Field::Date, "Date"),
        (Field::Time, "Time"),
        (Field::Topic, "Topic"),
        (Field::Answered, "Answered (Y/N)"),
        (Field::Resolved, "Resolved"),
        (Field::Wait, "Speed of answer in seconds"),
        (Field::Talk, "Talk Duration (Seconds)"),
        (Field::Score, "Satisfaction rating"),
    ],
    zone: Some("Europe/Zurich"),
};

impl Preset {
    /// All layouts.
    pub const ALL: [Self; 1] = [PWC_CALLCENTER];

    /// The layout of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name == name)
    }
}
