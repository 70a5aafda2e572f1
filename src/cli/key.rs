//! Where the secret key of pseudonyms lives: outside the data, replaceable.

use super::session::{KeyUse, Misuse};
use crate::intake;
use crate::privacy::Key;
use anyhow::Context;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Environment variable that names the key file and wins over the project file.
const KEY_FILE_VARIABLE: &str = "SIGNAAL_KEY_FILE";

/// Finds the key file: environment, project file, or a file of this user named after the project.
///
/// # Errors
///
/// When no folder for it is known.
pub(super) fn locate(declared: Option<&Path>, project_name: &str) -> anyhow::Result<PathBuf> {
    if let Some(path) = variable(KEY_FILE_VARIABLE) {
        return Ok(PathBuf::from(path));
    }
    if let Some(path) = declared {
        return Ok(path.to_path_buf());
    }
    let folder = variable("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| variable("HOME").map(|home| Path::new(&home).join(".config")))
        .ok_or_else(|| {
            Misuse::new("no home folder to keep the key of pseudonyms in")
                .hint("set SIGNAAL_KEY_FILE, or privacy.key_file in the project file")
        })?;
    let name: String = project_name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .collect();
    Ok(folder.join("signaal").join(format!("{name}.key")))
}

/// Reads the 64 hexadecimal digits of the key. Where the file is absent, it is made, for its owner
/// only, if `key_use` allows.
///
/// # Errors
///
/// When the file cannot be read or made, or holds no key.
pub(super) fn read(path: &Path, key_use: KeyUse) -> anyhow::Result<String> {
    match fs::read_to_string(path) {
        Ok(text) => {
            Key::from_hex(text.trim())
                .with_context(|| format!("use the key in {}", path.display()))?;
            Ok(text.trim().to_owned())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && key_use == KeyUse::Take => {
            make(path)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && key_use == KeyUse::Match => {
            Err(Misuse::new(format!(
                "the key of pseudonyms is not there: {}",
                path.display()
            ))
            .hint("name the key that the index was written under with SIGNAAL_KEY_FILE")
            .into())
        }
        Err(error) => Err(error).with_context(|| format!("read key file {}", path.display())),
    }
}

/// A new random key, as 64 hexadecimal digits, that stands nowhere.
///
/// # Errors
///
/// When the system gives no random bytes.
pub(super) fn draw() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).context("draw a random key")?;
    Ok(intake::hex(&bytes))
}

fn make(path: &Path) -> anyhow::Result<String> {
    let text = draw()?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .open(path)
        .with_context(|| format!("create key file {}", path.display()))?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    tracing::info!(path = %path.display(), "made a new key for pseudonyms; keep it apart from the data");
    Ok(text)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is the door to the environment"
)]
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
