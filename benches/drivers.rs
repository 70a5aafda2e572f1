//! Time of the driver model: all subsets, joint replicates, compression of rows.
//!
//! `cargo bench --bench drivers`; sizes stand in the names, data are made outside the timed part. With
//! `-- requirements` it prints one table of the figures that the model has to reach, with ratios; with `-- ordinal` the time of each part of
//! an ordinal study.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first fault")]

mod ordinal_parts;
mod requirements;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use signaal::drivers::{Design, Group, Options, Resampling, Role, Row, Rows, fit};
use signaal::stats::draw::{below, normal, uniform};
use signaal::stats::{Symmetric, generator, sample_shapley, sum_over_subsets};
use signaal::units::as_f64;
use std::hint::black_box;

/// Correlations of p predictors with the outcome, of a few random rows.
fn correlation(p: u32) -> Symmetric {
    let mut source = generator(1, u64::from(p));
    let mut sums = Symmetric::zeros(p as usize + 1);
    for _ in 0..4 * p {
        let row: Vec<(u32, f64)> = (0..=p).map(|j| (j, normal(&mut source))).collect();
        sums.add_outer(&row, 1.0);
    }
    sums.standardized().0
}

/// Rows of `p` columns of 0 and 1 with two or three mentions each, and an outcome of three steps.
fn rows(n: usize, p: usize, clusters: Clusters) -> Rows {
    let mut source = generator(2, 0);
    let mut rows = Rows::new(p);
    for row in 0..n {
        let mut x: Vec<(usize, f64)> = Vec::new();
        for _ in 0..=below(&mut source, 4) {
            // A few columns are frequent, most are rare.
            let at = uniform(&mut source).powi(2) * as_f64(p - 1);
            let column = (0..p).take_while(|&j| as_f64(j) < at).count();
            if x.iter().all(|&(other, _)| other != column) {
                x.push((column, 1.0));
            }
        }
        let level: f64 = x.iter().map(|&(column, _)| as_f64(column % 5) - 2.0).sum();
        let noisy = 2.0f64.mul_add(normal(&mut source), level);
        let y = match row % 2 {
            _ if noisy < 0.0 => -100.0,
            0 => 0.0,
            _ => 100.0,
        };
        rows.push(Row {
            cluster: match clusters {
                Clusters::None => None,
                Clusters::OfThree => u32::try_from(row / 3).ok(),
            },
            ..Row::new(&x, y)
        });
    }
    rows
}

#[derive(Clone, Copy)]
enum Clusters {
    None,
    OfThree,
}

/// One group for each pair of columns.
fn design(rows: Rows, p: usize) -> Design {
    let names = (0..p).map(|j| format!("x{j}")).collect();
    let groups = (0..p / 2)
        .map(|g| Group {
            name: format!("g{g}"),
            columns: vec![2 * g, 2 * g + 1],
            role: Role::Driver,
        })
        .collect();
    Design::new(rows, names, groups).unwrap()
}

fn subsets(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("subsets");
    group.sample_size(10);
    for p in [10, 15, 20, 25] {
        let matrix = correlation(p);
        let groups: Vec<Vec<usize>> = (0..p as usize).map(|j| vec![j]).collect();
        group.throughput(Throughput::Elements(1 << p));
        group.bench_function(BenchmarkId::new("single columns", p), |bencher| {
            bencher.iter(|| sum_over_subsets(black_box(&matrix), &groups).unwrap());
        });
    }
    let matrix = correlation(44);
    for n_groups in [12, 20, 22] {
        let groups: Vec<Vec<usize>> = (0..n_groups).map(|g| vec![2 * g, 2 * g + 1]).collect();
        group.throughput(Throughput::Elements(1 << n_groups));
        group.bench_function(BenchmarkId::new("pairs of columns", n_groups), |bencher| {
            bencher.iter(|| sum_over_subsets(black_box(&matrix), &groups).unwrap());
        });
    }
    group.finish();
}

fn orderings(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("orderings");
    group.sample_size(10);
    let matrix = correlation(80);
    let groups: Vec<Vec<usize>> = (0..40).map(|g| vec![2 * g, 2 * g + 1]).collect();
    group.throughput(Throughput::Elements(4096));
    group.bench_function("4096 of 40 pairs", |bencher| {
        bencher.iter(|| sample_shapley(black_box(&matrix), &groups, 4096, 1).unwrap());
    });
    group.finish();
}

fn replicates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replicates");
    group.sample_size(10);
    let options = |n_replicates| Options {
        resampling: Resampling::Bayesian {
            n_replicates,
            importance_limit: 12,
        },
        ..Options::default()
    };
    let plain = design(rows(100_000, 40, Clusters::None).compressed(), 40);
    let id = format!("1000 of 100000 rows ({} patterns), p=40", plain.n_rows());
    group.bench_function(id, |bencher| {
        bencher.iter(|| fit(black_box(&plain), &options(1000)).unwrap());
    });
    let clustered = design(rows(100_000, 40, Clusters::OfThree).compressed(), 40);
    let id = format!(
        "1000 of 100000 rows in clusters ({} patterns), p=40",
        clustered.n_rows()
    );
    group.bench_function(id, |bencher| {
        bencher.iter(|| fit(black_box(&clustered), &options(1000)).unwrap());
    });
    let narrow = design(rows(100_000, 14, Clusters::None).compressed(), 14);
    let id = format!("2000 of 100000 rows ({} patterns), p=14", narrow.n_rows());
    group.bench_function(id, |bencher| {
        bencher.iter(|| fit(black_box(&narrow), &options(2000)).unwrap());
    });
    group.finish();
}

fn compression(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rows");
    group.sample_size(10);
    let many = rows(1_000_000, 80, Clusters::None);
    group.throughput(Throughput::Elements(1_000_000));
    group.bench_function("compress 1000000, p=80", |bencher| {
        bencher.iter(|| black_box(many.clone()).compressed());
    });
    let options = Options {
        resampling: Resampling::Off,
        exact_limit: 12,
        n_orderings: 4,
        ..Options::default()
    };
    group.bench_function("check and fit 1000000 as they are, p=80", |bencher| {
        bencher.iter(|| fit(&design(many.clone(), 80), &options).unwrap());
    });
    group.finish();
}

criterion_group!(benches, subsets, orderings, replicates, compression);

fn main() {
    if std::env::args().any(|word| word == "requirements") {
        requirements::report();
        return;
    }
    if std::env::args().any(|word| word == "ordinal") {
        ordinal_parts::report(10_000, 10);
        return;
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
