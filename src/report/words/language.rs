use std::fmt;
use std::str::FromStr;

/// Language of texts for people; not the language of the feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Dutch.
    Nl,
    /// English.
    #[default]
    En,
}

/// Neither `nl` nor `en`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language {got:?}, expected nl or en")]
pub struct UnknownLanguage {
    /// What was given.
    pub got: String,
}

impl Language {
    /// Tag as on the command line and in the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        match text {
            "nl" => Ok(Self::Nl),
            "en" => Ok(Self::En),
            other => Err(UnknownLanguage {
                got: other.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// One of two texts.
pub(in crate::report) fn either<'a>(language: Language, nl: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Nl => nl,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_survives_its_tag() {
        for language in [Language::Nl, Language::En] {
            assert_eq!(language.tag().parse(), Ok(language));
        }
        assert_eq!(
            "de".parse::<Language>().unwrap_err().to_string(),
            "unknown language \"de\", expected nl or en"
        );
    }
}
