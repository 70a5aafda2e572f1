use super::Error;
use crate::record::{Pseudonym, RawId, RecordId, SourceName};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// Separates the purpose from the parts and the parts from one another.
const UNIT_SEPARATOR: u8 = 0x1f;

/// The secret that turns ids into pseudonyms: 32 bytes, kept outside the data.
///
/// Ids are `HMAC-SHA-256(key, purpose ‖ 0x1f ‖ parts)`, first 128 bits. The purpose keeps a customer
/// number and an equal ticket number apart. A plain hash would not do: short numbers can be tried
/// out one by one. `Debug` shows the fingerprint only.
///
/// # References
///
/// EDPB Guidelines 01/2025 on pseudonymisation: a keyed function, the key held apart.
#[derive(Clone)]
pub struct Key {
    keyed: Hmac<Sha256>,
}

/// What a pseudonym stands for; equal ids with different purposes get unrelated pseudonyms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A person: the same in every source, so that records join and one person can be forgotten.
    Customer,
    /// A contact or survey response: the same in every source.
    Contact,
    /// A ticket: the same in every source.
    Ticket,
}

impl Purpose {
    fn tag(self) -> &'static [u8] {
        match self {
            Self::Customer => b"customer",
            Self::Contact => b"contact",
            Self::Ticket => b"ticket",
        }
    }
}

impl Key {
    /// Takes 32 secret bytes.
    pub fn new(secret: [u8; 32]) -> Self {
        // HMAC pads a key shorter than a block with zeros (RFC 2104 §2); padding here makes the
        // call infallible, and the keyed state is computed once for all ids.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&secret);
        Self {
            keyed: Hmac::new(&block.into()),
        }
    }

    /// Reads 64 hexadecimal digits, in either case, white space around them ignored.
    ///
    /// # Errors
    ///
    /// [`Error::KeyLength`] and [`Error::KeyDigit`]; neither shows any part of the key.
    pub fn from_hex(text: &str) -> Result<Self, Error> {
        let digits = text.trim();
        let n_characters = digits.chars().count();
        if n_characters != 64 {
            return Err(Error::KeyLength { n_characters });
        }
        let mut secret = [0; 32];
        for (index, digit) in digits.chars().enumerate() {
            let value = digit
                .to_digit(16)
                .and_then(|value| u8::try_from(value).ok());
            let value = value.ok_or(Error::KeyDigit {
                position: index + 1,
            })?;
            secret[index / 2] = secret[index / 2] << 4 | value;
        }
        Ok(Self::new(secret))
    }

    /// Names the key without telling anything about it: 16 hexadecimal digits.
    ///
    /// Kept beside an index, it shows whether the same key is still in use.
    pub fn fingerprint(&self) -> String {
        format!("{:016x}", self.derive(b"fingerprint", &[]) >> 64)
    }

    /// Identity of the record with the natural key `key` in `source`.
    pub fn record_id(&self, source: &SourceName, key: &RawId) -> RecordId {
        let key = key.expose_to_privacy().trim();
        RecordId(self.derive(b"record", &[source.as_str().as_bytes(), key.as_bytes()]))
    }

    /// Stand-in for `id`; white space around the id does not matter, the source neither.
    pub fn pseudonym(&self, purpose: Purpose, id: &RawId) -> Pseudonym {
        let id = id.expose_to_privacy().trim();
        Pseudonym(self.derive(purpose.tag(), &[id.as_bytes()]))
    }

    /// Stand-in for a value of the facet `name`; equal values of two facets stay apart.
    pub(super) fn facet(&self, name: &str, value: &str) -> Pseudonym {
        let parts = [name.as_bytes(), value.trim().as_bytes()];
        Pseudonym(self.derive(b"facet", &parts))
    }

    fn derive(&self, purpose: &[u8], parts: &[&[u8]]) -> u128 {
        let mut keyed = self.keyed.clone();
        keyed.update(purpose);
        for part in parts {
            keyed.update(&[UNIT_SEPARATOR]);
            keyed.update(part);
        }
        let digest = keyed.finalize().into_bytes();
        digest
            .iter()
            .take(16)
            .fold(0, |number, &byte| number << 8 | u128::from(byte))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::new([0x0b; 32])
    }

    #[test]
    fn the_derivation_is_hmac_sha_256_over_purpose_and_parts() {
        // Python: hmac.new(bytes([11] * 32), b"customer\x1f123", "sha256").hexdigest()[:32]
        let id = key().pseudonym(Purpose::Customer, &RawId::new("123"));
        assert_eq!(id.to_string(), "ca81b533fe5dbce52ba5f96ca5a2e5b9");
        // ... b"record\x1fsurvey\x1f123" ...
        let record = key().record_id(&SourceName::new("survey"), &RawId::new("123"));
        assert_eq!(record.to_string(), "93e41446fada0dffead96f43cf43758c");
    }

    #[test]
    fn purposes_sources_and_keys_are_kept_apart() {
        let id = RawId::new("123");
        let other = Key::new([0x0c; 32]);
        let customer = key().pseudonym(Purpose::Customer, &id);
        assert_ne!(customer, key().pseudonym(Purpose::Ticket, &id));
        assert_ne!(customer, other.pseudonym(Purpose::Customer, &id));
        assert_ne!(
            key().record_id(&SourceName::new("a"), &id),
            key().record_id(&SourceName::new("b"), &id)
        );
        assert_ne!(key().facet("agent", "7"), key().facet("team", "7"));
    }

    #[test]
    fn white_space_around_an_id_does_not_matter() {
        assert_eq!(
            key().pseudonym(Purpose::Customer, &RawId::new(" 123\n")),
            key().pseudonym(Purpose::Customer, &RawId::new("123"))
        );
    }

    #[test]
    fn a_key_in_hexadecimal_is_the_same_key() {
        let text = format!(" {}\n", "0B".repeat(32));
        let read = Key::from_hex(&text).unwrap();
        assert_eq!(read.fingerprint(), key().fingerprint());
    }

    #[test]
    fn a_malformed_key_is_refused_without_being_shown() {
        let short = Key::from_hex("geheim").unwrap_err();
        assert_eq!(short, Error::KeyLength { n_characters: 6 });
        let wrong = Key::from_hex(&format!("{}é", "0".repeat(63))).unwrap_err();
        assert_eq!(wrong, Error::KeyDigit { position: 64 });
        assert!(!short.to_string().contains("geheim"));
    }

    #[test]
    fn debug_shows_the_fingerprint_only() {
        let shown = format!("{:?}", key());
        assert_eq!(shown, format!("Key({})", key().fingerprint()));
        assert!(!shown.contains("0b0b"));
    }
}
