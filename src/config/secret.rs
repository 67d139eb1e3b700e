//! Secrets: never printed, and made once where development may do without a given one.

use std::{fmt, io, path::Path};

use crate::secrets::random_token;

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

/// The secret kept in a file that only its owner can read; made when it is not there yet.
pub fn kept_in(file: &Path) -> io::Result<Secret> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Secret::new(text.trim())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            match write_private(file, &random_token()) {
                // Another process was faster: what it made counts.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other?,
            }
            Ok(Secret::new(std::fs::read_to_string(file)?.trim()))
        }
        Err(error) => Err(error),
    }
}

fn write_private(file: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
