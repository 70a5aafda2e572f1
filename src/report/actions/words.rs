use crate::actions::{Bet, EffectVerdict, ImpactModel, Lack, Status, Unread};
use crate::report::number;
use crate::report::words::{Language, either};
use crate::signals::{UnrankedReason, Verdict};

/// Why evidence does not carry an action, as half a sentence.
pub fn lack(lack: &Lack, language: Language) -> String {
    match lack {
        Lack::NotMentioned => either(
            language,
            "niemand noemt dit onderwerp, of de taxonomie kent het niet",
            "nobody mentions this topic, or the taxonomy does not have it",
        )
        .to_owned(),
        Lack::NotRanked(reason) => format!(
            "{}: {}",
            either(
                language,
                "het onderwerp is niet gerangschikt",
                "the topic is not ranked"
            ),
            unranked(*reason, language)
        ),
        Lack::CannotTell(gain) => format!(
            "{} ({})",
            either(
                language,
                "de gegevens laten niet zien dat er iets te winnen is",
                "the data cannot tell that there is something to gain",
            ),
            number::signed_interval(gain, language)
        ),
        Lack::Contrary(gain) => format!(
            "{} ({})",
            either(
                language,
                "wie erover klaagt is juist meer tevreden",
                "those who complain of it are more satisfied",
            ),
            number::signed_interval(gain, language)
        ),
        Lack::TooFew { n, required } => match language {
            Language::Nl => {
                format!(
                    "maar {n} negatieve vermeldingen met een uitkomst, nodig zijn er {required}"
                )
            }
            Language::En => {
                format!("only {n} negative mentions with an outcome, {required} are needed")
            }
        },
    }
}

fn unranked(reason: UnrankedReason, language: Language) -> String {
    match reason {
        UnrankedReason::TooFewMentions { required } => match language {
            Language::Nl => format!("minder dan {required} vermeldingen"),
            Language::En => format!("fewer than {required} mentions"),
        },
        UnrankedReason::TooFewPeople { required } => match language {
            Language::Nl => format!("minder dan {required} mensen noemen het"),
            Language::En => format!("fewer than {required} people mention it"),
        },
        UnrankedReason::NothingNegative => {
            either(language, "niets negatiefs", "nothing negative").to_owned()
        }
        UnrankedReason::Collinear => either(
            language,
            "niet van andere onderwerpen te scheiden",
            "not to be told from other topics",
        )
        .to_owned(),
        UnrankedReason::NoInterval => either(
            language,
            "het effect hangt aan één klant",
            "its effect hangs on one customer",
        )
        .to_owned(),
        UnrankedReason::NotADriver => either(
            language,
            "volgens de taxonomie geen oorzaak",
            "no driver by the taxonomy",
        )
        .to_owned(),
        UnrankedReason::NoOutcome => either(language, "geen uitkomst", "no outcome").to_owned(),
        UnrankedReason::NoModel => either(
            language,
            "het model verklaart niets buiten toeval",
            "the model explains nothing beyond chance",
        )
        .to_owned(),
    }
}

pub(super) fn status(status: Status, language: Language) -> &'static str {
    match status {
        Status::Accepted => either(language, "besloten", "accepted"),
        Status::Started => either(language, "begonnen", "started"),
        Status::Done => either(language, "gedaan", "done"),
        Status::Dropped => either(language, "vervallen", "dropped"),
    }
}

pub(super) fn signal_verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Gain => either(language, "winst", "gain"),
        Verdict::CannotTell => either(language, "niet te zeggen", "cannot tell"),
        Verdict::Contrary => either(language, "omgekeerd", "contrary"),
    }
}

pub(super) fn effect(verdict: EffectVerdict, language: Language) -> &'static str {
    match verdict {
        EffectVerdict::Improved => either(language, "minder klachten", "fewer complaints"),
        EffectVerdict::CannotTell => either(language, "niet te zeggen", "cannot tell"),
        EffectVerdict::Worsened => either(language, "meer klachten", "more complaints"),
    }
}

pub(super) fn effect_code(verdict: EffectVerdict) -> &'static str {
    match verdict {
        EffectVerdict::Improved => "improved",
        EffectVerdict::CannotTell => "cannot_tell",
        EffectVerdict::Worsened => "worsened",
    }
}

pub(super) fn bet(bet: Bet, language: Language) -> &'static str {
    match bet {
        Bet::Kept => either(language, "uitgekomen", "kept"),
        Bet::Missed => either(language, "niet uitgekomen", "missed"),
        Bet::Undecided => either(
            language,
            "onbeslist: het interval omvat geen winst en de voorspelling",
            "undecided: the interval covers no gain and the prediction",
        ),
    }
}

pub(super) fn bet_code(bet: Bet) -> &'static str {
    match bet {
        Bet::Kept => "kept",
        Bet::Missed => "missed",
        Bet::Undecided => "undecided",
    }
}

pub(super) fn unread(why: &Unread, language: Language) -> String {
    match why {
        Unread::NotInForce(by) => match language {
            Language::Nl => format!("niet beoordeeld: {}", status(*by, language)),
            Language::En => format!("not judged: {}", status(*by, language)),
        },
        Unread::SharedTopic(other) => match language {
            Language::Nl => format!(
                "niet beoordeeld: {other} grijpt in op hetzelfde onderwerp, en wat er veranderde is niet te verdelen"
            ),
            Language::En => format!(
                "not judged: {other} acts on the same topic, and what changed cannot be divided between them"
            ),
        },
        Unread::NoTopic => either(
            language,
            "niet beoordeeld: het onderwerp staat niet meer in de taxonomie",
            "not judged: the topic is not in the taxonomy any more",
        )
        .to_owned(),
        Unread::TooShort(short) => {
            let (before, after) = (short.n_before, short.n_after);
            let least = crate::actions::LEAST_WEEKS;
            match language {
                Language::Nl => format!(
                    "niet te zeggen: {before} weken ervoor en {after} erna, nodig zijn er elk {least}"
                ),
                Language::En => format!(
                    "cannot tell: {before} weeks before and {after} after, {least} of each are needed"
                ),
            }
        }
    }
}

pub(super) fn unread_code(why: &Unread) -> &'static str {
    match why {
        Unread::NotInForce(_) => "not_in_force",
        Unread::SharedTopic(_) => "shared_topic",
        Unread::NoTopic => "no_topic",
        Unread::TooShort(_) => "too_short",
    }
}

pub(super) fn model(model: ImpactModel, language: Language) -> &'static str {
    match model {
        ImpactModel::Level => either(
            language,
            "aangenomen: zonder de actie was het niveau gebleven",
            "taken for granted: without the action the level would have stayed",
        ),
        ImpactModel::Trend => either(
            language,
            "aangenomen: zonder de actie was de trend van ervoor doorgegaan",
            "taken for granted: without the action the trend before would have gone on",
        ),
    }
}

pub(super) fn caution(language: Language) -> &'static str {
    either(
        language,
        "Een samenhang in de tijd, geen bewijs: wat tegelijk met een actie veranderde, staat hier ook in.",
        "An association in time, no proof: what changed at the same time as an action is in it too.",
    )
}
