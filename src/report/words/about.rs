use super::{Language, either};
use crate::record::About;

/// What an opinion is about.
pub fn about(about: Option<About>, language: Language) -> &'static str {
    match about {
        Some(About::Organisation) => either(language, "de organisatie", "the organisation"),
        Some(About::Service) => either(language, "de dienstverlening", "the service"),
        Some(About::Product) => either(language, "het product", "the product"),
        Some(About::Contact) => either(language, "het contact zelf", "the contact itself"),
        None => either(language, "niet opgegeven", "not stated"),
    }
}

/// What an opinion is about, for machines.
pub fn about_code(about: Option<About>) -> &'static str {
    about.map_or("not_stated", About::as_str)
}
