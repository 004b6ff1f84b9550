//! Lets the official compiler generate the readers of all schemas, and a table of them by `schema.Type`.

use molecule_codegen::{ast::HasName, Compiler, Language, Parser};
use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo"));
    let mut modules = String::new();
    let mut arms = String::new();
    for schema in schemas(&here.join("../../..")) {
        println!("cargo:rerun-if-changed={}", schema.display());
        let stem = schema.file_stem().and_then(|stem| stem.to_str()).expect("names are ASCII");
        Compiler::new()
            .input_schema_file(&schema)
            .generate_code(Language::Rust)
            .output_dir(&out)
            .run()
            .expect("the schemas are sound");
        let path = out.join(stem).with_extension("rs");
        writeln!(modules, "#[allow(dead_code)] mod {stem} {{ include!({path:?}); }}").unwrap();
        let code = fs::read_to_string(path).expect("the compiler wrote it");
        for decl in Parser::parse(&schema).decls() {
            let name = decl.name();
            // Types of imported schemas have modules of their own.
            if code.contains(&format!("pub struct {name} (")) {
                writeln!(arms, "\"{stem}.{name}\" => &Of::<{stem}::{name}>(PhantomData),").unwrap();
            }
        }
    }
    let table = format!(
        "{modules}\nfn reader(name: &str) -> &'static dyn Check {{\n\
         match name {{\n{arms}_ => panic!(\"no type {{name}}\"),\n}}\n}}\n"
    );
    fs::write(out.join("readers.rs"), table).expect("cargo made the folder");
}

/// The molecule schemas of this repository, and that of the vectors.
fn schemas(root: &Path) -> Vec<PathBuf> {
    let folder = root.join("schemas");
    println!("cargo:rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder).expect("the schemas are there");
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "mol"));
    found.push(root.join("test/vectors/molecule/types.mol"));
    found
}
