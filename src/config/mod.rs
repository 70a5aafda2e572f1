//! The project file: every room's options in one tree.
