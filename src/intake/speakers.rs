use crate::record::Speaker;
use std::collections::BTreeMap;

/// What a turn with some label is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Somebody speaks.
    Speaks(Speaker),
    /// The customer waits or is on hold: what was recorded then may not be used, so it is dropped.
    Waiting,
}

/// Who the labels of turns stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speakers {
    roles: BTreeMap<String, Role>,
    /// Who speaks in a turn without a label; unknown when not declared.
    pub unlabelled: Speaker,
}

const CUSTOMER: &[&str] = &[
    "klant",
    "customer",
    "user",
    "client",
    "cliënt",
    "beller",
    "caller",
    "consumer",
    "consument",
    "bezoeker",
    "visitor",
    "end-user",
    "end_user",
    "requester",
    "gebruiker",
    "patient",
    "patiënt",
];
const AGENT: &[&str] = &[
    "agent",
    "medewerker",
    "adviseur",
    "advisor",
    "adviser",
    "assistant",
    "system",
    "operator",
    "employee",
    "support",
    "representative",
    "rep",
    "wizard",
    "helpdesk",
    "klantenservice",
    "seller",
    "staff",
];
const BOT: &[&str] = &[
    "bot",
    "chatbot",
    "virtual agent",
    "virtual assistant",
    "ivr",
];
const WAITING: &[&str] = &[
    "hold",
    "queue",
    "wacht",
    "wachtrij",
    "on hold",
    "in de wacht",
];

impl Default for Speakers {
    /// Usual Dutch and English labels. `system` and `assistant` stand for the side of the
    /// organisation, as in most dialogue data.
    fn default() -> Self {
        let mut speakers = Self {
            roles: BTreeMap::new(),
            unlabelled: Speaker::Unknown,
        };
        for (labels, role) in [
            (CUSTOMER, Role::Speaks(Speaker::Customer)),
            (AGENT, Role::Speaks(Speaker::Agent)),
            (BOT, Role::Speaks(Speaker::Bot)),
            (WAITING, Role::Waiting),
        ] {
            for label in labels {
                speakers.declare(label, role);
            }
        }
        speakers
    }
}

impl Speakers {
    /// Declares what a label stands for, over any default.
    pub fn declare(&mut self, label: &str, role: Role) {
        self.roles.insert(label.trim().to_lowercase(), role);
    }

    /// Who a label stands for; `None` when nobody declared it.
    ///
    /// A number behind the label is ignored: `Agent 2` is an agent.
    pub fn role(&self, label: &str) -> Option<Role> {
        let label = label.trim().to_lowercase();
        if label.is_empty() {
            return Some(Role::Speaks(self.unlabelled));
        }
        self.roles.get(&label).copied().or_else(|| {
            let bare = label.trim_end_matches(|c: char| c.is_ascii_digit() || " _-#".contains(c));
            self.roles.get(bare).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_labels_are_known_in_both_languages() {
        let speakers = Speakers::default();
        let check = |label: &str, expected| assert_eq!(speakers.role(label), expected, "{label}");
        check(" Klant ", Some(Role::Speaks(Speaker::Customer)));
        check("USER", Some(Role::Speaks(Speaker::Customer)));
        check("Medewerker 2", Some(Role::Speaks(Speaker::Agent)));
        check("bot", Some(Role::Speaks(Speaker::Bot)));
        check("Hold", Some(Role::Waiting));
        check("", Some(Role::Speaks(Speaker::Unknown)));
        check("Sanne", None);
        check("3", None);
    }

    #[test]
    fn a_declared_label_wins_over_a_default() {
        let mut speakers = Speakers::default();
        speakers.declare("System", Role::Speaks(Speaker::Bot));
        assert_eq!(speakers.role("system"), Some(Role::Speaks(Speaker::Bot)));
    }
}
