//! Lists the files of `portal/`, so that the crate carries the sample portal inside it and is rebuilt when a line of it changes.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("portal");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut paths = Vec::new();
    collect(&root, &mut paths)?;
    paths.sort();

    let mut list = String::from("&[\n");
    for path in paths {
        println!("cargo:rerun-if-changed={path}");
        let name = Path::new(&path).strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({name:?}, include_str!({path:?})),")?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("portal_files.rs"), list)?;
    Ok(())
}

/// Gathers the stories and the transcripts; the prose files of the folder are for people and tests.
fn collect(folder: &Path, paths: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|end| end == "toml" || end == "txt") {
            paths.push(path.to_string_lossy().into_owned());
        }
    }
    Ok(())
}
