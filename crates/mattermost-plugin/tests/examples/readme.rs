//! The README says what is there.

const README: &str = include_str!("../../README.md");

#[test]
fn the_readme_shows_the_example_hello() {
    let example = include_str!("../../examples/hello/main.rs");
    let (_, program) = example.split_once("\n\n").unwrap();
    assert!(README.contains(program), "copy examples/hello/main.rs");
    let lines = program.lines().filter(|line| !line.trim().is_empty());
    assert!(lines.count() <= 33, "about thirty lines");
}

#[test]
fn the_readme_shows_the_manifest() {
    let manifest = include_str!("../../examples/hello/plugin.json");
    assert!(README.contains(manifest), "copy examples/hello/plugin.json");
}

#[test]
fn every_example_is_named_in_the_readme() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    for example in std::fs::read_dir(folder).unwrap() {
        let name = example.unwrap().file_name().into_string().unwrap();
        assert!(README.contains(&format!("examples/{name})")), "{name}");
    }
}
