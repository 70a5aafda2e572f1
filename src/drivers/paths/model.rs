use super::PathError;
use crate::drivers::Error;
use std::ops::Range;

/// How the indicators of a construct are weighted into its composite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompositeMode {
    /// Mode A: by the correlation of each indicator with the neighbours of the construct. For
    /// indicators that say nearly the same; steady when they overlap.
    A,
    /// Mode B: by regression of the neighbours on the indicators. For indicators that each add
    /// something; unsteady when they overlap.
    B,
    /// All standardised indicators alike (a sum score).
    Equal,
}

/// A composite of one or more indicators; with one, the construct is that indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Construct {
    /// Name, unique in the model.
    pub name: String,
    /// Names of its indicators, each in this construct only.
    pub indicators: Vec<String>,
    /// How they are weighted; without effect when there is one.
    pub mode: CompositeMode,
}

impl Construct {
    /// A construct from borrowed names.
    pub fn new(name: &str, indicators: &[&str], mode: CompositeMode) -> Self {
        Self {
            name: name.to_owned(),
            indicators: indicators.iter().map(|&name| name.to_owned()).collect(),
            mode,
        }
    }

    /// A construct that is measured by a single indicator.
    pub fn single(name: &str, indicator: &str) -> Self {
        Self::new(name, &[indicator], CompositeMode::A)
    }
}

/// A path, as indices of constructs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Path {
    /// The construct it starts at.
    pub from: usize,
    /// The construct it leads to.
    pub to: usize,
}

/// A path model that holds together: names are unique, every construct is connected, no circles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathModel {
    constructs: Vec<Construct>,
    paths: Vec<Path>,
    indicators: Vec<String>,
    /// First indicator of each construct, and the number of indicators.
    starts: Vec<usize>,
    /// Causes before effects.
    order: Vec<usize>,
}

impl PathModel {
    /// Checks constructs and the paths between them, given as pairs of names (from, to).
    ///
    /// # Errors
    ///
    /// [`Error::Paths`] with the [`PathError`] that names what is wrong.
    ///
    /// # Examples
    ///
    /// ```
    /// use signaal::drivers::paths::{CompositeMode, Construct, PathModel};
    ///
    /// let constructs = || vec![
    ///     Construct::new("image", &["known", "trusted"], CompositeMode::A),
    ///     Construct::new("satisfaction", &["overall", "ideal"], CompositeMode::A),
    ///     Construct::single("loyalty", "again"),
    /// ];
    /// let model = PathModel::new(
    ///     constructs(),
    ///     &[("image", "satisfaction"), ("image", "loyalty"), ("satisfaction", "loyalty")],
    /// )?;
    /// assert_eq!(model.indicators(), ["known", "trusted", "overall", "ideal", "again"]);
    ///
    /// let circle = [("image", "satisfaction"), ("satisfaction", "loyalty"), ("loyalty", "image")];
    /// let error = PathModel::new(constructs(), &circle).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the paths run in a circle: image → satisfaction → loyalty"
    /// );
    /// # Ok::<(), signaal::drivers::Error>(())
    /// ```
    pub fn new(constructs: Vec<Construct>, paths: &[(&str, &str)]) -> Result<Self, Error> {
        let (indicators, starts) = check_constructs(&constructs)?;
        let paths = check_paths(&constructs, paths)?;
        let order = causes_first(&constructs, &paths)?;
        check_connected(&constructs, &paths)?;
        Ok(Self {
            constructs,
            paths,
            indicators,
            starts,
            order,
        })
    }

    /// The constructs, in the order given.
    pub fn constructs(&self) -> &[Construct] {
        &self.constructs
    }

    /// The paths, in the order given.
    pub fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// Names of all indicators: those of the first construct, then those of the next. The columns of
    /// the data stand in this order.
    pub fn indicators(&self) -> &[String] {
        &self.indicators
    }

    /// The construct of this name.
    ///
    /// # Errors
    ///
    /// [`PathError::UnknownConstruct`].
    pub fn position(&self, name: &str) -> Result<usize, Error> {
        Ok(position(&self.constructs, name)?)
    }

    /// Positions of a construct's indicators in [`Self::indicators`].
    ///
    /// # Panics
    ///
    /// When there is no such construct.
    pub fn block(&self, construct: usize) -> Range<usize> {
        self.starts[construct]..self.starts[construct + 1]
    }

    /// Constructs with a path to this one, in the order of paths.
    pub fn causes(&self, construct: usize) -> Vec<usize> {
        let into = self.paths.iter().filter(|path| path.to == construct);
        into.map(|path| path.from).collect()
    }

    /// Constructs with a path from this one, in the order of paths.
    pub fn effects(&self, construct: usize) -> Vec<usize> {
        let out = self.paths.iter().filter(|path| path.from == construct);
        out.map(|path| path.to).collect()
    }

    /// Constructs from which paths lead to this one, directly or through others, causes first.
    pub fn ancestors(&self, construct: usize) -> Vec<usize> {
        let mut reached = vec![false; self.constructs.len()];
        reached[construct] = true;
        for &at in self.order.iter().rev() {
            if reached[at] {
                for cause in self.causes(at) {
                    reached[cause] = true;
                }
            }
        }
        let order = self.order.iter().copied();
        order.filter(|&at| reached[at] && at != construct).collect()
    }

    /// Constructs in an order in which causes come before effects.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// The construct of each indicator.
    pub(super) fn owners(&self) -> Vec<usize> {
        let blocks = (0..self.constructs.len()).map(|j| self.block(j));
        blocks
            .enumerate()
            .flat_map(|(construct, block)| block.map(move |_| construct))
            .collect()
    }

    pub(super) fn name(&self, construct: usize) -> String {
        self.constructs[construct].name.clone()
    }

    /// Whether loadings describe the construct: several indicators that are to say the same.
    pub(super) fn is_reflective(&self, construct: usize) -> bool {
        self.block(construct).len() > 1 && self.constructs[construct].mode != CompositeMode::B
    }
}

fn position(constructs: &[Construct], name: &str) -> Result<usize, PathError> {
    let at = constructs.iter().position(|other| other.name == name);
    at.ok_or_else(|| PathError::UnknownConstruct {
        name: name.to_owned(),
    })
}

fn check_constructs(constructs: &[Construct]) -> Result<(Vec<String>, Vec<usize>), PathError> {
    let mut indicators: Vec<String> = Vec::new();
    let mut owners: Vec<&str> = Vec::new();
    let mut starts = vec![0];
    for (at, construct) in constructs.iter().enumerate() {
        if constructs[..at]
            .iter()
            .any(|other| other.name == construct.name)
        {
            return Err(PathError::DuplicateConstruct {
                construct: construct.name.clone(),
            });
        }
        if construct.indicators.is_empty() {
            return Err(PathError::NoIndicators {
                construct: construct.name.clone(),
            });
        }
        for indicator in &construct.indicators {
            if let Some(earlier) = indicators.iter().position(|other| other == indicator) {
                return Err(PathError::DuplicateIndicator {
                    indicator: indicator.clone(),
                    first: owners[earlier].to_owned(),
                    second: construct.name.clone(),
                });
            }
            indicators.push(indicator.clone());
            owners.push(&construct.name);
        }
        starts.push(indicators.len());
    }
    Ok((indicators, starts))
}

fn check_paths(constructs: &[Construct], names: &[(&str, &str)]) -> Result<Vec<Path>, PathError> {
    let mut paths: Vec<Path> = Vec::with_capacity(names.len());
    for &(from, to) in names {
        let path = Path {
            from: position(constructs, from)?,
            to: position(constructs, to)?,
        };
        if paths.contains(&path) {
            return Err(PathError::DuplicatePath {
                from: from.to_owned(),
                to: to.to_owned(),
            });
        }
        paths.push(path);
    }
    if paths.is_empty() {
        return Err(PathError::NoPaths);
    }
    Ok(paths)
}

/// Takes away constructs without remaining causes until none is left; what remains holds a circle.
fn causes_first(constructs: &[Construct], paths: &[Path]) -> Result<Vec<usize>, PathError> {
    let mut order = Vec::with_capacity(constructs.len());
    let mut rest: Vec<usize> = (0..constructs.len()).collect();
    let cause_within = |rest: &[usize], construct: usize| {
        let mut into = paths.iter().filter(|path| path.to == construct);
        into.find(|path| rest.contains(&path.from))
            .map(|path| path.from)
    };
    while let Some(&first) = rest.first() {
        let free = rest.iter().copied();
        let free = free.filter(|&at| cause_within(&rest, at).is_none()).min();
        let Some(free) = free else {
            // Every construct left has a cause that is left: walking back must come round.
            let mut walk = vec![first];
            loop {
                let here = walk[walk.len() - 1];
                let Some(cause) = cause_within(&rest, here) else {
                    return Err(PathError::NoPaths);
                };
                if let Some(start) = walk.iter().position(|&at| at == cause) {
                    walk.drain(..start);
                    break;
                }
                walk.push(cause);
            }
            walk.reverse();
            // Start at the construct that was given first, wherever the walk came in.
            let least = (0..walk.len()).min_by_key(|&i| walk[i]).unwrap_or(0);
            walk.rotate_left(least);
            let names = walk.into_iter().map(|at| constructs[at].name.clone());
            return Err(PathError::Cycle {
                constructs: names.collect(),
            });
        };
        rest.retain(|&at| at != free);
        order.push(free);
    }
    Ok(order)
}

fn check_connected(constructs: &[Construct], paths: &[Path]) -> Result<(), PathError> {
    let n = constructs.len();
    // The smallest construct of each connected part names the part.
    let mut part: Vec<usize> = (0..n).collect();
    for _ in 0..n {
        for path in paths {
            let least = part[path.from].min(part[path.to]);
            part[path.from] = least;
            part[path.to] = least;
        }
    }
    let size = |name: usize| part.iter().filter(|&&other| other == name).count();
    // Of equally large parts the first counts as the model.
    let main = (0..n).rev().max_by_key(|&name| size(name)).unwrap_or(0);
    let outside: Vec<String> = (0..n)
        .filter(|&at| part[at] != main)
        .map(|at| constructs[at].name.clone())
        .collect();
    if outside.is_empty() {
        Ok(())
    } else {
        Err(PathError::Unconnected {
            constructs: outside,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constructs(n: usize) -> Vec<Construct> {
        let one = |at: usize| {
            let name = format!("c{at}");
            Construct::new(
                &name,
                &[&format!("x{at}"), &format!("y{at}")],
                CompositeMode::A,
            )
        };
        (0..n).map(one).collect()
    }

    fn check(n: usize, paths: &[(&str, &str)], expected: &str) {
        let error = PathModel::new(constructs(n), paths).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn paths_that_cannot_be_are_refused_by_name() {
        check(2, &[], "no paths between constructs");
        check(2, &[("c0", "c7")], "there is no construct 'c7'");
        check(
            2,
            &[("c0", "c1"), ("c0", "c1")],
            "the path 'c0' → 'c1' is given twice",
        );
        check(
            2,
            &[("c0", "c1"), ("c1", "c1")],
            "the paths run in a circle: c1",
        );
        check(
            5,
            &[
                ("c0", "c3"),
                ("c3", "c4"),
                ("c4", "c2"),
                ("c2", "c3"),
                ("c3", "c1"),
            ],
            "the paths run in a circle: c2 → c3 → c4",
        );
        check(
            4,
            &[("c1", "c2"), ("c2", "c3")],
            "no path connects c0 with the rest of the model",
        );
        check(
            4,
            &[("c0", "c2"), ("c1", "c3")],
            "no path connects c1, c3 with the rest of the model",
        );
    }

    #[test]
    fn constructs_that_cannot_be_are_refused_by_name() {
        let refuse = |constructs: Vec<Construct>| {
            let error = PathModel::new(constructs, &[("c0", "c1")]).unwrap_err();
            error.to_string()
        };
        let mut twice = constructs(2);
        twice[1].name = "c0".to_owned();
        assert_eq!(refuse(twice), "construct 'c0' is given twice");
        let mut empty = constructs(2);
        empty[1].indicators.clear();
        assert_eq!(refuse(empty), "construct 'c1' has no indicators");
        let mut shared = constructs(2);
        shared[1].indicators[1] = "x0".to_owned();
        assert_eq!(
            refuse(shared),
            "indicator 'x0' stands in construct 'c0' and again in 'c1'"
        );
    }

    #[test]
    fn ancestors_stand_causes_first_whatever_the_order_of_the_drawing() {
        let paths = [("c3", "c1"), ("c1", "c0"), ("c2", "c3"), ("c0", "c4")];
        let model = PathModel::new(constructs(5), &paths).unwrap();
        assert_eq!(model.ancestors(0), [2, 3, 1]);
        assert_eq!(model.ancestors(2), [0usize; 0]);
        assert_eq!(model.causes(1), [3]);
        assert_eq!(model.effects(0), [4]);
        assert_eq!(model.owners(), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
        assert_eq!(model.block(3), 6..8);
    }
}
