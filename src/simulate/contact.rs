//! One contact of a customer: when, how, what about, what was experienced and what is said of it.

use crate::simulate::comment::Question;
use crate::simulate::customer::Customer;
use crate::simulate::dice::Dice;
use crate::simulate::phrases::Register;
use crate::simulate::score::{experienced, recommendation};
use crate::simulate::situation::Situation;
use crate::simulate::topic::{Mention, N_TOPICS, Tone};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

/// What a contact brought on one topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Experience {
    Nothing,
    Bad,
    Good,
}

/// One experience per topic, in the order of [`TOPICS`].
pub(crate) type Experiences = [Experience; N_TOPICS];

/// How the customer reached the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    Phone,
    Chat,
    Email,
    Whatsapp,
    WebForm,
}

impl Channel {
    /// Name in the files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Phone => "telefoon",
            Self::Chat => "chat",
            Self::Email => "e-mail",
            Self::Whatsapp => "whatsapp",
            Self::WebForm => "webformulier",
        }
    }
}

/// What the contact was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    Outage,
    Quality,
    Invoice,
    Delivery,
    Cancel,
    Login,
    Refund,
    Move,
}

impl Reason {
    /// Name, as in the sections of the call books.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Outage => "outage",
            Self::Quality => "quality",
            Self::Invoice => "invoice",
            Self::Delivery => "delivery",
            Self::Cancel => "cancel",
            Self::Login => "login",
            Self::Refund => "refund",
            Self::Move => "move",
        }
    }
}

/// The period that is simulated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Period {
    /// First day of the first month.
    pub(crate) first: Date,
    pub(crate) n_months: usize,
}

impl Period {
    /// The first month (from 0) with the call-back service: half-way.
    pub(crate) fn callback_from(self) -> usize {
        self.n_months / 2
    }

    /// The first month (from 0) with the new chatbot: after a third.
    pub(crate) fn chatbot_from(self) -> usize {
        self.n_months / 3
    }

    /// The month (from 0) of the great outage in the south: the last but one.
    pub(crate) fn great_outage(self) -> usize {
        self.n_months.saturating_sub(2)
    }

    /// First day of month `month` (from 0).
    pub(crate) fn month_start(self, month: usize) -> Date {
        self.first
            .saturating_add(i32::try_from(month).unwrap_or_default().months())
    }
}

/// A contact that a survey response was given about.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    /// Month of the period, from 0.
    pub(crate) month: usize,
    pub(crate) at: DateTime,
    pub(crate) channel: Channel,
    pub(crate) reason: Reason,
    pub(crate) experiences: Experiences,
    /// Latent judgement before any experience: contentment, segment and chance.
    pub(crate) before: f64,
    /// Recommendation score, 0 to 10.
    pub(crate) score: i64,
    /// What is written, if anything.
    pub(crate) words: Words,
}

/// What someone writes in the survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Words {
    /// The box is left as it was.
    Silent,
    /// "nvt", "-" and the like.
    Blank(Question),
    /// A comment on these topics, possibly none.
    Comment(Question, Vec<Mention>),
}

/// Mean of the latent judgement without any experience.
const MEAN: f64 = 8.4;
/// Deviation of what is left to chance.
const CHANCE: f64 = 0.9;

impl Contact {
    /// Draws a contact of `customer` in `period`.
    pub(crate) fn draw(customer: &Customer, period: Period, dice: &mut Dice) -> Self {
        let month = dice.below(period.n_months.max(1));
        let at = moment(period.month_start(month), dice);
        let situation = Situation::draw(customer, period, month, dice);
        let experiences = situation.experiences(dice);
        let expected = MEAN + customer.contentment + customer.segment.points();
        let before = CHANCE.mul_add(dice.bell(), expected);
        let score = recommendation(before + experienced(&experiences, None));
        let words = words(customer.register, &experiences, score, dice);
        Self {
            month,
            at,
            channel: situation.channel,
            reason: situation.reason,
            experiences,
            before,
            score,
            words,
        }
    }

    /// What a customer of this register would have written about, had they written.
    pub(crate) fn unsaid(&self, register: Register, dice: &mut Dice) -> Vec<Mention> {
        let question = asked(dice);
        said(register, &self.experiences, question, dice)
    }

    /// The experience with the topic called `id`.
    pub(crate) fn experience(&self, id: &str) -> Experience {
        crate::simulate::topic::position(id).map_or(Experience::Nothing, |at| self.experiences[at])
    }
}

/// A moment in the month that starts at `start`: in opening hours, seldom on Sunday.
fn moment(start: Date, dice: &mut Dice) -> DateTime {
    let n_days = i64::from(start.days_in_month());
    let mut date = start;
    for _ in 0..3 {
        date = start.saturating_add((dice.between(1, n_days) - 1).days());
        if date.weekday() != Weekday::Sunday {
            break;
        }
    }
    let hour = dice.weighted(&[
        (8, 0.8),
        (9, 1.4),
        (10, 1.5),
        (11, 1.3),
        (12, 1.0),
        (13, 1.1),
        (14, 1.1),
        (15, 1.0),
        (16, 1.0),
        (17, 0.7),
        (18, 0.6),
        (19, 0.6),
        (20, 0.3_f64),
    ]);
    let minute = i8::try_from(dice.below(60)).unwrap_or_default();
    let second = i8::try_from(dice.below(60)).unwrap_or_default();
    date.at(hour, minute, second, 0)
}

/// Chance that a bad or good experience is written about, by those who write. What is bad is nearly
/// always said: an unsaid transfer would leak into the coefficient of the menu it goes with.
const SAID_BAD: f64 = 0.97;
const SAID_GOOD: f64 = 0.62;

fn words(register: Register, experiences: &Experiences, score: i64, dice: &mut Dice) -> Words {
    let question = asked(dice);
    // The very unhappy write most, the lukewarm least: who writes depends on the score.
    let writes = match score {
        ..=3 => 0.74,
        4..=6 => 0.6,
        7..=8 => 0.47,
        _ => 0.56,
    };
    if !dice.chance(writes) {
        let blank = dice.chance(0.07);
        return if blank {
            Words::Blank(question)
        } else {
            Words::Silent
        };
    }
    Words::Comment(question, said(register, experiences, question, dice))
}

fn asked(dice: &mut Dice) -> Question {
    if dice.chance(0.68) {
        Question::Why
    } else {
        Question::Improve
    }
}

/// What somebody with these experiences writes about, once they write.
fn said(
    register: Register,
    experiences: &Experiences,
    question: Question,
    dice: &mut Dice,
) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let most = match register {
        Register::Storyteller => 7,
        Register::Terse => 5,
        _ => 6,
    };
    let start = dice.below(N_TOPICS);
    for step in 0..N_TOPICS {
        let topic = (start + step) % N_TOPICS;
        let (tone, said) = match experiences[topic] {
            Experience::Nothing => continue,
            Experience::Bad => (Tone::Negative, SAID_BAD),
            Experience::Good => (Tone::Positive, SAID_GOOD),
        };
        if mentions.len() < most && dice.chance(said) {
            mentions.push(Mention { topic, tone });
        }
    }
    if question == Question::Improve
        && mentions
            .iter()
            .any(|mention| mention.tone == Tone::Negative)
    {
        mentions.retain(|mention| mention.tone == Tone::Negative);
    }
    mentions
}
