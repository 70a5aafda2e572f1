//! Finds, in what customers say and how satisfied they are, what to fix first, why, and how sure.
//!
//! Reading down this file is reading the data flow: files become records (`intake`), personal data
//! are taken out (`privacy`), language, sentiment and topics are read (`language`, `encode`,
//! `classify`), documents are kept (`store`), topics are linked to scores (`stats`, `drivers`),
//! signals are ranked (`signals`) and shown (`report`).

pub mod units;

pub mod record;

pub mod stats;

pub mod intake;

pub mod privacy;

pub mod language;

pub mod encode;

pub mod weights;

pub mod classify;

pub mod learn;

pub mod themes;

pub mod conversations;

pub mod store;

pub mod drivers;

pub mod study;

pub mod disclosure;

pub mod service_levels;

pub mod logs;

pub mod signals;

pub mod actions;

pub mod findings;

pub mod config;

pub mod simulate;

pub mod report;

pub mod pipeline;

pub mod cli;

#[cfg(test)]
mod development_data;
