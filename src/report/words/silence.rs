use super::Language;
use crate::findings::SilenceSummary;
use crate::report::number;

/// Who wrote nothing, who stands for them, and what that assumes.
pub fn silent(silence: &SilenceSummary, language: Language) -> String {
    let share = number::percentage(silence.share_silent, language);
    let who = who_writes(silence, language);
    match language {
        Language::Nl => format!(
            "Van de respondenten met een score schreef {share} niets. {who} Wie schreef is gewogen naar hoe vaak mensen met hetzelfde antwoord en dezelfde kenmerken schrijven, zodat de winst voor allen geldt. Dat neemt aan dat wie zweeg bij dezelfde score dezelfde redenen heeft; hadden zwijgers er geen, dan blijft de winst die per onderwerp als ondergrens vermeld staat."
        ),
        Language::En => format!(
            "Of the respondents with a score {share} wrote nothing. {who} Those who wrote are weighted by how often people with the same answer and controls write, so that the gain holds for all. This assumes that the silent have the same reasons as those with the same score; if they had none, what remains is the gain given as the floor of each topic."
        ),
    }
}

/// Whether writing depends on the score, and in which direction.
fn who_writes(silence: &SilenceSummary, language: Language) -> String {
    let gap = silence.gap.filter(|gap| gap.low > 0.0 || gap.high < 0.0);
    let depends = silence.p_dependence.is_some_and(|p| p.get() < 0.05);
    match (gap, language) {
        (Some(gap), Language::Nl) => {
            let shown = number::signed_interval(&gap, language);
            let who = if gap.estimate < 0.0 { "Ontevredenen" } else { "Tevredenen" };
            format!("{who} schrijven vaker: gemiddelde van wie schreef min dat van wie zweeg {shown}.")
        }
        (Some(gap), Language::En) => {
            let shown = number::signed_interval(&gap, language);
            let who = if gap.estimate < 0.0 { "dissatisfied" } else { "satisfied" };
            format!("The {who} write more often: mean of those who wrote minus that of the silent {shown}.")
        }
        (None, Language::Nl) if depends => {
            "Of iemand schrijft hangt van het antwoord of de kenmerken af, maar gemiddeld scoren schrijvers en zwijgers niet aantoonbaar anders.".to_owned()
        }
        (None, Language::En) if depends => {
            "Whether somebody writes depends on the answer or the controls, but on average writers and the silent do not demonstrably score differently.".to_owned()
        }
        (None, Language::Nl) => "Of iemand schrijft hangt niet aantoonbaar van de score af.".to_owned(),
        (None, Language::En) => "Whether somebody writes does not demonstrably depend on the score.".to_owned(),
    }
}

/// What weighting costs, for the part on method.
pub fn weighting_line(silence: &SilenceSummary, language: Language) -> String {
    let fixed = |value| number::fixed(value, 0, language);
    let (before, after) = (fixed(silence.n_effective.0), fixed(silence.n_effective.1));
    let largest = number::significant(silence.largest_weight, 2, language);
    let cells = number::count(crate::units::as_u64(silence.n_cells), language);
    let capped = number::count(silence.n_capped, language);
    match language {
        Language::Nl => format!(
            "Gewichten voor wie schreef: {cells} groepen naar antwoord en kenmerken, grootste gewicht {largest} (gemiddeld 1), afgekapt bij {capped} respondenten; effectief aantal {after} (was {before}). Elke trekking schat de gewichten opnieuw."
        ),
        Language::En => format!(
            "Weights of those who wrote: {cells} groups by answer and controls, largest weight {largest} (mean 1), cut for {capped} respondents; effective number {after} (was {before}). Every resample estimates the weights anew."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture_corrected;

    #[test]
    fn who_writes_more_often_is_said_in_words() {
        let mut silence = fixture_corrected::silence();
        assert!(silent(&silence, Language::En).contains("The dissatisfied write more often"));
        silence.gap = silence.gap.map(|gap| gap.scaled(-1.0));
        assert!(silent(&silence, Language::Nl).contains("Tevredenen schrijven vaker"));
        silence.gap = None;
        assert!(silent(&silence, Language::En).contains("depends on the answer or the controls"));
        silence.p_dependence = None;
        assert!(silent(&silence, Language::Nl).contains("niet aantoonbaar van de score"));
    }
}
