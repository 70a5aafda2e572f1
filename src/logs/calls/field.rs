/// A field of a call that a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Id of the contact.
    Contact,
    /// Number of the revision; the highest counts.
    Revision,
    /// Whose contact it is.
    Customer,
    /// Phone, chat, mail …
    Channel,
    /// Inbound or outbound.
    Direction,
    /// The queue.
    Queue,
    /// The team.
    Team,
    /// The agent.
    Agent,
    /// What it was about.
    Topic,
    /// When it entered the queue.
    OfferedAt,
    /// The day on which it did, where the time stands apart.
    Date,
    /// The time of that day.
    Time,
    /// When it was answered.
    AnsweredAt,
    /// Seconds in the queue.
    Wait,
    /// Seconds of ringing.
    Ring,
    /// Seconds of conversation.
    Talk,
    /// Seconds on hold.
    Hold,
    /// Seconds of after-contact work.
    WrapUp,
    /// When conversation or waiting ended.
    EndedAt,
    /// When after-contact work ended.
    WrapUpEndedAt,
    /// What came of it.
    Disposition,
    /// Whether it was answered.
    Answered,
    /// The contact that became this one.
    TransferredFrom,
    /// Whether it was passed on.
    TransferredOut,
    /// Whether it was resolved.
    Resolved,
    /// Whether the customer says to have been helped at once.
    HelpedAtOnce,
    /// What the customer gave.
    Score,
}

impl Field {
    /// All, in the order of help texts.
    pub const ALL: [Self; 27] = [
        Self::Contact,
        Self::Revision,
        Self::Customer,
        Self::Channel,
        Self::Direction,
        Self::Queue,
        Self::Team,
        Self::Agent,
        Self::Topic,
        Self::OfferedAt,
        Self::Date,
        Self::Time,
        Self::AnsweredAt,
        Self::Wait,
        Self::Ring,
        Self::Talk,
        Self::Hold,
        Self::WrapUp,
        Self::EndedAt,
        Self::WrapUpEndedAt,
        Self::Disposition,
        Self::Answered,
        Self::TransferredFrom,
        Self::TransferredOut,
        Self::Resolved,
        Self::HelpedAtOnce,
        Self::Score,
    ];

    /// Name in a mapping: the first of its names.
    pub fn as_str(self) -> &'static str {
        self.names().first().copied().unwrap_or_default()
    }

    /// The field of a name in a mapping.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// Usual names of its column, in order of preference. Case does not matter, nor which marks stand
    /// between words.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Contact => &[
                "contact_id",
                "call_id",
                "interaction_id",
                "conversation_id",
                "id",
            ],
            Self::Revision => &["revision", "version"],
            Self::Customer => &["customer_id", "customer", "klant_id", "klant"],
            Self::Channel => &["channel", "kanaal", "media_type"],
            Self::Direction => &["direction", "richting"],
            Self::Queue => &["queue_id", "queue", "queue_name", "wachtrij", "skill"],
            Self::Team => &["team_id", "team"],
            Self::Agent => &["agent_id", "agent", "agent_name", "medewerker"],
            Self::Topic => &["topic", "topic_ids", "issue_type", "onderwerp", "reason"],
            Self::OfferedAt => &[
                "offered_at",
                "enqueued_at",
                "queued_at",
                "initiated_at",
                "arrived_at",
                "start_time",
                "aangeboden_op",
            ],
            Self::Date => &["date", "datum"],
            Self::Time => &["time", "tijd", "tijdstip"],
            Self::AnsweredAt => &["answered_at", "beantwoord_op"],
            Self::Wait => &[
                "wait_s",
                "wait_seconds",
                "queue_time_s",
                "speed_of_answer_in_seconds",
                "wachttijd_s",
            ],
            Self::Ring => &["ring_s", "ring_time_s", "ring_seconds"],
            Self::Talk => &[
                "talk_s",
                "talk_time_s",
                "talk_seconds",
                "talk_duration_seconds",
                "gesprekstijd_s",
            ],
            Self::Hold => &["hold_s", "hold_time_s", "hold_seconds"],
            Self::WrapUp => &["acw_s", "wrap_up_s", "after_call_work_s", "nawerktijd_s"],
            Self::EndedAt => &["ended_at", "end_time", "beeindigd_op"],
            Self::WrapUpEndedAt => &["acw_ended_at", "wrap_up_ended_at"],
            Self::Disposition => &["disposition", "outcome", "uitkomst"],
            Self::Answered => &["answered", "answered_y_n", "beantwoord"],
            Self::TransferredFrom => &["transferred_from_contact_id", "transferred_from"],
            Self::TransferredOut => &["transferred_out", "transferred", "doorverbonden"],
            Self::Resolved => &["resolved", "opgelost"],
            Self::HelpedAtOnce => &["helped_at_once", "in_een_keer_geholpen"],
            Self::Score => &["score", "satisfaction", "satisfaction_rating", "csat"],
        }
    }
}

/// A name without case, and with one mark between words.
pub(super) fn folded(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_name_stands_for_two_fields() {
        let mut seen = BTreeSet::new();
        for field in Field::ALL {
            assert_eq!(Field::from_name(field.as_str()), Some(field));
            for name in field.names() {
                assert_eq!(folded(name), *name);
                assert!(seen.insert(*name), "{name}");
            }
        }
    }

    #[test]
    fn case_and_marks_of_a_name_do_not_matter() {
        assert_eq!(folded("Answered (Y/N)"), "answered_y_n");
        assert_eq!(
            folded(" Speed of answer in seconds"),
            "speed_of_answer_in_seconds"
        );
    }
}
