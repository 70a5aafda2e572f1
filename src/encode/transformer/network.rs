//! The network of a manifest, as weights and as a graph.

use super::large::{LargeColumns, widths};
use super::onnx::{Domain, Graph, Number, Setting, Value};
use super::tensors::{Table, Tensors, row_to_bytes};
use super::{Architecture, Error};

/// Name of what goes into the graph: the sums of piece, position and kind, (texts, pieces, width).
pub(super) const INPUT: &str = "pieces";
/// Name of what comes out: the mean over the pieces, (texts, width).
pub(super) const OUTPUT: &str = "means";
/// Name of what comes out of [`Arithmetic::Observed`] instead: (texts, columns of all places).
pub(super) const LARGEST: &str = "largest";
/// Name of what comes out besides, where it is asked for: each piece in the context of the others
/// before the last layers, (texts, pieces, width).
pub(super) const STATES: &str = "states";

/// In which precision the layers are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Precision {
    /// Single precision.
    #[default]
    Single,
    /// Weights and, for each text, activations of the large products in bytes, but for a few large columns.
    Byte,
}

/// What a graph computes, and in what.
#[derive(Debug, Clone, Copy)]
pub(super) enum Arithmetic<'a> {
    /// Means in single precision.
    Single,
    /// In single precision, the largest activation of each column before each product.
    Observed,
    /// Means in bytes, these columns in single precision.
    Bytes(&'a LargeColumns),
}

/// What is looked up outside the graph.
///
/// Outside, because a vocabulary of a quarter of a million pieces would otherwise stand in memory as
/// single precision, and once more as a file.
#[derive(Debug)]
pub(super) struct Embeddings {
    pub(super) pieces: Table,
    pub(super) positions: Table,
    pub(super) kind: Vec<f32>,
}

impl Embeddings {
    pub(super) fn read(tensors: &Tensors, sizes: &Architecture) -> Result<Self, Error> {
        let width = sizes.width;
        let kinds = "embeddings.token_type_embeddings.weight";
        // Some exports keep the row that is used alone, others both.
        let kind = tensors
            .table(kinds, 2, width)
            .or_else(|_| tensors.table(kinds, 1, width))?;
        let pieces = "embeddings.word_embeddings.weight";
        let positions = "embeddings.position_embeddings.weight";
        let read = Self {
            pieces: tensors.table(pieces, sizes.vocabulary, width)?,
            positions: tensors.table(positions, sizes.positions, width)?,
            kind: kind.rows(&[0]).to_singles(),
        };
        finite(pieces, read.pieces.is_finite())?;
        finite(positions, read.positions.is_finite())?;
        Ok(read)
    }

    /// The sums for a text of these pieces, added to `rows`, one row per piece.
    pub(super) fn look_up(&self, pieces: &[u32], rows: &mut [f32]) {
        let width = self.kind.len();
        for (position, (piece, row)) in pieces.iter().zip(rows.chunks_exact_mut(width)).enumerate()
        {
            row.copy_from_slice(&self.kind);
            self.pieces
                .add_row(usize::try_from(*piece).unwrap_or(usize::MAX), row);
            self.positions.add_row(position, row);
        }
    }
}

/// Layers that states of pieces have gone through: three quarters of them.
///
/// The last layers of an encoder of whole texts blend what its pieces say: which word speaks of which thing
/// is easier told before them (`models/README.md`).
pub(super) fn n_layers_to_states(sizes: &Architecture) -> usize {
    (sizes.layers * 3 / 4).min(sizes.layers.saturating_sub(1))
}

/// Writes the layers as an ONNX model.
pub(super) fn graph(
    tensors: &Tensors,
    sizes: &Architecture,
    arithmetic: Arithmetic<'_>,
) -> Result<Vec<u8>, Error> {
    let mut layers = Layers {
        graph: Graph::new(),
        tensors,
        sizes,
        arithmetic,
        n_places: 0,
        largest: Vec::new(),
    };
    let input = layers.graph.input(INPUT, sizes.width);
    let mut x = layers.normalised("embeddings.LayerNorm", &input)?;
    for number in 0..sizes.layers {
        if number == n_layers_to_states(sizes) {
            let states = layers
                .graph
                .output(STATES, &[None, None, Some(sizes.width)]);
            layers
                .graph
                .apply_to("Identity", Domain::Standard, &[&x], &[], &[&states]);
        }
        x = layers.layer(&format!("encoder.layer.{number}"), &x)?;
    }
    if let Arithmetic::Observed = arithmetic {
        let width = widths(sizes).iter().sum();
        let output = layers.graph.output(LARGEST, &[None, Some(width)]);
        let largest: Vec<&Value> = layers.largest.iter().collect();
        let axis = [Setting::Int("axis", 1)];
        layers
            .graph
            .apply_to("Concat", Domain::Standard, &largest, &axis, &[&output]);
        return Ok(layers.graph.into_model());
    }
    let output = layers.graph.output(OUTPUT, &[None, Some(sizes.width)]);
    layers.graph.apply_to(
        "ReduceMean",
        Domain::Standard,
        &[&x],
        &[Setting::Ints("axes", &[1]), Setting::Int("keepdims", 0)],
        &[&output],
    );
    Ok(layers.graph.into_model())
}

struct Layers<'a> {
    graph: Graph,
    tensors: &'a Tensors,
    sizes: &'a Architecture,
    arithmetic: Arithmetic<'a>,
    /// Places before products that were come to.
    n_places: usize,
    /// The largest activations at each, where they are observed.
    largest: Vec<Value>,
}

/// What goes into a product: all of it, or what is left when large columns were set to zero, and those.
struct Factor<'a> {
    rest: Value,
    large: Option<(Value, &'a [usize])>,
}

impl<'a> Layers<'a> {
    fn layer(&mut self, name: &str, x: &Value) -> Result<Value, Error> {
        let attention = format!("{name}.attention.self");
        let (width, inner) = (self.sizes.width, self.sizes.inner_width);
        let factor = self.factor(x, width);
        let query = self.product(&format!("{attention}.query"), &factor, width, width)?;
        let key = self.product(&format!("{attention}.key"), &factor, width, width)?;
        let value = self.product(&format!("{attention}.value"), &factor, width, width)?;
        let mut biases = Vec::with_capacity(3 * width);
        for part in ["query", "key", "value"] {
            biases.extend(self.numbers(&format!("{attention}.{part}.bias"), width)?);
        }
        let biases = self.graph.singles(&[3 * width], &biases);
        let attended = self.graph.apply(
            "MultiHeadAttention",
            Domain::Runtime,
            &[&query, &key, &value, &biases],
            &[Setting::Int("num_heads", self.sizes.heads)],
        );
        let output = format!("{name}.attention.output");
        let factor = self.factor(&attended, width);
        let attended = self.product(&format!("{output}.dense"), &factor, width, width)?;
        let x = self.added_and_normalised(&output, &attended, x)?;

        let inner_name = format!("{name}.intermediate.dense");
        let factor = self.factor(&x, width);
        let hidden = self.product(&inner_name, &factor, width, inner)?;
        let bias = self.vector(&format!("{inner_name}.bias"), inner)?;
        let hidden = self
            .graph
            .apply("BiasGelu", Domain::Runtime, &[&hidden, &bias], &[]);
        let output = format!("{name}.output");
        let factor = self.factor(&hidden, inner);
        let folded = self.product(&format!("{output}.dense"), &factor, inner, width)?;
        self.added_and_normalised(&output, &folded, &x)
    }

    /// `x` as it goes into products.
    fn factor(&mut self, x: &Value, width: usize) -> Factor<'a> {
        let place = self.n_places;
        self.n_places += 1;
        let columns = match self.arithmetic {
            Arithmetic::Single => &[],
            Arithmetic::Observed => {
                let sizes = self.graph.apply("Abs", Domain::Standard, &[x], &[]);
                let over_pieces = [Setting::Ints("axes", &[1]), Setting::Int("keepdims", 0)];
                let largest =
                    self.graph
                        .apply("ReduceMax", Domain::Standard, &[&sizes], &over_pieces);
                self.largest.push(largest);
                &[]
            }
            Arithmetic::Bytes(large) => large.at(place),
        };
        if columns.is_empty() {
            return Factor {
                rest: x.clone(),
                large: None,
            };
        }
        let numbers = self.graph.indices(columns);
        let along_width = [Setting::Int("axis", 2)];
        let large = self
            .graph
            .apply("Gather", Domain::Standard, &[x, &numbers], &along_width);
        let mut kept = vec![1.0; width];
        for &column in columns {
            kept[column] = 0.0;
        }
        let kept = self.graph.singles(&[width], &kept);
        Factor {
            rest: self.graph.apply("Mul", Domain::Standard, &[x, &kept], &[]),
            large: Some((large, columns)),
        }
    }

    /// `x` times the weights of `name`, without its bias, which the next operator takes.
    fn product(
        &mut self,
        name: &str,
        x: &Factor<'_>,
        from: usize,
        to: usize,
    ) -> Result<Value, Error> {
        let name = format!("{name}.weight");
        let table = self.tensors.table(&name, to, from)?;
        finite(&name, table.is_finite())?;
        let mut rows = table.to_singles();
        let Arithmetic::Bytes(_) = self.arithmetic else {
            let weights = self.graph.singles(&[from, to], &turned(&rows, to, from));
            return Ok(self.plain_product(&x.rest, &weights));
        };
        let Some((large, columns)) = &x.large else {
            return Ok(self.product_in_bytes(&x.rest, &rows, from, to));
        };
        let mut apart = Vec::with_capacity(columns.len() * to);
        for &column in *columns {
            // What a weight of a column of zeros is does not count; as zero it takes no part in the scale of its row.
            for row in rows.chunks_exact_mut(from) {
                apart.push(std::mem::take(&mut row[column]));
            }
        }
        let rest = self.product_in_bytes(&x.rest, &rows, from, to);
        let weights = self.graph.singles(&[columns.len(), to], &apart);
        let large = self.plain_product(large, &weights);
        Ok(self
            .graph
            .apply("Add", Domain::Standard, &[&rest, &large], &[]))
    }

    fn plain_product(&mut self, x: &Value, weights: &Value) -> Value {
        self.graph
            .apply("MatMul", Domain::Standard, &[x, weights], &[])
    }

    fn product_in_bytes(&mut self, x: &Value, rows: &[f32], from: usize, to: usize) -> Value {
        let mut bytes = Vec::with_capacity(rows.len());
        let mut scales = Vec::with_capacity(to);
        for row in rows.chunks_exact(from) {
            let (row, scale) = row_to_bytes(row);
            bytes.extend(row);
            scales.push(scale);
        }
        let raw: Vec<u8> = turned(&bytes, to, from)
            .into_iter()
            .map(|byte| byte.to_le_bytes()[0])
            .collect();
        let weights = self.graph.constant(&[from, to], Number::SignedByte, &raw);
        let scales = self.graph.singles(&[to], &scales);
        self.graph.apply(
            "DynamicQuantizeMatMul",
            Domain::Runtime,
            &[x, &weights, &scales],
            &[],
        )
    }

    fn normalised(&mut self, name: &str, x: &Value) -> Result<Value, Error> {
        let (scale, shift) = self.scale_and_shift(name)?;
        Ok(self.graph.apply(
            "LayerNormalization",
            Domain::Standard,
            &[x, &scale, &shift],
            &[Setting::Float("epsilon", self.sizes.layer_norm_epsilon)],
        ))
    }

    /// The sum of `x`, the bias of `name.dense` and `beside`, normalised.
    fn added_and_normalised(
        &mut self,
        name: &str,
        x: &Value,
        beside: &Value,
    ) -> Result<Value, Error> {
        let bias = self.vector(&format!("{name}.dense.bias"), self.sizes.width)?;
        let (scale, shift) = self.scale_and_shift(&format!("{name}.LayerNorm"))?;
        Ok(self.graph.apply(
            "SkipLayerNormalization",
            Domain::Runtime,
            &[x, beside, &scale, &shift, &bias],
            &[Setting::Float("epsilon", self.sizes.layer_norm_epsilon)],
        ))
    }

    fn scale_and_shift(&mut self, name: &str) -> Result<(Value, Value), Error> {
        let width = self.sizes.width;
        Ok((
            self.vector(&format!("{name}.weight"), width)?,
            self.vector(&format!("{name}.bias"), width)?,
        ))
    }

    fn vector(&mut self, name: &str, length: usize) -> Result<Value, Error> {
        let numbers = self.numbers(name, length)?;
        Ok(self.graph.singles(&[length], &numbers))
    }

    fn numbers(&self, name: &str, length: usize) -> Result<Vec<f32>, Error> {
        let numbers = self.tensors.vector(name, length)?;
        finite(name, numbers.iter().all(|number| number.is_finite()))?;
        Ok(numbers)
    }
}

pub(super) fn finite(name: &str, is_finite: bool) -> Result<(), Error> {
    if is_finite {
        return Ok(());
    }
    Err(Error::Tensor {
        name: name.to_owned(),
        got: "not a number".to_owned(),
        expected: "finite numbers".to_owned(),
    })
}

/// The table with rows and columns exchanged.
fn turned<T: Copy>(cells: &[T], n_rows: usize, width: usize) -> Vec<T> {
    let mut turned = Vec::with_capacity(cells.len());
    for column in 0..width {
        turned.extend((0..n_rows).map(|row| cells[row * width + column]));
    }
    turned
}
