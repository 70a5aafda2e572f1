use super::Error;
use crate::signals::NO_VALUE;

/// What people without a value of a field are called in Dutch output.
const NO_VALUE_NL: &str = "(geen)";

/// Most values that an error names.
const NAMED_VALUES: usize = 20;

/// The value of a field that was asked for: as it is written, else the only one that differs from it in capitals alone.
/// "(geen)" and "(none)" are those without a value, which `known` has as [`NO_VALUE`].
///
/// # Errors
///
/// [`Error::UnknownValue`] with what is known; [`Error::ValuesAlike`] where several differ from it in capitals alone.
pub(super) fn asked_value<'v>(
    field: &str,
    asked: &str,
    known: &[&'v str],
) -> Result<&'v str, Error> {
    if let Some(same) = known.iter().find(|value| **value == asked) {
        return Ok(same);
    }
    let sought = match asked.to_lowercase() {
        none if none == NO_VALUE_NL => NO_VALUE.to_owned(),
        other => other,
    };
    let alike = known.iter().filter(|value| value.to_lowercase() == sought);
    let alike: Vec<&str> = alike.copied().collect();
    match alike.as_slice() {
        [only] => Ok(only),
        [] => Err(Error::UnknownValue {
            field: field.to_owned(),
            value: asked.to_owned(),
            known: named(known),
        }),
        several => Err(Error::ValuesAlike {
            field: field.to_owned(),
            value: asked.to_owned(),
            alike: named(several),
        }),
    }
}

/// The first of these values.
fn named(values: &[&str]) -> String {
    let named = values.iter().take(NAMED_VALUES).copied();
    let named = named.collect::<Vec<&str>>().join(", ");
    match values.len().saturating_sub(NAMED_VALUES) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_as_written_or_by_capitals_where_one_alone_fits() {
        let known = ["(none)", "THUIS", "Thuis", "Zakelijk"];
        let found = |asked: &str| asked_value("segment", asked, &known);
        assert_eq!(found("Thuis").unwrap(), "Thuis");
        assert_eq!(found("zakelijk").unwrap(), "Zakelijk");
        for none in ["(geen)", "(none)", "(Geen)"] {
            assert_eq!(found(none).unwrap(), "(none)");
        }
        let said = |asked: &str| found(asked).unwrap_err().to_string();
        assert!(
            said("thuis").ends_with("differ from it in capitals alone: THUIS, Thuis"),
            "{}",
            said("thuis")
        );
        assert!(said("x").ends_with("known are (none), THUIS, Thuis, Zakelijk"));
        assert!(asked_value("segment", "(geen)", &["Thuis"]).is_err());
    }
}
