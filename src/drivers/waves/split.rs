use crate::drivers::{Design, Error, Group, Rows};

/// A part of the respondents with its own design.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Name, different from those of other segments.
    pub name: String,
    /// Number of observations, also where there is no design.
    pub n_observations: usize,
    /// The design, or why there is none: for example the same outcome from everyone.
    pub design: Result<Design, Error>,
}

impl Segment {
    /// A segment with a design that stands already.
    pub fn new(name: String, design: Design) -> Self {
        Self {
            name,
            n_observations: design.n_observations(),
            design: Ok(design),
        }
    }
}

/// Deals rows over segments, one design each; a segment without rows or without a design is in the
/// result like any other.
///
/// # Shapes
///
/// `codes` is `(n_rows,)`, each an index into `names`.
///
/// # Errors
///
/// [`Error::Shape`] when there are not as many codes as rows, [`Error::UnknownSegment`] for a code
/// without a name.
pub fn split_into_segments(
    rows: &Rows,
    codes: &[usize],
    names: &[String],
    columns: &[String],
    groups: &[Group],
) -> Result<Vec<Segment>, Error> {
    if codes.len() != rows.len() {
        return Err(Error::Shape {
            what: "the list of segment codes",
            got: codes.len(),
            expected: rows.len(),
        });
    }
    let mut parts = vec![Rows::new(rows.n_columns); names.len()];
    for (row, &code) in codes.iter().enumerate() {
        let Some(part) = parts.get_mut(code) else {
            return Err(Error::UnknownSegment {
                row,
                code,
                n_segments: names.len(),
            });
        };
        part.push_from(rows, row);
    }
    Ok(names
        .iter()
        .zip(parts)
        .map(|(name, part)| Segment {
            name: name.clone(),
            n_observations: part.count.iter().sum(),
            design: Design::new(part.compressed(), columns.to_vec(), groups.to_vec()),
        })
        .collect())
}
