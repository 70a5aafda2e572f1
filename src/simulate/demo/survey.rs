//! The tables of the set: surveys, comments and ticket events.

use crate::simulate::comment::Question;
use crate::simulate::demo::error::Error;
use crate::simulate::demo::response::Response;
use crate::simulate::demo::ticket::Ticket;
use crate::simulate::demo::written::{Via, Written};
use crate::simulate::language::Language;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// Header of `surveys.csv`.
pub(crate) const SURVEY_COLUMNS: [&str; 13] = [
    "response_id",
    "contact_id",
    "customer_id",
    "verzonden",
    "ingevuld",
    "nps",
    "ces",
    "tevredenheid",
    "segment",
    "provincie",
    "kanaal",
    "product",
    "gewicht",
];

/// Header of `tickets.csv`.
pub(crate) const TICKET_COLUMNS: [&str; 10] = [
    "ticket_id",
    "contact_id",
    "customer_id",
    "timestamp",
    "event",
    "old",
    "new",
    "team",
    "priority",
    "channel",
];

/// The row of a response.
pub(crate) fn survey_row(response: &Response) -> Vec<String> {
    let weight = response.customer.weight_hundredths;
    vec![
        response.id.clone(),
        response.contact_id.clone(),
        response.customer_id.clone(),
        dutch_moment(response.sent),
        dutch_moment(response.submitted),
        response.nps.to_string(),
        response.ces.to_string(),
        response.satisfaction.to_string(),
        response.customer.segment.name().to_owned(),
        response.customer.province.to_owned(),
        response.contact.channel.name().to_owned(),
        response.customer.package.to_owned(),
        format!("{},{:02}", weight / 100, weight % 100),
    ]
}

/// The rows of a ticket with the moment of each, to sort them by.
pub(crate) fn ticket_rows(
    ticket: &Ticket,
    contact_id: &str,
    customer_id: &str,
    zone: &TimeZone,
) -> Vec<(DateTime, Vec<String>)> {
    ticket
        .events
        .iter()
        .map(|event| {
            let row = vec![
                ticket.id.clone(),
                contact_id.to_owned(),
                customer_id.to_owned(),
                with_offset(event.at, zone),
                event.name.to_owned(),
                event.old.to_owned(),
                event.new.to_owned(),
                event.team.to_owned(),
                ticket.priority.to_owned(),
                ticket.channel.name().to_owned(),
            ];
            (event.at, row)
        })
        .collect()
}

/// The JSON object of a comment.
pub(crate) fn comment_line(comment: &Written, response: &Response, zone: &TimeZone) -> Value {
    let question = match (comment.question, response.customer.language) {
        (Question::Why, Language::Dutch) => "Waarom geeft u dit cijfer?",
        (Question::Improve, Language::Dutch) => "Wat kunnen we verbeteren?",
        (Question::Why, Language::English) => "Why did you give this score?",
        (Question::Improve, Language::English) => "What could we improve?",
    };
    let source = match comment.via {
        Via::Form => "survey",
        Via::Mail => "email",
    };
    json!({
        "comment_id": comment.id,
        "response_id": response.id,
        "contact_id": response.contact_id,
        "customer_id": response.customer_id,
        "written_at": with_offset(comment.at, zone),
        "source": source,
        "question": question,
        "text": comment.finished.text,
    })
}

/// CSV bytes in UTF-8; rows may differ in length.
pub(crate) fn to_csv(
    file: &'static str,
    delimiter: u8,
    header: &[&str],
    rows: &[Vec<String>],
) -> Result<Vec<u8>, Error> {
    let fault = |source| Error::Csv { file, source };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(header).map_err(fault)?;
    for row in rows {
        writer.write_record(row).map_err(fault)?;
    }
    writer
        .into_inner()
        .map_err(|error| fault(csv::Error::from(error.into_error())))
}

/// `dd-mm-yyyy HH:MM`, as Dutch spreadsheets write it.
pub(crate) fn dutch_moment(at: DateTime) -> String {
    format!(
        "{:02}-{:02}-{} {:02}:{:02}",
        at.day(),
        at.month(),
        at.year(),
        at.hour(),
        at.minute()
    )
}

/// RFC 3339 with the offset of `zone`. A moment the clock skips in March moves on by the hour that is
/// skipped.
pub(crate) fn with_offset(at: DateTime, zone: &TimeZone) -> String {
    zone.to_ambiguous_zoned(at).compatible().map_or_else(
        |_| at.to_string(),
        |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn offsets_follow_summer_time() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let check = |at: DateTime, expected: &str| assert_eq!(with_offset(at, &zone), expected);
        check(
            date(2025, 3, 29).at(12, 0, 0, 0),
            "2025-03-29T12:00:00+01:00",
        );
        check(
            date(2025, 3, 30).at(2, 30, 0, 0),
            "2025-03-30T03:30:00+02:00",
        );
        check(
            date(2025, 3, 31).at(12, 0, 5, 0),
            "2025-03-31T12:00:05+02:00",
        );
    }

    #[test]
    fn dutch_moments_have_two_digits() {
        assert_eq!(
            dutch_moment(date(2025, 1, 5).at(9, 7, 0, 0)),
            "05-01-2025 09:07"
        );
    }
}
