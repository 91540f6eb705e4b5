//! Puts the page into the program where this is the published package: that carries the page as it
//! was built, without its sources. In a checkout, which has the sources, the page is built apart and
//! found in its folder, so that a change of it compiles nothing anew.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let client = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("client");
    let mut entries = String::new();
    if !client.join("package.json").exists() {
        let page = client.join("dist");
        println!("cargo::rerun-if-changed={}", page.display());
        if !page.join("index.html").exists() {
            return Err("the package lacks its page: `cargo xtask page` builds it".into());
        }
        add(&mut entries, &page, "")?;
    }
    let table = format!("&[{entries}]");
    Ok(fs::write(
        Path::new(&env::var("OUT_DIR")?).join("page.rs"),
        table,
    )?)
}

/// Adds the files of a folder, each by its path below the page.
fn add(entries: &mut String, folder: &Path, prefix: &str) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (file, name) = (entry.path(), entry.file_name());
        let path = format!("{prefix}{}", name.to_string_lossy());
        if entry.file_type()?.is_dir() {
            add(entries, &file, &format!("{path}/"))?;
        } else {
            entries.push_str(&format!("({path:?}, include_bytes!({file:?})),\n"));
        }
    }
    Ok(())
}
