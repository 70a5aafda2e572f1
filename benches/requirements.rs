//! The figures that the driver model has to reach, measured in one run with their ratios.
//!
//! `cargo bench --bench drivers -- requirements` prints these and nothing else.

use signaal::drivers::{Design, Group, Options, Resampling, Role, Row, Rows, fit};
use signaal::stats::draw::{below, normal};
use signaal::stats::{Symmetric, generator, sum_over_subsets};
use signaal::units::as_f64;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

/// Seconds of `relaimpo::calc.relimp(type = "lmg")` with 20 predictors: R 4.2.2, relaimpo 2.2-7, one
/// process on a quiet machine. A reference figure, not measured here.
const RELAIMPO_20_S: f64 = 61.0;

/// Prints a table of what was measured.
#[expect(clippy::print_stdout, reason = "a command whose result is a table")]
pub(crate) fn report() {
    println!("| what | seconds | CPU seconds | beside it |\n|---|---|---|---|");
    let twenty = median_s(20, 15);
    println!(
        "| exact LMG, 20 predictors, median of 15 | {twenty:.4} | – | relaimpo {RELAIMPO_20_S} s \
         (reference figure, not measured here): ratio {:.0} |",
        RELAIMPO_20_S / twenty
    );
    for (p, aim) in [(25, "–"), (30, "aim 10 s")] {
        let (matrix, groups) = (correlation(p), single(p));
        let used = timed(|| {
            sum_over_subsets(black_box(&matrix), &groups)
                .unwrap()
                .shapley()
        });
        println!("| exact LMG, {p} predictors, once | {used} | {aim} |");
    }
    let (plain, tree, difference) = beside_definition(12);
    println!(
        "| LMG by definition, 12 predictors: a regression per subset, measured here | {plain:.4} | – | \
         ours {tree:.6} s: ratio {:.0}; largest difference of a share {difference:.1e} |",
        plain / tree
    );
    let design = ratings(100_000, 15);
    for (importance_limit, what) in [(0, "without"), (15, "with")] {
        let options = Options {
            resampling: Resampling::Bayesian {
                n_replicates: 2000,
                importance_limit,
            },
            ..Options::default()
        };
        let used = timed(|| fit(black_box(&design), &options).unwrap());
        println!(
            "| 2,000 joint replicates, 15 ratings, 100,000 rows ({} different), {what} LMG in each | \
             {used} | aim 10 s |",
            design.n_rows()
        );
    }
    if let Some(peak) = peak_memory() {
        println!("\nPeak memory of this process: {peak}.");
    }
    if let Ok(load) = fs::read_to_string("/proc/loadavg") {
        println!(
            "Load of the machine at the end (1, 5, 15 minutes): {}.",
            load.trim()
        );
    }
}

/// Correlations of p predictors that overlap, outcome last.
fn correlation(p: usize) -> Symmetric {
    let mut source = generator(14, 0);
    let mut sums = Symmetric::zeros(p + 1);
    for _ in 0..10 * p {
        let common = normal(&mut source);
        let row: Vec<(u32, f64)> = (0..)
            .take(p + 1)
            .map(|j| (j, 0.6f64.mul_add(common, normal(&mut source))))
            .collect();
        sums.add_outer(&row, 1.0);
    }
    sums.standardized().0
}

fn single(p: usize) -> Vec<Vec<usize>> {
    (0..p).map(|j| vec![j]).collect()
}

/// Median seconds of all subsets of p predictors.
fn median_s(p: usize, n_runs: usize) -> f64 {
    let (matrix, groups) = (correlation(p), single(p));
    let mut seconds: Vec<f64> = (0..n_runs)
        .map(|_| {
            let start = Instant::now();
            black_box(
                sum_over_subsets(black_box(&matrix), &groups)
                    .unwrap()
                    .shapley(),
            );
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[n_runs / 2]
}

/// Seconds by the clock and of all threads together, as two cells of the table.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> String {
    let (start, before) = (Instant::now(), cpu_s());
    black_box(work());
    let wall = start.elapsed().as_secs_f64();
    match before.zip(cpu_s()) {
        Some((before, after)) => format!("{wall:.2} | {:.2}", after - before),
        None => format!("{wall:.2} | –"),
    }
}

/// Seconds by definition, seconds of ours, and the largest difference of a share.
fn beside_definition(p: usize) -> (f64, f64, f64) {
    let matrix = correlation(p);
    let start = Instant::now();
    let expected = by_definition(&matrix, p);
    let plain = start.elapsed().as_secs_f64();
    let got = sum_over_subsets(&matrix, &single(p)).unwrap().shapley();
    let pairs = got.iter().zip(&expected);
    let difference = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    (plain, median_s(p, 101), difference)
}

/// Shares by the formula of Shapley, every R² by a regression of its own.
fn by_definition(matrix: &Symmetric, p: usize) -> Vec<f64> {
    let r2: Vec<f64> = (0..1usize << p)
        .map(|subset| {
            let members: Vec<usize> = (0..p).filter(|j| subset >> j & 1 == 1).collect();
            r2(matrix, &members, p)
        })
        .collect();
    // |S|!(p − |S| − 1)!/p! = 1/(p·C(p − 1, |S|)).
    let mut weights = vec![1.0 / as_f64(p)];
    for size in 1..p {
        weights.push(weights[size - 1] * as_f64(size) / as_f64(p - size));
    }
    let share = |j: usize| -> f64 {
        (0..1usize << p)
            .filter(|subset| subset >> j & 1 == 0)
            .map(|subset| {
                let size = (0..p).filter(|i| subset >> i & 1 == 1).count();
                weights[size] * (r2[subset | 1 << j] - r2[subset])
            })
            .sum()
    };
    (0..p).map(share).collect()
}

/// R² of a regression on some predictors: elimination of the normal equations.
fn r2(matrix: &Symmetric, members: &[usize], outcome: usize) -> f64 {
    let columns: Vec<usize> = members.iter().copied().chain([outcome]).collect();
    let mut rows: Vec<Vec<f64>> = columns
        .iter()
        .map(|&i| columns.iter().map(|&j| matrix.get(i, j)).collect())
        .collect();
    for pivot in 0..members.len() {
        let (above, below) = rows.split_at_mut(pivot + 1);
        let from = &above[pivot];
        for row in below {
            let factor = row[pivot] / from[pivot];
            for (value, &of_pivot) in row.iter_mut().zip(from).skip(pivot) {
                *value = factor.mul_add(-of_pivot, *value);
            }
        }
    }
    1.0 - rows[members.len()][members.len()]
}

/// Answers from 1 to 10 to every question, so that hardly two rows are equal.
fn ratings(n: usize, p: usize) -> Design {
    let mut source = generator(15, 0);
    let mut rows = Rows::new(p);
    for _ in 0..n {
        let mood = normal(&mut source);
        let x: Vec<(usize, f64)> = (0..p)
            .map(|j| {
                (
                    j,
                    (as_f64(1 + below(&mut source, 10)) + mood)
                        .round()
                        .clamp(1.0, 10.0),
                )
            })
            .collect();
        let level: f64 = x.iter().take(5).map(|(_, value)| value / 5.0).sum();
        rows.push(Row::new(&x, (level + normal(&mut source)).round()));
    }
    let names: Vec<String> = (0..p).map(|j| format!("x{j}")).collect();
    let groups = names.iter().enumerate();
    let groups = groups
        .map(|(j, name)| Group {
            name: name.clone(),
            columns: vec![j],
            role: Role::Driver,
        })
        .collect();
    Design::new(rows.compressed(), names, groups).unwrap()
}

/// Processor seconds of all threads so far, as Linux states them; `None` elsewhere.
fn cpu_s() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // After the name in brackets: twelve further fields, then user and system time in hundredths.
    let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

/// The highest resident memory so far, as Linux states it; `None` elsewhere.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
