//! How a file of a cache is written: beside the others under a name that nobody else has, and then renamed, so that any
//! number of processes may read and write at the same time.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::platform;

use super::place;

/// How the name of a file begins that is being written.
const NEW: &str = "new-";

/// Writes a file; `name` makes its name of letters that are nobody else's.
pub(super) fn write(
    directory: &Path,
    name: impl FnOnce(&str) -> String,
    parts: &[&[u8]],
) -> io::Result<()> {
    if !place::is_writable(directory) {
        return Err(io::ErrorKind::ReadOnlyFilesystem.into());
    }
    fs::create_dir_all(directory)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(NEW).rand_bytes(16);
    // Others get it too, as far as the person's mask allows: a repository may be shared.
    if let Some(permissions) = platform::permissions(0o666) {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(directory)?;
    for part in parts {
        file.write_all(part)?;
    }
    let own = file.path().file_name().and_then(|name| name.to_str());
    let own = own.and_then(|own| own.strip_prefix(NEW));
    let name = name(own.unwrap_or_default());
    file.persist(directory.join(name))?;
    Ok(())
}
