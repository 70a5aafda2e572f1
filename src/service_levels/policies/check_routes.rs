use super::check::{Findings, Head, Severity};
use super::policy::{AgreementKind, Policy};
use super::policy_file::{PolicyFile, Route};
use super::remark::Remark;
use super::target::{Metric, Target};
use crate::units::Seconds;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many legs of routes stand under an agreement of the team.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteCoverage {
    /// Legs of tickets on the routes; a declared route counts once.
    pub n_legs: usize,
    /// Those of teams with an agreement.
    pub n_covered: usize,
    /// Teams without one, in order of name.
    pub uncovered: BTreeSet<Arc<str>>,
}

/// Counts the legs of routes whose team has an agreement about how long it may own a ticket.
pub fn route_coverage(file: &PolicyFile, routes: &[Route]) -> RouteCoverage {
    let mut coverage = RouteCoverage::default();
    for route in routes {
        let n_tickets = route.n_tickets.unwrap_or(1);
        for team in &route.teams {
            coverage.n_legs += n_tickets;
            if has_agreement(file, team) {
                coverage.n_covered += n_tickets;
            } else {
                coverage.uncovered.insert(Arc::clone(team));
            }
        }
    }
    coverage
}

/// Holds the agreements of teams against the promise to the customer.
pub(super) fn check_routes(file: &PolicyFile, observed: &[Route], findings: &mut Findings) {
    let routes: BTreeSet<&Route> = file.routes.iter().chain(observed).collect();
    let mut named: BTreeSet<&Arc<str>> = BTreeSet::new();
    for route in routes {
        let name: Arc<str> = path(route).into();
        for team in &route.teams {
            if !has_agreement(file, team) && named.insert(team) {
                let team = Arc::clone(team);
                let remark = Remark::TeamWithoutAgreement { team };
                findings.apart(Severity::Warning, &name, remark);
            }
        }
        let Some(id) = &route.policy else { continue };
        let promises: Vec<&Policy> = file
            .policies
            .iter()
            .filter(|policy| policy.id == *id)
            .collect();
        if promises.is_empty() {
            let policy = Arc::clone(id);
            findings.apart(Severity::Error, &name, Remark::UnknownPolicy { policy });
        }
        for policy in promises {
            for target in &policy.targets {
                if target.metric.is_of_resolution() {
                    check_sum(file, route, policy, target, findings);
                }
            }
        }
    }
}

/// The teams may together take longer than promised when even their strictest agreements add up to
/// more. A sum is taken only where all count the same hours.
fn check_sum(
    file: &PolicyFile,
    route: &Route,
    policy: &Policy,
    promise: &Target,
    findings: &mut Findings,
) {
    let strictest: Option<Vec<&Target>> = route
        .teams
        .iter()
        .map(|team| {
            agreements(file)
                .filter(|target| target.team.as_ref() == Some(team))
                .filter(|target| target.priority.is_none() || target.priority == promise.priority)
                .min_by_key(|target| target.target)
        })
        .collect();
    let Some(strictest) = strictest.filter(|targets| !targets.is_empty()) else {
        return;
    };
    let head = Head::of_policy(policy);
    let (metric, priority) = (promise.metric, promise.priority.clone());
    let teams = route.teams.clone();
    if strictest.iter().any(|target| target.hours != promise.hours) {
        let remark = Remark::RouteHoursDiffer {
            metric,
            priority,
            teams,
        };
        findings.warning(&head, remark);
        return;
    }
    let together = Seconds(strictest.iter().map(|target| target.target.0).sum());
    if together > promise.target {
        let remark = Remark::RouteExceedsPromise {
            metric,
            priority,
            teams,
            together,
            promised: promise.target,
        };
        findings.warning(&head, remark);
    }
}

fn agreements(file: &PolicyFile) -> impl Iterator<Item = &Target> {
    file.policies
        .iter()
        .filter(|policy| {
            matches!(
                policy.kind,
                AgreementKind::Ola | AgreementKind::Underpinning
            )
        })
        .flat_map(|policy| &policy.targets)
        .filter(|target| target.metric == Metric::OwnershipTime)
}

fn has_agreement(file: &PolicyFile, team: &Arc<str>) -> bool {
    agreements(file).any(|target| target.team.as_ref() == Some(team))
}

fn path(route: &Route) -> String {
    let teams: Vec<&str> = route.teams.iter().map(AsRef::as_ref).collect();
    format!("route {}", teams.join(" > "))
}
