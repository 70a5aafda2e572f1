use super::rows::{self, Comments, Use};
use super::selection::{Respondents, fit_commenters};
use super::{
    CheckedLabels, Corrected, CorrectionCaution, CorrectionError, Corrections, Gaps, gaps, labels,
    products, raking, revised,
};
use crate::drivers::{Design, fit};
use crate::intake::table;
use crate::study::caution::LEFT_OUT;
use crate::study::further::Further;
use crate::study::linear::{self, Fitted, options};
use crate::study::merging::Keeping;
use crate::study::prepared::Prepared;
use crate::study::sheet::{Account, Complete, LeftOut, Sheet};
use crate::study::standing::mark_discoveries;
use crate::study::{Caution, Error, Measure, Question, Settings, Standing, Studied, Study};
use crate::units::as_f64;
use std::path::Path;

/// Studies what moves the outcome of a table, with corrections for what biases the answer.
///
/// # Errors
///
/// Those of [`study()`](crate::study::study()), those of [`Corrections::check`] and
/// [`Error::Correction`].
pub fn corrected_study(
    path: &Path,
    table: &table::Options,
    question: &Question,
    settings: &Settings,
    corrections: &Corrections,
) -> Result<Studied, Error> {
    corrections.check(question, settings)?;
    let known = corrections
        .margins
        .as_ref()
        .map(|margins| raking::read(&margins.file))
        .transpose()?;
    if corrections.commented.is_some() {
        refuse_margins_of_drivers(known.as_deref().unwrap_or_default(), question)?;
    }
    let columns = || names_of(path, table);
    let pairs = match &corrections.labels {
        Some(checked) => labels::pairs(checked, question, columns)?,
        None => Vec::new(),
    };
    let mut asked = question.clone();
    let variables = known.iter().flatten().map(|one| one.variable.clone());
    asked
        .others
        .extend(variables.map(|name| (name, "a margin")));
    asked.others.extend(
        pairs
            .iter()
            .map(|(_, check)| (check.clone(), "checked labels")),
    );
    if let Some(commented) = &corrections.commented {
        let given = commented.given.iter().map(|name| (name.clone(), "--given"));
        asked
            .others
            .extend(given.chain([(commented.column.clone(), "--commented")]));
    }
    let mut answers = Prepared::answers(path, table, &asked, Keeping::EveryRow)?;
    let comments = corrections
        .commented
        .as_ref()
        .map(|commented| Comments::read(&mut answers, commented, question))
        .transpose()?;
    let sheet = Sheet::new(&mut answers, &asked)?;
    let fills_gaps = matches!(corrections.gaps, Gaps::Impute { .. });
    let mut uses = rows::uses(&sheet, comments.as_ref(), fills_gaps);
    let nothing = Complete {
        sheet_row: Vec::new(),
        factors: Vec::new(),
        account: Account::default(),
    };
    let mut prepared = Prepared::of(answers, sheet, nothing, table);
    let mut corrected = Corrected::default();
    if let Some(comments) = &comments {
        prepared.reject_comments(comments);
    }
    let mut raked = None;
    if let (Some(margins), Some(known)) = (&corrections.margins, &known) {
        let applied = raking::apply(margins, known, &mut prepared, &mut uses, question)?;
        corrected.raking = Some(applied.result.clone());
        raked = Some(applied);
    }
    prepared.complete = rows::complete(&prepared.sheet, &uses, comments.as_ref())?;
    let run = Run {
        question,
        settings,
        corrections,
        comments: comments.as_ref(),
        raked: raked.as_ref(),
        uses: &uses,
        pairs: &pairs,
    };
    let study = run.study(&mut prepared, corrected)?;
    Ok(Studied {
        study,
        frozen: None,
        rejections: prepared.into_rejections(),
    })
}

/// With a margin of a driver every silent row would be left out, and with them what the weights stand for.
fn refuse_margins_of_drivers(known: &[raking::Known], question: &Question) -> Result<(), Error> {
    let groups = question.driver_groups();
    let is_driver = |one: &&raking::Known| {
        let mut members = groups.iter().flat_map(|(_, members)| members);
        members.any(|member| *member == one.variable)
    };
    match known.iter().find(is_driver) {
        None => Ok(()),
        Some(one) => Err(Error::from(CorrectionError::MarginOfSilent {
            variable: one.variable.clone(),
        })),
    }
}

/// Names of the columns of a table.
fn names_of(path: &Path, options: &table::Options) -> Result<Vec<String>, Error> {
    let failed = |source| Error::Intake {
        path: path.to_path_buf(),
        source,
    };
    let mut table = table::open(path, options).map_err(failed)?;
    // Columns of JSON lines are known when all rows have gone by.
    if table.columns().is_empty() {
        while table.next_row().is_some() {}
    }
    Ok(table.columns().to_vec())
}

/// Everything that is asked, once the rows are known.
struct Run<'a> {
    question: &'a Question,
    settings: &'a Settings,
    corrections: &'a Corrections,
    comments: Option<&'a Comments>,
    raked: Option<&'a raking::Raked>,
    uses: &'a [Use],
    pairs: &'a [(String, String)],
}

impl Run<'_> {
    fn study(&self, prepared: &mut Prepared, mut corrected: Corrected) -> Result<Study, Error> {
        if let Gaps::Impute { n_imputations } = self.corrections.gaps {
            return self.filled(prepared, n_imputations, corrected);
        }
        if self.comments.is_none() {
            corrected.gaps = gaps::lost(&prepared.sheet);
        }
        if !self.corrections.interactions.is_empty() {
            return self.with_products(prepared, corrected);
        }
        let mut respondents = None;
        let mut is_raked_anew = false;
        let selection = self.corrections.commented.as_ref().zip(self.comments);
        let fitted = if let Some((commented, comments)) = selection {
            let list = Respondents::new(prepared, self.uses, commented, self.question)?;
            // The correction of labels starts from rows without the weights.
            let labels = self.labels(prepared, Some(&list))?;
            let (fitted, result) = fit_commenters(
                prepared,
                &list,
                commented,
                comments,
                self.question,
                self.settings,
            )?;
            corrected.selection = Some(result);
            respondents = Some(labels);
            fitted
        } else {
            let raked = self.raked.filter(|_| self.corrections.labels.is_none());
            let raked = raked.map(|raked| raked.fitted(prepared, self.question, self.settings));
            if let Some(fitted) = raked.transpose()?.flatten() {
                is_raked_anew = true;
                fitted
            } else {
                linear::fit_complete(prepared, self.question, self.settings)?
            }
        };
        let labels = match respondents {
            Some(labels) => labels,
            None => self.labels(prepared, None)?,
        };
        let mut study = linear::findings(prepared, self.question, self.settings, &fitted)?;
        study.corrected = corrected;
        say_silence(&mut study);
        if is_raked_anew {
            add(&mut study, CorrectionCaution::RakedInReplicates);
        } else if study.corrected.raking.is_some() {
            add(&mut study, CorrectionCaution::RakedWeightsKnown);
        }
        if let Some((fit, source)) = labels {
            revised::put(&mut study, prepared, &fit, source)?;
            if let Some(labels) = &mut study.corrected.labels {
                labels.checked = self.pairs.to_vec();
            }
        }
        Ok(study)
    }

    fn labels(
        &self,
        prepared: &Prepared,
        respondents: Option<&Respondents>,
    ) -> Result<Option<labels::Labelled>, Error> {
        let fit = |labels: &CheckedLabels| {
            labels::fit_corrected(
                prepared,
                labels,
                self.pairs,
                respondents,
                self.question,
                self.settings,
            )
        };
        self.corrections.labels.as_ref().map(fit).transpose()
    }

    fn with_products(
        &self,
        prepared: &mut Prepared,
        mut corrected: Corrected,
    ) -> Result<Study, Error> {
        let failed = |source| Error::Drivers {
            outcome: self.question.outcome.clone(),
            source,
        };
        let interactions = products::read(&self.corrections.interactions, &prepared.sheet)?;
        let sheet = &prepared.sheet;
        let design = Design::with_interactions(
            &prepared.rows().compressed(),
            sheet.names(),
            sheet.groups.clone(),
            &interactions,
        )
        .map_err(failed)?;
        let fitted = Fitted {
            fit: fit(&design, &options(self.settings)).map_err(failed)?,
            design,
        };
        corrected.products = products::add_to_sheet(prepared, &fitted.design);
        // The rows get the products too, so that whatever looks at them sees the columns of the model.
        prepared.complete = rows::complete(&prepared.sheet, self.uses, self.comments)?;
        let mut study = linear::findings(prepared, self.question, self.settings, &fitted)?;
        study.corrected = corrected;
        study.further = Further::absent();
        if study.corrected.raking.is_some() {
            add(&mut study, CorrectionCaution::RakedWeightsKnown);
        }
        add(&mut study, CorrectionCaution::Products);
        add(&mut study, CorrectionCaution::NothingBeside);
        Ok(study)
    }

    fn filled(
        &self,
        prepared: &mut Prepared,
        n_imputations: usize,
        mut corrected: Corrected,
    ) -> Result<Study, Error> {
        let interactions = products::read(&self.corrections.interactions, &prepared.sheet)?;
        let filled = gaps::fill(
            prepared,
            n_imputations,
            interactions,
            self.question,
            self.settings,
        )?;
        if !self.corrections.interactions.is_empty() {
            corrected.products = products::add_to_sheet(prepared, &filled.fitted.design);
        }
        let mut study = linear::findings(prepared, self.question, self.settings, &filled.fitted)?;
        for (at, driver) in study.drivers.iter_mut().enumerate() {
            // The test of the findings is that of one completed table; what stands is decided by
            // the pooled p-values.
            driver.test = None;
            driver.stands = false;
            driver.p_value = revised::smallest_p(driver);
            if let Some(value) = driver.importance.get_mut(&Measure::Johnson) {
                *value = filled.johnson.as_ref().map(|all| all[at]);
            }
        }
        let least = prepared.least_for_rank(self.settings.weight_kind);
        study
            .cautions
            .extend(revised::withhold_rare(&mut study.drivers, least));
        mark_discoveries(&mut study.drivers);
        if study.standing.has_ranking() {
            study.standing = if study.drivers.iter().any(|driver| driver.stands) {
                Standing::SomeStandOut
            } else {
                Standing::NoneStandsOut
            };
        }
        let has_johnson = filled.johnson.is_some();
        study
            .cautions
            .retain(|caution| !(has_johnson && *caution == Caution::NoRelativeWeights));
        study.further = Further::absent();
        study.corrected = corrected;
        study.corrected.gaps = Some(filled.found);
        if study.corrected.raking.is_some() {
            add(&mut study, CorrectionCaution::RakedWeightsKnown);
        }
        if !study.corrected.products.is_empty() {
            add(&mut study, CorrectionCaution::Products);
        }
        add(&mut study, CorrectionCaution::NothingBeside);
        for caution in filled.cautions {
            add(&mut study, caution);
        }
        Ok(study)
    }
}

/// Silent rows are weighted for, so that they do not count as left out.
fn say_silence(study: &mut Study) {
    let Some(selection) = &study.corrected.selection else {
        return;
    };
    let (n_silent_with_answers, n_with_gaps) =
        (selection.n_silent_with_answers, selection.n_with_gaps);
    study
        .cautions
        .retain(|caution| !matches!(caution, Caution::RowsLeftOut { .. }));
    let left_out = study.account.left_out.iter();
    let n: usize = left_out
        .filter(|((reason, _), _)| *reason != LeftOut::Silent)
        .map(|(_, n)| n)
        .sum();
    let share = as_f64(n) / as_f64(study.account.n_read.max(1));
    if share > LEFT_OUT {
        study.cautions.push(Caution::RowsLeftOut { share });
    }
    add(study, CorrectionCaution::CommentsAtRandomInCells);
    if n_silent_with_answers > 0 {
        let n = n_silent_with_answers;
        add(study, CorrectionCaution::SilentWithAnswers { n });
    }
    if n_with_gaps > 0 {
        add(
            study,
            CorrectionCaution::CommentedWithGaps { n: n_with_gaps },
        );
    }
}

fn add(study: &mut Study, caution: CorrectionCaution) {
    study.cautions.push(Caution::Correction(caution));
}
