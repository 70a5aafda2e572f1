//! What a model folder and the encoder from it must do; with the library where it is present.

#![expect(
    clippy::print_stderr,
    reason = "a test says that a model or its library is missing"
)]

use super::large::{LargeColumns, widths};
use super::manifest::{TOKENIZER_FILE, WEIGHTS_FILE};
use super::network::{Arithmetic, Embeddings, graph};
use super::pieces::Pieces;
use super::runtime::Runtime;
use super::tensors::{Table, TensorWriter, Tensors};
use super::{Engine, Error, Kind, ModelFolder, Options, Precision, TransformerEncoder, toy};
use crate::encode::conformance;
use crate::encode::{Encoder, Passage, PieceStates};
use crate::record::LanguageTag;
use std::fs;
use std::path::{Path, PathBuf};

fn no_library() -> Options {
    Options {
        engine: Engine::OnnxRuntime {
            library: PathBuf::from("/nowhere/libonnxruntime.so"),
            precision: Precision::Single,
        },
        n_at_once: 2,
    }
}

pub(super) fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    toy::write(
        folder.path(),
        &toy::weights(Kind::F32, ""),
        &toy::tokenizer(),
        |_| {},
    );
    folder
}

fn opened(path: &Path) -> Result<TransformerEncoder, Error> {
    TransformerEncoder::open(ModelFolder::open(path)?, &no_library())
}

fn said(result: Result<TransformerEncoder, Error>) -> String {
    let error = result.unwrap_err();
    assert!(!error.hint().is_empty());
    error.to_string()
}

#[test]
fn a_missing_folder_says_so_and_how_to_get_one() {
    let error = opened(Path::new("/nowhere/e5")).unwrap_err();
    assert_eq!(error.to_string(), "no model in /nowhere/e5");
    assert!(error.hint().contains("signaal model install e5"));
}

#[test]
fn a_missing_library_says_so_after_the_folder_was_found_good() {
    let folder = folder();
    let said = said(opened(folder.path()));
    assert!(said.starts_with("no ONNX Runtime library at"), "{said}");
}

#[test]
fn a_changed_file_is_refused_by_its_checksum() {
    for file in [WEIGHTS_FILE, TOKENIZER_FILE, "CARD.md"] {
        let folder = folder();
        let path = folder.path().join(file);
        let mut bytes = fs::read(&path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&path, bytes).unwrap();
        let said = said(opened(folder.path()));
        assert!(said.contains(file) && said.contains("SHA-256"), "{said}");
    }
}

#[test]
fn weights_that_are_cut_off_are_refused_even_with_a_fitting_checksum() {
    let folder = tempfile::tempdir().unwrap();
    let mut weights = toy::weights(Kind::F32, "");
    weights.truncate(weights.len() - 4);
    toy::write(folder.path(), &weights, &toy::tokenizer(), |_| {});
    let said = said(opened(folder.path()));
    assert!(said.contains("does not lie within the file"), "{said}");
}

#[test]
fn a_missing_tensor_and_another_architecture_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let name = "encoder.layer.1.output.dense.weight";
    let weights = toy::weights(Kind::F16, name);
    toy::write(folder.path(), &weights, &toy::tokenizer(), |_| {});
    assert_eq!(
        said(opened(folder.path())),
        format!("tensor {name}: missing, expected shape [8, 16]")
    );
    let weights = toy::weights(Kind::I8, "");
    toy::write(folder.path(), &weights, &toy::tokenizer(), |manifest| {
        manifest.architecture.inner_width = 32;
    });
    let said = said(opened(folder.path()));
    assert!(
        said.contains("shape [16, 8], expected shape [32, 8]"),
        "{said}"
    );
}

#[test]
fn a_foreign_tokenizer_is_refused_by_its_probe_or_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let weights = toy::weights(Kind::F32, "");
    let other = toy::tokenizer().replace("\"▁goed\"", "\"▁good\"");
    toy::write(folder.path(), &weights, &other, |_| {});
    let error = opened(folder.path()).unwrap_err();
    assert!(matches!(error, Error::ForeignTokenizer { .. }), "{error}");
    toy::write(folder.path(), &weights, &toy::tokenizer(), |manifest| {
        manifest.architecture.vocabulary = 20;
    });
    assert_eq!(
        said(opened(folder.path())),
        "tokenizer does not belong to the weights: number of pieces is 32, expected 20 at most"
    );
    toy::write(folder.path(), &weights, "{}", |_| {});
    assert!(said(opened(folder.path())).starts_with("tokenizer:"));
}

#[test]
fn a_manifest_cannot_reach_out_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    toy::write(
        folder.path(),
        &toy::weights(Kind::F32, ""),
        &toy::tokenizer(),
        |manifest| {
            manifest.files.insert("../secret".to_owned(), String::new());
        },
    );
    let said = said(opened(folder.path()));
    assert!(said.contains("no name of a file beside it"), "{said}");
}

#[test]
fn a_long_text_is_cut_into_windows_without_loss() {
    let folder = folder();
    let opened = ModelFolder::open(folder.path()).unwrap();
    let (manifest, _, tokenizer) = opened.into_files();
    let pieces = Pieces::new(&tokenizer, &manifest).unwrap();
    let windows = pieces.windows(3, "abcdefghijklmnopqrstuvwxyz").unwrap();
    assert_eq!(windows.len(), 3);
    let own: Vec<u32> = windows
        .iter()
        .flat_map(|window| {
            assert_eq!(window.text, 3);
            assert!(window.pieces.len() <= toy::SIZES.positions);
            assert_eq!(
                (window.pieces[0], window.pieces[window.pieces.len() - 1]),
                (0, 2)
            );
            window.pieces[1..window.pieces.len() - 1].to_vec()
        })
        .collect();
    let mut expected = vec![4, 22, 4];
    expected.extend(6..32);
    assert_eq!(own, expected);
    assert_eq!(
        windows
            .iter()
            .map(super::pieces::Window::n_own_pieces)
            .sum::<usize>(),
        29
    );
    let empty = pieces.windows(0, "").unwrap();
    assert_eq!(empty.len(), 1);
}

#[cfg(not(feature = "rust-bert"))]
#[test]
fn a_program_without_rust_bert_says_how_to_get_one() {
    let folder = folder();
    let options = Options {
        engine: Engine::RustBert,
        n_at_once: 2,
    };
    let opened = ModelFolder::open(folder.path()).unwrap();
    let error = TransformerEncoder::open(opened, &options).unwrap_err();
    assert!(matches!(error, Error::NotBuilt), "{error}");
    assert!(error.hint().contains("--features rust-bert"));
}

/// The folder of installed models and the library beside it, where this machine has them.
pub(super) fn installed() -> Option<(PathBuf, PathBuf)> {
    let models = std::env::var_os("SIGNAAL_MODELS")
        .map(PathBuf::from)
        .or_else(|| {
            let home = std::env::var_os("HOME")?;
            Some(Path::new(&home).join(".local/share/signaal/models"))
        })?;
    let library = models.join("onnxruntime/libonnxruntime.so");
    if library.is_file() {
        return Some((models, library));
    }
    eprintln!(
        "skipped: no ONNX Runtime library under {}",
        models.display()
    );
    None
}

/// The folder of the installed e5 and the library, where this machine has both.
pub(super) fn installed_model() -> Option<(PathBuf, PathBuf)> {
    let (models, library) = installed()?;
    let folder = models.join("e5");
    if folder.is_dir() {
        return Some((folder, library));
    }
    eprintln!("skipped: no model in {}", folder.display());
    None
}

pub(super) fn open_with(library: &Path, folder: &Path, precision: Precision) -> TransformerEncoder {
    let options = Options {
        engine: Engine::OnnxRuntime {
            library: library.to_owned(),
            precision,
        },
        n_at_once: 2,
    };
    TransformerEncoder::open(ModelFolder::open(folder).unwrap(), &options).unwrap()
}

#[test]
fn the_toy_is_computed_as_its_definition_says() {
    let Some((_, library)) = installed() else {
        return;
    };
    check_definition(|folder| open_with(&library, folder, Precision::Single));
}

/// Holds the toy, as `open` computes it, to its definition.
pub(super) fn check_definition(open: impl Fn(&Path) -> TransformerEncoder) {
    for kind in [Kind::F32, Kind::F16, Kind::I8] {
        let folder = tempfile::tempdir().unwrap();
        let weights = toy::weights(kind, "");
        toy::write(folder.path(), &weights, &toy::tokenizer(), |_| {});
        let encoder = open(folder.path());
        let tensors = Tensors::from_bytes(weights).unwrap();
        for (text, pieces) in [
            ("goed", vec![0_u32, 4, 22, 5, 2]),
            ("a?", vec![0, 4, 22, 4, 6, 3, 2]),
            ("", vec![0, 4, 22, 4, 2]),
        ] {
            let far = distance(
                &encoder.vectors(&[text]).unwrap(),
                &plain(&tensors, &pieces),
            );
            assert!(far < 1e-5, "{kind:?} {text:?} {far}");
        }
    }
}

/// The largest difference of two numbers in the same place.
pub(super) fn distance(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    differences.fold(0.0, f32::max)
}

/// The least cosine between vectors of the same text, of length one, in two rows of vectors.
pub(super) fn least_cosine(one: &[f32], other: &[f32], n_texts: usize) -> f32 {
    let width = one.len() / n_texts;
    let pairs = one.chunks_exact(width).zip(other.chunks_exact(width));
    let cosines = pairs.map(|(a, b)| a.iter().zip(b).map(|(a, b)| a * b).sum());
    cosines.fold(f32::INFINITY, f32::min)
}

#[test]
fn the_toy_keeps_the_contract_in_both_precisions() {
    let Some((_, library)) = installed() else {
        return;
    };
    let folder = folder();
    for precision in [Precision::Single, Precision::Byte] {
        conformance::check(&open_with(&library, folder.path(), precision));
    }
}

#[test]
fn the_installed_model_keeps_the_contract_and_its_probes() {
    let Some((folder, library)) = installed_model() else {
        return;
    };
    for precision in [Precision::Single, Precision::Byte] {
        let encoder = open_with(&library, &folder, precision);
        conformance::check(&encoder);
        assert!(encoder.verify().unwrap().is_some(), "a probe has a vector");
    }
}

/// With one column fifty times as large as the others, bytes for all of them lose what bytes for the rest keep.
#[test]
fn a_large_column_is_kept_out_of_the_bytes() {
    let Some((_, library)) = installed() else {
        return;
    };
    let mut writer = TensorWriter::default();
    let whole = Tensors::from_bytes(toy::weights(Kind::F32, "")).unwrap();
    for name in whole.names() {
        let (shape, mut cells) = toy_cells(&whole, name);
        if name.ends_with("LayerNorm.weight") {
            cells[3] = 50.0;
        }
        writer.add(name, &shape, &cells, Kind::F32);
    }
    let tensors = Tensors::from_bytes(writer.to_bytes()).unwrap();
    let embeddings = Embeddings::read(&tensors, &toy::SIZES).unwrap();
    let mut rows = vec![0.0; 7 * toy::SIZES.width];
    embeddings.look_up(&[0, 4, 22, 5, 9, 6, 2], &mut rows);
    let widths = widths(&toy::SIZES);
    let mut largest = vec![0.0; widths.iter().sum()];
    let mut place = 0;
    for width in &widths {
        largest[place + 3] = 1.0;
        place += width;
    }
    let (none, one) = (
        LargeColumns::new(&[], &widths),
        LargeColumns::new(&largest, &widths),
    );
    let [exact, without, with] = [
        Arithmetic::Single,
        Arithmetic::Bytes(&none),
        Arithmetic::Bytes(&one),
    ]
    .map(|arithmetic| {
        let model = graph(&tensors, &toy::SIZES, arithmetic).unwrap();
        let runtime = Runtime::open(&library, &model, toy::SIZES.width, 1).unwrap();
        runtime.means(&rows, 1).unwrap()
    });
    let error = |got: &[f32]| -> f32 {
        let squares = got
            .iter()
            .zip(&exact)
            .map(|(got, exact)| (got - exact).powi(2));
        squares.sum()
    };
    let (with, without) = (error(&with), error(&without));
    assert!(with < without / 4.0, "{with} {without}");
}

/// Shape and numbers of a tensor of the toy.
fn toy_cells(tensors: &Tensors, name: &str) -> (Vec<usize>, Vec<f32>) {
    let sides = [2, 8, 12, 16, 40];
    for n_rows in sides {
        for width in sides {
            if let Ok(table) = tensors.table(name, n_rows, width) {
                return (vec![n_rows, width], table.to_singles());
            }
        }
        if let Ok(vector) = tensors.vector(name, n_rows) {
            return (vec![n_rows], vector);
        }
    }
    panic!("{name} has another shape")
}

#[test]
fn the_installed_model_in_bytes_is_near_the_one_in_single_precision() {
    let Some((folder, library)) = installed_model() else {
        return;
    };
    let texts: Vec<&str> = include_str!("../../../models/e5/texts.txt")
        .lines()
        .collect();
    let [single, byte] = [Precision::Single, Precision::Byte].map(|precision| {
        open_with(&library, &folder, precision)
            .vectors(&texts)
            .unwrap()
    });
    let lowest = least_cosine(&single, &byte, texts.len());
    assert!(lowest > 0.998, "{lowest}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_makes_the_tokenizer_panic(text in "\\PC{0,80}") {
        let folder = folder();
        let (manifest, _, tokenizer) = ModelFolder::open(folder.path()).unwrap().into_files();
        let pieces = Pieces::new(&tokenizer, &manifest).unwrap();
        for window in pieces.windows(0, &text).unwrap() {
            proptest::prop_assert!(window.pieces.len() <= toy::SIZES.positions);
        }
    }
}

/// BERT by its definition (Devlin et al. 2019), number by number, in double precision.
#[expect(
    clippy::too_many_lines,
    clippy::suboptimal_flops,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "the definition in one piece, as it is printed"
)]
pub(super) fn plain(tensors: &Tensors, pieces: &[u32]) -> Vec<f32> {
    let (width, inner, heads) = (toy::SIZES.width, toy::SIZES.inner_width, toy::SIZES.heads);
    let table = |name: &str, rows: usize, width: usize| -> Vec<Vec<f64>> {
        let table: Table = tensors.table(name, rows, width).unwrap();
        table
            .to_singles()
            .chunks_exact(width)
            .map(|row| row.iter().map(|cell| f64::from(*cell)).collect())
            .collect()
    };
    let vector = |name: &str, length: usize| -> Vec<f64> {
        let vector = tensors.vector(name, length).unwrap();
        vector.into_iter().map(f64::from).collect()
    };
    let dense = |name: &str, x: &[Vec<f64>], from: usize, to: usize| -> Vec<Vec<f64>> {
        let weights = table(&format!("{name}.weight"), to, from);
        let bias = vector(&format!("{name}.bias"), to);
        x.iter()
            .map(|row| {
                (0..to)
                    .map(|column| dot(row, &weights[column]) + bias[column])
                    .collect()
            })
            .collect()
    };
    let normalised = |name: &str, x: &[Vec<f64>]| -> Vec<Vec<f64>> {
        let scale = vector(&format!("{name}.weight"), width);
        let shift = vector(&format!("{name}.bias"), width);
        x.iter()
            .map(|row| {
                let n = row.len() as f64;
                let mean = row.iter().sum::<f64>() / n;
                let variance = row.iter().map(|cell| (cell - mean).powi(2)).sum::<f64>() / n;
                let root = (variance + f64::from(toy::SIZES.layer_norm_epsilon)).sqrt();
                (0..width)
                    .map(|column| (row[column] - mean) / root * scale[column] + shift[column])
                    .collect()
            })
            .collect()
    };
    let added = |a: &[Vec<f64>], b: &[Vec<f64>]| -> Vec<Vec<f64>> {
        a.iter()
            .zip(b)
            .map(|(a, b)| a.iter().zip(b).map(|(a, b)| a + b).collect())
            .collect()
    };
    let words = table(
        "embeddings.word_embeddings.weight",
        toy::SIZES.vocabulary,
        width,
    );
    let positions = table(
        "embeddings.position_embeddings.weight",
        toy::SIZES.positions,
        width,
    );
    let kinds = table("embeddings.token_type_embeddings.weight", 2, width);
    let sums: Vec<Vec<f64>> = pieces
        .iter()
        .enumerate()
        .map(|(position, &piece)| {
            (0..width)
                .map(|column| {
                    words[piece as usize][column] + positions[position][column] + kinds[0][column]
                })
                .collect()
        })
        .collect();
    let mut x = normalised("embeddings.LayerNorm", &sums);
    for layer in 0..toy::SIZES.layers {
        let name = format!("encoder.layer.{layer}");
        let query = dense(&format!("{name}.attention.self.query"), &x, width, width);
        let key = dense(&format!("{name}.attention.self.key"), &x, width, width);
        let value = dense(&format!("{name}.attention.self.value"), &x, width, width);
        let size = width / heads;
        let mut attended = vec![vec![0.0; width]; x.len()];
        for head in 0..heads {
            let columns = head * size..(head + 1) * size;
            for from in 0..x.len() {
                let scores: Vec<f64> = (0..x.len())
                    .map(|to| {
                        let score = dot(&query[from][columns.clone()], &key[to][columns.clone()]);
                        (score / (size as f64).sqrt()).exp()
                    })
                    .collect();
                let sum: f64 = scores.iter().sum();
                for column in columns.clone() {
                    attended[from][column] = (0..x.len())
                        .map(|to| scores[to] / sum * value[to][column])
                        .sum();
                }
            }
        }
        let output = format!("{name}.attention.output");
        let attended = dense(&format!("{output}.dense"), &attended, width, width);
        x = normalised(&format!("{output}.LayerNorm"), &added(&attended, &x));
        let mut hidden = dense(&format!("{name}.intermediate.dense"), &x, width, inner);
        for cell in hidden.iter_mut().flatten() {
            *cell *= 0.5 * (1.0 + statrs::function::erf::erf(*cell / 2.0_f64.sqrt()));
        }
        let output = format!("{name}.output");
        let folded = dense(&format!("{output}.dense"), &hidden, inner, width);
        x = normalised(&format!("{output}.LayerNorm"), &added(&folded, &x));
    }
    let mean: Vec<f64> = (0..width)
        .map(|column| x.iter().map(|row| row[column]).sum::<f64>() / x.len() as f64)
        .collect();
    let length = dot(&mean, &mean).sqrt();
    mean.iter().map(|cell| (cell / length) as f32).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn every_piece_knows_its_place_and_its_context() {
    let Some((_, library)) = installed() else {
        return;
    };
    let folder = folder();
    let encoder = open_with(&library, folder.path(), Precision::Single);
    // The second has more pieces than the toy has positions, so that it is read in windows.
    let texts = ["het goed", "é goed, maar de koffie was goed lauw", ""];
    let passages = texts.map(|text| Passage::of_own_words(text, LanguageTag::Nl));
    let states = encoder.states(&passages).unwrap().unwrap();
    for (text, states) in texts.iter().zip(&states) {
        assert_eq!(states.states.nrows(), states.spans.len());
        assert!(
            states
                .spans
                .iter()
                .all(|span| text.get(span.clone()).is_some())
        );
    }
    let alone = encoder.states(&passages[..1]).unwrap().unwrap();
    assert_eq!(alone[0].spans, states[0].spans);
    for (alone, together) in alone[0].states.iter().zip(&states[0].states) {
        assert!((alone - together).abs() < 1e-5);
    }
    let word = |states: &PieceStates| {
        let of_word = states.spans.iter().filter(|span| span.len() >= 4);
        of_word.map(|span| span.end).collect::<Vec<_>>()
    };
    assert_eq!(word(&states[0]), [8]);
    assert_eq!(word(&states[1]), [7, 32]);
    let of_last_word = |states: &PieceStates| {
        let piece = states.spans.iter().rposition(|span| span.len() >= 4);
        states.states.row(piece.unwrap()).to_owned()
    };
    let apart = of_last_word(&states[0]) - of_last_word(&states[1]);
    assert!(apart.dot(&apart) > 1e-3, "a word is known in its context");
}
