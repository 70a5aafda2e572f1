//! The tantivy index: schema, writing, columns, search, manifest.
//!
//! The store holds only what input can reproduce. [`Store`] opens and reads, [`Writer`] (one at a
//! time) adds and replaces, a commit with its [`Manifest`] is visible whole or not at all.
//! Analysis reads [`Columns`]; people search with a [`Query`] and read [`Document`]s.

mod analysis;
mod column_bytes;
mod column_file;
mod columns;
mod compaction;
mod dictionary;
mod document;
mod erasure;
mod error;
mod folder;
mod index;
mod input_order;
mod key_query;
mod known_fields;
mod manifest;
mod mentions;
mod prepared;
mod query;
mod query_plan;
mod query_range;
mod query_syntax;
mod reading;
mod schema;
mod search;
mod snippet;
mod sparse;
mod wire;
mod writer;

#[cfg(test)]
mod columns_tests;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod full_disk;

pub use columns::{Categorical, ColumnChoice, Columns};
pub use document::Document;
pub use erasure::Person;
pub use error::Error;
pub use index::Store;
pub use manifest::{IngestedFile, Manifest};
pub use mentions::Mentions;
pub use prepared::Prepared;
pub use query::{KnownFields, Query, QueryError, QueryFault};
pub use schema::FORMAT_VERSION;
pub use search::{Hit, Hits};
pub use sparse::Sparse;
pub use writer::{Put, Writer, WriterOptions};
