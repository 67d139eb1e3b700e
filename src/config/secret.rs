//! Secrets: never printed, and made once where development may do without a given one.

use std::{fmt, io, path::Path};

use crate::{private_files, secrets::random_token};

/// The least that a secret must have, in bytes.
pub const MIN_BYTES: usize = 32;

/// A value that no log, error or `--help` shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }
    /// The value itself, for the one who signs or sends it.
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

/// The secret kept in a file that only its owner can read; made when it is not there yet. One that is too short to be a
/// secret, such as an empty file that a full disk left behind, is refused.
pub fn kept_in(file: &Path) -> io::Result<Secret> {
    let secret = match read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            match private_files::create(file, random_token().as_bytes()) {
                // Another process was faster: what it made counts.
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
        "{name} there holds fewer than {MIN_BYTES} bytes; delete it to have a new one made"
    )))
}

fn read(file: &Path) -> io::Result<Secret> {
    Ok(Secret::new(std::fs::read_to_string(file)?.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data/jwt.secret");
        let made = kept_in(&file).unwrap();
        assert!(made.len() >= MIN_BYTES);
        assert!(kept_in(&file).unwrap() == made);
    }

    #[test]
    fn a_file_that_holds_no_secret_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("jwt.secret");
        for too_short in ["", "\n", "hunter2"] {
            std::fs::write(&file, too_short).unwrap();
            let refused = kept_in(&file).unwrap_err().to_string();
            assert!(refused.contains("jwt.secret") && !refused.contains("hunter2"), "{refused}");
        }
    }
}
