//! What the report says of a contact centre, in both languages.

pub(super) use crate::report::words::either;

use crate::report::Language;
use crate::report::number;
use crate::report::words::length_as_set;
use crate::service_levels::calls::{
    CallCaution, Comparison, Dimension, Disposition, Formula, Rule,
};
use crate::units::as_u64;

/// A count.
pub(in crate::report) fn n(count: usize, language: Language) -> String {
    number::count(as_u64(count), language)
}

/// Name of a field.
pub(super) fn dimension(dimension: Dimension, language: Language) -> &'static str {
    match dimension {
        Dimension::Queue => either(language, "wachtrij", "queue"),
        Dimension::Channel => either(language, "kanaal", "channel"),
        Dimension::Team => "team",
        Dimension::Agent => either(language, "medewerker", "agent"),
        Dimension::Topic => either(language, "onderwerp", "topic"),
    }
}

/// What came of a contact.
pub(super) fn disposition(disposition: Disposition, language: Language) -> &'static str {
    match disposition {
        Disposition::Answered => either(language, "beantwoord", "answered"),
        Disposition::Abandoned => either(language, "opgehangen in de wachtrij", "abandoned"),
        Disposition::FlowOut => either(language, "elders heen gestuurd", "sent elsewhere"),
        Disposition::Callback => either(language, "terugbelverzoek", "callback asked"),
        Disposition::Voicemail => either(language, "bericht ingesproken", "message left"),
        Disposition::Waiting => either(language, "wacht nog", "still waiting"),
        Disposition::OutOfHours => either(language, "buiten openingstijd", "out of hours"),
    }
}

/// `within 30 s`, or `in less than 30 s` where exactly the threshold is too long.
pub(super) fn in_time(rule: &Rule, language: Language) -> String {
    let within = match rule.comparison() {
        Comparison::AtMost => either(language, "binnen", "within"),
        Comparison::Below => either(language, "in minder dan", "in less than"),
    };
    format!("{within} {}", length_as_set(rule.threshold(), language))
}

/// What a formula does with calls that were abandoned.
pub(super) fn formula(formula: Formula, rule: &Rule, language: Language) -> String {
    let text = match formula {
        Formula::AnsweredOnly => either(
            language,
            "opgehangen gesprekken staan niet in teller en noemer",
            "abandoned calls are in neither numerator nor denominator",
        ),
        Formula::AbandonsNegative => either(
            language,
            "opgehangen gesprekken tellen als gemist",
            "abandoned calls count as missed",
        ),
        Formula::AbandonsPositive => either(
            language,
            "gesprekken die {time} zijn opgehangen tellen als op tijd beantwoord",
            "calls abandoned {time} count as answered in time",
        ),
        Formula::AbandonsInTIgnored => either(
            language,
            "gesprekken die {time} zijn opgehangen staan niet in de noemer",
            "calls abandoned {time} are left out of the denominator",
        ),
        Formula::ShortPositive => either(
            language,
            "gesprekken die binnen {short} zijn opgehangen tellen als op tijd beantwoord",
            "calls abandoned within {short} count as answered in time",
        ),
        Formula::OfferedExclShort => either(
            language,
            "gesprekken die binnen {short} zijn opgehangen staan niet in de noemer",
            "calls abandoned within {short} are left out of the denominator",
        ),
    };
    text.replace("{time}", &in_time(rule, language))
        .replace("{short}", &length_as_set(rule.short_abandon(), language))
}

/// Why a row is no call; the name for machines where there are no words for it.
pub(super) fn rejected(reason: &str, language: Language) -> &str {
    let (nl, en) = match reason {
        "missing_value" => ("waarde ontbreekt", "value is missing"),
        "not_a_number" => ("geen getal", "no number"),
        "not_positive" => ("niet boven 0", "not above 0"),
        "negative" => ("negatief", "negative"),
        "unknown_word" => ("onbekend woord", "unknown word"),
        "end_before_start" => ("einde voor begin", "end before start"),
        "contradiction" => (
            "kolommen spreken elkaar tegen",
            "columns contradict each other",
        ),
        "bad_timestamp" => ("onleesbare tijd", "unreadable time"),
        "naive_timestamp" => ("tijd zonder tijdzone", "time without a zone"),
        "ragged_row" => ("ander aantal kolommen", "other number of columns"),
        "row_too_long" => ("regel te lang", "row too long"),
        "invalid_encoding" => ("onleesbare tekens", "unreadable characters"),
        "nul_byte" => ("nulteken in de regel", "null character in the row"),
        "broken_quote" => ("aanhalingsteken niet gesloten", "quote not closed"),
        "bad_json" => ("geen JSON", "no JSON"),
        "not_an_object" => ("geen JSON-object", "no JSON object"),
        "too_many_columns" => ("te veel kolommen", "too many columns"),
        "truncated" => ("bestand afgebroken", "file cut short"),
        "damaged" => ("bestand beschadigd", "file damaged"),
        other => return other,
    };
    either(language, nl, en)
}

/// 1 Monday to 7 Sunday, short.
pub(in crate::report) fn weekday(weekday: usize, language: Language) -> &'static str {
    const NL: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let names = match language {
        Language::Nl => NL,
        Language::En => EN,
    };
    names
        .get(weekday.wrapping_sub(1))
        .copied()
        .unwrap_or_default()
}

/// What to keep in mind, as a sentence.
#[expect(clippy::too_many_lines, reason = "one sentence for each caution")]
pub(super) fn caution_text(caution: &CallCaution, language: Language) -> String {
    let say = |nl: &str, en: &str| either(language, nl, en).to_owned();
    let count = |count: &usize, nl: &str, en: &str| {
        either(language, nl, en).replace("{n}", &n(*count, language))
    };
    match caution {
        CallCaution::Rejected { n } => count(
            n,
            "{n} regel(s) zijn geen gesprek (onmogelijk of onleesbaar) en tellen nergens mee.",
            "{n} row(s) are no call (impossible or unreadable) and are in no figure.",
        ),
        CallCaution::Superseded { n } => count(
            n,
            "{n} regel(s) zijn vervangen door een latere versie van hetzelfde contact.",
            "{n} row(s) were replaced by a later revision of the same contact.",
        ),
        CallCaution::AssumedZone { zone } => say(
            "De tijden hebben geen tijdzone; aangenomen is {zone} (--source-tz zegt een andere).",
            "Times carry no zone; {zone} is assumed (--source-tz says another).",
        )
        .replace("{zone}", zone),
        CallCaution::AmbiguousTimes { n } => count(
            n,
            "{n} tijd(en) vallen in het uur dat de klok twee keer aanwees; de eerste keer is genomen.",
            "{n} time(s) fall in the hour that the clock showed twice; the first was taken.",
        ),
        CallCaution::SkippedTimes { n } => count(
            n,
            "{n} tijd(en) vallen in het uur dat de klok oversloeg; genomen is de tijd die zoveel later valt.",
            "{n} time(s) fall in the hour that the clock jumped over; the time as much later was taken.",
        ),
        CallCaution::Conflicting { n } => count(
            n,
            "Van {n} contact(en) spreken twee regels elkaar tegen zonder dat een ervan de latere versie is; de laatste regel van het bestand is genomen.",
            "Of {n} contact(s) two rows differ and neither is the later revision; the last row of the file was taken.",
        ),
        CallCaution::AbandonedWaitsUnknown { n } => count(
            n,
            "Van {n} opgehangen contact(en) is niet bekend hoe lang ze wachtten: formules die dat vragen krijgen een onder- en bovengrens (abandons_negative en answered_only vragen het niet).",
            "How long {n} abandoned contact(s) waited is not told: formulas that ask for it get a lowest and a highest value (abandons_negative and answered_only do not ask).",
        ),
        CallCaution::WaitingInTime { n } => count(
            n,
            "{n} contact(en) wachten nog en kunnen nog op tijd zijn; ze staan niet in het serviceniveau.",
            "{n} contact(s) still wait and can be in time; they are in no service level.",
        ),
        CallCaution::FlowOutsIgnored { n } => count(
            n,
            "{n} contact(en) zijn elders heen gestuurd en staan niet in het serviceniveau (--flowouts telt ze als gemist).",
            "{n} contact(s) were sent elsewhere and are in no service level (--flowouts counts them as missed).",
        ),
        CallCaution::OutOfHours { n } => count(
            n,
            "{n} contact(en) kwamen buiten openingstijd en staan niet in het serviceniveau.",
            "{n} contact(s) came out of hours and are in no service level.",
        ),
        CallCaution::Outbound { n } => count(
            n,
            "{n} uitgaand(e) contact(en) staan in geen enkel cijfer.",
            "{n} outbound contact(s) are in no figure.",
        ),
        CallCaution::NoHold => say(
            "Het bestand kent geen tijd in de wacht: de afhandeltijd is zonder.",
            "The log tells no time on hold: handle time is without it.",
        ),
        CallCaution::NoWrapUp => say(
            "Het bestand kent geen nawerktijd: de afhandeltijd is zonder.",
            "The log tells no after-contact work: handle time is without it.",
        ),
        CallCaution::HandleTimesUnknown { n } => count(
            n,
            "Van {n} beantwoord(e) contact(en) ontbreekt een deel van de afhandeltijd; ze staan niet in het gemiddelde.",
            "Of {n} answered contact(s) a part of the handle time is missing; they are in no mean.",
        ),
        CallCaution::NoCustomers => say(
            "Het bestand kent geen klanten: wie terugkwam is niet te zeggen.",
            "The log tells no customers: who came back cannot be told.",
        ),
        CallCaution::NoTopics => say(
            "Het bestand kent geen onderwerpen: elk volgend contact van een klant telt als terugkomen.",
            "The log tells no topics: every further contact of a customer counts as coming back.",
        ),
        CallCaution::LogBegins { n_days } => say(
            "Wat voor het begin van het bestand gebeurde is onbekend: in de eerste {days} dagen kan een vervolgcontact een eerste contact lijken.",
            "What came before the log is unknown: in its first {days} days a further contact can look like a first one.",
        )
        .replace("{days}", &n_days.to_string()),
        CallCaution::TransfersWithoutOrigin { n } => count(
            n,
            "{n} contact(en) zijn doorverbonden vanaf een contact dat niet in het bestand staat.",
            "{n} contact(s) were passed on from one that the log does not hold.",
        ),
        CallCaution::PeriodOpen => say(
            "De periode is niet gesloten: zij was nog niet voorbij, of er wachtte nog iemand.",
            "The period is not closed: it had not ended, or somebody still waited.",
        ),
        CallCaution::CalamitiesDeclared { n } => count(
            n,
            "{n} contact(en) vielen in een gemelde calamiteit. Het cijfer met alle contacten is dat van het contract.",
            "{n} contact(s) came during a declared incident. The figure with all contacts is the one of the contract.",
        ),
        CallCaution::ScoresHidden { n } => count(
            n,
            "Van {n} rij(en) is het gemiddelde cijfer of het antwoord op de enquête verborgen: het zou vertellen wat enkelen gaven. Alleen de eerste tabel heeft ze.",
            "Of {n} row(s) the mean score or the answer to the survey is hidden: it would tell what a few gave. Only the first table has them.",
        ),
    }
}
