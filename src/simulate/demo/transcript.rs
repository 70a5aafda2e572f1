//! Conversations in the three formats they come in: JSON lines, WebVTT and plain text.

use crate::simulate::contact::Channel;
use crate::simulate::demo::call::{Call, Side, compose_call};
use crate::simulate::demo::files::File;
use crate::simulate::demo::response::Response;
use crate::simulate::demo::survey::with_offset;
use crate::simulate::demo::written::Books;
use crate::simulate::dice::{Dice, Task};
use crate::simulate::language::Language;
use crate::simulate::person::agent_id;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A conversation and the file it is in.
#[derive(Debug, Clone)]
pub(crate) struct Transcript {
    pub(crate) id: String,
    /// Position of its response.
    pub(crate) response: usize,
    pub(crate) format: Format,
    pub(crate) call: Call,
}

/// Format of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    JsonLines,
    WebVtt,
    Plain,
}

/// The file all transcripts in JSON lines are in.
pub(crate) const CALLS: &str = "transcripts/calls.jsonl";

/// Share of the contacts by phone and chat that was kept.
const KEPT: f64 = 0.096;

/// Composes the conversations that were kept.
pub(crate) fn record_calls(seed: u64, responses: &[Response], books: &Books) -> Vec<Transcript> {
    let mut transcripts = Vec::new();
    for response in responses {
        let mut dice = Dice::new(seed, Task::Call, response.number);
        let spoken = matches!(response.contact.channel, Channel::Phone | Channel::Chat);
        if !spoken || !dice.chance(KEPT) {
            continue;
        }
        let format = match response.contact.channel {
            Channel::Phone => dice.weighted(&[
                (Format::JsonLines, 0.9),
                (Format::WebVtt, 0.06),
                (Format::Plain, 0.04),
            ]),
            _ => Format::JsonLines,
        };
        transcripts.push(Transcript {
            id: format!("G{:06}", 700_000 + response.number),
            response: response.number,
            format,
            call: compose_call(response, books, &mut dice),
        });
    }
    transcripts
}

/// Path of the file a transcript is in.
pub(crate) fn path_of(transcript: &Transcript, response: &Response) -> String {
    match transcript.format {
        Format::JsonLines => CALLS.to_owned(),
        Format::WebVtt => format!("transcripts/{}.vtt", response.contact_id),
        Format::Plain => format!("transcripts/{}.txt", response.contact_id),
    }
}

/// The JSON object of a transcript.
pub(crate) fn call_line(transcript: &Transcript, response: &Response, zone: &TimeZone) -> Value {
    let turns: Vec<Value> = transcript
        .call
        .turns
        .iter()
        .map(|turn| {
            let speaker = match turn.side {
                Side::Agent => "agent",
                Side::Customer => "customer",
            };
            json!({ "speaker": speaker, "at_s": turn.at_s, "text": turn.finished.text })
        })
        .collect();
    json!({
        "transcript_id": transcript.id,
        "contact_id": response.contact_id,
        "customer_id": response.customer_id,
        "started_at": with_offset(response.contact.at, zone),
        "channel": response.contact.channel.name(),
        "agent_id": agent_id(transcript.call.agent),
        "turns": turns,
    })
}

/// The files of their own that transcripts in WebVTT and plain text get.
pub(crate) fn single_files(transcripts: &[Transcript], responses: &[Response]) -> Vec<File> {
    transcripts
        .iter()
        .filter_map(|transcript| {
            let response = responses.get(transcript.response)?;
            let text = match transcript.format {
                Format::JsonLines => return None,
                Format::WebVtt => web_vtt(&transcript.call),
                Format::Plain => plain(&transcript.call, response.customer.language),
            };
            Some(File {
                path: path_of(transcript, response),
                bytes: text.into_bytes(),
            })
        })
        .collect()
}

fn web_vtt(call: &Call) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for (number, turn) in call.turns.iter().enumerate() {
        let length = i64::try_from(turn.finished.text.chars().count() / 14).unwrap_or_default();
        let speaker = match turn.side {
            Side::Agent => "Agent",
            Side::Customer => "Klant",
        };
        let (from, to) = (clock(turn.at_s), clock(turn.at_s + 1 + length));
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n{}\n{from} --> {to}\n<v {speaker}>{}</v>\n",
            number + 1,
            turn.finished.text
        );
    }
    text
}

fn clock(seconds: i64) -> String {
    format!(
        "{:02}:{:02}:{:02}.000",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn plain(call: &Call, language: Language) -> String {
    let customer = match language {
        Language::Dutch => "Klant",
        Language::English => "Customer",
    };
    let mut text = String::new();
    for turn in &call.turns {
        let speaker = match turn.side {
            Side::Agent => "Agent",
            Side::Customer => customer,
        };
        text.push_str(speaker);
        text.push_str(": ");
        text.push_str(&turn.finished.text);
        text.push('\n');
    }
    text
}
