use super::{Language, either};
use crate::signals::{NO_VALUE, OTHER_VALUES};

/// A value of a field as people read it: who has none is called so in their language. Files keep the value itself.
pub(in crate::report) fn value_name(value: &str, language: Language) -> &str {
    match value {
        NO_VALUE => either(language, "(geen)", value),
        OTHER_VALUES => either(language, "(overige)", value),
        value => value,
    }
}

/// A column of a control, `field = value`, as people read it.
pub(in crate::report) fn control_name(column: &str, language: Language) -> String {
    column.rsplit_once(" = ").map_or_else(
        || column.to_owned(),
        |(field, value)| format!("{field} = {}", value_name(value, language)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_no_value_is_called_so_in_the_language() {
        assert_eq!(value_name(NO_VALUE, Language::Nl), "(geen)");
        assert_eq!(value_name(NO_VALUE, Language::En), "(none)");
        assert_eq!(value_name("webwinkel", Language::Nl), "webwinkel");
        let named = |column| control_name(column, Language::Nl);
        assert_eq!(named("channel = (none)"), "channel = (geen)");
        assert_eq!(named("channel = (other)"), "channel = (overige)");
        assert_eq!(named("channel = phone"), "channel = phone");
        assert_eq!(named("channel"), "channel");
    }
}
