//! Vectors and words to sentiment and topics with evidence spans.
