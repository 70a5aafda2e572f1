use crate::report::wire::exact;
use crate::report::{Language, number};
use crate::units::{Probability, as_f64, as_u64};
use serde_json::{Value, json};

/// Up to so many verdicts stand without a word on chance.
const FEW: usize = 5;

/// How many of `n` groups exactly on target come out red by chance, and as many green: an interval lies
/// wholly on one given side of the truth in half of the cases that it misses.
fn expected(n: usize, level: Probability) -> Option<(f64, f64)> {
    let share = (1.0 - level.get()) / 2.0;
    (n > FEW).then(|| (share, as_f64(n) * share))
}

/// The caveat that many verdicts carry, with the number to expect in this table.
pub(super) fn by_chance_text(n: usize, level: Probability, language: Language) -> Option<String> {
    let (share, expected) = expected(n, level)?;
    let n = number::count(as_u64(n), language);
    let (share, expected) = (
        number::percentage(share, language),
        number::significant(expected, 2, language),
    );
    Some(match language {
        Language::Nl => format!(
            "LET OP: van groepen die precies op hun doel zitten heet ongeveer {share} door toeval rood, en evenveel groen. Bij {n} oordelen zijn dat er naar verwachting hooguit {expected} rood en {expected} groen."
        ),
        Language::En => format!(
            "ATTENTION: of groups exactly on target about {share} are called red by chance, and as many green. With {n} verdicts, at most {expected} red and {expected} green ones are to be expected of it."
        ),
    })
}

/// The same for machines; `null` where verdicts are few.
pub(super) fn by_chance_json(n: usize, level: Probability) -> Value {
    expected(n, level).map_or(Value::Null, |(share, expected)| {
        json!({
            "n_judged": n,
            "share_on_target": exact(share),
            "expected_red": exact(expected),
            "expected_green": exact(expected),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_verdicts_carry_the_number_that_chance_makes() {
        let level = Probability::saturating(0.95);
        assert_eq!(by_chance_text(5, level, Language::En), None);
        assert_eq!(by_chance_json(5, level), Value::Null);
        let text = by_chance_text(40, level, Language::En).unwrap();
        for part in ["about 2.5% are", "With 40 verdicts, at most 1.0 red"] {
            assert!(text.contains(part), "{text}");
        }
        let text = by_chance_text(40, level, Language::Nl).unwrap();
        assert!(text.contains("ongeveer 2,5%"), "{text}");
        let json = by_chance_json(40, level);
        assert!((json["expected_red"].as_f64().unwrap() - 1.0).abs() < 1e-9);
    }
}
