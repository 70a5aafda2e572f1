use crate::disclosure::Floor;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What an organisation has settled about figures of its people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Governance {
    /// Consent of the works council.
    pub or_consent: Option<Consent>,
    /// Where the data protection impact assessment is kept.
    pub dpia_reference: Option<String>,
    /// What the figures are used for.
    pub purposes: Vec<String>,
    /// Days that data of each source are kept.
    pub retention_days: BTreeMap<String, u32>,
    /// A floor above the built-in ones.
    pub min_n: Option<Floor>,
    /// Which key makes pseudonyms.
    pub key_id: Option<String>,
}

/// Consent of the works council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Day from which it holds.
    pub date: Date,
    /// Where the decision is kept.
    pub reference: String,
    /// What it covers.
    pub scope: Vec<String>,
    /// Last day on which it holds.
    pub expires: Date,
}

/// The right to compute figures of single agents, on one day.
///
/// Only [`AgentAccess::check`] makes one, and everything that yields a row of an agent asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentAccess {
    consent: Consent,
    dpia_reference: String,
    floor: Floor,
}

/// Why figures of single agents are not computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("figures of single agents need more than the governance file holds")]
pub struct Refusal {
    /// What is missing, in a fixed order.
    pub missing: Vec<Missing>,
}

/// One thing without which figures of single agents are not computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// No governance file was given.
    File,
    /// No consent of the works council.
    Consent,
    /// The consent holds from a later day.
    NotYet {
        /// From when.
        date: Date,
    },
    /// The consent has ended.
    Expired {
        /// The last day on which it held.
        expires: Date,
    },
    /// The consent does not name coaching.
    Scope,
    /// Coaching is not among the purposes.
    Purpose,
    /// No reference to a data protection impact assessment.
    Dpia,
}

/// What the scope of a consent and the purposes must name.
const COACHING: &str = "coaching";

impl AgentAccess {
    /// Checks a governance file, if there is one, against a day.
    ///
    /// # Errors
    ///
    /// [`Refusal`] with everything that is missing.
    ///
    /// # References
    ///
    /// Wet op de ondernemingsraden, art. 27(1)(k) and (l); General Data Protection Regulation, art. 35.
    pub fn check(governance: Option<&Governance>, day: Date) -> Result<Self, Refusal> {
        let Some(governance) = governance else {
            return Err(Refusal {
                missing: vec![Missing::File],
            });
        };
        let mut missing = Vec::new();
        match &governance.or_consent {
            None => missing.push(Missing::Consent),
            Some(consent) => {
                if day < consent.date {
                    let date = consent.date;
                    missing.push(Missing::NotYet { date });
                }
                if day > consent.expires {
                    let expires = consent.expires;
                    missing.push(Missing::Expired { expires });
                }
                if !consent.scope.iter().any(|word| word == COACHING) {
                    missing.push(Missing::Scope);
                }
            }
        }
        if !governance.purposes.iter().any(|word| word == COACHING) {
            missing.push(Missing::Purpose);
        }
        let reference = governance.dpia_reference.as_deref().unwrap_or("").trim();
        if reference.is_empty() {
            missing.push(Missing::Dpia);
        }
        match &governance.or_consent {
            Some(consent) if missing.is_empty() => Ok(Self {
                consent: consent.clone(),
                dpia_reference: reference.to_owned(),
                floor: governance
                    .min_n
                    .map_or(Floor::AGENT, |own| own.max(Floor::AGENT)),
            }),
            _ => Err(Refusal { missing }),
        }
    }

    /// The consent on which the access rests.
    pub fn consent(&self) -> &Consent {
        &self.consent
    }

    /// The data protection impact assessment on which it rests.
    pub fn dpia_reference(&self) -> &str {
        &self.dpia_reference
    }

    /// Fewest contacts with a score behind any figure of an agent.
    pub fn floor(&self) -> Floor {
        self.floor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn complete() -> Governance {
        Governance {
            or_consent: Some(Consent {
                date: date(2026, 1, 1),
                reference: "OR 2026-3".to_owned(),
                scope: vec!["coaching".to_owned()],
                expires: date(2026, 12, 31),
            }),
            dpia_reference: Some("DPIA-7".to_owned()),
            purposes: vec!["coaching".to_owned()],
            ..Governance::default()
        }
    }

    fn check(change: impl Fn(&mut Governance), day: Date, expected: &[Missing]) {
        let mut governance = complete();
        change(&mut governance);
        let got = AgentAccess::check(Some(&governance), day);
        let missing = got.err().map(|refusal| refusal.missing);
        assert_eq!(missing.unwrap_or_default(), expected);
    }

    #[test]
    fn access_needs_consent_in_force_its_scope_a_purpose_and_an_assessment() {
        let day = date(2026, 6, 1);
        check(|_| (), day, &[]);
        check(|_| (), date(2026, 12, 31), &[]);
        check(
            |_| (),
            date(2027, 1, 1),
            &[Missing::Expired {
                expires: date(2026, 12, 31),
            }],
        );
        check(
            |_| (),
            date(2025, 12, 31),
            &[Missing::NotYet {
                date: date(2026, 1, 1),
            }],
        );
        check(|file| file.or_consent = None, day, &[Missing::Consent]);
        check(
            |file| file.dpia_reference = Some(" ".to_owned()),
            day,
            &[Missing::Dpia],
        );
        check(
            |file| {
                file.or_consent.as_mut().unwrap().scope = vec!["planning".to_owned()];
                file.purposes.clear();
            },
            day,
            &[Missing::Scope, Missing::Purpose],
        );
        assert!(AgentAccess::check(None, day).is_err());
    }

    #[test]
    fn the_floor_of_agents_is_raised_and_never_lowered() {
        let day = date(2026, 6, 1);
        let mut governance = complete();
        for (min_n, expected) in [(None, 10), (Some(6), 10), (Some(25), 25)] {
            governance.min_n = min_n.map(|n| Floor::new(n).unwrap());
            let access = AgentAccess::check(Some(&governance), day).unwrap();
            assert_eq!(access.floor().people(), expected);
        }
    }
}
