use crate::drivers::LeftReason;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{CorrectionCaution, LabelSource};
use crate::units::as_u64;

/// Name of a source for machines.
pub(super) fn source_code(source: &LabelSource) -> &'static str {
    match source {
        LabelSource::Sample => "checked_rows",
        LabelSource::SampleRates => "rates_of_checked_rows",
        LabelSource::Card { .. } => "model_card",
    }
}

/// What a correction of labels rests on.
pub(super) fn source_text(source: &LabelSource, language: Language) -> String {
    match (source, language) {
        (LabelSource::Sample, Language::Nl) => "Labels zijn soms fout. Uit de nagekeken regels is geleerd wat elk label waard is; die verwachting vervangt het.".to_owned(),
        (LabelSource::Sample, Language::En) => "Labels are sometimes wrong. The checked rows teach what each label is worth, and that expectation replaces it.".to_owned(),
        (LabelSource::SampleRates, Language::Nl) => "Labels zijn soms fout. Hoe vaak, is geteld in de nagekeken regels; daarmee zijn de momenten van het gewogen model gecorrigeerd.".to_owned(),
        (LabelSource::SampleRates, Language::En) => "Labels are sometimes wrong. How often was counted in the checked rows; with these rates the moments of the weighted model are corrected.".to_owned(),
        (LabelSource::Card { file }, Language::Nl) => format!("Labels zijn soms fout. Hoe vaak, staat in {file}; daarmee zijn de momenten van het model gecorrigeerd."),
        (LabelSource::Card { file }, Language::En) => format!("Labels are sometimes wrong. How often is said in {file}; with these rates the moments of the model are corrected."),
    }
}

/// Why a label was not corrected, for machines.
pub(super) fn reason_code(reason: LeftReason) -> &'static str {
    match reason {
        LeftReason::Constant => "constant",
        LeftReason::TooFewCases { .. } => "too_few_cases",
        LeftReason::NoRate => "no_rate",
        LeftReason::Uninformative { .. } => "uninformative",
        LeftReason::ImpossibleShare { .. } => "impossible_share",
    }
}

/// Why a label was not corrected.
pub(super) fn reason_text(reason: LeftReason, language: Language) -> String {
    let count = |n: usize| number::count(as_u64(n), language);
    match reason {
        LeftReason::Constant => {
            either(language, "alle labels zijn gelijk", "all labels are equal").to_owned()
        }
        LeftReason::TooFewCases { n_true, n_false } => {
            let (with, without) = (count(n_true), count(n_false));
            match language {
                Language::Nl => {
                    format!("nagekeken {with} met en {without} zonder, minstens 5 nodig")
                }
                Language::En => {
                    format!("checked {with} with and {without} without, 5 needed of each")
                }
            }
        }
        LeftReason::NoRate => either(
            language,
            "de tellingen geven geen foutkans",
            "the counts give no rate",
        )
        .to_owned(),
        LeftReason::Uninformative { .. } => {
            either(language, "het label zegt niets", "the label says nothing").to_owned()
        }
        LeftReason::ImpossibleShare { .. } => either(
            language,
            "de foutkansen passen niet bij het aantal labels",
            "the rates do not fit the number of labels",
        )
        .to_owned(),
    }
}

/// Name of a caution for machines.
pub(in crate::report::study) fn correction_code(caution: &CorrectionCaution) -> &'static str {
    match caution {
        CorrectionCaution::CommentsAtRandomInCells => "comments_at_random_in_cells",
        CorrectionCaution::SilentWithAnswers { .. } => "silent_with_answers",
        CorrectionCaution::CommentedWithGaps { .. } => "commented_with_gaps",
        CorrectionCaution::RakedWeightsKnown => "raked_weights_taken_as_known",
        CorrectionCaution::RakedInReplicates => "raked_in_replicates",
        CorrectionCaution::LabelAssumption { .. } => "label_errors_assumed",
        CorrectionCaution::ImportanceNotCorrected => "importance_not_corrected",
        CorrectionCaution::ImportanceOfTruth => "importance_of_corrected_covariances",
        CorrectionCaution::FailedReplicates { .. } => "failed_replicates",
        CorrectionCaution::RareNotTested { .. } => "rare_not_tested",
        CorrectionCaution::LabelsLeft { .. } => "labels_not_corrected",
        CorrectionCaution::MissingAtRandom => "missing_at_random",
        CorrectionCaution::MostlyMissing { .. } => "mostly_missing",
        CorrectionCaution::FewCompleteRows { .. } => "few_complete_rows",
        CorrectionCaution::NotConverged { .. } => "imputation_not_converged",
        CorrectionCaution::FewImputations { .. } => "few_imputations",
        CorrectionCaution::ClustersNotImputed => "clusters_not_imputed",
        CorrectionCaution::ProductsOfImputed => "products_of_imputed",
        CorrectionCaution::Products => "products",
        CorrectionCaution::NothingBeside => "nothing_beside",
    }
}

/// A caution as a sentence.
#[expect(
    clippy::too_many_lines,
    reason = "one sentence per caution, read as a list"
)]
pub(in crate::report::study) fn correction_text(
    caution: &CorrectionCaution,
    language: Language,
) -> String {
    let count = |n: usize| number::count(as_u64(n), language);
    match caution {
        CorrectionCaution::CommentsAtRandomInCells => either(
            language,
            "De weging voor wie zwijgt klopt als toelichten alleen van cel (score en segment) afhangt: binnen een cel moeten zwijgers vinden wat de anderen vinden.",
            "Weights for the silent are right if commenting depends on the cell (score and segment) only: within a cell the silent must think what the others say.",
        )
        .to_owned(),
        CorrectionCaution::SilentWithAnswers { n } => {
            let n = count(*n);
            match language {
                Language::Nl => format!("{n} regels zonder toelichting hebben toch waarden bij factoren; die zijn niet gebruikt: wie zwijgt, noemt niets en spreekt niets tegen."),
                Language::En => format!("{n} rows without a comment hold values of drivers all the same; these were not used: who is silent names nothing and denies nothing."),
            }
        }
        CorrectionCaution::CommentedWithGaps { n } => {
            let n = count(*n);
            match language {
                Language::Nl => format!("{n} regels met een toelichting missen een factor of controle; ze doen niet mee en anderen in hun cel staan voor hen."),
                Language::En => format!("{n} rows with a comment lack a driver or control; they are left out and others of their cell stand for them."),
            }
        }
        CorrectionCaution::RakedInReplicates => either(
            language,
            "Intervallen over replicaties wegen elke replicatie opnieuw naar de populatie; standaardfouten nemen de gewichten als bekend. Gewichten herstellen alleen wat met de genoemde kenmerken samenhangt.",
            "Intervals over replicates weight each replicate to the population anew; standard errors take the weights as known. Weights repair only what goes with the named variables.",
        )
        .to_owned(),
        CorrectionCaution::RakedWeightsKnown => either(
            language,
            "De gewichten naar de populatie gelden als bekend; ze herstellen alleen wat met de genoemde kenmerken samenhangt.",
            "The weights to the population are taken as known; they repair only what goes with the named variables.",
        )
        .to_owned(),
        CorrectionCaution::LabelAssumption { source } => match source {
            LabelSource::Sample => either(
                language,
                "De correctie van de labels klopt als de nagekeken regels een aselecte steekproef zijn, het nakijken foutloos is, en fouten bij gelijke waarheid niet van de score afhangen.",
                "The correction of labels is right if checked rows are a random sample, the checks are free of errors, and errors do not depend on the score once the truth is given.",
            ),
            LabelSource::SampleRates => either(
                language,
                "De correctie van de labels klopt als de nagekeken regels een aselecte steekproef zijn, en fouten bij gelijke waarheid niet van de score en niet van elkaar afhangen.",
                "The correction of labels is right if checked rows are a random sample, and errors depend neither on the score nor on each other once the truth is given.",
            ),
            LabelSource::Card { .. } => either(
                language,
                "De correctie van de labels klopt als de foutkansen van de kaart hier gelden, en fouten bij gelijke waarheid niet van de score en niet van elkaar afhangen.",
                "The correction of labels is right if the rates of the card hold here, and errors depend neither on the score nor on each other once the truth is given.",
            ),
        }
        .to_owned(),
        CorrectionCaution::ImportanceNotCorrected => either(
            language,
            "Belang en rangorde staan er niet, en R² geldt voor de naïeve labels: wat van de waarheid verwacht wordt, spreidt minder dan de waarheid zelf, dus delen van R² zouden te klein zijn; met de foutkansen van een kaart worden ze tot twaalf factoren wel berekend.",
            "Importance and ranks are not shown, and R² is that of the naive labels: what is expected of the truth varies less than the truth, so parts of R² would be too small; with the rates of a card they are computed for up to twelve drivers.",
        )
        .to_owned(),
        CorrectionCaution::ImportanceOfTruth => either(
            language,
            "Belang (LMG) verdeelt de R² van de gecorrigeerde covarianties, die bij de labels staat; de R² bovenaan geldt voor de naïeve labels, en rangorde en andere maten ontbreken.",
            "Importance (LMG) divides the R² of the corrected covariances, which stands with the labels; the R² at the top is that of the naive labels, and ranks and other measures are absent.",
        )
        .to_owned(),
        CorrectionCaution::RareNotTested { drivers } => {
            let names = drivers.join(", ");
            match language {
                Language::Nl => format!("{names}: geen p en geen oordeel, want bij zo weinig waarnemingen verwerpt de toets van dit model veel te vaak."),
                Language::En => format!("{names}: no p and no verdict, as with so few observations the test of this model rejects far too often."),
            }
        }
        CorrectionCaution::FailedReplicates { n, of } => {
            let (n, of) = (count(*n), count(*of));
            match language {
                Language::Nl => format!("{n} van {of} replicaties hadden geen gecorrigeerd model: er is te weinig nagekeken, en intervallen zijn eerder te smal."),
                Language::En => format!("{n} of {of} replicates had no corrected model: too little was checked, and intervals are rather too narrow."),
            }
        }
        CorrectionCaution::LabelsLeft { column } => match language {
            Language::Nl => format!("{column}: labels niet gecorrigeerd; wat hun fouten bij zichzelf en bij andere aanrichten, blijft staan."),
            Language::En => format!("{column}: labels not corrected; what their errors do to itself and to others stays."),
        },
        CorrectionCaution::MissingAtRandom => either(
            language,
            "Invullen neemt aan dat wat ontbreekt alleen afhangt van wat er wel staat; dat is met geen gegevens te toetsen.",
            "Filling assumes that what is missing depends only on what is there; no data can test that.",
        )
        .to_owned(),
        CorrectionCaution::MostlyMissing { column, share } => {
            let share = number::percentage(*share, language);
            match language {
                Language::Nl => format!("{column} ontbreekt voor {share}: de ingevulde waarden wegen zwaarder dan de gegeven."),
                Language::En => format!("{share} of {column} is missing: filled values weigh more than given ones."),
            }
        }
        CorrectionCaution::FewCompleteRows { n, n_parameters } => {
            let (n, k) = (count(*n), count(*n_parameters));
            match language {
                Language::Nl => format!("{n} volledige regels voor {k} parameters: het invullen leunt zwaar op zijn modellen."),
                Language::En => format!("{n} complete rows for {k} parameters: filling leans on its models."),
            }
        }
        CorrectionCaution::NotConverged { column, r_hat } => {
            let r_hat = number::fixed(*r_hat, 2, language);
            match language {
                Language::Nl => format!("De ingevulde waarden van {column} waren nog niet geconvergeerd (R̂ {r_hat})."),
                Language::En => format!("The values filled in for {column} had not settled (R̂ {r_hat})."),
            }
        }
        CorrectionCaution::FewImputations { n, advised } => {
            let (n, advised) = (count(*n), count(*advised));
            match language {
                Language::Nl => format!("{n} keer invullen is weinig voor wat er ontbreekt; --imputations {advised} geeft stabielere standaardfouten."),
                Language::En => format!("{n} imputations are few for what is missing; --imputations {advised} gives steadier errors."),
            }
        }
        CorrectionCaution::ClustersNotImputed => either(
            language,
            "Het invullen kent geen clusters; de standaardfouten wel.",
            "Filling does not know clusters; errors do.",
        )
        .to_owned(),
        CorrectionCaution::ProductsOfImputed => either(
            language,
            "Producten zijn na het invullen berekend, wat hun coëfficiënten naar nul trekt.",
            "Products were computed after filling, which draws their coefficients to zero.",
        )
        .to_owned(),
        CorrectionCaution::Products => either(
            language,
            "Naast een product geldt de coëfficiënt van een kolom waar de andere 0 is (bij 0 en 1) of gemiddeld; bijdragen van producten en hun kolommen horen bij elkaar.",
            "Beside a product the coefficient of a column holds where the other is 0 (for 0 and 1) or at its mean; contributions of products and their columns belong together.",
        )
        .to_owned(),
        CorrectionCaution::NothingBeside => either(
            language,
            "Kaart, invloed, controles en andere onderdelen naast de factoren kennen dit model niet en ontbreken.",
            "Map, impact, controls and other parts beside the drivers do not know this model and are left out.",
        )
        .to_owned(),
    }
}
