use super::about::about;
use super::verdict::{assumption_of, topic};
use super::{Label, Language, either, label};
use crate::findings::{Findings, OutcomeSummary};
use crate::record::{Best, ScaleKind};
use crate::report::number;
use crate::signals::{Signal, UnrankedReason, UnrankedTopic, Verdict};

/// The answer up front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// One line: what to fix first, or that nothing stands out.
    pub title: String,
    /// Why, how sure, and under which assumption.
    pub explanation: String,
}

/// Name of the outcome with what kind of scale it is.
pub fn outcome_name(outcome: &OutcomeSummary, language: Language) -> String {
    let what = match (outcome.kind, language) {
        (ScaleKind::Nps, _) => "NPS",
        (ScaleKind::Csat, Language::Nl) => "gemiddelde tevredenheid",
        (ScaleKind::Csat, Language::En) => "mean satisfaction",
        (ScaleKind::Ces, Language::Nl) => "gemiddelde inspanningsscore",
        (ScaleKind::Ces, Language::En) => "mean effort score",
        (ScaleKind::Stars, Language::Nl) => "gemiddeld aantal sterren",
        (ScaleKind::Stars, Language::En) => "mean number of stars",
        (ScaleKind::SchoolMark, Language::Nl) => "gemiddeld rapportcijfer",
        (ScaleKind::SchoolMark, Language::En) => "mean school mark",
        (ScaleKind::Other, Language::Nl) => "gemiddelde",
        (ScaleKind::Other, Language::En) => "mean",
    };
    format!("{what} ({})", outcome.name)
}

/// Unit of gains and effects.
pub fn unit(kind: ScaleKind, language: Language) -> &'static str {
    match (kind, language) {
        (ScaleKind::Nps, Language::Nl) => "NPS-punten",
        (ScaleKind::Nps, Language::En) => "NPS points",
        (ScaleKind::Stars, Language::Nl) => "sterren",
        (ScaleKind::Stars, Language::En) => "stars",
        (
            ScaleKind::Csat | ScaleKind::Ces | ScaleKind::SchoolMark | ScaleKind::Other,
            Language::Nl,
        ) => "punten",
        (
            ScaleKind::Csat | ScaleKind::Ces | ScaleKind::SchoolMark | ScaleKind::Other,
            Language::En,
        ) => "points",
    }
}

/// The first line of every report: what the outcome is, its level, its interval and its n.
pub fn outcome_line(outcome: &OutcomeSummary, language: Language) -> String {
    let name = outcome_name(outcome, language);
    let level = number::interval(&outcome.level, language);
    let coverage = number::setting(outcome.level.level.get(), language);
    let n = number::count(outcome.n, language);
    match language {
        Language::Nl => format!("{name}: {level}, {coverage}-interval, n = {n} respondenten."),
        Language::En => format!("{name}: {level}, {coverage} interval, n = {n} respondents."),
    }
}

/// How the scale runs, and that it was turned where its low end is best.
pub fn outcome_note(outcome: &OutcomeSummary, language: Language) -> String {
    let scale = scale_note(outcome, language);
    match (outcome.since, language) {
        (None, _) => scale,
        (Some(day), Language::Nl) => format!(
            "{scale} Schaal of vraag veranderde op {day}: niveau, aantal en verdeling zijn van die dag af."
        ),
        (Some(day), Language::En) => format!(
            "{scale} Scale or question changed on {day}: level, number and distribution are from that day on."
        ),
    }
}

fn scale_note(outcome: &OutcomeSummary, language: Language) -> String {
    let low = number::plain(outcome.low, language);
    let high = number::plain(outcome.high, language);
    match (outcome.kind, outcome.best, language) {
        (ScaleKind::Nps, _, Language::Nl) => format!(
            "Schaal {low} tot {high}; NPS is het percentage 9 en 10 min het percentage 0 tot en met 6."
        ),
        (ScaleKind::Nps, _, Language::En) => format!(
            "Scale {low} to {high}; NPS is the percentage of 9 and 10 minus the percentage of 0 to 6."
        ),
        (_, Best::High, Language::Nl) => format!("Schaal {low} tot {high}, {high} is het best."),
        (_, Best::High, Language::En) => format!("Scale {low} to {high}, {high} is best."),
        (_, Best::Low, Language::Nl) => format!(
            "Schaal {low} tot {high}, {low} is het best; hier omgekeerd, zodat meer altijd beter is."
        ),
        (_, Best::Low, Language::En) => format!(
            "Scale {low} to {high}, {low} is best; mirrored here, so that more is always better."
        ),
    }
}

/// That points run the other way than answers, where the low end of the scale is best.
pub fn mirrored(best: Option<Best>, language: Language) -> Option<&'static str> {
    match best {
        None | Some(Best::High) => None,
        Some(Best::Low) => Some(either(
            language,
            "Van de uitkomst is een laag antwoord het best; de punten hier zijn omgekeerd, zodat meer altijd beter is.",
            "A low answer is the best outcome; points are mirrored here, so that more is always better.",
        )),
    }
}

/// The answer up front: the first signal whose interval lies above zero, or that there is none.
pub fn headline(findings: &Findings, language: Language) -> Headline {
    let first = findings
        .signals
        .iter()
        .find(|signal| signal.verdict == Verdict::Gain);
    match first {
        Some(signal) => fix_first(findings, signal, language),
        None => nothing(findings, language),
    }
}

fn fix_first(findings: &Findings, signal: &Signal, language: Language) -> Headline {
    let name = topic(&signal.topic, language);
    let unit = findings
        .outcome
        .as_ref()
        .map_or("", |outcome| unit(outcome.kind, language));
    let decimals = number::gain_decimals(&findings.signals);
    let gain = number::signed_interval_at(&signal.gain, decimals, language);
    let top3 = number::probability(signal.p_top3.get(), language);
    let condition = assumption_of(signal, &findings.ranking, language);
    let of_all = if findings.subset.leaves_topics_out() {
        either(language, " van alle onderwerpen", " of all topics")
    } else {
        ""
    };
    let mut explanation = match language {
        Language::Nl => format!(
            "Verwachte winst {gain} {unit}, {condition}. Kans dat dit onderwerp bij de beste drie{of_all} hoort: {top3}."
        ),
        Language::En => format!(
            "Expected gain {gain} {unit}, {condition}. Probability that this topic belongs to the best three{of_all}: {top3}."
        ),
    };
    // Of what stands higher and was not asked for, the data may well tell.
    if findings
        .signals
        .iter()
        .any(|other| other.rank < signal.rank)
    {
        explanation.push_str(either(
            language,
            " Wat hoger staat kan meer opleveren, maar deze gegevens kunnen dat niet zeggen.",
            " What ranks higher may bring more, but these data cannot tell.",
        ));
    }
    Headline {
        title: first_title(findings, signal, name, language),
        explanation,
    }
}

/// That a topic comes first: of all, or of those that are shown, where the ranking has others before it.
fn first_title(findings: &Findings, signal: &Signal, name: &str, language: Language) -> String {
    let subset = &findings.subset;
    if signal.rank == 1 || !subset.leaves_topics_out() {
        return match language {
            Language::Nl => format!("Pak eerst op: {name}"),
            Language::En => format!("Fix first: {name}"),
        };
    }
    let rank = signal.rank;
    match (subset.about.as_slice(), language) {
        ([Some(one)], Language::Nl) => {
            let of = about(Some(*one), language);
            format!("Eerste over {of}: {name} (plaats {rank} van alle onderwerpen)")
        }
        ([Some(one)], Language::En) => {
            let of = about(Some(*one), language);
            format!("First about {of}: {name} (rank {rank} of all topics)")
        }
        (_, Language::Nl) => {
            format!("Eerste van deze onderwerpen: {name} (plaats {rank} van alle)")
        }
        (_, Language::En) => format!("First of these topics: {name} (rank {rank} of all)"),
    }
}

/// Why nothing is to be decided: nothing stands the test, or nothing was tested and nobody can tell.
pub fn no_decisions(findings: &Findings, language: Language) -> String {
    if !findings.signals.is_empty() {
        return label(Label::NoDecisions, language).to_owned();
    }
    let cannot_tell = either(
        language,
        "Wat eerst moet is niet te zeggen.",
        "What comes first cannot be told.",
    );
    format!("{cannot_tell} {}", nothing(findings, language).explanation)
}

/// Why there is no model, of the reasons for which topics are not ranked.
fn unfitted(unranked: &[UnrankedTopic], language: Language) -> String {
    let had_enough = unranked
        .iter()
        .any(|topic| topic.reason == UnrankedReason::NoModel);
    let required = unranked.iter().find_map(|topic| match topic.reason {
        UnrankedReason::TooFewMentions { required } => Some(required),
        _ => None,
    });
    match (had_enough, required, language) {
        (true, _, Language::Nl) => {
            "Het model kon niet worden geschat: te weinig respondenten met score en woorden, of scores die niet verschillen.".to_owned()
        }
        (true, _, Language::En) => {
            "The model could not be fitted: too few respondents with score and words, or scores that do not differ.".to_owned()
        }
        (false, Some(required), Language::Nl) => format!(
            "Geen onderwerp heeft de {required} negatieve vermeldingen met een score die het model vraagt; de redenen staan per onderwerp vermeld."
        ),
        (false, Some(required), Language::En) => format!(
            "No topic has the {required} negative mentions with a score that the model asks for; the reasons are given topic by topic."
        ),
        (false, None, _) => none_ranked(language).to_owned(),
    }
}

fn none_ranked(language: Language) -> &'static str {
    either(
        language,
        "Geen onderwerp kan worden gerangschikt; de redenen staan per onderwerp vermeld.",
        "No topic can be ranked; the reasons are given topic by topic.",
    )
}

fn nothing(findings: &Findings, language: Language) -> Headline {
    let n = findings.signals.len();
    let why_unranked = if findings.outcome.is_none() {
        // Why there is none stands in place of its level.
        let without = either(
            language,
            "Zonder niveau van de uitkomst heeft geen onderwerp een winst.",
            "Without a level of the outcome no topic has a gain.",
        );
        Some(without.to_owned())
    } else if findings.drivers.is_none() && !findings.subset.leaves_topics_out() {
        Some(unfitted(&findings.unranked, language))
    } else if n == 0 && findings.subset.leaves_topics_out() {
        let none = either(
            language,
            "Van deze onderwerpen is er geen gerangschikt; andere kunnen dat wel zijn. De redenen staan per onderwerp vermeld.",
            "Of these topics none is ranked; others may be. The reasons are given topic by topic.",
        );
        Some(none.to_owned())
    } else if n == 0 {
        Some(none_ranked(language).to_owned())
    } else {
        None
    };
    if let Some(why) = why_unranked {
        return Headline {
            title: either(language, "Geen rangorde mogelijk", "No ranking possible").to_owned(),
            explanation: why,
        };
    }
    let above = findings
        .signals
        .iter()
        .filter(|signal| signal.gain.low > 0.0)
        .count();
    let gate = match (above, language) {
        (0, Language::Nl) => format!(
            "Van geen van de {n} gerangschikte onderwerpen ligt het interval van de winst boven nul."
        ),
        (0, Language::En) => format!(
            "For none of the {n} ranked topics does the interval of the gain lie above zero."
        ),
        (_, Language::Nl) => format!(
            "Van {above} van de {n} gerangschikte onderwerpen ligt het interval van de winst boven nul, maar geen van die effecten houdt stand in de toets naast dat van alle andere."
        ),
        (_, Language::En) => format!(
            "For {above} of the {n} ranked topics the interval of the gain lies above zero, but none of those effects stands in the test beside all others."
        ),
    };
    let advice = either(
        language,
        "Ontleen hieraan geen prioriteit: verzamel meer antwoorden of lees eerst de citaten.",
        "Take no priority from this: collect more answers, or read the quotes first.",
    );
    Headline {
        title: either(language, "Niets springt eruit", "Nothing stands out").to_owned(),
        explanation: format!("{gate} {advice}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::About;
    use crate::report::fixture;

    #[test]
    fn why_there_is_no_ranking_is_the_reason_of_its_topics() {
        let mut findings = fixture::realistic();
        let template = findings.unranked[0].clone();
        let because = |reason| UnrankedTopic {
            reason,
            ..template.clone()
        };
        findings.signals.clear();
        findings.drivers = None;
        let too_few = because(UnrankedReason::TooFewMentions { required: 30 });
        findings.unranked = vec![because(UnrankedReason::NothingNegative), too_few];
        let said = |findings: &Findings, language| headline(findings, language).explanation;
        let dutch = said(&findings, Language::Nl);
        assert!(
            dutch.starts_with("Geen onderwerp heeft de 30 negatieve vermeldingen"),
            "{dutch}"
        );
        let english = said(&findings, Language::En);
        assert!(
            english.starts_with("No topic has the 30 negative mentions"),
            "{english}"
        );
        let to_decide = no_decisions(&findings, Language::Nl);
        assert!(
            to_decide.starts_with("Wat eerst moet is niet te zeggen. Geen onderwerp"),
            "{to_decide}"
        );

        findings.unranked.push(because(UnrankedReason::NoModel));
        let english = said(&findings, Language::En);
        assert!(
            english.starts_with("The model could not be fitted"),
            "{english}"
        );
        let tested = fixture::realistic();
        assert_eq!(
            no_decisions(&tested, Language::En),
            label(Label::NoDecisions, Language::En)
        );
    }

    #[test]
    fn a_topic_comes_first_of_all_only_where_the_ranking_has_it_first() {
        let whole = fixture::realistic();
        let first = |findings: &Findings, language| headline(findings, language).title;
        assert!(first(&whole, Language::En).starts_with("Fix first: "));
        let mut part = whole.clone();
        part.signals.remove(0);
        let at = part
            .signals
            .iter()
            .position(|one| one.verdict == Verdict::Gain);
        let rank = part.signals[at.unwrap()].rank;
        assert!(rank > 1);
        part.subset.about = vec![Some(About::Service)];
        let said = first(&part, Language::En);
        assert!(said.starts_with("First about the service: "), "{said}");
        assert!(
            said.ends_with(&format!("(rank {rank} of all topics)")),
            "{said}"
        );
        let said = first(&part, Language::Nl);
        assert!(
            said.starts_with("Eerste over de dienstverlening: "),
            "{said}"
        );
        let explained = headline(&part, Language::En).explanation;
        assert!(
            explained.contains("best three of all topics"),
            "{explained}"
        );
        part.subset.about = Vec::new();
        part.subset.team = Some("desk".to_owned());
        let said = first(&part, Language::Nl);
        assert!(
            said.ends_with(&format!("(plaats {rank} van alle)")),
            "{said}"
        );
        // What is first of all is first of a part too.
        let mut part = whole;
        part.subset.about = vec![Some(About::Contact)];
        assert!(first(&part, Language::Nl).starts_with("Pak eerst op: "));
    }

    #[test]
    fn topics_of_which_none_is_ranked_say_nothing_of_the_others() {
        let mut part = fixture::realistic();
        part.signals.clear();
        part.subset.about = vec![None];
        let said = headline(&part, Language::En);
        assert_eq!(said.title, "No ranking possible");
        assert!(
            said.explanation.contains("others may be"),
            "{}",
            said.explanation
        );
    }
}
