use crate::encode::transformer::network::{Embeddings, finite, n_layers_to_states};
use crate::encode::transformer::pieces::Window;
use crate::encode::transformer::pool::first_free;
use crate::encode::transformer::tensors::Tensors;
use crate::encode::transformer::{Architecture, Error};
use crate::stats::compute_in_order;
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel, BertModelOutput};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use tch::{Device, Kind, Tensor, no_grad};

/// Windows that are computed together, the shorter ones filled up and masked.
///
/// Fixed, so that threads change the time and not the batches.
const N_TOGETHER: usize = 8;
/// The one that rust-bert has built in.
const EPSILON: f32 = 1e-12;
const PIECES: &str = "embeddings.word_embeddings.weight";
const POSITIONS: &str = "embeddings.position_embeddings.weight";
const KINDS: &str = "embeddings.token_type_embeddings.weight";

/// A BERT encoder that rust-bert computes, as many models beside each other as there are cores.
///
/// A model cannot be used by two threads at once. All share the same numbers, which stand in memory once.
pub(in crate::encode::transformer) struct Torch {
    models: Vec<Mutex<BertModel<BertEmbeddings>>>,
    vocabulary: usize,
    width: usize,
    /// Layers that states have gone through.
    n_layers_to_states: usize,
}

impl fmt::Debug for Torch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Torch")
            .field("n_models", &self.models.len())
            .field("vocabulary", &self.vocabulary)
            .field("width", &self.width)
            .finish_non_exhaustive()
    }
}

impl Torch {
    /// Builds the network and fills it with the weights.
    pub(in crate::encode::transformer) fn open(
        tensors: &Tensors,
        sizes: &Architecture,
        n_at_once: usize,
    ) -> Result<Self, Error> {
        if sizes.layer_norm_epsilon.to_bits() != EPSILON.to_bits() {
            return Err(Error::Architecture {
                what: "layer_norm_epsilon",
                got: format!("{:e}", sizes.layer_norm_epsilon),
                expected: format!("{EPSILON:e} with rust-bert"),
            });
        }
        // One thread per model, as with sessions of ONNX Runtime; the setting is one for the whole process.
        tch::set_num_threads(1);
        let mut shared = BTreeMap::new();
        let models = (0..n_at_once.max(1))
            .map(|_| model(tensors, sizes, &mut shared).map(Mutex::new))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            models,
            vocabulary: sizes.vocabulary,
            width: sizes.width,
            n_layers_to_states: n_layers_to_states(sizes),
        })
    }

    /// The mean vector of each window, in their order; neighbours of like length are computed together.
    pub(in crate::encode::transformer) fn means(
        &self,
        windows: &[Window],
    ) -> Vec<Result<Vec<f32>, Error>> {
        let batches: Vec<&[Window]> = windows.chunks(N_TOGETHER).collect();
        let means = compute_in_order(batches.len(), |number| {
            let batch = batches[number];
            match self.means_of(batch) {
                Ok(means) => means
                    .chunks_exact(self.width)
                    .map(|row| Ok(row.to_vec()))
                    .collect(),
                Err(error) => vec![Err(error)],
            }
        });
        means.into_iter().flat_map(|batch: Vec<_>| batch).collect()
    }

    /// The states of the pieces of one window before the last layers, (pieces, width).
    pub(in crate::encode::transformer) fn states(&self, pieces: &[u32]) -> Result<Vec<f32>, Error> {
        let computed = self.computed(&[pieces], |output, _| {
            let before_last = self.n_layers_to_states.checked_sub(1)?;
            let states = output.all_hidden_states.as_ref()?.get(before_last)?;
            Some(states.shallow_clone())
        })?;
        let computed = computed.ok_or_else(|| failed("give states", &"there is one layer only"))?;
        self.numbers(&computed, pieces.len())
    }

    fn means_of(&self, batch: &[Window]) -> Result<Vec<f32>, Error> {
        let pieces: Vec<&[u32]> = batch
            .iter()
            .map(|window| window.pieces.as_slice())
            .collect();
        let means = self.computed(&pieces, |output, mask| {
            let mask = mask.unsqueeze(-1).to_kind(Kind::Float);
            let along_pieces = [1_i64].as_slice();
            let sums = (&output.hidden_state * &mask).sum_dim_intlist(along_pieces, false, None);
            sums / mask.sum_dim_intlist(along_pieces, false, None)
        })?;
        self.numbers(&means, batch.len())
    }

    /// What `of` makes of the states of the pieces, (texts, pieces, width), and of their mask, (texts, pieces).
    fn computed<T>(
        &self,
        batch: &[&[u32]],
        of: impl FnOnce(&BertModelOutput, &Tensor) -> T,
    ) -> Result<T, Error> {
        let longest = batch.iter().map(|pieces| pieces.len()).max();
        let longest = longest.unwrap_or_default();
        let mut filled = vec![0_i64; batch.len() * longest];
        let mut mask = vec![0_i64; batch.len() * longest];
        for (row, pieces) in batch.iter().enumerate() {
            for (column, &piece) in pieces.iter().enumerate() {
                // Beyond the table the library would end the program.
                let is_known = usize::try_from(piece).is_ok_and(|piece| piece < self.vocabulary);
                if !is_known {
                    return Err(failed("compute", &format!("no piece {piece} in the table")));
                }
                filled[row * longest + column] = i64::from(piece);
                mask[row * longest + column] = 1;
            }
        }
        let sides = [side(batch.len())?, side(longest)?];
        let model = first_free(&self.models).ok_or_else(|| failed("compute", &"no model"))?;
        no_grad(|| {
            let pieces = Tensor::from_slice(&filled).view(sides);
            let mask = Tensor::from_slice(&mask).view(sides);
            let computed = model
                .forward_t(
                    Some(&pieces),
                    Some(&mask),
                    None,
                    None,
                    None,
                    None,
                    None,
                    false,
                )
                .map_err(|error| failed("compute", &error))?;
            Ok(of(&computed, &mask))
        })
    }

    /// The numbers of a tensor of `n_rows` rows as wide as the network.
    fn numbers(&self, tensor: &Tensor, n_rows: usize) -> Result<Vec<f32>, Error> {
        let numbers = Vec::<f32>::try_from(tensor.contiguous().view(-1))
            .map_err(|error| failed("compute", &error))?;
        if numbers.len() == n_rows * self.width && numbers.iter().all(|number| number.is_finite()) {
            return Ok(numbers);
        }
        Err(failed(
            "compute",
            &format!(
                "{} numbers for {n_rows} rows of width {}, not all finite or not as many as there should be",
                numbers.len(),
                self.width
            ),
        ))
    }
}

/// A network whose variables are those in `shared`; what is not there yet is taken from the file.
fn model(
    tensors: &Tensors,
    sizes: &Architecture,
    shared: &mut BTreeMap<String, Tensor>,
) -> Result<BertModel<BertEmbeddings>, Error> {
    let store = tch::nn::VarStore::new(Device::Cpu);
    let config = BertConfig {
        hidden_act: rust_bert::Activation::gelu,
        attention_probs_dropout_prob: 0.0,
        hidden_dropout_prob: 0.0,
        hidden_size: side(sizes.width)?,
        initializer_range: 0.0,
        intermediate_size: side(sizes.inner_width)?,
        num_attention_heads: side(sizes.heads)?,
        num_hidden_layers: side(sizes.layers)?,
        // Tables of one row, exchanged for those of the file below: whole ones would be filled with random
        // numbers first, a quarter of a million rows of them.
        vocab_size: 1,
        max_position_embeddings: 1,
        type_vocab_size: 1,
        output_attentions: None,
        output_hidden_states: Some(true),
        is_decoder: None,
        id2label: None,
        label2id: None,
    };
    let model = BertModel::new_with_optional_pooler(store.root(), &config, false);
    if shared.is_empty() {
        let embeddings = Embeddings::read(tensors, sizes)?;
        for (name, cells, n_rows) in [
            (PIECES, embeddings.pieces.to_singles(), sizes.vocabulary),
            (
                POSITIONS,
                embeddings.positions.to_singles(),
                sizes.positions,
            ),
            (KINDS, embeddings.kind, 1),
        ] {
            let sides = [side(n_rows)?, side(sizes.width)?];
            shared.insert(name.to_owned(), Tensor::from_slice(&cells).view(sides));
        }
    }
    for (name, mut variable) in store.variables() {
        if !shared.contains_key(&name) {
            let cells = cells(tensors, &name, &variable.size())?;
            let read = Tensor::from_slice(&cells).view(variable.size().as_slice());
            shared.insert(name.clone(), read);
        }
        if let Some(read) = shared.get(&name) {
            no_grad(|| variable.f_set_data(read))
                .map_err(|error| failed("take the weights", &error))?;
        }
    }
    Ok(model)
}

/// The numbers of the tensor of this name and shape.
fn cells(tensors: &Tensors, name: &str, shape: &[i64]) -> Result<Vec<f32>, Error> {
    let sides: Vec<usize> = shape
        .iter()
        .map(|&side| usize::try_from(side).unwrap_or_default())
        .collect();
    let cells = match *sides.as_slice() {
        [length] => tensors.vector(name, length)?,
        [n_rows, width] => tensors.table(name, n_rows, width)?.to_singles(),
        _ => {
            let reason = format!("{name} is neither vector nor table");
            return Err(failed("take the weights", &reason));
        }
    };
    finite(name, cells.iter().all(|cell| cell.is_finite()))?;
    Ok(cells)
}

fn side(length: usize) -> Result<i64, Error> {
    i64::try_from(length).map_err(|error| failed("take the sizes", &error))
}

fn failed(step: &'static str, reason: &dyn fmt::Display) -> Error {
    Error::RustBert {
        step,
        reason: reason.to_string(),
    }
}
