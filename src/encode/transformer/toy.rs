//! A model so small that a test can make it: two layers of width 8 over the letters.

use super::manifest::{CARD_FILE, MANIFEST_FILE, TOKENIZER_FILE, WEIGHTS_FILE};
use super::{Architecture, Kind, Manifest, Probe, TensorWriter};
use crate::encode::compact::hexadecimal;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Sizes of the toy.
pub(crate) const SIZES: Architecture = Architecture {
    width: 8,
    layers: 2,
    heads: 2,
    inner_width: 16,
    vocabulary: 40,
    positions: 12,
    layer_norm_epsilon: 1e-12,
};

/// Pieces: four marks, the space, a word, the letters.
pub(crate) fn tokenizer() -> String {
    let mut vocabulary = vec![
        json!(["<s>", 0.0]),
        json!(["<pad>", 0.0]),
        json!(["</s>", 0.0]),
        json!(["<unk>", 0.0]),
        json!(["▁", -2.0]),
        json!(["▁goed", -3.0]),
    ];
    vocabulary.extend(('a'..='z').map(|letter| json!([letter.to_string(), -4.0])));
    let mark = |id: u32, content: &str| {
        json!({"id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true})
    };
    json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [mark(0, "<s>"), mark(1, "<pad>"), mark(2, "</s>"), mark(3, "<unk>")],
        "normalizer": null,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}}
            ],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": {
                "<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}
            }
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary, "byte_fallback": false}
    })
    .to_string()
}

/// Numbers of about −0.5 to 0.5 that look random and are always the same.
fn cells(n: usize, salt: u64) -> Vec<f32> {
    let mut state = salt.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..n)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            f32::from(u16::try_from(state >> 48).unwrap()) / 65_536.0 - 0.5
        })
        .collect()
}

/// The weights, every table in `kind`, with the tensor `left_out` missing.
pub(crate) fn weights(kind: Kind, left_out: &str) -> Vec<u8> {
    let mut writer = TensorWriter::default();
    let mut salt = 0;
    let (width, inner) = (SIZES.width, SIZES.inner_width);
    let mut add = |name: String, shape: &[usize]| {
        salt += 1;
        if name == left_out {
            return;
        }
        let mut numbers = cells(shape.iter().product(), salt);
        if name.contains("LayerNorm.weight") {
            for number in &mut numbers {
                *number += 1.0;
            }
        }
        let kind = if shape.len() == 2 { kind } else { Kind::F32 };
        writer.add(&name, shape, &numbers, kind);
    };
    let rows = |name: &str| format!("embeddings.{name}_embeddings.weight");
    add(rows("word"), &[SIZES.vocabulary, width]);
    add(rows("position"), &[SIZES.positions, width]);
    add(rows("token_type"), &[2, width]);
    add("embeddings.LayerNorm.weight".to_owned(), &[width]);
    add("embeddings.LayerNorm.bias".to_owned(), &[width]);
    for layer in 0..SIZES.layers {
        for (part, from, to) in [
            ("attention.self.query", width, width),
            ("attention.self.key", width, width),
            ("attention.self.value", width, width),
            ("attention.output.dense", width, width),
            ("intermediate.dense", width, inner),
            ("output.dense", inner, width),
        ] {
            add(format!("encoder.layer.{layer}.{part}.weight"), &[to, from]);
            add(format!("encoder.layer.{layer}.{part}.bias"), &[to]);
        }
        for part in ["attention.output", "output"] {
            let norm = format!("encoder.layer.{layer}.{part}.LayerNorm");
            add(format!("{norm}.weight"), &[width]);
            add(format!("{norm}.bias"), &[width]);
        }
    }
    writer.to_bytes()
}

/// Writes a whole folder with these weights and this tokenizer; `change` may spoil the manifest.
pub(crate) fn write(
    folder: &Path,
    weights: &[u8],
    tokenizer: &str,
    change: impl FnOnce(&mut Manifest),
) {
    let digest = |bytes: &[u8]| hexadecimal(&Sha256::digest(bytes));
    let card = "# toy\n";
    let mut manifest = Manifest {
        name: "toy".to_owned(),
        version: "1".to_owned(),
        licence: "MIT OR Apache-2.0".to_owned(),
        origin: "made by a test".to_owned(),
        architecture: SIZES,
        prefix: "q ".to_owned(),
        files: BTreeMap::from([
            (WEIGHTS_FILE.to_owned(), digest(weights)),
            (TOKENIZER_FILE.to_owned(), digest(tokenizer.as_bytes())),
            (CARD_FILE.to_owned(), digest(card.as_bytes())),
        ]),
        // "▁", "q", "▁goed" between the marks.
        probes: vec![Probe {
            text: "goed".to_owned(),
            pieces: vec![0, 4, 22, 5, 2],
            vector: Vec::new(),
        }],
    };
    change(&mut manifest);
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(WEIGHTS_FILE), weights).unwrap();
    fs::write(folder.join(TOKENIZER_FILE), tokenizer).unwrap();
    fs::write(folder.join(CARD_FILE), card).unwrap();
    fs::write(folder.join(MANIFEST_FILE), manifest.to_json()).unwrap();
}
