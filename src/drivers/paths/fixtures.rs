//! Data made by a formula, so that other programs can make the same.

#![expect(
    clippy::suboptimal_flops,
    reason = "the formula reads as in the scripts that make the same data"
)]

use super::{CompositeMode, Construct, PathModel, PathOptions};
use ndarray::Array2;

/// Numbers of a linear congruential generator (Park & Miller 1988), in (0, 1).
pub(super) struct Lehmer(pub(super) u64);

impl Lehmer {
    pub(super) fn uniform(&mut self) -> f64 {
        self.0 = self.0 * 48_271 % 2_147_483_647;
        f64::from(u32::try_from(self.0).unwrap()) / 2_147_483_647.0
    }

    /// Nearly normal: twelve uniforms.
    pub(super) fn normal(&mut self) -> f64 {
        let mut sum = -6.0;
        for _ in 0..12 {
            sum += self.uniform();
        }
        sum
    }
}

/// 250 rows of 16 indicators rated 1 to 10 for five constructs of 4, 3, 3, 3 and 3 indicators:
/// image → expectation → value → satisfaction → loyalty, with image → satisfaction, image → loyalty
/// and expectation → satisfaction.
pub(super) fn ratings(n_rows: usize) -> Array2<f64> {
    let mut source = Lehmer(20_261_121);
    let mut table = Array2::zeros((n_rows, 16));
    for mut row in table.rows_mut() {
        let image = source.normal();
        let expectation = 0.6 * image + 0.8 * source.normal();
        let value = 0.5 * expectation + 0.8 * source.normal();
        let satisfaction = 0.3 * image + 0.2 * expectation + 0.5 * value + 0.6 * source.normal();
        let loyalty = 0.2 * image + 0.6 * satisfaction + 0.7 * source.normal();
        let blocks = [
            (image, 4),
            (expectation, 3),
            (value, 3),
            (satisfaction, 3),
            (loyalty, 3),
        ];
        let mut column = 0;
        for (construct, n_indicators) in blocks {
            for at in 0..n_indicators {
                let slope = 1.8 - 0.3 * f64::from(at);
                let noise = (1.0 + 0.2 * f64::from(at)) * source.normal();
                let rating = (6.5 + slope * construct + noise + 0.5).floor();
                row[column] = rating.clamp(1.0, 10.0);
                column += 1;
            }
        }
    }
    table
}

pub(super) const PATHS: [(&str, &str); 7] = [
    ("image", "expectation"),
    ("expectation", "value"),
    ("image", "satisfaction"),
    ("expectation", "satisfaction"),
    ("value", "satisfaction"),
    ("image", "loyalty"),
    ("satisfaction", "loyalty"),
];

/// The model of [`ratings`], with a mode for each construct.
pub(super) fn satisfaction_model(modes: [CompositeMode; 5]) -> PathModel {
    let names = ["image", "expectation", "value", "satisfaction", "loyalty"];
    let sizes = [4, 3, 3, 3, 3];
    let constructs = (0..5).map(|at| {
        let indicators: Vec<String> = (0..sizes[at])
            .map(|item| format!("{}{}", names[at], item + 1))
            .collect();
        let indicators: Vec<&str> = indicators.iter().map(String::as_str).collect();
        Construct::new(names[at], &indicators, modes[at])
    });
    PathModel::new(constructs.collect(), &PATHS).unwrap()
}

/// One construct causes another.
pub(super) fn pair(n_first: usize, n_second: usize, mode: CompositeMode) -> PathModel {
    let block = |name: &str, n: usize| {
        let names: Vec<String> = (0..n).map(|at| format!("{name}{at}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Construct::new(name, &names, mode)
    };
    let constructs = vec![block("x", n_first), block("y", n_second)];
    PathModel::new(constructs, &[("x", "y")]).unwrap()
}

pub(super) fn without_replicates() -> PathOptions {
    PathOptions {
        n_replicates: 0,
        ..PathOptions::default()
    }
}
