//! Puts the whole set of files together.

use crate::simulate::contact::{Contact, Period};
use crate::simulate::customer::Customer;
use crate::simulate::demo::dirt::{soil_lines, soil_surveys, soil_tickets};
use crate::simulate::demo::effect::measure;
use crate::simulate::demo::error::Error;
use crate::simulate::demo::files::{Demo, File};
use crate::simulate::demo::response::{Response, draw_responses};
use crate::simulate::demo::survey::{
    SURVEY_COLUMNS, TICKET_COLUMNS, comment_line, survey_row, ticket_rows, to_csv,
};
use crate::simulate::demo::telephone::{CALL_LOG_COLUMNS, call_log_rows, ring};
use crate::simulate::demo::ticket::open_ticket;
use crate::simulate::demo::transcript::{CALLS, Format, call_line, record_calls, single_files};
use crate::simulate::demo::truth::{Planted, labels, truth_json};
use crate::simulate::demo::written::{Books, write_comments};
use crate::simulate::dice::{Dice, Task};
use encoding_rs::WINDOWS_1252;
use flate2::{Compression, GzBuilder};
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use std::io::Write as _;

/// What to simulate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Same seed, same bytes.
    pub seed: u64,
    /// Number of customers; each gives 1.4 survey responses on average.
    pub n_customers: usize,
    /// Number of months, 1 to 120.
    pub n_months: usize,
    /// Any day of the first month.
    pub first_month: Date,
    /// Number of responses in the large sample that measures the planted effects.
    pub n_truth: usize,
}

impl Default for Options {
    /// Half a year of some 6 000 responses, as in `data/demo`.
    fn default() -> Self {
        Self {
            seed: 20_250_101,
            n_customers: 4_250,
            n_months: 6,
            first_month: date(2025, 1, 1),
            n_truth: 80_000,
        }
    }
}

impl Options {
    pub(crate) fn period(&self) -> Period {
        Period {
            first: self.first_month.first_of_month(),
            n_months: self.n_months,
        }
    }
}

/// Ids count up from fixed bases with seven digits, so there is an end to what fits.
const MOST_CUSTOMERS: usize = 80_000;
const MOST_MONTHS: usize = 120;

/// Tickets of contacts that no response was given about, per hundred customers.
const ORPHAN_TICKETS_PER_HUNDRED: usize = 3;

/// Makes all files of the set in memory.
///
/// # Errors
/// [`Error::Size`] for no customers, no months, or more than the ids and dates hold (80 000 customers,
/// 120 months); [`Error::Zone`] without a time zone table; [`Error::Csv`], [`Error::Json`] or [`Error::Compress`] if a file cannot be put together.
pub fn generate(options: &Options) -> Result<Demo, Error> {
    let fits = (1..=MOST_CUSTOMERS).contains(&options.n_customers)
        && (1..=MOST_MONTHS).contains(&options.n_months);
    if !fits {
        return Err(Error::Size {
            n_customers: options.n_customers,
            n_months: options.n_months,
        });
    }
    let books = Books::new();
    let zone = TimeZone::get("Europe/Amsterdam").map_err(|source| Error::Zone { source })?;
    let responses = draw_responses(options.seed, options.n_customers, options.period());
    let comments = write_comments(options.seed, &responses, &books);
    let transcripts = record_calls(options.seed, &responses, &books);
    let mut dice = Dice::new(options.seed, Task::Dirt, 0);

    let mut survey_rows: Vec<_> = responses.iter().map(survey_row).collect();
    let mut dirty_rows = soil_surveys(&mut survey_rows, &mut dice);

    let mut comment_lines: Vec<String> = comments
        .iter()
        .map(|comment| comment_line(comment, &responses[comment.response], &zone).to_string())
        .collect();
    dirty_rows.append(&mut soil_lines(
        "comments.jsonl",
        "response_id",
        &mut comment_lines,
        &mut dice,
    ));

    let mut call_lines: Vec<String> = transcripts
        .iter()
        .filter(|transcript| transcript.format == Format::JsonLines)
        .map(|transcript| call_line(transcript, &responses[transcript.response], &zone).to_string())
        .collect();
    dirty_rows.append(&mut soil_lines(
        CALLS,
        "contact_id",
        &mut call_lines,
        &mut dice,
    ));

    let tickets = ticket_table(options, &responses, &zone);
    let mut events = tickets.rows;
    dirty_rows.append(&mut soil_tickets(&mut events, &mut dice));

    let rings = ring(options, &responses, &transcripts);
    let effects = measure(options.seed, options.period(), options.n_truth);
    let planted = Planted {
        options,
        effects: &effects,
        responses: &responses,
        comments: &comments,
        transcripts: &transcripts,
        rings: &rings,
        n_tickets: tickets.n_tickets,
        n_orphan_tickets: tickets.n_orphans,
        dirty_rows,
    };

    let surveys = to_csv("surveys.csv", b';', &SURVEY_COLUMNS, &survey_rows)?;
    let tickets_csv = to_csv(TICKETS, b',', &TICKET_COLUMNS, &events)?;
    let call_log = call_log_rows(&rings, &zone);
    let calls_csv = to_csv(CALL_LOG, b',', &CALL_LOG_COLUMNS, &call_log)?;
    let mut files = vec![
        file("surveys.csv", in_windows_1252(&surveys)),
        file("comments.jsonl", joined(&comment_lines)),
        file(CALLS, joined(&call_lines)),
        file(TICKETS, gzipped(TICKETS, &tickets_csv)?),
        file(CALL_LOG, gzipped(CALL_LOG, &calls_csv)?),
        file("truth.json", truth_json(&planted)?),
        file(LABELS, gzipped(LABELS, &labels(&planted))?),
    ];
    files.append(&mut single_files(&transcripts, &responses));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Demo { files })
}

const CALL_LOG: &str = "calls.csv.gz";
const TICKETS: &str = "tickets.csv.gz";
const LABELS: &str = "truth_labels.jsonl.gz";

/// Without name and time in the header, so that the bytes depend on the content alone.
fn gzipped(file: &'static str, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let fault = |source| Error::Compress { file, source };
    let mut writer = GzBuilder::new().write(Vec::new(), Compression::best());
    writer.write_all(bytes).map_err(fault)?;
    writer.finish().map_err(fault)
}

struct TicketTable {
    rows: Vec<Vec<String>>,
    n_tickets: usize,
    n_orphans: usize,
}

fn ticket_table(options: &Options, responses: &[Response], zone: &TimeZone) -> TicketTable {
    let mut rows: Vec<(DateTime, Vec<String>)> = Vec::new();
    let mut n_tickets = 0;
    for response in responses {
        if let Some(ticket) = &response.ticket {
            rows.append(&mut ticket_rows(
                ticket,
                &response.contact_id,
                &response.customer_id,
                zone,
            ));
            n_tickets += 1;
        }
    }
    let mut n_orphans = 0;
    for number in 0..options.n_customers * ORPHAN_TICKETS_PER_HUNDRED / 100 {
        let mut dice = Dice::new(options.seed, Task::Orphan, number);
        let customer = Customer::draw(&mut dice);
        let contact = Contact::draw(&customer, options.period(), &mut dice);
        let (contact_id, customer_id) = (
            format!("C{:07}", 9_000_000 + number),
            format!("K{:06}", 990_000 + number),
        );
        if let Some(ticket) = open_ticket(400_000 + number, &customer, &contact, &mut dice) {
            rows.append(&mut ticket_rows(&ticket, &contact_id, &customer_id, zone));
            n_orphans += 1;
        }
    }
    // A stable sort: events of one ticket at one moment keep their order.
    rows.sort_by_key(|(at, _)| *at);
    TicketTable {
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        n_tickets: n_tickets + n_orphans,
        n_orphans,
    }
}

fn file(path: &str, bytes: Vec<u8>) -> File {
    File {
        path: path.to_owned(),
        bytes,
    }
}

fn joined(lines: &[String]) -> Vec<u8> {
    let mut text = lines.join("\n");
    text.push('\n');
    text.into_bytes()
}

/// What an older Dutch spreadsheet program saves.
fn in_windows_1252(utf8: &[u8]) -> Vec<u8> {
    WINDOWS_1252
        .encode(&String::from_utf8_lossy(utf8))
        .0
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::io::Read as _;
    use std::path::Path;

    fn small() -> Options {
        Options {
            n_customers: 300,
            n_truth: 2_000,
            ..Options::default()
        }
    }

    fn text<'a>(demo: &'a Demo, path: &str) -> &'a str {
        std::str::from_utf8(demo.file(path).expect(path)).expect("UTF-8")
    }

    /// The set in the repository is what the default options make. With
    /// `SIGNAAL_REWRITE_DEMO=1` the test writes it anew instead.
    #[test]
    fn the_committed_files_are_those_of_the_default_seed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
        let demo = generate(&Options::default()).unwrap();
        if std::env::var_os("SIGNAAL_REWRITE_DEMO").is_some() {
            demo.write(&folder).unwrap();
        }
        for file in &demo.files {
            let committed = std::fs::read(folder.join(&file.path)).expect(&file.path);
            // Compressors may differ between processors; what is inside may not.
            let same = plain(&file.path, &committed) == plain(&file.path, &file.bytes);
            assert!(same, "{} has drifted", file.path);
        }
        let size: usize = demo.files.iter().map(|file| file.bytes.len()).sum();
        assert!(size <= 4_000_000, "{size} bytes");
    }

    fn plain(path: &str, bytes: &[u8]) -> Vec<u8> {
        if Path::new(path)
            .extension()
            .is_none_or(|extension| extension != "gz")
        {
            return bytes.to_vec();
        }
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(bytes)
            .read_to_end(&mut plain)
            .unwrap();
        plain
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
        let first = generate(&small()).unwrap();
        assert_eq!(first, generate(&small()).unwrap());
        let other = Options { seed: 2, ..small() };
        assert_ne!(
            first.file("comments.jsonl"),
            generate(&other).unwrap().file("comments.jsonl")
        );
    }

    #[test]
    fn nothing_to_simulate_is_an_error() {
        for (n_customers, n_months) in [(0, 6), (10, 0), (MOST_CUSTOMERS + 1, 6), (10, 121)] {
            let options = Options {
                n_customers,
                n_months,
                ..small()
            };
            assert!(
                matches!(generate(&options), Err(Error::Size { .. })),
                "{options:?}"
            );
        }
    }

    #[test]
    fn one_month_and_one_customer_are_enough() {
        let options = Options {
            n_customers: 1,
            n_months: 1,
            n_truth: 10,
            ..small()
        };
        assert!(generate(&options).unwrap().file("surveys.csv").is_some());
    }

    #[test]
    fn every_label_points_at_what_it_names() {
        let demo = generate(&small()).unwrap();
        let labels = plain("x.gz", demo.file("truth_labels.jsonl.gz").unwrap());
        let comments: std::collections::BTreeMap<String, String> = text(&demo, "comments.jsonl")
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .map(|comment| {
                let field = |name: &str| comment[name].as_str().unwrap().to_owned();
                (field("comment_id"), field("text"))
            })
            .collect();
        let mut n_emails = 0;
        for line in String::from_utf8(labels).unwrap().lines() {
            let label: serde_json::Value = serde_json::from_str(line).unwrap();
            let Some(id) = label["comment_id"].as_str() else {
                continue;
            };
            for item in label["personal_data"].as_array().unwrap() {
                let place = |name: &str| usize::try_from(item[name].as_u64().unwrap()).unwrap();
                let part = &comments[id][place("start")..place("end")];
                if item["kind"] == "email" {
                    assert!(part.ends_with("@example.nl"), "{part}");
                    n_emails += 1;
                }
            }
        }
        assert!(n_emails > 0);
    }

    #[test]
    fn long_comments_are_all_different() {
        let demo = generate(&small()).unwrap();
        let mut seen = BTreeSet::new();
        for line in text(&demo, "comments.jsonl").lines() {
            let Ok(comment) = serde_json::from_str::<serde_json::Value>(line) else {
                continue;
            };
            let words = comment["text"].as_str().unwrap().to_lowercase();
            if words.split_whitespace().count() > 8 && comment["comment_id"] != "R999998-1" {
                assert!(seen.insert(words.clone()), "{words}");
            }
        }
    }

    #[test]
    fn the_truth_ranks_every_topic_and_places_every_dirty_row() {
        let demo = generate(&small()).unwrap();
        let truth: serde_json::Value = serde_json::from_str(text(&demo, "truth.json")).unwrap();
        let topics = truth["topics"].as_array().unwrap();
        assert_eq!(topics.len(), crate::simulate::topic::N_TOPICS);
        for (place, topic) in topics.iter().enumerate() {
            assert_eq!(topic["expected_rank"], place + 1);
        }
        let dirty = truth["dirty_rows"].as_array().unwrap();
        assert_eq!(dirty.len(), 8 + 3 + 2 + 2);
        for row in dirty {
            let path = row["file"].as_str().unwrap();
            let bytes = plain(path, demo.file(path).expect(path));
            let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            let line = lines[usize::try_from(row["line"].as_u64().unwrap()).unwrap() - 1];
            let line = WINDOWS_1252.decode(line).0;
            let sign = match row["reason"].as_str().unwrap() {
                "no such day" => "31",
                "not a date" => "vorige week",
                "score above the scale" => ";11;",
                "score in words" => ";acht;",
                "weight is not a number" => ";1,0,8",
                "refers to nothing" => "999998",
                _ => "",
            };
            assert!(!line.is_empty() && line.contains(sign), "{row} {line}");
        }
    }

    #[test]
    fn conversations_take_turns_in_order_of_time() {
        let demo = generate(&small()).unwrap();
        let mut n_calls = 0;
        for line in text(&demo, CALLS).lines() {
            let Ok(call) = serde_json::from_str::<serde_json::Value>(line) else {
                continue;
            };
            let turns = call["turns"].as_array().unwrap();
            assert!((8..=40).contains(&turns.len()), "{} turns", turns.len());
            let times: Vec<i64> = turns
                .iter()
                .map(|turn| turn["at_s"].as_i64().unwrap())
                .collect();
            assert!(times.is_sorted(), "{times:?}");
            assert_eq!(turns[0]["speaker"], "agent");
            n_calls += 1;
        }
        assert!(n_calls > 10);
    }

    #[test]
    fn a_ticket_starts_with_created_and_a_late_reply_is_late() {
        let responses = draw_responses(7, 400, small().period());
        let bad = crate::simulate::contact::Experience::Bad;
        let mut n_late = 0;
        for response in &responses {
            let Some(ticket) = &response.ticket else {
                continue;
            };
            assert_eq!(ticket.events[0].name, "created");
            assert!(
                ticket.events.is_sorted_by_key(|event| event.at),
                "{}",
                ticket.id
            );
            assert!(response.sent > ticket.solved_at());
            let reply = ticket
                .events
                .iter()
                .find(|event| event.name == "public_reply")
                .unwrap();
            let waited = reply.at.since(ticket.events[0].at).unwrap();
            if response.contact.experience("wait.response") == bad {
                assert!(waited.get_days() >= 2, "{waited}");
                n_late += 1;
            }
            let moves = ticket
                .events
                .iter()
                .filter(|event| event.name == "team_assigned")
                .count();
            if response.contact.experience("wait.transfer") == bad {
                assert!(moves >= 1, "{}", ticket.id);
            }
            let reopened = ticket.events.iter().any(|event| event.name == "reopened");
            if response.contact.experience("resolution.first-time") == bad {
                assert!(reopened, "{}", ticket.id);
            }
        }
        assert!(n_late > 5);
    }
}
