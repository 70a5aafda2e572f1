use super::file::{Faults, Item, Node};
use crate::drivers;
use crate::drivers::paths::{CompositeMode, Construct, PathError, PathModel, RatingScale};
use crate::record::{Best, Scale, ScaleKind};
use crate::study::Error;
use crate::study::scale::ends;
use std::fs;
use std::path::Path;
use toml::de::DeTable;

/// A path model as its file draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct PathDrawing {
    /// Name of the file.
    pub file: String,
    /// Constructs, indicators and paths.
    pub model: PathModel,
    /// The construct that the map and the prediction check look at; chosen where not given.
    pub target: Option<String>,
    /// Scale of each indicator, in the order of [`PathModel::indicators`]; `None` where none is
    /// declared.
    pub scales: Vec<Option<IndicatorScale>>,
}

/// The declared scale of an indicator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndicatorScale {
    /// Its ends, and which of them is good.
    pub scale: Scale,
    /// Whether its good end is not that of its construct, so that its answers are turned
    /// (low + high − answer) before the fit.
    pub is_turned: bool,
}

impl IndicatorScale {
    /// The answer as it enters the model; `None` outside the scale.
    pub(super) fn answer(&self, value: f64) -> Option<f64> {
        self.scale.contains(value).then(|| {
            if self.is_turned {
                self.scale.low() + self.scale.high() - value
            } else {
                value
            }
        })
    }

    /// The ends of the answers as they enter the model.
    pub(super) fn rating(&self) -> RatingScale {
        let (low, high) = (self.scale.low(), self.scale.high());
        if (self.scale.best() == Best::High) == self.is_turned {
            RatingScale {
                worst: high,
                best: low,
            }
        } else {
            RatingScale {
                worst: low,
                best: high,
            }
        }
    }
}

const MODES: [(&str, CompositeMode); 3] = [
    ("A", CompositeMode::A),
    ("B", CompositeMode::B),
    ("equal", CompositeMode::Equal),
];
const ENDS: [(&str, Best); 2] = [("high", Best::High), ("low", Best::Low)];
const EXAMPLE: &str = "write [constructs.image] with indicators = [\"im1\", \"im2\"]";

impl PathDrawing {
    /// Reads the file of a model and says everything that is wrong with it at once.
    ///
    /// # Errors
    ///
    /// [`Error::File`] with the line and the key of every problem.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let failed = |reason| Error::File {
            path: path.to_path_buf(),
            reason,
        };
        let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        let mut drawing = Self::parse(&text).map_err(failed)?;
        drawing.file = path.to_string_lossy().into_owned();
        Ok(drawing)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut faults = Faults::new(text);
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            faults.note(at, "syntax", error.message(), "");
        }
        let drawing = if errors.is_empty() {
            read(&Node::root(&table), &mut faults)
        } else {
            None
        };
        match drawing {
            Some(drawing) if faults.is_empty() => Ok(drawing),
            _ => Err(faults.into_text()),
        }
    }
}

/// What an indicator or a construct says of its scale; what it does not say comes from above.
#[derive(Debug, Clone, Copy, Default)]
struct Declared {
    ends: Option<(f64, f64)>,
    best: Option<Best>,
}

fn declared(node: &Node<'_, '_>, faults: &mut Faults<'_>) -> Declared {
    let text = node.text("scale", faults);
    let read = text.as_deref().map(ends);
    let is_wrong = match &read {
        Some(Ok((low, high))) => low >= high,
        Some(Err(_)) => true,
        None => false,
    };
    if is_wrong {
        faults.note(
            node.at_key("scale"),
            &node.key("scale"),
            "expected the lowest and the highest answer there can be",
            "write \"1-10\" or \"0..10\", and which end is good as best = \"high\" or \"low\"",
        );
    }
    Declared {
        ends: read.and_then(Result::ok).filter(|_| !is_wrong),
        best: node.choice("best", &ENDS, faults),
    }
}

impl Declared {
    fn or(self, above: Self) -> Self {
        Self {
            ends: self.ends.or(above.ends),
            best: self.best.or(above.best),
        }
    }
}

fn read(root: &Node<'_, '_>, faults: &mut Faults<'_>) -> Option<PathDrawing> {
    root.only(
        &["target", "scale", "best", "constructs", "paths", "path"],
        faults,
    );
    let of_all = declared(root, faults);
    let mut constructs = Vec::new();
    let mut places = Vec::new();
    let mut scales = Vec::new();
    for (name, node) in root.tables("constructs", faults) {
        node.only(&["indicators", "mode", "scale", "best"], faults);
        let own = declared(&node, faults).or(of_all);
        let mode = node.choice("mode", &MODES, faults);
        let indicators = indicators(&node, own, &mut scales, faults);
        places.push(node.at);
        constructs.push(Construct {
            name,
            indicators,
            mode: mode.unwrap_or(CompositeMode::A),
        });
    }
    if constructs.is_empty() {
        faults.note(0, "constructs", "there are none", EXAMPLE);
        return None;
    }
    let paths = read_paths(root, &constructs, faults);
    let target = root.text("target", faults);
    if let Some(name) = &target {
        check_name(name, root.at_key("target"), "target", &constructs, faults);
    }
    if !faults.is_empty() {
        return None;
    }
    let pairs: Vec<(&str, &str)> = paths
        .iter()
        .map(|path| (path.from.as_str(), path.to.as_str()))
        .collect();
    match PathModel::new(constructs.clone(), &pairs) {
        Ok(model) => Some(PathDrawing {
            file: String::new(),
            model,
            target,
            scales,
        }),
        Err(error) => {
            let place = |name: &String| {
                let at = constructs.iter().position(|one| one.name == *name);
                at.map_or(0, |at| places[at])
            };
            fault_of_model(&error, place, &paths, faults);
            None
        }
    }
}

fn indicators(
    node: &Node<'_, '_>,
    of_construct: Declared,
    scales: &mut Vec<Option<IndicatorScale>>,
    faults: &mut Faults<'_>,
) -> Vec<String> {
    let mut names = Vec::new();
    for (at, item) in node.list("indicators", faults) {
        let (name, own) = match item {
            Item::Text(name) => (Some(name), Declared::default()),
            Item::Table(item) => {
                item.only(&["name", "scale", "best"], faults);
                let name = item.text("name", faults);
                if name.is_none() && !item.has("name") {
                    faults.note(
                        at,
                        &item.key("name"),
                        "is missing",
                        "write { name = \"im1\", scale = \"1-10\", best = \"low\" }",
                    );
                }
                let own = declared(&item, faults);
                if own.best.is_some() && of_construct.best.is_none() {
                    faults.note(
                        at,
                        &item.key("best"),
                        "the construct itself does not say which end is good",
                        "add best = \"high\" or best = \"low\" to the construct, so that the indicators can be turned one way",
                    );
                }
                (name, own)
            }
            Item::Other(kind) => {
                faults.note(
                    at,
                    &node.key("indicators"),
                    format_args!("expected the name of a column, found {kind}"),
                    "",
                );
                continue;
            }
        };
        let whole = own.or(of_construct);
        let scale = whole.ends.zip(whole.best).and_then(|((low, high), best)| {
            Some(IndicatorScale {
                scale: Scale::new(low, high, best, ScaleKind::Other).ok()?,
                is_turned: of_construct.best.is_some_and(|of_all| of_all != best),
            })
        });
        if scale.is_none() && own.best.is_some() && whole.best != of_construct.best {
            faults.note(
                at,
                &node.key("indicators"),
                "an indicator with an end of its own needs a scale, to be turned",
                "add scale = \"1-10\" to it",
            );
        }
        names.extend(name);
        scales.push(scale);
    }
    if names.is_empty() {
        faults.note(
            node.at,
            &node.key("indicators"),
            "expected at least one column of the table",
            "write indicators = [\"im1\", \"im2\"]",
        );
    }
    names
}

/// A path of the file with its place.
struct DrawnPath {
    from: String,
    to: String,
    at: usize,
}

fn read_paths(
    root: &Node<'_, '_>,
    constructs: &[Construct],
    faults: &mut Faults<'_>,
) -> Vec<DrawnPath> {
    let mut paths = Vec::new();
    for (at, item) in root.list("paths", faults) {
        let ends = match &item {
            Item::Text(text) => text.split_once("->").or_else(|| text.split_once('→')),
            Item::Table(_) | Item::Other(_) => None,
        };
        match ends {
            Some((from, to)) => paths.push(DrawnPath {
                from: from.trim().to_owned(),
                to: to.trim().to_owned(),
                at,
            }),
            None => faults.note(
                at,
                "paths",
                "expected \"from -> to\"",
                "write paths = [\"image -> satisfaction\", \"satisfaction -> loyalty\"]",
            ),
        }
    }
    for (at, item) in root.list("path", faults) {
        let Item::Table(node) = item else {
            faults.note(at, "path", "expected a table with from and to", "");
            continue;
        };
        node.only(&["from", "to"], faults);
        let (from, to) = (node.text("from", faults), node.text("to", faults));
        match (from, to) {
            (Some(from), Some(to)) => paths.push(DrawnPath { from, to, at }),
            _ => faults.note(
                at,
                &node.name,
                "a path needs from and to",
                "write [[path]], from = \"image\", to = \"satisfaction\"",
            ),
        }
    }
    if paths.is_empty() {
        faults.note(
            0,
            "paths",
            "there are none",
            "write paths = [\"image -> satisfaction\", \"satisfaction -> loyalty\"] above the first [constructs.…]",
        );
    }
    for path in &paths {
        for name in [&path.from, &path.to] {
            check_name(name, path.at, "paths", constructs, faults);
        }
    }
    paths
}

fn check_name(name: &str, at: usize, key: &str, constructs: &[Construct], faults: &mut Faults<'_>) {
    if !constructs.iter().any(|construct| construct.name == name) {
        let names: Vec<&str> = constructs.iter().map(|one| one.name.as_str()).collect();
        faults.note(
            at,
            key,
            format_args!("there is no construct \"{name}\""),
            &format!("constructs of this file: {}", names.join(", ")),
        );
    }
}

/// Says where in the file the model contradicts itself.
fn fault_of_model(
    error: &drivers::Error,
    place: impl Fn(&String) -> usize,
    paths: &[DrawnPath],
    faults: &mut Faults<'_>,
) {
    let first_path = paths.first().map_or(0, |path| path.at);
    let drivers::Error::Paths(kind) = error else {
        faults.note(0, "constructs", error, "");
        return;
    };
    let (at, key, hint) = match kind {
        PathError::DuplicateIndicator { second, .. } => (
            place(second),
            "constructs",
            "give every column to one construct",
        ),
        PathError::NoIndicators { construct } | PathError::DuplicateConstruct { construct } => {
            (place(construct), "constructs", EXAMPLE)
        }
        PathError::DuplicatePath { from, to } => {
            let again = paths
                .iter()
                .rev()
                .find(|path| path.from == *from && path.to == *to);
            let at = again.map_or(first_path, |path| path.at);
            (at, "paths", "remove one of them")
        }
        PathError::Cycle { constructs } => {
            let closes = |path: &&DrawnPath| {
                constructs.first() == Some(&path.to) && constructs.last() == Some(&path.from)
            };
            let at = paths.iter().find(closes).map_or(first_path, |path| path.at);
            (
                at,
                "paths",
                "take one of these paths out: a path model has a direction, from causes to consequences",
            )
        }
        PathError::Unconnected { constructs } => (
            constructs.first().map_or(first_path, &place),
            "paths",
            "draw a path to or from it, or take the construct out",
        ),
        _ => (first_path, "paths", ""),
    };
    faults.note(at, key, kind, hint);
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
target = "loyalty"
scale = "1-10"
best = "high"
paths = ["image -> loyalty"]
[constructs.image]
indicators = ["im1", { name = "im2", best = "low" }, { name = "im3", scale = "0-4" }]
mode = "B"
[constructs.loyalty]
indicators = ["lo1"]
best = "low"
[[path]]
from = "effort"
to = "loyalty"
[constructs.effort]
indicators = ["ef1"]
"#;

    #[test]
    fn a_file_becomes_a_model_with_scales() {
        let drawing = PathDrawing::parse(GOOD).unwrap();
        let model = &drawing.model;
        assert_eq!(model.indicators(), ["im1", "im2", "im3", "lo1", "ef1"]);
        assert_eq!(model.constructs()[0].mode, CompositeMode::B);
        assert_eq!(model.constructs()[1].mode, CompositeMode::A);
        assert_eq!(model.paths().len(), 2);
        let scale = |at: usize| drawing.scales[at].unwrap();
        // im2 alone is turned: the construct loyalty as a whole has its good end low.
        let turned: Vec<bool> = (0..5).map(|at| scale(at).is_turned).collect();
        assert_eq!(turned, [false, true, false, false, false]);
        assert_eq!(scale(1).answer(3.0), Some(8.0));
        assert_eq!(scale(2).answer(5.0), None);
        let ends = |at: usize| (scale(at).rating().worst, scale(at).rating().best);
        assert_eq!(ends(0), (1.0, 10.0));
        assert_eq!(ends(1), (1.0, 10.0));
        assert_eq!(ends(3), (10.0, 1.0));
    }

    #[test]
    fn without_scales_the_model_stands_all_the_same() {
        let text = "paths = [\"a -> b\"]\n[constructs.a]\nindicators = [\"x\"]\n[constructs.b]\nindicators = [\"y\"]\nscale = \"1-5\"\n";
        let drawing = PathDrawing::parse(text).unwrap();
        // Ends without a direction are no scale: a direction is never guessed.
        assert_eq!(drawing.scales, [None, None]);
        assert_eq!(drawing.target, None);
    }

    #[test]
    fn everything_wrong_is_said_at_once_with_its_line() {
        let text = "target = \"z\"\nsize = 3\npaths = [\"a -> b\", \"a to b\", \"a -> q\"]\n[constructs.a]\nindicators = [\"x\"]\nmode = \"C\"\nscale = \"5-1\"\n[constructs.b]\nindicators = []\n";
        let said = PathDrawing::parse(text).unwrap_err();
        for part in [
            "7 problems",
            "line 1: target: there is no construct \"z\"\n  hint: constructs of this file: a, b",
            "line 2: size: is not known here\n  hint: known: target,",
            "line 3: paths: expected \"from -> to\"",
            "line 3: paths: there is no construct \"q\"",
            "line 6: constructs.a.mode: \"C\" is not known\n  hint: use one of: A, B, equal",
            "line 7: constructs.a.scale: expected the lowest",
            "line 8: constructs.b.indicators: expected at least one column",
        ] {
            assert!(said.contains(part), "{part}\n---\n{said}");
        }
    }

    #[test]
    fn a_model_that_contradicts_itself_is_placed() {
        let two = |paths: &str, indicators: &str| {
            let text = format!(
                "paths = [\n{paths}\n]\n[constructs.a]\nindicators = [\"x\"]\n[constructs.b]\nindicators = [{indicators}]\n[constructs.c]\nindicators = [\"z\"]\n"
            );
            PathDrawing::parse(&text).unwrap_err()
        };
        let circle = two("\"a -> b\",\n\"b -> c\",\n\"c -> a\"", "\"y\"");
        assert!(
            circle.contains("line 4: paths: the paths run in a circle: a → b → c"),
            "{circle}"
        );
        let twice = two("\"a -> b\",\n\"b -> c\",\n\"a -> b\"", "\"y\"");
        assert!(
            twice.contains("line 4: paths: the path 'a' → 'b' is given twice"),
            "{twice}"
        );
        let shared = two("\"a -> b\",\n\"b -> c\"", "\"x\"");
        assert!(
            shared.contains("line 7: constructs: indicator 'x' stands in"),
            "{shared}"
        );
        let alone = two("\"a -> b\"", "\"y\"");
        assert!(
            alone.contains("line 8: paths: no path connects c"),
            "{alone}"
        );
        let syntax = PathDrawing::parse("paths = [\n").unwrap_err();
        assert!(syntax.contains("syntax:"), "{syntax}");
        let unknown = PathDrawing::parse("[[constructs]]\n").unwrap_err();
        assert!(
            unknown.contains("constructs: expected a table, found array"),
            "{unknown}"
        );
    }

    #[test]
    fn an_indicator_with_its_own_end_needs_that_of_the_construct_and_a_scale() {
        let with = |top: &str| {
            PathDrawing::parse(&format!(
                "{top}\npaths = [\"a -> b\"]\n[constructs.a]\nindicators = [\"w\", {{ name = \"x\", best = \"low\" }}]\n[constructs.b]\nindicators = [\"y\"]\n"
            ))
        };
        let said = with("scale = \"1-5\"").unwrap_err();
        assert!(said.contains("the construct itself does not say"), "{said}");
        let said = with("best = \"high\"").unwrap_err();
        assert!(said.contains("needs a scale, to be turned"), "{said}");
        assert!(with("scale = \"1-5\"\nbest = \"high\"").is_ok());
    }
}
