use super::Selection;
use super::contacts::Contacts;
use super::join::{first_answer, spoken, weight};
use crate::findings::Subset;
use crate::record::ScoreName;
use crate::store::Columns;
use crate::units::{Share, as_u64};
use std::borrow::Cow;

/// A selection as findings name it.
pub(super) fn subset_of(selection: &Selection) -> Subset {
    Subset {
        filter: selection.filter.clone(),
        period: selection.period.map(|period| period.to_string()),
        value: None,
        team: None,
        about: Vec::new(),
    }
}

/// The contacts of a part of the archive, or none where fewer than `least` of them spoke: what so few said is
/// told by no figure at all.
pub(super) fn without_few<'c>(
    columns: &Columns,
    contacts: &'c Contacts,
    least: u64,
) -> Cow<'c, Contacts> {
    let speaking = contacts
        .iter()
        .filter(|contact| !spoken(columns, contact).is_empty());
    if as_u64(speaking.count()) >= least {
        return Cow::Borrowed(contacts);
    }
    let mut none = contacts.clone();
    none.retain(|_| false);
    Cow::Owned(none)
}

/// The part of all respondents with an outcome that `contacts` are, by weight.
pub(super) fn share_of(
    columns: &Columns,
    contacts: &Contacts,
    whole: &Contacts,
    outcome: Option<&ScoreName>,
) -> Share {
    let answers = outcome.and_then(|name| columns.scores.get(name));
    let total = |contacts: &Contacts| -> f64 {
        contacts
            .iter()
            .filter_map(|contact| {
                let rows = spoken(columns, contact);
                let lead = first_answer(columns, &rows, answers)?;
                Some(weight(columns, lead, &rows))
            })
            .sum()
    };
    let all = total(whole);
    if all > 0.0 {
        Share::saturating(total(contacts) / all)
    } else {
        Share::MAX
    }
}
