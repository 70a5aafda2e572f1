use crate::cli::args::Forget;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::{KeyUse, Misuse, Session, now};
use crate::pipeline::{count_of, forget};
use crate::record::RawId;
use std::fmt::Write;
use std::io::{self, BufRead};

/// Removes all records of a customer.
pub(in crate::cli) fn run(args: &Forget) -> anyhow::Result<u8> {
    let Forget {
        project,
        customer,
        dry_run,
    } = args;
    let session = Session::open(project, KeyUse::Match)?;
    let mut store = session.store_as_it_stands()?;
    let customers: Vec<RawId> = if customer == "-" {
        io::stdin()
            .lock()
            .lines()
            .map(|line| Ok(RawId::new(line?.trim())))
            .filter(|id| !matches!(id, Ok(id) if id.is_blank()))
            .collect::<io::Result<_>>()?
    } else {
        vec![RawId::new(customer.as_str())]
    };
    if customers.is_empty() || customers.iter().any(RawId::is_blank) {
        return Err(Misuse::new("no customer to forget")
            .hint("give the id as it stands in the data, or - and one id a line")
            .into());
    }
    let mut text = String::new();
    let mut n_removed = 0;
    for customer in &customers {
        let forgotten = if *dry_run {
            count_of(&session.project, &session.key, &store, customer)?
        } else {
            forget(&session.project, &session.key, &mut store, customer, now())?
        };
        n_removed += forgotten.n_records;
        let verb = if *dry_run { "would remove" } else { "removed" };
        let _ = writeln!(
            text,
            "{}: {verb} {} records",
            forgotten.customer, forgotten.n_records
        );
    }
    output::write(None, &text)?;
    if n_removed == 0 {
        tracing::warn!(
            "no record in the index carries this id; compare it with the customer column of the data"
        );
    } else if !dry_run {
        tracing::info!(
            "results written by earlier runs still hold what was removed from the index; run again to renew them"
        );
    }
    Ok(exit::DONE)
}
