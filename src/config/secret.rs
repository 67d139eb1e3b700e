//! Secrets, which are never printed. In development, unset ones are generated once and stored.

use crate::{private_files, secrets::random_token};

use std::{fmt, io, path::Path};

/// The minimum length of a secret in bytes.
pub const MIN_BYTES: usize = 32;

/// A secret value. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }
    /// Returns the value.
    pub fn expose(&self) -> &str {
        &self.0
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// Reads the secret from a private file, or generates it if the file does not exist. Fails if the file is too
/// short, for example empty after the disk was full.
pub fn load_or_generate(file: &Path) -> io::Result<Secret> {
    let secret = match read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            match private_files::create(file, random_token().as_bytes()) {
                // Another process has created it.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other?,
            }
            read(file)?
        }
        other => other?,
    };
    private_files::restrict(file)?;
    if secret.len() >= MIN_BYTES {
        return Ok(secret);
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Err(io::Error::other(format!(
        "{name} has fewer than {MIN_BYTES} bytes; delete the file to generate a new one"
    )))
}

fn read(file: &Path) -> io::Result<Secret> {
    Ok(Secret::new(std::fs::read_to_string(file)?.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_is_generated_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data/jwt.secret");
        let generated = load_or_generate(&file).unwrap();
        assert!(generated.len() >= MIN_BYTES);
        assert!(load_or_generate(&file).unwrap() == generated);
    }

    #[test]
    fn too_short_secret_is_rejected() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("jwt.secret");
        for too_short in ["", "\n", "hunter2"] {
            std::fs::write(&file, too_short).unwrap();
            let error = load_or_generate(&file).unwrap_err().to_string();
            assert!(error.contains("jwt.secret") && !error.contains("hunter2"), "{error}");
        }
    }
}
