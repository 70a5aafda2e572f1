//! Composes a telephone call or chat between customer and agent.

use crate::simulate::comment::Composer;
use crate::simulate::contact::{Channel, Experience, Reason};
use crate::simulate::demo::response::Response;
use crate::simulate::demo::written::{Books, voice_of};
use crate::simulate::dice::Dice;
use crate::simulate::marked::{Finished, Mark, finish, wrap};
use crate::simulate::phrases::{Form, Register};
use crate::simulate::topic::{Mention, N_TOPICS, TOPICS, Tone, position};
use crate::simulate::typing::{Capitals, Habits, capitalise, type_out};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Agent,
    Customer,
}

/// One turn of a conversation.
#[derive(Debug, Clone)]
pub(crate) struct Spoken {
    pub(crate) side: Side,
    /// Seconds since the start.
    pub(crate) at_s: i64,
    pub(crate) finished: Finished,
}

/// A conversation, and how it ended.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) turns: Vec<Spoken>,
    pub(crate) agent: &'static str,
    pub(crate) end: End,
}

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Solved,
    Unsolved,
    /// The customer hung up or the line went dead.
    Broken,
}

impl End {
    /// Lower-case name, as in the truth files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Unsolved => "unsolved",
            Self::Broken => "broken_off",
        }
    }
}

/// Composes the conversation of a response's contact.
pub(crate) fn compose_call(response: &Response, books: &Books, dice: &mut Dice) -> Call {
    let mut voice = voice_of(response, dice);
    voice.date = response.contact.at.date();
    let mut script = Script {
        composer: Composer {
            book: books.of(response.customer.language),
            voice,
        },
        turns: Vec::new(),
    };
    let end = script.play(response, dice);
    let chat = response.contact.channel == Channel::Chat;
    let style = Style::draw(response, dice);
    let mut at_s = 0;
    let turns = script
        .turns
        .into_iter()
        .map(|turn| {
            let draft = style.render(&turn, response, dice);
            let finished = finish(&draft);
            let length = i64::try_from(finished.text.chars().count()).unwrap_or(200);
            let spoken = Spoken {
                side: turn.side,
                at_s,
                finished,
            };
            let pause = if chat {
                dice.between(5, 40)
            } else {
                dice.between(0, 3)
            };
            at_s += 1 + length / 14 + pause + turn.pause_s;
            spoken
        })
        .collect();
    Call {
        turns,
        agent: voice.agent,
        end,
    }
}

/// A turn before it is typed or transcribed.
struct Line {
    side: Side,
    draft: String,
    /// Silence after it, as when the customer is put on hold.
    pause_s: i64,
}

struct Script<'a> {
    composer: Composer<'a>,
    turns: Vec<Line>,
}

impl Script<'_> {
    fn play(&mut self, response: &Response, dice: &mut Dice) -> End {
        let contact = &response.contact;
        let chat = contact.channel == Channel::Chat;
        let (greeting, reply) = if chat {
            ("chat greeting", "chat reply")
        } else {
            ("greeting", "reply")
        };
        self.one(Side::Agent, greeting, dice);
        self.state_problem(reply, contact.reason, dice);
        let question = matches!(contact.reason, Reason::Move | Reason::Cancel);
        self.one(
            Side::Agent,
            if question {
                "understood 0"
            } else {
                "understood -"
            },
            dice,
        );
        self.exchange("identify", None, dice);

        let mut bad = mentions(response, Experience::Bad);
        let mut good = mentions(response, Experience::Good);
        bad.retain(|mention| Some(*mention) != about(contact.reason));
        self.vent(&mut bad, dice);
        self.steps(contact.reason, dice);
        if contact.experience("wait.transfer") == Experience::Bad && !chat {
            let transfer = mention("wait.transfer", Tone::Negative);
            self.exchange("transfer", transfer, dice);
            bad.retain(|mention| Some(*mention) != transfer);
        } else if !chat && dice.chance(0.5) {
            self.exchange("hold", None, dice);
            let pause = dice.between(25, 320);
            let n_turns = self.turns.len();
            // The silence falls between the customer's "fine" and the agent's return.
            if let Some(line) = self.turns.get_mut(n_turns.saturating_sub(2)) {
                line.pause_s = pause;
            }
        }
        self.vent(&mut bad, dice);
        self.praise(&mut good, dice);
        self.end(contact.experience("resolution.first-time"), dice)
    }

    fn end(&mut self, first_time: Experience, dice: &mut Dice) -> End {
        let unsolved = first_time == Experience::Bad || dice.chance(0.1);
        if unsolved && dice.chance(0.15) {
            self.exchange("closing ?", None, dice);
            return End::Broken;
        }
        if unsolved {
            self.exchange(
                "unsolved",
                mention("resolution.first-time", Tone::Negative),
                dice,
            );
            self.exchange("closing -", None, dice);
            return End::Unsolved;
        }
        self.exchange(
            "solved",
            mention("resolution.first-time", Tone::Positive),
            dice,
        );
        self.exchange("closing +", None, dice);
        End::Solved
    }

    fn state_problem(&mut self, section: &str, reason: Reason, dice: &mut Dice) {
        let problem = self.pick(&format!("problem {}", reason.name()), dice);
        let problem = self.composer.filled(problem, dice);
        let template = self.pick(section, dice);
        let sentence_start = template.starts_with("{probleem}")
            || template.contains(". {probleem}")
            || template.contains("? {probleem}");
        let problem = if sentence_start {
            problem
        } else {
            lower_first(&problem)
        };
        let problem = about(reason).map_or(problem.clone(), |mention| {
            wrap(Mark::Topic(mention), &problem)
        });
        let draft = self
            .composer
            .filled(&template.replace("{probleem}", "\u{1}"), dice);
        self.say(Side::Customer, draft.replace('\u{1}', &problem));
    }

    fn steps(&mut self, reason: Reason, dice: &mut Dice) {
        let mut lines = self
            .composer
            .book
            .lines(&format!("steps {}", reason.name()))
            .to_vec();
        let n_steps = usize::try_from(dice.between(2, 5)).unwrap_or(2);
        while lines.len() > n_steps {
            lines.remove(dice.below(lines.len()));
        }
        for line in lines {
            self.put_exchange(line, None, dice);
        }
    }

    /// Up to two complaints about what went before.
    fn vent(&mut self, bad: &mut Vec<Mention>, dice: &mut Dice) {
        let n = dice.below(3).min(bad.len());
        for mention in bad.drain(..n) {
            self.remark("vent", "klacht", mention, dice);
        }
    }

    fn praise(&mut self, good: &mut Vec<Mention>, dice: &mut Dice) {
        if !good.is_empty() && dice.chance(0.35) {
            let mention = good.remove(dice.below(good.len()));
            self.remark("praise", "lof", mention, dice);
        }
    }

    fn remark(&mut self, section: &str, slot: &str, mention: Mention, dice: &mut Dice) {
        let book = self.composer.book;
        let clause = book
            .phrase(mention, Form::Clause, Register::Plain, dice)
            .unwrap_or_default();
        let clause = wrap(Mark::Topic(mention), &self.composer.filled(clause, dice));
        let capital = capitalise(slot);
        let line = self.pick(section, dice);
        let line = line
            .replace(&format!("{{{slot}}}"), "\u{1}")
            .replace(&format!("{{{capital}}}"), "\u{2}");
        let first = self.turns.len();
        self.put_exchange(&line, None, dice);
        for turn in &mut self.turns[first..] {
            turn.draft = turn
                .draft
                .replace('\u{1}', &clause)
                .replace('\u{2}', &capitalise(&clause));
        }
    }

    fn one(&mut self, side: Side, section: &str, dice: &mut Dice) {
        let line = self.pick(section, dice);
        let draft = self.composer.filled(line, dice);
        self.say(side, draft);
    }

    fn exchange(&mut self, section: &str, mention: Option<Mention>, dice: &mut Dice) {
        let line = self.pick(section, dice);
        self.put_exchange(line, mention, dice);
    }

    /// Adds the turns of an exchange; the customer's first one is about `mention`.
    fn put_exchange(&mut self, line: &str, mention: Option<Mention>, dice: &mut Dice) {
        let mut mention = mention;
        for turn in line.split(" // ") {
            let (side, text) = match turn.split_once(" | ") {
                Some(("A", text)) => (Side::Agent, text),
                Some((_, text)) => (Side::Customer, text),
                None => continue,
            };
            let mut draft = self.composer.filled(text, dice);
            if side == Side::Customer
                && let Some(mention) = mention.take()
            {
                draft = wrap(Mark::Topic(mention), &draft);
            }
            self.say(side, draft);
        }
    }

    fn say(&mut self, side: Side, draft: String) {
        self.turns.push(Line {
            side,
            draft,
            pause_s: 0,
        });
    }

    fn pick(&self, section: &str, dice: &mut Dice) -> &'static str {
        dice.pick(self.composer.book.lines(section))
            .copied()
            .unwrap_or_default()
    }
}

/// How a conversation got onto paper.
enum Style {
    /// Typed by both, each in their own way.
    Chat,
    /// A careful transcript.
    Careful,
    /// A speech recogniser without capitals.
    Recogniser,
}

impl Style {
    fn draw(response: &Response, dice: &mut Dice) -> Self {
        match response.contact.channel {
            Channel::Chat => Self::Chat,
            _ if dice.chance(0.25) => Self::Recogniser,
            _ => Self::Careful,
        }
    }

    fn render(&self, line: &Line, response: &Response, dice: &mut Dice) -> String {
        let habits = match (self, line.side) {
            (Self::Careful, _) | (Self::Chat, Side::Agent) => return line.draft.clone(),
            (Self::Chat, Side::Customer) => response.customer.habits,
            (Self::Recogniser, _) => Habits {
                slip: 0.0,
                capitals: Capitals::Never,
                open_end: 1.0,
                blanks: 0.0,
            },
        };
        type_out(&line.draft, habits, response.customer.language, dice)
    }
}

/// What a contact about `reason` says by itself.
fn about(reason: Reason) -> Option<Mention> {
    let id = match reason {
        Reason::Outage => "product.outage",
        Reason::Quality => "product.quality",
        Reason::Invoice => "price.invoice",
        Reason::Delivery => "delivery.on-time",
        Reason::Login => "digital.login",
        Reason::Refund => "price.refund",
        Reason::Cancel | Reason::Move => return None,
    };
    mention(id, Tone::Negative)
}

fn mention(id: &str, tone: Tone) -> Option<Mention> {
    position(id).map(|topic| Mention { topic, tone })
}

/// What the customer can bring up in the conversation itself; whether it was solved comes at the end.
fn mentions(response: &Response, experience: Experience) -> Vec<Mention> {
    let tone = if experience == Experience::Bad {
        Tone::Negative
    } else {
        Tone::Positive
    };
    (0..N_TOPICS)
        .filter(|topic| response.contact.experiences[*topic] == experience)
        .filter(|topic| TOPICS[*topic].id != "resolution.first-time")
        .map(|topic| Mention { topic, tone })
        .collect()
}

fn lower_first(text: &str) -> String {
    if text.starts_with("I ") || text.starts_with("I'") {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
