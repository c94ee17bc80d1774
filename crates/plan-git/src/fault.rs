//! Places at which a test stops the program, to see what it leaves when it is killed there.
//!
//! Only with the feature `faults`. Without it a place is nothing, and the program does not look at the environment for it.

/// A place that a test may name.
#[cfg(not(feature = "faults"))]
#[inline(always)]
pub(crate) fn point(_: &str) {}

/// Waits to be killed, if the environment names this place and nobody was killed before: `PLAN_FAULT` is the name, and into
/// the file `PLAN_FAULT_FILE` goes the number of the process.
#[cfg(feature = "faults")]
pub(crate) fn point(name: &str) {
    let wanted = std::env::var("PLAN_FAULT").is_ok_and(|wanted| wanted == name);
    let Some(file) = std::env::var_os("PLAN_FAULT_FILE").filter(|_| wanted) else {
        return;
    };
    let file = std::path::PathBuf::from(file);
    let number = std::process::id().to_string();
    // Whole at once, since somebody is waiting for it.
    let beside = file.with_extension("new");
    if !file.exists() && std::fs::write(&beside, number).is_ok() {
        let _ = std::fs::rename(&beside, &file);
        loop {
            std::thread::park();
        }
    }
}
