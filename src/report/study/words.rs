use super::correction::{correction_code, correction_text};
use crate::report::Language;
use crate::report::number;
use crate::report::words::either;
use crate::study::{Caution, LeftOut, Standing};
use crate::units::as_u64;

/// A p-value with its sign, in a sentence: `p = 0.012`, `p < 0.001`.
pub(super) fn p_said(p: f64, language: Language) -> String {
    let text = p_text(p, language);
    text.strip_prefix('<')
        .map_or_else(|| format!("p = {text}"), |bound| format!("p < {bound}"))
}

/// A p-value as it is printed: three decimals, and never zero.
pub(super) fn p_text(p: f64, language: Language) -> String {
    if p < 0.001 {
        format!("<{}", number::fixed(0.001, 3, language))
    } else {
        number::fixed(p, 3, language)
    }
}

/// What the whole says, in a sentence.
pub(super) fn standing_text(standing: Standing, language: Language) -> &'static str {
    match standing {
        Standing::SomeStandOut => either(
            language,
            "Eén of meer factoren springen eruit.",
            "One or more drivers stand out.",
        ),
        Standing::NoneStandsOut => either(
            language,
            "Niets springt eruit: geen enkele factor is van toeval te onderscheiden.",
            "Nothing stands out: no driver can be told from chance.",
        ),
        Standing::NotTested => either(
            language,
            "Niets is getoetst: het aantal waarnemingen is niet bekend.",
            "Nothing is tested: the number of observations is not known.",
        ),
        Standing::CannotTell => either(
            language,
            "Dat valt niet te zeggen: of de factoren iets voorspellen op antwoorden die het model niet zag, hangt ervan af welke dat zijn. Er is geen rangorde.",
            "That cannot be told: whether the drivers predict anything on answers that the model has not seen hangs on which these are. There is no ranking.",
        ),
        Standing::NothingExplained => either(
            language,
            "Niets springt eruit: op antwoorden die het model niet zag, voorspellen de factoren niets. Er is geen rangorde.",
            "Nothing stands out: on answers that the model has not seen, the drivers predict nothing. There is no ranking.",
        ),
    }
}

/// Why rows are left out.
pub(super) fn left_out_text(reason: LeftOut, language: Language) -> &'static str {
    match reason {
        LeftOut::Unreadable => either(language, "onleesbare regel", "row cannot be read"),
        LeftOut::NotANumber => either(language, "geen getal", "not a number"),
        LeftOut::OutsideScale => either(language, "buiten de schaal", "outside the scale"),
        LeftOut::NegativeWeight => either(language, "gewicht onder nul", "weight below zero"),
        LeftOut::ZeroWeight => either(language, "gewicht nul", "weight of zero"),
        LeftOut::Missing => either(language, "geen antwoord", "no answer"),
        LeftOut::Silent => either(
            language,
            "geen toelichting; telt in wie toelicht",
            "no comment; counts in who comments",
        ),
    }
}

/// Name of a caution for machines.
pub(super) fn caution_code(caution: &Caution) -> &'static str {
    match caution {
        Caution::Association => "association",
        Caution::RowsLeftOut { .. } => "rows_left_out",
        Caution::FewRows { .. } => "few_rows",
        Caution::Overlap { .. } => "overlap",
        Caution::Constant { .. } => "constant",
        Caution::Determined { .. } => "determined_by_others",
        Caution::SignsDiffer { .. } => "signs_differ",
        Caution::HangsOnOne { .. } => "hangs_on_one",
        Caution::FewClusters { .. } => "few_clusters",
        Caution::Sampled { .. } => "importance_sampled",
        Caution::NoRelativeWeights => "no_relative_weights",
        Caution::Rare { .. } => "rare",
        Caution::LogOdds => "log_odds",
        Caution::SlopesDiffer { .. } => "slopes_differ",
        Caution::CorrelationsOnly => "correlations_only",
        Caution::NoNumber => "no_number",
        Caution::NoCluster { .. } => "no_cluster",
        Caution::NoRowsKept => "no_rows_kept",
        Caution::RowsReadAgain => "rows_read_again",
        Caution::NotResampled => "not_resampled",
        Caution::ImportanceNotResampled { .. } => "importance_not_resampled",
        Caution::RatingsNotRanked => "ratings_not_ranked",
        Caution::RepeatedColumn { .. } => "repeated_column",
        Caution::Correction(caution) => correction_code(caution),
    }
}

/// A caution as a sentence.
#[expect(
    clippy::too_many_lines,
    reason = "one sentence per caution, read as a list"
)]
pub(super) fn caution_text(caution: &Caution, language: Language) -> String {
    let count = |n: usize| number::count(as_u64(n), language);
    match caution {
        Caution::Association => either(
            language,
            "Coëfficiënten zijn samenhangen, geen oorzaken: wat een verandering oplevert, volgt er alleen uit als het verband oorzakelijk is.",
            "Coefficients are associations, not causes: what a change would bring follows from them only if the link is causal.",
        )
        .to_owned(),
        Caution::RowsLeftOut { share } => {
            let share = number::percentage(*share, language);
            match language {
                Language::Nl => format!("{share} van de regels doet niet mee; wie geen antwoord geeft, kan anders zijn dan wie dat wel doet."),
                Language::En => format!("{share} of the rows are left out; who gives no answer may differ from who does."),
            }
        }
        Caution::FewRows { n, n_parameters } => {
            let (n, k) = (count(*n), count(*n_parameters));
            match language {
                Language::Nl => format!("{n} antwoorden voor {k} parameters is weinig: het model past zich te veel aan juist deze antwoorden aan."),
                Language::En => format!("{n} answers for {k} parameters are few: the result fits these answers more than the next."),
            }
        }
        Caution::Overlap { condition, pair } => {
            let condition = number::significant(*condition, 2, language);
            let pair = pair.as_ref().map_or(String::new(), |(first, second, r)| {
                let r = number::fixed(*r, 2, language);
                format!(" ({first}, {second}: r = {r})")
            });
            match language {
                Language::Nl => format!("Factoren overlappen sterk, conditiegetal {condition}{pair}: lees ze samen, of maak er een groep van."),
                Language::En => format!("Drivers overlap strongly, condition number {condition}{pair}: read them together, or make a group of them."),
            }
        }
        Caution::Constant { column } => match language {
            Language::Nl => format!("{column} heeft maar één waarde en doet niet mee."),
            Language::En => format!("{column} has one value only and is left out."),
        },
        Caution::Determined { column } => match language {
            Language::Nl => format!("{column} volgt geheel uit andere kolommen en krijgt geen coëfficiënt; het belang wordt gedeeld."),
            Language::En => format!("{column} follows entirely from other columns and gets no coefficient; importance is shared."),
        },
        Caution::SignsDiffer { driver } => match language {
            Language::Nl => format!("{driver}: naast de andere factoren wijst het verband de andere kant op dan alleen; dat is overlap of een verborgen oorzaak, geen advies."),
            Language::En => format!("{driver}: beside the other drivers the link points the other way than alone; that is overlap or a hidden cause, no advice."),
        },
        Caution::HangsOnOne { column } => match language {
            Language::Nl => format!("{column} hangt aan één waarneming of één cluster: de onzekerheid is niet te bepalen."),
            Language::En => format!("{column} hangs on a single observation or cluster: its error cannot be told."),
        },
        Caution::FewClusters { n_clusters } => {
            let n = count(*n_clusters);
            match language {
                Language::Nl => format!("{n} clusters is weinig: robuuste standaardfouten zijn dan te klein."),
                Language::En => format!("{n} clusters are few: robust errors are then too small."),
            }
        }
        Caution::Sampled { n_orderings, standard_error } => {
            let n = count(*n_orderings);
            // Below the fourth digit the bound is said, not 0.0000.
            let error = number::significant(standard_error.max(1e-4), 2, language);
            match language {
                Language::Nl => format!("Te veel factoren voor alle volgordes: belang is een steekproef van {n} volgordes, met een fout tot {error} van R²."),
                Language::En => format!("Too many drivers for all orders: importance is a sample of {n} orders, with an error up to {error} of R²."),
            }
        }
        Caution::NoRelativeWeights => either(
            language,
            "Johnsons relatieve gewichten bestaan hier niet: een kolom is constant of volgt uit andere, of er zijn controles.",
            "Johnson's relative weights do not exist here: a column is constant or follows from others, or there are controls.",
        )
        .to_owned(),
        Caution::Rare { driver, n } => {
            let n = count(*n);
            match language {
                Language::Nl => format!("{driver} berust op {n} waarnemingen: geen rang, en een interval van replicaties is te smal; ga af op de toets."),
                Language::En => format!("{driver} rests on {n} observations: no rank, and an interval of replicates is too narrow; go by the test."),
            }
        }
        Caution::Correction(caution) => correction_text(caution, language),
        Caution::LogOdds => either(
            language,
            "Coëfficiënten zijn log-odds van een beter antwoord; bijdragen zijn punten: het voorspelde gemiddelde min dat zonder de factor (alle kolommen op nul).",
            "Coefficients are log-odds of a better answer; contributions are points: the predicted mean minus that without the driver (all its columns at zero).",
        )
        .to_owned(),
        Caution::SlopesDiffer { p_value } => {
            let p = p_said(p_value.get(), language);
            match language {
                Language::Nl => format!("Eén helling past niet bij alle antwoorden (Brant, {p}): lees de bijdragen van het multinomiale model ernaast."),
                Language::En => format!("One slope does not serve all answers (Brant, {p}): read the contributions of the multinomial model beside these."),
            }
        }
        Caution::RepeatedColumn { name, called, place } => match language {
            Language::Nl => format!("De kolom \"{name}\" staat vaker in de kop: de eerste is gelezen; die op plaats {place} heet \"{called}\"."),
            Language::En => format!("The column \"{name}\" stands in the header more than once: the first was read; the one at place {place} is called \"{called}\"."),
        },
        Caution::CorrelationsOnly => either(
            language,
            "Alleen correlaties zijn bekend: coëfficiënten in standaardafwijkingen, klassieke standaardfouten, geen gemiddelden en geen replicaties.",
            "Only correlations are known: coefficients in standard deviations, classical errors, no means and no replicates.",
        )
        .to_owned(),
        Caution::NoNumber => either(
            language,
            "Zonder aantal waarnemingen (--n) zijn er geen standaardfouten en geen toetsen.",
            "Without the number of observations (--n) there are no errors and no tests.",
        )
        .to_owned(),
        Caution::NoCluster { n } => {
            let n = count(*n);
            match language {
                Language::Nl => format!("{n} regels noemen geen cluster en tellen elk voor zich."),
                Language::En => format!("{n} rows name no cluster and count each for itself."),
            }
        }
        Caution::NoRowsKept => either(
            language,
            "Er is geen regel bewaard: standaardfouten en toetsen nemen aan dat de residuen overal evenveel spreiden, en over losse regels, impact en patronen in de residuen is niets gezegd. Met --errors hc3 wel.",
            "No row was kept: errors and tests take the rest to spread as far everywhere, and nothing is said of single rows, impact and patterns in the rest. With --errors hc3 it is.",
        )
        .to_owned(),
        Caution::RowsReadAgain => either(
            language,
            "Te veel verschillende regels om te bewaren: het bestand is opnieuw gelezen voor standaardfouten en toetsen, en over losse regels, impact en patronen in de residuen is niets gezegd. Met --bootstrap worden de regels bewaard.",
            "Too many different rows to keep: the file was read again for errors and tests, and nothing is said of single rows, impact and patterns in the rest. With --bootstrap rows are kept.",
        )
        .to_owned(),
        Caution::NotResampled => either(
            language,
            "Zonder replicaties hebben rangorde en bijdrage geen interval.",
            "Without resampling, ranks and contributions have no interval.",
        )
        .to_owned(),
        Caution::ImportanceNotResampled { n_drivers } => {
            let n = count(*n_drivers);
            match language {
                Language::Nl => format!("{n} factoren zijn te veel om R² in elke replicatie te verdelen: er is geen rangorde, en aandelen hebben geen interval. Maak groepen van factoren (--groups) om die wel te krijgen."),
                Language::En => format!("{n} drivers are too many to divide R² in every replicate: there are no ranks, and shares have no interval. Put drivers together (--groups) to get both."),
            }
        }
        Caution::RatingsNotRanked => either(
            language,
            "Er is geen rangorde: de bijdrage van een cijfer hangt af van waar de schaal haar nul heeft. Alleen wat genoemd wordt of een categorie is, krijgt in dit model een rang.",
            "There are no ranks: the contribution of a rating hangs on where its scale has its zero. Only mentions and categories are ranked in this model.",
        )
        .to_owned(),
    }
}
