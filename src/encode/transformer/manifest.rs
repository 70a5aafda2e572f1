use super::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the manifest in a model folder.
pub const MANIFEST_FILE: &str = "model.json";
/// Name of the weights in a model folder.
pub const WEIGHTS_FILE: &str = "model.safetensors";
/// Name of the tokenizer in a model folder.
pub const TOKENIZER_FILE: &str = "tokenizer.json";
/// Name of the card in a model folder.
pub const CARD_FILE: &str = "CARD.md";

/// Name of the sentiment head in a model folder that has one of its own.
pub const HEAD_FILE: &str = "sentiment.bin";

/// Layout of the folder that this version reads and writes.
const FORMAT: u32 = 1;
/// The one architecture that is built: BERT with learnt positions, GELU and layer normalisation after each part.
const ARCHITECTURE: &str = "bert";
/// The one way in which the vectors of the pieces become one: their mean, divided by its length.
const POOLING: &str = "mean";
/// Widest, deepest and longest that is built; beyond it a manifest is taken for damaged.
const MOST_WIDE: usize = 8_192;
const MOST_LAYERS: usize = 128;
const MOST_PIECES: usize = 4_000_000;

/// What a model folder holds: `model.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// Name, for example `e5`.
    pub name: String,
    /// Version of the weights.
    pub version: String,
    /// Licence of the weights.
    pub licence: String,
    /// Where the weights come from.
    pub origin: String,
    /// Sizes of the network.
    pub architecture: Architecture,
    /// What stands before every text, for example `query: `.
    pub prefix: String,
    /// SHA-256 of each file of the folder but the manifest itself, lower-case hexadecimal.
    pub files: BTreeMap<String, String>,
    /// Texts with what they have to become.
    pub probes: Vec<Probe>,
}

/// Sizes of a BERT encoder.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Architecture {
    /// Numbers per piece, and per text.
    pub width: usize,
    /// Layers.
    pub layers: usize,
    /// Heads of attention per layer.
    pub heads: usize,
    /// Width of the inner part of a layer.
    pub inner_width: usize,
    /// Pieces in the table.
    pub vocabulary: usize,
    /// Positions in the table: the longest window, its two marks included.
    pub positions: usize,
    /// Added to a variance before its root is taken.
    pub layer_norm_epsilon: f32,
}

/// A text with the pieces and, where known, the vector that it has to become.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The text, without prefix.
    pub text: String,
    /// Numbers of its pieces, prefix and marks included.
    pub pieces: Vec<u32>,
    /// Its vector of length 1; empty where it is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vector: Vec<f32>,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    format: u32,
    name: String,
    version: String,
    licence: String,
    origin: String,
    kind: String,
    architecture: Architecture,
    pooling: String,
    prefix: String,
    files: BTreeMap<String, String>,
    probes: Vec<Probe>,
}

/// What is read first, whatever else the file holds.
#[derive(Deserialize)]
struct WireFormat {
    format: u32,
}

impl Manifest {
    /// Reads the content of `model.json`; `path` is for messages.
    ///
    /// # Errors
    ///
    /// [`Error::Manifest`], [`Error::Format`] or [`Error::Architecture`].
    pub fn from_json(json: &[u8], path: &Path) -> Result<Self, Error> {
        let faulty = |error: serde_json::Error| Error::Manifest {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        let WireFormat { format } = serde_json::from_slice(json).map_err(faulty)?;
        if format != FORMAT {
            return Err(Error::Format {
                path: path.to_owned(),
                got: format,
                expected: FORMAT,
            });
        }
        let wire: Wire = serde_json::from_slice(json).map_err(faulty)?;
        let only = |what, got: &str, expected: &str| {
            if got == expected {
                return Ok(());
            }
            Err(Error::Architecture {
                what,
                got: got.to_owned(),
                expected: expected.to_owned(),
            })
        };
        only("kind", &wire.kind, ARCHITECTURE)?;
        only("pooling", &wire.pooling, POOLING)?;
        wire.architecture.check()?;
        Ok(Self {
            name: wire.name,
            version: wire.version,
            licence: wire.licence,
            origin: wire.origin,
            architecture: wire.architecture,
            prefix: wire.prefix,
            files: wire.files,
            probes: wire.probes,
        })
    }

    /// The content of `model.json`.
    pub fn to_json(&self) -> String {
        let wire = Wire {
            format: FORMAT,
            name: self.name.clone(),
            version: self.version.clone(),
            licence: self.licence.clone(),
            origin: self.origin.clone(),
            kind: ARCHITECTURE.to_owned(),
            architecture: self.architecture,
            pooling: POOLING.to_owned(),
            prefix: self.prefix.clone(),
            files: self.files.clone(),
            probes: self.probes.clone(),
        };
        // Strings and finite numbers: nothing in it can fail to be written.
        serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
    }
}

impl Architecture {
    /// Numbers per head.
    pub fn head_width(&self) -> usize {
        self.width / self.heads
    }

    fn check(&self) -> Result<(), Error> {
        let within = |what, got: usize, least: usize, most: usize| {
            if (least..=most).contains(&got) {
                return Ok(());
            }
            Err(Error::Architecture {
                what,
                got: got.to_string(),
                expected: format!("{least} to {most}"),
            })
        };
        within("width", self.width, 1, MOST_WIDE)?;
        within("inner width", self.inner_width, 1, 4 * MOST_WIDE)?;
        within("number of layers", self.layers, 1, MOST_LAYERS)?;
        within("number of heads", self.heads, 1, self.width)?;
        within("vocabulary", self.vocabulary, 1, MOST_PIECES)?;
        // Two marks and a piece between them.
        within("number of positions", self.positions, 3, MOST_PIECES)?;
        if !self.width.is_multiple_of(self.heads) {
            return Err(Error::Architecture {
                what: "width",
                got: self.width.to_string(),
                expected: format!("a multiple of {} heads", self.heads),
            });
        }
        if !(0.0..=1e-2).contains(&self.layer_norm_epsilon) {
            return Err(Error::Architecture {
                what: "layer_norm_epsilon",
                got: self.layer_norm_epsilon.to_string(),
                expected: "0 to 0.01".to_owned(),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            name: "toy".to_owned(),
            version: "1".to_owned(),
            licence: "MIT".to_owned(),
            origin: "a test".to_owned(),
            architecture: Architecture {
                width: 8,
                layers: 2,
                heads: 2,
                inner_width: 16,
                vocabulary: 12,
                positions: 16,
                layer_norm_epsilon: 1e-12,
            },
            prefix: "query: ".to_owned(),
            files: BTreeMap::from([(WEIGHTS_FILE.to_owned(), "00".to_owned())]),
            probes: vec![Probe {
                text: "goed".to_owned(),
                pieces: vec![0, 4, 2],
                vector: vec![0.5, -0.25],
            }],
        }
    }

    fn refused(from: &str, to: &str) -> Error {
        let json = manifest().to_json();
        assert!(json.contains(from), "{json}");
        Manifest::from_json(json.replace(from, to).as_bytes(), Path::new("model.json")).unwrap_err()
    }

    #[test]
    fn a_manifest_survives_its_file() {
        let json = manifest().to_json();
        let read = Manifest::from_json(json.as_bytes(), Path::new("model.json")).unwrap();
        assert_eq!(read, manifest());
    }

    #[test]
    fn what_cannot_be_built_is_refused_by_name() {
        let gpt = refused("\"bert\"", "\"gpt\"");
        assert_eq!(gpt.to_string(), "kind of the model is gpt, expected bert");
        let heads = refused("\"heads\": 2", "\"heads\": 3");
        assert_eq!(
            heads.to_string(),
            "width of the model is 8, expected a multiple of 3 heads"
        );
        assert!(matches!(
            refused("\"layers\": 2", "\"layers\": 0"),
            Error::Architecture { .. }
        ));
        assert!(matches!(
            refused("\"mean\"", "\"cls\""),
            Error::Architecture { .. }
        ));
        assert!(matches!(
            refused("\"format\": 1", "\"format\": 2"),
            Error::Format { got: 2, .. }
        ));
        assert!(matches!(
            refused("\"format\": 1,", ""),
            Error::Manifest { .. }
        ));
    }
}
