//! What rust-bert must compute: the definition, the contract of every encoder, and what ONNX Runtime computes.

#![expect(
    clippy::print_stderr,
    reason = "a test says what an installed model gave"
)]

use crate::encode::transformer::tests::{
    check_definition, distance, folder, installed, installed_model, least_cosine, open_with, plain,
};
use crate::encode::transformer::{
    Engine, Error, Kind, ModelFolder, Options, Precision, Tensors, TransformerEncoder, toy,
};
use crate::encode::{Encoder, Passage, conformance};
use crate::record::LanguageTag;
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use std::path::Path;
use tch::{Device, Tensor, nn::VarStore, no_grad};

fn opened(folder: &Path) -> Result<TransformerEncoder, Error> {
    let options = Options {
        engine: Engine::RustBert,
        n_at_once: 2,
    };
    TransformerEncoder::open(ModelFolder::open(folder)?, &options)
}

#[test]
fn the_toy_is_computed_as_its_definition_says() {
    check_definition(|folder| opened(folder).unwrap());
}

#[test]
fn the_toy_keeps_the_contract() {
    conformance::check(&opened(folder().path()).unwrap());
}

#[test]
fn a_short_text_is_the_same_beside_a_long_one() {
    let encoder = opened(folder().path()).unwrap();
    let alone = encoder.vectors(&["a"]).unwrap();
    let together = encoder
        .vectors(&["abcdefghijklmnopqrstuvwxyz", "a", "goed goed goed", "b"])
        .unwrap();
    let width = toy::SIZES.width;
    assert!(distance(&alone, &together[width..2 * width]) < 1e-5);
}

#[test]
fn both_engines_give_the_toy_the_same_states() {
    let Some((_, library)) = installed() else {
        return;
    };
    let folder = folder();
    let passages = ["het goed", "abcdefghijklmnopqrstuvwxyz", ""]
        .map(|text| Passage::of_own_words(text, LanguageTag::Nl));
    let here = opened(folder.path()).unwrap().states(&passages).unwrap();
    let there = open_with(&library, folder.path(), Precision::Single)
        .states(&passages)
        .unwrap();
    for (here, there) in here.unwrap().iter().zip(&there.unwrap()) {
        assert_eq!(here.spans, there.spans);
        assert_eq!(here.states.dim(), there.states.dim());
        let far = (&here.states - &there.states).mapv(f32::abs);
        assert!(far.iter().all(|far| *far < 1e-5), "{far}");
    }
}

#[test]
fn another_epsilon_than_the_one_built_in_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let weights = toy::weights(Kind::F32, "");
    toy::write(folder.path(), &weights, &toy::tokenizer(), |manifest| {
        manifest.architecture.layer_norm_epsilon = 1e-5;
    });
    assert_eq!(
        opened(folder.path()).unwrap_err().to_string(),
        "layer_norm_epsilon of the model is 1e-5, expected 1e-12 with rust-bert"
    );
}

#[test]
fn a_missing_tensor_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let weights = toy::weights(Kind::F16, "encoder.layer.1.output.dense.weight");
    toy::write(folder.path(), &weights, &toy::tokenizer(), |_| {});
    assert_eq!(
        opened(folder.path()).unwrap_err().to_string(),
        "tensor encoder.layer.1.output.dense.weight: missing, expected shape [8, 16]"
    );
}

/// The file of a model folder is one that the library itself reads, in single and in half precision.
#[test]
fn the_library_reads_the_weights_as_they_lie() {
    for kind in [Kind::F32, Kind::F16] {
        let folder = tempfile::tempdir().unwrap();
        let weights = toy::weights(kind, "");
        toy::write(folder.path(), &weights, &toy::tokenizer(), |_| {});
        let mut store = VarStore::new(Device::Cpu);
        let config = BertConfig {
            hidden_act: rust_bert::Activation::gelu,
            attention_probs_dropout_prob: 0.0,
            hidden_dropout_prob: 0.0,
            hidden_size: 8,
            initializer_range: 0.0,
            intermediate_size: 16,
            max_position_embeddings: 12,
            num_attention_heads: 2,
            num_hidden_layers: 2,
            type_vocab_size: 2,
            vocab_size: 40,
            output_attentions: None,
            output_hidden_states: None,
            is_decoder: None,
            id2label: None,
            label2id: None,
        };
        let model =
            BertModel::<BertEmbeddings>::new_with_optional_pooler(store.root(), &config, false);
        store.load(folder.path().join("model.safetensors")).unwrap();
        // Loaded tables keep the precision of the file.
        store.float();
        let pieces = Tensor::from_slice(&[0_i64, 4, 22, 5, 2]).view([1, 5]);
        let mask = pieces.ones_like();
        let states = no_grad(|| {
            model.forward_t(
                Some(&pieces),
                Some(&mask),
                None,
                None,
                None,
                None,
                None,
                false,
            )
        });
        let mean = states
            .unwrap()
            .hidden_state
            .mean_dim([1_i64].as_slice(), false, None);
        let mean = Vec::<f32>::try_from(mean.view(-1)).unwrap();
        let length = mean.iter().map(|cell| cell * cell).sum::<f32>().sqrt();
        let mean: Vec<f32> = mean.iter().map(|cell| cell / length).collect();
        let tensors = Tensors::from_bytes(weights).unwrap();
        assert!(distance(&mean, &plain(&tensors, &[0, 4, 22, 5, 2])) < 1e-5);
    }
}

#[test]
fn both_engines_give_the_toy_the_same_vectors() {
    let Some((_, library)) = installed() else {
        return;
    };
    let folder = folder();
    let texts = ["goed", "abcdefghijklmnopqrstuvwxyz", "", "👍 ?"];
    let onnx = open_with(&library, folder.path(), Precision::Single);
    let far = distance(
        &onnx.vectors(&texts).unwrap(),
        &opened(folder.path()).unwrap().vectors(&texts).unwrap(),
    );
    assert!(far < 1e-5, "{far}");
}

#[test]
fn the_installed_model_keeps_the_contract_and_agrees_with_the_other_engine() {
    let Some((folder, library)) = installed_model() else {
        return;
    };
    let encoder = opened(&folder).unwrap();
    conformance::check(&encoder);
    assert!(encoder.verify().unwrap().is_some(), "a probe has a vector");
    let texts: Vec<&str> = include_str!("../../../../models/e5/texts.txt")
        .lines()
        .collect();
    let here = encoder.vectors(&texts).unwrap();
    let there = open_with(&library, &folder, Precision::Single)
        .vectors(&texts)
        .unwrap();
    let lowest = least_cosine(&here, &there, texts.len());
    eprintln!(
        "rust-bert and ONNX Runtime: cosine {lowest:.7} at least over {} texts",
        texts.len()
    );
    assert!(lowest >= 0.9999, "{lowest}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_makes_it_panic(texts in proptest::collection::vec("\\PC{0,80}", 0..12)) {
        let encoder = opened(folder().path()).unwrap();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let vectors = encoder.vectors(&texts).unwrap();
        proptest::prop_assert_eq!(vectors.len(), texts.len() * toy::SIZES.width);
        proptest::prop_assert!(vectors.iter().all(|number| number.is_finite()));
    }
}
