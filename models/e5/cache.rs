//! Vectors that were computed once: an encoder that looks them up in a file before it computes.

use ndarray::Array2;
use sha2::{Digest, Sha256};
use signaal::encode::{Encoder, Error, Passage};
use signaal::record::ModelCard;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Bytes of the digest of a passage.
const KEY_BYTES: usize = 16;
/// Texts that are computed before the file is added to.
const CHUNK: usize = 512;

/// An encoder beside a file of the vectors that it gave before.
///
/// A head is trained many times on the same texts, and the transformer reads a few hundred a second.
pub(crate) struct CachedEncoder<E> {
    inner: E,
    file: PathBuf,
    known: Mutex<HashMap<[u8; KEY_BYTES], Vec<f32>>>,
}

impl<E: Encoder> CachedEncoder<E> {
    /// Reads the vectors of this very encoder in `folder`, if there are any.
    pub(crate) fn new(inner: E, label: &str, folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let card = inner.card();
        let file = folder.join(format!(
            "{}-{label}-{}.vectors",
            card.name,
            &card.sha256[..16]
        ));
        let bytes = match fs::read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        let known = bytes
            .chunks_exact(KEY_BYTES + 4 * card.width)
            .map(|entry| {
                let (key, numbers) = entry.split_at(KEY_BYTES);
                let mut short = [0; KEY_BYTES];
                short.copy_from_slice(key);
                let numbers = numbers
                    .chunks_exact(4)
                    .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
                (short, numbers.collect())
            })
            .collect();
        Ok(Self {
            inner,
            file,
            known: Mutex::new(known),
        })
    }

    fn key(passage: &Passage<'_>) -> [u8; KEY_BYTES] {
        let mut digest = Sha256::new();
        digest.update(format!("{:?}{:?}", passage.language(), passage.question()));
        digest.update(passage.text());
        let mut key = [0; KEY_BYTES];
        key.copy_from_slice(&digest.finalize()[..KEY_BYTES]);
        key
    }

    fn keep(&self, vectors: &[([u8; KEY_BYTES], Vec<f32>)]) -> io::Result<()> {
        use std::io::Write;
        let mut bytes = Vec::new();
        for (key, vector) in vectors {
            bytes.extend(key);
            bytes.extend(vector.iter().flat_map(|number| number.to_le_bytes()));
        }
        let file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.file);
        file?.write_all(&bytes)
    }
}

impl<E: Encoder> Encoder for CachedEncoder<E> {
    fn card(&self) -> &ModelCard {
        self.inner.card()
    }

    fn encode(&self, passages: &[Passage<'_>]) -> Result<Array2<f32>, Error> {
        let keys: Vec<[u8; KEY_BYTES]> = passages.iter().map(Self::key).collect();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut missing: Vec<usize> = (0..passages.len())
            .filter(|&number| !known.contains_key(&keys[number]))
            .collect();
        missing.sort_by_key(|&number| keys[number]);
        missing.dedup_by_key(|number| keys[*number]);
        for chunk in missing.chunks(CHUNK) {
            let texts: Vec<Passage<'_>> = chunk.iter().map(|&number| passages[number]).collect();
            let vectors = self.inner.encode(&texts)?;
            let rows = vectors.rows().into_iter().map(|row| row.to_vec());
            let fresh: Vec<_> = chunk.iter().map(|&number| keys[number]).zip(rows).collect();
            // A cache that cannot be written costs time and nothing else.
            let _ = self.keep(&fresh);
            known.extend(fresh);
        }
        let width = self.card().width;
        Ok(Array2::from_shape_fn(
            (passages.len(), width),
            |(row, column)| known[&keys[row]][column],
        ))
    }
}
