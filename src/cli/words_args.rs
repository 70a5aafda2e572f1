//! What was typed about the words of customers in a table of events.

use clap::Args;
use std::path::PathBuf;

/// Where the words of customers stand, and how they are read.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct CustomerWords {
    /// Column that holds the customer's words. The first of a ticket are read, redacted, where a policy
    /// asks for an issue type that nobody gave; in a log of events reopenings by thanks are told from others.
    #[arg(long, value_name = "COLUMN")]
    pub(super) text: Option<String>,
    /// Taxonomy file of the topics; the built-in one if absent.
    #[arg(long, value_name = "FILE", requires = "text")]
    pub(super) taxonomy: Option<PathBuf>,
    /// Card of checked labels: the share of right labels of a topic is its confidence. Without it a
    /// condition with `min_confidence` matches no topic.
    #[arg(long, value_name = "FILE", requires = "text")]
    pub(super) label_card: Option<PathBuf>,
}
