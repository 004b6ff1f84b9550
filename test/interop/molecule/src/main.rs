//! Answers one line per line of stdin with what the official molecule implementation says.
//!
//! * `schema.Type strict HEX` and `schema.Type compat HEX`: what the generated reader says about these bytes: `ok`
//!   or the class of its error. `rebuilt differently` if it accepts them strictly, but its builder makes others.
//! * `compile FILE FOLDER`: what the front end says about a schema: `refused`, or `ok` with the intermediate data as
//!   JSON in FOLDER.

use molecule::{
    error::VerificationError,
    prelude::{Builder, Entity},
};
use molecule_codegen::{Compiler, IntermediateFormat};
use std::{
    io::{stdin, stdout, BufWriter, Write},
    marker::PhantomData,
    panic,
};

include!(concat!(env!("OUT_DIR"), "/readers.rs"));

/// A type without its type.
trait Check {
    fn check(&self, bytes: &[u8], compatible: bool) -> &'static str;
}

struct Of<T>(PhantomData<T>);

impl<T: Entity> Check for Of<T> {
    fn check(&self, bytes: &[u8], compatible: bool) -> &'static str {
        let read = if compatible { T::from_compatible_slice(bytes) } else { T::from_slice(bytes) };
        match read {
            Ok(value) if compatible || value.clone().as_builder().build().as_slice() == bytes => "ok",
            Ok(_) => "rebuilt differently",
            Err(VerificationError::TotalSizeNotMatch(..)) => "TotalSizeNotMatch",
            Err(VerificationError::HeaderIsBroken(..)) => "HeaderIsBroken",
            Err(VerificationError::UnknownItem(..)) => "UnknownItem",
            Err(VerificationError::OffsetsNotMatch(..)) => "OffsetsNotMatch",
            Err(VerificationError::FieldCountNotMatch(..)) => "FieldCountNotMatch",
        }
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}

/// The front end panics at the first mistake of a schema.
fn compile(file: &str, folder: &str) -> &'static str {
    let run = || {
        Compiler::new()
            .input_schema_file(file)
            .generate_intermediate(IntermediateFormat::JSON)
            .output_dir(folder)
            .run()
    };
    match panic::catch_unwind(run) {
        Ok(Ok(())) => "ok",
        _ => "refused",
    }
}

fn main() {
    panic::set_hook(Box::new(|_| ()));
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lines() {
        let line = line.expect("stdin is UTF-8");
        let answer = match line.splitn(3, ' ').collect::<Vec<_>>()[..] {
            ["compile", file, folder] => compile(file, folder),
            [name, mode @ ("strict" | "compat"), hex] => reader(name).check(&bytes(hex), mode == "compat"),
            _ => panic!("not a question: {line}"),
        };
        writeln!(out, "{answer}").expect("stdout is read");
    }
}
