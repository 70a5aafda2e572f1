use super::figure;
use crate::disclosure::Reason;
use crate::report::section::Section;
use crate::report::words::{either, length_of, suppressed};
use crate::report::{Language, number};
use crate::service_levels::attainment::{Proposal, ToleranceRule};
use crate::service_levels::watermelon::Borne;
use crate::units::as_u64;
use serde_json::{Value, json};

/// How satisfaction falls with waiting, and what was asked of it.
#[derive(Debug, Clone, Copy)]
pub struct Tolerance<'a> {
    /// What was asked.
    pub rule: &'a ToleranceRule,
    /// What was found.
    pub borne: &'a Borne,
}

/// What customers bear, for people.
pub(super) fn tolerance_section(tolerance: &Tolerance<'_>, language: Language) -> Section {
    let (rule, curve) = (tolerance.rule, &tolerance.borne.curve);
    let title = either(
        language,
        "Hoe lang klanten wachten verdragen",
        "How long customers bear to wait",
    );
    let mut section = Section::titled(title);
    section.lead.push(said(curve.proposal, rule, language));
    if let Some(reason) = tolerance.borne.hidden {
        section.lead.push(suppressed(reason, language).to_owned());
        return section;
    }
    section.grid.header = [
        either(language, "wachttijd", "wait"),
        "n",
        either(language, "tevreden", "satisfied"),
    ]
    .map(str::to_owned)
    .to_vec();
    for block in &curve.blocks {
        let wait = |seconds| length_of(seconds, language);
        let percent = block.share.scaled(100.0);
        section.push(vec![
            format!("{} – {}", wait(block.from), wait(block.to)),
            number::count(as_u64(block.n), language),
            format!(
                "{} {}",
                number::percentage(block.share.estimate, language),
                number::bounds(&percent, 1, language)
            ),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Van de eerste vraag tot het eerste antwoord, op de klok aan de wand. Neemt aan dat langer wachten nooit tevredener maakt; dat wie langer wachtte de moeilijkere vraag had, is er niet uit gehaald. Hoeveel mensen het kost, is een andere vraag.",
            "From the question to the first reply, by the clock on the wall. Assumes that waiting longer never satisfies more; that who waited longer had the harder question is not taken out. How many people it takes is another question.",
        )
        .to_owned(),
    );
    section
}

fn said(proposal: Proposal, rule: &ToleranceRule, language: Language) -> String {
    let goal = number::setting(rule.goal.get(), language);
    let wait = |seconds| length_of(seconds, language);
    match (proposal, language) {
        (Proposal::AtMost(at), Language::Nl) => {
            format!(
                "Tot {} is zeker {goal} tevreden: een voorstel voor de norm.",
                wait(at)
            )
        }
        (Proposal::AtMost(at), Language::En) => {
            format!(
                "Up to {} surely {goal} are satisfied: a proposal for the target.",
                wait(at)
            )
        }
        (Proposal::NotReached(at), Language::Nl) => format!(
            "Zover wachttijden reiken, tot {}, is zeker {goal} tevreden; of klanten langer verdragen, is niet te zeggen.",
            wait(at)
        ),
        (Proposal::NotReached(at), Language::En) => format!(
            "As far as waits go, up to {}, surely {goal} are satisfied; whether customers bear more cannot be told.",
            wait(at)
        ),
        (Proposal::NotByTime, Language::Nl) => format!(
            "Ook na de kortste wachttijden is zeker geen {goal} tevreden: sneller antwoorden is niet wat er schort."
        ),
        (Proposal::NotByTime, Language::En) => format!(
            "Even after the shortest waits surely fewer than {goal} are satisfied: speed is not what is wrong."
        ),
        (Proposal::CannotTell, Language::Nl) => {
            format!(
                "Bij welke wachttijd {goal} tevreden is, is uit deze antwoorden niet te zeggen."
            )
        }
        (Proposal::CannotTell, Language::En) => {
            format!("At which wait {goal} are satisfied cannot be told from these answers.")
        }
    }
}

/// What customers bear, exact.
pub(super) fn tolerance_json(tolerance: &Tolerance<'_>) -> Value {
    let Borne { curve, hidden } = tolerance.borne;
    let rule = tolerance.rule;
    let (name, seconds) = match curve.proposal {
        Proposal::AtMost(at) => ("at_most", Some(at.0)),
        Proposal::NotReached(at) => ("not_reached", Some(at.0)),
        Proposal::NotByTime => ("not_by_time", None),
        Proposal::CannotTell => ("cannot_tell", None),
    };
    json!({
        "goal": rule.goal.get(),
        "n": hidden.is_none().then_some(curve.n),
        "suppressed": hidden.map(Reason::as_str),
        "proposal": name,
        "proposed_target_s": seconds,
        "blocks": curve.blocks.iter().map(|block| json!({
            "from_s": block.from.0,
            "to_s": block.to.0,
            "n": block.n,
            "satisfied": figure::interval_json(&block.share),
        })).collect::<Vec<_>>(),
    })
}
