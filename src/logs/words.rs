use super::options::Options;
use crate::intake::Fault;
use crate::service_levels::tickets::{Author, Status, field};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// What a row of an event log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The ticket was opened.
    Created,
    /// To the status in the column of new values.
    Status,
    /// To this status, whatever the other columns say.
    Done(Status),
    /// To the status in the column of new values, or open.
    Reopened,
    /// This field, to the value in the column of new values.
    Field(&'static str),
    /// A field that another column names.
    NamedField,
    /// A message that the customer can read.
    PublicReply,
    /// A message that the customer cannot read.
    PrivateNote,
    /// The customer wrote.
    CustomerMessage,
    /// A message; by whom it is says what it is.
    Message,
    /// The ticket went up in another.
    Merged,
    /// The source says that a policy applies.
    PolicyApplied,
    /// A survey was sent.
    SurveySent,
}

pub(super) const KINDS: &str = "created, status, priority, issue_type, team_assigned, agent_assigned, \
    public_reply, private_note, customer_message, solved, closed, reopened, merged, policy_applied, \
    survey_sent, field or the name of a field; map other words to these";
pub(super) const STATUSES: &str =
    "new, open, pending, on_hold, solved or closed; map other words to these";
pub(super) const AUTHORS: &str = "customer, agent, bot or system; map other words to these";

/// Words for what happened, in the form of [`plain`](super::columns::plain).
pub(super) fn kind(word: &str) -> Option<Kind> {
    Some(match word {
        "created" | "create" | "creation" | "opened" | "ticket_created" | "submitted"
        | "aangemaakt" | "aanmaak" | "geopend" | "ticket_aangemaakt" => Kind::Created,
        "status" | "status_change" | "status_changed" | "status_update" | "statuswijziging"
        | "status_gewijzigd" => Kind::Status,
        "solved" | "solve" | "resolved" | "resolve" | "opgelost" | "afgehandeld" => {
            Kind::Done(Status::Solved)
        }
        "closed" | "close" | "gesloten" | "afgesloten" => Kind::Done(Status::Closed),
        "reopened" | "reopen" | "re_opened" | "heropend" => Kind::Reopened,
        "priority"
        | "priority_changed"
        | "priority_change"
        | "prioriteit"
        | "prioriteit_gewijzigd" => Kind::Field(field::PRIORITY),
        "issue_type" | "issue_type_changed" | "category" | "categorie" => {
            Kind::Field(field::ISSUE_TYPE)
        }
        "team_assigned"
        | "team"
        | "group_assigned"
        | "group"
        | "team_changed"
        | "assigned_to_team"
        | "queue_assigned"
        | "team_toegewezen"
        | "toegewezen_aan_team"
        | "doorgezet" => Kind::Field(field::TEAM),
        "agent_assigned"
        | "agent"
        | "assigned"
        | "assignee"
        | "assignment"
        | "reassigned"
        | "toegewezen"
        | "agent_toegewezen"
        | "toegewezen_aan_medewerker" => Kind::Field(field::AGENT),
        "channel" | "kanaal" => Kind::Field(field::CHANNEL),
        "segment" | "klantsegment" => Kind::Field(field::SEGMENT),
        "field" | "field_change" | "field_changed" | "field_update" | "veld" | "veld_gewijzigd" => {
            Kind::NamedField
        }
        "public_reply" | "reply" | "agent_reply" | "public_comment" | "response" | "replied"
        | "first_reply" | "first_response" | "reactie" | "antwoord" | "openbare_reactie"
        | "publieke_reactie" | "beantwoord" => Kind::PublicReply,
        "private_note" | "note" | "internal_note" | "private_comment" | "internal_comment"
        | "notitie" | "interne_notitie" => Kind::PrivateNote,
        "customer_message" | "customer_reply" | "customer_comment" | "end_user_comment"
        | "klantreactie" | "klantbericht" | "reactie_klant" | "reactie_van_klant"
        | "bericht_klant" | "bericht_van_klant" => Kind::CustomerMessage,
        "message" | "comment" | "bericht" | "opmerking" => Kind::Message,
        "merged" | "merge" | "samengevoegd" => Kind::Merged,
        "policy_applied" | "sla_applied" | "apply_sla" | "policy" | "sla_toegepast" => {
            Kind::PolicyApplied
        }
        "survey_sent" | "survey" | "enquete_verstuurd" | "enquête_verstuurd"
        | "enquete_verzonden" | "enquête_verzonden" => Kind::SurveySent,
        _ => return None,
    })
}

/// Words for statuses.
pub(super) fn status(word: &str) -> Option<Status> {
    Some(match word {
        "new" | "nieuw" => Status::New,
        "open" | "active" | "in_progress" | "work_in_progress" | "assigned" | "reopened"
        | "in_behandeling" | "toegewezen" | "heropend" => Status::Open,
        "pending"
        | "waiting_for_customer"
        | "waiting_on_customer"
        | "awaiting_customer"
        | "awaiting_user_info"
        | "wacht_op_klant"
        | "wachten_op_klant" => Status::Pending,
        "on_hold"
        | "onhold"
        | "hold"
        | "waiting_for_third_party"
        | "awaiting_vendor"
        | "awaiting_problem"
        | "awaiting_evidence"
        | "wacht_op_derde"
        | "wacht_op_derden"
        | "wacht_op_leverancier" => Status::OnHold,
        "solved" | "resolved" | "opgelost" | "afgehandeld" => Status::Solved,
        "closed" | "gesloten" | "afgesloten" => Status::Closed,
        _ => return None,
    })
}

/// Words for the part in which somebody acted.
pub(super) fn author(word: &str) -> Option<Author> {
    Some(match word {
        "customer" | "end_user" | "enduser" | "requester" | "client" | "klant"
        | "eindgebruiker" | "aanvrager" | "melder" => Author::Customer,
        "agent" | "admin" | "employee" | "staff" | "light_agent" | "medewerker" | "behandelaar" => {
            Author::Agent
        }
        "bot" | "chatbot" | "ai_agent" | "virtual_assistant" | "virtuele_assistent" => Author::Bot,
        "system" | "systeem" | "automation" | "automatisering" | "trigger" | "api" => {
            Author::System
        }
        _ => return None,
    })
}

/// A vocabulary with a source's own words before the usual ones, and the cells it has met.
#[derive(Debug)]
pub(super) struct Vocabulary<T> {
    own: BTreeMap<String, T>,
    usual: fn(&str) -> Option<T>,
    fault: fn() -> Fault,
    met: HashMap<Box<str>, T>,
}

impl<T: Copy> Vocabulary<T> {
    /// What a cell means.
    ///
    /// # Errors
    ///
    /// The fault that says which words are known.
    pub(super) fn read(&mut self, cell: &str) -> Result<T, Fault> {
        if let Some(&known) = self.met.get(cell) {
            return Ok(known);
        }
        let word = super::columns::plain(cell);
        let own = self.own.get(&word).copied();
        let meaning = own.or_else(|| (self.usual)(&word)).ok_or_else(self.fault)?;
        // Only known words are kept, and of those only as many spellings as a source may have.
        if self.met.len() < 1024 {
            self.met.insert(Box::from(cell), meaning);
        }
        Ok(meaning)
    }
}

pub(super) fn kinds(options: &Options) -> Vocabulary<Kind> {
    Vocabulary {
        own: options.kinds.clone(),
        usual: kind,
        fault: || Fault::UnknownKind {
            known: Cow::Borrowed(KINDS),
        },
        met: HashMap::new(),
    }
}

pub(super) fn statuses(options: &Options) -> Vocabulary<Status> {
    Vocabulary {
        own: options.statuses.clone(),
        usual: status,
        fault: || Fault::UnknownStatus {
            known: Cow::Borrowed(STATUSES),
        },
        met: HashMap::new(),
    }
}

pub(super) fn authors(options: &Options) -> Vocabulary<Author> {
    Vocabulary {
        own: options.authors.clone(),
        usual: author,
        fault: || Fault::UnknownRole {
            known: Cow::Borrowed(AUTHORS),
        },
        met: HashMap::new(),
    }
}
