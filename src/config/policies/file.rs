use super::conditions::read_conditions;
use super::experience::{read_experience_target, read_period, read_service_level};
use super::target::read_target;
use super::words::{read_date, read_instant};
use crate::config::problem::{Error, Problem, Problems, SettingsFile};
use crate::config::section::Section;
use crate::config::settings::{parse_settings, read_settings};
use crate::config::source::read_time_zone;
use crate::service_levels::policies::{
    AgreementKind, Policy, PolicyFile, Route, Target, XlaPolicy,
};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Reads a file of policies and reports everything that is wrong with it at once. Beside the
/// policies stands what is doubtful.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Wrong`] with every
/// problem: unknown keys, metrics and statuses, targets that are not above zero or missing (there are
/// no default targets), internal targets that are not stricter, positions that are taken.
pub fn read_policies(file: &Path) -> Result<(PolicyFile, Vec<Problem>), Error> {
    let text = read_settings(SettingsFile::Policies, file)?;
    parse_policies(&text, file)
}

/// Reads policies from the text of a file.
///
/// # Errors
///
/// [`Error::Wrong`] with every problem.
pub fn parse_policies(text: &str, file: &Path) -> Result<(PolicyFile, Vec<Problem>), Error> {
    let mut warnings = Problems::new(text);
    let policies = parse_settings((SettingsFile::Policies, file), text, |root, problems| {
        let mut reader = Reader {
            problems,
            warnings: &mut warnings,
        };
        Some(reader.read(root))
    })?;
    Ok((policies, warnings.into_found()))
}

const KINDS: [(&str, AgreementKind); 5] = [
    ("sla", AgreementKind::Sla),
    ("ola", AgreementKind::Ola),
    ("underpinning", AgreementKind::Underpinning),
    ("xla", AgreementKind::Xla),
    ("internal", AgreementKind::Internal),
];

struct Reader<'p, 'a> {
    problems: &'p mut Problems<'a>,
    warnings: &'p mut Problems<'a>,
}

/// What other policies may not take again.
#[derive(Default)]
struct Taken {
    /// The kind of each id.
    kinds: BTreeMap<Arc<str>, AgreementKind>,
    versions: BTreeSet<(Arc<str>, u32)>,
    /// Which id has a position among policies of a kind.
    positions: BTreeMap<(AgreementKind, u32), Arc<str>>,
}

impl Reader<'_, '_> {
    fn read(&mut self, root: &mut Section<'_, '_>) -> PolicyFile {
        let zone = read_time_zone(root, self.problems);
        let mut file = PolicyFile {
            time_zone: zone.clone(),
            ..PolicyFile::default()
        };
        let mut taken = Taken::default();
        for mut section in root.sections("policy", self.problems) {
            self.read_policy(&mut section, zone.as_ref(), &mut taken, &mut file);
            section.finish(self.problems);
        }
        let mut ids = BTreeSet::new();
        for mut section in root.sections("service_level", self.problems) {
            let at = section.at_key("service_level_id");
            if let Some(target) = read_service_level(&mut section, self.problems) {
                if !ids.insert(Arc::clone(&target.id)) {
                    let message = format!("a second one is named \"{}\"", target.id);
                    let key = section.key("service_level_id");
                    self.problems.note(at, key, message);
                }
                file.service_levels.push(target);
            }
            section.finish(self.problems);
        }
        for mut section in root.sections("route", self.problems) {
            let route = Route {
                policy: section.text("policy_id", self.problems).map(Arc::from),
                teams: section
                    .texts("teams", self.problems)
                    .into_iter()
                    .map(Arc::from)
                    .collect(),
                n_tickets: None,
            };
            if route.teams.is_empty() {
                self.problems.note(
                    section.at(),
                    section.key("teams"),
                    "expected the teams in the order in which they own the ticket",
                );
            }
            file.routes.push(route);
            section.finish(self.problems);
        }
        if !root.has("policy") && !root.has("service_level") {
            self.problems.note_with_hint(
                0,
                "policy",
                "nothing is promised",
                Some("add [[policy]] with a [[policy.target]], or [[service_level]]".to_owned()),
            );
        }
        file
    }

    fn read_policy(
        &mut self,
        section: &mut Section<'_, '_>,
        zone: Option<&TimeZone>,
        taken: &mut Taken,
        file: &mut PolicyFile,
    ) {
        let id: Option<Arc<str>> = section
            .required_text("policy_id", "\"email\"", self.problems)
            .map(Arc::from);
        let version = self.whole(section, "version").unwrap_or(1);
        let kind = self.read_kind(section);
        let position = self.read_position(section);
        let title = section
            .text("title", self.problems)
            .unwrap_or_else(|| id.as_deref().unwrap_or_default().to_owned());
        let conditions = read_conditions(section, self.problems, self.warnings);
        let default_priority = section.text("default_priority", self.problems);
        let legally_binding = section
            .flag("legally_binding", self.problems)
            .unwrap_or(false);
        let contract = section.text("contract_id", self.problems).map(Arc::from);
        let owner = section.text("owner", self.problems);
        let period = read_period(section, self.problems);
        let review_by = read_date(section, "review_by", self.problems);
        let valid_from = read_instant(section, "valid_from", zone, self.problems);
        let valid_to = read_instant(section, "valid_to", zone, self.problems);
        let (mut targets, mut goals) = (Vec::new(), Vec::new());
        for mut target in section.sections("target", self.problems) {
            if kind == Some(AgreementKind::Xla) {
                goals.extend(read_experience_target(&mut target, period, self.problems));
            } else if let Some(read) = read_target(&mut target, self.problems) {
                self.refuse_double(&targets, &read, &target);
                targets.push(read);
            }
            target.finish(self.problems);
        }
        let (Some(id), Some(kind), Some(position)) = (id, kind, position) else {
            return;
        };
        self.take(section, taken, &id, version, kind, position);
        if kind == AgreementKind::Xla {
            file.xla.push(XlaPolicy {
                id,
                version,
                position,
                title,
                conditions,
                legally_binding,
                contract,
                owner,
                review_by,
                valid_from,
                valid_to,
                targets: goals,
            });
        } else {
            file.policies.push(Policy {
                id,
                version,
                kind,
                position,
                title,
                conditions,
                default_priority: default_priority.map(Arc::from),
                targets,
                legally_binding,
                contract,
                owner,
                period,
                review_by,
                valid_from,
                valid_to,
            });
        }
    }

    fn read_kind(&mut self, section: &mut Section<'_, '_>) -> Option<AgreementKind> {
        if !section.has("kind") {
            self.problems.note_with_hint(
                section.at(),
                section.key("kind"),
                "missing: what sort of promise is it?",
                Some("use one of: sla, ola, underpinning, xla, internal".to_owned()),
            );
        }
        section.choice("kind", &KINDS, self.problems)
    }

    fn read_position(&mut self, section: &mut Section<'_, '_>) -> Option<u32> {
        if !section.has("position") {
            self.problems.note_with_hint(
                section.at(),
                section.key("position"),
                "missing: the lowest position that matches wins",
                Some("add `position = 10`".to_owned()),
            );
        }
        self.whole(section, "position")
    }

    fn whole(&mut self, section: &mut Section<'_, '_>, key: &'static str) -> Option<u32> {
        let at = section.at_key(key);
        let n = section.count(key, self.problems)?;
        let whole = u32::try_from(n).ok().filter(|n| *n > 0);
        if whole.is_none() {
            let message = format!("expected a whole number from 1 to {}", u32::MAX);
            self.problems.note(at, section.key(key), message);
        }
        whole
    }

    /// Two targets for the same cases would leave open which one counts.
    fn refuse_double(&mut self, targets: &[Target], read: &Target, section: &Section<'_, '_>) {
        let same_cases = |other: &Target| {
            (other.metric, &other.priority, &other.team)
                == (read.metric, &read.priority, &read.team)
        };
        if targets.iter().any(same_cases) {
            self.problems.note(
                section.at(),
                section.key("metric"),
                format!(
                    "a second target is for {} with the same priority and team",
                    read.metric.as_str()
                ),
            );
        }
    }

    fn take(
        &mut self,
        section: &Section<'_, '_>,
        taken: &mut Taken,
        id: &Arc<str>,
        version: u32,
        kind: AgreementKind,
        position: u32,
    ) {
        let first_kind = *taken.kinds.entry(Arc::clone(id)).or_insert(kind);
        if first_kind != kind {
            self.problems.note(
                section.at_key("kind"),
                section.key("kind"),
                format!("another version of {id} is of kind {}", first_kind.as_str()),
            );
        }
        if !taken.versions.insert((Arc::clone(id), version)) {
            self.problems.note_with_hint(
                section.at_key("policy_id"),
                section.key("version"),
                format!("version {version} of {id} stands here a second time"),
                Some("give the newer one a higher version".to_owned()),
            );
        }
        let holder = taken
            .positions
            .entry((kind, position))
            .or_insert_with(|| Arc::clone(id));
        if holder != id {
            self.problems.note_with_hint(
                section.at_key("position"),
                section.key("position"),
                format!(
                    "position {position} among policies of kind {} is taken by {holder}",
                    kind.as_str()
                ),
                Some("the lowest position that matches wins, so each needs its own".to_owned()),
            );
        }
    }
}
