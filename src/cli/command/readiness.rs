use super::action::today;
use crate::cli::args::TextOrJson;
use crate::cli::check_args::Check;
use crate::cli::{exit, output};
use crate::config::{Project, load_governance, load_questionnaire};
use crate::pipeline::{self, archive_facts, staff_records};
use crate::record::LanguageTag;
use crate::report::Language;
use crate::report::actions::read_frozen;
use crate::report::readiness::{ReadinessReport, readiness_json, readiness_text};
use crate::service_levels::people::{AgentAccess, Missing};
use crate::service_levels::readiness::{Archive, Facts, Readiness, Stated, judge};
use crate::store::{self, Store};
use jiff::civil::Date;
use std::fs;
use std::path::Path;

/// Says whether an organisation is ready to measure; the gate fails where it is not.
pub(super) fn run(args: &Check) -> anyhow::Result<u8> {
    let project = Project::load(&args.project)?;
    let as_of = today(args.as_of.as_deref())?;
    let questionnaire = args.questionnaire.as_deref().map(load_questionnaire);
    let questionnaire = questionnaire.transpose()?;
    let stated = &project.readiness;
    let facts = Facts {
        archive: archive(&project)?,
        planned_margin: stated.margin,
        level: project.ranking.level,
        masking: stated.masking,
        baseline: stated.baseline.as_deref().map_or(Stated::Absent, frozen_on),
        follow_up_owner: stated.follow_up_owner.clone(),
        staff: staff_records(&project),
        works_council: stated
            .governance
            .as_deref()
            .map_or(Stated::Absent, |file| settled(file, as_of)),
    };
    let found = judge(&facts, questionnaire.as_ref());
    let report = ReadinessReport {
        project: &project.name,
        as_of,
        questionnaire: questionnaire.as_ref(),
        found: &found,
    };
    let language = match (args.lang, project.language) {
        (Some(lang), _) => lang.into(),
        (None, LanguageTag::Nl) => Language::Nl,
        (None, _) => Language::En,
    };
    let text = match args.format {
        TextOrJson::Text => readiness_text(&report, language),
        TextOrJson::Json => readiness_json(&report),
    };
    output::write(None, &text)?;
    Ok(if found.overall == Readiness::Ready {
        exit::DONE
    } else {
        exit::GATE_FAILED
    })
}

/// What the index tells; `None` where nothing has been taken in.
fn archive(project: &Project) -> anyhow::Result<Option<Archive>> {
    let store = match Store::open(&project.index_folder()) {
        Err(store::Error::NotAnIndex { .. }) => return Ok(None),
        Err(error) => return Err(pipeline::Error::from(error).into()),
        Ok(store) => store,
    };
    if store.manifest().is_none() {
        return Ok(None);
    }
    Ok(Some(archive_facts(project, &store)?))
}

/// The day on which a baseline was frozen. A file that is missing or was changed is a finding, not a failure.
fn frozen_on(path: &Path) -> Stated<Date> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(why) => return Stated::Unusable(format!("{}: {why}", path.display())),
    };
    match read_frozen(&text) {
        Ok(baseline) => Stated::Known(baseline.frozen_on),
        Err(why) => Stated::Unusable(format!("{}: {why}", path.display())),
    }
}

/// What a governance file lacks, apart from what only coaching asks for.
fn settled(path: &Path, day: Date) -> Stated<Vec<Missing>> {
    match load_governance(path) {
        Err(why) => Stated::Unusable(why.to_string()),
        Ok(governance) => Stated::Known(match AgentAccess::check(Some(&governance), day) {
            Ok(_) => Vec::new(),
            Err(refusal) => {
                let mut missing = refusal.missing;
                missing.retain(|one| !matches!(one, Missing::Scope | Missing::Purpose));
                missing
            }
        }),
    }
}
