use super::{AcceptedSignal, Action, Entry, Status, StatusChange};
use jiff::civil::Date;

/// What people decided about signals, in the order in which it was written down.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Register {
    /// Signals that were accepted.
    pub accepted: Vec<AcceptedSignal>,
    /// Actions.
    pub actions: Vec<Action>,
}

/// Why a line cannot stand in the register.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A status of an action that is not there.
    #[error("there is no action {id}")]
    UnknownAction {
        /// The name.
        id: String,
    },
    /// Two actions of one name.
    #[error("there is an action {id} already")]
    SecondAction {
        /// The name.
        id: String,
    },
    /// A field that says nothing.
    #[error("action {id} has no {what}")]
    Empty {
        /// The action.
        id: String,
        /// The field.
        what: &'static str,
    },
    /// To be done before it was decided.
    #[error("action {id} is due on {due_on}, before it was decided on {decided_on}")]
    DueBeforeDecided {
        /// The action.
        id: String,
        /// Due day.
        due_on: Date,
        /// Day of the decision.
        decided_on: Date,
    },
    /// A status that cannot follow the one before.
    #[error("action {id} is {}, it cannot become {} now", .from.as_str(), .to.as_str())]
    NotPossible {
        /// The action.
        id: String,
        /// How it stands.
        from: Status,
        /// What it was to become.
        to: Status,
    },
    /// A status before the one that it follows.
    #[error("action {id} cannot be {} on {on}: it was {} on {after}", .to.as_str(), .from.as_str())]
    OutOfOrder {
        /// The action.
        id: String,
        /// How it stands.
        from: Status,
        /// Since when.
        after: Date,
        /// What it was to become.
        to: Status,
        /// When.
        on: Date,
    },
    /// A day after the one on which it was written down.
    #[error("action {id} cannot be {} on {on}: that day is after {noted_on}, on which it is noted", .to.as_str())]
    Ahead {
        /// The action.
        id: String,
        /// What it was to become.
        to: Status,
        /// When.
        on: Date,
        /// When that was written down.
        noted_on: Date,
    },
}

impl Register {
    /// Takes a line in.
    ///
    /// # Errors
    ///
    /// [`Error`] when the line contradicts those before it; the register then stays as it was.
    pub fn take(&mut self, entry: Entry) -> Result<(), Error> {
        match entry {
            Entry::Accepted(signal) => self.accepted.push(signal),
            Entry::Action(action) => {
                self.check(&action)?;
                self.actions.push(*action);
            }
            Entry::Status { id, change } => self.change(&id, change)?,
        }
        Ok(())
    }

    /// The register as it stood on `day`: what was decided or done later is not in it.
    #[must_use]
    pub fn on(&self, day: Date) -> Self {
        let mut then = self.clone();
        then.accepted.retain(|signal| signal.on <= day);
        then.actions.retain(|action| action.decided_on <= day);
        for action in &mut then.actions {
            action.changes.retain(|change| change.on <= day);
        }
        then
    }

    /// Another action on the topic of `action`, where both were begun and not given up.
    pub fn shares_topic(&self, action: &Action) -> Option<&str> {
        let is_begun = |one: &Action| matches!(one.status(), Status::Started | Status::Done);
        let mut actions = self.actions.iter();
        let other = actions.find(|other| {
            other.id != action.id
                && other.topic == action.topic
                && is_begun(other)
                && is_begun(action)
        })?;
        Some(&other.id)
    }

    /// The name of the next action: one more than the largest number in use.
    pub fn next_id(&self) -> String {
        let numbers = self.actions.iter().filter_map(|action| {
            let number: u64 = action.id.strip_prefix('A')?.parse().ok()?;
            Some(number)
        });
        format!("A{}", numbers.max().unwrap_or(0).saturating_add(1))
    }

    fn check(&self, action: &Action) -> Result<(), Error> {
        let id = action.id.clone();
        if self.actions.iter().any(|known| known.id == id) {
            return Err(Error::SecondAction { id });
        }
        for (what, text) in [
            ("name", &action.id),
            ("owner", &action.owner),
            ("description", &action.what),
        ] {
            if text.trim().is_empty() {
                return Err(Error::Empty { id, what });
            }
        }
        if action.due_on < action.decided_on {
            return Err(Error::DueBeforeDecided {
                id,
                due_on: action.due_on,
                decided_on: action.decided_on,
            });
        }
        Ok(())
    }

    fn change(&mut self, id: &str, change: StatusChange) -> Result<(), Error> {
        let known = self.actions.iter_mut().find(|action| action.id == id);
        let id = id.to_owned();
        let Some(action) = known else {
            return Err(Error::UnknownAction { id });
        };
        let (from, to) = (action.status(), change.status);
        let follows = matches!(
            (from, to),
            (Status::Accepted, Status::Started | Status::Dropped)
                | (Status::Started, Status::Done | Status::Dropped)
        );
        if !follows {
            return Err(Error::NotPossible { id, from, to });
        }
        let after = action.day_of(from).unwrap_or(action.decided_on);
        if change.on < after {
            return Err(Error::OutOfOrder {
                id,
                from,
                after,
                to,
                on: change.on,
            });
        }
        if change.on > change.noted_on {
            return Err(Error::Ahead {
                id,
                to,
                on: change.on,
                noted_on: change.noted_on,
            });
        }
        action.changes.push(change);
        Ok(())
    }
}
