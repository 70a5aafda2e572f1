use crate::service_levels::calls::{Direction, Disposition};

/// Words for what came of a contact; the first of each row is the one to write.
const DISPOSITIONS: [(Disposition, &[&str]); 7] = [
    (
        Disposition::Answered,
        &[
            "answered",
            "handled",
            "completed",
            "connected",
            "beantwoord",
            "afgehandeld",
        ],
    ),
    (
        Disposition::Abandoned,
        &[
            "abandoned",
            "abandon",
            "no_answer",
            "missed",
            "opgehangen",
            "gemist",
        ],
    ),
    (
        Disposition::FlowOut,
        &["flow_out", "flowout", "overflow", "overgelopen"],
    ),
    (
        Disposition::Callback,
        &["callback", "call_back", "terugbelverzoek"],
    ),
    (Disposition::Voicemail, &["voicemail"]),
    (Disposition::Waiting, &["waiting", "queued", "wachtend"]),
    (
        Disposition::OutOfHours,
        &[
            "out_of_hours",
            "outside_hours",
            "closed",
            "buiten_openingstijd",
        ],
    ),
];

/// What is expected of a disposition.
pub(super) const KNOWN_DISPOSITIONS: &str =
    "answered, abandoned, flow_out, callback, voicemail, waiting or out_of_hours";

/// What is expected of a direction.
pub(super) const KNOWN_DIRECTIONS: &str = "inbound or outbound";

/// What is expected of yes or no.
pub(super) const KNOWN_ANSWERS: &str = "yes or no (y, n, ja, nee, true, false, 1, 0)";

/// `word` is folded: lower case, `_` between words.
pub(super) fn disposition(word: &str) -> Option<Disposition> {
    let found = DISPOSITIONS.iter().find(|(_, words)| words.contains(&word));
    found.map(|(disposition, _)| *disposition)
}

/// `word` is folded.
pub(super) fn direction(word: &str) -> Option<Direction> {
    match word {
        "inbound" | "in" | "inkomend" => Some(Direction::Inbound),
        "outbound" | "out" | "uitgaand" => Some(Direction::Outbound),
        _ => None,
    }
}

/// `word` is folded.
pub(super) fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "y" | "yes" | "true" | "1" | "ja" | "j" => Some(true),
        "n" | "no" | "false" | "0" | "nee" => Some(false),
        _ => None,
    }
}
