//! Invented people, with personal data that look right and belong to nobody.

use crate::simulate::dice::Dice;

/// A customer's personal data.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) iban: String,
    pub(crate) street: &'static str,
    pub(crate) house_number: i64,
    pub(crate) postcode: String,
    pub(crate) city: &'static str,
    pub(crate) customer_number: String,
    pub(crate) birth_date: String,
}

const FIRST_NAMES: [&str; 48] = [
    "Jan", "Piet", "Henk", "Kees", "Gerard", "Willem", "Johan", "Bas", "Daan", "Sem", "Lars",
    "Ruben", "Thijs", "Mohammed", "Youssef", "Emre", "Ravi", "Sander", "Jeroen", "Maarten", "Wim",
    "Ton", "Rob", "Marco", "Anna", "Sophie", "Emma", "Lotte", "Fleur", "Annelies", "Wilma",
    "Ingrid", "Marijke", "Truus", "Riet", "Fatima", "Samira", "Aylin", "Priya", "Esther", "Linda",
    "Petra", "Saskia", "Mieke", "Joke", "Renée", "Zoë", "Chloë",
];

const LAST_NAMES: [&str; 44] = [
    "de Vries",
    "Jansen",
    "van den Berg",
    "Bakker",
    "van Dijk",
    "Visser",
    "Smit",
    "Meijer",
    "de Boer",
    "Mulder",
    "de Groot",
    "Bos",
    "Vos",
    "Peters",
    "Hendriks",
    "van Leeuwen",
    "Dekker",
    "Brouwer",
    "de Wit",
    "Dijkstra",
    "Smits",
    "de Graaf",
    "van der Meer",
    "van der Linden",
    "Kok",
    "Jacobs",
    "de Haan",
    "Vermeulen",
    "van den Heuvel",
    "van der Veen",
    "Yilmaz",
    "El Amrani",
    "Öztürk",
    "Ramdin",
    "Kowalski",
    "Hoekstra",
    "Koster",
    "Prins",
    "Blom",
    "Huisman",
    "Postma",
    "Kuipers",
    "van Vliet",
    "Schouten",
];

const AGENTS: [&str; 22] = [
    "Sanne", "Kevin", "Naomi", "Dennis", "Kim", "Rachid", "Lisa", "Tim", "Merel", "Joost", "Fenna",
    "Murat", "Iris", "Stefan", "Yara", "Bram", "Nadia", "Thomas", "Eva", "Niels", "Chantal",
    "Omar",
];

const STREETS: [&str; 24] = [
    "Dorpsstraat",
    "Kerkstraat",
    "Molenweg",
    "Stationsweg",
    "Lindelaan",
    "Beukenlaan",
    "Prinses Beatrixstraat",
    "Wilhelminaplein",
    "Schoolstraat",
    "Havenkade",
    "Zeedijk",
    "Vondelstraat",
    "Rembrandtlaan",
    "Julianastraat",
    "Marktplein",
    "Eikenlaan",
    "Oranjestraat",
    "Tulpstraat",
    "Kastanjelaan",
    "Veldweg",
    "Nieuwstraat",
    "Raadhuisplein",
    "Merelstraat",
    "Polderweg",
];

/// Cities with area code, by province.
const CITIES: [(&str, &str, &str); 24] = [
    ("Groningen", "Groningen", "050"),
    ("Veendam", "Groningen", "0598"),
    ("Leeuwarden", "Fryslân", "058"),
    ("Sneek", "Fryslân", "0515"),
    ("Assen", "Drenthe", "0592"),
    ("Emmen", "Drenthe", "0591"),
    ("Zwolle", "Overijssel", "038"),
    ("Enschede", "Overijssel", "053"),
    ("Arnhem", "Gelderland", "026"),
    ("Ede", "Gelderland", "0318"),
    ("Utrecht", "Utrecht", "030"),
    ("Amersfoort", "Utrecht", "033"),
    ("Almere", "Flevoland", "036"),
    ("Lelystad", "Flevoland", "0320"),
    ("Haarlem", "Noord-Holland", "023"),
    ("Amsterdam", "Noord-Holland", "020"),
    ("Rotterdam", "Zuid-Holland", "010"),
    ("Leiden", "Zuid-Holland", "071"),
    ("Middelburg", "Zeeland", "0118"),
    ("Goes", "Zeeland", "0113"),
    ("Breda", "Noord-Brabant", "076"),
    ("Eindhoven", "Noord-Brabant", "040"),
    ("Maastricht", "Limburg", "043"),
    ("Venlo", "Limburg", "077"),
];

/// First name of one of the provider's agents.
pub(crate) fn agent(dice: &mut Dice) -> &'static str {
    dice.one_of(&AGENTS)
}

/// Number of an agent, as in the records of the provider.
pub(crate) fn agent_id(name: &str) -> String {
    let position = AGENTS
        .iter()
        .position(|agent| *agent == name)
        .unwrap_or_default();
    format!("A{:03}", 101 + 3 * position)
}

/// Street, house number and postcode of an address somebody moves to.
pub(crate) fn new_address(dice: &mut Dice) -> (&'static str, i64, String) {
    (dice.one_of(&STREETS), dice.between(1, 280), postcode(dice))
}

/// Any city of the country.
pub(crate) fn city(dice: &mut Dice) -> &'static str {
    dice.one_of(&CITIES).0
}

impl Person {
    /// A new person living in `province`.
    pub(crate) fn new(province: &str, dice: &mut Dice) -> Self {
        let first_name = dice.one_of(&FIRST_NAMES);
        let last_name = dice.one_of(&LAST_NAMES);
        let local: Vec<_> = CITIES.iter().filter(|city| city.1 == province).collect();
        let (city, _, area) = dice.pick(&local).map_or(CITIES[0], |city| **city);
        Self {
            first_name,
            last_name,
            phone: phone(area, dice),
            email: email(first_name, last_name, dice),
            iban: iban(dice),
            street: dice.one_of(&STREETS),
            house_number: dice.between(1, 280),
            postcode: postcode(dice),
            city,
            customer_number: format!("DK{}", dice.between(1_000_000, 9_999_999)),
            birth_date: format!(
                "{:02}-{:02}-{}",
                dice.between(1, 28),
                dice.between(1, 12),
                dice.between(1938, 2004)
            ),
        }
    }
}

/// A number nobody has: the mobile range 067 is not in use, and no number behind an area code
/// starts with a 1.
fn phone(area: &str, dice: &mut Dice) -> String {
    if dice.chance(0.75) {
        let digits = format!("7{:07}", dice.between(0, 9_999_999));
        let (a, rest) = digits.split_at(2);
        let (b, rest) = rest.split_at(2);
        let (c, d) = rest.split_at(2);
        return match dice.below(6) {
            0 | 1 => format!("06-{digits}"),
            2 => format!("06{digits}"),
            3 => format!("06 {a} {b} {c} {d}"),
            4 => format!("+31 6 {digits}"),
            _ => format!("0031 6 {digits}"),
        };
    }
    let n_digits = 9 - area.len();
    let digits: String = (0..n_digits)
        .map(|_| char::from(b'0' + dice.digit()))
        .collect();
    format!("{area}-1{digits}")
}

fn email(first_name: &str, last_name: &str, dice: &mut Dice) -> String {
    let first = plain_letters(first_name);
    let last = plain_letters(last_name);
    match dice.below(4) {
        0 => format!("{first}.{last}@example.nl"),
        1 => format!(
            "{}.{last}@example.nl",
            first.chars().take(1).collect::<String>()
        ),
        2 => format!("{first}{}@example.nl", dice.between(50, 99)),
        _ => format!("{last}{}@example.nl", dice.between(1, 40)),
    }
}

fn plain_letters(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .filter_map(|c| match c {
            'é' | 'ë' => Some('e'),
            'ö' => Some('o'),
            'ü' => Some('u'),
            _ => c.is_ascii_alphabetic().then_some(c),
        })
        .collect()
}

/// A Dutch IBAN whose check digits are right (mod-97) but whose account number fails the Dutch
/// eleven test, so that no bank can have given it out.
fn iban(dice: &mut Dice) -> String {
    let bank = dice.one_of(&["INGB", "RABO", "ABNA", "SNSB", "TRIO", "ASNB"]);
    let mut digits: Vec<u8> = (0..10)
        .map(|position| if position == 0 { 0 } else { dice.digit() })
        .collect();
    if eleven_sum(&digits).is_multiple_of(11) {
        // The last digit has weight 1: any other value breaks the test.
        digits[9] = (digits[9] + 1) % 10;
    }
    let account: String = digits
        .iter()
        .map(|digit| char::from(b'0' + digit))
        .collect();
    let check = 98 - mod_97(&format!("{bank}{account}NL00"));
    let plain = format!("NL{check:02}{bank}{account}");
    match dice.below(3) {
        0 => plain,
        1 => plain.to_lowercase(),
        _ => {
            let groups: Vec<String> = plain
                .as_bytes()
                .chunks(4)
                .map(|group| String::from_utf8_lossy(group).into_owned())
                .collect();
            groups.join(" ")
        }
    }
}

fn eleven_sum(digits: &[u8]) -> u32 {
    (1..=10)
        .rev()
        .zip(digits)
        .map(|(weight, digit)| weight * u32::from(*digit))
        .sum()
}

/// Remainder of an IBAN, already rearranged, after letters become 10 to 35 (ISO 7064).
fn mod_97(rearranged: &str) -> u32 {
    rearranged
        .chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, value| {
            let shifted = if value > 9 { rest * 100 } else { rest * 10 };
            (shifted + value) % 97
        })
}

/// A postcode in the right form; its last letter is one that Dutch postcodes do not use.
fn postcode(dice: &mut Dice) -> String {
    let digits = dice.between(1011, 9998);
    let first = dice.one_of(&[
        'A', 'B', 'C', 'D', 'E', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R',
    ]);
    let last = dice.one_of(&['F', 'Q', 'U', 'Y']);
    match dice.below(8) {
        0 | 2 => format!("{digits}{first}{last}"),
        1 => format!("{digits}{first}{last}").to_lowercase(),
        _ => format!("{digits} {first}{last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Task;

    #[test]
    fn every_iban_passes_mod_97_and_fails_the_eleven_test() {
        for number in 0..2_000 {
            let iban = iban(&mut Dice::new(9, Task::Customer, number));
            let plain: String = iban.to_uppercase().replace(' ', "");
            assert_eq!(plain.len(), 18, "{iban}");
            assert_eq!(
                mod_97(&format!("{}{}", &plain[4..], &plain[..4])),
                1,
                "{iban}"
            );
            let digits: Vec<u8> = plain[8..].bytes().map(|byte| byte - b'0').collect();
            assert_ne!(eleven_sum(&digits) % 11, 0, "{iban}");
        }
    }

    #[test]
    fn mod_97_agrees_with_the_published_example() {
        assert_eq!(mod_97("ABNA0417164300NL91"), 1);
        assert_ne!(mod_97("ABNA0417164300NL92"), 1);
    }

    #[test]
    fn phone_numbers_have_ten_digits_after_the_country_code() {
        for number in 0..2_000 {
            let mut dice = Dice::new(9, Task::Customer, number);
            let area = dice.one_of(&CITIES).2;
            let phone = phone(area, &mut dice);
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            let national = digits.strip_prefix("0031").or(digits.strip_prefix("31"));
            let national = national.map_or(digits.clone(), |rest| format!("0{rest}"));
            assert_eq!(national.len(), 10, "{phone}");
        }
    }
}
