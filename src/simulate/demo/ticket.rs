//! Tickets and their events, in step with what the customer experienced.

use crate::simulate::contact::{Channel, Contact, Experience, Reason};
use crate::simulate::customer::{Customer, Segment};
use crate::simulate::dice::Dice;
use jiff::ToSpan;
use jiff::civil::DateTime;

/// Something that happened to a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) at: DateTime,
    /// `created`, `status`, `team_assigned`, `public_reply`, `customer_message`, `solved`, `reopened`, `closed`.
    pub(crate) name: &'static str,
    pub(crate) old: &'static str,
    pub(crate) new: &'static str,
    pub(crate) team: &'static str,
}

/// A ticket with its events in order of time.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    pub(crate) id: String,
    pub(crate) priority: &'static str,
    pub(crate) channel: Channel,
    pub(crate) events: Vec<Event>,
}

impl Ticket {
    /// When the ticket was solved for the last time.
    pub(crate) fn solved_at(&self) -> DateTime {
        self.events
            .iter()
            .rfind(|event| event.name == "solved")
            .or(self.events.last())
            .map_or(DateTime::ZERO, |event| event.at)
    }
}

const FIRST_LINE: &str = "eerste lijn";

/// The ticket of a contact, if one was opened.
pub(crate) fn open_ticket(
    number: usize,
    customer: &Customer,
    contact: &Contact,
    dice: &mut Dice,
) -> Option<Ticket> {
    let unsolved = contact.experience("resolution.first-time") == Experience::Bad;
    let opened = match contact.channel {
        Channel::Email | Channel::WebForm => 0.62,
        Channel::Phone => 0.13,
        Channel::Chat | Channel::Whatsapp => 0.1,
    };
    let opened = if unsolved { opened + 0.3 } else { opened };
    dice.chance(opened).then(|| Ticket {
        id: format!("T{:06}", 500_000 + number),
        priority: priority(customer, contact, dice),
        channel: contact.channel,
        events: events(contact, dice),
    })
}

fn priority(customer: &Customer, contact: &Contact, dice: &mut Dice) -> &'static str {
    match (contact.reason, customer.segment) {
        (Reason::Outage, Segment::LargeBusiness) => "urgent",
        (Reason::Outage, Segment::Business) => "hoog",
        (_, Segment::LargeBusiness) => dice.one_of(&["hoog", "normaal"]),
        _ => dice.weighted(&[("laag", 0.2), ("normaal", 0.65), ("hoog", 0.15)]),
    }
}

fn events(contact: &Contact, dice: &mut Dice) -> Vec<Event> {
    let bad = |id| contact.experience(id) == Experience::Bad;
    let mut log = Log {
        at: contact.at,
        team: FIRST_LINE,
        events: Vec::new(),
    };
    log.add("created", "", "open");
    let n_transfers = if bad("wait.transfer") {
        dice.between(2, 4)
    } else {
        i64::from(dice.chance(0.25))
    };
    let home = home_team(contact.reason);
    for step in 1..=n_transfers {
        log.wait(dice.between(20, 400));
        let next = if step == n_transfers {
            home
        } else {
            other_team(log.team, dice)
        };
        log.move_to(next);
    }
    let first_reply = if bad("wait.response") {
        dice.between(3 * 1_440, 9 * 1_440)
    } else {
        match contact.channel {
            Channel::Phone | Channel::Chat => dice.between(2, 30),
            Channel::Whatsapp => dice.between(10, 240),
            Channel::Email | Channel::WebForm => dice.between(60, 1_440),
        }
    };
    log.wait(first_reply);
    log.add("public_reply", "", "");
    if dice.chance(0.4) {
        log.add("status", "open", "pending");
        log.wait(dice.between(30, 2_800));
        log.add("customer_message", "", "");
        log.add("status", "pending", "open");
        log.wait(dice.between(30, 900));
        log.add("public_reply", "", "");
    }
    log.wait(if bad("resolution.informed") {
        dice.between(4_000, 12_000)
    } else {
        dice.between(10, 2_600)
    });
    log.add("solved", "open", "solved");
    let n_reopened = if bad("resolution.first-time") {
        dice.between(1, 3)
    } else {
        i64::from(dice.chance(0.05))
    };
    for _ in 0..n_reopened {
        log.wait(dice.between(500, 5_000));
        log.add("reopened", "solved", "open");
        log.wait(dice.between(60, 2_600));
        log.add("public_reply", "", "");
        log.wait(dice.between(10, 1_500));
        log.add("solved", "open", "solved");
    }
    if dice.chance(0.9) {
        log.at = log.at.saturating_add(7.days());
        log.add("closed", "solved", "closed");
    }
    log.events
}

fn home_team(reason: Reason) -> &'static str {
    match reason {
        Reason::Outage | Reason::Quality | Reason::Login => "techniek",
        Reason::Invoice | Reason::Refund => "administratie",
        Reason::Delivery => "planning",
        Reason::Cancel | Reason::Move => "contracten",
    }
}

fn other_team(current: &str, dice: &mut Dice) -> &'static str {
    let teams = [
        "techniek",
        "administratie",
        "planning",
        "contracten",
        FIRST_LINE,
    ];
    let others: Vec<_> = teams.into_iter().filter(|team| *team != current).collect();
    dice.pick(&others).copied().unwrap_or(FIRST_LINE)
}

struct Log {
    at: DateTime,
    team: &'static str,
    events: Vec<Event>,
}

impl Log {
    fn add(&mut self, name: &'static str, old: &'static str, new: &'static str) {
        self.events.push(Event {
            at: self.at,
            name,
            old,
            new,
            team: self.team,
        });
    }

    fn move_to(&mut self, team: &'static str) {
        let old = self.team;
        if old != team {
            self.team = team;
            self.add("team_assigned", old, team);
        }
    }

    /// Lets `minutes` pass; work is done between 8:00 and 21:00, so a moment in the night becomes
    /// the same minute of the next opening hour.
    fn wait(&mut self, minutes: i64) {
        self.at = self.at.saturating_add(minutes.minutes());
        if self.at.hour() >= 21 {
            self.at = self.at.saturating_add(1.day());
        }
        if !(8..21).contains(&self.at.hour()) {
            self.at = self.at.date().at(8, self.at.minute(), self.at.second(), 0);
        }
    }
}
