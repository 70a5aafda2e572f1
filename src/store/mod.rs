//! The tantivy index: schema, writing, columns, search, manifest.
