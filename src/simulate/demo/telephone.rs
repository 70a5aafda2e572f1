//! The log of the telephone exchange: who called when, waited how long, and was helped by whom.

use crate::simulate::contact::{Channel, Contact, Experience, Reason};
use crate::simulate::customer::Customer;
use crate::simulate::demo::generate::Options;
use crate::simulate::demo::response::Response;
use crate::simulate::demo::survey::with_offset;
use crate::simulate::demo::transcript::Transcript;
use crate::simulate::dice::{Dice, Task};
use crate::simulate::person::{agent, agent_id};
use jiff::ToSpan;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Header of `calls.csv`.
pub(crate) const CALL_LOG_COLUMNS: [&str; 16] = [
    "contact_id",
    "customer_id",
    "channel",
    "direction",
    "queue_id",
    "team_id",
    "agent_id",
    "enqueued_at",
    "answered_at",
    "ended_at",
    "acw_ended_at",
    "disposition",
    "talk_s",
    "hold_s",
    "acw_s",
    "issue_type",
];

/// Draws of customers who call and are asked nothing, per hundred customers; a part of them calls.
const OTHERS_PER_HUNDRED: usize = 110;

/// One call.
#[derive(Debug, Clone)]
pub(crate) struct Ring {
    contact_id: String,
    customer_id: String,
    at: DateTime,
    queue: &'static str,
    reason: Reason,
    wait_s: i64,
    /// `None` when the caller hung up before.
    conversation: Option<Conversation>,
}

#[derive(Debug, Clone)]
struct Conversation {
    agent_id: String,
    talk_s: i64,
    hold_s: i64,
    wrap_up_s: i64,
}

/// All calls in order of time: those that a response was given about, and others, some of whom hang up.
pub(crate) fn ring(
    options: &Options,
    responses: &[Response],
    transcripts: &[Transcript],
) -> Vec<Ring> {
    let heard: BTreeMap<usize, &str> = transcripts
        .iter()
        .map(|transcript| (transcript.response, transcript.call.agent))
        .collect();
    let mut rings = Vec::new();
    for response in responses {
        if response.contact.channel != Channel::Phone {
            continue;
        }
        let mut dice = Dice::new(options.seed, Task::Telephone, response.number);
        let wait_s = waited(&response.contact, &mut dice);
        let drawn = agent(&mut dice);
        let name = heard.get(&response.number).copied().unwrap_or(drawn);
        rings.push(Ring {
            contact_id: response.contact_id.clone(),
            customer_id: response.customer_id.clone(),
            at: response.contact.at,
            queue: queue(response.contact.reason),
            reason: response.contact.reason,
            wait_s,
            conversation: Some(conversation(name, &response.contact, &mut dice)),
        });
    }
    let great_outage = options.period().great_outage();
    for number in 0..options.n_customers * OTHERS_PER_HUNDRED / 100 {
        let mut dice = Dice::new(options.seed, Task::Caller, number);
        let customer = Customer::draw(&mut dice);
        let contact = Contact::draw(&customer, options.period(), &mut dice);
        if contact.channel != Channel::Phone {
            continue;
        }
        // The longer the queue, the more hang up; a third of them within seconds.
        let wait_s = waited(&contact, &mut dice);
        let crowded = contact.month == great_outage && contact.reason == Reason::Outage;
        let gives_up = if wait_s > 120 || crowded { 0.34 } else { 0.07 };
        let (wait_s, conversation) = if dice.chance(gives_up) {
            let least = if dice.chance(0.33) { 1 } else { 6 };
            (dice.between(least, wait_s.max(9)).min(900), None)
        } else {
            let name = agent(&mut dice);
            (wait_s, Some(conversation(name, &contact, &mut dice)))
        };
        rings.push(Ring {
            contact_id: format!("C{:07}", 8_000_000 + number),
            customer_id: format!("K{:06}", 800_000 + number),
            at: contact.at,
            queue: queue(contact.reason),
            reason: contact.reason,
            wait_s,
            conversation,
        });
    }
    rings.sort_by(|a, b| (a.at, &a.contact_id).cmp(&(b.at, &b.contact_id)));
    rings
}

/// Seconds in the queue, in step with what the caller says of it.
fn waited(contact: &Contact, dice: &mut Dice) -> i64 {
    match contact.experience("wait.phone") {
        Experience::Bad => dice.between(240, 1_500),
        Experience::Good => dice.between(2, 18),
        Experience::Nothing if dice.chance(0.86) => dice.between(3, 29),
        Experience::Nothing => dice.between(31, 200),
    }
}

fn conversation(name: &str, contact: &Contact, dice: &mut Dice) -> Conversation {
    let was_passed_on = contact.experience("wait.transfer") == Experience::Bad;
    Conversation {
        agent_id: agent_id(name),
        talk_s: dice.between(110, 620),
        hold_s: match was_passed_on {
            true => dice.between(60, 420),
            false if dice.chance(0.2) => dice.between(10, 90),
            false => 0,
        },
        wrap_up_s: dice.between(15, 140),
    }
}

fn queue(reason: Reason) -> &'static str {
    match reason {
        Reason::Outage | Reason::Quality | Reason::Login => "storing",
        Reason::Invoice | Reason::Refund => "rekening",
        Reason::Delivery | Reason::Cancel | Reason::Move => "abonnement",
    }
}

/// The rows of `calls.csv`.
pub(crate) fn call_log_rows(rings: &[Ring], zone: &TimeZone) -> Vec<Vec<String>> {
    rings.iter().map(|ring| call_log_row(ring, zone)).collect()
}

fn call_log_row(ring: &Ring, zone: &TimeZone) -> Vec<String> {
    let after = |seconds: i64| with_offset(ring.at.saturating_add(seconds.seconds()), zone);
    let talk = ring.conversation.as_ref();
    let spoken_s = talk.map_or(0, |talk| talk.talk_s + talk.hold_s);
    let ended = ring.wait_s + spoken_s;
    let number =
        |of: fn(&Conversation) -> i64| talk.map_or_else(String::new, |talk| of(talk).to_string());
    vec![
        ring.contact_id.clone(),
        ring.customer_id.clone(),
        Channel::Phone.name().to_owned(),
        "inbound".to_owned(),
        ring.queue.to_owned(),
        if talk.is_some() { "eerste lijn" } else { "" }.to_owned(),
        talk.map_or_else(String::new, |talk| talk.agent_id.clone()),
        after(0),
        talk.map_or_else(String::new, |_| after(ring.wait_s)),
        after(ended),
        talk.map_or_else(String::new, |talk| after(ended + talk.wrap_up_s)),
        if talk.is_some() {
            "answered"
        } else {
            "abandoned"
        }
        .to_owned(),
        number(|talk| talk.talk_s),
        number(|talk| talk.hold_s),
        number(|talk| talk.wrap_up_s),
        ring.reason.name().to_owned(),
    ]
}

/// What was planted, for `truth.json`: counts that any reader of the log must find again.
pub(crate) fn call_truth(rings: &[Ring]) -> Value {
    let answered: Vec<&Ring> = rings
        .iter()
        .filter(|ring| ring.conversation.is_some())
        .collect();
    let waits: i64 = answered.iter().map(|ring| ring.wait_s).sum();
    let abandoned = rings.iter().filter(|ring| ring.conversation.is_none());
    json!({
        "offered": rings.len(),
        "answered": answered.len(),
        "answered_within_30_s": answered.iter().filter(|ring| ring.wait_s <= 30).count(),
        "abandoned": rings.len() - answered.len(),
        "abandoned_within_5_s": abandoned.filter(|ring| ring.wait_s <= 5).count(),
        "sum_of_waits_of_answered_s": waits,
        "longest_wait_s": rings.iter().map(|ring| ring.wait_s).max(),
    })
}
