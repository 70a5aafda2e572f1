use std::fmt;

/// Text as it came in: may hold personal data.
///
/// It has no `Display` and no `Serialize`, and `Debug` shows the length only, so it cannot
/// slip into a log, a report or an error. The accessor is named after its one caller;
/// `tests/architecture.rs` holds that the name appears in `privacy/` alone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RawText(String);

/// An identifier as it came in (customer, contact, ticket, record): may identify a person.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RawId(String);

macro_rules! locked {
    ($name:ident) => {
        impl $name {
            /// Locks `text` away.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Whether there is nothing but white space.
            pub fn is_blank(&self) -> bool {
                self.0.trim().is_empty()
            }

            /// The bare text, for the `privacy` room only.
            pub(crate) fn expose_to_privacy(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} bytes)"), self.0.len())
            }
        }
    };
}

locked!(RawText);
locked!(RawId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_length_only() {
        assert_eq!(format!("{:?}", RawText::new("geheim")), "RawText(6 bytes)");
        assert_eq!(format!("{:?}", RawId::new("K-1")), "RawId(3 bytes)");
    }
}
