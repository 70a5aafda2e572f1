//! Rows per second and memory of reading event logs, sorted by ticket and by time.
//!
//! `cargo bench --bench logs`. A million invented events of 100 000 tickets. Each file is read in a
//! process of its own, so that the memory it takes is its own.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench stops at the first fault, and prints its table"
)]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use signaal::logs::{Options, Order, tickets};
use signaal::units::as_f64;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const N_TICKETS: usize = 100_000;
const N_EVENTS: usize = 10;
const HEADER: &str = "ticket_id,customer_id,timestamp,event,old,new,team,priority,channel\n";
const WHAT: [&str; 8] = [
    "public_reply,,",
    "customer_message,,",
    "status,open,pending",
    "status,pending,open",
    "private_note,,",
    "team_assigned,eerste lijn,techniek",
    "solved,open,solved",
    "reopened,solved,open",
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --benches` asks for nothing to be measured.
    if arguments.iter().any(|argument| argument == "--test") {
        return;
    }
    if let [_, read, path, order] = &arguments[..]
        && read == "read"
    {
        measure(Path::new(path), order);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut rows = rows();
    for order in ["by-ticket", "any"] {
        if order == "any" {
            rows.sort();
        }
        let path = folder.path().join(order);
        let text: String = rows.iter().map(|(_, row)| row.as_str()).collect();
        fs::write(&path, format!("{HEADER}{text}")).unwrap();
        let mut reader = Command::new(&arguments[0]);
        let status = reader.arg("read").arg(&path).arg(order).status().unwrap();
        assert!(status.success());
    }
}

fn measure(path: &Path, order: &str) {
    let options = Options {
        order: Order::parse(order).unwrap(),
        ..Options::default()
    };
    let before = memory_kib("VmRSS:");
    let start = Instant::now();
    let mut all = tickets(path, &options).unwrap();
    let n_tickets = all.by_ref().flatten().count();
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(n_tickets, N_TICKETS);
    let peak = memory_kib("VmHWM:").saturating_sub(before);
    let n_rows = N_TICKETS * N_EVENTS;
    println!(
        "{order}: {:.0} rows/s, peak of {peak} KiB, {:.1} bytes a row",
        as_f64(n_rows) / seconds,
        1024.0 * as_f64(usize::try_from(peak).unwrap()) / as_f64(n_rows),
    );
}

/// Rows of tickets one behind the other, with their minutes since the first of January.
fn rows() -> Vec<(u32, String)> {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut rows = Vec::with_capacity(N_TICKETS * N_EVENTS);
    for ticket in 0..N_TICKETS {
        let mut minute: u32 = random.random_range(0..300 * 1440);
        let customer = random.random_range(0..40_000);
        let priority = ["laag", "normaal", "hoog"][random.random_range(0..3)];
        for event in 0..N_EVENTS {
            let what = match event {
                0 => "created,,open",
                _ => WHAT[random.random_range(0..WHAT.len())],
            };
            let (month, day) = (minute / 1440 / 28 + 1, minute / 1440 % 28 + 1);
            let (hour, of_hour) = (minute / 60 % 24, minute % 60);
            let mut row = String::new();
            let _ = writeln!(
                row,
                "T{ticket:06},K{customer},2025-{month:02}-{day:02}T{hour:02}:{of_hour:02}:00+01:00,{what},eerste lijn,{priority},e-mail"
            );
            rows.push((minute, row));
            minute += random.random_range(1..2000);
        }
    }
    rows
}

/// A figure of `/proc/self/status`; 0 where there is none.
fn memory_kib(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
