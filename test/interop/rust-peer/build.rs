//! Hands the versions that cargo resolved to the program, so that a report can say what was really tested.

use std::{env, fs, path::Path};

const REPORTED: [&str; 4] = ["tentacle", "tentacle-secio", "tokio-yamux", "tokio"];

fn main() {
    let lock = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("Cargo.lock");
    println!("cargo:rerun-if-changed={}", lock.display());
    let text = fs::read_to_string(lock).expect("cargo writes the lock file before it builds");
    let mut lines = text.lines();
    let mut versions = Vec::new();
    while let Some(line) = lines.next() {
        let Some(name) = quoted(line, "name = ") else { continue };
        let Some(version) = lines.next().and_then(|next| quoted(next, "version = ")) else { continue };
        if REPORTED.contains(&name) {
            versions.push(format!("{name}={version}"));
        }
    }
    println!("cargo:rustc-env=RESOLVED_VERSIONS={}", versions.join(","));
}

/// The text between the quotes of `key"..."`.
fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.strip_prefix('"')?.strip_suffix('"')
}
