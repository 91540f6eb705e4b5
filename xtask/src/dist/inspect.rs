//! What a bundle may not carry to its users: this machine's paths, and debug symbols.

use anyhow::{Context, Result, bail};
use std::path::Path;

/// Names of sections with debug information, in ELF and Mach-O, or with symbols, in ELF. What else a
/// linker may leave in PE and Mach-O, the release profile's `strip` takes out, and nothing looks for.
const DEBUG_SECTIONS: &[&str] = &[".debug_info", ".debug_line", ".symtab", "__debug_info"];

/// Fails where a file holds something below one of the places.
pub(crate) fn paths(file: &Path, places: &[String]) -> Result<()> {
    for place in places {
        if let Some(found) = text_around(&read(file)?, &format!("{place}/")) {
            bail!(
                "{} holds a path of this machine: {found}",
                crate::files::shown(file)
            );
        }
    }
    Ok(())
}

/// Fails where a program holds something below one of the places, or debug symbols.
pub(crate) fn program(program: &Path, places: &[String]) -> Result<()> {
    paths(program, places)?;
    let bytes = read(program)?;
    for section in DEBUG_SECTIONS {
        if contains(&bytes, format!("{section}\0").as_bytes()) {
            bail!(
                "{} is not stripped: it has {section}",
                crate::files::shown(program)
            );
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", crate::files::shown(file)))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// The printable text that begins with `wanted`.
fn text_around(bytes: &[u8], wanted: &str) -> Option<String> {
    let at = bytes
        .windows(wanted.len())
        .position(|window| window == wanted.as_bytes())?;
    let text = bytes
        .iter()
        .skip(at)
        .take(120)
        .take_while(|byte| byte.is_ascii_graphic());
    Some(text.map(|byte| char::from(*byte)).collect())
}

#[cfg(test)]
mod tests {
    use super::program;

    fn checked(bytes: &[u8]) -> Result<(), String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        program(file.path(), &["/home/me/project".to_owned()]).map_err(|error| error.to_string())
    }

    #[test]
    fn a_clean_program_passes() {
        assert_eq!(checked(b"\x7fELF ./src/main.rs\0.text\0.data\0"), Ok(()));
    }

    #[test]
    fn a_path_of_this_machine_is_named() {
        let error = checked(b"\x7fELF\0/home/me/project/src/main.rs\0").unwrap_err();
        assert!(error.contains("/home/me/project/src/main.rs"), "{error}");
    }

    #[test]
    fn debug_symbols_are_named() {
        let error = checked(b"\x7fELF\0.text\0.symtab\0.strtab\0").unwrap_err();
        assert!(error.contains(".symtab"), "{error}");
    }
}
