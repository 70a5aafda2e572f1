use super::Language;
use super::silence::silent;
use crate::report::number;
use crate::signals::{Caveat, IntervalMethod};
use crate::units::as_u64;

/// A caveat as a sentence: what is the case, with its values, and what that means for action.
pub fn caveat(caveat: &Caveat, language: Language) -> String {
    match language {
        Language::Nl => dutch(caveat),
        Language::En => english(caveat),
    }
}

/// Name of a caveat for machines.
pub fn caveat_code(caveat: &Caveat) -> &'static str {
    match caveat {
        Caveat::Association => "association",
        Caveat::AssumedReduction {
            fraction: _,
            n_stated_otherwise: _,
        } => "assumed_reduction",
        Caveat::UncorrectedLabels => "uncorrected_labels",
        Caveat::SameText => "same_text",
        Caveat::CommentersOnly {
            n_with_words: _,
            n_with_score: _,
        } => "commenters_only",
        Caveat::SilentRepresented { silence: _ } => "silent_represented",
        Caveat::CorrectedLabels { card: _ } => "corrected_labels",
        Caveat::FewSteps { n_values: _ } => "few_steps",
        Caveat::FewNegative { n: _ } => "few_negative",
        Caveat::SignsDiffer => "signs_differ",
        Caveat::Overlap { vif: _ } => "overlap",
        Caveat::SampledImportance {
            n_orderings: _,
            standard_error: _,
        } => "sampled_importance",
        Caveat::ImportanceWithoutInterval => "importance_without_interval",
        Caveat::WeakModel { r2_cv: _ } => "weak_model",
        Caveat::Clustered {
            n_customers: _,
            n_unnamed: _,
            n_rows: _,
            intervals: _,
        } => "clustered",
        Caveat::ConflictingScores { n: _ } => "conflicting_scores",
        Caveat::Orphans { n: _ } => "orphans",
        Caveat::OtherLanguages { n: _ } => "other_languages",
        Caveat::Undated { n: _ } => "undated",
        Caveat::ScaleChanged { on: _ } => "scale_changed",
        Caveat::ControlsNotHeld { names: _ } => "controls_not_held",
        Caveat::NothingStandsOut => "nothing_stands_out",
    }
}

/// Of how many customers so many answers are, and how many of these name none and stand for themselves.
fn of_customers([n_rows, n_customers, n_unnamed]: [usize; 3], language: Language) -> String {
    let rows = number::count(as_u64(n_rows), language);
    let named = number::count(as_u64(n_rows.saturating_sub(n_unnamed)), language);
    let (one, several) = match language {
        Language::Nl => ("klant", "klanten"),
        Language::En => ("customer", "customers"),
    };
    let customers = number::counted(as_u64(n_customers), one, several, language);
    let unnamed = number::count(as_u64(n_unnamed), language);
    match (language, n_unnamed) {
        (Language::Nl, 0) => format!("De {rows} antwoorden komen van {customers}"),
        (Language::En, 0) => format!("The {rows} answers come from {customers}"),
        (Language::Nl, 1) => format!(
            "Van de {rows} antwoorden komen er {named} van {customers}, en 1 noemt geen klant en staat op zichzelf"
        ),
        (Language::En, 1) => format!(
            "Of the {rows} answers {named} come from {customers}, and 1 names none and stands for itself"
        ),
        (Language::Nl, _) => format!(
            "Van de {rows} antwoorden komen er {named} van {customers}, en {unnamed} noemen geen klant en staan elk op zichzelf"
        ),
        (Language::En, _) => format!(
            "Of the {rows} answers {named} come from {customers}, and {unnamed} name none and stand each for itself"
        ),
    }
}

fn dutch(caveat: &Caveat) -> String {
    let nl = Language::Nl;
    let count = |n| number::count(n, nl);
    match caveat {
        Caveat::Association => "De winst neemt aan dat het onderwerp de score veroorzaakt. Dit is een verband; toets de verbetering met een proef of een voor-en-nameting.".to_owned(),
        Caveat::AssumedReduction { fraction, n_stated_otherwise } => format!(
            "De winst neemt aan dat {} van de negatieve vermeldingen verdwijnt{}. Lukt minder, dan is de winst naar verhouding kleiner.",
            number::setting(*fraction, nl),
            if *n_stated_otherwise > 0 { ", behalve waar van een onderwerp iets anders is opgegeven" } else { "" }
        ),
        Caveat::UncorrectedLabels => "Onderwerp en sentiment komen uit een model dat fouten maakt; daarvoor is hier niet gecorrigeerd. Effecten kunnen daardoor te klein of te groot zijn; lees de citaten voordat u besluit.".to_owned(),
        Caveat::SameText => "De onderwerpen komen uit dezelfde opmerkingen die de score toelichten. Wie ontevreden is schrijft ook negatiever; een deel van het effect kan daarvan komen.".to_owned(),
        Caveat::CommentersOnly { n_with_words, n_with_score } => format!(
            "Het effect van een vermelding komt van wie iets schreef: {} van de {} respondenten met een score. Zwijgers tellen als wie het onderwerp niet noemt; de winst is daardoor eerder te klein dan te groot.",
            count(*n_with_words),
            count(*n_with_score)
        ),
        Caveat::SilentRepresented { silence } => silent(silence, nl),
        Caveat::CorrectedLabels { card } => format!(
            "Onderwerp en sentiment komen uit een model dat fouten maakt. De winst is daarvoor gecorrigeerd met {} opmerkingen die iemand heeft nagekeken ({} van {} onderwerpen); per onderwerp staat ernaast wat er zonder correctie uit kwam. Neemt aan dat die opmerkingen willekeurig gekozen zijn en dat fouten niet met de score samenhangen als het echte onderwerp bekend is.",
            count(card.n_comments),
            count(card.n_topics),
            count(card.n_topics + card.n_unchecked)
        ),
        Caveat::FewSteps { n_values } => format!(
            "De uitkomst kent maar {} verschillende waarden en is als getal behandeld. Vertrouw op de volgorde meer dan op het cijfer achter de komma.",
            count(as_u64(*n_values))
        ),
        Caveat::FewNegative { n } => format!(
            "Negatieve vermeldingen: slechts {}; de schatting kan nog sterk verschuiven. Wacht met grote uitgaven tot er meer zijn.",
            count(*n)
        ),
        Caveat::SignsDiffer => "Op zichzelf bekeken wijst dit onderwerp de andere kant op dan samen met de andere. Het overlapt ermee; bekijk de overlappende onderwerpen samen.".to_owned(),
        Caveat::Overlap { vif } => format!(
            "Dit onderwerp wordt vaak samen met andere genoemd (variantie-inflatie {}). Het effect is moeilijk van dat van de andere te scheiden; bekijk ze samen.",
            number::significant(*vif, 2, nl)
        ),
        Caveat::SampledImportance { n_orderings, standard_error } => format!(
            "Het belang is geschat met {} willekeurige volgorden (grootste standaardfout {} van R²). Verschillen kleiner dan tweemaal die fout betekenen niets.",
            count(as_u64(*n_orderings)),
            number::significant(*standard_error, 2, nl)
        ),
        Caveat::ImportanceWithoutInterval => "Het belang heeft geen interval, omdat herhaald trekken te lang zou duren. Gebruik voor een besluit de winst, die wel een interval heeft.".to_owned(),
        Caveat::WeakModel { r2_cv } => format!(
            "De onderwerpen verklaren weinig van de score (kruisgevalideerde R² {}). De meeste redenen voor de score staan niet in deze teksten; zoek ook elders.",
            number::significant(*r2_cv, 2, nl)
        ),
        Caveat::Clustered { n_customers, n_unnamed, n_rows, intervals } => format!(
            "{}; {}. Zo wordt het interval niet te smal doordat één klant vaak antwoordt.",
            of_customers([*n_rows, *n_customers, *n_unnamed], nl),
            match intervals {
                IntervalMethod::Bootstrap => "antwoorden van één klant zijn samen getrokken",
                IntervalMethod::Hc3 => "de fouten van één klant tellen als één (CR1)",
            }
        ),
        Caveat::ConflictingScores { n } => format!(
            "Contacten met meer dan één verschillende score: {}; de eerste is gebruikt. Zoek na waarom zij tweemaal antwoordden.",
            count(*n)
        ),
        Caveat::Orphans { n } => format!(
            "Opmerkingen en gesprekken van een contact dat in geen enquête voorkomt: {}. Zij tellen niet mee in het model; controleer of een bestand ontbreekt.",
            count(*n)
        ),
        Caveat::OtherLanguages { n } => format!(
            "Teksten in een taal die niet gelezen wordt: {}; hun onderwerpen tellen niet mee. Lees ze apart als deze klanten ertoe doen.",
            count(*n)
        ),
        Caveat::Undated { n } => format!(
            "Records zonder datum: {}; ze ontbreken in het verloop, maar tellen in de rangorde wel mee.",
            count(*n)
        ),
        Caveat::ControlsNotHeld { names } => format!(
            "Opgegeven om gelijk te houden, maar niet gelijk gehouden: {}. Geen waarde ervan heeft genoeg respondenten; neem een grovere indeling.",
            names.join(", ")
        ),
        Caveat::ScaleChanged { on } => format!(
            "De uitkomst heeft sinds {on} een andere schaal of vraag. Niveau, verdeling, effecten en winst zijn van de antwoorden van daarna; kies met --period een deel van ervoor."
        ),
        Caveat::NothingStandsOut => "Van geen enkel onderwerp ligt het interval van de winst boven nul en houdt het effect ook stand naast dat van alle andere. Kies hieruit geen prioriteit; verzamel meer antwoorden.".to_owned(),
    }
}

fn english(caveat: &Caveat) -> String {
    let en = Language::En;
    let count = |n| number::count(n, en);
    match caveat {
        Caveat::Association => "The gain assumes that the topic causes the score. This is an association; test the improvement with a trial or a before-and-after measurement.".to_owned(),
        Caveat::AssumedReduction { fraction, n_stated_otherwise } => format!(
            "The gain assumes that {} of the negative mentions disappear{}. If fewer do, the gain is smaller in proportion.",
            number::setting(*fraction, en),
            if *n_stated_otherwise > 0 { ", except where something else is stated of a topic" } else { "" }
        ),
        Caveat::UncorrectedLabels => "Topics and sentiment come from a model that makes errors, which are not corrected for here. Effects may be too small or too large for it; read the quotes before deciding.".to_owned(),
        Caveat::SameText => "The topics are read from the same comments that explain the score. Whoever is dissatisfied also writes more negatively; part of the effect may come from that.".to_owned(),
        Caveat::CommentersOnly { n_with_words, n_with_score } => format!(
            "The effect of a mention comes from those who wrote something: {} of {} respondents with a score. The silent count as not mentioning the topic, so the gain is rather too small than too large.",
            count(*n_with_words),
            count(*n_with_score)
        ),
        Caveat::SilentRepresented { silence } => silent(silence, en),
        Caveat::CorrectedLabels { card } => format!(
            "Topics and sentiment come from a model that makes errors. The gain is corrected for them with {} comments that somebody checked ({} of {} topics); what comes out without the correction stands beside it, topic by topic. Assumes that those comments were chosen at random and that errors do not go with the score once the true topic is known.",
            count(card.n_comments),
            count(card.n_topics),
            count(card.n_topics + card.n_unchecked)
        ),
        Caveat::FewSteps { n_values } => format!(
            "The outcome has only {} different values and is treated as a number. Trust the order more than the decimals.",
            count(as_u64(*n_values))
        ),
        Caveat::FewNegative { n } => format!(
            "Negative mentions: only {}; the estimate may still move a lot. Wait for more before spending much.",
            count(*n)
        ),
        Caveat::SignsDiffer => "On its own this topic points the other way than together with the others. It overlaps with them; look at the overlapping topics together.".to_owned(),
        Caveat::Overlap { vif } => format!(
            "This topic is often mentioned together with others (variance inflation {}). Its effect is hard to tell from theirs; look at them together.",
            number::significant(*vif, 2, en)
        ),
        Caveat::SampledImportance { n_orderings, standard_error } => format!(
            "Importance was estimated from {} random orderings (largest standard error {} of R²). Differences below twice that error mean nothing.",
            count(as_u64(*n_orderings)),
            number::significant(*standard_error, 2, en)
        ),
        Caveat::ImportanceWithoutInterval => "Importance has no interval, because resampling it would take too long. Decide by the gain, which has one.".to_owned(),
        Caveat::WeakModel { r2_cv } => format!(
            "The topics explain little of the score (cross-validated R² {}). Most reasons for the score are not in these texts; look elsewhere too.",
            number::significant(*r2_cv, 2, en)
        ),
        Caveat::Clustered { n_customers, n_unnamed, n_rows, intervals } => format!(
            "{}; {}. So the interval does not become too narrow when one customer answers often.",
            of_customers([*n_rows, *n_customers, *n_unnamed], en),
            match intervals {
                IntervalMethod::Bootstrap => "answers of one customer were drawn together",
                IntervalMethod::Hc3 => "errors of one customer count as one (CR1)",
            }
        ),
        Caveat::ConflictingScores { n } => format!(
            "Contacts with more than one different score: {}; the first was used. Find out why they answered twice.",
            count(*n)
        ),
        Caveat::Orphans { n } => format!(
            "Comments and transcripts of a contact that no survey response has: {}. They are not in the model; check whether a file is missing.",
            count(*n)
        ),
        Caveat::OtherLanguages { n } => format!(
            "Texts in a language that is not read: {}; their topics do not count. Read them apart if these customers matter.",
            count(*n)
        ),
        Caveat::Undated { n } => format!(
            "Records without a date: {}; they are missing from the trend but do count in the ranking.",
            count(*n)
        ),
        Caveat::ControlsNotHeld { names } => format!(
            "Declared to be held constant and not held: {}. No value of it has enough respondents; take a coarser division.",
            names.join(", ")
        ),
        Caveat::ScaleChanged { on } => format!(
            "The outcome has another scale or question since {on}. Level, distribution, effects and gains are of the answers since; choose a part of what came before with --period."
        ),
        Caveat::NothingStandsOut => "For no topic does the interval of the gain lie above zero and the effect stand beside all others too. Choose no priority from this; collect more answers.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use std::collections::BTreeSet;

    #[test]
    fn every_caveat_has_a_code_of_its_own_and_two_sentences() {
        let all = fixture::every_caveat();
        let codes: BTreeSet<_> = all.iter().map(caveat_code).collect();
        assert_eq!(codes.len(), all.len());
        for one in &all {
            let (nl, en) = (caveat(one, Language::Nl), caveat(one, Language::En));
            assert_ne!(nl, en);
            for text in [&nl, &en] {
                assert!(text.ends_with('.'), "{text}");
                assert!(!text.contains("NaN") && !text.contains("  "), "{text}");
            }
        }
    }

    #[test]
    fn answers_are_drawn_together_only_where_anything_was_drawn() {
        let clustered = |intervals| Caveat::Clustered {
            n_customers: 40,
            n_unnamed: 0,
            n_rows: 60,
            intervals,
        };
        for (intervals, is_drawn) in [
            (IntervalMethod::Bootstrap, true),
            (IntervalMethod::Hc3, false),
        ] {
            let [nl, en] =
                [Language::Nl, Language::En].map(|one| caveat(&clustered(intervals), one));
            assert_eq!(nl.contains("samen getrokken"), is_drawn, "{nl}");
            assert_eq!(en.contains("drawn together"), is_drawn, "{en}");
            assert_eq!(en.contains("CR1"), !is_drawn, "{en}");
        }
    }

    #[test]
    fn an_answer_that_names_no_customer_is_not_called_one() {
        let said = |n_unnamed| {
            let clustered = Caveat::Clustered {
                n_customers: 212,
                n_unnamed,
                n_rows: 300,
                intervals: IntervalMethod::Hc3,
            };
            [Language::Nl, Language::En].map(|language| caveat(&clustered, language))
        };
        let [nl, en] = said(31);
        let begins = "Van de 300 antwoorden komen er 269 van 212 klanten, en 31 noemen geen klant en staan elk op zichzelf;";
        assert!(nl.starts_with(begins), "{nl}");
        let begins = "Of the 300 answers 269 come from 212 customers, and 31 name none and stand each for itself;";
        assert!(en.starts_with(begins), "{en}");
        let [nl, en] = said(1);
        assert!(
            nl.contains("299 van 212 klanten, en 1 noemt geen klant en staat op zichzelf;"),
            "{nl}"
        );
        assert!(
            en.contains("299 come from 212 customers, and 1 names none and stands for itself;"),
            "{en}"
        );
        let [nl, en] = said(0);
        assert!(
            nl.starts_with("De 300 antwoorden komen van 212 klanten;"),
            "{nl}"
        );
        assert!(
            en.starts_with("The 300 answers come from 212 customers;"),
            "{en}"
        );
    }

    #[test]
    fn caveats_read_like_this() {
        let listed: Vec<String> = fixture::every_caveat()
            .iter()
            .flat_map(|one| [caveat(one, Language::Nl), caveat(one, Language::En)])
            .collect();
        insta::assert_snapshot!("caveats", listed.join("\n"));
    }
}
