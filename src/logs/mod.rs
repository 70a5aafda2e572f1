//! Exports of ticket systems and telephone exchanges, read as what `service_levels` works on.
//!
//! A row that cannot be used is a rejection with its place, never with its content.

mod contacts;
mod error;

pub use contacts::{ContactColumns, ReadContact, ReadContacts, read_contacts};
pub use error::Error;
