use crate::record::LanguageTag;
use crate::signals::Control;
use crate::store::{Categorical, Columns};
use crate::units::as_u32;

/// Languages, in the order of their codes as a field.
const LANGUAGES: [LanguageTag; 4] = [
    LanguageTag::Nl,
    LanguageTag::En,
    LanguageTag::Other,
    LanguageTag::Unknown,
];

/// One control while respondents are joined: a facet, or one of the built-in fields.
pub(super) struct ControlColumn<'a> {
    name: String,
    facet: Option<&'a Categorical>,
    columns: &'a Columns,
    codes: Vec<Option<u32>>,
}

impl<'a> ControlColumn<'a> {
    /// Nobody yet.
    pub(super) fn new(columns: &'a Columns, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            facet: columns.facets.get(name),
            columns,
            codes: Vec::new(),
        }
    }

    /// Adds the code of a respondent: that of the leading row, else of the first other that has one.
    pub(super) fn push(&mut self, lead: usize, rows: &[usize]) {
        let code = std::iter::once(lead)
            .chain(rows.iter().copied())
            .find_map(|row| self.code(row));
        self.codes.push(code);
    }

    fn code(&self, row: usize) -> Option<u32> {
        let code = match (self.name.as_str(), self.facet) {
            (_, Some(facet)) => facet.codes[row],
            ("source", None) => self.columns.source.codes[row],
            ("question", None) => self.columns.question.codes[row],
            ("language", None) if self.columns.has_words[row] => {
                let tag = self.columns.language[row];
                let place = LANGUAGES.iter().position(|known| *known == tag);
                place.map_or(Categorical::NONE, as_u32)
            }
            _ => Categorical::NONE,
        };
        (code != Categorical::NONE).then_some(code)
    }

    /// The control of all respondents, in the order in which they came.
    pub(super) fn finish(self) -> Control {
        let of = |column: &Categorical| column.values.iter().map(ToString::to_string).collect();
        let levels = match (self.name.as_str(), self.facet) {
            (_, Some(facet)) => of(facet),
            ("source", None) => of(&self.columns.source),
            ("question", None) => of(&self.columns.question),
            ("language", None) => LANGUAGES.map(|tag| tag.as_str().to_owned()).to_vec(),
            _ => Vec::new(),
        };
        Control {
            levels,
            name: self.name,
            codes: self.codes,
        }
    }
}
