use crate::cli::args::Schema;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::Misuse;
use crate::report;

/// Prints the JSON Schema of an output.
pub(in crate::cli) fn run(args: &Schema) -> anyhow::Result<u8> {
    let text = match &args.name {
        None => report::SCHEMA_NAMES.join("\n"),
        Some(name) => report::schema(name)
            .ok_or_else(|| {
                Misuse::new(format!("there is no schema \"{name}\""))
                    .hint(format!("there are {}", report::SCHEMA_NAMES.join(", ")))
            })?
            .to_owned(),
    };
    output::write(None, &text)?;
    Ok(exit::DONE)
}
