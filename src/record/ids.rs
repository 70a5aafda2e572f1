use std::fmt;
use std::str::FromStr;

/// An identifier is not 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identifier has 32 hexadecimal digits")]
pub struct InvalidId;

macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u128);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                if text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
                    u128::from_str_radix(text, 16).map(Self).map_err(|_| InvalidId)
                } else {
                    Err(InvalidId)
                }
            }
        }
    };
}

keyed! {
    /// Identity of a record: HMAC-SHA-256 of source and natural key, first 128 bits.
    /// Stable across runs, tells nothing without the key.
    RecordId
}
keyed! {
    /// Stand-in for an identifier of a person, contact or ticket: HMAC-SHA-256, first 128 bits.
    Pseudonym
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_survives_text() {
        let id = RecordId(0x00ab_cdef);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("+1".parse::<RecordId>(), Err(InvalidId));
    }
}
