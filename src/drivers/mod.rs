//! Which groups of columns move the outcome, and by how much.
