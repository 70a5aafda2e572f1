use crate::drivers::paths::{
    CompositeMode, Inadmissible, InnerScheme, PathCaveat, PathModel, Sign,
};
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::paths::{NoMap, PathCaution};
use crate::units::as_u64;

/// Name of a construct.
pub(super) fn name(model: &PathModel, construct: usize) -> &str {
    &model.constructs()[construct].name
}

/// Names with commas.
pub(super) fn names(model: &PathModel, indicators: &[usize]) -> String {
    let names = indicators.iter().map(|&at| model.indicators()[at].as_str());
    names.collect::<Vec<_>>().join(", ")
}

/// Whether a sign is known, as a word of a table.
pub(super) fn sign_text(sign: Sign, language: Language) -> &'static str {
    match sign {
        Sign::Positive => "+",
        Sign::Negative => "−",
        Sign::Unclear => either(language, "onduidelijk", "unclear"),
        Sign::NotTested => either(language, "niet getoetst", "not tested"),
    }
}

/// Whether a sign is known, for machines.
pub(super) fn sign_code(sign: Sign) -> &'static str {
    match sign {
        Sign::Positive => "positive",
        Sign::Negative => "negative",
        Sign::Unclear => "unclear",
        Sign::NotTested => "not_tested",
    }
}

pub(super) fn mode_code(mode: CompositeMode) -> &'static str {
    match mode {
        CompositeMode::A => "A",
        CompositeMode::B => "B",
        CompositeMode::Equal => "equal",
    }
}

pub(super) fn mode_text(mode: CompositeMode, language: Language) -> &'static str {
    match mode {
        CompositeMode::Equal => either(language, "gelijk", "equal"),
        other => mode_code(other),
    }
}

pub(super) fn scheme_code(scheme: InnerScheme) -> &'static str {
    match scheme {
        InnerScheme::Path => "path",
        InnerScheme::Factorial => "factorial",
        InnerScheme::Centroid => "centroid",
    }
}

pub(super) fn no_map_code(reason: &NoMap) -> &'static str {
    match reason {
        NoMap::NoTarget { .. } => "no_target",
        NoMap::NotExplained { .. } => "not_explained",
        NoMap::NoScale { .. } => "no_scale",
    }
}

/// Why there is no map, with what to try.
pub(super) fn no_map_text(reason: &NoMap, language: Language) -> String {
    match reason {
        NoMap::NoTarget { candidates } => {
            let names = candidates.join(", ");
            match language {
                Language::Nl => format!(
                    "Geen kaart: er is geen doel gekozen uit {names}. Geef --target, of zet target = \"…\" in het modelbestand."
                ),
                Language::En => format!(
                    "No map: no target was chosen among {names}. Give --target, or write target = \"…\" in the model file."
                ),
            }
        }
        NoMap::NotExplained { target } => match language {
            Language::Nl => format!(
                "Geen kaart: geen pad leidt naar {target}. Kies met --target een begrip waar paden naartoe leiden."
            ),
            Language::En => format!(
                "No map: no path leads to {target}. Choose with --target a construct that paths lead to."
            ),
        },
        NoMap::NoScale { indicators } => {
            let names = indicators.join(", ");
            match language {
                Language::Nl => format!(
                    "Geen kaart: de schaal van {names} is niet opgegeven. Zet scale = \"1-10\" en best = \"high\" (of \"low\") in het modelbestand; uiteinden en richting worden nooit geraden."
                ),
                Language::En => format!(
                    "No map: the scale of {names} is not declared. Write scale = \"1-10\" and best = \"high\" (or \"low\") in the model file; ends and direction are never guessed."
                ),
            }
        }
    }
}

/// Name of a caution for machines.
pub(super) fn caution_code(caution: &PathCaution) -> &'static str {
    match caution {
        PathCaution::Association => "association",
        PathCaution::RowsLeftOut { .. } => "rows_left_out",
        PathCaution::FewRows { .. } => "few_rows",
        PathCaution::Fit(caveat) => match caveat {
            PathCaveat::FailedReplicates { .. } => "failed_replicates",
            PathCaveat::FewUnits { .. } => "few_units",
            PathCaveat::WeightsServeOnePath { .. } => "weights_serve_one_path",
            PathCaveat::ReversedIndicator { .. } => "reversed_indicator",
            PathCaveat::SignsDiffer { .. } => "signs_differ",
        },
        PathCaution::Unreliable { .. } => "unreliable",
        PathCaution::LittleExtracted { .. } => "little_extracted",
        PathCaution::NotToldApart { .. } => "not_told_apart",
        PathCaution::Overlap { .. } => "overlap",
        PathCaution::NotCorrected(_) => "not_corrected",
        PathCaution::NegativeWeights { .. } => "negative_weights",
        PathCaution::OftenNegative { .. } => "often_negative",
        PathCaution::NotResampled => "not_resampled",
    }
}

/// A caution as a sentence.
pub(super) fn caution_text(caution: &PathCaution, model: &PathModel, language: Language) -> String {
    let fixed = |value: f64| number::fixed(value, 2, language);
    let of = |construct: usize| name(model, construct);
    match caution {
        PathCaution::Association => either(
            language,
            "De pijlen zijn getekend, niet gevonden: de getallen beschrijven hoe begrippen samengaan als het model klopt, en bewijzen geen oorzaak. Een ander model past vaak even goed bij dezelfde antwoorden.",
            "The arrows were drawn, not found: the numbers describe how constructs go together if the model holds, and prove no cause. Another model often fits the same answers as well.",
        )
        .to_owned(),
        PathCaution::RowsLeftOut { share } => {
            let share = number::percentage(*share, language);
            match language {
                Language::Nl => format!("{share} van de regels doet niet mee, want een regel telt alleen met een antwoord op elke indicator; wie iets openlaat, kan anders zijn dan wie alles invult."),
                Language::En => format!("{share} of the rows are left out, because a row counts only with an answer on every indicator; who leaves gaps may differ from who does not."),
            }
        }
        PathCaution::FewRows { n, n_terms } => {
            let n = number::count(as_u64(*n), language);
            match language {
                Language::Nl => format!("{n} regels voor een regressie met {n_terms} termen is te weinig: het model past zich te veel aan juist deze antwoorden aan."),
                Language::En => format!("{n} rows for a regression of {n_terms} terms are too few: the result fits these answers more than the next."),
            }
        }
        PathCaution::Fit(caveat) => caveat_text(*caveat, model, language),
        PathCaution::Unreliable { construct, alpha, rho_c } => {
            let (of, alpha, rho_c) = (of(*construct), fixed(*alpha), fixed(*rho_c));
            match language {
                Language::Nl => format!("{of}: de indicatoren zijn het te weinig eens (alpha {alpha}, samengestelde betrouwbaarheid {rho_c}; gewenst is 0,70); meetfouten maken de verbanden van dit begrip te klein, en kunnen die ernaast te groot maken."),
                Language::En => format!("{of}: the indicators agree too little (alpha {alpha}, composite reliability {rho_c}; 0.70 is wished for); measurement error makes its links too small, and can make those beside it too large."),
            }
        }
        PathCaution::LittleExtracted { construct, average } => {
            let (of, value) = (of(*construct), fixed(*average));
            match language {
                Language::Nl => format!("{of}: de indicatoren delen minder dan de helft van hun variantie met het begrip (AVE {value})."),
                Language::En => format!("{of}: the indicators share less than half of their variance with the construct (AVE {value})."),
            }
        }
        PathCaution::NotToldApart { first, second, ratio } => {
            let (first, second, ratio) = (of(*first), of(*second), fixed(*ratio));
            match language {
                Language::Nl => format!("{first} en {second} zijn nauwelijks te onderscheiden (HTMT {ratio}): het zijn misschien twee namen voor hetzelfde, en een pad ertussen zegt dan weinig."),
                Language::En => format!("{first} and {second} can hardly be told apart (HTMT {ratio}): they may be two names for one thing, and a path between them then says little."),
            }
        }
        PathCaution::Overlap { from, to, inflation } => {
            let (from, to) = (of(*from), of(*to));
            let value = number::significant(*inflation, 2, language);
            match language {
                Language::Nl => format!("{from} overlapt met de andere oorzaken van {to} (VIF {value}): lees die paden samen."),
                Language::En => format!("{from} overlaps with the other causes of {to} (VIF {value}): read those paths together."),
            }
        }
        PathCaution::NotCorrected(reason) => not_corrected_text(*reason, model, language),
        PathCaution::NegativeWeights { construct, indicators } => {
            let (of, names) = (of(*construct), names(model, indicators));
            match language {
                Language::Nl => format!("{of} heeft geen plaats op de kaart: het gewicht van {names} is negatief. Haal die indicatoren eruit of draai ze om."),
                Language::En => format!("{of} has no place on the map: the weight of {names} is negative. Take these indicators out or turn them."),
            }
        }
        PathCaution::OftenNegative { construct, share } => {
            let (of, share) = (of(*construct), number::percentage(*share, language));
            match language {
                Language::Nl => format!("{of}: in {share} van de replicaties is een gewicht negatief; de plaats op de kaart is onzeker."),
                Language::En => format!("{of}: a weight is negative in {share} of the replicates; its place on the map is unsteady."),
            }
        }
        PathCaution::NotResampled => either(
            language,
            "Zonder replicaties heeft niets een interval en is geen teken getoetst.",
            "Without resampling nothing has an interval and no sign is tested.",
        )
        .to_owned(),
    }
}

fn caveat_text(caveat: PathCaveat, model: &PathModel, language: Language) -> String {
    let count = |n: usize| number::count(as_u64(n), language);
    let indicator = |at: usize| model.indicators()[at].as_str();
    match caveat {
        PathCaveat::FailedReplicates { n_failed, n_drawn } => {
            let (failed, drawn) = (count(n_failed), count(n_drawn));
            match language {
                Language::Nl => format!(
                    "{failed} van {drawn} replicaties gaven geen resultaat: de intervallen zijn twijfelachtig, want wat mislukt is geen willekeurig deel."
                ),
                Language::En => format!(
                    "{failed} of {drawn} replicates gave no result: the intervals are doubtful, because those that fail are not a random part."
                ),
            }
        }
        PathCaveat::FewUnits { n_units } => {
            let n = count(n_units);
            match language {
                Language::Nl => {
                    format!("{n} onafhankelijke eenheden is weinig: de intervallen zijn te smal.")
                }
                Language::En => {
                    format!("{n} independent units are few: the intervals are too narrow.")
                }
            }
        }
        PathCaveat::WeightsServeOnePath {
            construct,
            neighbour,
        } => {
            let (of, to) = (name(model, construct), name(model, neighbour));
            match language {
                Language::Nl => format!(
                    "{of} hangt alleen met {to} samen, en zijn gewichten konden dat verband opzoeken: het is door toeval te groot. Effecten van en naar {of} heten daarom niet getoetst. Met mode = \"equal\" zijn ze dat wel."
                ),
                Language::En => format!(
                    "{of} is connected with {to} only, and its weights were free to chase that link: by chance it is too large. Effects from and to {of} are therefore called not tested. With mode = \"equal\" they are."
                ),
            }
        }
        PathCaveat::ReversedIndicator { indicator: at } => {
            let of = indicator(at);
            match language {
                Language::Nl => format!(
                    "{of} wijst de andere kant op dan zijn begrip: een omgekeerde vraag, of een vraag die er niet bij hoort. {{ name = \"{of}\", scale = \"1-10\", best = \"low\" }} in het modelbestand draait hem om."
                ),
                Language::En => format!(
                    "{of} points against its construct: reversed wording, or a question that does not belong. {{ name = \"{of}\", scale = \"1-10\", best = \"low\" }} in the model file turns it."
                ),
            }
        }
        PathCaveat::SignsDiffer { indicator: at } => {
            let of = indicator(at);
            match language {
                Language::Nl => format!(
                    "{of}: gewicht en lading verschillen van teken; dat is overlap met de andere indicatoren, geen betekenis."
                ),
                Language::En => format!(
                    "{of}: weight and loading differ in sign; that is overlap with the other indicators, not meaning."
                ),
            }
        }
    }
}

fn not_corrected_text(reason: Inadmissible, model: &PathModel, language: Language) -> String {
    let why = match reason {
        Inadmissible::NothingToCorrect => either(
            language,
            "er valt niets te corrigeren",
            "there is nothing to correct",
        )
        .to_owned(),
        Inadmissible::Reliability { construct, value } => {
            let of = name(model, construct);
            let value = value.map_or(number::ABSENT.to_owned(), |value| {
                number::fixed(value, 2, language)
            });
            match language {
                Language::Nl => {
                    format!("de betrouwbaarheid van {of} (rho_A {value}) ligt niet tussen 0 en 1")
                }
                Language::En => {
                    format!("the reliability of {of} (rho_A {value}) does not lie between 0 and 1")
                }
            }
        }
        Inadmissible::Correlations => either(
            language,
            "na correctie zijn twee begrippen niet meer te onderscheiden",
            "after correction two constructs can no longer be told apart",
        )
        .to_owned(),
    };
    match language {
        Language::Nl => format!("Paden zijn niet te corrigeren voor meetfouten: {why}."),
        Language::En => format!("Paths cannot be corrected for measurement error: {why}."),
    }
}
