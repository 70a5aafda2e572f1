use super::words;
use crate::findings::{ExperienceFindings, ServiceLevelFindings, XlaLevel};
use crate::report::experience::{
    direction_sign, figure_text, goal_text, matters_sentence, xla_verdict,
};
use crate::report::service_levels::{promise_name, standing};
use crate::report::words::{either, topic};
use crate::report::{Language, number};
use crate::service_levels::attainment::AgreedShare;
use crate::service_levels::policies::AgreementKind;
use crate::service_levels::watermelon::ComesWith;
use crate::units::as_u64;

/// What is said on a terminal: the instant, then a line per promise to customers, then what customers
/// thought of it.
pub(in crate::report) fn sentences(
    findings: &ServiceLevelFindings,
    language: Language,
) -> (String, Vec<String>) {
    let levels = &findings.levels;
    let n = |n| number::count(n, language);
    let head = format!(
        "{} tickets, {} {}. {}",
        n(levels.n_tickets),
        n(levels.n_clocks),
        either(language, "klokken", "clocks"),
        words::instant(findings, language)
    );
    let mut lines: Vec<String> = levels
        .attainment
        .iter()
        .filter(|row| row.kind == AgreementKind::Sla)
        .map(|row| {
            let share = row.share.as_ref();
            let share = share.map_or(number::ABSENT.to_owned(), |one| words::share(one, language));
            let agreed = match row.agreed {
                AgreedShare::Share(share) => number::setting(share.get(), language),
                AgreedShare::None | AgreedShare::Differs => number::ABSENT.to_owned(),
            };
            let (name, standing) = (
                promise_name(row, language),
                standing(row.standing, language),
            );
            match language {
                Language::Nl => {
                    format!("{name}: {share} op tijd, afgesproken {agreed}: {standing}")
                }
                Language::En => format!("{name}: {share} in time, agreed {agreed}: {standing}"),
            }
        })
        .collect();
    if lines.is_empty() {
        lines.push(
            either(
                language,
                "Op geen ticket is een SLA van toepassing.",
                "No SLA applies to any ticket.",
            )
            .to_owned(),
        );
    }
    for row in findings.queues.iter().flat_map(|queues| &queues.rows) {
        let (name, share) = (words::queue(row, language), words::attained(row, language));
        let within = row.goal.threshold.0;
        let agreed = number::setting(row.goal.share.get(), language);
        let (formula, met) = (
            row.level.formula.as_str(),
            words::is_met(row.is_met, language),
        );
        lines.push(match language {
            Language::Nl => format!(
                "{name}: {share} binnen {within} s ({formula}), afgesproken {agreed}: {met}"
            ),
            Language::En => {
                format!("{name}: {share} within {within} s ({formula}), agreed {agreed}: {met}")
            }
        });
    }
    lines.extend(findings.xla.iter().map(|level| xla(level, language)));
    if let Some(experience) = &findings.experience {
        lines.extend(watermelons(experience, language));
        lines.push(topics(experience, language));
    }
    lines.push(words::tickets_elsewhere(language).to_owned());
    (head, lines)
}

fn xla(level: &XlaLevel, language: Language) -> String {
    let figure = level.estimate.map_or(number::ABSENT.to_owned(), |one| {
        let n = number::count(as_u64(one.n), language);
        format!(
            "{} (n = {n})",
            figure_text(level.measure, &one.interval, language)
        )
    });
    format!(
        "XLA {} · {}: {figure}, {} {} {}: {}",
        level.policy,
        level.score,
        either(language, "doel", "goal"),
        direction_sign(level.direction),
        goal_text(level.measure, level.goal, language),
        xla_verdict(level.verdict, language)
    )
}

/// How many are unhappy although the promise was kept, and what keeping it matters.
fn watermelons(experience: &ExperienceFindings, language: Language) -> Vec<String> {
    let lift = &experience.whole.lift;
    let outcome = &experience.outcome;
    let Some(rate) = &experience.whole.watermelon_rate else {
        return vec![
            either(
                language,
                "Te weinig antwoorden over tickets met gehaalde afspraken om van watermeloenen te spreken.",
                "Too few answers about tickets whose promises were kept to speak of watermelons.",
            )
            .to_owned(),
        ];
    };
    let (rate, n) = (
        words::share(rate, language),
        number::count(as_u64(lift.met.1), language),
    );
    let mut lines = vec![match language {
        Language::Nl => format!(
            "Watermeloenen: van {n} antwoorden ({outcome}) over tickets met gehaalde SLA is {rate} toch negatief."
        ),
        Language::En => format!(
            "Watermelons: of {n} answers ({outcome}) about tickets whose SLA was met, {rate} are negative all the same."
        ),
    }];
    if let Some(ratio) = &lift.ratio {
        let ratio = format!(
            "{} {}",
            number::fixed(ratio.estimate, 2, language),
            number::bounds(ratio, 2, language)
        );
        let (means, n) = (
            matters_sentence(lift, language),
            number::count(as_u64(lift.breached.1), language),
        );
        lines.push(match language {
            Language::Nl => {
                format!("Dat is {ratio} keer zo vaak als bij een gemiste SLA (n = {n}). {means}")
            }
            Language::En => format!(
                "That is {ratio} times as often as when the SLA was missed (n = {n}). {means}"
            ),
        });
    }
    lines
}

fn topics(experience: &ExperienceFindings, language: Language) -> String {
    let Some((n_unhappy, n_others)) = experience.n_writers else {
        return words::writers_withheld(language).to_owned();
    };
    let (n_unhappy, n_others) = (
        number::count(as_u64(n_unhappy), language),
        number::count(as_u64(n_others), language),
    );
    let named: Vec<String> = experience
        .topics
        .iter()
        .filter(|one| one.row.comes_with == ComesWith::Watermelons)
        .map(|one| {
            let name = topic(&one.name, language);
            let ratio = one.row.ratio.map_or(number::ABSENT.to_owned(), |ratio| {
                format!(
                    "{} {}",
                    number::fixed(ratio.estimate, 1, language),
                    number::bounds(&ratio, 1, language)
                )
            });
            format!("{name} ({ratio}×)")
        })
        .collect();
    let is_tested = experience.topics.iter().any(|one| one.row.p.is_some());
    match (named.is_empty(), is_tested, language) {
        (false, _, Language::Nl) => format!(
            "Met een watermeloen komen: {}. Zoveel keer vaker spreken {n_unhappy} ontevreden schrijvers er negatief over dan {n_others} andere, steeds bij een gehaalde SLA.",
            named.join(", ")
        ),
        (false, _, Language::En) => format!(
            "These come with a watermelon: {}. So many times as often {n_unhappy} unhappy writers speak ill of it as {n_others} others, all with an SLA that was met.",
            named.join(", ")
        ),
        (true, true, Language::Nl) => format!(
            "Geen onderwerp komt aantoonbaar met een watermeloen ({n_unhappy} ontevreden schrijvers, {n_others} andere); dat zegt niet dat er geen is."
        ),
        (true, true, Language::En) => format!(
            "No topic stands out as coming with a watermelon ({n_unhappy} unhappy writers, {n_others} others); that does not say that none does."
        ),
        (true, false, Language::Nl) => format!(
            "Welke onderwerpen met een watermeloen komen is niet te zeggen: {n_unhappy} ontevreden schrijvers, {n_others} andere."
        ),
        (true, false, Language::En) => format!(
            "Which topics come with a watermelon cannot be told: {n_unhappy} unhappy writers, {n_others} others."
        ),
    }
}
