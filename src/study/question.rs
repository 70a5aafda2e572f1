use super::{Error, OutcomeScale};
use crate::drivers::{Role, StandardErrorChoice, TheoreticalScale, WeightKind};
use crate::intake::Decimal;
use crate::stats::IntervalKind;
use crate::units::Probability;
use std::collections::BTreeSet;

/// What is asked of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Column that holds the outcome.
    pub outcome: String,
    /// What its answers mean.
    pub scale: OutcomeScale,
    /// Names of columns or of [`Self::groups`], in the order of the output.
    pub drivers: Vec<String>,
    /// Drivers that share one place: a name and its columns.
    pub groups: Vec<(String, Vec<String>)>,
    /// Columns that are always in the model and compete for nothing.
    pub controls: Vec<String>,
    /// Column of weights.
    pub weights: Option<String>,
    /// Column that says which rows belong together.
    pub cluster: Option<String>,
    /// Further columns that are needed, with what for.
    pub others: Vec<(String, &'static str)>,
    /// How the cells are to be read.
    pub cells: CellReading,
}

/// How cells are to be read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CellReading {
    /// How decimals are written; found per column where not given.
    pub decimal: Option<Decimal>,
    /// Codes that mean "no answer", beside the usual ones: a column (any driver where `None`) and
    /// its code.
    pub missing_codes: Vec<(Option<String>, String)>,
    /// Columns whose numbers are codes of categories.
    pub categories: BTreeSet<String>,
}

/// A way to divide R² over the drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Mean over all orders (LMG, the Shapley value).
    Lmg,
    /// Johnson's relative weights.
    Johnson,
    /// R² of the driver alone; with controls what it adds to them, before any other driver.
    Marginal,
    /// What the driver adds to all others.
    Last,
    /// Mean over all orders of `McFadden`'s R² (general dominance); of categorical models.
    McFadden,
}

impl Measure {
    /// Those of linear models, in the order of the output.
    pub const ALL: [Self; 4] = [Self::Lmg, Self::Johnson, Self::Marginal, Self::Last];

    /// Name on the command line and in output for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lmg => "lmg",
            Self::Johnson => "johnson",
            Self::Marginal => "marginal",
            Self::Last => "last",
            Self::McFadden => "mcfadden",
        }
    }
}

/// How the outcome is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelKind {
    /// Points by weighted least squares.
    Linear,
    /// Ordered answers by proportional odds.
    Ordinal,
    /// Two answers by logistic regression.
    Logistic,
}

/// How a study is computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How the outcome is modelled.
    pub model: ModelKind,
    /// Level of intervals.
    pub level: Probability,
    /// Joint replicates; 0 for none.
    pub n_replicates: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// Measures that are asked for.
    pub measures: BTreeSet<Measure>,
    /// What weights mean.
    pub weight_kind: WeightKind,
    /// Which standard errors.
    pub standard_errors: StandardErrorChoice,
    /// How intervals are taken from replicates.
    pub intervals: IntervalKind,
    /// Ends of the scale that all rated drivers share, worst first.
    pub driver_scale: Option<TheoreticalScale>,
    /// Whether penalties and rewards of rated drivers are asked for.
    pub with_asymmetry: bool,
    /// Part of the rows that finds drivers, for the others to confirm.
    pub split: Option<Probability>,
}

impl Question {
    /// Groups of drivers in the order of the output, each with its columns.
    ///
    /// A group stands where its own name or its first column was named; a driver in no group stands
    /// for itself.
    pub fn driver_groups(&self) -> Vec<(String, Vec<String>)> {
        let mut list: Vec<(String, Vec<String>)> = Vec::new();
        let holder = |driver: &String| {
            let holds = |(name, members): &&(String, Vec<String>)| {
                name == driver || members.contains(driver)
            };
            self.groups.iter().find(holds).cloned()
        };
        let named = self
            .drivers
            .iter()
            .map(|driver| holder(driver).unwrap_or_else(|| (driver.clone(), vec![driver.clone()])));
        for group in named.chain(self.groups.iter().cloned()) {
            if !list.iter().any(|(name, _)| *name == group.0) {
                list.push(group);
            }
        }
        list
    }

    /// Columns of the model with their role: those of drivers, then controls.
    pub(super) fn predictors(&self) -> Vec<(String, Role)> {
        let drivers = self
            .driver_groups()
            .into_iter()
            .flat_map(|(_, members)| members);
        drivers
            .map(|name| (name, Role::Driver))
            .chain(
                self.controls
                    .iter()
                    .map(|name| (name.clone(), Role::Control)),
            )
            .collect()
    }

    /// Columns that are needed, with what for.
    pub(super) fn needs(&self) -> Vec<(&str, &'static str)> {
        let mut needs = vec![(self.outcome.as_str(), "the outcome")];
        let grouped = self.groups.iter().flat_map(|(_, members)| members);
        let is_group = |name: &&String| self.groups.iter().any(|(group, _)| group == *name);
        let alone = self.drivers.iter().filter(|name| !is_group(name));
        needs.extend(alone.chain(grouped).map(|name| (name.as_str(), "a driver")));
        needs.extend(
            self.controls
                .iter()
                .map(|name| (name.as_str(), "a control")),
        );
        needs.extend(self.weights.iter().map(|name| (name.as_str(), "weights")));
        needs.extend(self.cluster.iter().map(|name| (name.as_str(), "clusters")));
        needs.extend(
            self.others
                .iter()
                .map(|(name, role)| (name.as_str(), *role)),
        );
        needs
    }

    /// Refuses a question that contradicts itself.
    ///
    /// # Errors
    ///
    /// [`Error::NoDrivers`], [`Error::Group`] for groups that overlap, [`Error::TwoRoles`] for a column
    /// with more than one role.
    pub fn check(&self) -> Result<(), Error> {
        if self.drivers.is_empty() && self.groups.is_empty() {
            return Err(Error::NoDrivers);
        }
        for (at, (name, members)) in self.groups.iter().enumerate() {
            let earlier = &self.groups[..at];
            let fault = |reason| {
                Err(Error::Group {
                    name: name.clone(),
                    reason,
                })
            };
            if earlier.iter().any(|(other, _)| other == name) {
                return fault("it is declared twice");
            }
            let is_member = self.groups.iter().any(|(_, others)| others.contains(name));
            if is_member && members.as_slice() != [name.clone()] {
                return fault("it has the name of a column of a group");
            }
            let elsewhere = |member| earlier.iter().any(|(_, others)| others.contains(member));
            if members.iter().any(elsewhere) {
                return fault("a member stands in another group too");
            }
        }
        let mut roles: Vec<(&str, &'static str)> = vec![(&self.outcome, "the outcome")];
        let predictors = self.predictors();
        roles.extend(predictors.iter().map(|(name, role)| match role {
            Role::Driver => (name.as_str(), "a driver"),
            Role::Control => (name.as_str(), "a control"),
        }));
        roles.extend(self.weights.iter().map(|name| (name.as_str(), "weights")));
        for (at, (name, second)) in roles.iter().enumerate() {
            if let Some((_, first)) = roles[..at].iter().find(|(earlier, _)| earlier == name) {
                return Err(Error::TwoRoles {
                    name: (*name).to_owned(),
                    first,
                    second,
                });
            }
        }
        Ok(())
    }

    /// Splits a list as it is typed: commas between names, double quotes around a name that holds one.
    pub fn names(list: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut name = String::new();
        let mut quoted = false;
        let mut letters = list.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                // A quotation mark inside quotes is written twice.
                '"' if quoted && letters.next_if_eq(&'"').is_some() => name.push('"'),
                '"' => quoted = !quoted,
                ',' if !quoted => names.push(std::mem::take(&mut name)),
                letter => name.push(letter),
            }
        }
        names.push(name);
        names
            .into_iter()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// Reads a group as it is typed: `School=Examination+Education`.
    ///
    /// # Errors
    ///
    /// [`Error::Group`] without a name or without members.
    pub fn group(text: &str) -> Result<(String, Vec<String>), Error> {
        let (name, members) = text.split_once('=').unwrap_or((text, ""));
        let members: Vec<String> = members
            .split('+')
            .map(|member| member.trim().to_owned())
            .filter(|member| !member.is_empty())
            .collect();
        let name = name.trim().to_owned();
        if name.is_empty() || members.is_empty() {
            return Err(Error::Group {
                name,
                reason: "it needs a name and members",
            });
        }
        Ok((name, members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_comma_goes_between_quotes() {
        assert_eq!(
            Question::names("Price, \"Food, drink\" ,Speed,"),
            ["Price", "Food, drink", "Speed"]
        );
        assert_eq!(Question::names("\"a, \"\"b\"\"=1\""), ["a, \"b\"=1"]);
        assert!(Question::names(" , ").is_empty());
    }

    #[test]
    fn a_group_has_a_name_and_members() {
        let (name, members) = Question::group("School = Examination + Education").unwrap();
        assert_eq!(name, "School");
        assert_eq!(members, ["Examination", "Education"]);
        for wrong in ["School", "School=", "=A+B", ""] {
            assert!(Question::group(wrong).is_err(), "{wrong}");
        }
    }
}
