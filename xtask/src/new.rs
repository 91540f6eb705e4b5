//! A new plugin on the SDK, which builds and runs at once.

use crate::files;
use anyhow::{Result, ensure};
use std::path::PathBuf;

/// Options of `cargo xtask new`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder to make; its last part is the plugin's name, such as `my-plugin`.
    folder: PathBuf,
    /// The plugin's id (default: `com.example.` and the name).
    #[arg(long)]
    id: Option<String>,
}

/// The files of a plugin, and what they are written from.
const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        include_str!("../templates/plugin/Cargo.toml.txt"),
    ),
    ("Makefile", include_str!("../templates/plugin/Makefile.txt")),
    (
        "plugin.json",
        include_str!("../templates/plugin/plugin.json.txt"),
    ),
    (
        "src/main.rs",
        include_str!("../templates/plugin/src/main.rs.txt"),
    ),
    (
        "tests/plugin.rs",
        include_str!("../templates/plugin/tests/plugin.rs.txt"),
    ),
    (
        ".gitignore",
        include_str!("../templates/plugin/gitignore.txt"),
    ),
];

/// Writes the plugin, and says what to do next.
pub(crate) fn run(options: &Options) -> Result<()> {
    let folder = std::path::absolute(&options.folder)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let name = checked_name(&name)?;
    let id = checked_id(options.id.clone().unwrap_or(format!("com.example.{name}")))?;
    ensure!(!folder.exists(), "{} is there already", folder.display());
    let sdk = files::root().display().to_string().replace('\\', "/");
    let trigger = name.trim_end_matches("-plugin");
    let values = [
        ("name", name),
        ("id", &id),
        ("trigger", trigger),
        ("sdk", &sdk),
    ];
    for (path, template) in FILES {
        files::write(&folder.join(path), filled(template, &values).as_bytes())?;
    }
    // The versions that the SDK was tried with, so that it builds without the network, too.
    files::write(
        &folder.join("Cargo.lock"),
        &std::fs::read(files::at("Cargo.lock"))?,
    )?;
    println!("{} is a plugin that answers /{trigger}:", folder.display());
    println!("    cd {}", options.folder.display());
    println!(
        "    make run     # try it in a Mattermost on this machine; needs Node.js 20.19 for its page"
    );
    println!("    make test");
    println!("    make bundle PROFILE=release");
    Ok(())
}

/// A name that cargo takes as a package and Mattermost as a command.
fn checked_name(name: &str) -> Result<&str> {
    let begins_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    ensure!(
        begins_well && name.chars().all(fits),
        "the name {name:?} must begin with a letter and hold only a-z, 0-9 and -"
    );
    Ok(name)
}

/// An id that Mattermost takes.
fn checked_id(id: String) -> Result<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    ensure!(
        (3..=190).contains(&id.len()) && id.chars().all(fits),
        "the id {id:?} must have 3 to 190 of a-z, A-Z, 0-9, -, _ and ."
    );
    Ok(id)
}

fn filled(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{{{name}}}}}"), value)
        })
}

#[cfg(test)]
mod tests {
    use super::{checked_id, checked_name, filled};

    #[test]
    fn names_and_ids_are_those_that_work() {
        assert!(checked_name("my-plugin2").is_ok());
        for bad in ["", "2nd", "My-Plugin", "a b", "../x", "-x"] {
            assert!(checked_name(bad).is_err(), "{bad}");
        }
        assert!(checked_id("com.example.x".into()).is_ok());
        assert!(checked_id("a/b".into()).is_err());
    }

    #[test]
    fn every_place_is_filled() {
        let filled = filled(
            "{{id}} and {{id}} of {{name}}",
            &[("id", "x"), ("name", "y")],
        );
        assert_eq!(filled, "x and x of y");
    }
}
