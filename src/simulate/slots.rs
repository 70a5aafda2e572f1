//! What fills the slots of a building block: numbers, dates, names and personal data.

use crate::simulate::dice::Dice;
use crate::simulate::language::Language;
use crate::simulate::marked::{Mark, PiiKind, wrap};
use crate::simulate::person::{Person, city, new_address};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Who speaks, about what and when: the values one text keeps throughout.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voice<'a> {
    pub(crate) language: Language,
    pub(crate) person: &'a Person,
    pub(crate) agent: &'static str,
    pub(crate) second_agent: &'static str,
    /// Name of the customer's package.
    pub(crate) package: &'static str,
    pub(crate) date: Date,
    /// The recommendation score given, 0 to 10.
    pub(crate) score: i64,
}

const MONTHS_NL: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Voice<'_> {
    /// Text for `slot`; `None` if there is no such slot.
    pub(crate) fn fill(&self, slot: &str, dice: &mut Dice) -> Option<String> {
        if let Some((kind, text)) = self.personal(slot) {
            return Some(wrap(Mark::Pii(kind), &text));
        }
        let dutch = self.language == Language::Dutch;
        let filled = match slot {
            "adres" => {
                let person = self.person;
                let street = format!("{} {}", person.street, person.house_number);
                let street = wrap(Mark::Pii(PiiKind::Address), &street);
                let postcode = wrap(Mark::Pii(PiiKind::Postcode), &person.postcode);
                match dice.below(3) {
                    0 => format!("{street} in {}", person.city),
                    1 => format!("{street}, {postcode} {}", person.city),
                    _ => format!("{street}, {postcode}"),
                }
            }
            "nieuwadres" => {
                let (street, number, postcode) = new_address(dice);
                let street = wrap(Mark::Pii(PiiKind::Address), &format!("{street} {number}"));
                let postcode = wrap(Mark::Pii(PiiKind::Postcode), &postcode);
                format!("{street}, {postcode} {}", city(dice))
            }
            "plaats" => self.person.city.to_owned(),
            "huisnummer" => self.person.house_number.to_string(),
            "pakket" => self.package.to_owned(),
            "stad" => city(dice).to_owned(),
            "cijfer" => self.score.to_string(),
            "min" => dice
                .one_of(&[
                    12, 15, 18, 20, 22, 25, 27, 30, 35, 38, 40, 43, 45, 50, 55, 60, 70, 75, 90,
                ])
                .to_string(),
            "uur" => small_number(dice.between(2, 9), self.language, dice),
            "keer" => small_number(dice.between(2, 6), self.language, dice),
            "n" => dice.between(4, 8).to_string(),
            "dagen" => small_number(dice.between(2, 12), self.language, dice),
            "weken" => small_number(dice.between(2, 7), self.language, dice),
            "jaren" => dice.between(2, 24).to_string(),
            "leeftijd" => dice.between(66, 91).to_string(),
            "getal" => dice
                .one_of(&[8, 12, 23, 35, 40, 60, 87, 90, 120, 180, 240])
                .to_string(),
            "tiental" => dice.between(9, 24).to_string(),
            "bedrag" => amount(self.language, dice),
            "maand" => {
                let earlier = self.date.saturating_sub(dice.between(20, 50).days());
                month(earlier, self.language).to_owned()
            }
            "dag" => weekday(dice, self.language).to_owned(),
            "datum" => {
                let date = self.date.saturating_sub(dice.between(3, 40).days());
                self.written_date(date, dice)
            }
            "straks" => {
                // One plan per customer: a house is not moved into on two days.
                let days = 5 + self.person.house_number % 55;
                let date = self.date.saturating_add(days.days());
                self.written_date(date, dice)
            }
            "product" => dice
                .one_of(&["internet", "wifi", "tv", "internet", "glasvezel", "modem"])
                .replace("glasvezel", if dutch { "glasvezel" } else { "fibre" }),
            "onderwerp" if dutch => dice
                .one_of(&[
                    "de aansluiting",
                    "mijn factuur",
                    "de monteur",
                    "de storing",
                    "het modem",
                ])
                .to_owned(),
            "onderwerp" => dice
                .one_of(&[
                    "the connection",
                    "my bill",
                    "the engineer",
                    "the outage",
                    "the modem",
                ])
                .to_owned(),
            "onvoldoende" => dice
                .one_of(&["onvoldoende", "dikke onvoldoende", "zware onvoldoende"])
                .to_owned(),
            _ => return None,
        };
        Some(filled)
    }

    fn personal(&self, slot: &str) -> Option<(PiiKind, String)> {
        let person = self.person;
        Some(match slot {
            "agent" => (PiiKind::AgentName, self.agent.to_owned()),
            "agent2" => (PiiKind::AgentName, self.second_agent.to_owned()),
            "naam" => (
                PiiKind::Name,
                format!("{} {}", person.first_name, person.last_name),
            ),
            "voornaam" => (PiiKind::Name, person.first_name.to_owned()),
            "telefoon" => (PiiKind::Phone, person.phone.clone()),
            "email" => (PiiKind::Email, person.email.clone()),
            "iban" => (PiiKind::Iban, person.iban.clone()),
            "postcode" => (PiiKind::Postcode, person.postcode.clone()),
            "klantnummer" => (PiiKind::CustomerNumber, person.customer_number.clone()),
            "geboortedatum" => (PiiKind::BirthDate, person.birth_date.clone()),
            _ => return None,
        })
    }

    fn written_date(&self, date: Date, dice: &mut Dice) -> String {
        let name = month(date, self.language);
        match (self.language, dice.below(4)) {
            (Language::Dutch, 0) => format!("{}-{}", date.day(), date.month()),
            (Language::Dutch, 1) if date < self.date => format!("{} {} jl.", date.day(), name),
            (Language::English, 0) => format!("{name} {}", date.day()),
            _ => format!("{} {name}", date.day()),
        }
    }
}

/// Name of the month of `date`.
pub(crate) fn month(date: Date, language: Language) -> &'static str {
    let position = usize::try_from(date.month() - 1).unwrap_or_default();
    match language {
        Language::Dutch => MONTHS_NL[position],
        Language::English => MONTHS_EN[position],
    }
}

fn weekday(dice: &mut Dice, language: Language) -> &'static str {
    use Weekday::{Friday, Monday, Saturday, Thursday, Tuesday, Wednesday};
    let day = dice.one_of(&[Monday, Tuesday, Wednesday, Thursday, Friday, Saturday]);
    match (language, day) {
        (Language::Dutch, Monday) => "maandag",
        (Language::Dutch, Tuesday) => "dinsdag",
        (Language::Dutch, Wednesday) => "woensdag",
        (Language::Dutch, Thursday) => "donderdag",
        (Language::Dutch, Friday) => "vrijdag",
        (Language::Dutch, _) => "zaterdag",
        (Language::English, Monday) => "Monday",
        (Language::English, Tuesday) => "Tuesday",
        (Language::English, Wednesday) => "Wednesday",
        (Language::English, Thursday) => "Thursday",
        (Language::English, Friday) => "Friday",
        (Language::English, _) => "Saturday",
    }
}

fn small_number(number: i64, language: Language, dice: &mut Dice) -> String {
    const DUTCH: [&str; 12] = [
        "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf",
        "twaalf",
    ];
    const ENGLISH: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let word = usize::try_from(number - 1)
        .ok()
        .and_then(|at| match language {
            Language::Dutch => DUTCH.get(at),
            Language::English => ENGLISH.get(at),
        });
    match word {
        Some(word) if dice.chance(0.5) => (*word).to_owned(),
        _ => number.to_string(),
    }
}

fn amount(language: Language, dice: &mut Dice) -> String {
    let euros = dice.between(7, 89);
    let cents = dice.one_of(&["00", "50", "95", "99", "25", "49"]);
    match (language, dice.below(4)) {
        (Language::Dutch, 0) => format!("€ {euros},{cents}"),
        (Language::Dutch, 1) => format!("{euros},{cents} euro"),
        (_, 2) => format!("€{euros}"),
        (Language::Dutch, _) => format!("{euros} euro"),
        (Language::English, 0) => format!("€{euros}.{cents}"),
        (Language::English, 1) => format!("{euros}.{cents} euros"),
        (Language::English, _) => format!("{euros} euros"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Task;

    #[test]
    fn every_slot_in_the_books_can_be_filled() {
        let mut dice = Dice::new(1, Task::Text, 0);
        let person = Person::new("Utrecht", &mut dice);
        let voice = Voice {
            language: Language::Dutch,
            person: &person,
            agent: "Kim",
            second_agent: "Tim",
            package: "Glasvezel 200",
            date: jiff::civil::date(2025, 3, 4),
            score: 7,
        };
        // Filled by the call itself, from other blocks.
        let by_the_call = ["probleem", "klacht", "Klacht", "lof"];
        for text in [
            include_str!("../../data/simulate/topics.nl.txt"),
            include_str!("../../data/simulate/topics.en.txt"),
            include_str!("../../data/simulate/frame.nl.txt"),
            include_str!("../../data/simulate/frame.en.txt"),
            include_str!("../../data/simulate/calls.nl.txt"),
            include_str!("../../data/simulate/calls.en.txt"),
        ] {
            for part in text.split('{').skip(1) {
                let slot = part.split('}').next().unwrap_or_default();
                if !by_the_call.contains(&slot) {
                    assert!(voice.fill(slot, &mut dice).is_some(), "{{{slot}}}");
                }
            }
        }
    }
}
