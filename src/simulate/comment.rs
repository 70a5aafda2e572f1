//! Composes a comment from what someone has to say.

use crate::simulate::dice::Dice;
use crate::simulate::marked::{Mark, PiiKind, wrap};
use crate::simulate::phrases::{Book, Form, Register, expand};
use crate::simulate::slots::{Voice, month};
use crate::simulate::topic::{Mention, TOPICS, Tone};
use crate::simulate::typing::{capitalise, ends_sentence};

/// The question above the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// "Why do you give this score?"
    Why,
    /// "What could we improve?"
    Improve,
}

/// Mood of the whole, from the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Bad,
    Mixed,
    Good,
}

impl Mood {
    /// Detractors are in a bad mood, promoters in a good one.
    pub(crate) fn of_score(score: i64) -> Self {
        match score {
            ..=5 => Self::Bad,
            6..=7 => Self::Mixed,
            _ => Self::Good,
        }
    }

    fn sign(self) -> char {
        match self {
            Self::Bad => '-',
            Self::Mixed => '0',
            Self::Good => '+',
        }
    }
}

/// What a comment is to say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan<'a> {
    pub(crate) question: Question,
    pub(crate) register: Register,
    pub(crate) mood: Mood,
    pub(crate) mentions: &'a [Mention],
}

/// Writes comments in one voice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Composer<'a> {
    pub(crate) book: &'a Book,
    pub(crate) voice: Voice<'a>,
}

/// A part of a comment, before it is joined to the others.
struct Part {
    text: String,
    form: Form,
}

impl Composer<'_> {
    /// A draft, marks inside, typed by nobody yet.
    pub(crate) fn compose(&self, plan: &Plan<'_>, dice: &mut Dice) -> String {
        if plan.mentions.is_empty() {
            return self.without_topic(plan, dice);
        }
        if plan.question == Question::Improve
            && let Some(wishes) = self.wishes(plan, dice)
        {
            return wishes;
        }
        let (bad, good) = self.parts(plan, dice);
        let fragments = bad.iter().chain(&good).all(|part| part.form == Form::Short);
        let mut text = String::new();
        let dressed = if fragments { 0.25 } else { 1.0 };
        if dice.chance(dressed * share(plan.register, [0.2, 0.05, 0.5, 0.5, 0.5, 0.3])) {
            self.put_line(&mut text, "open", plan, dice);
        }
        if dice.chance(dressed * share(plan.register, [0.08, 0.0, 0.65, 0.1, 0.35, 0.15])) {
            self.put_fitting(&mut text, "aside", plan.register, dice);
        }
        self.put_parts(&mut text, plan, bad, good, dice);
        if dice.chance(dressed * share(plan.register, [0.2, 0.04, 0.5, 0.55, 0.45, 0.35])) {
            self.put_line(&mut text, "close", plan, dice);
        }
        self.put_contact_details(&mut text, plan, dice);
        text
    }

    /// The comment as a reply by mail: greeting, signature, often the quoted question.
    pub(crate) fn mail(&self, body: &str, dice: &mut Dice) -> String {
        let mut text = String::new();
        if let Some(greeting) = self.any("mail greeting", dice) {
            text.push_str(&greeting);
            text.push_str("\n\n");
        }
        text.push_str(body);
        text.push_str("\n\n");
        text.push_str(&self.any("mail sign-off", dice).unwrap_or_default());
        let signature: &[&str] = match dice.below(4) {
            0 => &["naam"],
            1 => &["voornaam"],
            2 => &["naam", "telefoon"],
            _ => &["naam", "adres", "telefoon", "email"],
        };
        for slot in signature {
            text.push('\n');
            text.push_str(&self.voice.fill(slot, dice).unwrap_or_default());
        }
        if dice.chance(0.4) {
            text.push_str("\n\n");
            text.push_str(&self.any("mail device", dice).unwrap_or_default());
        } else if dice.chance(0.2) {
            text.push_str("\n\n");
            text.push_str(&self.any("mail disclaimer", dice).unwrap_or_default());
        }
        if dice.chance(0.7) {
            text.push_str(&self.quoted_thread(dice));
        }
        text
    }

    fn quoted_thread(&self, dice: &mut Dice) -> String {
        let date = self.voice.date;
        let month = month(date, self.voice.language);
        let sender = wrap(Mark::Pii(PiiKind::Email), "klantenservice@example.nl");
        let clock = format!("{:02}:{:02}", dice.between(8, 19), dice.between(0, 59));
        let (day, year) = (date.day(), date.year());
        let head = match self.voice.language {
            crate::simulate::language::Language::Dutch => {
                format!("Op {day} {month} {year} om {clock} schreef Duinkabel <{sender}>:")
            }
            crate::simulate::language::Language::English => {
                format!("On {day} {month} {year} at {clock}, Duinkabel <{sender}> wrote:")
            }
        };
        let quoted = self.any("mail quoted", dice).unwrap_or_default();
        let agent = self.voice.fill("agent", dice).unwrap_or_default();
        format!("\n\n{head}\n> {quoted}\n> \n> {agent}\n> Duinkabel")
    }

    fn without_topic(&self, plan: &Plan<'_>, dice: &mut Dice) -> String {
        if plan.question == Question::Improve && (plan.mood != Mood::Bad || dice.chance(0.2)) {
            return self.any("nothing", dice).unwrap_or_default();
        }
        let section = format!("only {}", plan.mood.sign());
        let mut text = capitalise(&self.any(&section, dice).unwrap_or_default());
        if plan.register != Register::Terse && dice.chance(0.25) {
            if !ends_sentence(&text) {
                text.push('.');
            }
            self.put_line(&mut text, "close", plan, dice);
        } else if dice.chance(0.2) {
            let more = self.any(&section, dice).unwrap_or_default();
            if !text.to_lowercase().contains(&more.to_lowercase()) {
                text.push_str(dice.one_of(&[". ", ", ", "! "]));
                text.push_str(&more);
            }
        }
        text
    }

    fn wishes(&self, plan: &Plan<'_>, dice: &mut Dice) -> Option<String> {
        let bad: Vec<_> = plan
            .mentions
            .iter()
            .filter(|mention| mention.tone == Tone::Negative)
            .collect();
        if bad.is_empty() || dice.chance(0.3) {
            return None;
        }
        let wishes: Vec<String> = bad
            .iter()
            .filter_map(|mention| {
                let line = self
                    .book
                    .phrase(**mention, Form::Wish, plan.register, dice)?;
                Some(wrap(Mark::Topic(**mention), &self.filled(line, dice)))
            })
            .collect();
        if wishes.len() > 1 && dice.chance(0.15) {
            let list: Vec<_> = wishes.iter().map(|wish| format!("- {wish}")).collect();
            return Some(list.join("\n"));
        }
        let joint = dice.one_of(&[", ", ". ", " / "]);
        let joined = if joint == ". " {
            wishes
                .iter()
                .map(|wish| capitalise(wish))
                .collect::<Vec<_>>()
                .join(joint)
        } else {
            wishes.join(joint)
        };
        Some(if dice.chance(0.7) {
            capitalise(&joined)
        } else {
            joined
        })
    }

    fn parts(&self, plan: &Plan<'_>, dice: &mut Dice) -> (Vec<Part>, Vec<Part>) {
        let (mut bad, mut good) = (Vec::new(), Vec::new());
        for (place, mention) in plan.mentions.iter().enumerate() {
            let form = self.form(plan.register, place, dice);
            let irony = format!("irony {}", TOPICS[mention.topic].id);
            let line = if mention.tone == Tone::Negative && dice.chance(0.03) {
                dice.pick(self.book.lines(&irony)).copied()
            } else {
                None
            };
            let (line, form) = match line {
                Some(line) => (Some(line), Form::Story),
                None => (self.book.phrase(*mention, form, plan.register, dice), form),
            };
            let mut text = self.filled(line.unwrap_or_default(), dice);
            if form == Form::Story {
                text = sentence_case(&text);
            }
            let part = Part {
                text: wrap(Mark::Topic(*mention), &text),
                form,
            };
            match mention.tone {
                Tone::Negative => bad.push(part),
                Tone::Positive => good.push(part),
            }
        }
        (bad, good)
    }

    #[expect(clippy::unused_self, reason = "reads as a choice the composer makes")]
    fn form(&self, register: Register, place: usize, dice: &mut Dice) -> Form {
        let story = if place == 0 {
            share(register, [0.14, 0.0, 0.8, 0.25, 0.35, 0.12])
        } else {
            share(register, [0.08, 0.0, 0.3, 0.1, 0.15, 0.05])
        };
        let short = share(register, [0.2, 0.75, 0.03, 0.15, 0.03, 0.3]);
        let draw = dice.unit();
        if draw < story {
            Form::Story
        } else if draw < story + short {
            Form::Short
        } else {
            Form::Clause
        }
    }

    fn put_parts(
        &self,
        text: &mut String,
        plan: &Plan<'_>,
        bad: Vec<Part>,
        good: Vec<Part>,
        dice: &mut Dice,
    ) {
        let praise_first = dice.chance(match plan.mood {
            Mood::Good => 0.8,
            Mood::Mixed => 0.55,
            Mood::Bad => 0.3,
        });
        let (first, second, but) = if praise_first {
            (good, bad, "but")
        } else {
            (bad, good, "but -")
        };
        let praise_last = second.is_empty() == praise_first;
        let turn = (!first.is_empty() && !second.is_empty()).then_some(first.len());
        // Nobody writes three sentences joined by "en".
        let mut chained = 0;
        let mut after_story = false;
        for (place, part) in first.into_iter().chain(second).enumerate() {
            let section = if turn == Some(place) { but } else { "and" };
            let joint = if place == 0 {
                if text.is_empty() { "" } else { " " }
            } else if part.form == Form::Story {
                self.joint(section, text, dice, |joint| {
                    joint == ". " || joint.ends_with(": ")
                })
            } else if after_story || chained >= 1 {
                self.joint(section, text, dice, |joint| joint.starts_with('.'))
            } else {
                self.joint(section, text, dice, |_| true)
            };
            chained = if joint.trim_start().starts_with('.') {
                0
            } else {
                chained + place.min(1)
            };
            after_story = part.form == Form::Story;
            put(text, joint, &part.text);
        }
        if !ends_sentence(text) {
            let sign = match plan.register {
                Register::Angry if plan.mood == Mood::Bad => dice.one_of(&["!", "!!", "!!!", "."]),
                _ if plan.mood == Mood::Good && praise_last => dice.one_of(&[".", ".", ".", "!"]),
                _ => ".",
            };
            text.push_str(sign);
        }
    }

    fn joint(
        &self,
        section: &str,
        so_far: &str,
        dice: &mut Dice,
        fits: fn(&str) -> bool,
    ) -> &'static str {
        let joints: Vec<&'static str> = self
            .book
            .lines(section)
            .iter()
            .copied()
            // "Daar komt bij: " is said once.
            .filter(|joint| fits(joint) && (joint.len() < 5 || !so_far.contains(*joint)))
            .collect();
        dice.pick(&joints).copied().unwrap_or(". ")
    }

    fn put_line(&self, text: &mut String, section: &str, plan: &Plan<'_>, dice: &mut Dice) {
        let register = match plan.register {
            Register::Angry if plan.mood == Mood::Mixed => Register::Plain,
            other => other,
        };
        let section = format!("{section} {}", plan.mood.sign());
        // "Best provider!" under nothing but complaints would be noise, not life.
        let against = match plan.mood {
            Mood::Bad => Tone::Positive,
            Mood::Good => Tone::Negative,
            Mood::Mixed => return self.put_fitting(text, &section, register, dice),
        };
        let only_against = plan.mentions.iter().all(|mention| mention.tone == against);
        if plan.mentions.is_empty() || !only_against {
            self.put_fitting(text, &section, register, dice);
        }
    }

    fn put_fitting(&self, text: &mut String, section: &str, register: Register, dice: &mut Dice) {
        if let Some(line) = self.book.line(section, register, dice) {
            let line = self.filled(line, dice);
            put(text, if text.is_empty() { "" } else { " " }, &line);
        }
    }

    fn put_contact_details(&self, text: &mut String, plan: &Plan<'_>, dice: &mut Dice) {
        let (follow_up, details) = match plan.mood {
            Mood::Bad => (0.05, 0.07),
            Mood::Mixed => (0.02, 0.04),
            Mood::Good => (0.0, 0.02),
        };
        if dice.chance(follow_up)
            && let Some(line) = self.any("follow-up", dice)
        {
            put(text, " ", &line);
        }
        if dice.chance(details)
            && let Some(line) = self.any("pii", dice)
        {
            put(text, " ", &line);
        }
    }

    fn any(&self, section: &str, dice: &mut Dice) -> Option<String> {
        let line = dice.pick(self.book.lines(section)).copied()?;
        Some(self.filled(line, dice))
    }

    /// `line` with its choices made and its slots filled in this voice.
    pub(crate) fn filled(&self, line: &str, dice: &mut Dice) -> String {
        let mut text = expand(line, dice, &mut |slot, dice| {
            self.voice.fill(slot, dice).unwrap_or_default()
        });
        // An empty choice at the end leaves a blank.
        text.truncate(text.trim_end().len());
        text
    }
}

/// Adds `part` after `joint`, with a capital where a sentence starts.
fn put(text: &mut String, joint: &str, part: &str) {
    let stopped = ends_sentence(text);
    let joint = match joint.strip_prefix('.') {
        // The sentence already ended in its own way: "Top! En ...".
        Some(rest) if stopped && !text.is_empty() => rest,
        _ => joint,
    };
    text.push_str(joint);
    // The joint itself decides: nothing or a stop starts a sentence, "maar" and ":" do not.
    let starts = joint.trim().is_empty() || joint.trim_end().ends_with('.');
    if starts && ends_sentence(text) {
        text.push_str(&capitalise(part));
    } else {
        text.push_str(part);
    }
}

/// A capital after every full stop: a slot such as "twaalf" may stand at the start of a sentence.
fn sentence_case(text: &str) -> String {
    let mut sentences = text.split(". ");
    let mut cased = sentences.next().unwrap_or_default().to_owned();
    for sentence in sentences {
        let abbreviation = cased.ends_with(" jl");
        cased.push_str(". ");
        if abbreviation {
            cased.push_str(sentence);
        } else {
            cased.push_str(&capitalise(sentence));
        }
    }
    cased
}

/// The number for a register, in the order plain, terse, storyteller, angry, formal, informal.
fn share(register: Register, shares: [f64; 6]) -> f64 {
    match register {
        Register::Plain => shares[0],
        Register::Terse => shares[1],
        Register::Storyteller => shares[2],
        Register::Angry => shares[3],
        Register::Formal => shares[4],
        Register::Informal => shares[5],
    }
}
