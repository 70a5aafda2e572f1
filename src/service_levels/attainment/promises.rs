use crate::service_levels::clocks::Instance;
use crate::service_levels::policies::{Policy, Target};
use crate::units::Probability;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Policies by id and version, to look up what a clock was promised beside its time.
#[derive(Debug, Clone, Default)]
pub struct Promises<'a> {
    policies: BTreeMap<(Arc<str>, u32), &'a Policy>,
}

/// Which share of cases was promised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AgreedShare {
    /// This one.
    Share(Probability),
    /// None.
    None,
    /// The cases were promised different shares, so which one is meant cannot be told.
    Differs,
}

impl<'a> Promises<'a> {
    /// Orders policies.
    pub fn new(policies: &'a [Policy]) -> Self {
        Self {
            policies: policies
                .iter()
                .map(|policy| ((Arc::clone(&policy.id), policy.version), policy))
                .collect(),
        }
    }

    /// The policy of a clock.
    pub fn policy(&self, instance: &Instance) -> Option<&'a Policy> {
        let reference = &instance.policy;
        self.policies
            .get(&(Arc::clone(&reference.id), reference.version))
            .copied()
    }

    /// The share of cases that was promised.
    pub fn share(&self, instance: &Instance) -> AgreedShare {
        self.agreed(instance, |target| target.attainment)
    }

    /// The share of cases that the organisation itself wants in time.
    pub fn internal_share(&self, instance: &Instance) -> AgreedShare {
        self.agreed(instance, |target| target.internal_attainment)
    }

    fn agreed(
        &self,
        instance: &Instance,
        share: impl Fn(&Target) -> Option<Probability>,
    ) -> AgreedShare {
        let target = self
            .policy(instance)
            .and_then(|policy| policy.targets.get(instance.target_idx));
        target
            .and_then(share)
            .map_or(AgreedShare::None, AgreedShare::Share)
    }
}

impl AgreedShare {
    /// What holds for cases of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Differs }
    }
}
