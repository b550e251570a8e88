//! The fuzzer: libFuzzer around one target, whose name stands in the environment. `cargo xtask fuzz` builds and starts it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::run(bytes));
