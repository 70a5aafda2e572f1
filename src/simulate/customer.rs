//! Invented customers: who they are, how content they are, how they write.

use crate::simulate::dice::Dice;
use crate::simulate::language::Language;
use crate::simulate::person::Person;
use crate::simulate::phrases::Register;
use crate::simulate::typing::Habits;

/// Kind of customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment {
    Consumer,
    Business,
    LargeBusiness,
}

impl Segment {
    /// Name in the survey file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Consumer => "particulier",
            Self::Business => "zakelijk",
            Self::LargeBusiness => "zakelijk groot",
        }
    }

    /// Points this segment adds to the latent judgement.
    pub(crate) fn points(self) -> f64 {
        match self {
            Self::Consumer => 0.0,
            Self::Business => -0.5,
            Self::LargeBusiness => -0.9,
        }
    }
}

/// A customer of Duinkabel.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) person: Person,
    pub(crate) province: &'static str,
    pub(crate) segment: Segment,
    pub(crate) package: &'static str,
    pub(crate) language: Language,
    pub(crate) register: Register,
    pub(crate) habits: Habits,
    /// General contentment: points around the mean, the same at every contact.
    pub(crate) contentment: f64,
    /// Weight of the respondent against the customer base, in hundredths.
    pub(crate) weight_hundredths: i64,
    /// Number of survey responses this customer gives.
    pub(crate) n_contacts: usize,
}

const PROVINCES: [(&str, f64); 12] = [
    ("Groningen", 3.4),
    ("Fryslân", 3.8),
    ("Drenthe", 2.9),
    ("Overijssel", 6.7),
    ("Gelderland", 12.0),
    ("Utrecht", 7.8),
    ("Flevoland", 2.5),
    ("Noord-Holland", 16.5),
    ("Zuid-Holland", 21.2),
    ("Zeeland", 2.2),
    ("Noord-Brabant", 14.7),
    ("Limburg", 6.3),
];

/// Deviation of contentment between customers, in points.
const CONTENTMENT: f64 = 1.1;

impl Customer {
    /// Draws a customer.
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        let province = dice.weighted(&PROVINCES);
        let segment = dice.weighted(&[
            (Segment::Consumer, 0.78),
            (Segment::Business, 0.18),
            (Segment::LargeBusiness, 0.04),
        ]);
        let english = match segment {
            Segment::Consumer => 0.26,
            Segment::Business | Segment::LargeBusiness => 0.22,
        };
        let weight_hundredths = match segment {
            Segment::Consumer => dice.between(85, 140),
            Segment::Business => dice.between(45, 90),
            Segment::LargeBusiness => dice.between(20, 55),
        };
        Self {
            person: Person::new(province, dice),
            province,
            segment,
            package: dice.weighted(&[
                ("Glasvezel 200", 0.3),
                ("Glasvezel 1000", 0.2),
                ("Kabel 100", 0.22),
                ("Alles-in-één", 0.2),
                ("TV & Bellen", 0.08),
            ]),
            language: if dice.chance(english) {
                Language::English
            } else {
                Language::Dutch
            },
            register: dice.weighted(&[
                (Register::Plain, 0.36),
                (Register::Terse, 0.22),
                (Register::Storyteller, 0.12),
                (Register::Angry, 0.09),
                (Register::Formal, 0.08),
                (Register::Informal, 0.13),
            ]),
            habits: Habits::draw(dice),
            contentment: CONTENTMENT * dice.bell(),
            weight_hundredths,
            n_contacts: dice.weighted(&[(1, 0.7), (2, 0.21), (3, 0.07), (4, 0.02)]),
        }
    }
}
