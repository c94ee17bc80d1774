//! A plan changed as JSON is written as asked, or refused.
#![no_main]

// The bodies are shared with the property tests, and each target runs one of them.
#[allow(dead_code)]
#[path = "../../tests/core/bodies.rs"]
mod bodies;
#[allow(dead_code)]
#[path = "../../tests/core/mutate.rs"]
mod mutate;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::run("apply", data));
