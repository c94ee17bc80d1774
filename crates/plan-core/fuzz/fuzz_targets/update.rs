//! A changed plan is written as asked, or refused.
#![no_main]

#[allow(dead_code)]
#[path = "../../tests/core/bodies.rs"]
mod bodies;
#[allow(dead_code)]
#[path = "../../tests/core/mutate.rs"]
mod mutate;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::run("update", data));
