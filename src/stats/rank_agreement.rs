use super::Error;
use crate::units::as_f64;

/// How far two lists order the same things alike: Kendall's τ-b, −1 to 1, ties allowed.
///
/// `None` when one of the lists has no two different values, or fewer than two values: nothing is
/// ordered then.
///
/// # Errors
///
/// [`Error::Shape`] when the lists differ in length, [`Error::Value`] for NaN.
///
/// # References
///
/// Kendall (1945), *Biometrika* 33, p. 239, for the correction for ties. Every pair is looked at; the
/// lists of drivers this serves are short.
pub fn kendall_tau_b(first: &[f64], second: &[f64]) -> Result<Option<f64>, Error> {
    if first.len() != second.len() {
        return Err(Error::Shape {
            what: "a list to be compared by ranks",
            got: second.len(),
            expected: first.len(),
        });
    }
    if let Some(&value) = first.iter().chain(second).find(|value| value.is_nan()) {
        return Err(Error::Value {
            what: "a value to rank",
            value,
        });
    }
    let (mut balance, mut n_first, mut n_second) = (0isize, 0usize, 0usize);
    for i in 0..first.len() {
        for j in 0..i {
            let one = sign(first[i], first[j]);
            let other = sign(second[i], second[j]);
            balance += one * other;
            n_first += one.unsigned_abs();
            n_second += other.unsigned_abs();
        }
    }
    if n_first == 0 || n_second == 0 {
        return Ok(None);
    }
    let size = as_f64(balance.unsigned_abs()) / (as_f64(n_first).sqrt() * as_f64(n_second).sqrt());
    let size = size.min(1.0);
    Ok(Some(if balance < 0 { -size } else { size }))
}

fn sign(a: f64, b: f64) -> isize {
    isize::from(a > b) - isize::from(a < b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(first: &[f64], second: &[f64], expected: Option<f64>) {
        let got = kendall_tau_b(first, second).unwrap();
        match (got, expected) {
            (Some(got), Some(expected)) => assert!((got - expected).abs() < 1e-14, "{got}"),
            _ => assert_eq!(got, expected),
        }
    }

    #[test]
    fn agreement_runs_from_opposite_to_the_same() {
        check(&[1.0, 2.0, 3.0], &[10.0, 20.0, 21.0], Some(1.0));
        check(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0], Some(-1.0));
        check(&[1.0, 2.0, 3.0], &[4.0, 4.0, 4.0], None);
        check(&[1.0], &[2.0], None);
    }

    #[test]
    fn ties_are_corrected_as_in_r() {
        // cor(c(1,2,2,3,4,4), c(2,1,3,3,5,4), method = "kendall") in R 4.2.2, tests/golden/clusters_lmm.R.
        let first = [1.0, 2.0, 2.0, 3.0, 4.0, 4.0];
        let second = [2.0, 1.0, 3.0, 3.0, 5.0, 4.0];
        check(&first, &second, Some(0.741_249_316_661_101));
    }

    #[test]
    fn lists_that_cannot_be_compared_are_refused() {
        assert!(kendall_tau_b(&[1.0], &[1.0, 2.0]).is_err());
        assert!(kendall_tau_b(&[1.0, f64::NAN], &[1.0, 2.0]).is_err());
    }
}
