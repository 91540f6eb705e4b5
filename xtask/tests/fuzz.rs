//! `cargo xtask fuzz` on a machine that lacks something.

#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn a_missing_cpp_compiler_is_named_before_anything_is_built() {
    let nowhere = tempfile::tempdir().unwrap();
    // A program that answers to `--version` will do for the C compiler here.
    let mut fuzz = Command::new(env!("CARGO_BIN_EXE_xtask"));
    fuzz.arg("fuzz")
        .env("PATH", nowhere.path())
        .env("CC", std::env::var_os("CARGO").unwrap())
        .env("CXX", "no-such-compiler");
    let fuzz = fuzz.output().unwrap();
    let said = String::from_utf8_lossy(&fuzz.stderr);
    assert!(!fuzz.status.success());
    assert!(said.contains("install the package g++ first"), "{said}");
}
