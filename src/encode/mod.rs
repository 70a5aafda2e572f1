//! Texts to vectors, backends behind one trait.
