//! Files that only the server's own user can read: the database, mails, logs, secrets, backups.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use nix::sys::stat::{Mode, umask};

const OTHERS: u32 = 0o077;

/// Whatever this process and its children create from now on is closed to others.
pub fn close_to_others() {
    umask(Mode::from_bits_truncate(OTHERS));
}

/// Makes a folder, and takes from others what an earlier version let them read in it.
pub fn folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    restrict(path)
}

/// Takes every permission from others. A file that is not there is nobody's to read.
pub fn restrict(path: &Path) -> io::Result<()> {
    let mode = match fs::metadata(path) {
        Ok(found) => found.permissions().mode(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if mode & OTHERS == 0 {
        Ok(())
    } else {
        fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS))
    }
}

/// Writes a new file, whole or not at all. `AlreadyExists` when another process was faster.
pub fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    // Unlike a renaming, a link never replaces what is there.
    let linked = written.and_then(|()| fs::hard_link(&unfinished, path));
    fs::remove_file(&unfinished)?;
    linked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_file_is_created_once_and_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        create(&file, b"first").unwrap();
        assert_eq!(create(&file, b"second").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!((fs::read(&file).unwrap(), mode(&file)), (b"first".to_vec(), 0o600));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn what_others_could_read_is_restricted() {
        let parent = tempfile::tempdir().unwrap();
        let inside = parent.path().join("a/b");
        folder(&inside).unwrap();
        fs::set_permissions(&inside, Permissions::from_mode(0o755)).unwrap();
        folder(&inside).unwrap();
        assert_eq!(mode(&inside), 0o700);
        restrict(&parent.path().join("missing")).unwrap();
    }
}
