//! Survey responses: a contact, its ticket, the moments of the survey and the scores.

use crate::simulate::contact::{Contact, Period};
use crate::simulate::customer::Customer;
use crate::simulate::demo::ticket::{Ticket, open_ticket};
use crate::simulate::dice::{Dice, Task};
use crate::simulate::score::{experienced, step};
use jiff::ToSpan;
use jiff::civil::DateTime;

/// A response to the survey.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    /// Position in order of contact, from 0.
    pub(crate) number: usize,
    pub(crate) id: String,
    pub(crate) contact_id: String,
    pub(crate) customer_id: String,
    pub(crate) customer: Customer,
    pub(crate) contact: Contact,
    pub(crate) ticket: Option<Ticket>,
    /// When the invitation went out and when the answer came, Dutch local time.
    pub(crate) sent: DateTime,
    pub(crate) submitted: DateTime,
    /// 0 to 10, or 99 for "weet ik niet".
    pub(crate) nps: i64,
    /// 1 to 7, where 7 is "zeer gemakkelijk"; 0 is "niet ingevuld".
    pub(crate) ces: i64,
    /// 1 to 5, where 1 is "zeer tevreden"; 9 is "niet van toepassing".
    pub(crate) satisfaction: i64,
}

/// Code of "weet ik niet" among the recommendation scores.
pub(crate) const DO_NOT_KNOW: i64 = 99;
/// Code of an effort score that was not filled in.
pub(crate) const NOT_FILLED_IN: i64 = 0;
/// Code of "niet van toepassing" among the satisfaction scores.
pub(crate) const NOT_APPLICABLE: i64 = 9;

/// All responses of `n_customers` customers, in order of contact.
pub(crate) fn draw_responses(seed: u64, n_customers: usize, period: Period) -> Vec<Response> {
    let mut contacts = Vec::new();
    for number in 0..n_customers {
        let mut dice = Dice::new(seed, Task::Customer, number);
        let customer = Customer::draw(&mut dice);
        for _ in 0..customer.n_contacts {
            let contact = Contact::draw(&customer, period, &mut dice);
            contacts.push((number, customer.clone(), contact));
        }
    }
    contacts.sort_by_key(|(number, _, contact)| (contact.at, *number));
    contacts
        .into_iter()
        .enumerate()
        .map(|(number, (customer_number, customer, contact))| {
            respond(seed, number, customer_number, customer, contact)
        })
        .collect()
}

fn respond(
    seed: u64,
    number: usize,
    customer_number: usize,
    customer: Customer,
    contact: Contact,
) -> Response {
    let mut dice = Dice::new(seed, Task::Ticket, number);
    let ticket = open_ticket(number, &customer, &contact, &mut dice);
    // The invitation goes out the day after the contact, or after its ticket was solved.
    let settled = ticket.as_ref().map_or(contact.at, Ticket::solved_at);
    let sent = settled.max(contact.at).date().saturating_add(1.days()).at(
        9,
        i8::try_from(dice.below(60)).unwrap_or_default(),
        0,
        0,
    );
    let hours = dice.weighted(&[
        (1, 0.4),
        (5, 0.25),
        (11, 0.1),
        (24, 0.12),
        (50, 0.08),
        (130, 0.05),
    ]);
    let submitted = sent
        .saturating_add(hours.hours())
        .saturating_add(dice.between(0, 119).minutes());
    let latent = contact.before + experienced(&contact.experiences, None);
    let effort = 0.8_f64.mul_add(dice.bell(), 0.38_f64.mul_add(latent, 2.6));
    let satisfaction = 0.55_f64.mul_add(dice.bell(), 0.45_f64.mul_add(-latent, 5.9));
    let nps = if dice.chance(0.022) {
        DO_NOT_KNOW
    } else {
        contact.score
    };
    let ces = if dice.chance(0.05) {
        NOT_FILLED_IN
    } else {
        step(effort, 1, 7)
    };
    let satisfaction = if dice.chance(0.03) {
        NOT_APPLICABLE
    } else {
        step(satisfaction, 1, 5)
    };
    Response {
        number,
        id: format!("R{:06}", 100_000 + number),
        contact_id: format!("C{:07}", 2_400_000 + 3 * number + dice.below(3)),
        customer_id: format!("K{:06}", 300_000 + 7 * customer_number),
        customer,
        contact,
        ticket,
        sent,
        submitted,
        nps,
        ces,
        satisfaction,
    }
}
