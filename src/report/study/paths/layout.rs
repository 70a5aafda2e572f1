use crate::drivers::paths::PathModel;
use crate::units::as_f64;

/// Width and height of a box.
pub(super) const BOX: (f64, f64) = (138.0, 56.0);
/// Between two columns, where the arrows run.
const GAP: f64 = 96.0;
/// Around the whole.
const MARGIN: f64 = 14.0;
/// Least distance between the middles of two boxes, of a box and a passing arrow, of two arrows.
const APART: [f64; 3] = [78.0, 52.0, 26.0];
/// Between the arrows that meet at a side of a box.
const PORT: f64 = 12.0;

/// Where the boxes and arrows of a model stand: columns by the longest way from a cause, arrows from left
/// to right.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Middle of the left side of each construct's box.
    pub(super) boxes: Vec<(f64, f64)>,
    /// Points of each path's arrow: pairs of them are joined by curves and straight stretches in turn,
    /// starting with a curve.
    pub(super) arrows: Vec<Vec<(f64, f64)>>,
}

/// A box, or the passage of an arrow through a column.
struct Vertex {
    layer: usize,
    is_box: bool,
    /// Vertices it is joined with, one column back and one column on.
    back: Vec<usize>,
    on: Vec<usize>,
}

/// Places a model.
pub(super) fn layout(model: &PathModel) -> Layout {
    let n = model.constructs().len();
    let layers = layers(model);
    let mut vertices: Vec<Vertex> = layers
        .iter()
        .map(|&layer| Vertex {
            layer,
            is_box: true,
            back: Vec::new(),
            on: Vec::new(),
        })
        .collect();
    // The vertices that each path runs through.
    let mut routes: Vec<Vec<usize>> = Vec::new();
    for path in model.paths() {
        let mut route = vec![path.from];
        for layer in layers[path.from] + 1..layers[path.to] {
            vertices.push(Vertex {
                layer,
                is_box: false,
                back: Vec::new(),
                on: Vec::new(),
            });
            route.push(vertices.len() - 1);
        }
        route.push(path.to);
        for pair in route.windows(2) {
            vertices[pair[0]].on.push(pair[1]);
            vertices[pair[1]].back.push(pair[0]);
        }
        routes.push(route);
    }
    let columns = ordered(&vertices);
    let mut heights = heights(&vertices, &columns);
    let least = (0..vertices.len())
        .map(|at| {
            heights[at]
                - if vertices[at].is_box {
                    BOX.1 / 2.0
                } else {
                    10.0
                }
        })
        .fold(f64::INFINITY, f64::min);
    for height in &mut heights {
        *height += MARGIN - least;
    }
    let bottom = (0..vertices.len())
        .map(|at| {
            heights[at]
                + if vertices[at].is_box {
                    BOX.1 / 2.0
                } else {
                    10.0
                }
        })
        .fold(0.0, f64::max);
    let left = |layer: usize| as_f64(layer).mul_add(BOX.0 + GAP, MARGIN);
    Layout {
        width: left(columns.len() - 1) + BOX.0 + MARGIN,
        height: bottom + MARGIN,
        boxes: (0..n).map(|at| (left(layers[at]), heights[at])).collect(),
        arrows: routes
            .iter()
            .map(|route| arrow(route, &routes, &vertices, &heights, left))
            .collect(),
    }
}

/// The column of each construct: the longest way to it; a first cause stands just before its
/// nearest effect.
fn layers(model: &PathModel) -> Vec<usize> {
    let n = model.constructs().len();
    let mut layers = vec![0; n];
    for _ in 0..n {
        for path in model.paths() {
            layers[path.to] = layers[path.to].max(layers[path.from] + 1);
        }
    }
    for at in 0..n {
        if model.causes(at).is_empty() {
            let nearest = model.effects(at).into_iter().map(|to| layers[to]).min();
            layers[at] = nearest.map_or(0, |nearest| nearest - 1);
        }
    }
    layers
}

/// The vertices of each column from top to bottom, with few crossings: each goes to the middle of those
/// it is joined with, forth and back, and the best order is kept.
fn ordered(vertices: &[Vertex]) -> Vec<Vec<usize>> {
    let n_layers = vertices.iter().map(|one| one.layer + 1).max().unwrap_or(1);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); n_layers];
    for (at, vertex) in vertices.iter().enumerate() {
        columns[vertex.layer].push(at);
    }
    let mut best = columns.clone();
    let mut fewest = crossings(vertices, &columns);
    for round in 0..16 {
        let forth = round % 2 == 0;
        for step in 0..n_layers {
            let layer = if forth { step } else { n_layers - 1 - step };
            let places = places(vertices.len(), &columns);
            let middle = |at: usize| {
                let joined = if forth {
                    &vertices[at].back
                } else {
                    &vertices[at].on
                };
                if joined.is_empty() {
                    return places[at];
                }
                joined.iter().map(|&other| places[other]).sum::<f64>() / as_f64(joined.len())
            };
            columns[layer].sort_by(|&a, &b| middle(a).total_cmp(&middle(b)));
        }
        let n_crossings = crossings(vertices, &columns);
        if n_crossings < fewest {
            fewest = n_crossings;
            best.clone_from(&columns);
        }
    }
    best
}

/// Place of each vertex in its column, from 0 to 1.
fn places(n: usize, columns: &[Vec<usize>]) -> Vec<f64> {
    let mut places = vec![0.0; n];
    for column in columns {
        for (place, &at) in column.iter().enumerate() {
            places[at] = (as_f64(place) + 0.5) / as_f64(column.len());
        }
    }
    places
}

fn crossings(vertices: &[Vertex], columns: &[Vec<usize>]) -> usize {
    let places = places(vertices.len(), columns);
    let mut count = 0;
    for column in columns {
        let lines: Vec<(f64, f64)> = column
            .iter()
            .flat_map(|&at| vertices[at].on.iter().map(move |&to| (at, to)))
            .map(|(from, to)| (places[from], places[to]))
            .collect();
        for (at, a) in lines.iter().enumerate() {
            let crosses = |b: &&(f64, f64)| (a.0 - b.0) * (a.1 - b.1) < 0.0;
            count += lines[at + 1..].iter().filter(crosses).count();
        }
    }
    count
}

/// Height of each vertex: near those it is joined with, in the order of its column, apart from its
/// neighbours.
fn heights(vertices: &[Vertex], columns: &[Vec<usize>]) -> Vec<f64> {
    let mut heights = vec![0.0; vertices.len()];
    let apart = |a: usize, b: usize| {
        let n_passages = [a, b].iter().filter(|&&at| !vertices[at].is_box).count();
        APART[n_passages]
    };
    let spread = |column: &[usize], wished: &[f64]| -> Vec<f64> {
        let n = column.len();
        let (mut down, mut up) = (wished.to_vec(), wished.to_vec());
        for at in 1..n {
            down[at] = down[at].max(down[at - 1] + apart(column[at - 1], column[at]));
        }
        for at in (0..n.saturating_sub(1)).rev() {
            up[at] = up[at].min(up[at + 1] - apart(column[at], column[at + 1]));
        }
        down.iter()
            .zip(&up)
            .map(|(a, b)| f64::midpoint(*a, *b))
            .collect()
    };
    for _ in 0..24 {
        for column in columns {
            let wished: Vec<f64> = column
                .iter()
                .map(|&at| {
                    let joined = vertices[at].back.iter().chain(&vertices[at].on);
                    let n = vertices[at].back.len() + vertices[at].on.len();
                    joined.map(|&other| heights[other]).sum::<f64>() / as_f64(n.max(1))
                })
                .collect();
            for (&at, height) in column.iter().zip(spread(column, &wished)) {
                heights[at] = height;
            }
        }
    }
    heights
}

fn arrow(
    route: &[usize],
    routes: &[Vec<usize>],
    vertices: &[Vertex],
    heights: &[f64],
    left: impl Fn(usize) -> f64,
) -> Vec<(f64, f64)> {
    let last = route.len() - 1;
    // Arrows that share a side of a box meet it one below the other, in the order of their other ends.
    let port = |own: usize, others: Vec<usize>| {
        let mut sorted = others;
        sorted.sort_by(|&a, &b| heights[a].total_cmp(&heights[b]));
        let place = sorted.iter().position(|&at| at == own).unwrap_or(0);
        let room = (BOX.1 - 16.0) / as_f64(sorted.len().max(2) - 1);
        let middle = as_f64(sorted.len().saturating_sub(1)) / 2.0;
        (as_f64(place) - middle) * PORT.min(room)
    };
    let from = routes.iter().filter(|one| one[0] == route[0]);
    let leaving = port(route[1], from.map(|one| one[1]).collect());
    let to = routes
        .iter()
        .filter(|one| one[one.len() - 1] == route[last]);
    let arriving = port(route[last - 1], to.map(|one| one[one.len() - 2]).collect());
    let mut points = vec![(
        left(vertices[route[0]].layer) + BOX.0,
        heights[route[0]] + leaving,
    )];
    for &at in &route[1..last] {
        let x = left(vertices[at].layer);
        points.push((x, heights[at]));
        points.push((x + BOX.0, heights[at]));
    }
    points.push((
        left(vertices[route[last]].layer),
        heights[route[last]] + arriving,
    ));
    points
}

/// A rectangle for labels: left, top, right, bottom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area(
    pub(super) f64,
    pub(super) f64,
    pub(super) f64,
    pub(super) f64,
);

impl Area {
    /// Around a middle.
    pub(super) fn around(middle: (f64, f64), width: f64, height: f64) -> Self {
        Self(
            middle.0 - width / 2.0,
            middle.1 - height / 2.0,
            middle.0 + width / 2.0,
            middle.1 + height / 2.0,
        )
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.0 < other.2 && other.0 < self.2 && self.1 < other.3 && other.1 < self.3
    }

    pub(super) fn holds(&self, point: (f64, f64)) -> bool {
        (self.0..=self.2).contains(&point.0) && (self.1..=self.3).contains(&point.1)
    }
}

/// A point of the curve between two points that leaves and arrives level.
pub(super) fn on_curve(from: (f64, f64), to: (f64, f64), part: f64) -> (f64, f64) {
    let rest = 1.0 - part;
    let middle = f64::midpoint(from.0, to.0);
    let bend = |a: f64, b: f64, c: f64, d: f64| {
        let inner = 3.0 * rest * part * rest.mul_add(b, part * c);
        part.powi(3).mul_add(d, rest.powi(3).mul_add(a, inner))
    };
    (
        bend(from.0, middle, middle, to.0),
        bend(from.1, from.1, to.1, to.1),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::paths::Construct;

    fn model(paths: &[(&str, &str)]) -> PathModel {
        let mut names: Vec<&str> = Vec::new();
        for (from, to) in paths {
            for name in [from, to] {
                if !names.contains(name) {
                    names.push(name);
                }
            }
        }
        let constructs = names.iter().map(|name| Construct::single(name, name));
        PathModel::new(constructs.collect(), paths).unwrap()
    }

    #[test]
    fn boxes_stand_apart_and_arrows_run_to_the_right_around_them() {
        let drawn = model(&[
            ("image", "expectation"),
            ("expectation", "value"),
            ("image", "satisfaction"),
            ("expectation", "satisfaction"),
            ("value", "satisfaction"),
            ("image", "loyalty"),
            ("satisfaction", "loyalty"),
            ("price", "loyalty"),
        ]);
        let layout = layout(&drawn);
        let area = |&(x, y): &(f64, f64)| Area(x, y - BOX.1 / 2.0, x + BOX.0, y + BOX.1 / 2.0);
        let boxes: Vec<Area> = layout.boxes.iter().map(area).collect();
        for (at, one) in boxes.iter().enumerate() {
            assert!(boxes[at + 1..].iter().all(|other| !one.overlaps(other)));
            assert!(
                one.0 >= 0.0 && one.1 >= 0.0 && one.2 <= layout.width && one.3 <= layout.height
            );
        }
        for (arrow, path) in layout.arrows.iter().zip(drawn.paths()) {
            assert!(arrow.windows(2).all(|pair| pair[0].0 < pair[1].0));
            for pair in arrow.windows(2) {
                for part in [0.1, 0.3, 0.5, 0.7, 0.9] {
                    let point = on_curve(pair[0], pair[1], part);
                    for (at, one) in boxes.iter().enumerate() {
                        assert!(at == path.from || at == path.to || !one.holds(point));
                    }
                }
            }
        }
        // A first cause stands beside what it leads to, not at the far left.
        let price = drawn.position("price").unwrap();
        let satisfaction = drawn.position("satisfaction").unwrap();
        assert!((layout.boxes[price].0 - layout.boxes[satisfaction].0).abs() < 1e-9);
    }

    #[test]
    fn lines_that_need_not_cross_do_not() {
        let drawn = model(&[("a", "x"), ("b", "y"), ("c", "x"), ("x", "z"), ("y", "z")]);
        let layout = layout(&drawn);
        let y = |name: &str| layout.boxes[drawn.position(name).unwrap()].1;
        let above = |first: &str, second: &str| y(first) < y(second);
        assert_eq!(above("a", "b"), above("x", "y"));
        assert_eq!(above("c", "b"), above("x", "y"));
    }
}
