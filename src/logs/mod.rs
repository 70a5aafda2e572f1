//! Exports of ticket systems and telephone exchanges to event logs and calls; every bad row placed
//! and counted.

pub mod calls;
