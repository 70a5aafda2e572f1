//! Wires rooms; owns chunks, threads and events.
