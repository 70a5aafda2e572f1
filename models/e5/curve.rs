//! Accuracy against cost of a cascade: what is gained by asking the transformer where the compact model is in doubt.

use crate::exams::Exam;
use crate::tables::probabilities;
use signaal::classify::sentiment::SentimentModel;
use signaal::learn::sentiment::Class;
use signaal::units::as_f64;
use std::error::Error;

/// Borders that are tried: the compact model is sure from there on.
const BORDERS: [f32; 9] = [0.0, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 1.01];

/// One row per border and set, and one per border with every set weighing the same.
pub(crate) fn print(
    quick: &SentimentModel,
    strong: &SentimentModel,
    exams: &[Exam],
) -> Result<(), Box<dyn Error>> {
    println!("\n| set | sure from | share asked again | accuracy | share of the gap closed |");
    println!("|---|---:|---:|---:|---:|");
    let mut all = [(0.0, 0.0); BORDERS.len()];
    for exam in exams {
        let first = probabilities(quick, &exam.samples)?;
        let second = probabilities(strong, &exam.samples)?;
        let points = BORDERS.map(|border| {
            let (mut n_asked, mut n_right) = (0_usize, 0_usize);
            for ((first, second), sample) in first.iter().zip(&second).zip(&exam.samples) {
                let is_doubtful = first.iter().all(|&value| value < border);
                let judged = if is_doubtful { second } else { first };
                n_asked += usize::from(is_doubtful);
                n_right += usize::from(Class::likeliest(*judged) == sample.class);
            }
            let n = as_f64(exam.samples.len());
            (as_f64(n_asked) / n, as_f64(n_right) / n)
        });
        print_points(exam.name, &points);
        for (all, point) in all.iter_mut().zip(points) {
            all.0 += point.0 / as_f64(exams.len());
            all.1 += point.1 / as_f64(exams.len());
        }
    }
    print_points("mean of the sets", &all);
    Ok(())
}

fn print_points(name: &str, points: &[(f64, f64)]) {
    let none = points.first().map_or(0.0, |point| point.1);
    let whole = points.last().map_or(0.0, |point| point.1);
    for (border, (share, accuracy)) in BORDERS.iter().zip(points) {
        println!(
            "| {name} | {border:.2} | {share:.3} | {accuracy:.3} | {:.2} |",
            (accuracy - none) / (whole - none)
        );
    }
}
